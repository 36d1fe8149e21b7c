"""Names and short texts that the pages with numbers share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sundhedscenter.evaluation import queries
from sundhedscenter.evaluation.measures.definitions import measure
from sundhedscenter.evaluation.measures.journeys import ALONE

ALL = "*"


@dataclass(frozen=True)
class Names:
    """What the codes in the tables are called. One query, however many there are."""

    offers: dict[str, str]
    towns: dict[str, str]

    def offer(self, code: str) -> str:
        return _("Alle tilbud") if code == ALL else self.offers.get(code, code)

    def town(self, code: str) -> str:
        return _("Alle kommuner") if code == ALL else self.towns.get(code, code)


def names() -> Names:
    tracks, towns = queries.names()
    in_english = get_language() == "en"
    offers = {code: english if in_english else danish for code, (danish, english) in tracks.items()}
    return Names({ALONE: _("Alene, uden hold"), **offers}, {**towns, "other": _("Andre")})


def measure_name(code: str) -> str:
    """What a number is called."""
    return said(measure(code).name)


def said(text: Any) -> str:
    """A text of `content/measures` in the reader's language."""
    return str(text.en if get_language() == "en" else text.da)


def quarter_name(code: str) -> str:
    """ "2026-Q3" as "3. kvartal 2026"."""
    year, _sep, number = code.partition("-Q")
    return _("%(number)s. kvartal %(year)s") % {"number": number, "year": year}


def month_name(code: str) -> str:
    """ "2026-09" as "september 2026"."""
    year, month = code.split("-")
    return formats.date_format(date(int(year), int(month), 1), "F Y")


def day_name(iso: str) -> str:
    """ "1. november 2026" or "1 November 2026"."""
    return formats.date_format(date.fromisoformat(iso), "j F Y" if get_language() == "en" else "j. F Y")


def percent(share: float) -> str:
    return _("%(number)s %%") % {"number": round(share * 100)}


def chosen(wanted: str | None, possible: Iterable[str], default: str) -> str:
    """What the address asks for, when there is such a thing."""
    return wanted if wanted and wanted in set(possible) else default
