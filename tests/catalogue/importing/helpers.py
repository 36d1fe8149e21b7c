"""Reads what a test writes, with the postal codes of the small catalogue."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sundhedscenter.catalogue.importing.house import House, PostalArea
from sundhedscenter.catalogue.importing.planning import plan
from sundhedscenter.catalogue.importing.reading import Reading, read_offers
from sundhedscenter.catalogue.offer_schemas import Offer as Document

FILES = Path(__file__).parent / "files"
TODAY = date(2026, 11, 22)
AREAS = {"7600": PostalArea("0671", 56.49, 8.59), "7620": PostalArea("0665", 56.55, 8.31)}


def service(number: str = "a1", **changes: Any) -> dict[str, Any]:
    """The least that is right; None takes a field away."""
    said = {
        "id": number,
        "name": f"Gåhold {number}",
        "description": "Vi går en tur.",
        "status": "active",
        "organization": {"id": "o1", "name": "Vandrelauget", "description": "Forening"},
    }
    return {field: value for field, value in (said | changes).items() if value is not None}


def place(**changes: Any) -> dict[str, Any]:
    address = {"address_1": "Havnevej 1", "postal_code": "7600", "city": "Struer", "country": "DK"}
    location = {"id": "l1", "name": "Kulturøen", "location_type": "physical", "addresses": [address]} | changes
    return {"service_at_locations": [{"id": "s1", "location": location}]}


def write_json(folder: Path, *services: Any, name: str = "tilbud.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(list(services), indent=1))
    return path


def write_tables(folder: Path, tables: Mapping[str, str]) -> Path:
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


def read(path: Path) -> Reading:
    return read_offers(path, areas=AREAS, today=TODAY)


def documents(reading: Reading) -> list[Document]:
    """Every right offer, in a house where nobody is."""
    made = plan(reading, house=House(dict(AREAS)), source="prøve", known={}, own={})
    return [step.document for step in made.steps if step.document is not None]


def one(folder: Path, **changes: Any) -> Document:
    """The document of one right service."""
    reading = read(write_json(folder, service(**changes)))
    assert reading.telling.mistakes == []
    (found,) = documents(reading)
    return found


def told(reading: Reading) -> list[tuple[int, int, str, str]]:
    """Line, column, field and value of each mistake."""
    return [(row.where.line, row.where.column, row.where.field, row.value) for row in reading.telling.mistakes]
