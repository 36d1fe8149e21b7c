"""Everything the public page of an offer tells, in a fixed number of queries. No name of a citizen or a leader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sundhedscenter.catalogue.models import Offer, OfferResponsibility, Place, PostalArea, Variant
from sundhedscenter.catalogue.vocabulary import SHOWN, Form, Stage
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.fives import in_fives
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.groups.models import WaitingPlace
from sundhedscenter.groups.starts import ComingStart, coming_starts
from sundhedscenter.groups.whose import is_of
from sundhedscenter.journey.proposals import Point, road_km
from sundhedscenter.partnership.models import Organisation
from sundhedscenter.partnership.spans import Span, Spans, merged

# Who waits may be seen by nobody here: the process that checks the house counts, and gives back whole fives.
COUNTING = system("check")


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place, and its way by road from where the visitor lives; None while nobody has said where that is."""

    place: Place
    km: float | None


@dataclass(frozen=True, slots=True)
class Start:
    """A group that somebody new can begin in; `where` is None by video."""

    coming: ComingStart
    where: PlaceLine | None

    @property
    def is_running(self) -> bool:
        """The group has met already: one joins it on the way."""
        return self.coming.session_number > 1


@dataclass(frozen=True, slots=True)
class OfferPage:
    """`starts` have a free seat, earliest first; `full` counts those that have none. `waiting` is in whole fives.

    `roles` has the days of each role, `bodies` the organisations in them by id.
    """

    offer: Offer
    variants: Sequence[Variant]
    places: Sequence[PlaceLine]
    starts: Sequence[Start]
    full: int
    waiting: int
    roles: Mapping[str, Spans]
    bodies: Mapping[int, Organisation]


def offer_shown(code: str) -> Offer | None:
    """The offer when citizens may see it, or once could: on trial, in operation or retired. One query."""
    offers = Offer.objects.filter(stage__in=[*SHOWN, Stage.RETIRED])
    return offers.select_related("organisation", "track", "programme").filter(code=code).first()


def offer_page(offer: Offer, *, home: PostalArea | None, at: datetime) -> OfferPage:
    """The page of an offer on show, seen from `home`. Five queries with a track, three without, whatever there is."""
    coming = coming_starts(at=at, tracks=[offer.track_id]) if offer.track_id else []
    variants = sorted(offer.variants.all(), key=lambda variant: Form.values.index(variant.form))
    forms = {variant.form for variant in variants}
    places = {place.pk: PlaceLine(place, _km(home, place)) for place in offer.places.order_by("code")}
    groups = [start for start in coming if is_of(start, track_id=offer.track_id, forms=forms, places=places)]
    free = [Start(start, places.get(start.place_id or 0)) for start in groups if start.seats_left > 0]
    roles, bodies = _responsible(offer)
    return OfferPage(
        offer=offer,
        variants=variants,
        places=sorted(
            places.values(), key=lambda line: (line.km is None, line.km or 0, line.place.name, line.place.code)
        ),
        starts=free,
        full=len(groups) - len(free),
        waiting=waiting_in_fives(offer.track_id, at=at) if offer.track_id else 0,
        roles=roles,
        bodies=bodies,
    )


def waiting_in_fives(track_id: int, *, at: datetime) -> int:
    """How many wait for a group of the track, at least. One query."""
    with acting_as(COUNTING, on=day_of(at), savepoint=False):
        count = WaitingPlace.objects.filter(track_id=track_id, ended_at=None).count()
    return in_fives(count)


def _km(home: PostalArea | None, place: Place) -> float | None:
    return road_km(Point(home.lat, home.lon), Point(place.lat, place.lon)) if home else None


def _responsible(offer: Offer) -> tuple[dict[str, Spans], dict[int, Organisation]]:
    """The days of each role with the organisations in them. One query."""
    found: dict[str, list[Span]] = {}
    bodies: dict[int, Organisation] = {}
    for row in OfferResponsibility.objects.filter(offer=offer).select_related("organisation").order_by("id"):
        if row.during.lower is not None:
            span = Span(row.organisation_id, row.during.lower, row.during.upper)
            found.setdefault(row.role, []).append(span)
            bodies[row.organisation_id] = row.organisation
    return {role: merged(spans) for role, spans in found.items()}, bodies
