"""Leaders and rooms: who is free, and what is."""

from collections import defaultdict
from dataclasses import dataclass, field

from formation.incremental.crowd import bits
from formation.model import Group, Instance, Programme


@dataclass(slots=True)
class Staff:
    """Leaders have the number of their place in the instance, weekly times of rooms stand as sets.

    `left` is each leader's minutes a week that no new group uses yet. `leads_at[slot]` are leaders with a new group then.
    """

    instance: Instance = field(compare=False, repr=False)
    number: dict[int, int] = field(default_factory=dict)
    left: list[int] = field(default_factory=list)
    knows: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    speaks: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    works_in: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    free: dict[tuple[int, int], int] = field(default_factory=dict)
    rested: dict[int, int] = field(default_factory=dict)
    leads_at: dict[int, int] = field(default_factory=dict)
    taken: dict[int, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        weeks = self.instance.start_weeks
        self.free = {(slot.id, week): 0 for slot in self.instance.slots for week in range(weeks)}
        self.leads_at = dict.fromkeys(self.instance.slot, 0)
        self.rested = dict.fromkeys(self.instance.programme, 0)
        self.taken = {venue.id: set() for venue in self.instance.venues}
        for place, leader in enumerate(self.instance.facilitators):
            bit = 1 << place
            self.number[leader.id] = place
            self.left.append(leader.max_minutes_per_week)
            for programme in leader.programmes:
                self.knows[programme] |= bit
            for language in leader.languages:
                self.speaks[language] |= bit
            for venue in leader.venues:
                self.works_in[venue] |= bit
            for slot, first_week in leader.slots.items():
                for week in range(first_week, weeks):
                    self.free[slot, week] |= bit
            self._rest(place)

    def _rest(self, place: int) -> None:
        """Write down for which programmes the leader's hours are enough for one group more."""
        bit = 1 << place
        for programme in self.instance.programmes:
            enough = self.left[place] >= programme.minutes_per_week
            self.rested[programme.id] = self.rested[programme.id] & ~bit | (bit if enough else 0)

    def book(self, group: Group, *, booked: bool = True) -> None:
        """The group takes its leader and its room, or with `booked` False gives them back."""
        place = self.number[group.facilitator]
        bit = 1 << place
        minutes = self.instance.programme[group.programme].minutes_per_week
        self.left[place] += -minutes if booked else minutes
        self._rest(place)
        for slot in group.pattern:
            self.leads_at[slot] = self.leads_at[slot] | bit if booked else self.leads_at[slot] & ~bit
        if group.venue is not None:
            taken = self.taken[group.venue]
            taken.update(group.pattern) if booked else taken.difference_update(group.pattern)

    def able(self, programme: int, *, language: str, venue: int | None) -> int:
        """Leaders who may lead such a group, however busy they are."""
        who = self.knows.get(programme, 0) & self.speaks.get(language, 0)
        return who if venue is None else who & self.works_in.get(venue, 0)

    def free_at(self, pattern: tuple[int, ...], week: int) -> int:
        """Leaders who are free at all these times from this start week on, and lead nothing new then."""
        who = -1
        for slot in pattern:
            who &= self.free.get((slot, week), 0) & ~self.leads_at.get(slot, 0)
        return who & ((1 << len(self.left)) - 1)

    def leaders(self, programme: int, *, language: str, venue: int | None, pattern: tuple[int, ...], week: int) -> int:
        """Leaders who can take one such group more."""
        able = self.able(programme, language=language, venue=venue)
        return able & self.rested[programme] & self.free_at(pattern, week) if able else 0

    def room_is_free(self, venue: int, pattern: tuple[int, ...]) -> bool:
        """Whether the room is open and not taken at all these times."""
        return self.instance.venue[venue].slots.issuperset(pattern) and self.taken[venue].isdisjoint(pattern)


def leader_costs(instance: Instance, programme: Programme, who: int) -> dict[tuple[int, ...], dict[int, int]]:
    """What a group of this programme costs, by pattern and by leader (number), without a room.

    Only leaders among `who` with all its times. A room adds weeks x meetings x its cost.
    """
    rows = instance.facilitators
    return {
        pattern: {
            place: instance.running_cost(programme, rows[place], pattern, None)
            for place in bits(who)
            if all(slot in rows[place].slots for slot in pattern)
        }
        for pattern in programme.patterns
    }
