"""A start in words, in the language of the address. Neutral where a line may stand in anybody's calendar."""

import re

from django.utils import formats
from django.utils.translation import get_language, gettext, ngettext

from sundhedscenter.core import week
from sundhedscenter.core.clock import COPENHAGEN
from sundhedscenter.interop.starts.coming import Start

# Signs that no XML may hold; a text from elsewhere could.
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def is_english() -> bool:
    return (get_language() or "da").startswith("en")


def name(start: Start) -> str:
    offer = start.offer
    return clean(offer.name_en if is_english() and offer.name_en else offer.name_da)


def title(start: Start) -> str:
    """ "Lungehold: tirsdag den 10. marts kl. 17.00, Lemvig Hus"."""
    local = start.coming.starts_at.astimezone(COPENHAGEN)
    day = formats.date_format(local, "l j F" if is_english() else r"l \d\e\n j. F")
    hour = formats.date_format(local, r"\a\t H:i" if is_english() else r"\k\l. H.i")
    place = start.place.name if start.place else gettext("på video")
    return clean(f"{name(start)}: {day} {hour}, {place}")


def about(start: Start) -> str:
    """How often, how many seats, who gives it."""
    seats = start.coming.seats_left
    said = [
        week.describe_hours(start.coming.slot_mask, say=gettext),
        ngettext("%(n)s ledig plads", "%(n)s ledige pladser", seats) % {"n": seats},
        start.offer.organisation.name,
    ]
    return clean(f"{'. '.join(part[:1].upper() + part[1:] for part in said)}.")


def where(start: Start) -> str:
    """ "Lemvig Hus, Torvet 1, 7620"; a house that is its own address stands once."""
    place = start.place
    if place is None:
        return gettext("Video")
    return clean(", ".join(dict.fromkeys(part for part in (place.name, place.address, place.postal_code) if part)))


def clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
