"""What each number means, from `content/measures/`: a page shows it where somebody asks."""

from functools import cache
from typing import Literal, cast

from pydantic import Field

from sundhedscenter.catalogue import files
from sundhedscenter.catalogue.schemas import CODE, AnyFigure, Strict, Text
from sundhedscenter.evaluation.measures.funnel import STAGES


class Measure(Strict):
    """One number: its name, what it says, what stands above and below the line, when, in what unit, what is left out."""

    code: str = Field(pattern=CODE)
    kind: Literal["count", "share", "list"]
    name: Text
    what: Text
    numerator: Text
    denominator: Text | None = None
    period: Text
    unit: Text
    leaves_out: Text
    figures: dict[str, AnyFigure] = Field(default_factory=dict)

    def number(self, figure: str) -> float:
        return float(cast(float, self.figures[figure].value))

    def numbers(self, figure: str) -> tuple[int, ...]:
        return tuple(int(each) for each in cast(list[float], self.figures[figure].value))


@cache
def measures() -> dict[str, Measure]:
    """Every measure by code."""
    return {measure.code: measure for _, measure in files.read_all(Measure, "measures")}


def measure(code: str) -> Measure:
    """Raises KeyError for a number that has no definition."""
    return measures()[code]


def stage_days() -> dict[str, int]:
    """Within how many days of asking each stage of the funnel counts."""
    return {stage: int(measure(stage).number("within_days")) for stage in STAGES}
