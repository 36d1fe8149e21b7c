"""From asking to starting: Kaplan-Meier with Greenwood's band."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log, sqrt

from sundhedscenter.evaluation.measures.journeys import Journey

# 97.5 % of the normal distribution: a 95 % band.
Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Wait:
    """Days from asking until started, or until nothing more is known (`started` False)."""

    days: int
    started: bool


@dataclass(frozen=True, slots=True)
class Step:
    """After `day`: the share still waiting with its band (0 to 1), and how many were waiting that morning."""

    day: int
    waiting: float
    low: float
    high: float
    at_risk: int


def waits(journeys: Iterable[Journey], *, through: date) -> list[Wait]:
    """Each journey's wait. An exit before starting, or the end of the day `through`, censors."""
    found = []
    for journey in journeys:
        if journey.asked_on > through:
            continue
        last = min(journey.ended_on or through, through)
        started = journey.started_on is not None and journey.started_on <= last
        days = journey.days_to(journey.started_on if started else last)
        assert days is not None  # both days are known here
        found.append(Wait(days, started))
    return found


def kaplan_meier(waits: Sequence[Wait]) -> list[Step]:
    """One step for each day on which somebody started, in order. Starts come before censoring on the same day.

    The band is 95 %, Greenwood's variance on the log(-log) scale (Kalbfleisch and Prentice); when nobody is left
    waiting it is 0 to the former upper end.
    """
    starts = Counter(wait.days for wait in waits if wait.started)
    leaving = Counter(wait.days for wait in waits)
    at_risk, share, spread = len(waits), 1.0, 0.0
    steps: list[Step] = []
    for day in sorted(leaving):
        started = starts[day]
        if started:
            share *= 1 - started / at_risk
            if started < at_risk:
                spread += started / (at_risk * (at_risk - started))
                low, high = _band(share, spread)
            else:
                low, high = 0.0, steps[-1].high if steps else 1.0
            steps.append(Step(day, share, low, high, at_risk))
        at_risk -= leaving[day]
    return steps


def _band(share: float, spread: float) -> tuple[float, float]:
    half = Z * sqrt(spread) / log(share)
    return share ** exp(-half), share ** exp(half)


def at_days(steps: Sequence[Step], days: Iterable[int], total: int) -> list[Step]:
    """The curve read at given days: the last step by then, or nobody started yet."""
    start = Step(0, 1.0, 1.0, 1.0, total)
    found = []
    for day in days:
        last = max((step for step in steps if step.day <= day), key=lambda step: step.day, default=start)
        found.append(Step(day, last.waiting, last.low, last.high, last.at_risk))
    return found
