"""One object of a file (a service, a phone number), whether it stood in JSON or in a table."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from sundhedscenter.catalogue.importing.telling import Where

# Every field of HSDS 3.0 by object, with those of the 3.1 draft; a field outside is told once and left out.
KNOWN: Mapping[str, frozenset[str]] = {
    kind: frozenset(fields.split())
    for kind, fields in {
        "service": "id organization_id program_id name alternate_name description url additional_urls email status"
        " interpretation_services application_process fees_description wait_time fees accreditations"
        " eligibility_description minimum_age maximum_age assured_date assurer_email licenses alert last_modified phones"
        " schedules service_areas service_at_locations languages organization funding cost_options program"
        " required_documents contacts attributes metadata capacities",
        "organization": "id name alternate_name description email website additional_websites tax_status tax_id"
        " year_incorporated legal_status logo uri parent_organization_id funding contacts phones locations programs"
        " organization_identifiers attributes metadata services",
        "organization_identifier": "id organization_id identifier_scheme identifier_type identifier attributes metadata",
        "location": "id location_type url organization_id name alternate_name description transportation latitude longitude"
        " external_identifier external_identifier_type languages addresses contacts accessibility phones schedules"
        " attributes metadata",
        "address": "id location_id attention address_1 address_2 city region state_province postal_code country"
        " address_type attributes metadata",
        "accessibility": "id location_id description details url attributes metadata",
        "service_at_location": "id service_id location_id description contacts phones schedules location attributes"
        " metadata service",
        "schedule": "id service_id location_id service_at_location_id valid_from valid_to dtstart timezone until count wkst"
        " freq interval byday byweekno bymonthday byyearday description opens_at closes_at schedule_link attending_type"
        " notes attributes metadata",
        "cost_option": "id service_id valid_from valid_to option currency amount amount_description attributes metadata",
        "phone": "id location_id service_id organization_id contact_id service_at_location_id number extension type"
        " description languages attributes metadata",
        "language": "id service_id location_id phone_id name code note attributes metadata",
        "service_area": "id service_id service_at_location_id name description extent extent_type uri attributes metadata",
        "attribute": "id link_id taxonomy_term_id link_type link_entity value label taxonomy_term metadata",
        "taxonomy_term": "id code name description parent_id taxonomy taxonomy_detail language taxonomy_id term_uri"
        " metadata attributes",
        "taxonomy": "id name description uri version metadata",
        "url": "id label url organization_id service_id attributes metadata",
    }.items()
}

# Which objects stand inside which: field -> kind. Those not named here are not read.
PARTS: Mapping[str, Mapping[str, str]] = {
    "service": {
        "phones": "phone", "schedules": "schedule", "service_areas": "service_area", "languages": "language",
        "service_at_locations": "service_at_location", "organization": "organization", "cost_options": "cost_option",
        "attributes": "attribute", "additional_urls": "url",
    },
    "organization": {"phones": "phone", "organization_identifiers": "organization_identifier"},
    "service_at_location": {"phones": "phone", "schedules": "schedule", "location": "location"},
    "location": {"addresses": "address", "accessibility": "accessibility", "phones": "phone"},
    "attribute": {"taxonomy_term": "taxonomy_term"},
    "taxonomy_term": {"taxonomy_detail": "taxonomy"},
}  # fmt: skip


class Node(Protocol):
    """Where a value stands is asked for only when something is to be told of it."""

    def raw(self, field: str) -> object:
        """The value as it stands, None when there is none."""

    def where(self, field: str = "") -> Where: ...

    def many(self, field: str) -> Sequence["Node"]: ...

    def one(self, field: str) -> "Node | None": ...


class Absent:
    """Something that is not there, told at the place where it should have been."""

    def __init__(self, parent: Node, field: str) -> None:
        self.parent, self.field = parent, field

    def raw(self, field: str) -> object:
        del field
        return None

    def where(self, field: str = "") -> Where:
        del field
        return self.parent.where(self.field)

    def many(self, field: str) -> Sequence[Node]:
        del field
        return ()

    def one(self, field: str) -> Node | None:
        del field
        return None
