"""What is here already, and what is met or made: organisations, places, codes. Filled from the database or empty."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from sundhedscenter.catalogue.files import content_root

MAX_CODE: Final = 60
_LETTERS: Final = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "u", "é": "e", "ß": "ss"})


@dataclass(frozen=True)
class PostalArea:
    municipality_code: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Organisation:
    """`code` is empty until it has met the house."""

    name: str
    sor: str = ""
    cvr: str = ""
    phone: str = ""
    email: str = ""
    municipality_code: str = ""
    code: str = ""

    @property
    def kind(self) -> str:
        name = self.name.casefold()
        if re.search(r"\bkommune$", name):
            return "municipality"
        if name.startswith("region "):
            return "region"
        if "hospital" in name or "sygehus" in name:
            return "hospital"
        return "health_centre" if re.search(r"sundhedscenter|sundhedshus", name) else "association"


@dataclass(frozen=True)
class Place:
    name: str
    address: str
    postal_code: str
    municipality_code: str
    lat: float
    lon: float
    approximate: bool
    step_free: bool
    outdoors: bool = False
    travel: str = ""
    organisation: str = ""
    code: str = ""


@dataclass
class House:
    """Lookups by what a file can know. What is made on the way is found again by the next row."""

    postal_areas: dict[str, PostalArea]
    organisations: list[Organisation] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    offer_codes: set[str] = field(default_factory=set)
    new_organisations: dict[str, Organisation] = field(default_factory=dict)
    new_places: dict[str, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name: dict[str, list[Organisation]] = {}
        self._by_sor: dict[str, Organisation] = {}
        self._by_cvr: dict[str, list[Organisation]] = {}
        self._places: dict[tuple[str, str], Place] = {}
        self._codes = {row.code for row in self.organisations}
        self._place_codes = {row.code for row in self.places}
        for row in self.organisations:
            self._keep(row)
        for place in self.places:
            self._keep_place(place)

    def organisation(self, found: Organisation) -> str:
        """The code of the one that is here, by SOR, name, or a CVR that only one has; else that of a new one."""
        here = self._by_sor.get(found.sor) if found.sor else None
        here = here or next((row for row in self._by_name.get(_folded(found.name), ()) if _agree(row, found)), None)
        same_cvr = self._by_cvr.get(found.cvr, []) if found.cvr else []
        here = here or (same_cvr[0] if len(same_cvr) == 1 else None)
        if here is not None:
            return here.code
        made = replace(found, code=free_code(found.name, self._codes))
        self._keep(made)
        self.new_organisations[made.code] = made
        return made.code

    def place(self, found: Place, organisation: str) -> str:
        """The code of the one with this name or address at the postal code; else that of a new one."""
        for words in (found.name, found.address):
            here = self._places.get((_folded(words), found.postal_code))
            if here is not None:
                return here.code
        code = free_code(f"{found.name} {found.postal_code}", self._place_codes)
        self._place_codes.add(code)
        made = replace(found, code=code, organisation=organisation)
        self._keep_place(made)
        self.new_places[code] = made
        return code

    def offer_code(self, name: str) -> str:
        code = free_code(name, self.offer_codes)
        self.offer_codes.add(code)
        return code

    def _keep(self, row: Organisation) -> None:
        self._codes.add(row.code)
        self._by_name.setdefault(_folded(row.name), []).append(row)
        if row.sor:
            self._by_sor.setdefault(row.sor, row)
        if row.cvr:
            self._by_cvr.setdefault(row.cvr, []).append(row)

    def _keep_place(self, place: Place) -> None:
        for words in (place.name, place.address):
            if words:
                self._places.setdefault((_folded(words), place.postal_code), place)


def empty_house() -> House:
    """Knows the postal codes of the content files, and nobody: for a check without a database."""
    with (content_root() / "reference" / "postal_areas.csv").open(encoding="utf-8", newline="") as stream:
        areas = {
            row["code"]: PostalArea(row["municipality_code"], float(row["lat"]), float(row["lon"]))
            for row in csv.DictReader(stream)
        }
    return House(areas)


@cache
def municipalities() -> dict[str, str]:
    """Code by name ("struer", "struer kommune") and by code."""
    with (content_root() / "reference" / "municipalities.csv").open(encoding="utf-8", newline="") as stream:
        rows = [(row["code"], row["name"]) for row in csv.DictReader(stream)]
    named = {_folded(form): code for code, name in rows for form in (name, f"{name} kommune", f"{name}s kommune")}
    return named | {code: code for code, _ in rows}


def municipality_named(words: str) -> str:
    """The code, or ""."""
    return municipalities().get(_folded(words), "")


def slug(words: str) -> str:
    folded = words.casefold().translate(_LETTERS)
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:MAX_CODE].strip("-")


def free_code(words: str, taken: Iterable[str]) -> str:
    """A code made of the words that nobody has: "gangtur", then "gangtur-2"."""
    begins = slug(words) or "tilbud"
    code, number = begins, 1
    while code in taken:
        number += 1
        ending = f"-{number}"
        code = f"{begins[: MAX_CODE - len(ending)].rstrip('-')}{ending}"
    return code


def _agree(row: Organisation, found: Organisation) -> bool:
    """Two of the same name are one, unless their numbers say otherwise."""
    numbers = ((row.sor, found.sor), (row.cvr, found.cvr))
    return all(not one or not other or one == other for one, other in numbers)


def _folded(words: str) -> str:
    return " ".join(words.casefold().split())
