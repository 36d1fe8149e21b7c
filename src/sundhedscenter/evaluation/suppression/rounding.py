"""Shares rounded so coarsely that one step is at least five people."""

from sundhedscenter.evaluation.suppression.tables import SMALL

# Whole percent, all dividing 100.
STEPS = (1, 2, 5, 10, 20, 25)


def rounding_step(people: int) -> int | None:
    """The finest step in percent that is at least five people; None when even a quarter of them is fewer."""
    return next((step for step in STEPS if step * people >= SMALL * 100), None)


def rounded_share(share: float, people: int) -> int | None:
    """A share (0 to 1) of so many people in percent, rounded to their step (halves up); None for too few people."""
    step = rounding_step(people)
    return None if step is None else min(100, int(share * 100 / step + 0.5 + 1e-9) * step)


def about(people: int) -> int:
    """How many people, in whole tens downwards."""
    return people // 10 * 10
