"""Names of municipalities, towns and postal codes as somebody writes them: tables in `content/reference`. No database."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sundhedscenter.catalogue import files
from sundhedscenter.catalogue.search.folding import tokens


@dataclass(frozen=True, slots=True)
class Spot:
    """A postal code with its town and a point inside it."""

    postal_code: str
    town: str
    municipality: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Gazetteer:
    """Names by folded words."""

    municipalities: Mapping[tuple[str, ...], str]
    towns: Mapping[tuple[str, ...], str]
    spots: Mapping[str, Spot]
    names: Mapping[str, str]

    def municipality_at(self, words: Sequence[str], start: int) -> tuple[int, str]:
        """How many words from `start` on name a municipality, and its code; 0 for none."""
        return _longest(self.municipalities, words, start)

    def town_at(self, words: Sequence[str], start: int) -> tuple[int, str]:
        """How many words from `start` on name a town, and its postal code; 0 for none."""
        return _longest(self.towns, words, start)


def gazetteer() -> Gazetteer:
    return _gazetteer(files.content_root())


def municipality_name(code: str) -> str:
    return gazetteer().names.get(code, "")


def town_of(postal_code: str) -> str:
    spot = gazetteer().spots.get(postal_code)
    return spot.town if spot else ""


def _longest(known: Mapping[tuple[str, ...], str], words: Sequence[str], start: int) -> tuple[int, str]:
    for length in range(min(3, len(words) - start), 0, -1):
        name = tuple(words[start : start + length])
        if name in known:
            return length, known[name]
        if name[-1].endswith("s") and (*name[:-1], name[-1][:-1]) in known:  # Struers, Lemvigs
            return length, known[(*name[:-1], name[-1][:-1])]
    return 0, ""


@cache
def _gazetteer(root: Path) -> Gazetteer:
    with (root / "reference" / "municipalities.csv").open(encoding="utf-8", newline="") as stream:
        names = {row["code"]: row["name"] for row in csv.DictReader(stream)}
    with (root / "reference" / "postal_areas.csv").open(encoding="utf-8", newline="") as stream:
        spots = {
            row["code"]: Spot(row["code"], row["name"], row["municipality_code"], float(row["lat"]), float(row["lon"]))
            for row in csv.DictReader(stream)
        }
    municipalities: dict[tuple[str, ...], str] = {}
    for code, name in names.items():
        words = tuple(tokens(name))
        municipalities[words] = code
        if len(words) == 2 and "-" in name:  # Ringkøbing-Skjern is called by either half
            municipalities.setdefault(words[:1], code)
    towns: dict[tuple[str, ...], str] = {}
    for spot in spots.values():
        towns.setdefault(tuple(tokens(spot.town)), spot.postal_code)
    return Gazetteer(municipalities, towns, spots, names)
