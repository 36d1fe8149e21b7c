"""A bound on the night by prices: the split by leader.

Everybody gets a price (what their start costs somebody else), each room's hour one, and so do a municipality's ledger minute and a
start below its floor. With prices each leader's week is a small problem of its own: the best members of a roster are
found by sorting, the best week by a small search. The sum over leaders bounds every solution, whatever the prices; the
prices are improved by a deflected subgradient with Polyak's step. See docs/algorithms/group-formation.md.
"""

from dataclasses import dataclass

import numpy as np

from formation.market import ONLINE, Floats, Ints, Market
from formation.weeks import NEVER, Weeks

# Share of all terms, whatever their sign: sums of doubles err by less, and a bound must not come out a hair too low.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Prices:
    """`citizen` >= 0 per citizen; `hour` >= 0 per [venue, slot]; `minute` within +-penalty, `floor` within 0..penalty per
    municipality."""

    citizen: Floats
    hour: Floats
    minute: Floats
    floor: Floats

    @staticmethod
    def zero(market: Market) -> "Prices":
        instance = market.instance
        return Prices(
            np.zeros(len(instance.citizens)),
            np.zeros((len(instance.venues), len(instance.slots))),
            np.zeros(len(instance.municipalities)),
            np.zeros(len(instance.municipalities)),
        )


@dataclass(frozen=True)
class Answer:
    """What the leaders do at some prices: the bound, the leads taken and everybody's number of starts."""

    bound: float
    leads: Ints
    members: list[Ints]  # per lead taken
    entries: list[Ints]  # per running group
    slack: Prices  # subgradient


class Split:
    """The split by leader, laid out once for many prices."""

    def __init__(self, market: Market) -> None:
        self.market = market
        instance = market.instance
        where = {m.id: n for n, m in enumerate(instance.municipalities)}
        programmes = instance.programme
        self.programme_index = {p.id: n for n, p in enumerate(instance.programmes)}
        self.citizen_municipality = np.array([where[c.municipality] for c in instance.citizens], dtype=np.int64)
        self.tariff = np.array([programmes[c.programme].tariff_minutes for c in instance.citizens], dtype=float)
        self.leader_municipality = np.array([where[f.municipality] for f in instance.facilitators], dtype=np.int64)
        self.balance = np.array([m.balance_minutes for m in instance.municipalities], dtype=float)
        self.tolerance = np.array([m.tolerance_minutes for m in instance.municipalities], dtype=float)
        self.floors = np.array([m.floor_starts for m in instance.municipalities], dtype=float)
        self.course = np.array([p.weeks * p.minutes_per_week for p in instance.programmes], dtype=float)
        self.course_of_lead = self.course[market.programme_of[market.lead_roster]]
        self._lay_out_rosters()
        self.cell_start = np.searchsorted(market.lead_cell, np.arange(len(market.cell_leader)))
        self.leaders = Weeks(market)

    def _lay_out_rosters(self) -> None:
        """Rosters of like length side by side, each a row of positions in `people`; the position after the last is nobody."""
        market = self.market
        counts = np.diff(market.start)
        width = 2 ** np.ceil(np.log2(np.maximum(counts, 4))).astype(int)
        self.blocks: list[tuple[Ints, Ints, Floats]] = []
        nobody = len(market.people)
        for size in np.unique(width):
            rows = np.flatnonzero(width == size)
            places = market.start[rows][:, None] + np.arange(size)
            places = np.where(np.arange(size) < counts[rows][:, None], places, nobody)
            most = int(min(counts[rows].max(), market.size_cap[rows].max()))
            sizes = np.arange(1, most + 1)
            allowed = (sizes >= market.size_min[rows][:, None]) & (sizes <= market.size_cap[rows][:, None])
            allowed &= sizes <= counts[rows][:, None]
            costs = np.where(allowed, market.penalties[market.programme_of[rows]][:, 1 : most + 1], -NEVER)
            self.blocks.append((rows, places, costs))
        pairs = [(n, s) for n, r in enumerate(market.rosters) if r.venue != ONLINE for s in market.slots_of[n]]
        self.hour_roster = np.array([n for n, _ in pairs], dtype=np.int64)
        self.hour_venue = np.array([market.rosters[n].venue for n, _ in pairs], dtype=np.int64)
        self.hour_slot = np.array([s for _, s in pairs], dtype=np.int64)

    # --- one evaluation

    def worth(self, prices: Prices) -> Floats:
        """Per citizen: what a start is worth beyond its gain."""
        where = self.citizen_municipality
        worth: Floats = prices.minute[where] * self.tariff + prices.floor[where] - prices.citizen
        return worth

    def roster_values(self, prices: Prices) -> tuple[Floats, Floats]:
        """Per roster the best value of its members and hours; per pair of roster and citizen its value."""
        market = self.market
        pair = np.append(market.gains + self.worth(prices)[market.people], NEVER)
        values = np.full(len(market.rosters), NEVER)
        for rows, places, costs in self.blocks:
            values[rows] = self._best(pair[places], costs)
        if len(self.hour_roster):
            np.subtract.at(values, self.hour_roster, prices.hour[self.hour_venue, self.hour_slot])
        return values, pair

    @staticmethod
    def _best(values: Floats, costs: Floats) -> Floats:
        most = costs.shape[1]
        if values.shape[1] > most:
            values = -np.partition(-values, most - 1, axis=1)[:, :most]
        ordered = -np.sort(-values, axis=1)
        return np.asarray((np.cumsum(ordered, axis=1) - costs).max(axis=1))

    def members(self, roster: int, pair: Floats) -> Ints:
        """The best members of a roster: positions in `people`, best first."""
        market = self.market
        span = np.arange(market.start[roster], market.start[roster + 1])
        order = span[np.argsort(-pair[span], kind="stable")]
        most = min(len(order), int(market.size_cap[roster]))
        least = int(market.size_min[roster])
        totals = np.cumsum(pair[order[:most]]) - market.penalties[market.programme_of[roster], 1 : most + 1]
        return order[: least + int(np.argmax(totals[least - 1 :]))]

    def lead_values(self, prices: Prices) -> tuple[Floats, Floats]:
        """Per lead its value; per pair of roster and citizen its value."""
        market = self.market
        values, pair = self.roster_values(prices)
        leads = values[market.lead_roster] - market.lead_cost
        leads -= prices.minute[self.leader_municipality[market.lead_leader]] * self.course_of_lead
        return leads, pair

    def evaluate(self, prices: Prices) -> Answer:
        """The bound at these prices, and which way to change them."""
        market = self.market
        leads, pair = self.lead_values(prices)
        cells = np.maximum.reduceat(leads, self.cell_start) if len(leads) else np.zeros(0)
        total, chosen_cells = self.weeks(cells)
        chosen = []
        for cell in chosen_cells:
            end = self.cell_start[cell + 1] if cell + 1 < len(self.cell_start) else len(leads)
            chosen.append(self.cell_start[cell] + int(np.argmax(leads[self.cell_start[cell] : end])))
        members = [market.people[self.members(int(market.lead_roster[lead]), pair)] for lead in chosen]
        entries, entry_value = self._entries(prices)
        bound = total + entry_value + float(prices.citizen.sum() + prices.hour.sum())
        bound += float(
            (self.tolerance * np.abs(prices.minute) - prices.minute * self.balance - prices.floor * self.floors).sum()
        )
        bound += ROUNDING * self._size_of_terms(prices, len(chosen))
        taken = np.array(chosen, dtype=np.int64)
        return Answer(bound, taken, members, entries, self._slack(prices, taken, members, entries))

    def _size_of_terms(self, prices: Prices, leads: int) -> float:
        """No less than the terms of the bound, each without its sign: what they are rounded by is a share of this."""
        market = self.market
        minute = np.abs(prices.minute)
        fixed = prices.citizen.sum() + prices.hour.sum()
        fixed += (minute * (self.tolerance + np.abs(self.balance)) + prices.floor * self.floors).sum()
        most = minute.max(initial=0.0)
        start = most * self.tariff.max(initial=0.0) + prices.floor.max(initial=0.0) + prices.citizen.max(initial=0.0)
        start += max(market.gains.max(initial=0), market.entry_gains.max(initial=0))
        group = market.lead_cost.max(initial=0) + most * self.course.max(initial=0.0) + prices.hour.max(initial=0.0)
        return float(fixed + len(self.tariff) * start + (1 + leads) * (group + market.penalties.max(initial=0)))

    def _entries(self, prices: Prices) -> tuple[list[Ints], float]:
        market = self.market
        worth = self.worth(prices)
        found, total = [], 0.0
        for n, group in enumerate(market.instance.running_groups):
            span = slice(market.entry_start[n], market.entry_start[n + 1])
            people = market.entry_people[span]
            values = market.entry_gains[span] + worth[people]
            best = np.argsort(-values, kind="stable")[: group.seats]
            best = best[values[best] > 0]
            found.append(people[best])
            total += float(values[best].sum())
        return found, total

    def _slack(self, prices: Prices, leads: Ints, members: list[Ints], entries: list[Ints]) -> Prices:
        market = self.market
        instance = market.instance
        placed = np.concatenate([*members, *entries, np.zeros(0, dtype=np.int64)])
        starts = np.bincount(placed, minlength=len(instance.citizens)).astype(float)
        municipalities = len(instance.municipalities)
        used = np.bincount(self.citizen_municipality, starts * self.tariff, minlength=municipalities)
        begun = np.bincount(self.citizen_municipality, starts, minlength=municipalities)
        given = np.bincount(
            self.leader_municipality[market.lead_leader[leads]], self.course_of_lead[leads], minlength=municipalities
        )
        hours = np.ones((len(instance.venues), len(instance.slots)))
        for roster in market.lead_roster[leads]:
            venue = market.rosters[roster].venue
            if venue != ONLINE:
                hours[venue, list(market.slots_of[roster])] -= 1
        net = self.balance + given - used
        return Prices(1 - starts, hours, self.tolerance * np.sign(prices.minute) - net, begun - self.floors)

    def weeks(self, cells: Floats) -> tuple[float, list[int]]:
        """The best week of every leader at these values of cells: the sum, and the cells they take."""
        return self.leaders.best(cells)
