"""The list of offers for a question and its filters: real groups and times decide. See docs/algorithms/search.md."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sundhedscenter.catalogue.geography import distance_km
from sundhedscenter.catalogue.reach import ANY_TIME, WITHOUT_TRAVEL
from sundhedscenter.catalogue.search import asking
from sundhedscenter.catalogue.search.asking import Filters, Question
from sundhedscenter.catalogue.search.folding import danish_order
from sundhedscenter.catalogue.search.found import FoundOffer, Spot, found_offers
from sundhedscenter.catalogue.search.places import gazetteer
from sundhedscenter.core import week
from sundhedscenter.groups.search import Opening, openings
from sundhedscenter.groups.whose import is_of

AT_ONCE = timedelta(hours=24)
NEAR_KM = 30.0
AS_GOOD = 0.05  # scores this close to one another, as a share of the best, are equal
AS_GOOD_NEAR = 0.25  # who gives a postal code would rather have the near one
AFTER_16 = week.mask_from_slots(slot for slot in week.SLOTS if slot.hour >= 16)
WEEKEND = week.mask_from_slots(slot for slot in week.SLOTS if week.is_weekend(slot.weekday))


@dataclass(frozen=True, slots=True)
class Start:
    """The next time one can begin in a group, and the free seats of all groups one could begin in.

    `place` is where the next one meets, None by video; `by_video`: at least one of the groups meets so.
    """

    at: datetime
    seats: int
    groups: int
    place: str | None
    by_video: bool


@dataclass(frozen=True, slots=True)
class Held:
    """Where one goes: the places of the groups one can begin in, else those where the offer has its own times.

    `place` is the nearest with its distance in a straight line where a postal code is known, else the only one there is.
    `elsewhere`: a municipality was asked for, and all of them lie outside it.
    """

    count: int = 0
    place: str | None = None
    km: float | None = None
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """`km` to the offer's nearest place in a straight line, None when no postal code is known or there is no place."""

    offer: FoundOffer
    start: Start | None
    km: float | None
    held: Held


@dataclass(frozen=True, slots=True)
class Loosened:
    """How many there would be without one of the filters."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Findings:
    """Hits, best first. Where there are none, `loosened` says what to give up, most helpful first.

    `municipalities` and `languages` are those in which something was found for the words, before filters.
    """

    hits: tuple[Hit, ...]
    loosened: tuple[Loosened, ...]
    municipalities: frozenset[str]
    languages: frozenset[str]


def find(*, question: Question, filters: Filters, at: datetime, language: str = "da") -> Findings:
    """Three queries: words, offers, groups; two when no words are sought, one fewer without an offer that has groups.

    `filters` are those of the page; those that the question holds come on top.
    """
    offers = found_offers(question)
    tracks = {offer.track_id for offer in offers if offer.track_id is not None}
    opened: dict[int, list[Opening]] = {}
    for opening in openings(tracks=tracks, at=at, full=False) if tracks else []:
        opened.setdefault(opening.track_id, []).append(opening)
    world = _World(offers, opened, at)
    wanted = filters.and_also(question.filters)
    hits = world.hits(wanted, language)
    loosened = [Loosened(name, world.count(wanted.without(name))) for name in wanted.active()] if not hits else []
    return Findings(
        tuple(hits),
        tuple(sorted((row for row in loosened if row.count), key=lambda row: (-row.count, row.name))),
        frozenset(place.municipality for offer in offers for place in offer.places),
        frozenset(code for offer in offers for code in offer.languages),
    )


@dataclass(frozen=True)
class _World:
    """Everything found for the words, before filters."""

    offers: Sequence[FoundOffer]
    opened: Mapping[int, Sequence[Opening]]
    at: datetime

    def count(self, filters: Filters) -> int:
        return sum(self._fits(offer, filters) for offer in self.offers)

    def hits(self, filters: Filters, language: str) -> list[Hit]:
        kept = [offer for offer in self.offers if self._fits(offer, filters)]
        best = max((offer.score for offer in kept), default=0.0)
        made = [self._hit(offer, filters) for offer in kept]
        return sorted(made, key=lambda hit: self._order(hit, filters, best, language))

    def _order(self, hit: Hit, filters: Filters, best: float, language: str) -> tuple[object, ...]:
        offer = hit.offer
        behind = int((best - offer.score) / (best * (AS_GOOD_NEAR if filters.near else AS_GOOD))) if best else 0
        held_there = any(place.municipality == filters.municipality for place in offer.places)
        now = hit.start is not None or offer.begins_today or offer.slot_mask != 0
        name = offer.name_en if language == "en" and offer.name_en else offer.name_da
        return (
            behind,
            bool(filters.municipality) and not held_there,
            _own_times(filters) != 0 and not self._meets(offer, _own_times(filters)),
            not now,
            hit.km if hit.km is not None else float("inf") if filters.near else 0.0,
            -len(offer.forms),
            *danish_order(name),
            offer.code,
        )

    def _hit(self, offer: FoundOffer, filters: Filters) -> Hit:
        fitting = self._fitting(offer, filters)
        first = min(fitting, key=lambda row: (row.next_entry, str(row.id)), default=None)
        if first is None:
            # Where groups gather when enough share a time, nobody meets yet.
            meets = offer.track_id is None or offer.slot_mask != 0
            held = _held(offer.places, filters) if meets else Held()
            return Hit(offer, None, _nearest_km(offer.places, filters), held)
        seats, by_video = sum(row.seats_left for row in fitting), any(row.place_id is None for row in fitting)
        start = Start(first.next_entry, seats, len(fitting), first.place, by_video)
        met_at = {row.place_id for row in fitting}
        held = _held([place for place in offer.places if place.id in met_at], filters)
        return Hit(offer, start, _nearest_km(offer.places, filters), held)

    def _fitting(self, offer: FoundOffer, filters: Filters) -> list[Opening]:
        """Groups at the times asked for that one can get to from there; what cannot be had is not asked for."""
        mask = _own_times(filters)
        known = self._openings(offer)
        in_time = [row for row in known if not mask or not row.slot_mask & ~mask] or known
        within = {place.id for place in offer.places if _within_reach(place, filters)}
        return [row for row in in_time if row.place_id is None or row.place_id in within] or in_time

    def _fits(self, offer: FoundOffer, filters: Filters) -> bool:
        return all(test(self, offer, filters) for name, test in _TESTS.items() if getattr(filters, name))

    def _openings(self, offer: FoundOffer) -> list[Opening]:
        """Open groups that are this offer's."""
        places = {place.id for place in offer.places}
        known = self.opened.get(offer.track_id or 0, ())
        return [row for row in known if is_of(row, track_id=offer.track_id, forms=offer.forms, places=places)]

    def _meets(self, offer: FoundOffer, mask: int) -> bool:
        return bool(offer.slot_mask & mask) or any(not row.slot_mask & ~mask for row in self._openings(offer))

    def _at_times(self, offer: FoundOffer, mask: int) -> bool:
        return bool(offer.forms & ANY_TIME) or self._meets(offer, mask)

    def _after_16(self, offer: FoundOffer, filters: Filters) -> bool:
        return self._at_times(offer, AFTER_16)

    def _weekend(self, offer: FoundOffer, filters: Filters) -> bool:
        return self._at_times(offer, WEEKEND)

    def _at_once(self, offer: FoundOffer, filters: Filters) -> bool:
        return offer.begins_today or any(row.next_entry <= self.at + AT_ONCE for row in self._openings(offer))

    def _without_travel(self, offer: FoundOffer, filters: Filters) -> bool:
        return bool(offer.forms & WITHOUT_TRAVEL)

    def _free(self, offer: FoundOffer, filters: Filters) -> bool:
        return offer.least_cost == 0

    def _language(self, offer: FoundOffer, filters: Filters) -> bool:
        return filters.language in offer.languages or any(
            row.language == filters.language for row in self._openings(offer)
        )

    def _way_in(self, offer: FoundOffer, filters: Filters) -> bool:
        return filters.way_in in offer.ways_in

    def _municipality(self, offer: FoundOffer, filters: Filters) -> bool:
        code = filters.municipality
        if offer.municipalities and code not in offer.municipalities:
            return False
        if any(place.municipality == code for place in offer.places) or offer.forms & WITHOUT_TRAVEL:
            return True
        return not offer.places and offer.home == code

    def _near(self, offer: FoundOffer, filters: Filters) -> bool:
        here = gazetteer().spots.get(filters.near)
        if here is None or offer.forms & WITHOUT_TRAVEL:
            return True
        return any(distance_km(here.lat, here.lon, place.lat, place.lon) <= NEAR_KM for place in offer.places)


_TESTS: Mapping[str, Callable[[_World, FoundOffer, Filters], bool]] = {
    asking.AFTER_16: _World._after_16,
    asking.WEEKEND: _World._weekend,
    asking.AT_ONCE: _World._at_once,
    asking.WITHOUT_TRAVEL: _World._without_travel,
    asking.FREE: _World._free,
    asking.LANGUAGE: _World._language,
    asking.WAY_IN: _World._way_in,
    asking.MUNICIPALITY: _World._municipality,
    asking.NEAR: _World._near,
}


def _within_reach(place: Spot, filters: Filters) -> bool:
    here = gazetteer().spots.get(filters.near)
    if here is not None and distance_km(here.lat, here.lon, place.lat, place.lon) > NEAR_KM:
        return False
    return not filters.municipality or place.municipality == filters.municipality


def _nearest_km(places: Sequence[Spot], filters: Filters) -> float | None:
    here = gazetteer().spots.get(filters.near)
    return (
        min((distance_km(here.lat, here.lon, place.lat, place.lon) for place in places), default=None) if here else None
    )


def _held(places: Sequence[Spot], filters: Filters) -> Held:
    at_home = [place for place in places if place.municipality == filters.municipality]
    told = at_home or places
    elsewhere = bool(filters.municipality and told and not at_home)
    here = gazetteer().spots.get(filters.near)
    if here is None:
        names = sorted({place.name for place in told})
        return Held(len(names), names[0] if len(names) == 1 else None, None, elsewhere)
    far = sorted((distance_km(here.lat, here.lon, place.lat, place.lon), place.name) for place in told)
    return Held(len(far), far[0][1], far[0][0], elsewhere) if far else Held()


def _own_times(filters: Filters) -> int:
    """The weekly times that the filters leave; 0 when they ask for none, or when both leave none."""
    mask = week.FULL_MASK
    if filters.after_16:
        mask &= AFTER_16
    if filters.weekend:
        mask &= WEEKEND
    return 0 if mask == week.FULL_MASK else mask
