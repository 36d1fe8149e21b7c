"""One night's problem and its answer: plain facts, frozen, all numbers whole.

Format pooling-1. Minutes are minutes, money is points of about one krone, days count from today (day 0). `per mille` is a
whole number from 0 to 1000. A weekly time (slot) is named by its id; a pattern is the set of slots a group meets at each
week. Order of a sequence is the order of the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

MODES = ("online", "physical")
AUDIENCES = ("all", "women")
WOMAN, MAN = "f", "m"


@dataclass(frozen=True, slots=True)
class Slot:
    """A weekly time. `weekday` 0 is Monday; `start` is "HH:MM"; a leader's hour costs `premium_permille` of their rate."""

    id: int
    weekday: int
    start: str
    premium_permille: int


@dataclass(frozen=True, slots=True)
class Programme:
    """What a group runs. Penalties are points per person below or above `size_ideal`."""

    id: int
    name: str
    sessions_per_week: int
    weeks: int
    size_min: int
    size_ideal: int
    size_max: int
    facilitator_minutes_per_session: int
    no_isolated_gender: bool
    modes: tuple[str, ...]
    patterns: tuple[tuple[int, ...], ...]
    tariff_minutes: int
    startup_cost: int
    under_penalty: int
    over_penalty: int

    @property
    def minutes_per_week(self) -> int:
        """A leader's minutes each week for one group."""
        return self.sessions_per_week * self.facilitator_minutes_per_session


@dataclass(frozen=True, slots=True)
class Municipality:
    """`balance_minutes`: leader's minutes given minus used so far. `floor_starts`: people who ought to start tonight."""

    id: int
    name: str
    population: int
    balance_minutes: int
    tolerance_minutes: int
    floor_starts: int


@dataclass(frozen=True, slots=True)
class Venue:
    """A room; `slots` are the weekly times at which it is open."""

    id: int
    municipality: int
    capacity: int
    features: tuple[str, ...]
    slots: frozenset[int]
    cost_per_session: int


@dataclass(frozen=True, slots=True)
class Facilitator:
    """A leader; `slots` gives, for each weekly time, the first start week (0 is this week) at which it is free."""

    id: int
    municipality: int
    programmes: frozenset[int]
    languages: frozenset[str]
    slots: Mapping[int, int]
    max_minutes_per_week: int
    rate_per_hour: int
    venues: frozenset[int]


@dataclass(frozen=True, slots=True)
class RunningGroup:
    """A group that meets already and takes people in along the way; it costs nothing more."""

    id: int
    programme: int
    language: str
    audience: str
    mode: str
    venue: int | None
    slots: tuple[int, ...]
    seats: int
    entry_day: int


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody who waits. `venues` gives the minutes of travel to each room they can use.

    `keep_permille[d]`: how probable it is that they still want to start on day d.
    """

    id: int
    municipality: int
    programme: int
    languages: frozenset[str]
    gender: str
    audiences: frozenset[str]
    online: bool
    venues: Mapping[int, int]
    slots: frozenset[int]
    value: int
    wait_value: int
    keep_permille: tuple[int, ...]
    fit_permille: Mapping[str, int]
    vulnerable: bool
    waited_days: int

    def gain(self, *, day: int, mode: str) -> int:
        """What a start on this day is worth beyond waiting on: below 0 is a loss, and nobody is placed at one."""
        return self.value * self.keep_permille[day] * self.fit_permille[mode] // 1_000_000 - self.wait_value


@dataclass(frozen=True, slots=True)
class Rules:
    """Points per minute beyond a municipality's tolerance, and per start below its floor."""

    ledger_penalty_per_minute: int
    floor_penalty_per_start: int


@dataclass(frozen=True)
class Instance:
    """One night. Look rows up by id through the mappings below; ids need not be 0, 1, 2 ..."""

    name: str
    today_weekday: int
    start_weeks: int
    languages: tuple[str, ...]
    slots: tuple[Slot, ...]
    programmes: tuple[Programme, ...]
    municipalities: tuple[Municipality, ...]
    venues: tuple[Venue, ...]
    facilitators: tuple[Facilitator, ...]
    running_groups: tuple[RunningGroup, ...]
    citizens: tuple[Citizen, ...]
    rules: Rules
    slot: Mapping[int, Slot] = field(init=False, repr=False, compare=False)
    programme: Mapping[int, Programme] = field(init=False, repr=False, compare=False)
    municipality: Mapping[int, Municipality] = field(init=False, repr=False, compare=False)
    venue: Mapping[int, Venue] = field(init=False, repr=False, compare=False)
    facilitator: Mapping[int, Facilitator] = field(init=False, repr=False, compare=False)
    running_group: Mapping[int, RunningGroup] = field(init=False, repr=False, compare=False)
    citizen: Mapping[int, Citizen] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for one, many in (
            ("slot", self.slots),
            ("programme", self.programmes),
            ("municipality", self.municipalities),
            ("venue", self.venues),
            ("facilitator", self.facilitators),
            ("running_group", self.running_groups),
            ("citizen", self.citizens),
        ):
            object.__setattr__(self, one, {row.id: row for row in many})

    def day(self, slot: int, week: int) -> int:
        """The first date of a weekly time in a start week: 1 to 7 in week 0."""
        return (self.slot[slot].weekday - self.today_weekday - 1) % 7 + 1 + 7 * week

    def first_day(self, pattern: tuple[int, ...], week: int) -> int:
        """The day on which a group with this pattern meets for the first time."""
        return min(self.day(slot, week) for slot in pattern)

    def running_cost(
        self, programme: Programme, facilitator: Facilitator, pattern: tuple[int, ...], venue: Venue | None
    ) -> int:
        """Leader and room over the whole course, and starting it; without what an odd size costs."""
        room = venue.cost_per_session if venue else 0
        minutes = facilitator.rate_per_hour * programme.facilitator_minutes_per_session
        each_week = sum(minutes * self.slot[slot].premium_permille // 60_000 + room for slot in pattern)
        return programme.startup_cost + programme.weeks * each_week


def size_penalty(programme: Programme, size: int) -> int:
    """What a group of this size costs for being below or above the ideal."""
    below, above = max(0, programme.size_ideal - size), max(0, size - programme.size_ideal)
    return programme.under_penalty * below + programme.over_penalty * above


@dataclass(frozen=True, slots=True)
class Group:
    """A group to start; `members` are ids of citizens, `venue` is None for a group by video."""

    programme: int
    language: str
    audience: str
    mode: str
    venue: int | None
    pattern: tuple[int, ...]
    start_week: int
    facilitator: int
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One citizen joins one running group."""

    running_group: int
    citizen: int


@dataclass(frozen=True, slots=True)
class Solution:
    """Who starts where; whoever stands in neither list waits on."""

    groups: tuple[Group, ...] = ()
    entries: tuple[Entry, ...] = ()

    @property
    def placed(self) -> int:
        """How many citizens start."""
        return sum(len(group.members) for group in self.groups) + len(self.entries)
