"""The state of one night between two plans: who waits, who sits where, and what is free."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from formation.incremental.answers import InvalidCitizen
from formation.incremental.crowd import Crowd, bits
from formation.incremental.ledger import Ledger
from formation.incremental.staff import Staff, leader_costs
from formation.model import AUDIENCES, MAN, MODES, WOMAN, Citizen, Entry, Group, Instance, RunningGroup, Solution

Where = tuple[int, tuple[int, ...]]
"""A planned group: its leader and its pattern. A leader leads one new group at a time, so no two have the same."""


@dataclass(slots=True)
class Board:
    """All indexes. Two boards of the same people and places are equal, however they came about.

    `planned` by programme; `entered` are the citizens with a seat in each running group; `place` is where somebody placed sits.
    """

    night: Instance = field(compare=False, repr=False)
    crowds: dict[int, Crowd] = field(default_factory=dict)
    staff: Staff = field(init=False)
    ledger: Ledger = field(init=False)
    planned: dict[int, dict[Where, Group]] = field(default_factory=dict)
    running: dict[int, list[RunningGroup]] = field(default_factory=dict)
    entered: dict[int, set[int]] = field(default_factory=dict)
    place: dict[int, int | Where] = field(default_factory=dict)
    newcomers: list[Citizen] = field(default_factory=list, compare=False)
    costs: dict[int, dict[tuple[int, ...], dict[int, int]]] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        night = self.night
        self.staff = Staff(night)
        self.ledger = Ledger(night)
        for programme in night.programmes:
            self.crowds[programme.id] = Crowd(last_day=7 * night.start_weeks)
            self.planned[programme.id] = {}
            self.running[programme.id] = []
            self.costs[programme.id] = leader_costs(night, programme, self.staff.knows.get(programme.id, 0))
        for row in night.running_groups:
            self.running[row.programme].append(row)
            self.entered[row.id] = set()
        for citizen in night.citizens:
            self.crowds[citizen.programme].add(citizen)

    def put(self, solution: Solution) -> None:
        """Place everybody as the solution says."""
        for group in solution.groups:
            self.open(group)
        for entry in solution.entries:
            self.enter(entry.running_group, self.citizen(entry.citizen))

    def citizen(self, citizen_id: int) -> Citizen:
        """Somebody of the night, or who came since."""
        known = self.night.citizen.get(citizen_id)
        return known or next(row for row in self.newcomers if row.id == citizen_id)

    def welcome(self, citizen: Citizen) -> None:
        """Somebody new waits."""
        self.newcomers.append(citizen)
        self.crowds[citizen.programme].add(citizen)

    def instance(self) -> Instance:
        """The night with everybody who came since."""
        return replace(self.night, citizens=(*self.night.citizens, *self.newcomers)) if self.newcomers else self.night

    def solution(self) -> Solution:
        """Who starts where. Groups by leader and pattern, entries by running group, members and citizens by id."""
        groups = [group for of_programme in self.planned.values() for group in of_programme.values()]
        return Solution(
            groups=tuple(sorted(groups, key=lambda group: (group.facilitator, group.pattern))),
            entries=tuple(Entry(row, who) for row in sorted(self.entered) for who in sorted(self.entered[row])),
        )

    def open(self, group: Group) -> None:
        """A new group with all its members."""
        where = group.facilitator, group.pattern
        programme = self.night.programme[group.programme]
        self.staff.book(group)
        self.ledger.lead(self._employer(group), programme.weeks * programme.minutes_per_week)
        self.planned[group.programme][where] = replace(group, members=tuple(sorted(group.members)))
        for member in group.members:
            self._settle(self.citizen(member), where)

    def end(self, where: Where, programme_id: int) -> tuple[int, ...]:
        """The group is not to be; everybody in it waits. Gives their ids."""
        group = self.planned[programme_id].pop(where)
        programme = self.night.programme[programme_id]
        self.staff.book(group, booked=False)
        self.ledger.lead(self._employer(group), -programme.weeks * programme.minutes_per_week)
        for member in group.members:
            self._settle(self.citizen(member), None)
        return group.members

    def join(self, where: Where, citizen: Citizen) -> None:
        """One more in a planned group."""
        group = self.planned[citizen.programme][where]
        members = tuple(sorted((*group.members, citizen.id)))
        self.planned[citizen.programme][where] = replace(group, members=members)
        self._settle(citizen, where)

    def part(self, where: Where, citizen: Citizen) -> None:
        """One fewer in a planned group."""
        group = self.planned[citizen.programme][where]
        members = tuple(member for member in group.members if member != citizen.id)
        self.planned[citizen.programme][where] = replace(group, members=members)
        self._settle(citizen, None)

    def enter(self, running_group: int, citizen: Citizen) -> None:
        """A seat in a running group."""
        self.entered[running_group].add(citizen.id)
        self._settle(citizen, running_group)

    def leave(self, running_group: int, citizen: Citizen) -> None:
        """The seat is free again."""
        self.entered[running_group].remove(citizen.id)
        self._settle(citizen, None)

    def _settle(self, citizen: Citizen, where: int | Where | None) -> None:
        self.crowds[citizen.programme].settle(citizen.id, waits=where is None)
        tariff = self.night.programme[citizen.programme].tariff_minutes
        self.ledger.start(citizen.municipality, tariff, -1 if where is None else 1)
        if where is None:
            del self.place[citizen.id]
        else:
            self.place[citizen.id] = where

    def _employer(self, group: Group) -> int:
        return self.night.facilitator[group.facilitator].municipality

    def most(self, programme: int, venue: int | None) -> int:
        """How many people such a group may have."""
        most = self.night.programme[programme].size_max
        return most if venue is None else min(most, self.night.venue[venue].capacity)

    def women(self, members: Iterable[int]) -> int:
        """How many of these citizens are women."""
        return sum(self.citizen(member).gender == WOMAN for member in members)

    def waits(self) -> list[int]:
        """The ids of everybody without a place, lowest first."""
        return sorted(crowd.citizens[place].id for crowd in self.crowds.values() for place in bits(crowd.waiting))


def check(board: Board, citizen: Citizen) -> None:
    """Refuse somebody this night cannot place. Raises InvalidCitizen for the first wrong field."""
    night = board.night
    days = max([7 * night.start_weeks, *(row.entry_day for row in night.running_groups)])
    known = "Give one of this night's ids."
    rooms, times = set(citizen.venues) - set(night.venue), set(citizen.slots) - set(night.slot)
    wrong: tuple[tuple[str, object, bool, str], ...] = (
        ("id", citizen.id, citizen.id in board.place, "This citizen has a place: release it first."),
        ("programme", citizen.programme, citizen.programme not in night.programme, known),
        ("municipality", citizen.municipality, citizen.municipality not in night.municipality, known),
        ("gender", citizen.gender, citizen.gender not in {WOMAN, MAN}, f"Give {WOMAN!r} or {MAN!r}."),
        ("audiences", sorted(citizen.audiences), not citizen.audiences <= set(AUDIENCES), f"Give some of {AUDIENCES}."),
        ("venues", sorted(rooms), bool(rooms), known),
        ("slots", sorted(times), bool(times), known),
        ("keep_permille", len(citizen.keep_permille), len(citizen.keep_permille) <= days, f"Give days 0 to {days}."),
        ("fit_permille", sorted(citizen.fit_permille), not set(MODES) <= set(citizen.fit_permille), f"Give {MODES}."),
    )
    for field_name, value, is_wrong, mend in wrong:
        if is_wrong:
            raise InvalidCitizen(field=field_name, value=value, mend=mend)
    other = [
        number for number, crowd in board.crowds.items() if number != citizen.programme and citizen.id in crowd.number
    ]
    if other:
        mend = f"Citizen {citizen.id} waits for programme {other[0]}: a citizen waits for one."
        raise InvalidCitizen(field="programme", value=citizen.programme, mend=mend)
