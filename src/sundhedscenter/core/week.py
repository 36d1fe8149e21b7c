"""The 40 weekly times that every week in the house is made of.

A mask is an int: bit i says that `SLOTS[i]` is possible. Order is day-major, Monday first. A slot number is the
index i. Pure: nothing here reads a clock or a setting. Text is Danish; pass `say=gettext` to translate it.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

COPENHAGEN: Final = ZoneInfo("Europe/Copenhagen")
WEEKDAY_HOURS: Final = (9, 11, 13, 15, 17, 19)
WEEKEND_HOURS: Final = (9, 11, 13, 15, 19)


class Slot(NamedTuple):
    """One weekly time: weekday 0 (Monday) to 6, and the local hour it starts."""

    weekday: int
    hour: int


class Part(StrEnum):
    AM = "am"
    PM = "pm"
    EVENING = "evening"


class WeekPart(NamedTuple):
    """One of the 21 boxes on the page: a weekday and a part of the day."""

    weekday: int
    part: Part


def is_weekend(weekday: int) -> bool:
    return weekday >= 5


SLOTS: Final[tuple[Slot, ...]] = tuple(
    Slot(day, hour) for day in range(7) for hour in (WEEKEND_HOURS if is_weekend(day) else WEEKDAY_HOURS)
)
FULL_MASK: Final = (1 << len(SLOTS)) - 1
WEEK_PARTS: Final[tuple[WeekPart, ...]] = tuple(WeekPart(day, part) for day in range(7) for part in Part)

_PART_HOURS: Final = {Part.AM: (9, 11), Part.PM: (13, 15), Part.EVENING: (17, 19)}
_NUMBER: Final = {slot: number for number, slot in enumerate(SLOTS)}


def slot_number(weekday: int, hour: int) -> int:
    """The bit of a weekly time. Raises ValueError when the week has no such time (weekends have no 17)."""
    try:
        return _NUMBER[Slot(weekday, hour)]
    except KeyError:
        raise ValueError(f"No weekly time on weekday {weekday} at {hour}; choose one of SLOTS.") from None


def check_mask(mask: int) -> int:
    """Return the mask, or raise ValueError when it has bits outside the 40."""
    if not 0 <= mask <= FULL_MASK:
        raise ValueError(f"Week mask {mask} is outside 0..{FULL_MASK}; use bits 0 to {len(SLOTS) - 1}.")
    return mask


def mask_from_numbers(numbers: Iterable[int]) -> int:
    mask = 0
    for number in numbers:
        if not 0 <= number < len(SLOTS):
            raise ValueError(f"Weekly time {number} does not exist; use 0 to {len(SLOTS) - 1}.")
        mask |= 1 << number
    return mask


def numbers_from_mask(mask: int) -> tuple[int, ...]:
    check_mask(mask)
    return tuple(number for number in range(len(SLOTS)) if mask >> number & 1)


def mask_from_slots(slots: Iterable[tuple[int, int]]) -> int:
    return mask_from_numbers(slot_number(weekday, hour) for weekday, hour in slots)


def slots_from_mask(mask: int) -> tuple[Slot, ...]:
    return tuple(SLOTS[number] for number in numbers_from_mask(mask))


def part_of(number: int) -> WeekPart:
    slot = SLOTS[number]
    return WeekPart(slot.weekday, next(part for part, hours in _PART_HOURS.items() if slot.hour in hours))


PART_MASKS: Final[dict[WeekPart, int]] = {
    box: mask_from_numbers(number for number in range(len(SLOTS)) if part_of(number) == box) for box in WEEK_PARTS
}


def mask_from_parts(parts: Iterable[tuple[int, str]]) -> int:
    """The mask of whole boxes, as (weekday, part). Raises ValueError on a box that does not exist."""
    mask = 0
    for weekday, part in parts:
        if not 0 <= weekday <= 6:
            raise ValueError(f"Weekday {weekday} does not exist; use 0 (Monday) to 6.")
        mask |= PART_MASKS[WeekPart(weekday, Part(part))]
    return mask


def parts_from_mask(mask: int) -> frozenset[WeekPart]:
    """The boxes where every hour is possible. Hours of half-chosen boxes are left out: see `loose_hours`."""
    check_mask(mask)
    return frozenset(box for box, bits in PART_MASKS.items() if mask & bits == bits)


def loose_hours(mask: int) -> int:
    """The bits of the mask that are not part of a whole box; 0 when the 21 boxes say it all."""
    return mask & ~mask_from_parts(parts_from_mask(mask))


def next_moment(number: int, after: datetime, tz: ZoneInfo = COPENHAGEN) -> datetime:
    """The first time strictly after `after` that this weekly time comes round, as a UTC moment.

    Counted on the wall clock of `tz`, so that 17 stays 17 when daylight saving begins or ends.
    """
    if after.tzinfo is None:
        raise ValueError("`after` has no time zone; pass an aware datetime.")
    slot = SLOTS[number]
    local = after.astimezone(tz)
    day = local.date() + timedelta(days=(slot.weekday - local.weekday()) % 7)
    moment = datetime.combine(day, time(slot.hour), tzinfo=tz).astimezone(UTC)
    if moment <= after:
        moment = datetime.combine(day + timedelta(days=7), time(slot.hour), tzinfo=tz).astimezone(UTC)
    return moment


def slot_number_at(moment: datetime, tz: ZoneInfo = COPENHAGEN) -> int | None:
    """The weekly time that starts exactly at this moment, or None."""
    local = moment.astimezone(tz)
    if local.minute or local.second or local.microsecond:
        return None
    return _NUMBER.get(Slot(local.weekday(), local.hour))


def starts_outside_office_hours(weekday: int, hour: int) -> bool:
    """Starts before 8 or at 16 or later, or at a weekend (the rule of the glossary)."""
    return is_weekend(weekday) or hour < 8 or hour >= 16


OUTSIDE_OFFICE_HOURS: Final = mask_from_slots(slot for slot in SLOTS if starts_outside_office_hours(*slot))


# --- words -----------------------------------------------------------------------------------------------------


def gettext_noop(message: str) -> str:
    """Marks a text for translation. Django's own reads settings when called, and this module has none."""
    return message


DAY_NAMES: Final = (
    gettext_noop("mandag"),
    gettext_noop("tirsdag"),
    gettext_noop("onsdag"),
    gettext_noop("torsdag"),
    gettext_noop("fredag"),
    gettext_noop("lørdag"),
    gettext_noop("søndag"),
)
PART_NAMES: Final = {
    Part.AM: gettext_noop("formiddag"),
    Part.PM: gettext_noop("eftermiddag"),
    Part.EVENING: gettext_noop("aften"),
}
ALL_DAY: Final = gettext_noop("hele dagen")
EVERY_DAY: Final = gettext_noop("alle dage")
WHOLE_WEEK: Final = gettext_noop("hele ugen")
NO_TIMES: Final = gettext_noop("ingen tider")
ALL_BUT: Final = gettext_noop("hele ugen undtagen %(times)s")
AT_HOUR: Final = gettext_noop("kl. %(hour)s")
DAY_AND_TIME: Final = gettext_noop("%(day)s %(time)s")
DAY_TO_DAY: Final = gettext_noop("%(first)s til %(last)s")
THIS_AND_THAT: Final = gettext_noop("%(this)s og %(that)s")
WORDS: Final = (
    *DAY_NAMES,
    *PART_NAMES.values(),
    *(ALL_DAY, EVERY_DAY, WHOLE_WEEK, NO_TIMES, ALL_BUT, AT_HOUR, DAY_AND_TIME, DAY_TO_DAY, THIS_AND_THAT),
)

type Say = Callable[[str], str]
type _Item = Part | int


def describe_hours(mask: int, *, say: Say = str) -> str:
    """Every weekly time with its hour, as a group's meetings are written: "mandag og torsdag kl. 17"."""
    check_mask(mask)
    return _describe_days(mask, say, _hours_of_day) if mask else say(NO_TIMES)


def describe_parts(mask: int, *, say: Say = str) -> str:
    """The free times of a week in words: "mandag til fredag aften, lørdag hele dagen".

    Two different masks never give the same text: half-chosen parts are written as hours. Days that are alike stand
    together. The shorter way round is taken: "hele ugen undtagen søndag aften".
    """
    check_mask(mask)
    if mask == FULL_MASK:
        return say(WHOLE_WEEK)
    if mask == 0:
        return say(NO_TIMES)
    chosen = _describe_days(mask, say, _items_of_day)
    missing = say(ALL_BUT) % {"times": _describe_days(FULL_MASK & ~mask, say, _items_of_day)}
    return min(chosen, missing, key=len)


def _describe_days(mask: int, say: Say, items_of_day: Callable[[int, int], tuple[_Item, ...]]) -> str:
    """Days grouped by the same free times, in the order of their first day."""
    groups: dict[tuple[_Item, ...], list[int]] = {}
    for day in range(7):
        if items := items_of_day(mask, day):
            groups.setdefault(items, []).append(day)
    return ", ".join(
        say(DAY_AND_TIME) % {"day": _describe_day_names(days, say), "time": _describe_items(items, say)}
        for items, days in groups.items()
    )


def _hours_of_day(mask: int, day: int) -> tuple[_Item, ...]:
    return tuple(slot.hour for slot in slots_from_mask(mask) if slot.weekday == day)


def _items_of_day(mask: int, day: int) -> tuple[_Item, ...]:
    items: list[_Item] = []
    for part in Part:
        bits = PART_MASKS[WeekPart(day, part)]
        if mask & bits == bits:
            items.append(part)
        else:
            items += [SLOTS[number].hour for number in numbers_from_mask(mask & bits)]
    return tuple(items)


def _describe_items(items: tuple[_Item, ...], say: Say) -> str:
    if items == tuple(Part):
        return say(ALL_DAY)
    return _listed([say(PART_NAMES[i]) if isinstance(i, Part) else say(AT_HOUR) % {"hour": i} for i in items], say)


def _describe_day_names(days: list[int], say: Say) -> str:
    if len(days) == 7:
        return say(EVERY_DAY)
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return say(DAY_TO_DAY) % {"first": say(DAY_NAMES[days[0]]), "last": say(DAY_NAMES[days[-1]])}
    return _listed([say(DAY_NAMES[day]) for day in days], say)


def _listed(words: list[str], say: Say) -> str:
    if len(words) == 1:
        return words[0]
    return say(THIS_AND_THAT) % {"this": ", ".join(words[:-1]), "that": words[-1]}
