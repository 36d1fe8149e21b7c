"""The cutting-plane model of the bound: where in a box around the best prices it could be lowest.

The bound is a maximum of linear functions of the prices, one for each way that leaders' weeks and programmes could be
filled. Those met so far bound it from below; the lowest point of that model is the next to try. Its leaders' weeks are
exact: they are cheap, so they are asked until the model agrees with them.
"""

from collections import defaultdict

import highspy
import numpy as np

from formation.lagrange import Split
from formation.market import Floats, Market
from formation.programmes.space import Space

ROUNDS = 50  # of weeks asked again; fewer than ten are usual


class Master:
    """Linear pieces of the bound: columns are the prices, one value per leader and one per part."""

    def __init__(self, market: Market, split: Split, space: Space, parts: int) -> None:
        self.market, self.split, self.space = market, split, space
        self.leaders = space.size
        self.parts = space.size + len(market.instance.facilitators)
        size = self.parts + parts
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its own stubs leave it out
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        self.solver.setOptionValue("presolve", "off")
        least = np.concatenate([space.least, np.zeros(size - space.size)])
        most = np.concatenate([space.most, np.full(size - space.size, np.inf)])
        self.solver.addVars(size, least, most)
        cost = np.concatenate([space.weight, np.ones(size - space.size)])
        self.solver.changeColsCost(size, np.arange(size, dtype=np.int32), cost)
        self.known: set[tuple[int, ...]] = set()

    def add_plan(self, part: int, base: float, use: Floats) -> None:
        """The part is worth at least `base` less `use` times the prices."""
        priced = np.flatnonzero(use)
        places = np.concatenate([[self.parts + part], priced]).astype(np.int32)
        self.solver.addRow(base, np.inf, len(places), places, np.concatenate([[1.0], use[priced]]))

    def add_weeks(self, cells: list[int]) -> bool:
        """Leaders could take these cells; whether that was new."""
        weeks: dict[int, list[int]] = defaultdict(list)
        for cell in cells:
            weeks[int(self.market.cell_leader[cell])].append(cell)
        new = False
        for leader, week in weeks.items():
            if tuple(week) not in self.known:
                self.known.add(tuple(week))
                new = True
                places = np.array([self.leaders + leader, *week], dtype=np.int32)
                self.solver.addRow(0.0, np.inf, len(places), places, np.array([1.0] + [-1.0] * len(week)))
        return new

    def lowest(self, centre: Floats, reach: Floats) -> tuple[Floats, float] | None:
        """Prices within `reach` of `centre` where the model is lowest, and its value there.

        None where HiGHS has no answer: the prices one has are as good as it gets.
        """
        space = self.space
        least, most = np.maximum(space.least, centre - reach), np.minimum(space.most, centre + reach)
        self.solver.changeColsBounds(space.size, np.arange(space.size, dtype=np.int32), least, most)
        for _ in range(ROUNDS):
            self.solver.run()
            if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return None
            values = np.array(self.solver.getSolution().col_value)
            vector = np.clip(values[: space.size], least, most)
            _, cells = self.split.weeks(space.rents(vector))
            if not self.add_weeks(cells):
                break
        return vector, float(self.solver.getInfo().objective_function_value)
