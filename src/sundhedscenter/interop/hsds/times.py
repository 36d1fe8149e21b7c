"""Meetings and free seats: from groups that can still be joined to schedules and capacities."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from sundhedscenter.catalogue.models import Offer
from sundhedscenter.catalogue.vocabulary import Form
from sundhedscenter.core import week
from sundhedscenter.core.clock import COPENHAGEN
from sundhedscenter.groups.starts import ComingStart
from sundhedscenter.interop.hsds.ids import number_of
from sundhedscenter.interop.hsds.shapes import Capacity, Schedule, Unit

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SEAT = Unit(id=number_of("unit", "seat"), name="Plads")


def schedules(starts: Iterable[ComingStart]) -> list[Schedule]:
    """One for each hour at which a group meets: a standard schedule has one hour for all its days."""
    return [_schedule(start, hour, days) for start in starts for hour, days in _hours(start.slot_mask)]


def weekly(offer: Offer, at: datetime) -> list[Schedule]:
    """The weekly times of an offer that runs no groups: always there, so without a first or last day."""
    offset = _offset(at)
    return [
        Schedule(
            id=number_of("schedule", offer.code, hour),
            timezone=offset.total_seconds() / 3600,
            freq="WEEKLY",
            interval=1,
            byday=days,
            opens_at=_clock(hour, 0, offset),
            description=offer.times_da or week.describe_hours(offer.slot_mask),
        )
        for hour, days in _hours(offer.slot_mask)
    ]


def capacities(starts: Iterable[ComingStart], at: datetime) -> list[Capacity]:
    """Seats are counted as they stand now; `updated` is the minute, so that a second reader within it has the same."""
    counted_at = at.replace(second=0, microsecond=0)
    return [
        Capacity(
            id=number_of("capacity", start.group_id),
            unit=SEAT,
            available=start.seats_left,
            maximum=start.seats,
            description=f"{Form(start.form).label}. Næste start {_day_and_hour(start.starts_at)}.",
            updated=moment(counted_at),
        )
        for start in starts
    ]


def moment(at: datetime) -> str:
    return at.astimezone(COPENHAGEN).isoformat(timespec="seconds")


def _schedule(start: ComingStart, hour: int, days: str) -> Schedule:
    offset = _offset(start.starts_at)
    return Schedule(
        id=number_of("schedule", start.group_id, hour),
        dtstart=_next_on(start, hour, days).date().isoformat(),
        until=start.last_at.astimezone(COPENHAGEN).date().isoformat(),
        timezone=offset.total_seconds() / 3600,
        freq="WEEKLY",
        interval=1,
        byday=days,
        opens_at=_clock(hour, 0, offset),
        closes_at=_clock(hour, start.minutes, offset),
        attending_type=str(Form(start.form).label),
        description=f"{week.describe_hours(start.slot_mask)}, dansk tid. Ikke på helligdage.",
    )


def _next_on(start: ComingStart, hour: int, days: str) -> datetime:
    """The first meeting at this hour from the next start on."""
    wanted = [week.slot_number(DAYS.index(day), hour) for day in days.split(",")]
    just_before = start.starts_at - timedelta(seconds=1)
    return min(week.next_moment(slot, just_before) for slot in wanted).astimezone(COPENHAGEN)


def _hours(mask: int) -> list[tuple[int, str]]:
    found: dict[int, list[str]] = {}
    for slot in week.slots_from_mask(mask):
        found.setdefault(slot.hour, []).append(DAYS[slot.weekday])
    return [(hour, ",".join(days)) for hour, days in sorted(found.items())]


def _clock(hour: int, minutes: int, offset: timedelta) -> str:
    total = hour * 60 + minutes
    return time(total // 60 % 24, total % 60).isoformat(timespec="minutes") + f"+{offset.seconds // 3600:02}:00"


def _offset(at: datetime) -> timedelta:
    return at.astimezone(COPENHAGEN).utcoffset() or timedelta()


def _day_and_hour(at: datetime) -> str:
    local = at.astimezone(COPENHAGEN)
    return f"{local:%Y-%m-%d} kl. {local:%H.%M}"
