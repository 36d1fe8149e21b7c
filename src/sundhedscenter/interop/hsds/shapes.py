"""What the answers hold: the part of HSDS 3.0 that the house fills. The OpenAPI document is made from these.

A field that the house knows nothing for is left out, never null. `capacities` with its unit is from the 3.1 draft.
"""

from typing import Annotated, Literal, NotRequired, TypedDict

from pydantic import Field

Uuid = Annotated[str, Field(json_schema_extra={"format": "uuid"})]
Uri = Annotated[str, Field(json_schema_extra={"format": "uri"})]
Email = Annotated[str, Field(json_schema_extra={"format": "email"})]
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
TimeOfDay = Annotated[str, Field(description="HH:MM and the offset from UTC: 17:00+01:00.")]


class Taxonomy(TypedDict):
    id: Uuid
    name: str
    description: str
    version: str


class TaxonomyTerm(TypedDict):
    id: Uuid
    code: str
    name: str
    description: str
    taxonomy: str
    taxonomy_id: Uuid
    taxonomy_detail: NotRequired[Taxonomy]
    language: str


class Attribute(TypedDict):
    id: Uuid
    link_id: Uuid
    link_type: str
    link_entity: str
    value: NotRequired[str]
    taxonomy_term_id: Uuid
    taxonomy_term: TaxonomyTerm


class Phone(TypedDict):
    id: Uuid
    number: str
    type: NotRequired[str]


class Contact(TypedDict):
    """An organisation's own door; never a person."""

    id: Uuid
    name: str
    title: NotRequired[str]
    email: NotRequired[Email]
    phones: NotRequired[list[Phone]]


class Language(TypedDict):
    id: Uuid
    name: str
    code: str


class Address(TypedDict):
    id: Uuid
    address_1: str
    city: str
    state_province: str
    postal_code: str
    country: str
    address_type: Literal["physical"]


class Accessibility(TypedDict):
    id: Uuid
    description: str


class Location(TypedDict):
    id: Uuid
    location_type: Literal["physical"]
    name: str
    description: NotRequired[str]
    transportation: NotRequired[str]
    latitude: float
    longitude: float
    organization_id: Uuid
    addresses: list[Address]
    accessibility: list[Accessibility]


class Schedule(TypedDict):
    """Weekly meetings at one hour: from the next that somebody new can join to the last."""

    id: Uuid
    dtstart: NotRequired[Day]
    until: NotRequired[Day]
    timezone: NotRequired[float]
    freq: Literal["WEEKLY"]
    interval: Literal[1]
    byday: str
    opens_at: TimeOfDay
    closes_at: NotRequired[TimeOfDay]
    attending_type: NotRequired[str]
    description: str


class ServiceAtLocation(TypedDict):
    id: Uuid
    service_id: Uuid
    location_id: Uuid
    description: NotRequired[str]
    schedules: NotRequired[list[Schedule]]
    location: NotRequired[Location]
    service: NotRequired["Service"]


class CostOption(TypedDict):
    id: Uuid
    option: str
    currency: Literal["DKK"]
    amount: float


class Funding(TypedDict):
    id: Uuid
    source: str


class ServiceArea(TypedDict):
    id: Uuid
    name: str
    description: NotRequired[str]
    extent: NotRequired[str]
    extent_type: NotRequired[Literal["text"]]


class Unit(TypedDict):
    id: Uuid
    name: str


class Capacity(TypedDict):
    """Free seats of one group that can still be joined, counted at `updated` (3.1 draft)."""

    id: Uuid
    unit: Unit
    available: int
    maximum: int
    description: str
    updated: Moment


class OrganizationIdentifier(TypedDict):
    id: Uuid
    identifier_scheme: str
    identifier_type: str
    identifier: str


class Organization(TypedDict):
    id: Uuid
    name: str
    description: str
    email: NotRequired[Email]
    phones: NotRequired[list[Phone]]
    contacts: NotRequired[list[Contact]]
    organization_identifiers: NotRequired[list[OrganizationIdentifier]]
    parent_organization_id: NotRequired[Uuid]
    locations: NotRequired[list[Location]]
    services: NotRequired["list[Service | ServiceName]"]


class Program(TypedDict):
    id: Uuid
    name: str
    alternate_name: NotRequired[str]
    description: str


class ServiceName(TypedDict):
    """What minimal=true gives: 3.0 asks for name and status of every service."""

    id: Uuid
    name: str
    status: Literal["active"]
    last_modified: NotRequired[Moment]


class Service(TypedDict):
    id: Uuid
    name: str
    status: Literal["active"]
    alternate_name: NotRequired[str]
    description: NotRequired[str]
    url: NotRequired[Uri]
    additional_urls: NotRequired[list["Url"]]
    email: NotRequired[Email]
    application_process: NotRequired[str]
    fees_description: NotRequired[str]
    eligibility_description: NotRequired[str]
    minimum_age: NotRequired[int]
    maximum_age: NotRequired[int]
    assured_date: NotRequired[Day]
    alert: NotRequired[str]
    last_modified: NotRequired[Moment]
    organization: NotRequired[Organization]
    program: NotRequired[Program]
    phones: NotRequired[list[Phone]]
    contacts: NotRequired[list[Contact]]
    schedules: NotRequired[list[Schedule]]
    service_areas: NotRequired[list[ServiceArea]]
    service_at_locations: NotRequired[list[ServiceAtLocation]]
    languages: NotRequired[list[Language]]
    funding: NotRequired[list[Funding]]
    cost_options: NotRequired[list[CostOption]]
    capacities: NotRequired[list[Capacity]]
    attributes: NotRequired[list[Attribute]]


class Url(TypedDict):
    """An address beside the house's own page (3.1 draft)."""

    id: Uuid
    label: str
    url: Uri


class Details(TypedDict):
    version: Literal["3.0"]
    profile: Uri
    openapi_url: Uri


class Page[Item](TypedDict):
    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool
    contents: list[Item]
