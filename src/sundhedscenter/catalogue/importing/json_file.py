"""Services out of a JSON text one by one, each value able to say on which line it stands."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, Final, NoReturn

from sundhedscenter.catalogue.importing.nodes import KNOWN, PARTS, Node
from sundhedscenter.catalogue.importing.telling import Telling, Where, WrongFile, refuse

type Path = tuple[str | int, ...]
_SPACE: Final = re.compile(r"[ \t\n\r]*")


def _no_such_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON")


_DECODER: Final = json.JSONDecoder(parse_constant=_no_such_number)


@dataclass(frozen=True)
class JsonText:
    """The whole text, and where its lines begin."""

    file: str
    text: str

    @cached_property
    def line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def where(self, position: int, field: str = "") -> Where:
        line = bisect_right(self.line_starts, position)
        return Where(self.file, line, position - self.line_starts[line - 1] + 1, field)

    def skip(self, position: int) -> int:
        found = _SPACE.match(self.text, position)
        return found.end() if found else position

    def sign(self, position: int) -> str:
        return self.text[position : position + 1]

    def value(self, position: int) -> tuple[Any, int]:
        """The value that begins there, and where it ends. Raises WrongFile."""
        try:
            return _DECODER.raw_decode(self.text, position)
        except json.JSONDecodeError as error:
            raise self.broken(error.pos, error.msg) from error
        except RecursionError as error:
            raise self.broken(position, "Brackets stand too deep inside each other") from error
        except ValueError as error:
            raise self.broken(position, str(error)) from error

    def broken(self, position: int, what: str) -> WrongFile:
        where = self.where(min(position, len(self.text)))
        return refuse(
            self.file,
            f"is not JSON here: {what}.",
            "Make the file again, or correct the brackets, commas and quotation marks there.",
            line=where.line,
            column=where.column,
            value=self.text[position : position + 20],
        )


@dataclass(frozen=True)
class JsonNode:
    """`start` is where the service begins in the text; `above` leads to it, `path` from it to this object."""

    source: JsonText
    start: int
    above: Path
    path: Path
    values: dict[str, Any]

    def raw(self, field: str) -> object:
        return self.values.get(field)

    def where(self, field: str = "") -> Where:
        path = (*self.path, field) if field else self.path
        return self.source.where(position_of(self.source, self.start, path), _written((*self.above, *path)))

    def many(self, field: str) -> Sequence[Node]:
        found = self.values.get(field)
        return [self._part(item, field, index) for index, item in enumerate(found)] if isinstance(found, list) else ()

    def one(self, field: str) -> Node | None:
        found = self.values.get(field)
        return self._part(found, field) if isinstance(found, dict) else None

    def _part(self, values: Any, *steps: str | int) -> Node:
        inner = values if isinstance(values, dict) else {}
        return JsonNode(self.source, self.start, self.above, (*self.path, *steps), inner)


def services(text: str, file: str, telling: Telling) -> Iterator[JsonNode | None]:
    """Each service of a list, of a page of an API, or the only one; None for what is no service (told). Raises WrongFile where it stops being JSON."""
    source = JsonText(file, text)
    begin = source.skip(0)
    if source.sign(begin) == "[":
        yield from _elements(source, begin, (), telling)
        return
    position = _contents(source, begin)
    if position is not None:
        yield from _elements(source, position, ("contents",), telling)
        return
    values, end = source.value(begin)
    if source.skip(end) < len(text):
        raise source.broken(source.skip(end), "Something stands after the end")
    yield _service(source, begin, (), values, telling)


def _elements(source: JsonText, begin: int, above: Path, telling: Telling) -> Iterator[JsonNode | None]:
    position = source.skip(begin + 1)
    index = 0
    while source.sign(position) != "]":
        values, end = source.value(position)
        yield _service(source, position, (*above, index), values, telling)
        index += 1
        position = source.skip(end)
        if source.sign(position) == ",":
            position = source.skip(position + 1)
        elif source.sign(position) != "]":
            raise source.broken(position, "Expecting ',' or ']'")
    if not above and source.skip(position + 1) < len(source.text):
        raise source.broken(source.skip(position + 1), "Something stands after the end")


def _service(source: JsonText, start: int, above: Path, values: Any, telling: Telling) -> JsonNode | None:
    if not isinstance(values, dict):
        telling.wrong(
            source.where(start, _written(above)),
            values,
            "is not a service.",
            "Write an object with id, name and status.",
        )
        return None
    node = JsonNode(source, start, above, (), values)
    _tell_shape(node, "service", telling)
    return node


def _tell_shape(node: JsonNode, kind: str, telling: Telling) -> None:
    """Fields that nobody knows, told once; lists that are none and objects that are none, told each time."""
    for field, value in node.values.items():
        if field not in KNOWN[kind]:
            if not telling.is_known((kind, field)):
                telling.note(node.where(field), f"'{field}' is not a field of {kind}; left out.", once=(kind, field))
            continue
        part = PARTS.get(kind, {}).get(field)
        if part is None or value is None:
            continue
        inner = [node.one(field)] if isinstance(value, dict) else [*node.many(field)]
        items = value if isinstance(value, list) else [value]
        if not all(isinstance(item, dict) for item in items) or isinstance(value, list) != (field in _LISTS):
            telling.wrong(
                node.where(field), value, f"should hold {part} as HSDS has it.", "Compare with the HSDS schema."
            )
            continue
        for child in inner:
            if isinstance(child, JsonNode):
                _tell_shape(child, part, telling)


_LISTS: Final = (
    "phones", "schedules", "service_areas", "languages", "service_at_locations", "cost_options", "attributes",
    "organization_identifiers", "addresses", "accessibility", "additional_urls",
)  # fmt: skip


def _contents(source: JsonText, begin: int) -> int | None:
    """Where the list of a page begins, or None when the object is no page."""
    for key, position in _members(source, begin):
        if key == "contents" and source.sign(position) == "[":
            return position
    return None


def _members(source: JsonText, begin: int) -> Iterator[tuple[str, int]]:
    """Each key of the object that begins there, with where its value begins. What is not JSON ends it."""
    position = source.skip(begin + 1)
    while source.sign(position) == '"':
        key, end = _key(source, position)
        colon = source.skip(end)
        if source.sign(colon) != ":":
            raise source.broken(colon, "Expecting ':'")
        value_at = source.skip(colon + 1)
        yield key, value_at
        _, end = source.value(value_at)
        position = source.skip(end)
        if source.sign(position) != ",":
            return
        position = source.skip(position + 1)


def _key(source: JsonText, position: int) -> tuple[str, int]:
    try:
        key, end = scanstring(source.text, position + 1)
    except json.JSONDecodeError as error:
        raise source.broken(error.pos, error.msg) from error
    return key, end


def position_of(source: JsonText, start: int, path: Path) -> int:
    """Where the value at the path begins; the innermost object that is there when the rest is not."""
    position = start
    for step in path:
        following = _step(source, position, step)
        if following is None:
            return position
        position = following
    return position


def _step(source: JsonText, position: int, step: str | int) -> int | None:
    if isinstance(step, str):
        found = None
        if source.sign(position) == "{":
            for key, value_at in _members(source, position):
                found = value_at if key == step else found
        return found
    at = source.skip(position + 1)
    for _ in range(step):
        _, end = source.value(at)
        at = source.skip(source.skip(end) + 1)
    return at


def _written(path: Path) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
