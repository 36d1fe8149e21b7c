"""Every group that may be worth forming: who could be in it, and who could lead it.

A roster is one programme, language, audience, mode, room, pattern and start week, with the citizens who could come
without loss. What can never be part of a best plan is left out here, so that the solver need not find out:

- rosters with fewer citizens than a group needs, or that nobody can lead;
- for one leader, mode, room and pattern: a roster that another one dominates, i.e. each of its citizens could come to the
  other one too and gains at least as much there. The leader's time, the room and the costs are the same, so every group
  of the first may be moved, whole, to the second. This is how a later week gives way to an earlier one (only where nobody
  gains by waiting: `keep_permille` may rise) and a language spoken by few to one that all of them speak.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from formation.model import AUDIENCES, MAN, WOMAN, Citizen, Facilitator, Instance, Programme, Venue

type Gains = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Roster:
    """`gains`: points of each citizen who could come, by id; none is below 0. `capacity`: most members of one group."""

    programme: Programme
    language: str
    audience: str
    mode: str
    venue: Venue | None
    pattern: tuple[int, ...]
    week: int
    capacity: int
    gains: Gains = field(repr=False)

    @property
    def isolates(self) -> bool:
        """Whether a group of this roster may not have one woman alone, or one man."""
        return self.programme.no_isolated_gender and self.audience == "all"


@dataclass(frozen=True, slots=True)
class Offer:
    """A roster with all who may lead it, in the order of the instance."""

    roster: Roster
    leaders: tuple[Facilitator, ...]


def offers(instance: Instance) -> list[Offer]:
    """Every roster with its leaders, without those that can never be needed; order of the instance."""
    found: list[Offer] = []
    for programme in instance.programmes:
        citizens = [citizen for citizen in instance.citizens if citizen.programme == programme.id]
        leaders = [leader for leader in instance.facilitators if programme.id in leader.programmes]
        if len(citizens) < programme.size_min or not leaders:
            continue
        for mode, venue in _places(instance, programme):
            found += _offers_at(instance, programme, mode, venue, citizens, leaders)
    return found


def _places(instance: Instance, programme: Programme) -> Iterator[tuple[str, Venue | None]]:
    if "online" in programme.modes:
        yield "online", None
    if "physical" in programme.modes:
        yield from (("physical", venue) for venue in instance.venues if venue.capacity >= programme.size_min)


def _offers_at(
    instance: Instance,
    programme: Programme,
    mode: str,
    venue: Venue | None,
    citizens: Sequence[Citizen],
    leaders: Sequence[Facilitator],
) -> Iterator[Offer]:
    here = [leader for leader in leaders if venue is None or venue.id in leader.venues]
    coming = [one for one in citizens if (one.online if venue is None else venue.id in one.venues)]
    for pattern in programme.patterns:
        if venue is not None and not venue.slots.issuperset(pattern):
            continue
        free = {one.id: max(one.slots[slot] for slot in pattern) for one in here if one.slots.keys() >= set(pattern)}
        able = [one for one in here if one.id in free]
        present = [one for one in coming if one.slots.issuperset(pattern)]
        if not able or len(present) < programme.size_min:
            continue
        rosters = list(_rosters(instance, programme, mode, venue, pattern, present))
        better = _dominating(rosters)
        kept: list[list[Facilitator]] = [[] for _ in rosters]
        for leader in able:
            possible = {
                at
                for at, roster in enumerate(rosters)
                if roster.language in leader.languages and free[leader.id] <= roster.week
            }
            for at in possible:
                if not better[at] & possible:
                    kept[at].append(leader)
        yield from (Offer(roster, tuple(who)) for roster, who in zip(rosters, kept, strict=True) if who)


def _rosters(
    instance: Instance,
    programme: Programme,
    mode: str,
    venue: Venue | None,
    pattern: tuple[int, ...],
    citizens: Sequence[Citizen],
) -> Iterator[Roster]:
    capacity = programme.size_max if venue is None else min(programme.size_max, venue.capacity)
    languages = sorted({language for one in citizens for language in one.languages})
    for audience in AUDIENCES:
        for language in languages:
            who = [one for one in citizens if audience in one.audiences and language in one.languages]
            for week in range(instance.start_weeks) if len(who) >= programme.size_min else ():
                day = instance.first_day(pattern, week)
                gains = {one.id: gain for one in who if (gain := one.gain(day=day, mode=mode)) >= 0}
                roster = Roster(programme, language, audience, mode, venue, pattern, week, capacity, gains)
                if roster.isolates:
                    gains = without_the_lonely(instance, gains)
                    roster = Roster(programme, language, audience, mode, venue, pattern, week, capacity, gains)
                if len(gains) >= programme.size_min:
                    yield roster


def without_the_lonely(instance: Instance, gains: Gains) -> dict[int, int]:
    """Leave out the only woman and the only man: they could never have company."""
    women = [who for who in gains if instance.citizen[who].gender == WOMAN]
    men = [who for who in gains if instance.citizen[who].gender == MAN]
    alone = {who for group in (women, men) if len(group) == 1 for who in group}
    return {who: gain for who, gain in gains.items() if who not in alone}


def _dominating(rosters: Sequence[Roster]) -> list[set[int]]:
    """For each roster, which others make it needless; of two that do so to each other, the earlier one stays."""
    better: list[set[int]] = [set() for _ in rosters]
    for at, roster in enumerate(rosters):
        for other, rival in enumerate(rosters):
            if other != at and _covers(rival, roster) and (other < at or not _covers(roster, rival)):
                better[at].add(other)
    return better


def _covers(rival: Roster, roster: Roster) -> bool:
    """Whether any group of `roster` could as well be one of `rival`."""
    if rival.isolates and not roster.isolates:
        return False
    return all(rival.gains.get(who, -1) >= gain for who, gain in roster.gains.items())
