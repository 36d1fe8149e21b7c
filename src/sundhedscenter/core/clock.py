"""The one place where the clock is read. Views, tasks and commands read it; everything below is given `at`."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def now() -> datetime:
    """The moment, timezone-aware, in UTC."""
    return datetime.now(UTC)


def day_of(at: datetime) -> date:
    """The calendar day in Denmark at the moment `at`."""
    return at.astimezone(COPENHAGEN).date()
