"""The end points: one row each, from which addresses, parsing and the OpenAPI document are made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sundhedscenter.interop.hsds import answers, shapes
from sundhedscenter.interop.hsds import parameters as sent
from sundhedscenter.interop.hsds.parameters import Parameter

PAGING: Final = (sent.PAGE, sent.PER_PAGE_PARAMETER, sent.FORMAT)
NARROWING: Final = (
    sent.SEARCH, sent.TERM, sent.TAXONOMY, sent.ORGANISATION, sent.MODIFIED, sent.POSTCODE, sent.PROXIMITY,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EndPoint:
    """`path` below the root of the interface, with `{id}` where a record is named; `operation` is its name."""

    path: str
    operation: str
    summary: str
    shape: Any
    answer: Callable[[answers.Asked], Any]
    parameters: tuple[Parameter, ...] = (sent.FORMAT,)

    @property
    def has_id(self) -> bool:
        return self.path.endswith("{id}")


END_POINTS: Final = (
    EndPoint("", "details", "Version, profile and description of this interface", shapes.Details, answers.details, ()),
    EndPoint(
        "services",
        "services",
        "Offers that run",
        shapes.Page[shapes.Service | shapes.ServiceName],
        answers.services,
        (*NARROWING, sent.MINIMAL, sent.FULL, *PAGING),
    ),
    EndPoint("services/{id}", "service", "One offer in full", shapes.Service, answers.service_record),
    EndPoint(
        "organizations",
        "organizations",
        "Organisations that give an offer",
        shapes.Page[shapes.Organization],
        answers.organizations,
        (sent.SEARCH, sent.FULL, sent.FULL_SERVICE, *PAGING),
    ),
    EndPoint(
        "organizations/{id}",
        "organization",
        "One organisation in full",
        shapes.Organization,
        answers.organization_record,
        (sent.FULL_SERVICE, sent.FORMAT),
    ),
    EndPoint(
        "service_at_locations",
        "service_at_locations",
        "Offers at their places",
        shapes.Page[shapes.ServiceAtLocation],
        answers.service_at_locations,
        (*NARROWING, sent.FULL, *PAGING),
    ),
    EndPoint(
        "service_at_locations/{id}",
        "service_at_location",
        "One offer at one place in full",
        shapes.ServiceAtLocation,
        answers.service_at_location_record,
    ),
    EndPoint(
        "taxonomies",
        "taxonomies",
        "Closed lists that offers are sorted by",
        shapes.Page[shapes.Taxonomy],
        answers.taxonomies,
        (sent.SEARCH, *PAGING),
    ),
    EndPoint("taxonomies/{id}", "taxonomy", "One closed list", shapes.Taxonomy, answers.taxonomy_record),
    EndPoint(
        "taxonomy_terms",
        "taxonomy_terms",
        "Terms of the closed lists",
        shapes.Page[shapes.TaxonomyTerm],
        answers.taxonomy_terms,
        (sent.SEARCH, sent.TAXONOMY, sent.TOP_ONLY, sent.PARENT, *PAGING),
    ),
    EndPoint("taxonomy_terms/{id}", "taxonomy_term", "One term", shapes.TaxonomyTerm, answers.taxonomy_term_record),
)
