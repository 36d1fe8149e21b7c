"""One row per offer: the same objects as in a package, made of the row's own columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sundhedscenter.catalogue.importing.csv_file import Row, Table
from sundhedscenter.catalogue.importing.nodes import KNOWN, Node
from sundhedscenter.catalogue.importing.telling import Where

# field of the part -> column of the row
ORGANISATION: Final = {"name": "organization_name", "tax_id": "organization_cvr"}
PLACE: Final = {
    "name": "location_name", "latitude": "latitude", "longitude": "longitude", "transportation": "transportation",
}  # fmt: skip
ADDRESS: Final = {"address_1": "address_1", "postal_code": "postal_code", "city": "city", "country": "country"}
SCHEDULE: Final = {
    "byday": "byday", "opens_at": "opens_at", "closes_at": "closes_at", "description": "schedule_description",
}  # fmt: skip
COST: Final = {"amount": "amount", "currency": "currency"}
# taxonomy -> column with the codes of its terms
TERMS: Final = {
    "topic": "topics", "form": "forms", "area": "area", "way_in": "ways_in", "municipality": "municipalities",
    "keyword": "keywords",
}  # fmt: skip
COLUMNS: Final = KNOWN["service"] | {
    *ORGANISATION.values(), *PLACE.values(), *ADDRESS.values(), *SCHEDULE.values(), *COST.values(), *TERMS.values(),
    "organization_sor", "accessibility", "phone", "languages", "minutes",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A part of a row: `columns` says in which column each field stands, `given` holds fields that have no column."""

    row: Row
    columns: Mapping[str, str]
    given: Mapping[str, str]
    parts: Mapping[str, Sequence["Part"]]

    def raw(self, field: str) -> object:
        return self.given.get(field) or self.row.cells.get(self.columns.get(field, ""))

    def where(self, field: str = "") -> Where:
        return self.row.where(self.columns.get(field) or next(iter(self.columns.values()), ""))

    def many(self, field: str) -> Sequence[Node]:
        return self.parts.get(field, ())

    def one(self, field: str) -> Node | None:
        return next(iter(self.parts.get(field, ())), None)


def is_one_table(tables: Mapping[str, object]) -> bool:
    return set(tables) == {"services"}


def nodes(table: Table) -> Iterator[Node]:
    for row in table.rows:
        yield _service(row)


def _service(row: Row) -> Part:
    own = {name: name for name in row.columns if name in KNOWN["service"]}
    identifiers = [
        _part(row, {"identifier": column}, {"identifier_scheme": scheme})
        for scheme, column in (("SOR", "organization_sor"),)
        if _has(row, column)
    ]
    return _part(
        row,
        own,
        organization=[_part(row, ORGANISATION, organization_identifiers=identifiers)],
        service_at_locations=_places(row),
        schedules=_if_any(row, SCHEDULE, {"freq": "WEEKLY"} if _has(row, "byday") else {}),
        cost_options=[_part(row, COST, {"currency": row.cells.get("currency", "").strip() or "DKK"})]
        if _has(row, "amount")
        else [],
        phones=[_part(row, {"number": "phone"})] if _has(row, "phone") else [],
        languages=[_part(row, {"code": "languages"}, {"code": code}) for code in _several(row, "languages")],
        attributes=list(_terms(row)),
    )


def _places(row: Row) -> list[Part]:
    if not any(_has(row, column) for column in ("location_name", "address_1", "postal_code")):
        return []
    place = _part(
        row,
        PLACE,
        {"location_type": "physical"},
        addresses=[_part(row, ADDRESS)],
        accessibility=[_part(row, {"description": "accessibility"})] if _has(row, "accessibility") else [],
    )
    return [_part(row, PLACE, location=[place])]


def _terms(row: Row) -> Iterator[Part]:
    for taxonomy, column in TERMS.items():
        for code in _several(row, column):
            minutes = row.cells.get("minutes", "").strip() if taxonomy == "form" else ""
            term = _part(row, {"code": column}, {"taxonomy": taxonomy, "code": code, "name": code})
            yield _part(row, {"value": "minutes", "taxonomy_term": column}, {"value": minutes}, taxonomy_term=[term])


def _if_any(row: Row, columns: Mapping[str, str], given: Mapping[str, str]) -> list[Part]:
    return [_part(row, columns, given)] if any(_has(row, column) for column in columns.values()) else []


def _part(
    row: Row, columns: Mapping[str, str], given: Mapping[str, str] | None = None, **parts: Sequence[Part]
) -> Part:
    return Part(row, columns, given or {}, parts)


def _has(row: Row, column: str) -> bool:
    return bool(row.cells.get(column, "").strip())


def _several(row: Row, column: str) -> list[str]:
    """Values with `;` between; in a file whose cells are parted by `;` a comma does as well."""
    text = row.cells.get(column, "").replace(",", ";") if column != "keywords" else row.cells.get(column, "")
    return [value.strip() for value in text.split(";") if value.strip()]
