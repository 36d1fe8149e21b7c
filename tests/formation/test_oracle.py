"""The oracle against every plan there is, and the tiny worlds against what they promise."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given, settings

from formation.evaluation import evaluate
from formation.model import AUDIENCES, MODES, Entry, Group, Instance, Solution
from formation.reading import read_instance
from formation.writing import write_instance
from tests.formation.oracle import best, best_objective
from tests.formation.tiny_worlds import tiny_world, tiny_worlds


def every_group(instance: Instance) -> Iterator[Group]:
    """Every group that can be written down, sensible or not."""
    ids = [citizen.id for citizen in instance.citizens]
    subsets = [members for size in range(1, len(ids) + 1) for members in combinations(ids, size)]
    for programme in instance.programmes:
        for language, audience, mode, venue, pattern, week, leader, members in product(
            instance.languages,
            AUDIENCES,
            MODES,
            [None, *instance.venue],
            programme.patterns,
            range(instance.start_weeks),
            instance.facilitator,
            subsets,
        ):
            yield Group(programme.id, language, audience, mode, venue, pattern, week, leader, members)


def every_plan(instance: Instance) -> Iterator[Solution]:
    """Every plan without a violation. What breaks a rule alone breaks it in company too."""
    fit = [group for group in every_group(instance) if not evaluate(instance, Solution((group,))).violations]
    running = [None, *instance.running_group]
    for chosen in product(running, repeat=len(instance.citizens)):
        entries = tuple(Entry(one, c.id) for one, c in zip(chosen, instance.citizens, strict=True) if one is not None)
        if evaluate(instance, Solution((), entries)).violations:
            continue
        entered = {entry.citizen for entry in entries}
        free = [group for group in fit if entered.isdisjoint(group.members)]
        for count in range(len(instance.citizens) - len(entries) + 1):
            for groups in combinations(free, count):
                plan = Solution(groups, entries)
                if not evaluate(instance, plan).violations:
                    yield plan


def smaller(instance: Instance, citizens: int) -> Instance:
    """Few enough rows for every plan to be written down; those who would start with others are kept first."""
    grouped = {one for group in best(instance)[1].groups for one in group.members}
    kept = sorted(instance.citizens, key=lambda one: one.id not in grouped)[:citizens]
    return replace(instance, citizens=tuple(kept), facilitators=instance.facilitators[:2])


@pytest.mark.slow
def test_no_plan_at_all_is_better_than_the_oracles() -> None:
    formed = 0
    for seed in range(80):
        instance = smaller(tiny_world(seed), citizens=2)
        objective, solution = best(instance)
        assert objective == max(evaluate(instance, plan).objective for plan in every_plan(instance)), seed
        formed += bool(solution.groups)
    assert formed >= 10


@pytest.mark.slow
def test_the_oracles_plan_keeps_every_rule_and_is_worth_what_it_says() -> None:
    for seed in range(1000):
        instance = tiny_world(seed)
        objective, solution = best(instance)
        evaluation = evaluate(instance, solution)
        assert not evaluation.violations, seed
        assert evaluation.objective == objective, seed


def _without_audiences(instance: Instance) -> Instance:
    return replace(instance, citizens=tuple(replace(one, audiences=frozenset(AUDIENCES)) for one in instance.citizens))


def _with_all_languages(instance: Instance) -> Instance:
    languages = frozenset(instance.languages)
    return replace(instance, citizens=tuple(replace(one, languages=languages) for one in instance.citizens))


def _anybody_anywhere(instance: Instance) -> Instance:
    venues = dict.fromkeys(instance.venue, 0)
    return replace(instance, citizens=tuple(replace(one, online=True, venues=venues) for one in instance.citizens))


def _at_any_time(instance: Instance) -> Instance:
    slots = frozenset(instance.slot)
    return replace(instance, citizens=tuple(replace(one, slots=slots) for one in instance.citizens))


def _programmes(**facts: object) -> Callable[[Instance], Instance]:
    return lambda instance: replace(
        instance,
        programmes=tuple(replace(one, **facts) for one in instance.programmes),
    )


def _leaders(**facts: object) -> Callable[[Instance], Instance]:
    return lambda instance: replace(
        instance,
        facilitators=tuple(replace(one, **facts) for one in instance.facilitators),
    )


def _leaders_everywhere(instance: Instance) -> Instance:
    return _leaders(venues=frozenset(instance.venue))(instance)


def _leaders_always_free(instance: Instance) -> Instance:
    return _leaders(slots=dict.fromkeys(instance.slot, 0))(instance)


def _leaders_of_everything(instance: Instance) -> Instance:
    return _leaders(programmes=frozenset(instance.programme))(instance)


def _leaders_of_all_languages(instance: Instance) -> Instance:
    return _leaders(languages=frozenset(instance.languages))(instance)


def _larger_rooms(instance: Instance) -> Instance:
    return replace(instance, venues=tuple(replace(one, capacity=99) for one in instance.venues))


def _open_rooms(instance: Instance) -> Instance:
    return replace(instance, venues=tuple(replace(one, slots=frozenset(instance.slot)) for one in instance.venues))


def _more_seats(instance: Instance) -> Instance:
    return replace(instance, running_groups=tuple(replace(one, seats=99) for one in instance.running_groups))


def _twins_of_leaders(instance: Instance) -> Instance:
    twins = tuple(replace(one, id=one.id + 1000) for one in instance.facilitators)
    return replace(instance, facilitators=instance.facilitators + twins)


def _twins_of_rooms(instance: Instance) -> Instance:
    def both(rooms: object) -> object:
        if isinstance(rooms, dict):
            return rooms | {room + 1000: minutes for room, minutes in rooms.items()}
        assert isinstance(rooms, frozenset)
        return rooms | {room + 1000 for room in rooms}

    return replace(
        instance,
        venues=instance.venues + tuple(replace(one, id=one.id + 1000) for one in instance.venues),
        facilitators=tuple(replace(one, venues=both(one.venues)) for one in instance.facilitators),
        citizens=tuple(replace(one, venues=both(one.venues)) for one in instance.citizens),
    )


LOOSENED: dict[str, Callable[[Instance], Instance]] = {
    "1 language": _with_all_languages,
    "1 audience": _without_audiences,
    "1 slots": _at_any_time,
    "1 way": _anybody_anywhere,
    "3 smallest": _programmes(size_min=1),
    "3 largest": _programmes(size_max=99),
    "3 capacity": _larger_rooms,
    "3 modes": _programmes(modes=MODES),
    "4 programme": _leaders_of_everything,
    "4 language": _leaders_of_all_languages,
    "4 free": _leaders_always_free,
    "4 one at a time": _twins_of_leaders,
    "4 minutes": _leaders(max_minutes_per_week=9999),
    "4 rooms": _leaders_everywhere,
    "5 one at a time": _twins_of_rooms,
    "5 open": _open_rooms,
    "6 alone": _programmes(no_isolated_gender=False),
    "7 seats": _more_seats,
}


@pytest.mark.slow
@pytest.mark.parametrize("rule", LOOSENED)
def test_every_rule_costs_something_in_some_world(rule: str) -> None:
    """A loosened rule never makes the optimum worse, and somewhere better: no rule is without effect in the worlds."""
    better = 0
    for seed in range(400):
        instance = tiny_world(seed)
        if len(instance.citizens) > 5:
            continue
        before, after = best_objective(instance), best_objective(LOOSENED[rule](instance))
        assert after >= before, seed
        better += after > before
        if better == 2:
            return
    assert better, rule


def test_worlds_hold_what_they_promise() -> None:
    worlds = [tiny_world(seed) for seed in range(300)]
    assert {len(pattern) for world in worlds for one in world.programmes for pattern in one.patterns} == {1, 2, 3}
    assert any(not world.citizens for world in worlds)
    assert any(not world.facilitators for world in worlds)
    assert any(not world.venues for world in worlds)
    assert any(
        later > sooner
        for world in worlds
        for one in world.citizens
        for sooner, later in zip(one.keep_permille, one.keep_permille[1:], strict=False)
    )
    assert not any(
        {one.id for one in world.citizens} == set(range(len(world.citizens))) for world in worlds if world.citizens
    )
    assert tiny_world(7) == tiny_world(7) != tiny_world(8)


@given(tiny_worlds())
@settings(max_examples=50, deadline=None)
def test_every_world_is_a_file_that_can_be_read(world: Instance) -> None:
    assert read_instance(write_instance(world)) == world
