"""The front page and the pages about the centre. The front page costs two queries, and one more for a draft."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from sundhedscenter.core import clock
from sundhedscenter.evaluation.queries import public_counter
from sundhedscenter.web.citizen.conversation import next_page, open_draft
from sundhedscenter.web.citizen.questions import partner_places


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """One main action. Who has begun already is led on from where they were."""
    draft = open_draft(request, clock.now()) if request.viewer.draft else None
    context = {
        "go_on": next_page(draft) if draft else "",
        "places": partner_places(last=gettext("eller")),
        "counter": public_counter(),
    }
    return render(request, "citizen/front.html", context)


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "citizen/about.html")


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "citizen/help.html")


@require_GET
def about_data(request: HttpRequest) -> HttpResponse:
    return render(request, "about_data.html")


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html")
