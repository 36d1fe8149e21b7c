"""The night's problem as numpy arrays: which groups could exist, for whom, led by whom.

A *roster* is everything about a group but its leader: programme, language, audience, mode, room, pattern, start week.
A *lead* is one leader who can take one roster, with what that costs. Impossible ones are never made:

* a roster needs `size_min` people who fit and would not start at a loss, a room that holds them and is open, a leader;
* of one leader, group and pattern a week is left out where nobody who fits gains by it over one and the same earlier week.

Both rules lose no solution that is better than those that remain.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from formation.model import WOMAN, Facilitator, Instance, Programme, size_penalty

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

ONLINE = -1


@dataclass(frozen=True, slots=True)
class Roster:
    """Indices into the instance's sequences; `venue` is ONLINE or an index, `pattern` an index into the programme's."""

    programme: int
    language: str
    audience: str
    venue: int
    pattern: int
    week: int


@dataclass(frozen=True)
class Market:
    """All possible rosters, who fits each, and who can lead each.

    `people[start[r]:start[r + 1]]` are the citizens (indices) who fit roster r, `gains` their gains, same order.
    Leads are sorted by leader, programme and pattern: one *cell* is a run of leads of the same three.
    """

    instance: Instance
    rosters: tuple[Roster, ...]
    start: Ints
    people: Ints
    gains: Ints
    size_min: Ints  # per roster
    size_cap: Ints  # per roster: size_max, and what the room holds
    programme_of: Ints  # per roster
    slots_of: tuple[tuple[int, ...], ...]  # per roster: indices of slots
    lead_roster: Ints
    lead_leader: Ints
    lead_cost: Ints
    lead_cell: Ints
    cell_leader: Ints
    cell_programme: Ints
    cell_minutes: Ints
    cell_slots: tuple[int, ...]  # bit mask of slots
    entry_start: Ints  # running groups: who could enter, as for rosters
    entry_people: Ints
    entry_gains: Ints

    @cached_property
    def penalties(self) -> Ints:
        """[programme, size] what a group of this size costs for its size; sizes that those who wait can fill."""
        largest = max((p.size_max for p in self.instance.programmes), default=0)
        most = min(largest, len(self.instance.citizens))
        rows = [[size_penalty(p, size) for size in range(most + 1)] for p in self.instance.programmes]
        return np.array(rows, dtype=np.int64).reshape(len(rows), most + 1)

    @cached_property
    def women(self) -> Bools:
        """Per citizen: a woman."""
        return np.array([citizen.gender == WOMAN for citizen in self.instance.citizens], dtype=bool)

    @cached_property
    def isolates(self) -> Bools:
        """Per roster: nobody may be alone of their gender."""
        programmes = self.instance.programmes
        return np.array(
            [programmes[r.programme].no_isolated_gender and r.audience == "all" for r in self.rosters], dtype=bool
        )

    def fits(self, roster: int) -> tuple[Ints, Ints]:
        """Citizens who fit a roster, and their gains."""
        span = slice(self.start[roster], self.start[roster + 1])
        return self.people[span], self.gains[span]


def build(instance: Instance) -> Market:
    """Lay out the market of one night."""
    return _Builder(instance).market()


class _Builder:
    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.slot_index = {slot.id: n for n, slot in enumerate(instance.slots)}
        self.venue_index = {venue.id: n for n, venue in enumerate(instance.venues)}
        self.citizens_of: dict[int, list[int]] = defaultdict(list)
        for n, citizen in enumerate(instance.citizens):
            self.citizens_of[citizen.programme].append(n)
        self.leaders_of: dict[int, list[int]] = defaultdict(list)
        for n, leader in enumerate(instance.facilitators):
            for programme in leader.programmes:
                self.leaders_of[programme].append(n)
        self.rosters: list[Roster] = []
        self.people: list[Ints] = []
        self.gains: list[Ints] = []
        self.leads: list[tuple[int, int, int, int, int]] = []  # leader, programme, pattern, roster, cost

    def market(self) -> Market:
        for n, programme in enumerate(self.instance.programmes):
            if self.citizens_of[programme.id] and self.leaders_of[programme.id]:
                self._programme(n, programme)
        instance = self.instance
        programmes = instance.programmes
        self.leads.sort()
        cells: dict[tuple[int, int, int], int] = {}
        lead_cell = [cells.setdefault(lead[:3], len(cells)) for lead in self.leads]
        patterns = [[[self.slot_index[s] for s in pattern] for pattern in p.patterns] for p in programmes]
        entries = [self._entry(n) for n in range(len(instance.running_groups))]
        return Market(
            instance=instance,
            rosters=tuple(self.rosters),
            start=_starts(self.people),
            people=_joined(self.people),
            gains=_joined(self.gains),
            size_min=_ints(programmes[r.programme].size_min for r in self.rosters),
            size_cap=_ints(self._cap(r) for r in self.rosters),
            programme_of=_ints(r.programme for r in self.rosters),
            slots_of=tuple(tuple(patterns[r.programme][r.pattern]) for r in self.rosters),
            lead_roster=_ints(lead[3] for lead in self.leads),
            lead_leader=_ints(lead[0] for lead in self.leads),
            lead_cost=_ints(lead[4] for lead in self.leads),
            lead_cell=_ints(lead_cell),
            cell_leader=_ints(cell[0] for cell in cells),
            cell_programme=_ints(cell[1] for cell in cells),
            cell_minutes=_ints(programmes[cell[1]].minutes_per_week for cell in cells),
            cell_slots=tuple(sum(1 << s for s in patterns[cell[1]][cell[2]]) for cell in cells),
            entry_start=_starts([people for people, _ in entries]),
            entry_people=_joined([people for people, _ in entries]),
            entry_gains=_joined([gains for _, gains in entries]),
        )

    def _cap(self, roster: Roster) -> int:
        most = self.instance.programmes[roster.programme].size_max
        return most if roster.venue == ONLINE else min(most, self.instance.venues[roster.venue].capacity)

    def _programme(self, index: int, programme: Programme) -> None:
        instance = self.instance
        crowd = _Crowd(instance, programme, np.array(self.citizens_of[programme.id], dtype=np.int64))
        leaders = [
            (n, instance.facilitators[n])
            for n in self.leaders_of[programme.id]
            if programme.minutes_per_week <= instance.facilitators[n].max_minutes_per_week
        ]
        free = {
            (n, pattern): week
            for n, leader in leaders
            for pattern, times in enumerate(programme.patterns)
            if (week := self._first_week(leader, times)) is not None
        }
        for (language, audience, venue), base in self._open_to(programme, crowd.people).items():
            room = None if venue == ONLINE else instance.venues[venue]
            who = [
                n
                for n, leader in leaders
                if language in leader.languages and (room is None or room.id in leader.venues)
            ]
            for pattern, times in enumerate(programme.patterns):
                able = [(n, free[n, pattern]) for n in who if (n, pattern) in free]
                mask = base & crowd.can[pattern]
                if able and mask.sum() >= programme.size_min and (room is None or room.slots.issuperset(times)):
                    self._rosters(crowd, Roster(index, language, audience, venue, pattern, 0), mask, able)

    def _rosters(self, crowd: "_Crowd", roster: Roster, mask: Bools, able: list[tuple[int, int]]) -> None:
        """One roster for each start week that a leader needs; `able` are leaders with their first possible week."""
        instance, programme = self.instance, crowd.programme
        times = programme.patterns[roster.pattern]
        venue = None if roster.venue == ONLINE else instance.venues[roster.venue]
        weeks = range(min(first for _, first in able), instance.start_weeks)
        worth = {week: crowd.gains(times, week, online=venue is None)[mask] for week in weeks}
        needed = {first: _undominated(worth, first) for first in {first for _, first in able}}
        found: dict[int, int | None] = {}
        for n, first in able:
            for week in needed[first]:
                if week not in found:
                    found[week] = self._roster(crowd.people[mask], worth[week], replace(roster, week=week))
                number = found[week]
                if number is not None:
                    cost = instance.running_cost(programme, instance.facilitators[n], times, venue)
                    self.leads.append((n, roster.programme, roster.pattern, number, cost))

    def _roster(self, people: Ints, gains: Ints, roster: Roster) -> int | None:
        """Its number; None where too few would start without loss."""
        fit = gains >= 0
        if fit.sum() < self.instance.programmes[roster.programme].size_min:
            return None
        self.rosters.append(roster)
        self.people.append(people[fit])
        self.gains.append(gains[fit])
        return len(self.rosters) - 1

    def _first_week(self, leader: Facilitator, times: tuple[int, ...]) -> int | None:
        weeks = [leader.slots.get(slot, self.instance.start_weeks) for slot in times]
        return None if max(weeks) >= self.instance.start_weeks else max(0, *weeks)

    def _open_to(self, programme: Programme, people: Ints) -> dict[tuple[str, str, int], Bools]:
        rows = [self.instance.citizens[n] for n in people]
        languages = sorted({language for row in rows for language in row.languages})
        audiences = sorted({audience for row in rows for audience in row.audiences})
        ways: list[tuple[int, Bools]] = []
        if "online" in programme.modes:
            ways.append((ONLINE, np.array([row.online for row in rows])))
        if "physical" in programme.modes:
            for venue in sorted({venue for row in rows for venue in row.venues}):
                index = self.venue_index[venue]
                if self.instance.venues[index].capacity >= programme.size_min:
                    ways.append((index, np.array([venue in row.venues for row in rows])))
        found = {}
        for language in languages:
            speaks = np.array([language in row.languages for row in rows])
            for audience in audiences:
                accepts = speaks & np.array([audience in row.audiences for row in rows])
                for venue, reaches in ways:
                    base = accepts & reaches
                    if base.sum() >= programme.size_min:
                        found[language, audience, venue] = base
        return found

    def _entry(self, number: int) -> tuple[Ints, Ints]:
        group = self.instance.running_groups[number]
        fits = []
        for n in self.citizens_of[group.programme]:
            row = self.instance.citizens[n]
            place = row.online if group.mode == "online" else group.venue in row.venues
            if (
                group.language in row.languages
                and group.audience in row.audiences
                and place
                and row.slots.issuperset(group.slots)
            ):
                gain = row.gain(day=group.entry_day, mode=group.mode)
                if gain >= 0:
                    fits.append((n, gain))
        return _ints(n for n, _ in fits), _ints(gain for _, gain in fits)


def _undominated(worth: Mapping[int, Ints], first: int) -> list[int]:
    """Weeks from `first` on, without those in which nobody gains more than in one earlier week."""
    kept: list[int] = []
    for week in range(first, max(worth) + 1):
        if not any((worth[week] <= worth[earlier]).all() for earlier in kept):
            kept.append(week)
    return kept


class _Crowd:
    """The citizens of one programme: who can come to which pattern, and what a start on a day is worth to each."""

    def __init__(self, instance: Instance, programme: Programme, people: Ints) -> None:
        self.instance, self.programme, self.people = instance, programme, people
        self.rows = [instance.citizens[n] for n in people]
        self.can = [np.array([row.slots.issuperset(times) for row in self.rows]) for times in programme.patterns]
        self.known: dict[tuple[str, int], Ints] = {}

    def gains(self, times: tuple[int, ...], week: int, *, online: bool) -> Ints:
        """Per citizen of the programme: below 0 is a loss."""
        mode, day = "online" if online else "physical", self.instance.first_day(times, week)
        if (mode, day) not in self.known:
            self.known[mode, day] = _ints(row.gain(day=day, mode=mode) for row in self.rows)
        return self.known[mode, day]


def _ints(values: Iterator[int] | list[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _starts(parts: list[Ints]) -> Ints:
    return np.cumsum([0, *(len(part) for part in parts)], dtype=np.int64)
