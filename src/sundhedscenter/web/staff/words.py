"""Short dates for tables; the long ones stand in `web.dates`."""

from datetime import date, datetime, timedelta

from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sundhedscenter.core import clock
from sundhedscenter.core.week import COPENHAGEN


def short_moment(at: datetime) -> str:
    """tir 24. nov kl. 17.00"""
    return _small(formats.date_format(at.astimezone(COPENHAGEN), _(r"D j. M \k\l. H.i")))


def short_day(on: date) -> str:
    """24. nov, and the year where it is not this one: a list may reach back past the last 24th of November."""
    day = _small(formats.date_format(on, _("j. M")))
    return day if on.year == clock.day_of(clock.now()).year else f"{day} {on.year}"


def duration(time: timedelta) -> str:
    """40 minutter, 5 timer, 3 dage: as coarse as one would say it."""
    minutes = int(time.total_seconds() // 60)
    if minutes < 120:
        return ngettext("%(n)s minut", "%(n)s minutter", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(n)s time", "%(n)s timer", hours) % {"n": hours}
    return ngettext("%(n)s dag", "%(n)s dage", hours // 24) % {"n": hours // 24}


def _small(text: str) -> str:
    """Danish months have no capital; Django's short ones do."""
    return text.lower() if (get_language() or "da").startswith("da") else text


def year_day(on: date) -> str:
    """1. januar 2027"""
    return formats.date_format(on, _("j. F Y"))
