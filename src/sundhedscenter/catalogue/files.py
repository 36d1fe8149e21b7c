"""Reading content files so that a mistake is named: file, field, value and mend.

Pure: needs neither the database nor Django's settings.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

MENDS = {
    "extra_forbidden": "Remove it, or use one of: {known}.",
    "missing": "Add the field.",
    "literal_error": "Use one of: {expected}.",
    "enum": "Use one of: {expected}.",
    "string_pattern_mismatch": "Write it as the pattern {pattern}.",
    "string_too_short": "Write at least {min_length} characters.",
    "too_short": "Give at least {min_length}.",
    "int_type": "Write a whole number.",
    "int_parsing": "Write a whole number.",
    "bool_type": "Write true or false.",
    "string_type": "Write a text; put it in quotation marks if it looks like a number.",
}


class ContentError(ValueError):
    """A content file is wrong. One line per mistake: file, field, value, mend."""

    def __init__(self, *, file: str, mistakes: list[tuple[str, object, str, str]]) -> None:
        self.file = file
        self.mistakes = mistakes
        lines = [
            f"{file}: field '{field}': {what} Value: {value!r}. Mend: {mend}" for field, value, what, mend in mistakes
        ]
        super().__init__("\n".join(lines))


def content_root() -> Path:
    """The folder `content/`: `SUNDHEDSCENTER_CONTENT`, else the one beside `src/` in this checkout."""
    named = os.environ.get("SUNDHEDSCENTER_CONTENT")
    return Path(named) if named else Path(__file__).parents[3] / "content"


def short(path: Path) -> str:
    """The path as an editor knows it: from `content/` on."""
    root = content_root()
    return f"content/{path.relative_to(root)}" if path.is_relative_to(root) else str(path)


def read_yaml(path: Path) -> object:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "whole file"
        raise ContentError(
            file=short(path),
            mistakes=[(where, None, "is not YAML.", "Check indentation, colons and quotation marks there.")],
        ) from error


def parse[T: BaseModel](model: type[T], data: object, *, file: str) -> T:
    """Check `data` against `model`. Raises ContentError with every mistake found."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        mistakes = [_mistake(model, detail) for detail in error.errors()]
        raise ContentError(file=file, mistakes=mistakes) from error


def read[T: BaseModel](model: type[T], path: Path) -> T:
    return parse(model, read_yaml(path), file=short(path))


def read_all[T: BaseModel](model: type[T], folder: str) -> Iterator[tuple[Path, T]]:
    """Every YAML file of one folder of `content/`, by name."""
    for path in sorted((content_root() / folder).glob("*.yaml")):
        yield path, read(model, path)


def _mistake(model: type[BaseModel], detail: ErrorDetails) -> tuple[str, object, str, str]:
    location = detail["loc"]
    context: dict[str, Any] = {**detail.get("ctx", {}), "known": ", ".join(_known(model, location[:-1]))}
    template = MENDS.get(detail["type"], detail["msg"] + ".")
    try:
        mend = template.format(**context)
    except KeyError:
        mend = detail["msg"] + "."
    return ".".join(str(part) for part in location), detail["input"], detail["msg"] + ".", mend


def _known(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """The field names allowed at `location`; those of the nearest model we can find."""
    found: type[BaseModel] = model
    for part in location:
        if isinstance(part, str) and part in found.model_fields:
            inner = _inner_model(found.model_fields[part].annotation)
            if inner is not None:
                found = inner
    return sorted(found.model_fields)


def _inner_model(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        inner = _inner_model(argument)
        if inner is not None:
            return inner
    return None
