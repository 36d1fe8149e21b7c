"""When a group meets: its weekly times, less the days on which everybody is at home. Pure."""

from datetime import date, datetime

from holidays import country_holidays

from sundhedscenter.core import week
from sundhedscenter.core.clock import day_of

_PUBLIC = country_holidays("DK")
# Not public holidays by law, but no group meets on Christmas Eve and New Year's Eve (status P).
EVES = ((12, 24), (12, 31))


def is_closed(day: date) -> bool:
    """True on Danish public holidays and the two eves."""
    return (day.month, day.day) in EVES or day in _PUBLIC


def session_moments(slot_mask: int, earliest: datetime, count: int) -> list[datetime]:
    """The first `count` moments strictly after `earliest` at these weekly times, in order, UTC; no closed day."""
    slots = week.numbers_from_mask(slot_mask)
    moments: list[datetime] = []
    after = earliest
    while len(moments) < count:
        after = min(week.next_moment(slot, after) for slot in slots)
        if not is_closed(day_of(after)):
            moments.append(after)
    return moments
