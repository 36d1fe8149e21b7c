"""Which starts a feed tells of: groups with a free seat, each under the offer it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from sundhedscenter.catalogue.models import Offer, Place
from sundhedscenter.catalogue.queries import shown_offers
from sundhedscenter.catalogue.vocabulary import Topic
from sundhedscenter.groups.models import FORMS
from sundhedscenter.groups.starts import ComingStart, coming_starts
from sundhedscenter.interop.hsds.parameters import Parameter

MOST: Final = 200


def _one_of(name: str, about: str, codes: list[str]) -> Parameter:
    def read(text: str) -> str:
        if text not in codes:
            raise ValueError(text)
        return text

    return Parameter(name, about, {"type": "string", "enum": codes}, read, f"Send one of: {', '.join(codes)}.")


def _municipality(text: str) -> str:
    if len(text) != 4 or not text.isascii() or not text.isdigit() or text[0] != "0":
        raise ValueError(text)
    return text


MUNICIPALITY: Final = Parameter(
    "kommune",
    "Starts in this municipality, and on video for its people.",
    {"type": "string", "pattern": r"^0\d{3}$"},
    _municipality,
    "Send the four digits of a municipality, as 0671.",
)
TOPIC: Final = _one_of("emne", "What it is about.", list(Topic.values))
FORM: Final = _one_of("form", "Where the group meets.", [code for code, _name in FORMS])
FILTERS: Final = (MUNICIPALITY, TOPIC, FORM)


@dataclass(frozen=True, slots=True)
class Start:
    """A group that can be joined, under its offer; `place` is None on video. `uid` is this start's for ever."""

    offer: Offer
    coming: ComingStart
    place: Place | None

    @property
    def uid(self) -> str:
        """Another entry of the same group is another start."""
        return f"start-{self.coming.group_id}-{self.coming.session_number}@sundhedscenter.invalid"


def starts_wanted(values: Mapping[str, Any], *, at: datetime) -> list[Start]:
    """Earliest first, at most `MOST`, one for each group: of several offers with its track, the first by code.

    Four queries.
    """
    offers = shown_offers().filter(track__isnull=False)
    if "emne" in values:
        offers = offers.filter(topics__contains=[values["emne"]])
    if home := values.get("kommune", ""):
        offers = offers.filter(Q(municipalities=[]) | Q(municipalities__contains=[home]))
    by_track: dict[int, list[Offer]] = {}
    for offer in offers.select_related("organisation").prefetch_related("variants"):
        assert offer.track_id is not None  # asked for above
        by_track.setdefault(offer.track_id, []).append(offer)
    coming = [start for start in coming_starts(at=at, tracks=by_track) if start.seats_left > 0]
    places = Place.objects.in_bulk({start.place_id for start in coming if start.place_id is not None})
    found = []
    for start in coming:
        place = places.get(start.place_id) if start.place_id is not None else None
        giving = next((offer for offer in by_track[start.track_id] if _has_form(offer, start.form)), None)
        as_asked = values.get("form", start.form) == start.form
        there = not home or place is None or place.municipality_code == home
        if giving is not None and as_asked and there:
            found.append(Start(giving, start, place))
    return found[:MOST]


def _has_form(offer: Offer, form: str) -> bool:
    return any(variant.form == form for variant in offer.variants.all())
