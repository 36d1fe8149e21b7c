"""Short dates for tables; the long ones stand in `web.dates`."""

from datetime import date, datetime

from django.utils import formats
from django.utils.translation import gettext as _

from sundhedscenter.core.week import COPENHAGEN


def short_moment(at: datetime) -> str:
    """tir. 24. nov. kl. 17.00"""
    return formats.date_format(at.astimezone(COPENHAGEN), _(r"D j. M \k\l. H.i"))


def short_day(on: date) -> str:
    """24. nov."""
    return formats.date_format(on, _("j. M"))


def year_day(on: date) -> str:
    """1. januar 2027"""
    return formats.date_format(on, _("j. F Y"))
