"""The accessibility statement at /was: the body's own official one where it has one, else ours in full.

The law on accessible websites of public bodies (no. 692 of 8 June 2018, section 4) asks for status, what does not
work and the way round it, phone and written contact, and the enforcement body, updated at least once a year.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from sundhedscenter.web.dates import long_day_text


@require_GET
def was(request: HttpRequest) -> HttpResponse:
    if settings.WAS_URL:
        return redirect(settings.WAS_URL)
    context = {
        "made": long_day_text(settings.WAS_MADE),
        "checked": long_day_text(settings.WAS_CHECKED),
        "mail": settings.WAS_MAIL,
        "agency_phone": settings.WAS_AGENCY_PHONE,
    }
    return render(request, "statement.html", context)
