"""The editor's own offers with what each needs, what others ask to have read, and the partnership's gaps."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from sundhedscenter.catalogue.coverage import Cell, coverage
from sundhedscenter.catalogue.models import OfferVersion
from sundhedscenter.catalogue.vocabulary import SHOWN, Area, Stage
from sundhedscenter.catalogue.workshop_queries import OwnOffer, own_offers, waiting_for_readers
from sundhedscenter.catalogue.workshop_rules import houses_of
from sundhedscenter.core import clock
from sundhedscenter.web.citizen.offer_words import lowered
from sundhedscenter.web.staff.groups import name_of
from sundhedscenter.web.staff.pages import staff_render
from sundhedscenter.web.staff.policy import staff_page
from sundhedscenter.web.staff.words import year_day
from sundhedscenter.web.staff.workshop.words import name_of_owner

# An import may bring a thousand at once; the longest waiting are shown.
MOST = 50


@staff_page("workshop")
@require_GET
def workshop_list(request: HttpRequest) -> HttpResponse:
    """As many queries for three offers as for one."""
    on = clock.day_of(clock.now())
    houses = houses_of(request.viewer, on)  # type: ignore[attr-defined]
    waiting = waiting_for_readers(houses)
    own = [_own_row(line, on) for line in own_offers(houses)]
    context = {
        "own": sorted(own, key=lambda row: (not row["needs"], row["name"])),
        "need": sum(bool(row["needs"]) for row in own),
        "waiting": [_waiting_row(version) for version in waiting[:MOST]],
        "waiting_all": waiting.count(),
    }
    return staff_render(request, "workshop", "staff/workshop/list.html", context)


@staff_page("coverage")
@require_GET
def coverage_table(request: HttpRequest) -> HttpResponse:
    """One query. Each cell says in words what the colour says."""
    cells = coverage(clock.day_of(clock.now()))
    rows: dict[str, list[dict[str, str]]] = {}
    for cell in cells:
        rows.setdefault(cell.municipality, []).append(_cell(cell))
    context = {
        "areas": [_(area.label) for area in Area],
        "rows": list(rows.items()),
        "gaps": [_gap(cell) for cell in cells if cell.state != "some"],
    }
    return staff_render(request, "coverage", "staff/workshop/coverage.html", context)


def _own_row(line: OwnOffer, on: date) -> dict[str, Any]:
    offer = line.offer
    return {
        "name": name_of(offer),
        "href": reverse("web:staff_workshop_offer", args=[offer.code]),
        "stage": offer.stage,
        "newer": line.newest_stage if line.newest_stage != offer.stage else "",
        "checked": _checked(offer.checked_on, on) if offer.stage in SHOWN else "",
        "owner": name_of_owner(offer),
        "needs": _needs(line, on),
    }


def _needs(line: OwnOffer, on: date) -> str:
    """What is for the editor to do; empty where it waits for others or runs."""
    if line.sent_back:
        return _("Sendt tilbage: %(why)s") % {"why": line.sent_back}
    if line.newest_stage == Stage.DRAFT:
        return _("Skriv færdig, og send til gennemsyn")
    if line.due_on is not None and line.due_on <= on:
        return _("Læs igennem")
    return ""


def _checked(checked_on: date | None, on: date) -> str:
    if checked_on is None:
        return _("Ikke endnu")
    days = (on - checked_on).days
    if days <= 0:
        return _("I dag")
    return ngettext("For %(days)s dag siden", "For %(days)s dage siden", days) % {"days": days}


def _waiting_row(version: OfferVersion) -> dict[str, Any]:
    return {
        "name": version.document["name"]["da"],
        "href": reverse("web:staff_workshop_version", args=[version.offer.code, version.number]),
        "house": version.organisation.name,
        "who": version.written_by.display_name if version.written_by else "",
        "since": year_day(clock.day_of(version.waits_since)),  # type: ignore[attr-defined]  # annotated
        "is_new": version.offer.stage not in SHOWN,
    }


def _cell(cell: Cell) -> dict[str, str]:
    return {
        "area": _(Area(cell.area).label),
        "state": cell.state,
        "said": _state(cell),
        "home": _("%(count)s uden rejse") % {"count": cell.at_home} if cell.offers else "",
    }


def _state(cell: Cell) -> str:
    if cell.state == "none":
        return _("Mangler")
    count = ngettext("%(count)s tilbud", "%(count)s tilbud", cell.offers) % {"count": cell.offers}
    return _("%(offers)s, kun i en anden kommune") % {"offers": count} if cell.state == "far" else count


def _gap(cell: Cell) -> str:
    said = {"place": cell.municipality, "area": lowered(_(Area(cell.area).label))}
    if cell.state == "none":
        return _("%(place)s: intet inden for %(area)s.") % said
    return _("%(place)s: inden for %(area)s kun i en anden kommune, og intet uden rejse.") % said
