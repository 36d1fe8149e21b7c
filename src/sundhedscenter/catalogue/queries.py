"""Reads of the catalogue that more than one caller needs."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from sundhedscenter.catalogue.geography import distance_km
from sundhedscenter.catalogue.models import (
    Module,
    Offer,
    OfferResponsibility,
    Place,
    PostalArea,
    Track,
    TrackLeader,
    TrackModule,
)
from sundhedscenter.partnership.models import Organisation


@dataclass(frozen=True)
class Near:
    """A place with its straight-line distance from somewhere, in kilometres."""

    place: Place
    km: float


def offers_on(*, on: date, topic: str = "") -> QuerySet[Offer]:
    """Offers that have an operator on the day, by code; with variants and the responsibilities of that day.

    `offer.responsibilities.all()` then holds at most one row per role. Three queries whatever the number of offers.
    """
    today = OfferResponsibility.objects.filter(during__contains=on).select_related("organisation").order_by("role")
    offers = (
        Offer.objects.filter(responsibilities__role=OfferResponsibility.OPERATOR, responsibilities__during__contains=on)
        .select_related("organisation", "programme", "track")
        .prefetch_related("variants", Prefetch("responsibilities", queryset=today))
        .order_by("code")
    )
    return offers.filter(topics__contains=[topic]) if topic else offers


def responsible_for(offer: Offer, role: str, on: date) -> Organisation | None:
    """Who has the role for the offer on the day; None when nobody has. The day is the caller's, never today's."""
    row = (
        OfferResponsibility.objects.filter(offer=offer, role=role, during__contains=on)
        .select_related("organisation")
        .first()
    )
    return row.organisation if row else None


def tracks_for_topic(topic: str) -> QuerySet[Track]:
    """Tracks that serve the topic: those for fewest topics first, so that the specific comes before the shared."""
    return (
        Track.objects.filter(topics__contains=[topic])
        .order_by("topics__len", "code")
        .prefetch_related(Prefetch("chain", queryset=TrackModule.objects.select_related("module")))
    )


def entry_modules(track: Track) -> list[Module]:
    """The modules where a new participant may begin, in order; the first alone when entry is not rolling."""
    links = [link for link in track.chain.select_related("module").order_by("position") if link.is_entry]
    return [link.module for link in (links if track.rolling_entry else links[:1])]


def entry_sessions(track: Track) -> list[int]:
    """Session numbers, from 1, at which a new participant may begin."""
    starts: list[int] = []
    number = 1
    for link in track.chain.order_by("position"):
        if link.is_entry:
            starts.append(number)
        number += link.sessions
    return starts if track.rolling_entry else starts[:1]


def track_leaders(track: Track, on: date) -> QuerySet[TrackLeader]:
    """Who may lead the track on the day."""
    return TrackLeader.objects.filter(track=track, during__contains=on).select_related("user").order_by("user_id")


def postal_area(code: str) -> PostalArea | None:
    """The area of a postal code; None when no such code exists."""
    return PostalArea.objects.filter(code=code.strip()).first()


def places_by_distance(area: PostalArea, *, within_km: float | None = None, step_free: bool = False) -> list[Near]:
    """Places nearest first, in straight line; only step-free ones if asked."""
    places = Place.objects.select_related("organisation").order_by("code")
    if step_free:
        places = places.filter(step_free=True)
    found = [Near(place, distance_km(area.lat, area.lon, place.lat, place.lon)) for place in places]
    kept = [near for near in found if within_km is None or near.km <= within_km]
    return sorted(kept, key=lambda near: (near.km, near.place.code))
