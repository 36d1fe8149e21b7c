"""How a page with numbers is answered: the row of pages above it, and whose it is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sundhedscenter.web.staff.pages import staff_render

CODE = "figures"
TABS: tuple[tuple[str, str | Promise], ...] = (
    ("staff_figures", _("Din time")),
    ("staff_funnel", _("Fra henvendelse til mål")),
    ("staff_waiting", _("Ventetid")),
    ("staff_started", _("I gang")),
    ("staff_hours", _("Tider")),
    ("staff_gaps", _("Mangler")),
    ("staff_retention", _("Er med endnu")),
)


def figures_render(request: HttpRequest, current: str, template: str, context: dict[str, Any]) -> HttpResponse:
    """`current`: the name of the address that is open."""
    tabs = [
        {"label": str(label), "href": reverse(f"web:{name}"), "current": name == current, "name": name}
        for name, label in TABS
    ]
    return staff_render(request, CODE, f"staff/figures/{template}.html", {"tabs": tabs, **context})
