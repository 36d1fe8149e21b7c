"""What is held about a citizen, in words: `content/data_parts.yaml`, read once and checked against the tables."""

from functools import cache
from typing import Literal

from django.apps import apps
from django.db import models
from pydantic import Field

from sundhedscenter.catalogue import files
from sundhedscenter.catalogue.schemas import CODE, FigureStatus, Strict, Text
from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core.walls import declared_models, wall_of

FILE = "data_parts.yaml"
WHOLE_ROW = "row"


class Deadline(Strict):
    """How long an answer may take."""

    months: int = Field(ge=1, le=3)
    status: FigureStatus
    source: str = Field(min_length=4)


class Reason(Strict):
    """Why something is kept although the citizen asks to have it erased."""

    code: str = Field(pattern=CODE)
    text: Text
    years: int | None = None
    status: FigureStatus
    source: str = Field(min_length=4)


class Table(Strict):
    """One table of a part. `erase` is what goes on the citizen's wish; `since` is empty where nothing tells."""

    table: str
    since: str = ""
    erase: tuple[str, ...] = ()

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.table)


class Part(Strict):
    """A kind of data as a citizen would name it."""

    code: str = Field(pattern=CODE)
    name: Text
    text: Text
    tables: tuple[Table, ...] = Field(min_length=1)
    can_correct: bool = False
    erases: Text | None = None
    also: tuple[str, ...] = Field(default=(), alias="with")
    kept: str = ""
    stays: Text | None = None

    @property
    def can_erase(self) -> bool:
        return self.erases is not None


class Basis(Strict):
    """Why somebody may see a citizen, by what the relation came from."""

    code: str
    text: Text
    until: Text
    law: Text
    status: FigureStatus
    source: str = Field(min_length=4)


class RoleWords(Strict):
    code: Literal["authority", "operator", "payer", "controller"]
    text: Text


class DataParts(Strict):
    """The whole file."""

    deadline: Deadline
    reasons: tuple[Reason, ...]
    parts: tuple[Part, ...]
    bases: tuple[Basis, ...]
    roles: tuple[RoleWords, ...]


@cache
def data_parts() -> DataParts:
    """The file, read once. Raises ContentError naming field and mend."""
    return files.read(DataParts, files.content_root() / FILE)


def part(code: str) -> Part:
    """Raises KeyError for a code that no part has."""
    for found in data_parts().parts:
        if found.code == code:
            return found
    raise KeyError(code)


def reason(code: str) -> Reason:
    return next(found for found in data_parts().reasons if found.code == code)


def basis(code: str) -> Basis | None:
    return next((found for found in data_parts().bases if found.code == code), None)


def correctable() -> list[Part]:
    return [found for found in data_parts().parts if found.can_correct]


def erasable() -> list[Part]:
    return [found for found in data_parts().parts if found.can_erase]


def words(text: Text, language: str) -> str:
    return text.en if language == "en" else text.da


def citizen_models() -> list[type[models.Model]]:
    """Every table with citizen data, from the registry: what a citizen may ask to be shown."""
    return [model for model, wall in declared_models() if wall.holds_citizen_data]


def subject_column(model: type[models.Model]) -> str:
    """The column, or the way to it, that says whose row it is; empty for the draft, which belongs to a cookie."""
    if model is Citizen:
        return "id"
    if path := getattr(model, "subject_path", ""):
        return str(path)
    names = {field.attname for field in model._meta.concrete_fields}
    return next((name for name in ("citizen_id", "subject_id") if name in names), "")


def is_shown_to_care(model: type[models.Model]) -> bool:
    """Whether those who care for the citizen may read rows of the table as hers: else they are the citizen's alone."""
    wall = wall_of(model)
    return wall is not None and not getattr(model, "subject_path", "") and "visible_citizens('own')" not in wall.read


def is_shown_to_leaders(model: type[models.Model]) -> bool:
    """Whether the wall lets whoever leads a shared group read rows of the table."""
    wall = wall_of(model)
    return wall is not None and "visible_citizens('group')" in wall.read
