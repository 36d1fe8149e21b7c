"""The page about open data: what other systems may read here, and on what terms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET


@require_GET
def open_data(request: HttpRequest) -> HttpResponse:
    """Addresses are written out whole, so that they can be copied."""
    addresses = [
        (gettext("Tilbud"), "openreferral:services"),
        (gettext("De steder, hvor et tilbud er"), "openreferral:service_at_locations"),
        (gettext("Dem, der holder tilbud"), "openreferral:organizations"),
        (gettext("Lister, som tilbud er sorteret efter"), "openreferral:taxonomies"),
        (gettext("Ordene i listerne"), "openreferral:taxonomy_terms"),
    ]
    context = {
        "rows": [(label, request.build_absolute_uri(reverse(name))) for label, name in addresses],
        "feeds": [
            (gettext("Hold, der starter snart, som nyheder"), request.build_absolute_uri(reverse("starts:rss"))),
            (gettext("Hold, der starter snart, til din kalender"), request.build_absolute_uri(reverse("starts:ics"))),
        ],
        "description": request.build_absolute_uri(reverse("openreferral:openapi")),
    }
    return render(request, "open_data.html", context)
