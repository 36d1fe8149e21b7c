"""Services out of the tables of an HSDS data package, joined by their ids; each cell knows its line and column."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sundhedscenter.catalogue.importing.nodes import KNOWN, Node
from sundhedscenter.catalogue.importing.telling import Telling, Where, refuse

KINDS: Final[Mapping[str, str]] = {
    "services": "service", "organizations": "organization", "organization_identifiers": "organization_identifier",
    "locations": "location", "addresses": "address", "accessibility": "accessibility",
    "service_at_location": "service_at_location", "schedules": "schedule", "cost_options": "cost_option",
    "phones": "phone", "languages": "language", "service_areas": "service_area", "attributes": "attribute",
    "taxonomy_terms": "taxonomy_term", "taxonomies": "taxonomy",
}  # fmt: skip
UNREAD: Final = frozenset(
    {"contacts", "funding", "metadata", "meta_table_descriptions", "programs", "required_documents", "service_capacities",
     "units", "urls"}
)  # fmt: skip
# table -> field -> (other table, its column): the rows of the other that name this one's id.
MANY: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "services": {
        "phones": ("phones", "service_id"),
        "schedules": ("schedules", "service_id"),
        "service_areas": ("service_areas", "service_id"),
        "service_at_locations": ("service_at_location", "service_id"),
        "languages": ("languages", "service_id"),
        "cost_options": ("cost_options", "service_id"),
        "attributes": ("attributes", "link_id"),
    },
    "organizations": {
        "phones": ("phones", "organization_id"),
        "organization_identifiers": ("organization_identifiers", "organization_id"),
    },
    "service_at_location": {
        "phones": ("phones", "service_at_location_id"),
        "schedules": ("schedules", "service_at_location_id"),
    },
    "locations": {
        "addresses": ("addresses", "location_id"),
        "accessibility": ("accessibility", "location_id"),
        "phones": ("phones", "location_id"),
    },
}
# table -> field -> (own column, other table): the row whose id this one names.
ONE: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "services": {"organization": ("organization_id", "organizations")},
    "service_at_location": {"location": ("location_id", "locations")},
    "attributes": {"taxonomy_term": ("taxonomy_term_id", "taxonomy_terms")},
    "taxonomy_terms": {"taxonomy_detail": ("taxonomy_id", "taxonomies")},
}


@dataclass(frozen=True)
class Row:
    """One row: `line` of the file on which it begins, its cells by column name, and the number of each column."""

    file: str
    line: int
    cells: Mapping[str, str]
    columns: Mapping[str, int]

    def where(self, field: str = "") -> Where:
        """A text over several lines moves the cells after it down."""
        number = self.columns.get(field)
        if number is None:
            return Where(self.file, self.line, 1, field)
        before = (text for name, text in self.cells.items() if self.columns[name] < number)
        return Where(self.file, self.line + sum(text.count("\n") for text in before), number, field)


@dataclass(frozen=True)
class Table:
    name: str
    file: str
    rows: Sequence[Row]

    @cached_property
    def by_id(self) -> Mapping[str, Row]:
        return {row.cells.get("id", "").strip(): row for row in self.rows}

    @cached_property
    def by(self) -> dict[str, dict[str, list[Row]]]:
        """Rows by column and value; filled as it is asked for."""
        return {}

    def having(self, column: str, value: str) -> Sequence[Row]:
        if column not in self.by:
            index: dict[str, list[Row]] = {}
            for row in self.rows:
                index.setdefault(row.cells.get(column, "").strip(), []).append(row)
            self.by[column] = index
        return self.by[column].get(value, ()) if value else ()


@dataclass(frozen=True)
class TableNode:
    """A row with what other tables say of it."""

    row: Row
    table: str
    tables: Mapping[str, Table]

    def raw(self, field: str) -> object:
        return self.row.cells.get(field)

    def where(self, field: str = "") -> Where:
        return self.row.where(ONE.get(self.table, {}).get(field, (field,))[0])

    def many(self, field: str) -> Sequence[Node]:
        other, column = MANY.get(self.table, {}).get(field, ("", ""))
        if other not in self.tables:
            return ()
        rows = self.tables[other].having(column, self.row.cells.get("id", "").strip())
        return [TableNode(row, other, self.tables) for row in rows]

    def one(self, field: str) -> Node | None:
        column, other = ONE.get(self.table, {}).get(field, ("", ""))
        if other not in self.tables:
            return None
        row = self.tables[other].by_id.get(self.row.cells.get(column, "").strip() or "-")
        return TableNode(row, other, self.tables) if row else None


def read_tables(texts: Mapping[str, str], files: Mapping[str, str], telling: Telling) -> Mapping[str, Table]:
    """Raises WrongFile when a table is no CSV. Rows that belong to nothing are told."""
    tables: dict[str, Table] = {}
    for name, text in texts.items():
        if name in KINDS:
            tables[name] = read_table(text, name, files[name], KNOWN[KINDS[name]], telling)
        elif name not in UNREAD:
            telling.note(Where(files[name]), "is not a table of HSDS; left out.", once=("table", name))
    _tell_rows_of_nobody(tables, telling)
    return tables


def nodes(tables: Mapping[str, Table]) -> Iterator[TableNode]:
    for row in tables["services"].rows:
        yield TableNode(row, "services", tables)


def read_table(text: str, name: str, file: str, known: frozenset[str], telling: Telling) -> Table:
    """The rows with their real lines. A row of the wrong width is told and left out."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[Row] = []
    header: dict[str, int] = {}
    begins = 1
    try:
        for cells in lines:
            line, begins = begins, lines.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = _header(cells, file, line, known, name, telling)
                continue
            while len(cells) > len(header) and not cells[-1].strip():
                cells.pop()  # a spreadsheet fills lines up with empty cells
            if len(cells) != len(header):
                _tell_width(cells, header, file, line, telling)
                continue
            rows.append(Row(file, line, dict(zip(header, cells, strict=True)), header))
    except csv.Error as error:
        raise refuse(
            file,
            f"is not CSV from here on: {error}.",
            "Look for a quotation mark that is not closed; a quotation mark inside a text is written twice.",
            line=begins,
            column=1,
        ) from error
    if not header:
        raise refuse(file, "is empty.", "Write the names of the columns in the first line.", line=1, column=1)
    return Table(name, file, rows)


def _delimiter(text: str) -> str:
    """The sign that parts most columns in the first line."""
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(",;\t", key=first.count)


def _header(
    cells: list[str], file: str, line: int, known: frozenset[str], table: str, telling: Telling
) -> dict[str, int]:
    names = [cell.strip().lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    for number, name in enumerate(names, 1):
        where = Where(file, line, number, name)
        if not name or name in names[: number - 1]:
            what = "the column has no name." if not name else "the column stands twice."
            raise refuse(file, what, "Give each column one name of its own.", line=line, column=number, value=name)
        if name not in known:
            telling.note(where, f"the column '{name}' is not known; left out.", once=(table, name))
    if "id" not in names and table == "services":
        raise refuse(
            file, "has no column 'id'.", "Add it; the id says next time which offer is which.", line=line, column=1
        )
    return {name: number for number, name in enumerate(names, 1)}


def _tell_width(cells: list[str], header: Mapping[str, int], file: str, line: int, telling: Telling) -> None:
    telling.wrong(
        Where(file, line, min(len(cells), len(header)) + 1),
        len(cells),
        f"the row has {len(cells)} cells and the first line {len(header)}.",
        "Put quotation marks round a text that holds the sign between cells, or add the empty cells.",
    )


def _tell_rows_of_nobody(tables: Mapping[str, Table], telling: Telling) -> None:
    """Rows that say something of a service or place that is not in the files."""
    links: dict[str, list[tuple[str, str]]] = {}
    for owner, fields in MANY.items():
        for other, column in fields.values():
            links.setdefault(other, []).append((column, owner))
    for name, columns in links.items():
        if name == "attributes" or name not in tables:
            continue  # an attribute may belong to a table that is not read
        for row in tables[name].rows:
            named = [(row.cells.get(column, "").strip(), owner) for column, owner in columns]
            if not any(value and owner in tables and value in tables[owner].by_id for value, owner in named):
                telling.note(row.where(columns[0][0]), "the row belongs to nothing in these files; left out.")
