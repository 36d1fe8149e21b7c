"""One leader's week: which cells (programme and pattern) to take, given what each is worth.

Exact: no two of a week share a slot, and the minutes fit. A leader who can take one group at most takes the best; two: the best
pair of a table; more: branch and bound over the cells worth something, best first.
"""

from collections.abc import Sequence

import numpy as np

from formation.market import Floats, Market

NEVER = -1e18


class Weeks:
    """Everybody's weeks, laid out once for many values."""

    def __init__(self, market: Market) -> None:
        self.market = market
        leaders = len(market.instance.facilitators)
        first = np.searchsorted(market.cell_leader, np.arange(leaders + 1))
        many = np.diff(first)
        width = int(many.max(initial=0))
        cells = len(market.cell_leader)
        self.budget = np.array([f.max_minutes_per_week for f in market.instance.facilitators], dtype=np.int64)
        # [leader, place]: the leader's cells; `cells` (one past the last) is none.
        self.padded = np.where(np.arange(width) < many[:, None], first[:-1, None] + np.arange(width), cells)
        least = np.full(leaders, np.iinfo(np.int64).max)
        np.minimum.at(least, market.cell_leader, market.cell_minutes)
        # Groups that take no time fit any week: then as many as there are cells.
        most = np.where(least > 0, self.budget // np.maximum(least, 1), many)
        self.single = np.flatnonzero(most == 1)
        self.double = np.flatnonzero(most == 2)
        self.longer = np.flatnonzero(most > 2)
        self.apart = self._apart(cells, width)

    def _apart(self, cells: int, width: int) -> Floats:
        """[leader with two groups at most, place, place] NEVER where two cells do not go together, else 0."""
        market = self.market
        slots = np.zeros((cells + 1, len(market.instance.slots)), dtype=np.float32)
        for cell, mask in enumerate(market.cell_slots):
            slots[cell] = [mask >> slot & 1 for slot in range(slots.shape[1])]
        minutes = np.append(market.cell_minutes, np.iinfo(np.int32).max)
        apart = np.zeros((len(self.double), width, width))
        for row, leader in enumerate(self.double):
            mine = self.padded[leader]
            clash = slots[mine] @ slots[mine].T > 0
            clash |= minutes[mine][:, None] + minutes[mine] > self.budget[leader]
            apart[row][clash] = NEVER
            np.fill_diagonal(apart[row], NEVER)
        return apart

    def best(self, cells: Floats) -> tuple[float, list[int]]:
        """The best week of every leader: the sum of their values, and the cells they take."""
        if not self.padded.shape[1]:
            return 0.0, []
        values = np.append(cells, NEVER)[self.padded]
        total, chosen = self._singles(values)
        for value, week in (self._doubles(values), *(self._longer(int(f), cells) for f in self.longer)):
            total += value
            chosen += week
        return total, chosen

    def _singles(self, values: Floats) -> tuple[float, list[int]]:
        best = values[self.single].argmax(axis=1)
        worth = values[self.single, best]
        taken = worth > 0
        return float(worth[taken].sum()), self.padded[self.single[taken], best[taken]].tolist()

    def _doubles(self, values: Floats) -> tuple[float, list[int]]:
        if not len(self.double):
            return 0.0, []
        mine = values[self.double]
        rows = np.arange(len(mine))
        pairs = (mine[:, :, None] + mine[:, None, :] + self.apart).reshape(len(mine), -1)
        at = pairs.argmax(axis=1)
        two = pairs[rows, at]
        alone = mine.argmax(axis=1)
        one = mine[rows, alone]
        both = two > np.maximum(one, 0)
        single = ~both & (one > 0)
        chosen: list[int] = self.padded[self.double[single], alone[single]].tolist()
        for place in np.divmod(at[both], mine.shape[1]):
            chosen += self.padded[self.double[both], place].tolist()
        return float(two[both].sum() + one[single].sum()), chosen

    def _longer(self, leader: int, cells: Floats) -> tuple[float, list[int]]:
        mine = [cell for cell in self.padded[leader].tolist() if cell < len(cells)]
        return best_week(self.market, cells, mine, int(self.budget[leader]))


def best_week(
    market: Market, values: Floats, cells: Sequence[int], minutes: int, busy: int = 0
) -> tuple[float, list[int]]:
    """The best of these cells of one leader in so many minutes, `busy` slots (bits) left out: value and cells.

    `values` per cell of the market. Branch and bound, the most valuable first; ties go to the first cell.
    """
    order = sorted((cell for cell in cells if values[cell] > 0), key=lambda cell: (-values[cell], cell))
    worth = [float(values[cell]) for cell in order]
    slots = [market.cell_slots[cell] for cell in order]
    length = [int(market.cell_minutes[cell]) for cell in order]
    least = min(length, default=1)
    best, best_found = 0.0, list[int]()
    week: list[int] = []

    def search(at: int, value: float, busy: int, left: int) -> None:
        nonlocal best, best_found
        if value > best:
            best, best_found = value, list(week)
        for n in range(at, len(order)):
            fit = left // least if least else len(order)
            if value + sum(worth[n : n + fit]) <= best:
                return
            if not slots[n] & busy and length[n] <= left:
                week.append(order[n])
                search(n + 1, value + worth[n], busy | slots[n], left - length[n])
                week.pop()

    search(0, 0.0, busy, minutes)
    return best, best_found
