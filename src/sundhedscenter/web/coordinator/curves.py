"""Shares over time: how long people wait, how fast they begin, whether they stay."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sundhedscenter.evaluation.queries import by_period, newest, public_counter
from sundhedscenter.web.coordinator.charts import curve
from sundhedscenter.web.coordinator.pages import figures_render
from sundhedscenter.web.coordinator.words import ALL, Names, chosen, day_name, names, quarter_name
from sundhedscenter.web.staff.policy import staff_page

type Content = Mapping[str, Any]


@staff_page("figures")
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """One curve: that of an offer or municipality (`for`), else the first, which is everybody's where it is shown."""
    content, called = newest(request.viewer, "waiting"), names()  # type: ignore[attr-defined]
    if content is None:
        return figures_render(request, "staff_waiting", "waiting", {"rows": []})
    curves = {curve_code(each): each for each in content["curves"]}
    code = chosen(request.GET.get("for"), curves, next(iter(curves)))
    shown = curves[code]
    rows = waiting_rows(content["days"], shown["points"])
    context = {
        "choices": [(each, curve_name(curves[each], called)) for each in curves],
        "chosen": code,
        "title": curve_name(shown, called),
        "people": shown["people"],
        "first": day_name(content["first"]),
        "last": day_name(content["last"]),
        "look": waiting_look(content["days"], shown["points"]),
        "rows": rows,
        "chart": curve(content["days"], shown["points"]),
    }
    return figures_render(request, "staff_waiting", "waiting", context)


def curve_code(each: Content) -> str:
    """As it stands in the address: "all", "tilbud-core" or "kommune-0665"."""
    if each["offer"] != ALL:
        return f"tilbud-{each['offer']}"
    return "all" if each["municipality"] == ALL else f"kommune-{each['municipality']}"


def curve_name(each: Content, called: Names) -> str:
    if each["offer"] != ALL:
        return called.offer(each["offer"])
    return _("Alle") if each["municipality"] == ALL else called.town(each["municipality"])


def waiting_rows(days: Sequence[int], points: Sequence[Sequence[int] | None]) -> list[dict[str, Any]]:
    return [
        {"day": day, "share": point and point[0], "low": point and point[1], "high": point and point[2]}
        for day, point in zip(days, points, strict=True)
    ]


def waiting_look(days: Sequence[int], points: Sequence[Sequence[int] | None]) -> str:
    """A week after asking, or the nearest day whose share is shown."""
    shown = {day: point for day, point in zip(days, points, strict=True) if point is not None}
    if not shown:
        return _("Her er for få personer til en kurve.")
    day = min(shown, key=lambda each: (abs(each - 7), each))
    share, low, high = shown[day]
    return _("%(days)s dage efter at de spurgte, venter ca. %(share)s %% stadig (mellem %(low)s og %(high)s %%).") % {
        "days": day,
        "share": share,
        "low": low,
        "high": high,
    }


@staff_page("figures")
@require_GET
def started(request: HttpRequest) -> HttpResponse:
    tables = by_period(request.viewer, "started")  # type: ignore[attr-defined]
    context = {
        "days": next(iter(tables.values()))["days"] if tables else [],
        "rows": [{"name": quarter_name(period), **started_row(table)} for period, table in reversed(tables.items())],
        "look": started_look(tables),
        "counter": public_counter(),
    }
    return figures_render(request, "staff_started", "started", context)


def started_row(table: Content) -> dict[str, Any]:
    cells = [{"days": day, "share": share} for day, share in zip(table["days"], table["shares"], strict=True)]
    return {"asked": table["asked"], "cells": cells}


def started_look(tables: Mapping[str, Content]) -> str:
    """The two newest quarters, a week after asking."""
    shown = [
        (period, table["shares"][table["days"].index(7)])
        for period, table in tables.items()
        if 7 in table["days"] and table["shares"][table["days"].index(7)] is not None
    ][-2:]
    if not shown:
        return _("Intet kvartal har nok personer endnu.")
    period, share = shown[-1]
    words = {"share": share, "period": quarter_name(period)}
    if len(shown) == 1:
        return _("I %(period)s kom ca. %(share)s %% i gang inden for en uge.") % words
    return _("Ca. %(share)s %% kom i gang inden for en uge i %(period)s. Kvartalet før var det ca. %(before)s %%.") % {
        **words,
        "before": shown[0][1],
    }


@staff_page("figures")
@require_GET
def retention(request: HttpRequest) -> HttpResponse:
    """Of those who started in a quarter (`kvartal`): how many are still there, by offer."""
    tables, called = by_period(request.viewer, "retention"), names()  # type: ignore[attr-defined]
    if not tables:
        return figures_render(request, "staff_retention", "retention", {"rows": []})
    period = chosen(request.GET.get("kvartal"), tables, list(tables)[-1])
    content = tables[period]
    context = {
        "choices": [(each, quarter_name(each)) for each in reversed(tables)],
        "period": period,
        "title": quarter_name(period),
        "weeks": content["weeks"],
        "rows": [
            {
                "name": called.offer(line["offer"]),
                "people": line["people"],
                "cells": list(zip(content["weeks"], line["shares"], strict=True)),
            }
            for line in content["lines"]
            if any(share is not None for share in line["shares"])
        ],
        "left_out": [
            called.offer(line["offer"]) for line in content["lines"] if all(share is None for share in line["shares"])
        ],
        "look": retention_look(content, called),
    }
    return figures_render(request, "staff_retention", "retention", context)


def retention_look(content: Content, called: Names) -> str:
    """How many stayed to the last week, and the offer where fewest did."""
    last = content["weeks"][-1]
    shown = [(line["shares"][-1], line["offer"]) for line in content["lines"] if line["shares"][-1] is not None]
    everybody = next((share for share, offer in shown if offer == ALL), None)
    if everybody is None:
        return _("Her er for få personer. Vælg et andet kvartal.")
    words = {"weeks": last, "share": everybody}
    fewest = min(((share, offer) for share, offer in shown if offer != ALL), default=None)
    if fewest is None or fewest[0] >= everybody:
        return _("Ca. %(share)s %% er med endnu %(weeks)s uger efter, de kom i gang.") % words
    return _(
        "Ca. %(share)s %% er med endnu efter %(weeks)s uger. Se først på %(offer)s, hvor det er ca. %(lowest)s %%."
    ) % {**words, "offer": called.offer(fewest[1]), "lowest": fewest[0]}
