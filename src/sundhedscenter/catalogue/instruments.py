"""Questionnaires that ship: items, range, scoring, licence. Scoring itself is the citizens room's."""

from functools import cache
from typing import Literal, Self

from pydantic import Field, model_validator

from sundhedscenter.catalogue import files
from sundhedscenter.catalogue.schemas import CODE, FigureStatus, Strict, Text


class Choice(Strict):
    value: int
    label: Text


class Item(Strict):
    """One question. Without `text` it is a field for wording that a clinical lead must add first."""

    code: str = Field(pattern=CODE)
    text: Text | None = None
    min: int
    max: int
    choices: list[Choice] = Field(default_factory=list)
    end_labels: dict[Literal["min", "max"], Text] = Field(default_factory=dict)
    reversed: bool = False


class Band(Strict):
    from_score: float
    name: Text


class Instrument(Strict):
    code: str = Field(pattern=CODE)
    name: Text
    question: Text | None = None
    items: list[Item] = Field(min_length=1)
    range: tuple[float, float]
    score: Literal["single", "sum", "each", "mean", "sus"]
    higher: Literal["better", "worse", "neither"]
    cuts: dict[str, float] = Field(default_factory=dict)
    bands: list[Band] = Field(default_factory=list)
    change_that_matters: float | None = None
    missing_allowed: int = 0
    enabled_by_default: bool
    wording: Literal["complete", "missing"]
    licence: str
    status: FigureStatus
    source: str = Field(min_length=4)
    note: str = ""
    rules: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def wording_matches_items(self) -> Self:
        """An instrument without wording can never be switched on by default."""
        complete = all(item.text is not None for item in self.items)
        if complete != (self.wording == "complete"):
            raise ValueError("`wording` must be `complete` exactly when every item has a text")
        if not complete and self.enabled_by_default:
            raise ValueError("an instrument whose wording is missing cannot be enabled by default")
        return self


@cache
def instruments() -> dict[str, Instrument]:
    """Every shipped instrument by code."""
    return {item.code: item for _, item in files.read_all(Instrument, "instruments")}


def instrument(code: str) -> Instrument:
    """Raises KeyError when the instrument does not ship."""
    return instruments()[code]
