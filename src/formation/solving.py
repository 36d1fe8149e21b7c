"""One way in: the best plan in the time given, with a bound that holds."""

import math
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from formation import market as markets
from formation.exact import solve_exact
from formation.greedy import price_guided
from formation.lagrange import Split
from formation.market import Ints
from formation.model import Instance, Solution
from formation.neighbourhoods import LARGEST, Search
from formation.night import Night, Snapshot
from formation.outcome import Outcome
from formation.piece import Limits
from formation.programmes import tighten
from formation.settling import Settled, settle

type Progress = Callable[[float, int | None, int], None]

SMALL = 4_000  # pairs of roster and citizen up to which the whole night is proven at once
THIN = 30_000  # pairs up to which the split by programme is worth its time: markets in which a half group counts
SETTLING = 0.35  # shares of the time
BEFORE_TIGHTENING, TIGHTENING = 0.1, 0.12
PROVING = 0.8
IDLE = 30  # pieces in vain before a thin market's plan is stirred
PIECE_SHARE, PIECE_SECONDS = 0.06, (2.0, 25.0)  # of one search: a share of the time, within these
PIECE_NODES = 100
LAST = 0.5  # seconds of a piece, at least
NODES_A_PIECE = 10  # of the proof of a small night, for each piece of work
ROUNDING = 1e-9
COLUMNS_A_SECOND = 500  # of a piece that is searched to its end
FAR = 0.1  # of a typical cost: leads worth less than this below zero are left alone where there are many


def solve(
    instance: Instance,
    *,
    seconds: float | None = None,
    work: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Outcome:
    """Search for `seconds` of wall time, or `work` pieces; sooner where the plan is proven to be the best.

    With `work` the same arguments give the same plan on any machine. `progress` gets seconds so far, the best objective
    (None: none yet) and the bound. Raises ValueError unless one of the two is given and above 0.
    """
    if (seconds is None) == (work is None) or (seconds or work or 0) <= 0:
        raise ValueError(f"seconds={seconds}, work={work}: give one of them, above 0.")
    return _Solver(instance, seconds, work, seed, progress).run()


class _Solver:
    def __init__(
        self, instance: Instance, seconds: float | None, work: int | None, seed: int, progress: Progress | None
    ) -> None:
        self.began = time.perf_counter()
        self.instance, self.seconds, self.work, self.seed, self.progress = instance, seconds, work, seed, progress
        self.bound = math.inf
        self.pieces = 0
        self.kept: Snapshot | None = None
        self.market = markets.build(instance)
        self.split = Split(self.market)
        pairs = len(self.market.people)
        self.small, self.thin = pairs <= SMALL, pairs <= THIN

    def run(self) -> Outcome:
        settled = settle(self.split, seconds=self._share(SETTLING), progress=lambda bound: self._lower(bound, None))
        self._lower(settled.bound, None)
        self.night = self._first(settled)
        self._lower(settled.bound, self.night)
        search = self._searcher(settled)
        if self.small:
            self._search(search, until=1 - PROVING)
            return self._proven()
        if self.thin:
            self._search(search, until=BEFORE_TIGHTENING)
            search.promising = self._tighten(settled, until=BEFORE_TIGHTENING + TIGHTENING)
            self._wander(search)
            if self.seconds is not None:
                self._tighten(settled, until=1.0)  # nothing is left to search: the time goes to the bound
        else:
            self._search(search, until=1.0)
        return self._outcome(self.night.solution(), self.night.objective)

    # --- time and telling

    def _elapsed(self) -> float:
        return time.perf_counter() - self.began

    def _share(self, share: float) -> float | None:
        return None if self.seconds is None else share * self.seconds

    def _over(self, until: float) -> bool:
        if self.seconds is not None:
            return self._elapsed() >= until * self.seconds
        return self.pieces >= until * (self.work or 0)

    def _whole_bound(self) -> int:
        """No plan is worth more, and plans are worth whole points. Sums of doubles err by less than what is added."""
        return math.floor(self.bound + ROUNDING * max(1.0, abs(self.bound)))

    def _is_best(self) -> bool:
        return self._objective(self.night) >= self._whole_bound()

    def _objective(self, night: Night) -> int:
        """Of the best plan so far: the one at hand, or one kept while another is searched."""
        return night.objective if self.kept is None else max(night.objective, self.kept.objective)

    def _lower(self, bound: float, night: Night | None) -> None:
        self.bound = min(self.bound, bound)
        if self.progress:
            objective = None if night is None else self._objective(night)
            self.progress(self._elapsed(), objective, max(self._whole_bound(), objective or self._whole_bound()))

    def _outcome(self, solution: Solution, objective: int) -> Outcome:
        return Outcome(solution, objective, max(objective, self._whole_bound()), self._elapsed())

    # --- steps

    def _first(self, settled: Settled) -> Night:
        """The plan by prices, unless nobody starting is better."""
        nobody = Night(self.market, self.split)
        night = price_guided(self.market, self.split, settled.prices)
        return night if night.objective >= nobody.objective else nobody

    def _searcher(self, settled: Settled) -> Search:
        values, _ = self.split.lead_values(settled.prices)
        costs = self.market.lead_cost
        least = -math.inf if self.thin or not len(costs) else -FAR * float(np.median(costs))
        limits, first = partial(Limits, None, PIECE_NODES), LARGEST
        if self.seconds is not None:
            low, high = PIECE_SECONDS
            long = min(high, max(low, PIECE_SHARE * self.seconds))
            limits, first = partial(self._limits, long), int(min(LARGEST, COLUMNS_A_SECOND * long))
        return Search(self.night, values, limits=limits, first=first, least=least, seed=self.seed)

    def _limits(self, long: float) -> Limits:
        return Limits(max(LAST, min(long, (self.seconds or 0.0) - self._elapsed())), None)

    def _search(self, search: Search, *, until: float) -> None:
        search.run(go_on=lambda: not self._over(until) and not self._is_best(), done=self._done)

    def _done(self) -> None:
        self.pieces += 1
        self._lower(self.bound, self.night)

    def _wander(self, search: Search) -> None:
        """In a thin market a plan that no piece betters may be far from the best: stir it, search again, keep the better."""
        before, search.idle = -1, 0  # new leads are promising: what was in vain without them counts no more
        while not self._over(1.0) and not self._is_best() and self.pieces > before:
            before = self.pieces
            search.run(
                go_on=lambda: not self._over(1.0) and not self._is_best() and search.idle < IDLE, done=self._done
            )
            if self.kept is None or self.night.objective > self.kept.objective:
                self.kept = self.night.snapshot()
            else:
                self.night.restore(self.kept)
            if not self._over(1.0):
                search.stir()
        if self.kept is not None and self.kept.objective > self.night.objective:
            self.night.restore(self.kept)

    def _tighten(self, settled: Settled, *, until: float) -> Ints:
        """The bound by programme; the leads that programmes took on the way."""
        seconds = None if self.seconds is None else until * self.seconds - self._elapsed()
        work = None if self.work is None else max(1, math.floor(TIGHTENING * self.work))
        if self._is_best() or (seconds is not None and seconds <= 0):
            return np.zeros(0, dtype=np.int64)
        return tighten(
            self.market,
            settled.prices,
            seconds=seconds,
            work=work,
            goal=self.night.objective,
            progress=lambda tightened: self._lower(tightened.bound, self.night),
        ).seen

    def _proven(self) -> Outcome:
        """The whole night at once, from the plan found so far."""
        start, objective = self.night.solution(), self.night.objective
        left = None if self.seconds is None else max(0.0, self.seconds - self._elapsed())
        if self._is_best() or left == 0.0:
            return self._outcome(start, objective)
        nodes = None if self.work is None else NODES_A_PIECE * self.work

        def heard(_: float, found: int | None, bound: int) -> None:
            self.bound = min(self.bound, bound)
            if self.progress:
                self.progress(self._elapsed(), max(objective, found or objective), max(objective, self._whole_bound()))

        outcome = solve_exact(self.instance, seconds=left, nodes=nodes, start=start, progress=heard)
        self.bound = min(self.bound, outcome.bound)
        return self._outcome(outcome.solution, outcome.objective)
