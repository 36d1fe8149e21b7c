"""Shares rounded so coarsely that at least six whole numbers of people give the same answer."""

from sundhedscenter.evaluation.suppression.tables import WIDTH

# Whole percent, all dividing 100.
STEPS = (1, 2, 5, 10, 20, 25)


def rounding_step(people: int) -> int | None:
    """The finest step in percent that is at least WIDTH + 1 people; None when even a quarter of them is fewer."""
    return next((step for step in STEPS if step * people >= (WIDTH + 1) * 100), None)


def rounded_share(share: float, people: int) -> int | None:
    """A share (0 to 1) of so many people in percent, rounded to their step (halves up); None for too few people.

    Never 0 or 100, which only half as many numbers of people would give: one step means "one step or less", and 100
    less one step means "that or more".
    """
    step = rounding_step(people)
    return None if step is None else max(step, min(100 - step, int(share * 100 / step + 0.5 + 1e-9) * step))


def about(people: int) -> int:
    """How many people, in whole tens downwards."""
    return people // 10 * 10
