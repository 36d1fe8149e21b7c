"""Drawings made on the server. Each says the same as the table beside it, which is what a screen reader reads."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 300, 76, 40, 16


@dataclass(frozen=True)
class Label:
    """A word beside an axis."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Curve:
    """Points of an SVG of WIDTH by HEIGHT: the line in steps, the band round it, words at the axes."""

    line: str
    band: str
    across: Sequence[Label]
    up: Sequence[Label]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - 12


def curve(days: Sequence[int], points: Sequence[Sequence[int] | None]) -> Curve | None:
    """Percent with a band after each day; None for fewer than two points. A point is share, low, high."""
    shown = [(day, point) for day, point in zip(days, points, strict=True) if point is not None]
    if len(shown) < 2:
        return None
    # Equal room for each point: the first days, which matter most, would vanish on a true scale.
    across = {day: LEFT + 24 + (WIDTH - LEFT - 48) * number / (len(days) - 1) for number, day in enumerate(days)}

    def up(share: int) -> float:
        return TOP + (HEIGHT - BOTTOM - TOP) * (100 - share) / 100

    def path(which: int) -> list[str]:
        return [f"{across[day]:.1f},{up(point[which]):.1f}" for day, point in shown]

    return Curve(
        line=" ".join(path(0)),
        band=" ".join([*path(1), *reversed(path(2))]),
        across=[Label(round(across[day], 1), HEIGHT - 10, str(day)) for day in days],
        up=[Label(LEFT - 8, round(up(share), 1), f"{share} %") for share in (0, 25, 50, 75, 100)],
    )
