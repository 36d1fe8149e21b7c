"""One programme's part of the night as a mixed-integer programme of its own: its groups and members at given prices.

Columns: x per pair of roster and citizen, y per lead, n per roster (how many groups), people below and beyond the ideal
size, e per entry. Kept inside, because it costs little: everybody once, sizes, a leader's and a room's hours as far as this
programme uses them. Left out, which only raises the bound: nobody alone of their gender, and whole people (x and e may be parts:
with groups and leaders whole they seldom are, and the search is faster).
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import highspy
import numpy as np

from formation.columns import Programme as Columns
from formation.columns import total
from formation.exact.highs import SHARE, as_lp, dual_bound
from formation.lagrange import Split
from formation.market import ONLINE, Floats, Ints, Market
from formation.programmes.space import Space
from formation.seating import seat

STATUS = highspy.HighsModelStatus
NODES = 400_000  # in all columns: as many nodes as keep a programme of a region exact, and a few for one of a country


@dataclass(frozen=True)
class Plan:
    """What one programme would do at some prices. `leads` of the market, positions in `people` and in `entry_people`."""

    programme: int
    leads: Ints
    pairs: Ints
    entries: Ints


@dataclass(frozen=True)
class Result:
    """`bound` holds for every plan of the part at the prices (inf: none found); `plan` is worth `base` less `use` times the
    prices, at any prices. `finished`: no limit cut the search short."""

    finished: bool
    bound: float
    plan: Plan
    base: float
    use: Floats


class Part:
    """One programme, laid out once for many prices. `size` counts columns."""

    def __init__(self, market: Market, split: Split, space: Space, programme: int) -> None:
        self.market, self.split, self.space, self.programme = market, split, space, programme
        self.kind = market.instance.programmes[programme]
        self.rosters = np.flatnonzero(market.programme_of == programme)
        self.leads = np.flatnonzero(market.programme_of[market.lead_roster] == programme)
        self.pairs = _spans(market.start, self.rosters)
        self.groups = [n for n, group in enumerate(market.instance.running_groups) if group.programme == self.kind.id]
        self.entries = _spans(market.entry_start, self.groups)
        self.citizens = np.unique(np.concatenate([market.people[self.pairs], market.entry_people[self.entries]]))
        self.columns = Columns()
        self._lay_out()
        self.size = len(self.columns.worth)
        self.base = np.array(self.columns.worth, dtype=float)
        self._lay_out_use()
        self.known = np.zeros(self.size)  # nobody starts: always a plan
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its own stubs leave it out
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        self.solver.setOptionValue("presolve", "off")  # see formation.exact.highs.run
        self.solver.setOptionValue("random_seed", 0)
        if self.size:
            self.solver.passModel(as_lp(self.columns))

    # --- layout

    def _lay_out(self) -> None:
        market, columns = self.market, self.columns
        self.x = [columns.column(int(gain), whole=False) for gain in market.gains[self.pairs]]
        self.y = [columns.column(-int(cost)) for cost in market.lead_cost[self.leads]]
        by_roster: dict[int, list[int]] = defaultdict(list)
        for column, lead in zip(self.y, self.leads, strict=True):
            by_roster[int(market.lead_roster[lead])].append(column)
        first = 0
        for roster in self.rosters:
            count = int(market.start[roster + 1] - market.start[roster])
            self._roster(int(roster), self.x[first : first + count], by_roster[int(roster)])
            first += count
        self.e = [columns.column(int(gain), whole=False) for gain in market.entry_gains[self.entries]]
        self._once()
        self._weeks()

    def _roster(self, roster: int, members: list[int], leads: list[int]) -> None:
        columns, kind = self.columns, self.kind
        groups = leads[0] if len(leads) == 1 else columns.column(0, upper=len(leads))
        if len(leads) != 1:
            columns.row([*total(leads), (groups, -1.0)], lowest=0, highest=0)
        least, most = int(self.market.size_min[roster]), int(self.market.size_cap[roster])
        seat(columns, kind, members, groups, least=least, most=most)

    def _once(self) -> None:
        market, columns = self.market, self.columns
        ways: dict[int, list[int]] = defaultdict(list)
        for column, who in zip(self.x, market.people[self.pairs], strict=True):
            ways[int(who)].append(column)
        for column, who in zip(self.e, market.entry_people[self.entries], strict=True):
            ways[int(who)].append(column)
        _at_most(columns, ways.values(), 1)
        first = 0
        for group in self.groups:
            count = int(market.entry_start[group + 1] - market.entry_start[group])
            _at_most(columns, [self.e[first : first + count]], market.instance.running_groups[group].seats)
            first += count

    def _weeks(self) -> None:
        market, columns, minutes = self.market, self.columns, self.kind.minutes_per_week
        hours: dict[tuple[str, int, int], list[int]] = defaultdict(list)
        weeks: dict[int, list[int]] = defaultdict(list)
        for column, lead in zip(self.y, self.leads, strict=True):
            leader, roster = int(market.lead_leader[lead]), int(market.lead_roster[lead])
            weeks[leader].append(column)
            for slot in market.slots_of[roster]:
                hours["leader", leader, slot].append(column)
                if market.rosters[roster].venue != ONLINE:
                    hours["room", market.rosters[roster].venue, slot].append(column)
        _at_most(columns, hours.values(), 1)
        for leader, mine in weeks.items():
            if minutes > 0:
                _at_most(columns, [mine], market.instance.facilitators[leader].max_minutes_per_week // minutes)

    def _lay_out_use(self) -> None:
        """How much of each price's thing a column uses: three arrays, of columns, places in the vector and amounts."""
        market, split, space = self.market, self.split, self.space
        triples: list[tuple[int, int, float]] = []
        course = float(split.course[self.programme])
        for column, lead in zip(self.y, self.leads, strict=True):
            triples.append((column, int(market.lead_cell[lead]), 1.0))
            roster = int(market.lead_roster[lead])
            if market.rosters[roster].venue != ONLINE:
                triples += [
                    (column, int(space.hours[market.rosters[roster].venue, slot]), 1.0)
                    for slot in market.slots_of[roster]
                ]
            home = int(split.leader_municipality[market.lead_leader[lead]])
            triples += [(column, space.owed + home, course), (column, space.lent + home, -course)]
        tariff = float(self.kind.tariff_minutes)
        starters = zip(
            [*self.x, *self.e], [*market.people[self.pairs], *market.entry_people[self.entries]], strict=True
        )
        for column, who in starters:
            home = int(split.citizen_municipality[who])
            triples += [
                (column, space.owed + home, -tariff),
                (column, space.lent + home, tariff),
                (column, space.floor + home, -1.0),
            ]
        self.use_column = np.array([one for one, _, _ in triples], dtype=np.int64)
        self.use_price = np.array([one for _, one, _ in triples], dtype=np.int64)
        self.use_amount = np.array([one for _, _, one in triples], dtype=float)

    # --- one evaluation

    def worth(self, vector: Floats) -> Floats:
        """What each column is worth at these prices."""
        paid = np.bincount(self.use_column, self.use_amount * vector[self.use_price], minlength=self.size)
        return self.base - paid

    def use(self, values: Floats) -> Floats:
        """What these column values use of everything priced."""
        return np.bincount(self.use_price, self.use_amount * values[self.use_column], minlength=self.space.size)

    def solve(self, vector: Floats, *, seconds: float | None, gap: float) -> Result:
        """The best plan at these prices: exact up to the share `gap`, or what `seconds` (else a number of nodes) allow."""
        if not self.size:
            return Result(True, 0.0, self._plan(self.known), 0.0, np.zeros(self.space.size))
        solver = self.solver
        solver.changeColsCost(self.size, np.arange(self.size, dtype=np.int32), self.worth(vector))
        solver.clearSolver()
        start = highspy.HighsSolution()
        start.col_value = list(self.known)
        solver.setSolution(start)
        nodes = highspy.kHighsIInf if seconds is not None else max(1, NODES // self.size)
        solver.setOptionValue("mip_rel_gap", gap)
        solver.setOptionValue("time_limit", math.inf if seconds is None else max(0.0, seconds))
        solver.setOptionValue("mip_max_nodes", nodes)
        solver.run()
        status = solver.getModelStatus()
        ended = status in {STATUS.kOptimal, STATUS.kTimeLimit, STATUS.kSolutionLimit}
        info = solver.getInfo()
        dual = dual_bound(solver, self.columns, proven=status == STATUS.kOptimal) if ended else math.inf
        if ended and info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
            values = np.array(solver.getSolution().col_value)
            self.known = np.where(np.array(self.columns.whole), np.round(values), values)
        bound = dual + SHARE * max(1.0, abs(dual)) if math.isfinite(dual) else math.inf
        return Result(
            status == STATUS.kOptimal,
            bound,
            self._plan(self.known),
            float((self.base * self.known).sum()),
            self.use(self.known),
        )

    def _plan(self, values: Floats) -> Plan:
        def taken(columns: list[int], rows: Ints) -> Ints:
            return rows[values[columns] > 0.5] if len(rows) else rows

        return Plan(self.programme, taken(self.y, self.leads), taken(self.x, self.pairs), taken(self.e, self.entries))

    def quick_bound(self, citizen: Floats, cells: Floats, worth: Floats) -> float:
        """A bound without a search, from prices of citizens >= 0.

        `cells`: what each cell's best lead is worth at these prices, less its rent; `worth`: per citizen, what a start is
        worth beyond its gain, the price deducted.
        """
        market = self.market
        mine = np.unique(market.lead_cell[self.leads])
        bound = float(citizen[self.citizens].sum() + np.maximum(cells[mine], 0).sum())
        for group in self.groups:
            span = slice(market.entry_start[group], market.entry_start[group + 1])
            values = np.sort(market.entry_gains[span] + worth[market.entry_people[span]])[::-1]
            seats = market.instance.running_groups[group].seats
            bound += float(np.maximum(values[:seats], 0).sum())
        return bound


def _spans(start: Ints, rows: Iterable[int]) -> Ints:
    parts = [np.arange(start[row], start[row + 1]) for row in rows]
    return np.concatenate([*parts, np.zeros(0, dtype=np.int64)]).astype(np.int64)


def _at_most(columns: Columns, sets: Iterable[list[int]], most: int) -> None:
    for one in sets:
        if len(one) > most:
            columns.row(total(one), highest=most)
