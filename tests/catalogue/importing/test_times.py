"""Schedules as weekly times: the nearest of the part of the day, all of an opening of hours."""

from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sundhedscenter.catalogue.importing.times import LONG_MINUTES, in_words, slot_hours
from sundhedscenter.core.week import SLOTS, mask_from_slots
from tests.catalogue.importing.helpers import one

MONDAY, SATURDAY = 0, 5


@pytest.mark.parametrize(
    ("day", "opens", "closes", "hours"),
    [
        (MONDAY, "09:00", None, [9]),
        (MONDAY, "08:00", "09:30", [9]),
        (MONDAY, "10:00", "11:00", [9]),  # as near to 9 as to 11: the earlier
        (MONDAY, "11:59", None, [11]),
        (MONDAY, "12:00", "13:00", [13]),
        (MONDAY, "15:59", None, [15]),
        (MONDAY, "16:00", "17:00", [17]),  # from 16 it is no office hour
        (MONDAY, "21:00", None, [19]),
        (MONDAY, "10:00", "18:00", [11, 13, 15, 17]),
        (MONDAY, "10:00", "13:00", [9]),  # three hours are one meeting
        (MONDAY, "20:00", "23:59", [19]),  # none begins inside
        (SATURDAY, "17:00", None, [19]),
        (SATURDAY, "10:00", "20:00", [11, 13, 15, 19]),
    ],
)
def test_hours_of_an_opening(day: int, opens: str, closes: str | None, hours: list[int]) -> None:
    ends = time.fromisoformat(closes) if closes else None
    assert slot_hours(day, time.fromisoformat(opens), ends) == hours


@given(st.sampled_from(SLOTS), st.integers(1, LONG_MINUTES))
def test_a_weekly_time_is_itself(slot: tuple[int, int], minutes: int) -> None:
    day, hour = slot
    ends = min(hour * 60 + minutes, 23 * 60 + 59)
    assert slot_hours(day, time(hour), time(ends // 60, ends % 60)) == [hour]
    assert slot_hours(day, time(hour), None) == [hour]


def test_words() -> None:
    assert in_words([0], time(9), None) == "mandag kl. 9"
    assert in_words([0, 2, 5], time(16, 30), time(18)) == "mandag, onsdag og lørdag kl. 16.30-18"


def test_several_schedules_and_own_words(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "freq": "WEEKLY", "byday": "MO", "opens_at": "19:00", "description": "Mandag aften, ikke i juli"},
        {"id": "2", "freq": "WEEKLY", "byday": "SA", "opens_at": "9.00Z", "closes_at": "10:30:00+02:00"},
        {"id": "3", "freq": "WEEKLY", "byday": "SU", "opens_at": "9:00", "valid_to": "2026-01-31"},
        {"id": "4", "freq": "MONTHLY", "bymonthday": "1", "opens_at": "10:00", "description": "Den 1. i måneden"},
    ]
    found = one(tmp_path, schedules=rows)
    assert found.slot_mask == mask_from_slots([(MONDAY, 19), (SATURDAY, 9)])
    assert found.times.da == "Mandag aften, ikke i juli, lørdag kl. 9-10.30, Den 1. i måneden"
    assert found.variants[0].minutes == 90


def test_long_words_end_with_dots(tmp_path: Path) -> None:
    found = one(tmp_path, schedules=[{"id": "1", "freq": "MONTHLY", "description": "Hver gang " * 40}])
    assert len(found.times.da) == 200 and found.times.da.endswith("…")
