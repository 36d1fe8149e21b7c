"""All Danish text that a citizen reads, found by walking the files."""

import re
from collections.abc import Iterator

from sundhedscenter.catalogue import files, lessons

MEASURED_WORDS = 12  # LIX of a shorter text says nothing: one long word decides it
LABEL_WORDS = 3  # so short a text is a name on a button or a list, not something to read through
FIXED_WORDING = {"content/instruments/mrc.yaml"}  # a scale's sentences are measured instruments, not ours to shorten
FOR_CITIZENS = ("programmes", "modules", "tracks", "offers", "places", "instruments")


def danish_by_file() -> dict[str, list[str]]:
    """File name to the Danish texts it holds."""
    root = files.content_root()
    paths = [path for folder in FOR_CITIZENS for path in sorted((root / folder).glob("*.yaml"))]
    found = {
        files.short(path): list(_danish(files.read_yaml(path)))
        for path in [*paths, root / "reasons.yaml", root / "data_parts.yaml", root / "ideas.yaml", root / "words.yaml"]
    }
    for file in FIXED_WORDING:
        del found[file]
    for code in lessons.lesson_codes():
        found[f"content/lessons/{code}.da.md"] = [lessons.lesson(code, "da").plain_text()]
    return found


def _danish(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "da" and isinstance(value, str):
                yield value
            else:
                yield from _danish(value)
    elif isinstance(node, list):
        for value in node:
            yield from _danish(value)


def as_running_text(texts: list[str]) -> str:
    """All but labels, as one text; a text without a full stop gets one."""
    read = [text.strip() for text in texts if len(text.split()) > LABEL_WORDS]
    return " ".join(text if re.search(r"[.!?]$", text) else f"{text}." for text in read)
