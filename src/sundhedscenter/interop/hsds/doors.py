"""Organisations and places: who gives an offer and where. Nobody who works there is named."""

from collections.abc import Iterable

from sundhedscenter.catalogue.models import Place
from sundhedscenter.interop.hsds.facts import Towns
from sundhedscenter.interop.hsds.ids import number_of
from sundhedscenter.interop.hsds.shapes import (
    Accessibility,
    Address,
    Contact,
    Location,
    Organization,
    OrganizationIdentifier,
    Phone,
)
from sundhedscenter.partnership.models import Organisation

KINDS = dict(Organisation.KINDS)


def organization_number(code: str) -> str:
    return number_of("organization", code)


def organization(found: Organisation) -> Organization:
    """What can be told of it by itself. Its phone and mail are those of the house, never of somebody in it."""
    answer = Organization(
        id=organization_number(found.code), name=found.name, description=KINDS.get(found.kind, found.kind)
    )
    if found.email:
        answer["email"] = found.email
    if found.phone:
        answer["phones"] = [phone(found.phone, "organization", found.code)]
    if found.parent is not None:
        answer["parent_organization_id"] = organization_number(found.parent.code)
    if known := _identifiers(found):
        answer["organization_identifiers"] = known
    return answer


def _identifiers(found: Organisation) -> list[OrganizationIdentifier]:
    return [
        OrganizationIdentifier(
            id=number_of("organization_identifier", found.code, scheme),
            identifier_scheme=scheme,
            identifier_type=name,
            identifier=value,
        )
        for scheme, name, value in (
            ("CVR", "CVR-nummer", found.cvr),
            ("SOR", "SOR-kode", found.sor_id),
            ("KOM", "Kommunekode", found.municipality_code if found.kind == "municipality" else ""),
        )
        if value
    ]


def phone(number: str, *owner: str) -> Phone:
    return Phone(id=number_of("phone", *owner), number=number, type="voice")


def contact(found: Organisation, title: str, *owner: str) -> Contact:
    """The organisation in one of its roles."""
    answer = Contact(id=number_of("contact", *owner, title), name=found.name, title=title)
    if found.email:
        answer["email"] = found.email
    if found.phone:
        answer["phones"] = [phone(found.phone, "organization", found.code)]
    return answer


def location(place: Place, towns: Towns) -> Location:
    answer = Location(
        id=number_of("location", place.code),
        location_type="physical",
        name=place.name,
        latitude=place.lat,
        longitude=place.lon,
        organization_id=organization_number(place.organisation.code),
        addresses=[
            Address(
                id=number_of("address", place.code),
                address_1=place.address,
                city=towns.postal.get(place.postal_code, place.postal_code),
                state_province=towns.municipalities.get(place.municipality_code, place.municipality_code),
                postal_code=place.postal_code,
                country="DK",
                address_type="physical",
            )
        ],
        accessibility=[
            Accessibility(
                id=number_of("accessibility", place.code),
                description="Trinfri adgang." if place.step_free else "Der er trin på stedet.",
            )
        ],
    )
    told = [
        text
        for text, holds in (
            ("Stedet er ude i det fri.", place.outdoors),
            ("Punktet er byens, ikke dørens.", place.approximate),
        )
        if holds
    ]
    if told:
        answer["description"] = " ".join(told)
    if place.travel_da:
        answer["transportation"] = place.travel_da
    return answer


def locations(places: Iterable[Place], towns: Towns) -> list[Location]:
    """Each once, by code."""
    found = {place.code: place for place in places}
    return [location(found[code], towns) for code in sorted(found)]
