"""A whole file -> right services and all that is wrong. Needs no database: `house` may be empty."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from sundhedscenter.catalogue.importing import csv_file, json_file, one_table
from sundhedscenter.catalogue.importing.house import House, PostalArea
from sundhedscenter.catalogue.importing.mapping import FIELD_OF, Found, Gone, map_service
from sundhedscenter.catalogue.importing.nodes import Node
from sundhedscenter.catalogue.importing.opening import Opened, open_source
from sundhedscenter.catalogue.importing.telling import Telling, Where, WrongFile, refuse
from sundhedscenter.catalogue.offer_schemas import Offer as Document

MAX_OFFERS: Final = 10_000  # each decision holds a lock to the end; PostgreSQL as it comes has room for some 10,000


@dataclass
class Reading:
    """What a file holds. `wrong` counts the services with at least one mistake, `wrong_numbers` are their ids.

    Not `complete`: the file broke off, so nobody knows what it does not hold.
    """

    telling: Telling = field(default_factory=Telling)
    found: list[Found] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    wrong: int = 0
    wrong_numbers: set[str] = field(default_factory=set)
    complete: bool = True

    @property
    def numbers(self) -> set[str]:
        """Of all that is active in the source, right or wrong."""
        return {row.number for row in self.found} | self.wrong_numbers


def read_offers(path: Path, *, areas: Mapping[str, PostalArea], today: date) -> Reading:
    """All services of the file. A file that cannot be read to its end holds nothing and one mistake more."""
    reading = Reading()
    try:
        _read(reading, open_source(path, reading.telling), areas, today)
    except WrongFile as problem:
        reading.telling.mistakes.append(problem.mistake)
        reading.wrong += 1
        reading.complete = False
    return reading


def _read(reading: Reading, opened: Opened, areas: Mapping[str, PostalArea], today: date) -> None:
    nodes = _nodes(opened, reading.telling)
    reading.wrong += len(reading.telling.mistakes)  # rows of the wrong width: nobody knows which offer they were
    reading.complete = not reading.telling.mistakes
    seen: dict[str, Where] = {}
    before = len(reading.telling.mistakes)
    for count, node in enumerate(nodes, 1):
        mapped = map_service(node, areas=areas, today=today, telling=reading.telling) if node is not None else None
        if mapped is not None and mapped.number in seen:
            mend = f"Give each its own id; {seen[mapped.number]} has it too."
            reading.telling.wrong(mapped.where, mapped.number, "the id stands twice.", mend)
        if count > MAX_OFFERS:
            raise refuse(opened.files["services"], f"holds more than {MAX_OFFERS} offers.", "Split it into several.")
        if mapped is None or len(reading.telling.mistakes) > before:
            reading.wrong += 1
            if node is not None:
                reading.wrong_numbers.add(str(node.raw("id") or "").strip())
        elif isinstance(mapped, Gone):
            reading.gone.append(mapped)
        else:
            reading.found.append(mapped)
        if mapped is not None:
            seen.setdefault(mapped.number, mapped.where)
        before = len(reading.telling.mistakes)


def _nodes(opened: Opened, telling: Telling) -> Iterator[Node | None]:
    """Tables are read at once, JSON as it is asked for."""
    if opened.is_json:
        return json_file.services(opened.texts["services"], opened.files["services"], telling)
    if one_table.is_one_table(opened.texts):
        file = opened.files["services"]
        return one_table.nodes(
            csv_file.read_table(opened.texts["services"], "services", file, one_table.COLUMNS, telling)
        )
    return csv_file.nodes(csv_file.read_tables(opened.texts, opened.files, telling))


def document_of(found: Found, *, code: str, house: House, source: str, telling: Telling) -> Document | None:
    """The document, with the codes of who and where. None when the shape of an offer does not allow it (told)."""
    organisation = house.organisation(found.organisation)
    places = [house.place(place, organisation) for place in found.places]
    try:
        return Document.model_validate(
            {
                **found.fields,
                "code": code,
                "organisation": organisation,
                "places": list(dict.fromkeys(places)),
                "source": f"Open Referral HSDS: {source}, {found.number}",
            }
        )
    except ValidationError as error:
        for detail in error.errors():
            named = str(detail["loc"][0]) if detail["loc"] else "name"
            where = found.node.where(FIELD_OF.get(named, "id"))
            telling.wrong(where, detail["input"], f"{detail['msg']}.", "Correct it in the source.")
        return None
