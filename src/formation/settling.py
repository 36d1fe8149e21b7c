"""Prices at which the split by leader bounds the night as low as it can, or nearly.

Deflected subgradient: each step goes against a mean of what the last evaluations asked for, as far as Polyak's rule says
for an aim below the best bound; without progress the steps shrink. Camerini, Fratta and Maffioli, Mathematical
Programming Study 3 (1975).
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from formation.lagrange import Prices, Split
from formation.market import Floats

KEEP = 0.3  # of the last direction
PATIENCE = 12  # evaluations without a better bound before steps shrink
SHRINK = 0.6
# Two walks, each until its steps are too short to matter, the second from the best prices of the first: how far below the best
# bound each aims, as a share of it. Measured on small, region and country; a nearer first aim stays far above.
AIMS = (0.1, 0.003)
SHORTEST = 1e-3
# How far a price of each kind moves against one of a citizen: a minute counts some hundred times in one group, a start about ten.
SCALE = (1.0, 1.0, 2e-6, 1e-1)


@dataclass(frozen=True)
class Settled:
    """The best prices met and the bound there, in points, not rounded."""

    prices: Prices
    bound: float
    evaluations: int


def settle(
    split: Split,
    *,
    evaluations: int = 1000,
    seconds: float | None = None,
    progress: Callable[[float], None] | None = None,
) -> Settled:
    """Lower the bound for so many evaluations, at most `seconds`, or until nothing moves. `progress` gets better bounds.

    The bound holds whenever it ends. Deterministic without `seconds`.
    """
    ended = math.inf if seconds is None else time.perf_counter() + seconds
    walk = _Walk(split)
    while walk.evaluations < evaluations:
        if walk.step() and progress:
            progress(walk.bound)
        if walk.ended or time.perf_counter() > ended:
            break
    return Settled(walk.best, walk.bound, walk.evaluations)


class _Walk:
    def __init__(self, split: Split) -> None:
        self.split = split
        instance = split.market.instance
        most = (np.inf, np.inf, instance.rules.ledger_penalty_per_minute, instance.rules.floor_penalty_per_start)
        self.limits = ((0.0, most[0]), (0.0, most[1]), (-most[2], most[2]), (0.0, most[3]))
        self.shapes = [array.shape for array in vars(Prices.zero(split.market)).values()]
        self.at = self._start()
        self.best = self._prices(self.at)
        self.bound = math.inf
        self.direction: list[Floats] | None = None
        self.stage = -1
        self.stride, self.aim = 1.0, 0.0
        self.ended = False
        self.waited = 0
        self.evaluations = 0

    def _start(self) -> list[Floats]:
        """Half of everybody's best gain; nothing else has a price."""
        market = self.split.market
        best = np.zeros(len(market.instance.citizens))
        np.maximum.at(best, market.people, market.gains)
        zero = Prices.zero(market)
        return [best / 2, zero.hour.ravel(), zero.minute, zero.floor]

    def _prices(self, at: list[Floats]) -> Prices:
        return Prices(*(array.reshape(shape) for array, shape in zip(at, self.shapes, strict=True)))

    def step(self) -> bool:
        """Evaluate, then move; whether the bound is better than before."""
        self._stage()
        prices = self._prices(self.at)
        answer = self.split.evaluate(prices)
        self.evaluations += 1
        better = answer.bound < self.bound
        enough = answer.bound < self.bound - 1e-6 * abs(self.bound) if math.isfinite(self.bound) else better
        if better:
            self.best, self.bound = prices, answer.bound
        self.waited = 0 if enough else self.waited + 1
        if self.waited >= PATIENCE:
            self.waited = 0
            self.stride *= SHRINK
        asked = [array.ravel() for array in vars(answer.slack).values()]
        old = self.direction or asked
        self.direction = [KEEP * was + (1 - KEEP) * now for was, now in zip(old, asked, strict=True)]
        self._move(answer.bound)
        return better

    def _stage(self) -> None:
        """Begin the next stage when this one is over; aim anew where the aim is met."""
        last = self.stage == len(AIMS) - 1
        if last and self.stride < SHORTEST:
            self.ended = True
        elif self.stage < 0 or self.stride < SHORTEST:
            self.stage += 1
            self.stride, self.direction = 1.0, None
            self._aim()
            if math.isfinite(self.bound):
                self.at = [array.ravel() for array in vars(self.best).values()]
        elif self.bound <= self.aim + 0.1 * AIMS[self.stage] * abs(self.bound):
            self._aim()

    def _aim(self) -> None:
        if math.isfinite(self.bound):
            self.aim = self.bound - AIMS[self.stage] * abs(self.bound)

    def _move(self, bound: float) -> None:
        """Along the direction, but not out of a limit."""
        assert self.direction is not None  # set by `step`
        ways = []
        for at, way, (low, high) in zip(self.at, self.direction, self.limits, strict=True):
            ways.append(np.where(((at <= low) & (way > 0)) | ((at >= high) & (way < 0)), 0.0, way))
        length = sum(scale * float((way * way).sum()) for scale, way in zip(SCALE, ways, strict=True))
        if length <= 0:
            self.ended = True  # nothing asks for a move: the bound is the lowest there is
            return
        reach = bound - self.aim
        if reach <= 0:  # no aim yet and nothing above zero, as where floors are all there is
            reach = AIMS[self.stage] * max(1.0, abs(bound))
        size = self.stride * reach / length
        self.at = [
            np.clip(at - size * scale * way, low, high)
            for at, way, scale, (low, high) in zip(self.at, ways, SCALE, self.limits, strict=True)
        ]
