"""A mixed-integer programme in numbers: columns and rows gathered piece by piece, for any solver."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

INFINITE = float("inf")
type Term = tuple[int, float]


@dataclass(slots=True)
class Programme:
    """Maximise the sum of `worth` over columns; each row keeps the sum of its terms between two numbers."""

    worth: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    lowest: list[float] = field(default_factory=list)
    highest: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    indices: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def column(self, worth: float, *, upper: float = 1.0, whole: bool = True) -> int:
        """Add a column from 0 to `upper`; return its number."""
        self.worth.append(worth)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.worth) - 1

    def row(self, terms: Iterable[Term], *, lowest: float = -INFINITE, highest: float = INFINITE) -> None:
        """Add lowest <= sum of coefficient * column <= highest. A column stands in `terms` once."""
        for column, coefficient in terms:
            self.indices.append(column)
            self.values.append(coefficient)
        self.starts.append(len(self.indices))
        self.lowest.append(lowest)
        self.highest.append(highest)


def total(columns: Sequence[int], coefficient: float = 1.0) -> list[Term]:
    """The sum of these columns, each times `coefficient`."""
    return [(column, coefficient) for column in columns]
