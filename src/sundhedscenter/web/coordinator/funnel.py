"""From asking to the dose that was planned: by offer, municipality and time, as the quarter's table was published."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sundhedscenter.evaluation.checks import quarter_of
from sundhedscenter.evaluation.measures.definitions import stage_days
from sundhedscenter.evaluation.measures.funnel import ASKED, STAGES
from sundhedscenter.evaluation.measures.journeys import ALONE
from sundhedscenter.evaluation.queries import funnel_of
from sundhedscenter.evaluation.tables.funnel import FunnelTable
from sundhedscenter.web.coordinator.pages import figures_render
from sundhedscenter.web.coordinator.words import (
    ALL,
    Names,
    chosen,
    day_name,
    measure_name,
    month_name,
    names,
    percent,
    quarter_name,
)
from sundhedscenter.web.staff.policy import staff_page

type Place = dict[str, str]
PAIRS = tuple(pairwise(STAGES))
# What the address calls the parts of a choice.
PARTS = {"period": "kvartal", "offer": "tilbud", "municipality": "kommune"}


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage as a heading: its name, within how many days it counts, and where that is explained."""

    code: str
    name: str
    days: int
    href: str


@staff_page("figures")
@require_GET
def funnel(request: HttpRequest) -> HttpResponse:
    """`kvartal`, `tilbud`, `kommune` in the address choose what is shown; codes, never people."""
    asked = {part: request.GET.get(name, "") for part, name in PARTS.items()}
    found = funnel_of(request.viewer, **asked)  # type: ignore[attr-defined]
    if found is None:
        return figures_render(request, "staff_funnel", "funnel", {"tables": []})
    table, tables, called, stages = found.table, found.quarters, names(), _stages()
    offer = chosen(asked["offer"], table.offers, ALL)
    town = chosen(asked["municipality"], table.municipalities, ALL)
    context = {
        "period": table.period,
        "choices": _choices(tables, table, called),
        "offer": offer,
        "town": town,
        "title": " · ".join([called.offer(offer), called.town(town), quarter_name(table.period)]),
        "look": worst_step(table, {"offer": offer, "municipality": town}, called),
        "stages": stages,
        "steps": _steps(table, {"offer": offer, "municipality": town}, stages),
        "tables": _tables(tables, table, offer, town, called, stages),
    }
    return figures_render(request, "staff_funnel", "funnel", context)


def _stages() -> list[Stage]:
    days = stage_days()
    return [
        Stage(code, measure_name(code), days[code], reverse("web:staff_definition", args=[code])) for code in STAGES
    ]


def _choices(tables: Sequence[FunnelTable], table: FunnelTable, called: Names) -> dict[str, list[tuple[str, str]]]:
    return {
        "quarters": [(each.period, quarter_name(each.period)) for each in reversed(tables)],
        "offers": [(ALL, called.offer(ALL)), *((code, called.offer(code)) for code in table.offers)],
        "towns": [(ALL, called.town(ALL)), *((code, called.town(code)) for code in table.municipalities)],
    }


def _steps(table: FunnelTable, place: Place, stages: Sequence[Stage]) -> list[dict[str, Any]]:
    """One line per stage: how many, as a share of those who asked and how wide it is drawn, or from which day."""
    lines = []
    for stage, cell in zip(stages, _cells(table, place, stages), strict=True):
        share = table.share(stage.code, **place)
        width = 0 if share is None else round(share * 100)
        due = "" if cell["is_due"] else _due(table, stage)
        lines.append({**cell, "name": stage.name, "days": stage.days, "href": stage.href, "width": width, "due": due})
    return lines


def _cells(table: FunnelTable, place: Place, stages: Sequence[Stage]) -> list[dict[str, Any]]:
    """Counts as they may be said: a number, "hidden", or not due yet."""
    counts = [table.count(stage.code, **place) for stage in stages]
    asked = counts[0]
    return [
        {
            "stage": stage.name,
            "count": count,
            "share": percent(count / asked) if number and asked and count is not None else None,
            "is_due": stage.code in table.stages,
        }
        for number, (stage, count) in enumerate(zip(stages, counts, strict=True))
    ]


def _due(table: FunnelTable, stage: Stage) -> str:
    return day_name((quarter_of(table.period).last + timedelta(days=stage.days + 1)).isoformat())


def _tables(
    tables: Sequence[FunnelTable], table: FunnelTable, offer: str, town: str, called: Names, stages: Sequence[Stage]
) -> list[dict[str, Any]]:
    here = {"offer": offer, "municipality": town}
    found = [
        _table(
            _("Tilbud for tilbud"),
            called.town(town),
            worst_offer(table, town, called),
            [(called.offer(code), _cells(table, {**here, "offer": code}, stages)) for code in table.offers],
        ),
        _table(
            _("Kommune for kommune"),
            called.offer(offer),
            _most_asked(table, "municipality", table.municipalities, {"offer": offer}, called.town),
            [
                (called.town(code), _cells(table, {**here, "municipality": code}, stages))
                for code in table.municipalities
            ],
            note=_("Hold deles, og dem, der spørger, er forskellige. Brug ikke tabellen som en kamp mellem kommuner."),
        ),
        _table(
            _("Kvartal for kvartal"),
            f"{called.offer(offer)} · {called.town(town)}",
            _lately(tables, here),
            [(quarter_name(each.period), _cells(each, here, stages)) for each in reversed(tables)],
        ),
    ]
    if offer == ALL:
        months = [
            (month_name(code), _cells(table, {"municipality": town, "month": code}, stages)) for code in table.months
        ]
        look = _most_asked(table, "month", table.months, {"municipality": town}, month_name)
        found.append(_table(_("Måned for måned"), called.town(town), look, months))
    return found


def _table(
    title: str, where: str, look: str, rows: Iterable[tuple[str, list[dict[str, Any]]]], *, note: str = ""
) -> dict[str, Any]:
    """A row of places by stages; what to look at stands above it."""
    lines = [{"name": name, "cells": cells} for name, cells in rows]
    return {"title": title, "where": where, "look": look, "note": note, "rows": lines}


def falls(table: FunnelTable, place: Place) -> list[tuple[int, str, str, int]]:
    """People lost between a stage and the next, where both are shown: how many, from, to, of how many. Most first."""
    found = []
    for before, after in PAIRS:
        many, few = table.count(before, **place), table.count(after, **place)
        if many is not None and few is not None and many > few:
            found.append((many - few, before, after, many))
    return sorted(found, key=lambda fall: -fall[0])


def worst_step(table: FunnelTable, place: Place, called: Names) -> str:
    """Where most fall away, said of shown numbers only. Who chose to be alone loses no seat."""
    alone = place.get("offer") == ALONE
    found = [fall for fall in falls(table, place) if not (alone and "seat" in fall[1:3])]
    if not found:
        return _("Her er for få viste tal til at sige, hvor folk falder fra. Vælg et større udsnit.")
    lost, before, after, many = found[0]
    return _("Flest falder fra mellem “%(before)s” og “%(after)s”: %(lost)s af %(many)s.") % {
        "before": measure_name(before),
        "after": measure_name(after),
        "lost": lost,
        "many": many,
    }


def worst_offer(table: FunnelTable, town: str, called: Names) -> str:
    """The group offer and step with the greatest loss among shown numbers."""
    found = [
        (fall, offer)
        for offer in table.offers
        if offer != ALONE
        for fall in falls(table, {"offer": offer, "municipality": town})[:1]
    ]
    if not found:
        return _("Ingen tilbud har nok viste tal her. Vælg alle kommuner eller et andet kvartal.")
    (lost, before, after, many), offer = max(found, key=lambda each: (each[0][0], each[1]))
    return _("Se først på %(offer)s: %(lost)s af %(many)s falder fra mellem “%(before)s” og “%(after)s”.") % {
        "offer": called.offer(offer),
        "before": measure_name(before),
        "after": measure_name(after),
        "lost": lost,
        "many": many,
    }


def _most_asked(table: FunnelTable, part: str, codes: Iterable[str], rest: Place, named: Callable[[str], str]) -> str:
    counts = [(table.count(ASKED, **rest, **{part: code}), code) for code in codes]
    shown = [(count, code) for count, code in counts if count is not None]
    if not shown:
        return _("Alle tal er skjult her. Vælg et større udsnit.")
    count, code = max(shown)
    return _("Flest har spurgt: %(where)s, %(count)s personer.") % {"where": named(code), "count": count}


def _lately(tables: Sequence[FunnelTable], place: Place) -> str:
    """The two newest quarters whose share of first steps is shown."""
    shown = [(each.period, each.share("first_step", **place)) for each in tables]
    last = [(period, share) for period, share in shown if share is not None][-2:]
    if len(last) < 2:
        return _("Der er for få viste kvartaler til at se en udvikling.")
    (old, before), (new, after) = last
    return _("Første skridt inden for 14 dage: %(before)s i %(old)s og %(after)s i %(new)s.") % {
        "before": percent(before),
        "old": quarter_name(old),
        "after": percent(after),
        "new": quarter_name(new),
    }
