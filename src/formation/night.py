"""A plan under work: groups and entries on a market, with what they leave over, changed one at a time.

Everything is counted as it changes, so that a plan's objective costs a look at the municipalities and no more.
"""

from dataclasses import dataclass

import numpy as np

from formation.lagrange import Split
from formation.market import ONLINE, Bools, Ints, Market
from formation.model import Entry, Group, Solution


@dataclass(frozen=True, slots=True)
class Placed:
    """One group of the plan: a lead of the market, and its members (indices, ascending)."""

    lead: int
    members: Ints


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A whole plan and what it is worth."""

    objective: int
    groups: tuple[Placed, ...]
    entries: tuple[tuple[int, int], ...]


@dataclass
class Left:
    """What a plan leaves over; `net` and `starts` are what it has reached. A copy may be changed freely."""

    free: Bools  # per citizen: starts nowhere
    busy: Bools  # [leader, slot]
    minutes: Ints  # per leader, a week
    taken: Bools  # [venue, slot]
    seats: Ints  # per running group
    net: Ints  # per municipality, minutes
    starts: Ints  # per municipality

    def copy(self) -> "Left":
        return Left(*(array.copy() for array in vars(self).values()))


class Night:
    """The plan. Groups have numbers, given once; entries are pairs of running group and citizen (indices)."""

    def __init__(self, market: Market, split: Split) -> None:
        instance = market.instance
        self.market, self.split = market, split
        self.groups: dict[int, Placed] = {}
        self.entries: dict[tuple[int, int], int] = {}  # with the gain
        self.left = Left(
            free=np.ones(len(instance.citizens), dtype=bool),
            busy=np.zeros((len(instance.facilitators), len(instance.slots)), dtype=bool),
            minutes=np.array([f.max_minutes_per_week for f in instance.facilitators], dtype=np.int64),
            taken=np.zeros((len(instance.venues), len(instance.slots)), dtype=bool),
            seats=np.array([g.seats for g in instance.running_groups], dtype=np.int64),
            net=split.balance.astype(np.int64),
            starts=np.zeros(len(instance.municipalities), dtype=np.int64),
        )
        self.tariff = split.tariff.astype(np.int64)
        self.course = split.course_of_lead.astype(np.int64)
        self.programme = np.array([split.programme_index[c.programme] for c in instance.citizens], dtype=np.int64)
        self._value = 0
        self._next = 0

    @property
    def objective(self) -> int:
        """What the plan is worth."""
        rules, split, left = self.market.instance.rules, self.split, self.left
        beyond = np.maximum(0, np.abs(left.net) - split.tolerance).sum()
        short = np.maximum(0, split.floors - left.starts).sum()
        penalty = rules.ledger_penalty_per_minute * beyond + rules.floor_penalty_per_start * short
        return self._value - int(penalty)

    def group_value(self, placed: Placed) -> int:
        """Gains less costs of one group, municipalities aside."""
        market = self.market
        roster = int(market.lead_roster[placed.lead])
        people, gains = market.fits(roster)
        at = np.searchsorted(people, placed.members)
        size = market.penalties[market.programme_of[roster], len(placed.members)]
        return int(gains[at].sum() - market.lead_cost[placed.lead] - size)

    def together(self, roster: int, members: Ints) -> bool:
        """Whether nobody would be the only woman, or the only man, where that is not allowed."""
        women = int(self.market.women[members].sum())
        return not self.market.isolates[roster] or 1 not in {women, len(members) - women}

    def can_add(self, lead: int) -> bool:
        """Whether the leader and the room are free."""
        return is_possible(self.market, self.left, lead)

    def add(self, lead: int, members: Ints) -> int:
        """Start a group; return its number. The lead is possible and the members are free."""
        placed = Placed(lead, np.sort(members))
        if not (self.can_add(lead) and self.left.free[placed.members].all()):
            raise Taken(f"lead {lead}: its leader, room or members are taken.")
        self._value += self.group_value(placed)
        count(self, self.left, placed, 1)
        self._next += 1
        self.groups[self._next] = placed
        return self._next

    def drop(self, number: int) -> Placed:
        """Take a group back."""
        placed = self.groups.pop(number)
        self._value -= self.group_value(placed)
        count(self, self.left, placed, -1)
        return placed

    def enter(self, group: int, citizen: int) -> None:
        """Let somebody who is free and fits into a running group that has a seat."""
        market = self.market
        if not (self.left.free[citizen] and self.left.seats[group] > 0):
            raise Taken(f"running group {group}: no seat, or citizen {citizen} starts elsewhere.")
        span = slice(market.entry_start[group], market.entry_start[group + 1])
        gain = int(market.entry_gains[span][np.searchsorted(market.entry_people[span], citizen)])
        self.entries[group, citizen] = gain
        self._value += gain
        count_entry(self, self.left, group, citizen, 1)

    def leave(self, group: int, citizen: int) -> None:
        """Take an entry back."""
        self._value -= self.entries.pop((group, citizen))
        count_entry(self, self.left, group, citizen, -1)

    def snapshot(self) -> Snapshot:
        """The plan as it is, to come back to."""
        return Snapshot(self.objective, tuple(self.groups.values()), tuple(self.entries))

    def restore(self, snapshot: Snapshot) -> None:
        """Come back to an earlier plan; groups get new numbers."""
        for number in list(self.groups):
            self.drop(number)
        for pair in list(self.entries):
            self.leave(*pair)
        for placed in snapshot.groups:
            self.add(placed.lead, placed.members)
        for pair in snapshot.entries:
            self.enter(*pair)

    def solution(self) -> Solution:
        """The plan in ids, ordered by programme, then first slot and leader."""
        instance, market = self.market.instance, self.market
        groups = []
        for placed in self.groups.values():
            roster = market.rosters[market.lead_roster[placed.lead]]
            programme = instance.programmes[roster.programme]
            online = roster.venue == ONLINE
            groups.append(
                Group(
                    programme=programme.id,
                    language=roster.language,
                    audience=roster.audience,
                    mode="online" if online else "physical",
                    venue=None if online else instance.venues[roster.venue].id,
                    pattern=programme.patterns[roster.pattern],
                    start_week=roster.week,
                    facilitator=instance.facilitators[market.lead_leader[placed.lead]].id,
                    members=tuple(sorted(instance.citizens[who].id for who in placed.members)),
                )
            )
        groups.sort(key=lambda group: (group.programme, group.pattern, group.facilitator))
        entries = [
            Entry(instance.running_groups[group].id, instance.citizens[who].id) for group, who in sorted(self.entries)
        ]
        return Solution(tuple(groups), tuple(entries))


class Taken(ValueError):
    """A group or entry does not fit what is left."""


def is_possible(market: Market, left: Left, lead: int) -> bool:
    """Whether a lead's leader has the hours and its room is free."""
    roster = market.lead_roster[lead]
    leader, venue = market.lead_leader[lead], market.rosters[roster].venue
    slots = list(market.slots_of[roster])
    return bool(
        market.cell_minutes[market.lead_cell[lead]] <= left.minutes[leader]
        and not left.busy[leader, slots].any()
        and (venue == ONLINE or not left.taken[venue, slots].any())
    )


def count(night: Night, left: Left, placed: Placed, sign: int) -> None:
    """Count a group in (+1) or out (-1) of what is left."""
    market, split = night.market, night.split
    roster = market.lead_roster[placed.lead]
    leader, venue = market.lead_leader[placed.lead], market.rosters[roster].venue
    slots = list(market.slots_of[roster])
    left.free[placed.members] = sign < 0
    left.busy[leader, slots] = sign > 0
    left.minutes[leader] -= sign * market.cell_minutes[market.lead_cell[placed.lead]]
    if venue != ONLINE:
        left.taken[venue, slots] = sign > 0
    left.net[split.leader_municipality[leader]] += sign * night.course[placed.lead]
    home = split.citizen_municipality[placed.members]
    np.subtract.at(left.net, home, sign * night.tariff[placed.members])
    np.add.at(left.starts, home, sign)


def count_entry(night: Night, left: Left, group: int, citizen: int, sign: int) -> None:
    """Count an entry in (+1) or out (-1) of what is left."""
    home = night.split.citizen_municipality[citizen]
    left.free[citizen] = sign < 0
    left.seats[group] -= sign
    left.net[home] -= sign * night.tariff[citizen]
    left.starts[home] += sign
