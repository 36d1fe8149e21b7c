"""Reasons against every single change tried, and floors against the best that any plan can do for a municipality."""

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from formation.baselines import pooled_first_come
from formation.evaluation import evaluate
from formation.incremental import InvalidCitizen
from formation.model import AUDIENCES, MAN, WOMAN, Citizen, Facilitator, Group, Instance, Solution
from formation.reading import read_instance
from formation.waiting import Change, ChangeKind, Reason, Standing, possible, unmet_floors, why_all_waiting, why_waiting
from tests.formation.oracle import best_solution
from tests.formation.test_incremental import every_group, every_step, some_solution, waiting
from tests.formation.tiny_worlds import tiny_world

LOTS = 100_000


def newcomer(instance: Instance, like: Citizen, *, gender: str) -> Citizen:
    """Somebody who fits any group of the programme and never loses by a start."""
    return replace(
        like,
        id=1 + max(instance.citizen),
        languages=frozenset(instance.languages),
        gender=gender,
        audiences=frozenset(AUDIENCES),
        online=True,
        venues={venue.id: 0 for venue in instance.venues},
        slots=frozenset(instance.slot),
        value=LOTS,
        wait_value=0,
        keep_permille=(1000,) * len(like.keep_permille),
        fit_permille={"online": 1000, "physical": 1000},
    )


def new_leader(instance: Instance, programme: int) -> Facilitator:
    return Facilitator(
        id=1 + max(instance.facilitator, default=0),
        municipality=instance.municipalities[0].id,
        programmes=frozenset({programme}),
        languages=frozenset(instance.languages),
        slots=dict.fromkeys(instance.slot, 0),
        max_minutes_per_week=LOTS,
        rate_per_hour=100,
        venues=frozenset(instance.venue),
    )


def with_citizen(instance: Instance, citizen: Citizen) -> Instance:
    """The instance with this citizen, changed or new."""
    others = [citizen if row.id == citizen.id else row for row in instance.citizens]
    return replace(instance, citizens=tuple(others) if citizen.id in instance.citizen else (*others, citizen))


def with_leader(instance: Instance, leader: Facilitator) -> Instance:
    others = [leader if row.id == leader.id else row for row in instance.facilitators]
    known = leader.id in instance.facilitator
    return replace(instance, facilitators=tuple(others) if known else (*others, leader))


def with_room_open(instance: Instance, venue: int, slots: tuple[int, ...]) -> Instance:
    rows = [replace(row, slots=row.slots | set(slots)) if row.id == venue else row for row in instance.venues]
    return replace(instance, venues=tuple(rows))


def with_another_room(instance: Instance, venue: int) -> Instance:
    """One more room in the same house, always open; who can use the one can use the other."""
    room = replace(instance.venue[venue], id=1 + max(instance.venue), slots=frozenset(instance.slot))
    return replace(
        instance,
        venues=(*instance.venues, room),
        citizens=tuple(
            replace(row, venues={**row.venues, room.id: 0}) if venue in row.venues else row for row in instance.citizens
        ),
        facilitators=tuple(
            replace(row, venues=row.venues | {room.id}) if venue in row.venues else row for row in instance.facilitators
        ),
    )


def with_more_seats(instance: Instance, solution: Solution, change: Change) -> Instance:
    if change.running_group is not None:
        rows = [
            replace(row, seats=row.seats + change.count) if row.id == change.running_group else row
            for row in instance.running_groups
        ]
        return replace(instance, running_groups=tuple(rows))
    (group,) = [g for g in solution.groups if (g.facilitator, g.pattern) == (change.leader, change.pattern)]
    programme = replace(instance.programme[group.programme], size_max=LOTS)
    rooms = [replace(row, capacity=LOTS) if row.id == group.venue else row for row in instance.venues]
    programmes = [programme if row.id == programme.id else row for row in instance.programmes]
    return replace(instance, venues=tuple(rooms), programmes=tuple(programmes))


def applied(instance: Instance, solution: Solution, change: Change, citizen: int) -> Instance:
    """The instance with the change made."""
    who = instance.citizen[citizen]
    leader = instance.facilitator.get(-1 if change.leader is None else change.leader)
    match change.kind:
        case ChangeKind.SEAT:
            return with_more_seats(instance, solution, change)
        case ChangeKind.VIDEO:
            return with_citizen(instance, replace(who, online=True))
        case ChangeKind.TIME:
            return with_citizen(instance, replace(who, slots=who.slots | set(change.pattern)))
        case ChangeKind.WISH:
            keep = tuple(1000 if day == change.count else value for day, value in enumerate(who.keep_permille))
            return with_citizen(instance, replace(who, keep_permille=keep))
        case ChangeKind.HOURS:
            assert leader is not None
            return with_leader(
                instance, replace(leader, max_minutes_per_week=leader.max_minutes_per_week + change.count)
            )
        case ChangeKind.LEADER_TIME:
            assert leader is not None
            free = {**leader.slots, change.pattern[0]: change.week}
            return with_leader(instance, replace(leader, slots=free))
        case ChangeKind.LEADER:
            return with_leader(instance, new_leader(instance, change.programme))
        case ChangeKind.ROOM:
            assert change.venue is not None
            return with_room_open(instance, change.venue, change.pattern)
        case ChangeKind.ANOTHER_ROOM:
            assert change.venue is not None
            return with_another_room(instance, change.venue)
    for number in range(change.count):
        gender = WOMAN if number < (change.women or 0) else MAN
        instance = with_citizen(instance, newcomer(instance, who, gender=gender))
    return instance


def every_single_change(instance: Instance, solution: Solution, citizen: Citizen) -> Iterator[Change]:
    """All changes of one thing that might help, useful or not."""
    programme = instance.programme[citizen.programme]
    yield Change(ChangeKind.VIDEO, programme.id)
    for slot in instance.slots:
        yield Change(ChangeKind.TIME, programme.id, pattern=(slot.id,))
    for day in range(len(citizen.keep_permille)):
        yield Change(ChangeKind.WISH, programme.id, day)
    for row in instance.running_groups:
        yield Change(ChangeKind.SEAT, programme.id, running_group=row.id)
    for group in solution.groups:
        if group.programme == programme.id:
            yield Change(ChangeKind.SEAT, programme.id, leader=group.facilitator, pattern=group.pattern)
    for leader in instance.facilitators:
        yield Change(ChangeKind.HOURS, programme.id, LOTS, leader=leader.id)
        for slot in instance.slots:
            yield Change(ChangeKind.LEADER_TIME, programme.id, leader=leader.id, pattern=(slot.id,), week=0)
    yield Change(ChangeKind.LEADER, programme.id)
    for venue in instance.venues:
        yield Change(ChangeKind.ANOTHER_ROOM, programme.id, venue=venue.id)
        for pattern in programme.patterns:
            yield Change(ChangeKind.ROOM, programme.id, venue=venue.id, pattern=pattern)
    for women in (0, 1):
        yield Change(ChangeKind.PEOPLE, programme.id, women=women)


def most_started(
    before: Instance, after: Instance, solution: Solution, changes: tuple[Change, ...], citizen: int
) -> int:
    """How many of those who waited before can start in one step after the changes, the citizen among them; 0 if none."""
    who, seats = after.citizen[citizen], [change for change in changes if change.kind is ChangeKind.SEAT]
    steps = every_step(after, solution, who) if not seats else joins(after, solution, who, seats[0])
    most = 0
    for step in (*steps, *joins_with_comers(before, after, solution, who)):
        if evaluate(after, step).keeps_the_rules:
            started = waiting(before, solution) - waiting(after, step)
            most = max(most, len(started)) if citizen in started else most
    return most


def joins(after: Instance, solution: Solution, who: Citizen, seat: Change) -> Iterator[Solution]:
    """The steps into the one group that got seats: larger limits must not let another group be."""
    for step in every_step(after, solution, who):
        new_entries, same = step.entries[len(solution.entries) :], len(step.groups) == len(solution.groups)
        if seat.running_group is not None:
            if [entry.running_group for entry in new_entries] == [seat.running_group]:
                yield step
        elif same and not new_entries:
            larger = [g for g, old in zip(step.groups, solution.groups, strict=True) if g.members != old.members]
            if [(g.facilitator, g.pattern) for g in larger] == [(seat.leader, seat.pattern)]:
                yield step


def joins_with_comers(before: Instance, after: Instance, solution: Solution, who: Citizen) -> Iterator[Solution]:
    """A place in a planned group, together with everybody who came."""
    comers = [row.id for row in after.citizens if row.id not in before.citizen]
    if comers:
        for place, group in enumerate(solution.groups):
            fuller = replace(group, members=(*group.members, who.id, *comers))
            yield replace(solution, groups=(*solution.groups[:place], fuller, *solution.groups[place + 1 :]))


def check_reason(instance: Instance, solution: Solution, reason: Reason) -> str:
    """The changes let the citizen start with as many people as said; nothing smaller does."""
    citizen = instance.citizen[reason.citizen]
    now = most_started(instance, instance, solution, (), citizen.id)
    assert (now > 0) == (reason.standing in {Standing.READY, Standing.COSTS})
    if now:
        return reason.kind
    singles = {}
    for change in every_single_change(instance, solution, citizen):
        after = applied(instance, solution, change, citizen.id)
        singles[change] = most_started(instance, after, solution, (change,), citizen.id)
    best = max(singles.values())
    things = sum(change.things for change in reason.changes)
    if reason.standing is Standing.NOTHING:
        assert best == 0
        return reason.kind
    assert (things == 1) == (best > 0), (reason, [change for change, starts in singles.items() if starts])
    after = instance
    for change in reason.changes:
        after = applied(after, solution, change, citizen.id)
    reached = most_started(instance, after, solution, reason.changes, citizen.id)
    assert reached >= reason.starts >= 1, reason
    if things == 1:
        assert reason.starts == best, (reason, singles)
    return reason.kind


def short_of_rooms(instance: Instance) -> Instance:
    """The same people, who can at any time and speak one language, in rooms alone: what they wait for is a room."""
    slots, rooms, words = frozenset(instance.slot), dict.fromkeys(instance.venue, 10), frozenset({"da"})
    free = {"languages": words, "venues": frozenset(rooms), "max_minutes_per_week": LOTS}
    whoever = {"languages": words, "audiences": frozenset({"all"}), "slots": slots, "venues": rooms}
    return replace(
        instance,
        programmes=tuple(replace(row, modes=("physical",)) for row in instance.programmes),
        facilitators=tuple(replace(row, slots=dict.fromkeys(slots, 0), **free) for row in instance.facilitators),
        citizens=tuple(replace(row, **whoever) for row in instance.citizens),
    )


def compare_reason(seed: int, *, rooms: bool = False) -> str:
    world, chances = tiny_world(seed), random.Random(seed)
    instance = short_of_rooms(world) if rooms else world
    solution = some_solution(instance, chances)
    left = sorted(waiting(instance, solution))
    if not left or len(left) > 4:
        return "left out"
    reason = why_waiting(instance, solution, chances.choice(left))
    assert reason.words(instance).endswith(".")
    assert set(reason.binding) == {change.kind.value for change in reason.changes}
    return check_reason(instance, solution, reason)


@pytest.mark.slow
def test_a_reason_helps_and_nothing_smaller_does() -> None:
    kinds = {compare_reason(seed) for seed in range(45)}
    assert {"ready", "several", "leader", "seat"} <= kinds


@pytest.mark.slow
def test_a_reason_names_the_room_that_lacks() -> None:
    kinds = {compare_reason(seed, rooms=True) for seed in (*range(6), *range(32, 40))}
    assert {"room", "another_room"} <= kinds


@pytest.mark.long
def test_a_reason_helps_and_nothing_smaller_does_in_many_worlds() -> None:
    kinds = {compare_reason(seed) for seed in range(60, 1_500)}
    assert {"ready", "costs", "several", "nothing"} <= kinds
    assert {kind.value for kind in ChangeKind} - {"another_room"} <= kinds


def kept_floors_only(instance: Instance, municipality: int) -> Instance:
    """The night in which nothing counts but starts of this municipality: each is worth far more than all else."""
    rows = [
        replace(row, floor_starts=len(instance.citizens) if row.id == municipality else 0)
        for row in instance.municipalities
    ]
    rules = replace(instance.rules, floor_penalty_per_start=10**7, ledger_penalty_per_minute=0)
    return replace(instance, municipalities=tuple(rows), rules=rules)


def most_starts(instance: Instance, municipality: int) -> int:
    """The best that any plan does for the municipality, by trying every plan."""
    best = best_solution(kept_floors_only(instance, municipality))
    placed = set(instance.citizen) - waiting(instance, best)
    return sum(instance.citizen[number].municipality == municipality for number in placed)


def check_floors(seed: int) -> list[tuple[bool, int]]:
    """One world with floors of 1 to 4: which are impossible, and how far `most` is above the best plan."""
    chances, world = random.Random(seed), tiny_world(seed)
    rows = [replace(row, floor_starts=chances.randint(1, 4)) for row in world.municipalities]
    instance = replace(world, municipalities=tuple(rows))
    solution = some_solution(instance, chances)
    placed = set(instance.citizen) - waiting(instance, solution)
    floors = unmet_floors(instance, solution)
    starts = {
        row.id: sum(instance.citizen[number].municipality == row.id for number in placed)
        for row in instance.municipalities
    }
    assert [floor.municipality for floor in floors] == [
        row.id for row in instance.municipalities if starts[row.id] < row.floor_starts
    ]
    found = []
    for floor in floors:
        best = most_starts(instance, floor.municipality)
        assert floor.starts == starts[floor.municipality] <= best <= floor.most, (seed, floor, best)
        own = [row.id for row in instance.citizens if row.municipality == floor.municipality]
        assert floor.most <= len(own)
        helped = sum(len(remedy.citizens) for remedy in floor.remedies)
        lacking = floor.floor - (floor.most if floor.impossible else floor.starts)
        assert helped + floor.referrals >= lacking
        assert floor.referrals <= lacking
        assert f"Municipality {floor.municipality} " in floor.words(instance)
        found.append((floor.impossible, floor.most - best))
    only = unmet_floors(instance, solution, only_impossible=True)
    assert only == tuple(floor for floor in floors if floor.impossible)
    return found


@pytest.mark.slow
def test_no_plan_starts_more_than_what_is_said_to_be_possible() -> None:
    found = [row for seed in range(150) for row in check_floors(seed)]
    assert sum(impossible for impossible, _ in found) > 50
    assert sum(not impossible for impossible, _ in found) > 20
    exact = sum(above == 0 for _, above in found)
    assert exact > len(found) * 0.7, "the bound is mostly reached in tiny worlds"


@pytest.mark.slow
def test_the_exact_solver_finds_what_counting_overlooks() -> None:
    sharper = 0
    for seed in range(1_000, 1_200):
        world = tiny_world(seed)
        rows = [replace(row, floor_starts=4) for row in world.municipalities]
        instance = replace(world, municipalities=tuple(rows))
        counted = {floor.municipality: floor.most for floor in unmet_floors(instance, Solution())}
        if not any(most >= 4 for most in counted.values()):
            continue
        for floor in unmet_floors(instance, Solution(), seconds=5):
            if counted[floor.municipality] >= 4:
                assert floor.most == most_starts(instance, floor.municipality), seed
                sharper += floor.most < counted[floor.municipality]
    assert sharper > 3


@pytest.mark.slow
def test_what_is_said_to_help_an_impossible_floor_lets_people_start_at_all() -> None:
    checked = 0
    for seed in range(80):
        world = tiny_world(seed)
        rows = [replace(row, floor_starts=4) for row in world.municipalities]
        instance = replace(world, municipalities=tuple(rows))
        for floor in unmet_floors(instance, Solution()):
            for remedy in floor.remedies:
                number = remedy.citizens[0]
                if not floor.impossible or remedy.kind == "seat" or len(instance.citizens) > 6:
                    continue
                after = instance
                for change in remedy.changes:
                    after = applied(after, Solution(), change, number)
                assert most_started(instance, after, Solution(), remedy.changes, number) > 0, (seed, remedy)
                checked += 1
    assert checked > 15


@pytest.mark.slow
def test_everybody_who_waits_has_one_reason_and_the_rows_are_in_order() -> None:
    seen = 0
    for seed in range(80):
        instance, chances = tiny_world(seed), random.Random(seed)
        solution = some_solution(instance, chances)
        remedies = why_all_waiting(instance, solution)
        assert sorted(number for remedy in remedies for number in remedy.citizens) == sorted(
            waiting(instance, solution)
        )
        starts = [remedy.starts for remedy in remedies if remedy.changes]
        assert starts == sorted(starts, reverse=True)
        for remedy in remedies:
            seen += 1
            assert remedy.words(instance)
            for number in remedy.citizens:
                reason = why_waiting(instance, solution, number)
                assert (reason.kind, reason.changes) == (remedy.kind, remedy.changes)
                assert reason.starts <= remedy.starts
    assert seen > 80


def groups_like(instance: Instance, solution: Solution, reason: Reason, citizen: Citizen) -> Iterator[Group]:
    """Every group of this pattern, week, room, language, audience and leader with the citizen."""
    answer = reason.answer
    assert answer is not None
    wanted = answer.pattern, answer.start_week, answer.venue, answer.language, answer.audience, answer.leader
    for group in every_group(instance, waiting(instance, solution) - {citizen.id}, citizen):
        there = group.pattern, group.start_week, group.venue, group.language, group.audience, group.facilitator
        if there == wanted:
            yield group


def best_with_clones(instance: Instance, solution: Solution, reason: Reason, clones: int) -> int:
    """The best change by such a group when so many people like the citizen wait too."""
    citizen = instance.citizen[reason.citizen]
    more = [
        replace(citizen, id=number) for number, _ in zip(count(1 + max(instance.citizen)), range(clones), strict=False)
    ]
    after = replace(instance, citizens=(*instance.citizens, *more))
    before = evaluate(after, solution).objective
    steps = (replace(solution, groups=(*solution.groups, g)) for g in groups_like(after, solution, reason, citizen))
    kept = [step for step in (evaluate(after, step) for step in steps) if step.keeps_the_rules]
    return max(step.objective for step in kept) - before


@pytest.mark.slow
def test_so_many_people_more_make_a_group_pay_for_itself() -> None:
    pays = never = 0
    for seed in range(900):
        world = tiny_world(seed)
        dear = [replace(row, startup_cost=row.startup_cost + 4_000) for row in world.programmes]
        instance = replace(world, programmes=tuple(dear))
        for citizen in instance.citizens[:2]:
            reason = why_waiting(instance, Solution(), citizen.id)
            if reason.standing is not Standing.COSTS or reason.target is None or reason.target.leader is None:
                continue
            assert (reason.kind, reason.binding) == ("costs", ())
            if reason.to_pay is None:
                never += 1
                assert "not pay for itself with any number" in reason.words(instance)
                full = instance.programme[citizen.programme].size_max - 1
                assert best_with_clones(instance, Solution(), reason, full) < 0, seed
            else:
                pays += 1
                assert f"{reason.to_pay} more like this one" in reason.words(instance)
                assert best_with_clones(instance, Solution(), reason, reason.to_pay) >= 0, seed
                assert best_with_clones(instance, Solution(), reason, reason.to_pay - 1) < 0, seed
        if pays >= 10 and never >= 10:
            break
    assert pays >= 10
    assert never >= 10


def test_who_has_a_place_has_no_reason_to_wait() -> None:
    for seed in range(200):
        instance = tiny_world(seed)
        solution = some_solution(instance, random.Random(seed))
        placed = sorted(set(instance.citizen) - waiting(instance, solution))
        if placed:
            with pytest.raises(InvalidCitizen, match="has a place"):
                why_waiting(instance, solution, placed[0])
            return
    raise AssertionError("nobody was placed in any world")


def test_words_name_what_must_change() -> None:
    instance = next(world for world in map(tiny_world, range(99)) if len(world.citizens) > 4 and world.venues)
    programme, slot = instance.programmes[0], instance.slots[0]
    words = {
        Change(ChangeKind.LEADER, programme.id, pattern=(slot.id,), language="da"): f"{programme.name} in da by video",
        Change(ChangeKind.PEOPLE, programme.id, 3, pattern=(slot.id,), women=2): "3 people more (2 of them women)",
        Change(ChangeKind.PEOPLE, programme.id, 1, pattern=(slot.id,)): "1 person more for",
        Change(ChangeKind.SEAT, programme.id, running_group=7): "1 seat more in running group 7",
        Change(ChangeKind.SEAT, programme.id, 2, leader=5, pattern=(slot.id,)): "2 seats more in the group of leader 5",
        Change(ChangeKind.TIME, programme.id, pattern=(slot.id,)): slot.start,
    }
    for change, expected in words.items():
        assert expected in change.words(instance)


@pytest.mark.reference
@pytest.mark.slow
def test_a_night_too_large_for_the_exact_solver_is_not_given_to_it(reference: Path) -> None:
    instance = read_instance((reference / "pooling" / "region.json").read_text())
    assert possible.most_starts(instance, instance.municipalities[0].id, seconds=60) is None


@pytest.mark.reference
@pytest.mark.slow
def test_everybody_who_waits_in_the_small_night_is_told_why(reference: Path) -> None:
    instance = read_instance((reference / "pooling" / "small.json").read_text())
    solution = pooled_first_come(instance)
    remedies = why_all_waiting(instance, solution)
    told = sorted(number for remedy in remedies for number in remedy.citizens)
    assert told == sorted(waiting(instance, solution))
    assert {"leader", "video", "time", "people"} <= {remedy.kind for remedy in remedies}
