"""A tighter bound on the night by prices: the split by programme.

The split by leader lets a citizen be in several groups at a price, and half a group is as good as half of two. Here only
leaders' hours (and rooms' hours, ledger minutes and floors) have prices: every *cell* (leader, programme, pattern) has a
rent. Leaders then take the week of the highest rents, and each programme its best groups at those rents, with whole groups
and everybody once. The sum bounds every plan, whatever the prices; a bundle method lowers it.

Started at the prices of the split by leader, no programme is worth more than its citizens' prices, so the bound starts
at that of the leaders and falls with each programme that is searched. Variable splitting: Guignard and Kim, Mathematical
Programming 39 (1987); the box around the best prices: Marsten, Hogan and Blankenship, Operations Research 23 (1975).
"""

import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from formation.lagrange import Prices, Split
from formation.market import Floats, Ints, Market
from formation.programmes.master import Master
from formation.programmes.part import Part, Plan, Result
from formation.programmes.space import Space, lay_out

FIRST_REACH = 0.004  # of what a group is worth: how far a rent may move in the first step
SHARPEST, BLUNTEST = 1e-5, 5e-4  # share of its worth by which a programme's plan may miss the best
ROUNDING = 1e-9  # share of all terms: sums of doubles err by less, and a bound must not come out a hair too low
PATIENCE = 3  # steps in a row that neither finish a programme nor lower the bound: there is too little time for it
ENOUGH = 3e-6  # share of the bound: less is not worth another step, and below a millionth is a solver's noise
SHORTEST = 1e-3  # of the first reach


@dataclass(frozen=True)
class Tightened:
    """`bound` in points, not rounded: floor it, for plans are worth whole points. `rents` per cell of the market, `prices` go
    with them; `plans` is what each searched programme would do there; `searches` of one programme were made; `seen` are the leads that any of them took, at any prices, ascending."""

    bound: float
    rents: Floats
    prices: Prices
    plans: tuple[Plan, ...]
    searches: int
    seen: Ints


@dataclass
class _Trial:
    """One point tried, with the bound there and what the searched programmes would do."""

    vector: Floats
    bound: float
    plans: tuple[Plan, ...]


@dataclass
class _Limits:
    seconds: float | None
    work: int | None
    began: float = field(default_factory=time.perf_counter)
    searches: int = 0

    def left(self) -> float | None:
        return None if self.seconds is None else self.seconds - (time.perf_counter() - self.began)

    def over(self) -> bool:
        left = self.left()
        return (left is not None and left <= 0) or (self.work is not None and self.searches >= self.work)


def tighten(
    market: Market,
    prices: Prices,
    *,
    seconds: float | None = None,
    work: int | None = None,
    threads: int = 2,
    goal: int | None = None,
    progress: Callable[[Tightened], None] | None = None,
) -> Tightened:
    """Lower the bound from these prices, for so many `seconds` or until so many programmes (`work`) have been searched.

    Neither given: until it falls no further. `goal`: a known plan's objective; the search ends where nothing better is
    possible. `progress` gets every better bound. Valid at any prices of citizens and hours >= 0, minutes within the
    ledger's penalty, starts within the floor's; others are brought within. Deterministic without `seconds`.
    """
    return _Search(market, prices, _Limits(seconds, work), threads, goal, progress).run()


def rents_of(split: Split, prices: Prices) -> Floats:
    """What each cell's best lead is worth at these prices: never below 0."""
    leads, _ = split.lead_values(prices)
    return np.maximum(np.maximum.reduceat(leads, split.cell_start), 0.0) if len(leads) else np.zeros(0)


class _Search:
    def __init__(
        self,
        market: Market,
        prices: Prices,
        limits: _Limits,
        threads: int,
        goal: int | None,
        progress: Callable[[Tightened], None] | None,
    ) -> None:
        self.market, self.limits, self.threads, self.goal, self.progress = market, limits, threads, goal, progress
        self.split = Split(market)
        self.space: Space = lay_out(market, self.split)
        self.citizen = np.maximum(prices.citizen, 0.0)
        within = self.space.prices(self.space.vector(np.zeros(len(market.cell_leader)), prices), self.citizen)
        self.start = self.space.vector(rents_of(self.split, within), within)
        parts = [Part(market, self.split, self.space, n) for n in range(len(market.instance.programmes))]
        self.parts = sorted((part for part in parts if part.size), key=lambda part: part.size)  # cheap ones first
        self.master = Master(market, self.split, self.space, len(self.parts))
        self.gap = BLUNTEST
        self.seen: set[int] = set()
        self.cut_short = False
        self.best = _Trial(self.start, math.inf, ())

    def run(self) -> Tightened:
        self._try(self.start)
        if not self.parts:
            return self._told()
        first, scale, fruitless = self._first_reach(), 1.0, 0
        while scale > SHORTEST and not self.limits.over() and not self._reached():
            step = self.master.lowest(self.best.vector, scale * first)
            if step is None:
                break
            vector, model = step
            before, promised = self.best.bound, self.best.bound - model
            if promised <= ENOUGH * max(1.0, abs(before)) or model >= math.floor(before):
                break
            self.gap = min(BLUNTEST, max(SHARPEST, 0.1 * promised / max(1.0, abs(before))))
            self.cut_short = False
            self._try(vector)
            won = before - self.best.bound
            fruitless = fruitless + 1 if self.cut_short and won <= 0 else 0
            if fruitless == PATIENCE:
                break
            scale *= 1.5 if won > 0.5 * promised else 1.0 if won > 0.1 * promised else 0.6
        return self._told()

    def _told(self) -> Tightened:
        space, best = self.space, self.best
        prices = space.prices(best.vector, self.citizen)
        return Tightened(
            best.bound,
            space.rents(best.vector),
            prices,
            best.plans,
            self.limits.searches,
            np.array(sorted(self.seen), dtype=np.int64),
        )

    def _reached(self) -> bool:
        return self.goal is not None and math.floor(self.best.bound) <= self.goal

    def _first_reach(self) -> Floats:
        """How far each price may move at first: rents and hours by a share of a group's worth, the others of their range."""
        market, space = self.market, self.space
        values, _ = self.split.roster_values(Prices.zero(market))
        typical = float(np.median(values)) if len(values) else 1.0
        reach = np.full(space.size, max(1.0, FIRST_REACH * typical))
        reach[space.owed : space.floor] = space.most[space.owed : space.floor] / 8
        reach[space.floor :] = space.most[space.floor :] / 8
        return reach

    # --- one point

    def _try(self, vector: Floats) -> None:
        """Search the programmes at these prices; keep what is learnt, and the point if its bound is the best.

        Programmes not searched count with a bound that needs no search. All are searched even where the first few show that the
        point is not the best: without what the others tell, the model errs again.
        """
        rest, cells = self.split.weeks(self.space.rents(vector))
        self.master.add_weeks(cells)
        priced = self.space.weight * vector
        bounds = self._quick(vector)
        rest += float(priced.sum()) + ROUNDING * (1.0 + rest + float(np.abs(priced).sum() + np.abs(bounds).sum()))
        searched: list[Plan] = []
        with ThreadPoolExecutor(self.threads) as pool:
            for first in range(0, len(self.parts), self.threads):
                if self.limits.over():
                    break
                batch = range(first, min(first + self.threads, len(self.parts)))
                left = self.limits.left()
                solves = [
                    pool.submit(
                        self.parts[n].solve,
                        vector,
                        seconds=None if left is None else left * self._share(n, first),
                        gap=self.gap,
                    )
                    for n in batch
                ]
                results = [solve.result() for solve in solves]
                for n, result in zip(batch, results, strict=True):
                    self._learn(n, result)
                    bounds[n] = min(bounds[n], result.bound)
                    searched.append(result.plan)
                self._keep(_Trial(vector, rest + float(bounds.sum()), tuple(searched)))
        self._keep(_Trial(vector, rest + float(bounds.sum()), tuple(searched)))

    def _learn(self, part: int, result: Result) -> None:
        self.limits.searches += 1
        self.seen.update(result.plan.leads.tolist())
        self.cut_short |= not result.finished
        self.master.add_plan(part, result.base, result.use)

    def _keep(self, trial: _Trial) -> None:
        if trial.bound < self.best.bound:
            self.best = trial
            if self.progress:
                self.progress(self._told())

    def _share(self, part: int, first: int) -> float:
        """Of the time left, what one part may take while parts from `first` on wait.

        By size while a first round is under way, so that each gets its turn; later, what it needs up to a quarter.
        """
        waiting = sum(one.size for one in self.parts[first:])
        share = min(1.0, self.threads * self.parts[part].size / waiting)
        return share if self.limits.searches < len(self.parts) else max(share, 0.25)

    def _quick(self, vector: Floats) -> Floats:
        """Per part a bound that needs no search, from the citizens' prices one started with."""
        split, space = self.split, self.space
        prices = space.prices(vector, self.citizen)
        leads, _ = split.lead_values(prices)
        values = np.maximum.reduceat(leads, split.cell_start) if len(leads) else np.zeros(0)
        worth = split.worth(prices)
        cells = values - space.rents(vector)
        return np.array([part.quick_bound(self.citizen, cells, worth) for part in self.parts])
