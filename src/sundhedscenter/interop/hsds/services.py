"""From an offer to an HSDS service: by itself, and with everything below it."""

from collections.abc import Sequence

from django.utils.translation import get_language_info

from sundhedscenter.catalogue.models import Offer, Place
from sundhedscenter.catalogue.vocabulary import Stage
from sundhedscenter.groups.starts import ComingStart
from sundhedscenter.interop.hsds import times
from sundhedscenter.interop.hsds.doors import contact, location, organization, phone
from sundhedscenter.interop.hsds.facts import Facts, Towns
from sundhedscenter.interop.hsds.ids import number_of
from sundhedscenter.interop.hsds.shapes import (
    CostOption,
    Funding,
    Language,
    Program,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceName,
    Url,
)
from sundhedscenter.interop.hsds.taxonomies import attributes
from sundhedscenter.partnership.models import Responsibility

ON_TRIAL = "Tilbuddet prøves af."
FREE = "Gratis"
ROLES = dict(Responsibility.ROLES)


def service_name(offer: Offer) -> ServiceName:
    """The least the standard allows."""
    answer = ServiceName(id=str(offer.hsds_id), name=offer.name_da, status="active")
    if offer.changed_at is not None:
        answer["last_modified"] = times.moment(offer.changed_at)
    return answer


def service(offer: Offer, page: str) -> Service:
    """What there is one of: texts, ages, days, the organisation and the programme. The offer has both with it."""
    answer = Service(
        id=str(offer.hsds_id),
        name=offer.name_da,
        status="active",
        description="\n\n".join(text for text in (offer.summary_da, offer.happens_da) if text),
        url=page,
        organization=organization(offer.organisation),
        application_process=offer.join_da,
    )
    if offer.name_en:
        answer["alternate_name"] = offer.name_en
    if offer.for_whom_da:
        answer["eligibility_description"] = offer.for_whom_da
    if offer.email:
        answer["email"] = offer.email
    if offer.website:
        number = number_of("url", offer.code)
        answer["additional_urls"] = [Url(id=number, label=offer.organisation.name, url=offer.website)]
    if offer.min_age is not None:
        answer["minimum_age"] = offer.min_age
    if offer.max_age is not None:
        answer["maximum_age"] = offer.max_age
    if offer.checked_on is not None:
        answer["assured_date"] = offer.checked_on.isoformat()
    if offer.stage == Stage.TRIAL:
        answer["alert"] = ON_TRIAL
    if offer.changed_at is not None:
        answer["last_modified"] = times.moment(offer.changed_at)
    if (programme := offer.programme) is not None:
        number = number_of("program", programme.code)
        answer["program"] = Program(id=number, name=programme.name_da, description=programme.name_da)
    return answer


def full_service(offer: Offer, facts: Facts) -> Service:
    """Everything that hangs below the service. Empty lists are left out."""
    answer = service(offer, facts.page_of(offer.code))
    starts = facts.starts_of(offer)
    places = list(offer.places.all())
    by_video = [start for start in starts if start.place_id is None]
    costs = _costs(offer)
    answer["fees_description"] = FREE if not any(cost["amount"] for cost in costs) else _from_to(costs)
    answer["cost_options"] = costs
    answer["languages"] = [_language(offer, code) for code in offer.languages]
    answer["attributes"] = attributes(offer)
    answer["service_areas"] = _areas(offer, facts.towns)
    if offer.phone:
        answer["phones"] = [phone(offer.phone, "service", offer.code)]
    if schedules := [*times.schedules(by_video), *times.weekly(offer, facts.at)]:
        answer["schedules"] = schedules
    if places:
        answer["service_at_locations"] = [at_location(offer, place, starts, facts.towns) for place in places]
    if starts:
        answer["capacities"] = times.capacities(starts, facts.at)
    answering = facts.answering.get(offer.pk, ())
    if payers := [found.name for role, found in answering if role == Responsibility.PAYER]:
        answer["funding"] = [Funding(id=number_of("funding", offer.code, name), source=name) for name in payers]
    if contacts := [contact(found, ROLES[role], "service", offer.code) for role, found in answering]:
        answer["contacts"] = contacts
    return answer


def at_location(offer: Offer, place: Place, starts: Sequence[ComingStart], towns: Towns) -> ServiceAtLocation:
    """The offer at one of its places, with the groups that can still be joined there."""
    answer = ServiceAtLocation(
        id=number_at(offer.code, place.code),
        service_id=str(offer.hsds_id),
        location_id=number_of("location", place.code),
        location=location(place, towns),
    )
    if schedules := times.schedules(start for start in starts if start.place_id == place.pk):
        answer["schedules"] = schedules
    return answer


def number_at(offer_code: str, place_code: str) -> str:
    return number_of("service_at_location", offer_code, place_code)


def _costs(offer: Offer) -> list[CostOption]:
    return [
        CostOption(
            id=number_of("cost_option", offer.code, variant.form),
            option=variant.form,
            currency="DKK",
            amount=float(variant.cost_dkk),
        )
        for variant in offer.variants.all()
    ]


def _from_to(costs: Sequence[CostOption]) -> str:
    least, most = min(cost["amount"] for cost in costs), max(cost["amount"] for cost in costs)
    return f"{most:g} kr." if least == most else f"{least:g} til {most:g} kr."


def _language(offer: Offer, code: str) -> Language:
    return Language(id=number_of("language", offer.code, code), name=_language_name(code), code=code)


def _language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:  # a language Django has no name for: the code says it
        return code


def _areas(offer: Offer, towns: Towns) -> list[ServiceArea]:
    if not offer.municipalities:
        return [ServiceArea(id=number_of("service_area", offer.code), name="Alle kommuner")]
    return [
        ServiceArea(
            id=number_of("service_area", offer.code, code),
            name=towns.municipalities.get(code, code),
            extent=code,
            extent_type="text",
        )
        for code in offer.municipalities
    ]
