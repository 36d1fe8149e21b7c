"""Days and times as a person says them, in the language of the page. Moments come in as UTC."""

from datetime import date, datetime

from django.utils import formats, translation
from django.utils.translation import gettext

from sundhedscenter.core.clock import COPENHAGEN


def local(moment: datetime) -> datetime:
    """The same moment on a Danish clock."""
    return moment.astimezone(COPENHAGEN)


def _english() -> bool:
    return (translation.get_language() or "da").startswith("en")


def day_text(day: date) -> str:
    """ "tirsdag den 1. december" or "Tuesday 1 December"; the year only when `day` carries it as far away."""
    return formats.date_format(day, "l j F" if _english() else r"l \d\e\n j. F")


def long_day_text(day: date) -> str:
    """With the year, for paper that lies in a drawer: "tirsdag den 1. december 2026"."""
    return f"{day_text(day)} {day.year}"


def clock_text(moment: datetime) -> str:
    """ "kl. 17.00" or "17:00"."""
    return formats.date_format(local(moment), "H:i" if _english() else r"\k\l. H.i")


def moment_text(moment: datetime) -> str:
    """ "tirsdag den 1. december kl. 17.00" or "Tuesday 1 December at 17:00"."""
    return gettext("%(day)s %(time)s") % {"day": day_text(local(moment)), "time": _at(moment)}


def _at(moment: datetime) -> str:
    return f"at {clock_text(moment)}" if _english() else clock_text(moment)
