"""Schedules as weekly times and as words. The rule stands in docs/formats/hsds-import.md, "Weekly times"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from sundhedscenter.catalogue.importing import values
from sundhedscenter.catalogue.importing.nodes import Node
from sundhedscenter.catalogue.importing.telling import Telling
from sundhedscenter.core.week import DAY_NAMES, WEEKDAY_HOURS, WEEKEND_HOURS, is_weekend, mask_from_slots

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONG_MINUTES: Final = 180
MAX_WORDS: Final = 200
_SEPARATORS: Final = re.compile(r"[,;\s]+")


@dataclass(frozen=True)
class Times:
    """`minutes`: how long a single meeting lasts, None when it is not told or is opening hours."""

    slot_mask: int = 0
    words: str = ""
    minutes: int | None = None


def times_of(schedules: Iterable[Node], *, today: date, telling: Telling) -> Times:
    mask, words, minutes = 0, [], None
    for schedule in schedules:
        if not _is_current(schedule, today, telling):
            continue
        found = _times(schedule, telling)
        mask |= found.slot_mask
        if found.words and found.words not in words:
            words.append(found.words)
        minutes = found.minutes if minutes is None else minutes
    told = ", ".join(words)
    return Times(mask, told if len(told) <= MAX_WORDS else f"{told[: MAX_WORDS - 1].rstrip()}…", minutes)


def _is_current(schedule: Node, today: date, telling: Telling) -> bool:
    ends = [values.day(schedule, field, telling) for field in ("valid_to", "until")]
    if ended := [day for day in ends if day is not None and day < today]:
        telling.note(schedule.where("valid_to"), f"this time ended on {min(ended)}; left out.")
        return False
    return True


def _times(schedule: Node, telling: Telling) -> Times:
    freq = values.one_of(schedule, "freq", ("weekly", "monthly"), telling)
    described = values.text(schedule, "description", telling)
    opens, closes = values.hour(schedule, "opens_at", telling), values.hour(schedule, "closes_at", telling)
    days = _days(schedule, freq, telling)
    if freq != "weekly" or not days or opens is None:
        return Times(0, described)
    if closes is not None and closes <= opens:
        mend = "Write a later hour, or leave it empty."
        telling.wrong(schedule.where("closes_at"), schedule.raw("closes_at"), "is not after opens_at.", mend)
        return Times()
    minutes = _minutes(opens, closes)
    slots = [(day, hour) for day in days for hour in slot_hours(day, opens, closes)]
    meeting = minutes if minutes is not None and minutes <= LONG_MINUTES else None
    return Times(mask_from_slots(slots), described or in_words(days, opens, closes), meeting)


def _days(schedule: Node, freq: str, telling: Telling) -> list[int]:
    raw = values.text(schedule, "byday", telling).upper()
    if freq != "weekly" or not raw:
        return []
    found = [part for part in _SEPARATORS.split(raw) if part]
    unknown = [part for part in found if part not in DAYS]
    if unknown:
        mend = f"Use {', '.join(DAYS)} with a comma between."
        telling.wrong(schedule.where("byday"), ", ".join(unknown), "is not a day of the week.", mend)
        return []
    return sorted({DAYS.index(part) for part in found})


def _minutes(opens: time, closes: time | None) -> int | None:
    return None if closes is None else (closes.hour - opens.hour) * 60 + closes.minute - opens.minute


def slot_hours(day: int, opens: time, closes: time | None) -> list[int]:
    """The hours of the centre's weekly times that an opening on this weekday takes."""
    hours = WEEKEND_HOURS if is_weekend(day) else WEEKDAY_HOURS
    minutes = _minutes(opens, closes)
    if minutes is not None and minutes > LONG_MINUTES and closes is not None:
        inside = [hour for hour in hours if opens <= time(hour) < closes]
        if inside:
            return inside
    begins = opens.hour * 60 + opens.minute
    part = [hour for hour in hours if _part(hour * 60) == _part(begins)]
    return [min(part, key=lambda hour: (abs(hour * 60 - begins), hour))]


def _part(minutes: int) -> int:
    """Before 12, before 16 (office hours end there), after."""
    return (minutes >= 12 * 60) + (minutes >= 16 * 60)


def in_words(days: list[int], opens: time, closes: time | None) -> str:
    """ "mandag og torsdag kl. 16.30-18", as a Danish page writes it."""
    names = [DAY_NAMES[day] for day in days]
    told = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} og {names[-1]}"
    hours = _clock(opens) + (f"-{_clock(closes)}" if closes else "")
    return f"{told} kl. {hours}"


def _clock(at: time) -> str:
    return f"{at.hour}.{at.minute:02}" if at.minute else str(at.hour)
