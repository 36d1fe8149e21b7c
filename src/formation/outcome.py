"""What a solver gives back: a plan, what it is worth, and how much better any plan could be at most."""

import math
from dataclasses import dataclass

from formation.model import Solution


@dataclass(frozen=True, slots=True)
class Outcome:
    """A solution with its objective and a proven upper bound, both in points; `seconds` of wall time spent."""

    solution: Solution
    objective: int
    bound: int
    seconds: float

    def __post_init__(self) -> None:
        if self.bound < self.objective:
            raise ValueError(f"bound {self.bound} is below objective {self.objective}: no upper bound at all.")

    @property
    def proven(self) -> bool:
        """Whether no plan can be better."""
        return self.bound == self.objective

    @property
    def gap(self) -> float:
        """`gap` of this outcome."""
        return gap(self.objective, self.bound)


def gap(objective: int, bound: int) -> float:
    """(bound - objective) / objective; 0.0 when equal.

    A share of nothing tells nothing, so an objective of 0 or less with a bound above 0 has an infinite gap. Where both are
    negative (floors that nobody can meet), the share is of the objective's size.
    """
    if bound == objective:
        return 0.0
    if objective == 0 or objective < 0 < bound:
        return math.inf
    return (bound - objective) / abs(objective)
