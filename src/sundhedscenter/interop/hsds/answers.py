"""What each end point answers: rows in, shapes out. The number of queries does not grow with the page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from sundhedscenter.catalogue.models import Offer, Place
from sundhedscenter.catalogue.queries import shown_offers
from sundhedscenter.interop.hsds import selecting
from sundhedscenter.interop.hsds.doors import contact, locations, organization
from sundhedscenter.interop.hsds.facts import facts_of, towns_of
from sundhedscenter.interop.hsds.pages import paged, paged_rows
from sundhedscenter.interop.hsds.problems import unknown
from sundhedscenter.interop.hsds.services import (
    at_location,
    full_service,
    number_at,
    service,
    service_name,
)
from sundhedscenter.interop.hsds.shapes import (
    Details,
    Organization,
    Page,
    Service,
    ServiceAtLocation,
    ServiceName,
    Taxonomy,
    TaxonomyTerm,
)
from sundhedscenter.interop.hsds.taxonomies import LISTS, taxonomy, term
from sundhedscenter.partnership.models import Organisation

type Rows = QuerySet[Any, Any]
CONTACT = "Kontakt"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was read: its values, the record it names, the moment, and how addresses are made."""

    values: Mapping[str, Any]
    at: datetime
    page_of: Callable[[str], str]
    profile: str
    openapi: str
    number: UUID | None = None

    def record(self) -> UUID:
        assert self.number is not None, "The address of a single record has its number."
        return self.number


def details(asked: Asked) -> Details:
    return Details(version="3.0", profile=asked.profile, openapi_url=asked.openapi)


def services(asked: Asked) -> Page[Service | ServiceName]:
    offers = selecting.offers_wanted(asked.values, asked.at)
    if asked.values.get("minimal"):
        return paged(offers, asked.values, lambda rows: [service_name(row) for row in rows], all_on_one=True)
    if asked.values.get("full"):
        return paged(_with_all(offers), asked.values, lambda rows: _full(rows, asked))
    offers = _with_one(offers)
    return paged(offers, asked.values, lambda rows: [service(row, asked.page_of(row.code)) for row in rows])


def service_record(asked: Asked) -> Service:
    offers = list(_with_all(shown_offers().filter(hsds_id=asked.record())))
    if not offers:
        raise unknown("id", str(asked.record()), mend="Take the id of a service from GET /services.")
    return _full(offers, asked)[0]


def organizations(asked: Asked) -> Page[Organization]:
    found = selecting.organisations_wanted(asked.values).select_related("parent")
    if asked.values.get("full") or asked.values.get("full_service"):
        return paged(found, asked.values, lambda rows: _whole(rows, asked))
    return paged(found, asked.values, lambda rows: [organization(row) for row in rows])


def organization_record(asked: Asked) -> Organization:
    return _whole([selecting.organisation_with(asked.record(), field="id")], asked)[0]


def service_at_locations(asked: Asked) -> Page[ServiceAtLocation]:
    links = _links(selecting.offers_wanted(asked.values, asked.at))
    if "proximity" in asked.values:
        area = selecting.postal_area(asked.values["postcode"])
        links = links.filter(place_id__in=selecting.places_near(area, asked.values["proximity"]))
    return paged(links, asked.values, lambda rows: _placed(rows, asked, full=bool(asked.values.get("full"))))


def service_at_location_record(asked: Asked) -> ServiceAtLocation:
    codes = _links(shown_offers()).values_list("pk", "offer__code", "place__code")
    wanted = str(asked.record())
    found = next((pk for pk, offer, place in codes if number_at(offer, place) == wanted), None)
    if found is None:
        raise unknown("id", wanted, mend="Take the id of a service at a location from GET /service_at_locations.")
    return _placed(list(_links(shown_offers()).filter(pk=found)), asked, full=True)[0]


def taxonomies(asked: Asked) -> Page[Taxonomy]:
    found = [taxonomy(of) for of in LISTS]
    return paged_rows([row for row in found if _has_words(row["name"], asked.values)], asked.values)


def taxonomy_record(asked: Asked) -> Taxonomy:
    return taxonomy(selecting.taxonomy_with(asked.record(), field="id"))


def taxonomy_terms(asked: Asked) -> Page[TaxonomyTerm]:
    """All lists are flat: each term stands on top, and none has another above it."""
    lists = [selecting.taxonomy_with(asked.values["taxonomy_id"])] if "taxonomy_id" in asked.values else LISTS
    if "parent_id" in asked.values:
        selecting.term_with(asked.values["parent_id"], field="parent_id")
        lists = []
    found = [term(of, code) for of in lists for code in of.terms.values]
    return paged_rows([row for row in found if _has_words(row["name"], asked.values)], asked.values)


def taxonomy_term_record(asked: Asked) -> TaxonomyTerm:
    return term(*selecting.term_with(asked.record(), field="id"))


def _has_words(name: str, values: Mapping[str, Any]) -> bool:
    return all(word.casefold() in name.casefold() for word in values.get("search", "").split())


def _with_one(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    return offers.select_related("organisation__parent", "programme")


def _with_all(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Three statements: the offers, their variants, their places."""
    return _with_one(offers).prefetch_related(
        "variants", Prefetch("places", Place.objects.select_related("organisation").order_by("code"))
    )


def _full(offers: Sequence[Offer], asked: Asked) -> list[Service]:
    facts = facts_of(offers, at=asked.at, page_of=asked.page_of)
    return [full_service(offer, facts) for offer in offers]


def _whole(found: Sequence[Organisation], asked: Asked) -> list[Organization]:
    """With the organisations' places, door and services; these in full where `full_service` asks for it."""
    offers: dict[int, list[Offer]] = {}
    for offer in _with_all(shown_offers().filter(organisation__in=found)):
        offers.setdefault(offer.organisation_id, []).append(offer)
    every = [offer for some in offers.values() for offer in some]
    towns = towns_of(place for offer in every for place in offer.places.all())
    services: dict[int, Service | ServiceName] = {offer.pk: service_name(offer) for offer in every}
    if asked.values.get("full_service"):
        services |= dict(zip((offer.pk for offer in every), _full(every, asked), strict=True))
    answers = []
    for row in found:
        own = offers.get(row.pk, [])
        answer = organization(row)
        if row.phone or row.email:
            answer["contacts"] = [contact(row, CONTACT, "organization", row.code)]
        if places := locations((place for offer in own for place in offer.places.all()), towns):
            answer["locations"] = places
        answer["services"] = [services[offer.pk] for offer in own]
        answers.append(answer)
    return answers


def _links(offers: QuerySet[Offer]) -> Rows:
    """One row for each offer at each of its places."""
    rows = Offer.places.through._default_manager.filter(offer__in=offers.order_by())
    return rows.select_related("place__organisation").order_by("offer__code", "place__code")


def _placed(rows: Sequence[Any], asked: Asked, *, full: bool) -> list[ServiceAtLocation]:
    """Services at locations; `full` adds the meetings there and the service."""
    towns = towns_of(row.place for row in rows)
    offers = {offer.pk: offer for offer in _with_all(Offer.objects.filter(pk__in={row.offer_id for row in rows}))}
    facts = facts_of(list(offers.values()), at=asked.at, page_of=asked.page_of) if full else None
    answers = []
    for row in rows:
        offer = offers[row.offer_id]
        starts = facts.starts_of(offer) if facts else ()
        answer = at_location(offer, row.place, starts, towns)
        if full:
            answer["service"] = service(offer, asked.page_of(offer.code))
        answers.append(answer)
    return answers
