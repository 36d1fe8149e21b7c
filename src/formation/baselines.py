"""Two plans to compare others with: the shared line as the centre forms groups today, and each municipality by itself.

Both keep every hard rule and look at no cost, no ledger and no floor.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from formation.model import (
    MAN,
    WOMAN,
    Citizen,
    Entry,
    Facilitator,
    Group,
    Instance,
    Municipality,
    Programme,
    RunningGroup,
    Solution,
)

Pattern = tuple[int, ...]


def pooled_first_come(instance: Instance) -> Solution:
    """First come, first served, for everybody together (docs/algorithms/pooling.md).

    Who waited longest comes first, then the lower id. First each takes the soonest seat in a running group that fits and is
    no loss. Then each who still waits opens the best group that can be opened with them: earliest first day, then most
    people, online before a room, then room, pattern, language, audience and leader in rising order; the first in line
    who fit fill it, up to what programme and room hold.
    """
    return _Line(instance).served()


def each_alone(instance: Instance) -> Solution:
    """The same, where each municipality has only its own citizens, leaders and rooms.

    Running groups count where they meet in an own room. Online ones belong to no municipality in this format: nobody enters.
    """
    groups: list[Group] = []
    entries: list[Entry] = []
    for municipality in instance.municipalities:
        own = pooled_first_come(_own(instance, municipality))
        groups += own.groups
        entries += own.entries
    return Solution(tuple(groups), tuple(entries))


def _own(instance: Instance, municipality: Municipality) -> Instance:
    venues = tuple(venue for venue in instance.venues if venue.municipality == municipality.id)
    rooms = {venue.id for venue in venues}
    return replace(
        instance,
        venues=venues,
        facilitators=tuple(one for one in instance.facilitators if one.municipality == municipality.id),
        running_groups=tuple(group for group in instance.running_groups if group.venue in rooms),
        citizens=tuple(citizen for citizen in instance.citizens if citizen.municipality == municipality.id),
    )


@dataclass(frozen=True, slots=True)
class _Chance:
    """A group that could be: everything but leader and members. `venue` is None for online."""

    programme: int
    pattern: Pattern
    week: int
    day: int
    venue: int | None
    language: str
    audience: str

    @property
    def mode(self) -> str:
        return "online" if self.venue is None else "physical"

    @property
    def order(self) -> tuple[bool, int, Pattern, str, str]:
        """Between chances of one day with equally many people; unique."""
        return (self.venue is not None, self.venue or 0, self.pattern, self.language, self.audience)


class _Line:
    """Everybody who waits, in order, and what is taken so far. Leaders and rooms only fill up, and the line only shrinks:
    a chance that has gone once never comes back."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.line = sorted(instance.citizens, key=lambda citizen: (-citizen.waited_days, citizen.id))
        self.placed: set[int] = set()
        self.busy: set[tuple[str, int, int]] = set()
        self.minutes = {leader.id: leader.max_minutes_per_week for leader in instance.facilitators}
        self.gone: set[_Chance] = set()
        self.waiting: dict[_Chance, list[Citizen]] = {}
        self.able: dict[tuple[int, int | None, Pattern], list[Citizen]] = {}
        self.by_way: dict[tuple[int, int | None], list[Citizen]] = defaultdict(list)
        for citizen in self.line:
            for venue in _ways(citizen, instance):
                self.by_way[citizen.programme, venue].append(citizen)
        self.leaders: dict[tuple[int, str], list[Facilitator]] = defaultdict(list)
        for leader in sorted(instance.facilitators, key=lambda leader: leader.id):
            for programme in leader.programmes:
                for language in leader.languages:
                    self.leaders[programme, language].append(leader)
        self.calendar = {programme.id: _calendar(instance, programme) for programme in instance.programmes}

    def served(self) -> Solution:
        entries = [entry for citizen in self.line if (entry := self.entry(citizen))]
        groups = [group for citizen in self.line if citizen.id not in self.placed and (group := self.opened(citizen))]
        return Solution(tuple(groups), tuple(entries))

    def entry(self, citizen: Citizen) -> Entry | None:
        """The soonest seat in a running group."""
        fitting = [
            group
            for group in self.instance.running_groups
            if _fits_running(citizen, group) and not all(("seat", group.id, n) in self.busy for n in range(group.seats))
        ]
        if not fitting:
            return None
        group = min(fitting, key=lambda group: (group.entry_day, group.id))
        seat = next(n for n in range(group.seats) if ("seat", group.id, n) not in self.busy)
        self.busy.add(("seat", group.id, seat))
        self.placed.add(citizen.id)
        return Entry(group.id, citizen.id)

    def opened(self, citizen: Citizen) -> Group | None:
        """The best group that can be opened with this citizen in it, opened."""
        for _, days_chances in groupby(self.chances(citizen), key=lambda chance: chance.day):
            possible = [
                (chance, leader, members)
                for chance in days_chances
                if (leader := self.leader(chance)) and (members := self.members(chance, citizen))
            ]
            if possible:
                best = min(possible, key=lambda found: (-len(found[2]), found[0].order))
                return self.open(*best)
        return None

    def chances(self, citizen: Citizen) -> Iterator[_Chance]:
        """Groups that would fit the citizen and have not gone, by day."""
        modes = self.instance.programme[citizen.programme].modes
        ways = [venue for venue in _ways(citizen, self.instance) if _mode(venue) in modes]
        words = [
            (language, audience) for language in sorted(citizen.languages) for audience in sorted(citizen.audiences)
        ]
        for day, week, pattern in self.calendar[citizen.programme]:
            if not citizen.slots.issuperset(pattern):
                continue
            for venue in ways:
                if citizen.gain(day=day, mode=_mode(venue)) < 0:
                    continue
                for language, audience in words:
                    chance = _Chance(citizen.programme, pattern, week, day, venue, language, audience)
                    if chance not in self.gone:
                        yield chance

    def leader(self, chance: _Chance) -> Facilitator | None:
        """Who can still lead it, the lowest id first; None too when the room is taken or closed."""
        minutes = self.instance.programme[chance.programme].minutes_per_week
        if self.room_is_free(chance):
            for leader in self.leaders[chance.programme, chance.language]:
                if self.minutes[leader.id] >= minutes and self.can_lead(leader, chance):
                    return leader
        self.gone.add(chance)
        return None

    def room_is_free(self, chance: _Chance) -> bool:
        if chance.venue is None:
            return True
        open_at = self.instance.venue[chance.venue].slots
        return all(slot in open_at and ("room", chance.venue, slot) not in self.busy for slot in chance.pattern)

    def can_lead(self, leader: Facilitator, chance: _Chance) -> bool:
        if chance.venue is not None and chance.venue not in leader.venues:
            return False
        return all(
            slot in leader.slots and leader.slots[slot] <= chance.week and ("leader", leader.id, slot) not in self.busy
            for slot in chance.pattern
        )

    def members(self, chance: _Chance, citizen: Citizen) -> list[Citizen] | None:
        """The first in line who fit, the citizen among them; None when they are too few."""
        programme = self.instance.programme[chance.programme]
        if chance not in self.waiting:
            self.waiting[chance] = self.who_fits(chance)
        fitting = self.waiting[chance] = [one for one in self.waiting[chance] if one.id not in self.placed]
        most = programme.size_max
        if chance.venue is not None:
            most = min(most, self.instance.venue[chance.venue].capacity)
        if min(len(fitting), most) < programme.size_min:
            self.gone.add(chance)
            return None
        nobody_alone = programme.no_isolated_gender and chance.audience == "all"
        return _first_together(fitting, citizen, programme.size_min, most, nobody_alone=nobody_alone)

    def who_fits(self, chance: _Chance) -> list[Citizen]:
        key = (chance.programme, chance.venue, chance.pattern)
        if key not in self.able:
            at_the_place = self.by_way[chance.programme, chance.venue]
            self.able[key] = [citizen for citizen in at_the_place if citizen.slots.issuperset(chance.pattern)]
        return [
            citizen
            for citizen in self.able[key]
            if chance.language in citizen.languages
            and chance.audience in citizen.audiences
            and citizen.gain(day=chance.day, mode=chance.mode) >= 0
        ]

    def open(self, chance: _Chance, leader: Facilitator, members: list[Citizen]) -> Group:
        for slot in chance.pattern:
            self.busy.add(("leader", leader.id, slot))
            if chance.venue is not None:
                self.busy.add(("room", chance.venue, slot))
        self.minutes[leader.id] -= self.instance.programme[chance.programme].minutes_per_week
        self.placed.update(citizen.id for citizen in members)
        return Group(
            programme=chance.programme,
            language=chance.language,
            audience=chance.audience,
            mode=chance.mode,
            venue=chance.venue,
            pattern=chance.pattern,
            start_week=chance.week,
            facilitator=leader.id,
            members=tuple(citizen.id for citizen in members),
        )


def _mode(venue: int | None) -> str:
    return "online" if venue is None else "physical"


def _ways(citizen: Citizen, instance: Instance) -> list[int | None]:
    """Online as None, then the rooms that the citizen can use and the instance has."""
    online: list[int | None] = [None] if citizen.online else []
    return online + sorted(venue for venue in citizen.venues if venue in instance.venue)


def _calendar(instance: Instance, programme: Programme) -> list[tuple[int, int, Pattern]]:
    """(first day, start week, pattern), soonest first."""
    weeks = range(instance.start_weeks)
    patterns = sorted(set(programme.patterns))
    return sorted((instance.first_day(pattern, week), week, pattern) for week in weeks for pattern in patterns)


def _fits_running(citizen: Citizen, group: RunningGroup) -> bool:
    comes = citizen.online if group.venue is None else group.venue in citizen.venues
    return (
        comes
        and group.programme == citizen.programme
        and group.language in citizen.languages
        and group.audience in citizen.audiences
        and citizen.slots.issuperset(group.slots)
        and citizen.gain(day=group.entry_day, mode=group.mode) >= 0
    )


def _first_together(
    line: list[Citizen], citizen: Citizen, least: int, most: int, *, nobody_alone: bool
) -> list[Citizen] | None:
    """At most `most` of the line in their order, the citizen among them: as many as can, then those further in front.

    Where nobody may be the only woman or man: the first of the line; else the first two of each and whoever comes next;
    else women or men alone.
    """
    place = {one.id: number for number, one in enumerate(line)}
    first = [citizen, *(one for one in line if one is not citizen)]
    choices = [first]
    if nobody_alone:
        women = [one for one in first if one.gender == WOMAN]
        men = [one for one in first if one.gender == MAN]
        pairs = {one.id for one in women[:2] + men[:2]}
        choices += [sorted(first, key=lambda one: (one is not citizen, one.id not in pairs)), women, men]
    found = [sorted(choice[:most], key=lambda one: place[one.id]) for choice in choices]
    fitting = [
        members
        for members in found
        if len(members) >= least and citizen in members and not (nobody_alone and _somebody_is_alone(members))
    ]
    return min(fitting, key=lambda members: (-len(members), [place[one.id] for one in members]), default=None)


def _somebody_is_alone(members: list[Citizen]) -> bool:
    genders = [one.gender for one in members]
    return genders.count(WOMAN) == 1 or genders.count(MAN) == 1
