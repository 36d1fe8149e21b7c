"""How far a plan is from the best there can be."""

import math

import pytest

from formation.model import Solution
from formation.outcome import Outcome


@pytest.mark.parametrize(
    ("objective", "bound", "gap"),
    [
        (100, 100, 0.0),
        (100, 103, 0.03),
        (0, 0, 0.0),
        (-5, -5, 0.0),
        (0, 5, math.inf),
        (-5, 5, math.inf),
        (-100, -50, 0.5),
        (-100, 0, 1.0),
    ],
)
def test_gap_is_a_share_of_the_objective(objective: int, bound: int, gap: float) -> None:
    outcome = Outcome(Solution(), objective, bound, 0.1)
    assert outcome.gap == pytest.approx(gap)
    assert outcome.proven == (objective == bound)


def test_a_bound_below_the_objective_is_none() -> None:
    with pytest.raises(ValueError, match="bound 99 is below objective 100"):
        Outcome(Solution(), 100, 99, 0.1)
