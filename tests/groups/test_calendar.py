"""No group meets on a public holiday, Christmas Eve or New Year's Eve; every other weekly time is met."""

from datetime import UTC, date, datetime

import pytest

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.week import mask_from_numbers, slot_number
from sundhedscenter.groups.calendar import is_closed, session_moments

CLOSED = [(2026, 12, 24), (2026, 12, 25), (2026, 12, 31), (2027, 1, 1), (2027, 3, 25), (2027, 5, 17)]
# 23 April 2027 would have been the Great Prayer Day, abolished from 2024.
OPEN = [(2026, 12, 23), (2027, 1, 2), (2027, 4, 23)]


@pytest.mark.parametrize("day", CLOSED)
def test_closed_on_holidays(day: tuple[int, int, int]) -> None:
    assert is_closed(date(*day))


@pytest.mark.parametrize("day", OPEN)
def test_open_on_other_days(day: tuple[int, int, int]) -> None:
    assert not is_closed(date(*day))


def test_thursdays_over_christmas_go_on_in_january() -> None:
    thursday = mask_from_numbers([slot_number(3, 17)])
    days = [day_of(m) for m in session_moments(thursday, datetime(2026, 12, 11, 9, tzinfo=UTC), 3)]
    assert days == [date(2026, 12, 17), date(2027, 1, 7), date(2027, 1, 14)]
