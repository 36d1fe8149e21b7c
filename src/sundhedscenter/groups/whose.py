"""Which groups are an offer's: one rule for its page, the search, open data, feeds and who comes with a wish."""

from collections.abc import Collection, Iterable
from typing import Protocol

from sundhedscenter.catalogue.models import Offer


class Gathering(Protocol):
    """A group as far as the rule looks at it; `place_id` is None by video."""

    @property
    def track_id(self) -> int: ...
    @property
    def form(self) -> str: ...
    @property
    def place_id(self) -> int | None: ...


def is_of(group: Gathering, *, track_id: int | None, forms: Collection[str], places: Collection[int]) -> bool:
    """Of the offer's track, in a form it has, and at one of its own places. By video there is no place to ask for.

    Several offers may run on one track: an offer in Lemvig does not promise the seats of a group that meets in Skive
    alone. See docs/algorithms/whose-groups.md.
    """
    return group.track_id == track_id and group.form in forms and (group.place_id is None or group.place_id in places)


def groups_of[G: Gathering](offer: Offer, groups: Iterable[G]) -> list[G]:
    """Those that are the offer's, in the order given. Two queries, none when variants and places came with it."""
    if offer.track_id is None:
        return []
    forms = {variant.form for variant in offer.variants.all()}
    places = {place.pk for place in offer.places.all()}
    return [group for group in groups if is_of(group, track_id=offer.track_id, forms=forms, places=places)]
