"""The seven hard rules of pooling-1, each by itself; a solution that breaks one is told which, where and what to do."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from formation.model import MAN, MODES, WOMAN, Facilitator, Group, Instance, Programme, Solution
from formation.placements import Placement, gain_of, leader_minutes, placements, size_of, unknown_entries

Numbered = tuple[str, Group]


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule (1 to 7): `about` names group, citizen, leader or room; `value` is what is, `limit` what may be."""

    rule: int
    about: str
    value: str
    limit: str
    mend: str

    def __str__(self) -> str:
        return f"Rule {self.rule}, {self.about}: {self.value}; {self.limit}. {self.mend}."


def violations(instance: Instance, solution: Solution) -> tuple[Violation, ...]:
    """All broken rules, by rule, then in the order of the solution. Unknown ids break the rule that speaks of them."""
    everybody = list(placements(instance, solution))
    groups = [(f"groups[{number}]", group) for number, group in enumerate(solution.groups)]
    return (
        *_placed_once(instance, solution),
        *(broken for placement in everybody for broken in _fits_citizen(instance, placement)),
        *_no_loss(instance, everybody),
        *(broken for where, group in groups for broken in _shape(instance, where, group)),
        *(broken for where, group in groups for broken in _led(instance, where, group)),
        *_leaders_week(instance, groups),
        *_rooms_week(instance, groups),
        *(broken for where, group in groups for broken in _nobody_alone(instance, where, group)),
        *_seats(instance, solution),
    )


def _placed_once(instance: Instance, solution: Solution) -> Iterator[Violation]:
    """Rule 1: at most one group or entry each."""
    places: dict[int, list[str]] = defaultdict(list)
    for number, group in enumerate(solution.groups):
        for one in group.members:
            places[one].append(f"groups[{number}]")
    for number, entry in enumerate(solution.entries):
        places[entry.citizen].append(f"entries[{number}]")
    for one, where in places.items():
        if one not in instance.citizen:
            yield Violation(1, f"citizen {one}", f"placed in {where[0]}", "nobody has this id", "Name one who waits")
        elif len(where) > 1:
            yield Violation(
                1, f"citizen {one}", f"placed in {', '.join(where)}", "at most one place", "Keep one of them"
            )


def _fits_citizen(instance: Instance, placement: Placement) -> Iterator[Violation]:
    """Rule 1: programme, language, audience, weekly times and way of meeting."""
    citizen = instance.citizen.get(placement.citizen)
    if citizen is None:
        return
    about, mend = f"citizen {citizen.id} in {placement.where}", "Take them out"
    if placement.programme != citizen.programme:
        yield Violation(1, about, f"programme {placement.programme}", f"theirs is {citizen.programme}", mend)
    if placement.language not in citizen.languages:
        yield Violation(1, about, f"language {placement.language}", f"speaks {_list(citizen.languages)}", mend)
    if placement.audience not in citizen.audiences:
        yield Violation(1, about, f"audience {placement.audience}", f"accepts {_list(citizen.audiences)}", mend)
    if busy := set(placement.slots) - citizen.slots:
        yield Violation(1, about, f"slot {_list(busy)}", f"can at {_list(citizen.slots)}", mend)
    if placement.mode == "online" and not citizen.online:
        yield Violation(1, about, "mode online", "does not meet online", mend)
    if placement.mode == "physical" and placement.venue not in citizen.venues:
        yield Violation(1, about, f"room {placement.venue}", f"can use {_list(citizen.venues)}", mend)


def _no_loss(instance: Instance, everybody: Iterable[Placement]) -> Iterator[Violation]:
    """Rule 2. A group whose first day or mode cannot be told breaks rule 3, and is left to it."""
    for placement in everybody:
        citizen = instance.citizen.get(placement.citizen)
        if citizen is None or placement.day is None or placement.mode not in MODES:
            continue
        about, gain = f"citizen {citizen.id} in {placement.where}", gain_of(citizen, placement)
        if gain is None:
            given = f"keep_permille ends with day {len(citizen.keep_permille) - 1}"
            yield Violation(2, about, f"starts on day {placement.day}", given, "Let them start sooner, or wait")
        elif gain < 0:
            yield Violation(2, about, f"gain {gain}", "at least 0", "Let them wait")


def _shape(instance: Instance, where: str, group: Group) -> Iterator[Violation]:
    """Rule 3: what a group of the programme may be, and the start weeks there are."""
    if not 0 <= group.start_week < instance.start_weeks:
        limit = f"0 to {instance.start_weeks - 1}"
        yield Violation(3, where, f"start_week {group.start_week}", limit, "Choose one of these weeks")
    programme = instance.programme.get(group.programme)
    if programme is None:
        yield Violation(
            3, where, f"programme {group.programme}", "no programme has this id", "Name one of the instance"
        )
        return
    if group.mode not in programme.modes:
        yield Violation(3, where, f"mode {group.mode}", f"one of {_list(programme.modes)}", "Choose another mode")
    if sorted(group.pattern) not in [sorted(pattern) for pattern in programme.patterns]:
        limit = f"one of the {len(programme.patterns)} patterns of programme {programme.id}"
        yield Violation(3, where, f"pattern {list(group.pattern)}", limit, "Choose one of them")
    if group.mode == "online" and group.venue is not None:
        yield Violation(3, where, f"room {group.venue}", "an online group has none", "Give null")
    yield from _size(instance, where, group, programme)


def _size(instance: Instance, where: str, group: Group, programme: Programme) -> Iterator[Violation]:
    size = size_of(group)
    value = f"{size} members"
    if size < programme.size_min:
        mend = f"Find {programme.size_min - size} more, or let all wait"
        yield Violation(3, where, value, f"at least {programme.size_min}", mend)
    if size > programme.size_max:
        yield Violation(3, where, value, f"at most {programme.size_max}", f"Take {size - programme.size_max} out")
    if group.mode != "physical":
        return
    venue = None if group.venue is None else instance.venue.get(group.venue)
    if venue is None:
        yield Violation(3, where, f"room {group.venue}", "no room has this id", "Name a room of the instance")
    elif size > venue.capacity:
        limit = f"room {venue.id} holds {venue.capacity}"
        yield Violation(3, where, value, limit, f"Take {size - venue.capacity} out, or choose a larger room")


def _led(instance: Instance, where: str, group: Group) -> Iterator[Violation]:
    """Rule 4, for one group."""
    leader = instance.facilitator.get(group.facilitator)
    if leader is None:
        yield Violation(4, where, f"leader {group.facilitator}", "no leader has this id", "Name one of the instance")
        return
    about, mend = f"leader {leader.id} of {where}", "Choose another leader"
    if group.programme not in leader.programmes:
        yield Violation(4, about, f"programme {group.programme}", f"leads {_list(leader.programmes)}", mend)
    if group.language not in leader.languages:
        yield Violation(4, about, f"language {group.language}", f"speaks {_list(leader.languages)}", mend)
    if group.mode == "physical" and group.venue not in leader.venues:
        yield Violation(4, about, f"room {group.venue}", f"works in {_list(leader.venues)}", mend)
    for slot in group.pattern:
        if slot not in leader.slots:
            yield Violation(4, about, f"slot {slot}", f"free at {_list(leader.slots)}", mend)
        elif leader.slots[slot] > group.start_week:
            limit = f"free at slot {slot} from week {leader.slots[slot]} on"
            yield Violation(4, about, f"start_week {group.start_week}", limit, f"{mend}, or start later")


def _leaders_week(instance: Instance, groups: list[Numbered]) -> Iterator[Violation]:
    """Rule 4: one new group in a slot, whatever the start week, and the minutes of the week."""
    own: dict[int, list[Numbered]] = defaultdict(list)
    for where, group in groups:
        own[group.facilitator].append((where, group))
    for leader in instance.facilitators:
        led = own[leader.id]
        for slot, clashing in _clashes(led):
            value = f"leads {_list_of(clashing)} in slot {slot}"
            yield Violation(4, f"leader {leader.id}", value, "at most one new group in a slot", "Move one of them")
        yield from _minutes(instance, leader, led)


def _minutes(instance: Instance, leader: Facilitator, led: list[Numbered]) -> Iterator[Violation]:
    programmes = [instance.programme[group.programme] for _, group in led if group.programme in instance.programme]
    minutes = sum(leader_minutes(programme) for programme in programmes)
    if minutes > leader.max_minutes_per_week:
        value = f"{minutes} minutes a week in {_list_of(where for where, _ in led)}"
        limit = f"at most {leader.max_minutes_per_week}"
        yield Violation(4, f"leader {leader.id}", value, limit, "Give one of the groups to another leader")


def _rooms_week(instance: Instance, groups: list[Numbered]) -> Iterator[Violation]:
    """Rule 5."""
    hosted: dict[int, list[Numbered]] = defaultdict(list)
    for where, group in groups:
        if group.mode == "physical" and group.venue is not None:
            hosted[group.venue].append((where, group))
    for venue in instance.venues:
        for where, group in hosted[venue.id]:
            if closed := set(group.pattern) - venue.slots:
                limit = f"open at {_list(venue.slots)}"
                yield Violation(5, f"room {venue.id} of {where}", f"slot {_list(closed)}", limit, "Choose another room")
        for slot, clashing in _clashes(hosted[venue.id]):
            value = f"hosts {_list_of(clashing)} in slot {slot}"
            yield Violation(5, f"room {venue.id}", value, "at most one new group in a slot", "Move one of them")


def _nobody_alone(instance: Instance, where: str, group: Group) -> Iterator[Violation]:
    """Rule 6."""
    programme = instance.programme.get(group.programme)
    if programme is None or not programme.no_isolated_gender or group.audience != "all":
        return
    members = set(group.members)
    genders = Counter(instance.citizen[one].gender for one in members if one in instance.citizen)
    for gender, word in ((WOMAN, "woman"), (MAN, "man")):
        if genders[gender] == 1:
            yield Violation(6, where, f"one {word}", "none, or at least two", "Find another, or let this one wait")


def _seats(instance: Instance, solution: Solution) -> Iterator[Violation]:
    """Rule 7."""
    for number, entry in unknown_entries(instance, solution):
        value = f"running group {entry.running_group}"
        yield Violation(7, f"entries[{number}]", value, "no running group has this id", "Name one of the instance")
    taken = Counter(entry.running_group for entry in solution.entries)
    for group in instance.running_groups:
        if taken[group.id] > group.seats:
            value, mend = f"{taken[group.id]} entries", f"Take {taken[group.id] - group.seats} out"
            yield Violation(7, f"running group {group.id}", value, f"at most {group.seats} seats", mend)


def _clashes(groups: list[Numbered]) -> Iterator[tuple[int, list[str]]]:
    """Slots in which more than one of the groups meets, with the groups."""
    meeting: dict[int, list[str]] = defaultdict(list)
    for where, group in groups:
        for slot in sorted(set(group.pattern)):
            meeting[slot].append(where)
    return ((slot, names) for slot, names in sorted(meeting.items()) if len(names) > 1)


def _list(values: Iterable[int] | Iterable[str]) -> str:
    return ", ".join(str(value) for value in sorted(values)) or "none"


def _list_of(names: Iterable[str]) -> str:
    return ", ".join(names)
