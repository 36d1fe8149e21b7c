"""The 40 weekly times: masks, parts, words, and moments over daylight saving."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sundhedscenter.core import week
from sundhedscenter.core.week import Part, Slot, WeekPart

masks = st.integers(0, week.FULL_MASK)
numbers = st.integers(0, 39)
moments = st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(UTC))


def test_slots_are_forty_day_major() -> None:
    assert len(week.SLOTS) == 40
    assert week.SLOTS[:7] == (
        Slot(0, 9),
        Slot(0, 11),
        Slot(0, 13),
        Slot(0, 15),
        Slot(0, 17),
        Slot(0, 19),
        Slot(1, 9),
    )
    assert week.SLOTS[30:] == tuple(Slot(day, hour) for day in (5, 6) for hour in (9, 11, 13, 15, 19))
    assert list(week.SLOTS) == sorted(set(week.SLOTS))


def test_parts_of_the_week_share_out_every_time_once() -> None:
    assert len(week.WEEK_PARTS) == 21
    assert sum(week.PART_MASKS.values()) == week.FULL_MASK
    assert week.slots_from_mask(week.mask_from_parts([(0, "evening")])) == (Slot(0, 17), Slot(0, 19))
    assert week.slots_from_mask(week.mask_from_parts([(6, "evening")])) == (Slot(6, 19),)


@given(masks)
def test_mask_and_numbers_and_slots_round_trip(mask: int) -> None:
    assert week.mask_from_numbers(week.numbers_from_mask(mask)) == mask
    assert week.mask_from_slots(week.slots_from_mask(mask)) == mask


@given(st.frozensets(st.sampled_from(week.WEEK_PARTS)))
def test_parts_and_mask_round_trip(parts: frozenset[WeekPart]) -> None:
    mask = week.mask_from_parts(parts)
    assert week.parts_from_mask(mask) == parts
    assert week.loose_hours(mask) == 0


@given(masks)
def test_whole_parts_and_loose_hours_make_up_the_mask(mask: int) -> None:
    parts = week.mask_from_parts(week.parts_from_mask(mask))
    assert parts | week.loose_hours(mask) == mask
    assert not parts & week.loose_hours(mask)


@pytest.mark.parametrize("mask", [-1, week.FULL_MASK + 1])
def test_mask_outside_the_week_is_refused(mask: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        week.numbers_from_mask(mask)


def test_times_that_do_not_exist_are_refused() -> None:
    with pytest.raises(ValueError, match="weekday 5 at 17"):
        week.slot_number(5, 17)
    with pytest.raises(ValueError, match="40 does not exist"):
        week.mask_from_numbers([40])
    with pytest.raises(ValueError, match="Weekday 7"):
        week.mask_from_parts([(7, "am")])
    with pytest.raises(ValueError, match="night"):
        week.mask_from_parts([(0, "night")])


def test_next_moment_keeps_the_wall_clock_when_summer_time_begins_and_ends() -> None:
    monday_17 = week.slot_number(0, 17)
    before_spring = datetime(2026, 3, 23, 16, 0, tzinfo=UTC)  # Monday 17 in winter time
    assert week.next_moment(monday_17, before_spring) == datetime(2026, 3, 30, 15, 0, tzinfo=UTC)
    before_autumn = datetime(2026, 10, 19, 15, 0, tzinfo=UTC)  # Monday 17 in summer time
    assert week.next_moment(monday_17, before_autumn) == datetime(2026, 10, 26, 16, 0, tzinfo=UTC)


def test_next_moment_is_strictly_after() -> None:
    tuesday_9 = week.slot_number(1, 9)
    start = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
    assert week.next_moment(tuesday_9, start - timedelta(microseconds=1)) == start
    assert week.next_moment(tuesday_9, start) == start + timedelta(days=7)


def test_next_moment_refuses_a_moment_without_time_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        week.next_moment(0, datetime(2026, 3, 3))


@given(numbers, moments)
def test_next_moment_is_the_first_such_hour(number: int, after: datetime) -> None:
    """Oracle: walk the local clock hour by hour."""
    moment = week.next_moment(number, after)
    walk = after.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    while True:
        local = walk.astimezone(week.COPENHAGEN)
        if (local.weekday(), local.hour) == tuple(week.SLOTS[number]):
            break
        walk += timedelta(hours=1)
    assert moment == walk
    assert week.slot_number_at(moment) == number


def test_slot_number_at_a_moment_between_times_is_none() -> None:
    assert week.slot_number_at(datetime(2026, 3, 3, 8, 15, tzinfo=UTC)) is None
    assert week.slot_number_at(datetime(2026, 3, 3, 9, 0, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("weekday", "hour", "outside"),
    [(0, 7, True), (0, 8, False), (4, 15, False), (4, 16, True), (2, 19, True), (5, 11, True), (6, 13, True)],
)
def test_outside_office_hours(weekday: int, hour: int, outside: bool) -> None:
    assert week.starts_outside_office_hours(weekday, hour) is outside


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        (week.FULL_MASK, "hele ugen"),
        (0, "ingen tider"),
        (1, "mandag kl. 9"),
        (0b111, "mandag formiddag og kl. 13"),
        (week.FULL_MASK ^ 1, "hele ugen undtagen mandag kl. 9"),
        (week.mask_from_parts([(day, "evening") for day in range(7)]), "alle dage aften"),
        (
            week.mask_from_parts([*((day, "evening") for day in range(5)), *((5, part) for part in Part)]),
            "mandag til fredag aften, lørdag hele dagen",
        ),
        (week.mask_from_parts([(0, "am"), (2, "am"), (2, "pm")]), "mandag formiddag, onsdag formiddag og eftermiddag"),
        (week.mask_from_parts([(0, "am"), (2, "am"), (4, "am")]), "mandag, onsdag og fredag formiddag"),
    ],
)
def test_describe_parts(mask: int, words: str) -> None:
    assert week.describe_parts(mask) == words


def test_describe_hours_names_each_hour() -> None:
    both = week.mask_from_slots([(0, 17), (3, 17), (5, 19)])
    assert week.describe_hours(both) == "mandag og torsdag kl. 17, lørdag kl. 19"
    assert week.describe_hours(0) == "ingen tider"


@given(masks, masks)
def test_two_weeks_never_read_the_same(one: int, other: int) -> None:
    assert (week.describe_parts(one) == week.describe_parts(other)) is (one == other)


@given(masks, numbers)
def test_one_time_more_or_less_reads_differently(mask: int, number: int) -> None:
    assert week.describe_parts(mask) != week.describe_parts(mask ^ (1 << number))


@given(masks)
def test_words_are_said_through_the_translator(mask: int) -> None:
    heard: list[str] = []

    def say(text: str) -> str:
        heard.append(text)
        return text

    week.describe_parts(mask, say=say)
    assert set(heard) <= set(week.WORDS)
