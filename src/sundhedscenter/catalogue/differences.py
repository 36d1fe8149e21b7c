"""What one wording of an offer says that another does not: pure functions, for pages that show both."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

WORD = re.compile(r"\s*\S+")
# The document names these, and no reader asks for them.
NOT_SHOWN = frozenset({"code", "demo"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand in both texts, were added, or were taken away."""

    kind: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One field with its former and its new value; texts have a language, other fields none."""

    field: str
    language: Literal["", "da", "en"]
    old: Any
    new: Any


def word_differences(old: str, new: str) -> tuple[Piece, ...]:
    """Pieces in reading order, spaces kept with the word they stand before.

    Same and removed make `old`, same and added make `new`; white space after the last word is left out.
    """
    before, after = WORD.findall(old), WORD.findall(new)
    found: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Piece("same", "".join(before[a:b])))
            continue
        if a < b:
            found.append(Piece("removed", "".join(before[a:b])))
        if c < d:
            found.append(Piece("added", "".join(after[c:d])))
    return tuple(found)


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Changed, ...]:
    """Each field whose value differs, in the order of the document. A missing field is an empty one."""
    return tuple(_changes(old, new))


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Changed]:
    for field in dict.fromkeys([*new, *old]):
        before, after = old.get(field), new.get(field)
        if field in NOT_SHOWN or before == after:
            continue
        if _is_text(before) or _is_text(after):
            texts_before, texts_after = before or {}, after or {}
            for language in ("da", "en"):
                was, is_ = texts_before.get(language, ""), texts_after.get(language, "")
                if was != is_:
                    yield Changed(field, "da" if language == "da" else "en", was, is_)
        else:
            yield Changed(field, "", before, after)


def _is_text(value: object) -> bool:
    return isinstance(value, Mapping) and set(value) <= {"da", "en"} and bool(value)
