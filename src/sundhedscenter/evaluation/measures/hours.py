"""The forty weekly times: who could come then, and how many seats there were."""

from collections.abc import Iterable
from dataclasses import dataclass

from sundhedscenter.core.week import OUTSIDE_OFFICE_HOURS, SLOTS
from sundhedscenter.evaluation.measures.journeys import Journey
from sundhedscenter.evaluation.measures.periods import Quarter


@dataclass(frozen=True, slots=True)
class GroupHours:
    """A group that met in the period: its weekly times and its seats."""

    slot_mask: int
    seats: int
    taken: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """`asked` people asked; `times[i]` of them could at weekly time i."""

    asked: int
    times: tuple[int, ...]


def wanted_times(journeys: Iterable[Journey], *, quarter: Quarter) -> Wanted:
    """What those who asked in the quarter could. Who did not show their week could at no time."""
    weeks = [journey.week for journey in journeys if journey.asked_on in quarter]
    times = tuple(sum((week or 0) >> number & 1 for week in weeks) for number in range(len(SLOTS)))
    return Wanted(len(weeks), times)


def seats_by_time(groups: Iterable[GroupHours]) -> tuple[tuple[int, int], ...]:
    """Seats, and seats taken, at each of the weekly times. A group that meets twice a week counts at both."""
    every = list(groups)
    return tuple(
        (
            sum(group.seats for group in every if group.slot_mask >> number & 1),
            sum(group.taken for group in every if group.slot_mask >> number & 1),
        )
        for number in range(len(SLOTS))
    )


def outside_office_hours(number: int) -> bool:
    """Whether the weekly time starts before 8, at 16 or later, or at a weekend."""
    return bool(OUTSIDE_OFFICE_HOURS >> number & 1)
