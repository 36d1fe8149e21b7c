"""The best plan of a tiny instance, found by trying every plan. Knows model.py alone: no evaluator, no solver.

Each citizen in turn waits, enters a running group, or is the first member of a new group. Of a new group with a leader, a
pattern, a room and members, language and audience decide only whether it may be, and the start week only its gain: nobody
else is kept from anything by them. So any language and audience that fit will do, and of the weeks the best.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from formation.model import (
    AUDIENCES,
    MAN,
    WOMAN,
    Citizen,
    Entry,
    Facilitator,
    Group,
    Instance,
    Programme,
    RunningGroup,
    Solution,
    Venue,
    size_penalty,
)


@dataclass(frozen=True)
class _Candidate:
    """A new group that breaks no rule by itself. `worth`: gains less its own costs; `taken`: slots of leader and room."""

    group: Group
    worth: int
    minutes: int
    taken: frozenset[tuple[str, int, int]]


def best_objective(instance: Instance) -> int:
    """The optimum in points."""
    return best(instance)[0]


def best_solution(instance: Instance) -> Solution:
    """One plan that reaches the optimum."""
    return best(instance)[1]


def best(instance: Instance) -> tuple[int, Solution]:
    """Optimum and a plan that reaches it."""
    search = _Search(instance)
    search.go(0)
    return search.best


class _Search:
    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.led_by: dict[int, list[_Candidate]] = {citizen.id: [] for citizen in instance.citizens}
        order = {citizen.id: number for number, citizen in enumerate(instance.citizens)}
        for candidate in _candidates(instance):
            self.led_by[min(candidate.group.members, key=order.__getitem__)].append(candidate)
        self.entries = {
            citizen.id: [
                (group.id, gain)
                for group in instance.running_groups
                if (gain := _entry_gain(citizen, group)) is not None
            ]
            for citizen in instance.citizens
        }
        self.groups: list[_Candidate] = []
        self.entered: list[tuple[Entry, int]] = []
        self.busy: set[int] = set()
        self.best = (self.objective(), Solution())

    def go(self, number: int) -> None:
        """Decide on the citizens from this one on."""
        if number == len(self.instance.citizens):
            objective = self.objective()
            if objective > self.best[0]:
                groups = tuple(candidate.group for candidate in self.groups)
                self.best = (objective, Solution(groups, tuple(entry for entry, _ in self.entered)))
            return
        self.go(number + 1)  # waits, or is a member of a group that exists
        one = self.instance.citizens[number].id
        if one in self.busy:
            return
        for running, gain in self.entries[one]:
            if (
                sum(entry.running_group == running for entry, _ in self.entered)
                < self.instance.running_group[running].seats
            ):
                self.entered.append((Entry(running, one), gain))
                self.go(number + 1)
                self.entered.pop()
        for candidate in self.led_by[one]:
            if self.fits(candidate):
                self.groups.append(candidate)
                self.busy |= set(candidate.group.members)
                self.go(number + 1)
                self.busy -= set(candidate.group.members)
                self.groups.pop()

    def fits(self, candidate: _Candidate) -> bool:
        """Nobody sits twice; leader and room do one thing at a time; the leader's week suffices."""
        if not self.busy.isdisjoint(candidate.group.members):
            return False
        if any(candidate.taken & other.taken for other in self.groups):
            return False
        leader = self.instance.facilitator[candidate.group.facilitator]
        minutes = sum(other.minutes for other in self.groups if other.group.facilitator == leader.id)
        return minutes + candidate.minutes <= leader.max_minutes_per_week

    def objective(self) -> int:
        worth = sum(candidate.worth for candidate in self.groups) + sum(gain for _, gain in self.entered)
        return worth - self.penalties()

    def penalties(self) -> int:
        """Ledger and floors of all municipalities."""
        placed = [member for candidate in self.groups for member in candidate.group.members]
        placed += [entry.citizen for entry, _ in self.entered]
        penalty = 0
        for municipality in self.instance.municipalities:
            net, starts = municipality.balance_minutes, 0
            for candidate in self.groups:
                group = candidate.group
                if self.instance.facilitator[group.facilitator].municipality == municipality.id:
                    net += self.instance.programme[group.programme].weeks * candidate.minutes
            for one in placed:
                citizen = self.instance.citizen[one]
                if citizen.municipality == municipality.id:
                    net -= self.instance.programme[citizen.programme].tariff_minutes
                    starts += 1
            beyond = max(0, abs(net) - municipality.tolerance_minutes)
            penalty += self.instance.rules.ledger_penalty_per_minute * beyond
            penalty += self.instance.rules.floor_penalty_per_start * max(0, municipality.floor_starts - starts)
        return penalty


def _entry_gain(citizen: Citizen, group: RunningGroup) -> int | None:
    """What the entry is worth; None where a rule forbids it."""
    if group.programme != citizen.programme or group.language not in citizen.languages:
        return None
    if group.audience not in citizen.audiences or not citizen.slots.issuperset(group.slots):
        return None
    if not _can_come(citizen, group.mode, group.venue):
        return None
    gain = citizen.gain(day=group.entry_day, mode=group.mode)
    return gain if gain >= 0 else None


def _can_come(citizen: Citizen, mode: str, venue: int | None) -> bool:
    return citizen.online if mode == "online" else venue in citizen.venues


def _candidates(instance: Instance) -> Iterator[_Candidate]:
    """Every new group that breaks no rule by itself, in its best start week."""
    for programme in instance.programmes:
        for leader in instance.facilitators:
            if programme.id not in leader.programmes:
                continue
            for pattern in programme.patterns:
                if not leader.slots.keys() >= set(pattern):
                    continue
                for mode, venue in _ways(instance, programme, leader, pattern):
                    yield from _groups(instance, programme, leader, pattern, mode, venue)


def _ways(
    instance: Instance, programme: Programme, leader: Facilitator, pattern: tuple[int, ...]
) -> Iterator[tuple[str, Venue | None]]:
    if "online" in programme.modes:
        yield "online", None
    if "physical" in programme.modes:
        for venue in instance.venues:
            if venue.id in leader.venues and venue.slots.issuperset(pattern):
                yield "physical", venue


def _groups(
    instance: Instance,
    programme: Programme,
    leader: Facilitator,
    pattern: tuple[int, ...],
    mode: str,
    venue: Venue | None,
) -> Iterator[_Candidate]:
    room = venue.id if venue else None
    able = [
        citizen
        for citizen in instance.citizens
        if citizen.programme == programme.id and citizen.slots.issuperset(pattern) and _can_come(citizen, mode, room)
    ]
    most = min(programme.size_max, venue.capacity) if venue else programme.size_max
    cost = instance.running_cost(programme, leader, pattern, venue)
    taken = frozenset(("leader", leader.id, slot) for slot in pattern)
    if venue:
        taken |= frozenset(("room", venue.id, slot) for slot in pattern)
    for size in range(programme.size_min, most + 1):
        for members in combinations(able, size):
            words = _language_and_audience(programme, leader, members)
            best = _best_week(instance, leader, pattern, mode, members)
            if words is None or best is None:
                continue
            gain, week = best
            language, audience = words
            group = Group(
                programme=programme.id,
                language=language,
                audience=audience,
                mode=mode,
                venue=room,
                pattern=pattern,
                start_week=week,
                facilitator=leader.id,
                members=tuple(citizen.id for citizen in members),
            )
            worth = gain - cost - size_penalty(programme, size)
            yield _Candidate(group, worth, programme.minutes_per_week, taken)


def _language_and_audience(
    programme: Programme, leader: Facilitator, members: tuple[Citizen, ...]
) -> tuple[str, str] | None:
    """The first language and audience that leader and all members share, and that leave nobody alone of their gender."""
    languages = [word for word in sorted(leader.languages) if all(word in citizen.languages for citizen in members)]
    for audience in AUDIENCES:
        if not all(audience in citizen.audiences for citizen in members):
            continue
        genders = [citizen.gender for citizen in members]
        alone = genders.count(WOMAN) == 1 or genders.count(MAN) == 1
        if languages and not (programme.no_isolated_gender and audience == "all" and alone):
            return languages[0], audience
    return None


def _best_week(
    instance: Instance, leader: Facilitator, pattern: tuple[int, ...], mode: str, members: tuple[Citizen, ...]
) -> tuple[int, int] | None:
    """The highest sum of gains, none of them a loss, and its start week."""
    best = None
    for week in range(instance.start_weeks):
        if any(leader.slots[slot] > week for slot in pattern):
            continue
        day = instance.first_day(pattern, week)
        gains = [citizen.gain(day=day, mode=mode) for citizen in members]
        if min(gains) >= 0 and (best is None or sum(gains) > best[0]):
            best = (sum(gains), week)
    return best
