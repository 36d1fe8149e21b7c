"""Who is still there, week by week after their own start."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sundhedscenter.evaluation.measures.journeys import GONE, Journey
from sundhedscenter.evaluation.measures.periods import Quarter


@dataclass(frozen=True, slots=True)
class Kept:
    """`week` weeks after starting, `kept` of `people` had not left. Who moved, died or was closed by then is in neither."""

    week: int
    people: int
    kept: int


def retention(journeys: Iterable[Journey], *, quarter: Quarter, weeks: Iterable[int]) -> list[Kept]:
    """For those who started in the quarter. Everybody must have been followed for the longest of `weeks`."""
    started = [journey for journey in journeys if journey.started_on is not None and journey.started_on in quarter]
    found = []
    for week in weeks:
        people = kept = 0
        for journey in started:
            assert journey.started_on is not None  # chosen above
            by_then = journey.ended_on is not None and journey.ended_on <= journey.started_on + timedelta(weeks=week)
            if by_then and journey.end_kind in GONE:
                continue
            people += 1
            kept += not by_then
        found.append(Kept(week, people, kept))
    return found
