"""Facts out of JSON from outside: each is checked as it is taken, and every mistake is told with its place and mend.

A row with a mistake gives a value that fits the type, so that reading goes on and finds the next one; nothing of it leaves
the reader, which ends with `Telling.done`.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

ABSENT = object()
BIGGEST_ID = 2**53 - 1  # what every JSON reader holds exactly
LONGEST_TEXT = 200
MOST_DIGITS = 18  # fits 64 bits


@dataclass(frozen=True, slots=True)
class Mistake:
    """`path` names the field as in `citizens[3].value`, `value` tells what stands there, `mend` what should."""

    path: str
    value: str
    mend: str

    def __str__(self) -> str:
        return f"{self.path} is {self.value}: {self.mend}."


class InvalidFile(ValueError):
    """The text is no instance or solution of pooling-1; `mistakes` holds all that is wrong, in the order of the file."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class Telling:
    """Collects mistakes, one for each path."""

    def __init__(self) -> None:
        self._mistakes: dict[str, Mistake] = {}
        self._told: set[str] = set()

    def tell(self, path: str, value: object, mend: str) -> None:
        self._mistakes.setdefault(path, Mistake(path, shown(value), mend))
        self._told.add(path)
        while path.endswith("]"):
            path = path[: path.rindex("[")]
            self._told.add(path)

    def is_told(self, *paths: str) -> bool:
        """Whether one of the fields is wrong already: itself, an element of it, or the row it stands in."""
        return any(path in self._told or path.rpartition(".")[0] in self._told for path in paths)

    def done(self) -> None:
        """Raises InvalidFile when anything was told."""
        if self._mistakes:
            raise InvalidFile(self._mistakes.values())


class Named(str):
    """Words about a value that are shown as they are."""

    __slots__ = ()


class _TooLong:
    """A whole number with more digits than any fact has; reading it as a number can take minutes."""

    def __init__(self, digits: str) -> None:
        self.digits = digits


class _Doubled(dict[str, Any]):
    """An object that names a field twice; `field` is the first of them."""

    field: str


def shown(value: object) -> str:
    """A value of the file in a few printable signs."""
    if value is ABSENT:
        return "missing"
    if isinstance(value, Named):
        return str(value)
    if isinstance(value, _TooLong):
        return f"a number of {len(value.digits)} digits"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    text = json.dumps(value)
    return text if len(text) <= 60 else text[:57] + "..."


def parsed(text: str) -> "Row":
    """The outermost object. Raises InvalidFile when the text is not JSON, or no object."""
    try:
        value = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_object, parse_int=_whole)
    except json.JSONDecodeError as wrong:
        place = f"line {wrong.lineno}, column {wrong.colno}"
        raise InvalidFile([Mistake("file", "not JSON", f"{wrong.msg} at {place}; mend it there")]) from wrong
    except RecursionError as wrong:
        raise InvalidFile([Mistake("file", "nested too deeply", "give the object of format pooling-1")]) from wrong
    telling = Telling()
    row = Row(telling, "file", value)
    telling.done()
    return row


def _whole(digits: str) -> int | _TooLong:
    return int(digits) if len(digits) <= MOST_DIGITS else _TooLong(digits.lstrip("-"))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) == len(pairs):
        return row
    doubled, seen = _Doubled(row), set[str]()
    doubled.field = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
    return doubled


class Row:
    """One object of the file. Each method takes one field; a wrong one is told and answered with a value of its type."""

    def __init__(self, telling: Telling, path: str, value: object, *, is_told: bool = False) -> None:
        self.telling, self.path = telling, path
        self._is_object = isinstance(value, dict)
        self._facts: dict[str, Any] = value if isinstance(value, dict) else {}
        if not self._is_object and not is_told:
            telling.tell(path, value, "give an object with named fields")
        if isinstance(value, _Doubled):
            telling.tell(self.of(value.field), Named("named twice"), "keep one of the two")

    def of(self, name: str) -> str:
        """The path of a field."""
        return name if self.path == "file" else f"{self.path}.{name}"

    def has(self, name: str) -> bool:
        return name in self._facts

    def whole(self, name: str, low: int, high: int) -> int:
        value = self._facts.get(name, ABSENT)
        if type(value) is int and low <= value <= high:
            return value
        self.wrong(name, value, f"give a whole number from {low} to {high}")
        return low

    def identity(self, name: str = "id") -> int:
        return self.whole(name, 0, BIGGEST_ID)

    def identity_or_null(self, name: str) -> int | None:
        if self._facts.get(name, ABSENT) is None:
            return None
        return self.identity(name)

    def flag(self, name: str) -> bool:
        value = self._facts.get(name, ABSENT)
        if type(value) is not bool:
            self.wrong(name, value, "give true or false")
        return value is True

    def text(self, name: str) -> str:
        value = self._facts.get(name, ABSENT)
        if _is_text(value):
            return str(value)
        self.wrong(name, value, f"give a text of at most {LONGEST_TEXT} letters")
        return ""

    def choice(self, name: str, options: tuple[str, ...]) -> str:
        value = self._facts.get(name, ABSENT)
        if isinstance(value, str) and value in options:
            return value
        self.wrong(name, value, f"give {_either(options)}")
        return options[0]

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(self._each(name, _is_text, f"give a text of at most {LONGEST_TEXT} letters"))

    def choices(self, name: str, options: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self._each(name, lambda value: _is_text(value) and value in options, f"give {_either(options)}"))

    def wholes(self, name: str, low: int, high: int) -> tuple[int, ...]:
        value = self._facts.get(name, ABSENT)
        if isinstance(value, list) and _all_whole(value, low, high):
            return tuple(value)
        return tuple(self._each(name, _whole_from(low, high), f"give a whole number from {low} to {high}"))

    def identities(self, name: str) -> tuple[int, ...]:
        return self.wholes(name, 0, BIGGEST_ID)

    def pairs(self, name: str, low: int, high: int) -> dict[int, int]:
        """A list of [id, number], each id once."""
        found: dict[int, int] = {}
        for number, pair in enumerate(self._list(name)):
            path = f"{self.of(name)}[{number}]"
            if not (isinstance(pair, list) and len(pair) == 2 and _all_whole(pair[:1], 0, BIGGEST_ID)):
                self.telling.tell(path, pair, f"give [id, number], both whole, the number from {low} to {high}")
            elif not _all_whole(pair[1:], low, high):
                self.telling.tell(f"{path}[1]", pair[1], f"give a whole number from {low} to {high}")
            elif pair[0] in found:
                self.telling.tell(f"{path}[0]", pair[0], "name each id once; it stands further up already")
            else:
                found[pair[0]] = pair[1]
        return found

    def sets(self, name: str) -> tuple[tuple[int, ...], ...]:
        """Lists of ids, none of them empty, no id twice in one of them."""
        found = []
        for number, one in enumerate(self._list(name)):
            path = f"{self.of(name)}[{number}]"
            if not (isinstance(one, list) and one and _all_whole(one, 0, BIGGEST_ID)):
                self.telling.tell(path, one, "give a list of at least one id, each a whole number")
            elif len(set(one)) < len(one):
                self.telling.tell(path, Named(f"{one}"), "name each slot once")
            else:
                found.append(tuple(one))
        return tuple(found)

    def row(self, name: str) -> "Row":
        value = self._facts.get(name, ABSENT)
        if not isinstance(value, dict):
            self.wrong(name, value, "give an object with named fields")
        return Row(self.telling, self.of(name), value, is_told=True)

    def rows(self, name: str) -> list["Row"]:
        return [Row(self.telling, f"{self.of(name)}[{number}]", value) for number, value in enumerate(self._list(name))]

    def wrong(self, name: str, value: object, mend: str) -> None:
        """Tell a mistake, unless the row itself is none and told."""
        if self._is_object:
            self.telling.tell(self.of(name), value, mend)

    def _list(self, name: str) -> list[Any]:
        value = self._facts.get(name, ABSENT)
        if isinstance(value, list):
            return value
        self.wrong(name, value, "give a list")
        return []

    def _each(self, name: str, fits: Any, mend: str) -> Iterator[Any]:
        for number, value in enumerate(self._list(name)):
            if fits(value):
                yield value
            else:
                self.telling.tell(f"{self.of(name)}[{number}]", value, mend)


def _is_text(value: object) -> bool:
    return (
        isinstance(value, str)
        and len(value) <= LONGEST_TEXT
        and not any("\ud800" <= sign <= "\udfff" for sign in value)
    )


def _all_whole(values: list[Any], low: int, high: int) -> bool:
    return all(type(value) is int for value in values) and (not values or (min(values) >= low and max(values) <= high))


def _whole_from(low: int, high: int) -> Any:
    return lambda value: type(value) is int and low <= value <= high


def _either(options: tuple[str, ...]) -> str:
    return " or ".join(f'"{option}"' for option in options)
