"""What a file would change here: each offer new, changed, unchanged or not ours to change. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sundhedscenter.catalogue.importing.house import House
from sundhedscenter.catalogue.importing.mapping import Found
from sundhedscenter.catalogue.importing.reading import Reading, document_of
from sundhedscenter.catalogue.offer_schemas import Offer as Document


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # changed in the workshop, or retired here: the house's word stands
    OWN = "own"  # the house's own offer, come back from its open data


@dataclass(frozen=True)
class Known:
    """An offer that is here. `spoken`: somebody has written a version of it in the workshop."""

    code: str
    newest: Document | None
    spoken: bool = False
    retired: bool = False


@dataclass(frozen=True)
class Step:
    kind: Kind
    found: Found
    code: str
    document: Document | None = None


@dataclass
class Plan:
    """`missing`: codes of offers of the same source that the file no longer holds, or no longer as active."""

    steps: list[Step] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    wrong: int = 0

    def codes(self, kind: Kind) -> list[str]:
        return [step.code for step in self.steps if step.kind == kind]


def origin_key(source: str, number: str) -> str:
    return f"{source}:{number}"


def plan(
    reading: Reading,
    *,
    house: House,
    source: str,
    known: Mapping[str, Known],
    own: Mapping[str, str],
) -> Plan:
    """`known` are offers by origin key, `own` codes of the house's own by their number in open data.

    A service that another source brought in is wrong here: two sources would pull at one offer.
    """
    made = Plan()
    elsewhere = {key.partition(":")[2]: key.partition(":")[0] for key in known if not key.startswith(f"{source}:")}
    for found in reading.found:
        if found.number in own:
            made.steps.append(Step(Kind.OWN, found, own[found.number]))
        elif found.number in elsewhere:
            mend = f"Say --source {elsewhere[found.number]} if it is the same source, or give it another id."
            what = f"the id came in from the source '{elsewhere[found.number]}'."
            reading.telling.wrong(found.where, found.number, what, mend)
            made.wrong += 1
        else:
            _plan_one(made, found, known.get(origin_key(source, found.number)), house, source, reading)
    here = {key.partition(":")[2]: row for key, row in known.items() if key.startswith(f"{source}:")}
    if reading.complete and reading.found:  # a file that broke off, or holds nothing, says nothing of the others
        told = reading.numbers
        made.missing = [row.code for number, row in here.items() if number not in told and not row.retired]
    return made


def _plan_one(made: Plan, found: Found, here: Known | None, house: House, source: str, reading: Reading) -> None:
    code = here.code if here else house.offer_code(found.name)
    document = document_of(found, code=code, house=house, source=source, telling=reading.telling)
    if document is None:
        made.wrong += 1
        return
    made.steps.append(Step(_kind(here, document), found, code, document))


def _kind(here: Known | None, document: Document) -> Kind:
    if here is None:
        return Kind.NEW
    if here.spoken:
        return Kind.KEPT
    if here.newest == document:
        return Kind.KEPT if here.retired else Kind.UNCHANGED
    return Kind.CHANGED


def in_use(steps: Sequence[Step], house: House) -> tuple[list[str], list[str]]:
    """Codes of the organisations and places that are new and that these steps need."""
    documents = [step.document for step in steps if step.document is not None]
    places = [code for document in documents for code in document.places if code in house.new_places]
    organisations = [document.organisation for document in documents]
    organisations += [house.new_places[code].organisation for code in places]
    needed = [code for code in organisations if code in house.new_organisations]
    return list(dict.fromkeys(needed)), list(dict.fromkeys(places))
