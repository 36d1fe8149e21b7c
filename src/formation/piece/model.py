"""The compact model of a piece: columns as in `formation.exact`, over those who are free and the leads that are possible.

Only how many groups of each roster start, who leads them, and whether there are women or men in them must be whole numbers: with
those settled, who joins which is nearly a flow, and mostly comes out whole.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from formation.columns import Programme as Columns
from formation.columns import Term, total
from formation.market import ONLINE, Ints
from formation.night import Left, Night, count, count_entry, is_possible
from formation.seating import seat


class Model:
    """Laid out from the plan as it is now, which is not needed any more afterwards."""

    def __init__(
        self,
        night: Night,
        *,
        programmes: Iterable[int],
        groups: Sequence[int],
        leads: Ints,
        left: Left | None = None,
    ) -> None:
        """`groups` (numbers) are taken apart; `leads` may be taken, besides theirs. `left`: what the piece may use of what is
        left over, else all of it."""
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
            self.y[lead] = columns.column(-float(market.lead_cost[lead]))
        if len(leads) == 1:
            groups = self.y[leads[0]]
        else:
            groups = columns.column(0, upper=min(len(leads), len(people) // kind.size_min))
            columns.row([*total([self.y[lead] for lead in leads]), (groups, -1.0)], lowest=0, highest=0)
        self.n[roster] = groups
        self.x[roster] = {who: columns.column(gain, whole=False) for who, gain in zip(people, gains, strict=True)}
        members = list(self.x[roster].values())
        least, most = int(market.size_min[roster]), int(market.size_cap[roster])
        self.odd[roster] = seat(columns, kind, members, groups, least=least, most=most)
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
