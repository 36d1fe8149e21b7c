"""What an import found and did, for a person and for a program."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from sundhedscenter.catalogue.importing.planning import Kind, Plan
from sundhedscenter.catalogue.importing.reading import Reading

LISTED: Final = 20
# Fields of `writing.Outcome` with what each is called.
BECAME: Final[Mapping[str, str]] = {
    "in_operation": "let into operation",
    "waiting": "wait in review for an editor of another organisation",
    "drafts": "stand as drafts: nobody was named to send them to review (--sent-by, --reviewed-by)",
    "retired": "retired",
    "organisations": "new organisations",
    "places": "new places",
}
KINDS: Final[Mapping[Kind, str]] = {
    Kind.NEW: "new",
    Kind.CHANGED: "changed",
    Kind.UNCHANGED: "unchanged",
    Kind.KEPT: "left alone: changed in the workshop or retired here",
    Kind.OWN: "left alone: the house's own",
}


class Done(StrEnum):
    CHECKED = "checked"
    COMPARED = "compared"
    WRITTEN = "written"
    NOTHING = "nothing written"


HEADINGS: Final[Mapping[Done, str]] = {
    Done.CHECKED: "Checked by itself, without a database; nothing written. --dry-run --compare also says what would change.",
    Done.COMPARED: "Compared with what is here; nothing written.",
    Done.WRITTEN: "Written.",
    Done.NOTHING: "Nothing was written. Mend what is told above, or write the right ones alone with --skip-wrong.",
}


@dataclass(frozen=True)
class Report:
    file: Path
    source: str
    done: Done
    reading: Reading
    plan: Plan
    became: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def wrong(self) -> int:
        return self.reading.wrong + self.plan.wrong

    def as_mapping(self) -> dict[str, Any]:
        telling = self.reading.telling
        return {
            "file": str(self.file),
            "source": self.source,
            "done": self.done.value,
            **{kind.value: self.plan.codes(kind) for kind in Kind},
            "inactive": len(self.reading.gone),
            "missing": self.plan.missing,
            "wrong": self.wrong,
            **self.became,
            "mistakes": [
                asdict(row.where) | {"value": row.value, "what": row.what, "mend": row.mend} for row in telling.mistakes
            ],
            "notes": [asdict(row.where) | {"what": row.what} for row in telling.notes],
        }

    def in_words(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        telling = self.reading.telling
        yield from map(str, telling.mistakes)
        yield from (f"Note: {note}" for note in telling.notes[:LISTED])
        if len(telling.notes) > LISTED:
            yield f"Note: {len(telling.notes) - LISTED} more (--json lists them all)."
        yield HEADINGS[self.done]
        yield f"{self.file.name}, source '{self.source}': {self._counts()}."
        for name, words in BECAME.items():
            if codes := self.became.get(name):
                yield f"{len(codes)} {words}: {_named(codes)}"
        if missing := [code for code in self.plan.missing if code not in self.became.get("retired", ())]:
            yield f"{len(missing)} no longer in the source: {_named(missing)} (--retire-missing retires them)"

    def _counts(self) -> str:
        counts = [(len(self.plan.codes(kind)), words) for kind, words in KINDS.items()]
        counts += [(len(self.reading.gone), "not active in the source"), (self.wrong, "wrong")]
        if self.done == Done.CHECKED:
            counts = [(len(self.plan.steps), "right"), *counts[-2:]]
        told = [f"{count} {words}" for count, words in counts if count]
        return ", ".join(told) or "no offers"


def _named(codes: Sequence[str]) -> str:
    return ", ".join(codes[:LISTED]) + (f" and {len(codes) - LISTED} more" if len(codes) > LISTED else "")
