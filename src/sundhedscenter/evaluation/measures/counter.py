"""The public counter: how many of those who ask have started the next day, within a week, within two."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sundhedscenter.evaluation.measures.journeys import Journey


@dataclass(frozen=True, slots=True)
class StartedWithin:
    """`asked` people asked from `first` to `last`; `started[i]` of them started within `days[i]` days."""

    first: date
    last: date
    asked: int
    days: tuple[int, ...]
    started: tuple[int, ...]


def started_within(
    journeys: Iterable[Journey], *, through: date, window_days: int, days: tuple[int, ...]
) -> StartedWithin:
    """Those who asked in the window that ended early enough for all of them to be followed for the longest of `days`.

    `through` is the last day whose facts are known.
    """
    last = through - timedelta(days=max(days))
    first = last - timedelta(days=window_days - 1)
    waits = [journey.days_to(journey.started_on) for journey in journeys if first <= journey.asked_on <= last]
    started = tuple(sum(1 for wait in waits if wait is not None and wait <= limit) for limit in days)
    return StartedWithin(first, last, len(waits), days, started)
