"""Which starts a feed tells of: groups with a free seat, each under the offer it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from sundhedscenter.catalogue.models import Offer, Place
from sundhedscenter.catalogue.queries import shown_offers
from sundhedscenter.catalogue.vocabulary import Topic
from sundhedscenter.groups.models import FORMS
from sundhedscenter.groups.starts import ComingStart, coming_starts
from sundhedscenter.groups.whose import groups_of
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
    giving = list(offers.select_related("organisation").prefetch_related("variants", "places"))
    tracks = {offer.track_id for offer in giving if offer.track_id is not None}
    coming = [start for start in coming_starts(at=at, tracks=tracks) if start.seats_left > 0]
    found: dict[UUID, Start] = {}
    for offer in giving:
        places = {place.pk: place for place in offer.places.all()}
        for start in groups_of(offer, coming):
            place = places[start.place_id] if start.place_id is not None else None
            as_asked = values.get("form", start.form) == start.form
            if as_asked and (not home or place is None or place.municipality_code == home):
                found.setdefault(start.group_id, Start(offer, start, place))
    return [found[start.group_id] for start in coming if start.group_id in found][:MOST]
