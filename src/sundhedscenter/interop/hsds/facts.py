"""Everything a page of full services tells, in a number of queries that does not grow with the page."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sundhedscenter.catalogue.models import Offer, OfferResponsibility, Place, PostalArea
from sundhedscenter.core.clock import day_of
from sundhedscenter.groups.starts import ComingStart, coming_starts
from sundhedscenter.groups.whose import groups_of
from sundhedscenter.partnership.models import Organisation


@dataclass(frozen=True, slots=True)
class Towns:
    """Names that addresses and areas are written with: of postal codes, and of municipalities by code."""

    postal: Mapping[str, str]
    municipalities: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """`answering`: role and organisation today, by offer. `page_of`: the address of an offer's page."""

    at: datetime
    towns: Towns
    starts: Mapping[int, Sequence[ComingStart]]
    answering: Mapping[int, Sequence[tuple[str, Organisation]]]
    page_of: Callable[[str], str]

    def starts_of(self, offer: Offer) -> list[ComingStart]:
        """Earliest first."""
        return groups_of(offer, self.starts.get(offer.track_id or 0, ()))


def towns_of(places: Iterable[Place]) -> Towns:
    """Two queries."""
    codes = {place.postal_code for place in places}
    municipalities = Organisation.objects.filter(kind="municipality").order_by("code")
    return Towns(
        dict(PostalArea.objects.filter(code__in=codes).order_by("code").values_list("code", "name")),
        dict(municipalities.values_list("municipality_code", "name")),
    )


def facts_of(offers: Sequence[Offer], *, at: datetime, page_of: Callable[[str], str]) -> Facts:
    """The facts of offers that have their variants and places with them. Four queries."""
    starts: dict[int, list[ComingStart]] = {}
    for start in coming_starts(at=at, tracks={offer.track_id for offer in offers if offer.track_id is not None}):
        starts.setdefault(start.track_id, []).append(start)
    answering: dict[int, list[tuple[str, Organisation]]] = {}
    rows = OfferResponsibility.objects.filter(offer__in=offers, during__contains=day_of(at))
    for row in rows.select_related("organisation").order_by("role", "id"):
        answering.setdefault(row.offer_id, []).append((row.role, row.organisation))
    towns = towns_of(place for offer in offers for place in offer.places.all())
    return Facts(at, towns, starts, answering, page_of)
