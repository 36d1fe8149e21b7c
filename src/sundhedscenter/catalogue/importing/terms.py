"""Closed lists of a service: its terms, languages and municipalities."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, get_args

from sundhedscenter.catalogue.importing import house, values
from sundhedscenter.catalogue.importing.nodes import Absent, Node
from sundhedscenter.catalogue.importing.telling import Telling
from sundhedscenter.catalogue.offer_schemas import AreaCode, WayInCode
from sundhedscenter.catalogue.schemas import FormCode, TopicCode

CODES: Final[Mapping[str, tuple[str, ...]]] = {
    "topic": get_args(TopicCode),
    "form": get_args(FormCode),
    "area": get_args(AreaCode),
    "way_in": get_args(WayInCode),
}
OPEN: Final = ("municipality", "keyword")
THREE_LETTERS: Final = {
    "dan": "da", "eng": "en", "ara": "ar", "deu": "de", "ger": "de", "tur": "tr", "ukr": "uk", "pol": "pl", "som": "so",
    "fas": "fa", "per": "fa", "urd": "ur", "bos": "bs", "ron": "ro", "rum": "ro", "lit": "lt", "kal": "kl", "fao": "fo",
    "swe": "sv", "nor": "no", "fra": "fr", "fre": "fr", "spa": "es", "rus": "ru", "kur": "ku", "tir": "ti", "tam": "ta",
    "vie": "vi", "zho": "zh", "chi": "zh", "hrv": "hr", "srp": "sr", "sqi": "sq", "pus": "ps", "isl": "is", "ita": "it",
}  # fmt: skip
NAMES: Final = {
    "dansk": "da", "engelsk": "en", "arabisk": "ar", "tysk": "de", "tyrkisk": "tr", "ukrainsk": "uk", "polsk": "pl",
    "somali": "so", "somalisk": "so", "farsi": "fa", "persisk": "fa", "urdu": "ur", "bosnisk": "bs", "rumænsk": "ro",
    "litauisk": "lt", "grønlandsk": "kl", "færøsk": "fo", "svensk": "sv", "norsk": "no", "fransk": "fr", "spansk": "es",
    "russisk": "ru", "kurdisk": "ku", "tigrinya": "ti", "tamil": "ta", "vietnamesisk": "vi", "kinesisk": "zh",
    "danish": "da", "english": "en", "arabic": "ar", "german": "de", "turkish": "tr", "ukrainian": "uk", "polish": "pl",
}  # fmt: skip
EVERYBODY: Final = ("alle kommuner", "hele landet", "hele danmark", "danmark")


@dataclass
class Terms:
    """Codes by taxonomy in the order of the file, each once; `minutes` by form."""

    codes: dict[str, list[str]] = field(default_factory=dict)
    minutes: dict[str, int] = field(default_factory=dict)

    def add(self, taxonomy: str, code: str) -> None:
        known = self.codes.setdefault(taxonomy, [])
        if code not in known:
            known.append(code)

    def of(self, taxonomy: str) -> list[str]:
        return self.codes.get(taxonomy, [])


def terms_of(service: Node, telling: Telling) -> Terms:
    found = Terms()
    for attribute in service.many("attributes"):
        term = attribute.one("taxonomy_term")
        if term is None:
            if number := attribute.raw("taxonomy_term_id"):
                mend = "Give the term: in taxonomy_terms.csv, or inside the attribute (full=true)."
                telling.wrong(attribute.where("taxonomy_term"), number, "the term is missing.", mend)
            continue
        taxonomy = _taxonomy(term, telling)
        if taxonomy in CODES:
            code = values.one_of(term, "code", CODES[taxonomy], telling)
            if not code:
                continue
            found.add(taxonomy, code)
            if taxonomy == "form" and (minutes := values.whole(attribute, "value", telling, low=1, high=300)):
                found.minutes[code] = minutes
        elif taxonomy == "municipality":
            _add_municipality(term, found, telling)
        elif taxonomy == "keyword":
            word = values.text(term, "name", telling, most=60) or values.text(term, "code", telling, most=60)
            found.add(taxonomy, word)
        else:
            known = ", ".join([*CODES, *OPEN])
            what = f"the taxonomy '{taxonomy}' is not one that counts here ({known}); left out."
            telling.note(term.where("taxonomy"), what, once=("taxonomy", taxonomy))
    return found


def _taxonomy(term: Node, telling: Telling) -> str:
    named = values.text(term, "taxonomy", telling)
    detail = term.one("taxonomy_detail") or Absent(term, "taxonomy_detail")
    return (named or values.text(detail, "name", telling)).lower()


def _add_municipality(term: Node, found: Terms, telling: Telling) -> None:
    code = values.text(term, "code", telling)
    known = house.municipality_named(code)
    if known:
        found.add("municipality", known)
    else:
        telling.wrong(term.where("code"), code, "is not a municipality.", "Write its code of four digits, e.g. 0671.")


def languages_of(service: Node, telling: Telling) -> list[str]:
    found = [code for row in service.many("languages") for code in _language(row, telling)]
    return list(dict.fromkeys(found)) or ["da"]


def _language(row: Node, telling: Telling) -> Iterator[str]:
    raw = values.text(row, "code", telling).lower()
    name = values.text(row, "name", telling).lower()
    code = THREE_LETTERS.get(raw) or NAMES.get(raw) or raw or NAMES.get(name, "")
    if len(code) == 2 and code.isascii() and code.isalpha():
        yield code
    elif raw or name:
        telling.wrong(row.where("code"), raw or name, "is not a language.", "Write two letters, e.g. da, en or ar.")


def municipalities_of(service: Node, told: list[str], telling: Telling) -> list[str]:
    """Those of terms and areas together; empty is everybody."""
    found = list(told)
    for area in service.many("service_areas"):
        extent = str(area.raw("extent") or "")
        words = [
            extent if len(extent) <= 60 else "",
            values.text(area, "name", telling),
        ]  # an extent may be a whole map
        if any(word.lower() in EVERYBODY for word in words):
            continue
        code = next((code for word in words if word and (code := house.municipality_named(word))), "")
        if code:
            found.append(code)
        else:
            shown = words[1][:60]
            telling.note(
                area.where("name"), f"the area '{shown}' is not a municipality; left out.", once=("area", shown)
            )
    return list(dict.fromkeys(found))
