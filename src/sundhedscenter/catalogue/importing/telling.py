"""What is wrong with a file, and what is worth knowing about it: where, what stands there, what to do."""

from collections.abc import Hashable
from dataclasses import dataclass, field

SHOWN = 80  # signs of a value in a message


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """`column` is the sign of the line in JSON and the number of the column in CSV; `field` its path or name."""

    file: str
    line: int = 0
    column: int = 0
    field: str = ""

    def __str__(self) -> str:
        spot = f"{self.file}, line {self.line}, column {self.column}" if self.line else self.file
        return f"{spot} ({self.field})" if self.field else spot


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    where: Where
    value: str
    what: str
    mend: str

    def __str__(self) -> str:
        value = f" Value: {self.value!r}." if self.value else ""
        return f"{self.where}: {self.what}{value} Mend: {self.mend}"


@dataclass(frozen=True, slots=True)
class Note:
    """Nothing is wrong, but something was read in a way that the sender should know."""

    where: Where
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass
class Telling:
    """All that is to be told of a file, in the order it was found."""

    mistakes: list[Mistake] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    told: set[Hashable] = field(default_factory=set)

    def wrong(self, where: Where, value: object, what: str, mend: str) -> None:
        shown = "" if value is None else str(value)
        shown = shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
        self.mistakes.append(Mistake(where, shown.encode("utf-8", "replace").decode(), what, mend))

    def note(self, where: Where, what: str, *, once: Hashable = None) -> None:
        """`once`: say it for the first of its kind alone."""
        if once is not None and once in self.told:
            return
        self.told.add(once)
        self.notes.append(Note(where, what))

    def is_known(self, once: Hashable) -> bool:
        return once in self.told


class WrongFile(ValueError):
    """The file as a whole cannot be read; nothing of it was."""

    def __init__(self, mistake: Mistake) -> None:
        self.mistake = mistake
        super().__init__(str(mistake))


def refuse(file: str, what: str, mend: str, *, line: int = 0, column: int = 0, value: str = "") -> WrongFile:
    return WrongFile(Mistake(Where(file, line, column), value[:SHOWN], what, mend))
