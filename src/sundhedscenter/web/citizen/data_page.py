"""Dine data: who looked, who keeps what, everything as a file or on paper, and the citizen's wishes about it."""

from datetime import timedelta
from tempfile import SpooledTemporaryFile
from typing import Any

from django.db import models
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import clock
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.journey.own_data import export
from sundhedscenter.journey.own_data.holdings import Held, Holder, Why, holdings
from sundhedscenter.journey.own_data.parts import Table, basis, data_parts, reason, words
from sundhedscenter.journey.own_data.people import People
from sundhedscenter.web.citizen import data_wishes
from sundhedscenter.web.citizen.data_words import COUNTED, facts_of
from sundhedscenter.web.citizen.entry import citizen_page
from sundhedscenter.web.dates import long_day_text

# A file up to this size stays in memory; a larger one is written to disk while it is made.
IN_MEMORY = 1_000_000


def language() -> str:
    return get_language() or "da"


@require_GET
@citizen_page("own_data")
def overview(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """The one door: the ways on, and what the citizen has asked for."""
    context = {"actions": _doors(), "wishes": data_wishes.wish_lines(request.viewer, citizen)}
    return render(request, "citizen/own_data.html", context)


def _doors() -> list[dict[str, str]]:
    doors = [
        ("looked", gettext("Hvem har kigget"), gettext("Hvem, hvornår og hvorfor"), "persons"),
        ("holdings", gettext("Hvem gemmer hvad"), gettext("Og hvorfor de må"), "document"),
        ("data_export", gettext("Hent dine data"), gettext("Som en fil eller på papir"), "download"),
        ("data_correction", gettext("Få noget rettet"), gettext("Hvis noget ikke passer"), "edit"),
        ("data_erasure", gettext("Få noget slettet"), gettext("Se først, hvad der kan slettes"), "close"),
        ("helpers", gettext("Dem, der hjælper mig"), gettext("Vælg, hvem der må hjælpe dig"), "person"),
    ]
    return [
        {"label": label, "hint": hint, "href": reverse(f"web:{name}"), "icon": icon}
        for name, label, hint, icon in doors
    ]


@require_GET
@citizen_page("holdings")
def holdings_page(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """Each organisation in plain words, then every kind of data with how much there is."""
    found = holdings(viewer=request.viewer, citizen=citizen, at=clock.now())
    context = {
        "holders": [_holder(holder, found.parts) for holder in found.holders],
        "parts": [part_words(held) for held in found.parts if held.rows],
    }
    return render(request, "citizen/holdings.html", context)


def _holder(holder: Holder, everything: tuple[Held, ...]) -> dict[str, Any]:
    roles: dict[str, str] = {role.code: words(role.text, language()) for role in data_parts().roles}
    return {
        "name": holder.organisation.name,
        "roles": [roles[role] for role in holder.roles],
        "whys": [_why(why, holder.organisation.name) for why in holder.whys],
        "sees_all": holder.sees_all,
        "sees": [] if holder.sees_all else [words(held.part.name, language()) for held in holder.held],
        "sees_nothing": not holder.whys,
        "kinds": sum(1 for held in everything if held.rows) if holder.sees_all else len(holder.held),
    }


def _why(why: Why, organisation: str) -> dict[str, str]:
    found = basis(why.basis)
    since = gettext("Fra %(day)s.") % {"day": long_day_text(why.begin)}
    if found is None:
        return {"text": gettext("Vi kan ikke se hvorfor. Spørg os gerne."), "law": "", "until": since}
    said = words(found.text, language()).format(organisation=organisation, person=why.person)
    until = words(found.until, language())
    if why.end is not None:
        until = gettext("Til og med %(day)s.") % {"day": long_day_text(why.end - timedelta(days=1))}
    return {
        "text": gettext("Fordi %(reason)s.") % {"reason": said},
        "law": words(found.law, language()),
        "until": f"{since} {until}",
    }


def part_words(held: Held) -> dict[str, Any]:
    """A kind of data: name, what it is, how much, since when, and why it is kept."""
    part = held.part
    return {
        "name": words(part.name, language()),
        "text": words(part.text, language()),
        "rows": held.rows,
        "since": long_day_text(held.since) if held.since else "",
        "kept": words(reason(part.kept).text, language()) if part.kept else "",
        "can_correct": part.can_correct,
        "can_erase": part.can_erase,
    }


@require_GET
@citizen_page("data_export")
def export_page(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    return render(request, "citizen/data_export.html", {})


@require_GET
@citizen_page("data_file")
def data_file(request: HttpRequest, citizen: Citizen) -> FileResponse:
    """Everything as JSON. Made within the request's transaction, as large as it must be; its name tells no name."""
    at = clock.now()
    stream = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the answer closes it
    export.write_json(stream, viewer=request.viewer, citizen=citizen, at=at, language=language())
    stream.seek(0)
    name = f"dine-data-{clock.day_of(at).isoformat()}.json"
    return FileResponse(stream, as_attachment=True, filename=name, content_type="application/json")


@require_GET
@citizen_page("data_paper")
def data_paper(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """The same in headings and plain words, for the printer."""
    at, people = clock.now(), People(citizen)
    parts: list[dict[str, Any]] = [
        {
            "name": words(part.name, language()),
            "text": words(part.text, language()),
            "tables": [_table(table, request.viewer, citizen, people) for table in part.tables],
        }
        for part in data_parts().parts
    ]
    context = {
        "parts": [part for part in parts if any(table["rows"] or table["count"] for table in part["tables"])],
        "printed": long_day_text(clock.day_of(at)),
    }
    return render(request, "citizen/paper_data.html", context)


def _table(table: Table, viewer: Viewer, citizen: Citizen, people: People) -> dict[str, Any]:
    if table.table in COUNTED:
        return {"rows": [], "count": export.rows_of(citizen, table, viewer).count()}
    choices = {
        field.name: {str(code): str(label) for code, label in _pairs(field)}
        for field in export.fields_of(table.model)
        if isinstance(field, models.CharField) and field.choices
    }
    rows = (list(facts_of(row, choices)) for row in export.rows_as_data(table, viewer, citizen, people))
    return {"rows": [row for row in rows if row], "count": 0}


def _pairs(field: models.CharField) -> list[Any]:
    return list(field.flatchoices)
