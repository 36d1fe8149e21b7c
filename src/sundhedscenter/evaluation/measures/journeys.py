"""One request's way through the centre, without saying whose."""

from dataclasses import dataclass
from datetime import date

# The offer of those who chose no group on the day they asked.
ALONE = "alone"
# Ways to end that are not the citizen's own leaving: such a person can no longer be kept or lost.
GONE = frozenset({"moved", "deceased", "closed"})


@dataclass(frozen=True, slots=True)
class Journey:
    """Danish calendar days of one request; None for what has not happened by the cut-off.

    `end_kind` is left, moved, deceased, closed, declined, withdrawn or redirected; empty when nothing has ended.
    `week` is the mask of weekly times that were possible when they asked.
    """

    asked_on: date
    offer: str
    municipality: str
    started_on: date | None = None
    seat_on: date | None = None
    session_on: date | None = None
    dose_on: date | None = None
    ended_on: date | None = None
    end_kind: str = ""
    week: int | None = None

    def days_to(self, day: date | None) -> int | None:
        """Days from asking, never below 0; None for a day that has not come."""
        return None if day is None else max(0, (day - self.asked_on).days)
