"""Which offers and places an answer is about: what is shown, narrowed by the parameters."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Func, IntegerField, Q, QuerySet, Value

from sundhedscenter.catalogue.geography import distance_km
from sundhedscenter.catalogue.models import Offer, Place, PostalArea
from sundhedscenter.catalogue.queries import shown_offers
from sundhedscenter.catalogue.search.asking import Filters, ask
from sundhedscenter.groups.finding import find
from sundhedscenter.interop.hsds.doors import organization_number
from sundhedscenter.interop.hsds.problems import unknown
from sundhedscenter.interop.hsds.taxonomies import List, carrying, known_terms, list_with
from sundhedscenter.partnership.models import Organisation

LISTS_HAVE = "Take one from the list that gives these numbers."


def offers_wanted(values: Mapping[str, Any], at: datetime) -> QuerySet[Offer]:
    """Shown offers that fit all parameters: best first where words are sought, else by code. Raises Problem."""
    offers = _found(values["search"], at) if values.get("search", "").strip() else shown_offers()
    if "taxonomy_term_id" in values:
        of, code = term_with(values["taxonomy_term_id"])
        offers = offers.filter(carrying(of, [code]))
    if "taxonomy_id" in values:
        of = taxonomy_with(values["taxonomy_id"])
        offers = offers.filter(carrying(of, of.terms.values))
    if "organization_id" in values:
        offers = offers.filter(organisation=organisation_with(values["organization_id"]))
    if "modified_after" in values:
        offers = offers.filter(changed_at__gte=values["modified_after"])
    if "postcode" in values:
        area = postal_area(values["postcode"])
        offers = offers.filter(Q(municipalities=[]) | Q(municipalities__contains=[area.municipality_code]))
        if "proximity" in values:
            offers = offers.filter(pk__in=_at(places_near(area, values["proximity"])))
    return offers


def organisations_wanted(values: Mapping[str, Any]) -> QuerySet[Organisation]:
    """Organisations that give a shown offer, by code."""
    giving = shown_offers().order_by().values("organisation_id")
    found = Organisation.objects.filter(pk__in=giving)
    for word in values.get("search", "").split():
        found = found.filter(name__icontains=word)
    return found.order_by("code")


def term_with(number: UUID, field: str = "taxonomy_term_id") -> tuple[List, str]:
    """List and code of a term. Raises Problem."""
    found = known_terms().get(str(number))
    if found is None:
        raise unknown(field, str(number), mend=f"{LISTS_HAVE} GET /taxonomy_terms")
    return found


def taxonomy_with(number: UUID, field: str = "taxonomy_id") -> List:
    """Raises Problem."""
    found = list_with(number)
    if found is None:
        raise unknown(field, str(number), mend=f"{LISTS_HAVE} GET /taxonomies")
    return found


def organisation_with(number: UUID, field: str = "organization_id") -> Organisation:
    """The organisation, among those that give a shown offer. Raises Problem. One query."""
    for found in organisations_wanted({}).select_related("parent"):
        if organization_number(found.code) == str(number):
            return found
    raise unknown(field, str(number), mend=f"{LISTS_HAVE} GET /organizations")


def postal_area(code: str) -> PostalArea:
    """Raises Problem."""
    found = PostalArea.objects.filter(pk=code).first()
    if found is None:
        raise unknown("postcode", code, mend="Send a postal code that is in use, as 7600.")
    return found


def places_near(area: PostalArea, metres: int) -> list[int]:
    """Places within the distance of the postal code's point. One query."""
    points = Place.objects.order_by("code").values_list("pk", "lat", "lon")
    return [pk for pk, lat, lon in points if distance_km(area.lat, area.lon, lat, lon) * 1000 <= metres]


def _at(places: list[int]) -> "QuerySet[Any, Any]":
    return Offer.places.through._default_manager.filter(place_id__in=places).order_by().values("offer_id")


def _found(text: str, at: datetime) -> QuerySet[Offer]:
    """As the list of offers finds them: lay words, typing errors, places and times. Three queries."""
    best_first = [hit.offer.id for hit in find(question=ask(text), filters=Filters(), at=at).hits]
    place: Func[IntegerField[int, int]] = Func(Value(best_first), F("pk"), function="array_position")
    return shown_offers().filter(pk__in=best_first).order_by(place, "code")
