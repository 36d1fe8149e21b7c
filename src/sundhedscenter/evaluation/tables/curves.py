"""Shares over time: rounded so that one step is at least six people, never with an exact count beside them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import ceil, floor
from typing import Any

from sundhedscenter.evaluation.measures.counter import StartedWithin, started_within
from sundhedscenter.evaluation.measures.journeys import Journey
from sundhedscenter.evaluation.measures.periods import Quarter
from sundhedscenter.evaluation.measures.retention import retention
from sundhedscenter.evaluation.measures.waiting import at_days, kaplan_meier, waits
from sundhedscenter.evaluation.suppression.rounding import about, rounded_share, rounding_step


def counter_content(
    journeys: Iterable[Journey], *, through: date, window_days: int, days: tuple[int, ...]
) -> dict[str, Any]:
    """The public counter. `shares` in percent, each None when too few asked; `asked` in whole tens."""
    return _started(started_within(journeys, through=through, window_days=window_days, days=days))


def started_content(
    journeys: Iterable[Journey], *, quarter: Quarter, days: tuple[int, ...], totals_are_shown: bool
) -> dict[str, Any] | None:
    """As the public counter, of those who asked in a quarter; None unless the funnel shows how many asked and began.

    Where it does, how fast they began says nothing of where they live or what they chose.
    """
    through, window = quarter.last + timedelta(days=max(days)), (quarter.last - quarter.first).days + 1
    found = started_within(journeys, through=through, window_days=window, days=days)
    return _started(found) if totals_are_shown else None


def _started(found: StartedWithin) -> dict[str, Any]:
    return {
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "asked": about(found.asked),
        "days": list(found.days),
        "shares": [
            rounded_share(started / found.asked, found.asked) if found.asked else None for started in found.started
        ],
        "step": rounding_step(found.asked),
    }


def waiting_content(
    journeys: Sequence[Journey], *, first: date, through: date, days: Sequence[int], groups: Mapping[str, Sequence[str]]
) -> dict[str, Any] | None:
    """The waiting-time curve of those who asked from `first` on; None when nobody's may be shown.

    `groups`: who may have a curve, under "offer" ("*" for everybody) and "municipality".
    """
    if not groups["offer"] and not groups["municipality"]:
        return None
    cohort = [journey for journey in journeys if first <= journey.asked_on <= through]
    curves = []
    for offer in groups["offer"]:
        own = [journey for journey in cohort if offer in ("*", journey.offer)]
        curves.append({"offer": offer, "municipality": "*", **_curve(own, through, days)})
    for municipality in groups["municipality"]:
        own = [journey for journey in cohort if journey.municipality == municipality]
        curves.append({"offer": "*", "municipality": municipality, **_curve(own, through, days)})
    return {"first": first.isoformat(), "last": through.isoformat(), "days": list(days), "curves": curves}


def _curve(journeys: Sequence[Journey], through: date, days: Sequence[int]) -> dict[str, Any]:
    """Percent still waiting after each of the days, with the band rounded outwards; None where too few are left."""
    found = waits(journeys, through=through)
    points: list[list[int] | None] = []
    for step in at_days(kaplan_meier(found), days, len(found)):
        grain = rounding_step(step.at_risk)
        if grain is None:
            points.append(None)
            continue
        share = rounded_share(step.waiting, step.at_risk) or 0
        low, high = floor(step.low * 100 / grain + 1e-9) * grain, ceil(step.high * 100 / grain - 1e-9) * grain
        points.append([share, min(low, share), max(share, min(100, high))])
    return {"people": about(len(found)), "points": points}


def retention_content(
    journeys: Sequence[Journey], *, quarter: Quarter, weeks: Sequence[int], offers: Sequence[str]
) -> dict[str, Any] | None:
    """Percent still with us after each of the weeks, by offer ("*" is everybody); None where too few started."""
    if not offers:
        return None
    lines = []
    for offer in offers:
        own = [journey for journey in journeys if offer in ("*", journey.offer)]
        kept = retention(own, quarter=quarter, weeks=weeks)
        shares = [rounded_share(each.kept / each.people, each.people) if each.people else None for each in kept]
        lines.append(
            {"offer": offer, "people": about(max((each.people for each in kept), default=0)), "shares": shares}
        )
    return {"weeks": list(weeks), "lines": lines}
