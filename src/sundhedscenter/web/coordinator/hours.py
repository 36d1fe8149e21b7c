"""When people can, beside when there are seats."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sundhedscenter.core.week import DAY_NAMES, PART_MASKS, PART_NAMES, SLOTS, Part, WeekPart, numbers_from_mask
from sundhedscenter.evaluation.measures.hours import outside_office_hours
from sundhedscenter.evaluation.queries import by_period
from sundhedscenter.web.coordinator.pages import figures_render
from sundhedscenter.web.coordinator.words import chosen, quarter_name
from sundhedscenter.web.staff.policy import staff_page

type Content = Mapping[str, Any]
# From so many people per seat on a part of the week is marked: "many" and "very many".
MANY, VERY_MANY = 3, 8


@staff_page("figures")
@require_GET
def hours(request: HttpRequest) -> HttpResponse:
    """The week of a quarter (`kvartal`) in 21 parts; with `timer`, all forty times too."""
    tables = by_period(request.viewer, "hours")  # type: ignore[attr-defined]
    if not tables:
        return figures_render(request, "staff_hours", "hours", {"days": []})
    period = chosen(request.GET.get("kvartal"), tables, list(tables)[-1])
    content, all_hours = tables[period], "timer" in request.GET
    parts = {box: part_of_week(content, box) for box in PART_MASKS}
    context = {
        "choices": [(each, quarter_name(each)) for each in reversed(tables)],
        "period": period,
        "title": quarter_name(period),
        "asked": content["asked"],
        "outside": outside_seats(content),
        "look": hours_look(parts),
        "columns": [_(PART_NAMES[part]).capitalize() for part in Part],
        "days": [
            {"name": _(name).capitalize(), "parts": [parts[WeekPart(day, part)] for part in Part]}
            for day, name in enumerate(DAY_NAMES)
        ],
        "hours": hour_rows(content) if all_hours else [],
        "all_hours": all_hours,
    }
    return figures_render(request, "staff_hours", "hours", context)


def part_of_week(content: Content, box: WeekPart) -> dict[str, Any]:
    """The most who can at one time of the part (they are the same people at the next), and all seats in it."""
    numbers = numbers_from_mask(PART_MASKS[box])
    counts = [content["times"][number] for number in numbers]
    seats = sum(content["seats"][number][0] for number in numbers)
    can = None if None in counts else max(counts)
    return {
        "name": _("%(day)s %(part)s") % {"day": _(DAY_NAMES[box.weekday]), "part": _(PART_NAMES[box.part])},
        "column": _(PART_NAMES[box.part]).capitalize(),
        "can": can,
        "seats": seats,
        "mark": _mark(can, seats),
    }


def _mark(can: int | None, seats: int) -> str:
    """ "none": people and no seat; "very", "many": many people to a seat; else empty."""
    if can is None or can == 0:
        return ""
    if seats == 0:
        return "none"
    return "very" if can >= VERY_MANY * seats else "many" if can >= MANY * seats else ""


def hours_look(parts: Mapping[WeekPart, Mapping[str, Any]]) -> str:
    """The part of the week with the most people to each seat; one without a seat counts as half a seat."""
    shown = [part for part in parts.values() if part["can"]]
    if not shown:
        return _("Alle tal er skjult her. Vælg et andet kvartal.")
    worst = max(shown, key=lambda part: (part["can"] / max(part["seats"], 0.5), part["can"]))
    words = {"when": worst["name"], "can": worst["can"], "seats": worst["seats"]}
    if worst["seats"] == 0:
        return _("Se først på %(when)s: %(can)s kan, og der er ingen pladser.") % words
    return _("Se først på %(when)s: %(can)s kan, og der er %(seats)s pladser.") % words


def hour_rows(content: Content) -> list[dict[str, Any]]:
    """The forty weekly times."""
    return [
        {
            "name": _("%(day)s kl. %(hour)s") % {"day": _(DAY_NAMES[slot.weekday]).capitalize(), "hour": slot.hour},
            "can": can,
            "seats": seats,
            "taken": taken,
        }
        for slot, can, (seats, taken) in zip(SLOTS, content["times"], content["seats"], strict=True)
    ]


def outside_seats(content: Content) -> dict[str, int]:
    """Seats outside office hours, of all seats."""
    seats = [(outside_office_hours(number), seats) for number, (seats, _taken) in enumerate(content["seats"])]
    return {"seats": sum(count for outside, count in seats if outside), "all": sum(count for _side, count in seats)}
