"""A piece of the night as a mixed-integer programme: some groups are taken apart and formed anew, the rest stands.

The compact model with strong linking over those who are free and the leads that are possible (columns as in `exact`). Only how many
groups of each roster start, who leads them, and whether there are women or men in them must be whole numbers: with
those settled, who joins which is nearly a flow, and mostly comes out whole. Where it does not, a second, short
search settles it. That makes the search several times faster than asking for whole people at once.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from formation.columns import Programme as Columns
from formation.columns import Term, total
from formation.exact.highs import as_lp
from formation.market import ONLINE, Floats, Ints
from formation.night import Left, Night, count, count_entry, is_possible

WHOLE = 1e-5
SETTLE_SECONDS, SETTLE_NODES = 3.0, 50
STATUS = highspy.HighsModelStatus
OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 2e-4,
    "mip_allow_restart": False,  # measured: a restart costs half the time of a piece and finds nothing
    "mip_heuristic_effort": 0.02,  # the plan to improve upon is known
}


@dataclass(frozen=True)
class Found:
    """What to do instead: groups and entries that take the place of those given up. `ended`: nothing better was left."""

    given_up: tuple[int, ...]  # groups by number
    left_entries: tuple[tuple[int, int], ...]
    groups: tuple[tuple[int, Ints], ...]  # lead, members
    entries: tuple[tuple[int, int], ...]
    better: bool
    ended: bool


@dataclass(frozen=True)
class Limits:
    """Of one search: `seconds` of wall time or `nodes` of the tree."""

    seconds: float | None
    nodes: int | None


class Piece:
    """Laid out from the plan as it is now; `solve` needs it no more and may run beside other work."""

    def __init__(
        self,
        night: Night,
        *,
        programmes: Iterable[int],
        groups: Sequence[int],
        leads: Ints,
        left: Left | None = None,
        rents: Floats | None = None,
    ) -> None:
        """`groups` (numbers) are taken apart; `leads` may be taken, besides theirs. `left`: what the piece may use of what is
        left over, else all of it. `rents`: per cell, what taking it costs besides."""
        self.night, self.market = night, night.market
        self.given_up = tuple(groups)
        self.old = [night.groups[number] for number in groups]
        wanted = set(programmes)
        self.old_entries = [pair for pair in night.entries if int(night.programme[pair[1]]) in wanted]
        self.left = (left or night.left).copy()
        for placed in self.old:
            count(night, self.left, placed, -1)
        for group, citizen in self.old_entries:
            count_entry(night, self.left, group, citizen, -1)
        mine = np.isin(night.programme, sorted(wanted))
        self.free = self.left.free & mine
        own = np.array([placed.lead for placed in self.old], dtype=np.int64)
        every = np.union1d(leads, own)
        every = every[np.isin(self.market.programme_of[self.market.lead_roster[every]], sorted(wanted))]
        self.leads = [int(lead) for lead in every if is_possible(self.market, self.left, int(lead))]
        self.rents = rents
        self.columns = Columns()
        self._lay_out()
        self.known = self._known()

    @property
    def size(self) -> int:
        """Columns."""
        return len(self.columns.worth)

    # --- the model

    def _lay_out(self) -> None:
        market, columns = self.market, self.columns
        by_roster: dict[int, list[int]] = defaultdict(list)
        for lead in self.leads:
            by_roster[int(market.lead_roster[lead])].append(lead)
        self.y: dict[int, int] = {}
        self.n: dict[int, int] = {}
        self.x: dict[int, dict[int, int]] = {}
        self.odd: dict[int, tuple[int, int]] = {}
        self.present: dict[tuple[int, int], tuple[int, list[int]]] = {}
        for roster, leads in by_roster.items():
            people, gains = market.fits(roster)
            here = self.free[people]
            if here.sum() >= market.size_min[roster]:
                self._roster(roster, leads, people[here].tolist(), gains[here].tolist())
        self.e = {
            (group, int(who)): columns.column(float(gain))
            for group in np.flatnonzero(self.left.seats > 0).tolist()
            for who, gain in self._entrants(group)
        }
        self._once()
        self._hours()
        self._municipalities()

    def _entrants(self, group: int) -> list[tuple[int, int]]:
        market = self.market
        span = slice(market.entry_start[group], market.entry_start[group + 1])
        people, gains = market.entry_people[span], market.entry_gains[span]
        here = self.free[people]
        return list(zip(people[here].tolist(), gains[here].tolist(), strict=True))

    def _roster(self, roster: int, leads: list[int], people: list[int], gains: list[int]) -> None:
        market, columns = self.market, self.columns
        kind = market.instance.programmes[market.programme_of[roster]]
        for lead in leads:
            rent = 0.0 if self.rents is None else float(self.rents[market.lead_cell[lead]])
            self.y[lead] = columns.column(-float(market.lead_cost[lead]) - rent)
        if len(leads) == 1:
            groups = self.y[leads[0]]
        else:
            groups = columns.column(0, upper=min(len(leads), len(people) // kind.size_min))
            columns.row([*total([self.y[lead] for lead in leads]), (groups, -1.0)], lowest=0, highest=0)
        self.n[roster] = groups
        self.x[roster] = {who: columns.column(gain, whole=False) for who, gain in zip(people, gains, strict=True)}
        members = total(list(self.x[roster].values()))
        for column in self.x[roster].values():
            columns.row([(column, 1.0), (groups, -1.0)], highest=0)
        columns.row([*members, (groups, -float(kind.size_min))], lowest=0)
        columns.row([*members, (groups, -float(market.size_cap[roster]))], highest=0)
        below = columns.column(-kind.under_penalty, upper=math.inf, whole=False)
        above = columns.column(-kind.over_penalty, upper=math.inf, whole=False)
        columns.row([*members, (below, 1.0), (above, -1.0), (groups, -float(kind.size_ideal))], lowest=0, highest=0)
        self.odd[roster] = below, above
        if market.isolates[roster]:
            self._nobody_alone(roster)

    def _nobody_alone(self, roster: int) -> None:
        columns = self.columns
        for woman in (0, 1):
            same = [column for who, column in self.x[roster].items() if int(self.market.women[who]) == woman]
            if same:
                some = columns.column(0)
                self.present[roster, woman] = some, same
                for column in same:
                    columns.row([(column, 1.0), (some, -1.0)], highest=0)
                columns.row([*total(same), (some, -2.0)], lowest=0)

    def _once(self) -> None:
        ways: dict[int, list[int]] = defaultdict(list)
        for members in self.x.values():
            for who, column in members.items():
                ways[who].append(column)
        seats: dict[int, list[int]] = defaultdict(list)
        for (group, who), column in self.e.items():
            ways[who].append(column)
            seats[group].append(column)
        for one in ways.values():
            self.columns.row(total(one), highest=1)
        for group, one in seats.items():
            self.columns.row(total(one), highest=int(self.left.seats[group]))

    def _hours(self) -> None:
        """Leaders and rooms: one group in a slot, minutes within the week, and so no more groups than the shortest fit."""
        market, columns = self.market, self.columns
        hours: dict[tuple[str, int, int], list[int]] = defaultdict(list)
        weeks: dict[int, list[Term]] = defaultdict(list)
        for lead, column in self.y.items():
            leader, roster = int(market.lead_leader[lead]), int(market.lead_roster[lead])
            venue = market.rosters[roster].venue
            weeks[leader].append((column, float(market.cell_minutes[market.lead_cell[lead]])))
            for slot in market.slots_of[roster]:
                hours["leader", leader, slot].append(column)
                if venue != ONLINE:
                    hours["room", venue, slot].append(column)
        for one in hours.values():
            if len(one) > 1:
                columns.row(total(one), highest=1)
        for leader, terms in weeks.items():
            minutes = int(self.left.minutes[leader])
            columns.row(terms, highest=minutes)
            least = min(amount for _, amount in terms)
            if least > 0:
                columns.row([(column, 1.0) for column, _ in terms], highest=minutes // least)

    def _municipalities(self) -> None:
        night, split, market = self.night, self.night.split, self.market
        moved: dict[int, list[Term]] = defaultdict(list)
        begun: dict[int, list[int]] = defaultdict(list)
        for lead, column in self.y.items():
            home = int(split.leader_municipality[market.lead_leader[lead]])
            moved[home].append((column, float(night.course[lead])))
        starters = [pair for members in self.x.values() for pair in members.items()]
        starters += [(who, column) for (_, who), column in self.e.items()]
        for who, column in starters:
            home = int(split.citizen_municipality[who])
            moved[home].append((column, -float(night.tariff[who])))
            begun[home].append(column)
        rules = market.instance.rules
        self.ledger: dict[int, tuple[int, int, int]] = {}
        for home, terms in moved.items():
            lent = self.columns.column(-rules.ledger_penalty_per_minute, upper=math.inf, whole=False)
            owed = self.columns.column(-rules.ledger_penalty_per_minute, upper=math.inf, whole=False)
            short = self.columns.column(-rules.floor_penalty_per_start, upper=math.inf, whole=False)
            net, within = int(self.left.net[home]), int(split.tolerance[home])
            self.columns.row([*terms, (lent, -1.0), (owed, 1.0)], lowest=-within - net, highest=within - net)
            self.columns.row(
                [*total(begun[home]), (short, 1.0)], lowest=float(split.floors[home] - self.left.starts[home])
            )
            self.ledger[home] = lent, owed, short

    # --- the plan as it is, in columns

    def _known(self) -> list[float] | None:
        """None where the plan's groups do not all stand in the model: then there is nothing to start from."""
        values = [0.0] * self.size
        for placed in self.old:
            roster = int(self.market.lead_roster[placed.lead])
            if roster not in self.x or placed.lead not in self.y:
                return None
            values[self.y[placed.lead]] = 1.0
            if self.n[roster] != self.y[placed.lead]:
                values[self.n[roster]] += 1.0
            for who in placed.members:
                values[self.x[roster][int(who)]] = 1.0
        for pair in self.old_entries:
            values[self.e[pair]] = 1.0
        self._fill_in(values)
        return values

    def _fill_in(self, values: list[float]) -> None:
        """The columns that follow from the others."""
        market, left, split = self.market, self.night.left, self.night.split
        for roster, (below, above) in self.odd.items():
            ideal = market.instance.programmes[market.programme_of[roster]].size_ideal
            odd = sum(values[c] for c in self.x[roster].values()) - ideal * values[self.n[roster]]
            values[below], values[above] = max(0.0, -odd), max(0.0, odd)
        for some, same in self.present.values():
            values[some] = float(any(values[column] for column in same))
        for home, (lent, owed, short) in self.ledger.items():
            net, within = float(left.net[home]), float(split.tolerance[home])
            values[lent], values[owed] = max(0.0, net - within), max(0.0, -net - within)
            values[short] = max(0.0, float(split.floors[home] - left.starts[home]))

    # --- the search

    def solve(self, limits: Limits) -> Found | None:
        """The best way to form the piece anew within the limits; None where none was found. Runs without Python's lock."""
        if not self.size:
            return Found(self.given_up, tuple(self.old_entries), (), (), better=False, ended=True)
        solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its own stubs leave it out
        for name, value in OPTIONS.items():
            solver.setOptionValue(name, value)
        solver.passModel(as_lp(self.columns))
        if self.known is not None:
            start = highspy.HighsSolution()
            start.col_value = self.known
            solver.setSolution(start)
        self.timed = limits.seconds is not None
        _limit(solver, limits)
        solver.run()
        ended = solver.getModelStatus() == STATUS.kOptimal
        values = _values(solver)
        if values is not None and not self._is_whole(values):
            values = self._settled(solver, values)
        if values is None:
            return None
        worth = np.array(self.columns.worth)
        was = -math.inf if self.known is None else float(worth @ self.known)
        better = float(worth @ values) > was + 0.5
        groups = self._groups(values)
        if groups is None:
            return None
        entries = tuple(pair for pair, column in self.e.items() if values[column] > 0.5)
        return Found(self.given_up, tuple(self.old_entries), groups, entries, better, ended)

    def _people(self) -> list[int]:
        return [column for members in self.x.values() for column in members.values()]

    def _is_whole(self, values: Floats) -> bool:
        people = values[self._people()]
        return not len(people) or float(np.abs(people - np.round(people)).max()) <= WHOLE

    def _settled(self, solver: highspy.Highs, values: Floats) -> Floats | None:
        """Groups and leaders as found, people whole."""
        fixed = np.array(sorted({*self.y.values(), *self.n.values()}), dtype=np.int32)
        known = np.round(values[fixed])
        solver.changeColsBounds(len(fixed), fixed, known, known)
        people = np.array(self._people(), dtype=np.int32)
        solver.changeColsIntegrality(len(people), people, np.full(len(people), 1, dtype=np.uint8))
        solver.setOptionValue("mip_rel_gap", 1e-3)
        _limit(solver, Limits(SETTLE_SECONDS, None) if self.timed else Limits(None, SETTLE_NODES))
        solver.run()
        return _values(solver)

    def _groups(self, values: Floats) -> tuple[tuple[int, Ints], ...] | None:
        """Leads with their members; None where somebody could not be kept from being alone of their gender."""
        found: list[tuple[int, Ints]] = []
        leaders: dict[int, list[int]] = defaultdict(list)
        for lead, column in self.y.items():
            if values[column] > 0.5:
                leaders[int(self.market.lead_roster[lead])].append(lead)
        for roster, leads in leaders.items():
            members = [who for who, column in self.x[roster].items() if values[column] > 0.5]
            parts = deal(self.night, roster, members, len(leads))
            if parts is None:
                return None
            found += zip(leads, parts, strict=True)
        return tuple(found)


def deal(night: Night, roster: int, members: Sequence[int], groups: int) -> list[Ints] | None:
    """Members in so many groups, as even as can be; where nobody may be alone of their gender, so that nobody is.

    None where an even deal leaves somebody alone.
    """
    size, more = divmod(len(members), groups)
    sizes = [size + (n < more) for n in range(groups)]
    women = [who for who in members if night.market.women[who]]
    men = [who for who in members if not night.market.women[who]]
    if not night.market.isolates[roster]:
        everybody = women + men
        return [np.array(everybody[n::groups], dtype=np.int64) for n in range(groups)]
    shares = _shares(sizes, len(women))
    if shares is None:
        return None
    parts = []
    for share, many in zip(shares, sizes, strict=True):
        parts.append(np.array(women[:share] + men[: many - share], dtype=np.int64))
        women, men = women[share:], men[many - share :]
    return parts


def _shares(sizes: Sequence[int], women: int) -> list[int] | None:
    """How many women in each group, none or two at least, and as many men; None where it cannot be."""
    reached: list[dict[int, int]] = [{0: 0}]  # women in the groups so far: how many of them in the last
    for size in sizes:
        fits = [share for share in range(size + 1) if 1 not in {share, size - share}]
        now = {before + share: share for before in reached[-1] for share in fits}
        reached.append(now)
    if women not in reached[-1]:
        return None
    shares = []
    for level in reversed(reached[1:]):
        shares.append(level[women])
        women -= level[women]
    return shares[::-1]


def _limit(solver: highspy.Highs, limits: Limits) -> None:
    used = 0.0 if limits.seconds is None else solver.getRunTime()
    solver.setOptionValue("time_limit", math.inf if limits.seconds is None else used + limits.seconds)
    solver.setOptionValue("mip_max_nodes", highspy.kHighsIInf if limits.nodes is None else limits.nodes)


def _values(solver: highspy.Highs) -> Floats | None:
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return np.array(solver.getSolution().col_value)
