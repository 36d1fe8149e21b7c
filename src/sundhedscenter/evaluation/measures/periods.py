"""Calendar quarters, months and cut-off days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A calendar quarter, 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @property
    def code(self) -> str:
        """As it is stored: "2026-Q3"."""
        return f"{self.year}-Q{self.number}"

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return self.following().first - DAY

    def following(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def months(self) -> tuple[str, ...]:
        return tuple(f"{self.year}-{month:02}" for month in range(3 * self.number - 2, 3 * self.number + 1))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def quarters(first: date, last: date) -> Iterator[Quarter]:
    """The whole quarters that begin on or after the quarter of `first` and end by `last`, in order."""
    quarter = Quarter.of(first)
    while quarter.last <= last:
        yield quarter
        quarter = quarter.following()


def month_of(day: date) -> str:
    return f"{day.year}-{day.month:02}"


def last_month_end(on: date) -> date:
    """The last day of the last month that is over by the end of the day before `on`."""
    return on.replace(day=1) - DAY


def last_sunday(on: date) -> date:
    """The last Sunday before `on`."""
    return on - timedelta(days=on.weekday() + 1)


def year_before(last: date) -> date:
    """The first day of the twelve months that end on `last`, the last day of a month."""
    following = last + DAY
    return following.replace(year=following.year - 1)
