"""First come, first served: what it promises, on worlds in which everything can be tried."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from formation.baselines import each_alone, pooled_first_come
from formation.evaluation import evaluate
from formation.model import Citizen, Entry, Group, Instance, Rules, Solution
from formation.reading import read_instance
from tests.formation import oracle
from tests.formation.tiny_worlds import tiny_world, tiny_worlds
from tests.formation.worked_example import citizen, worked_example


@given(tiny_worlds())
@settings(max_examples=100, deadline=None)
def test_both_keep_every_rule_and_are_no_better_than_the_best(world: Instance) -> None:
    best = oracle.best_objective(world)
    for plan in (pooled_first_come(world), each_alone(world)):
        evaluation = evaluate(world, plan)
        assert not evaluation.violations
        assert evaluation.objective <= best


@pytest.mark.slow
def test_both_keep_every_rule_in_many_worlds() -> None:
    groups = entries = 0
    for seed in range(1500):
        world = tiny_world(seed)
        for plan in (pooled_first_come(world), each_alone(world)):
            assert not evaluate(world, plan).violations, seed
            groups += len(plan.groups)
            entries += len(plan.entries)
    assert groups > 500
    assert entries > 500


@pytest.mark.slow
def test_nothing_that_could_be_opened_is_left() -> None:
    """Of those who still wait nobody could enter a running group, and no number of them could form one more group."""
    for seed in range(600):
        world = tiny_world(seed)
        plan = pooled_first_come(world)
        placed = {one for group in plan.groups for one in group.members} | {entry.citizen for entry in plan.entries}
        left = replace(
            world,
            citizens=tuple(one for one in world.citizens if one.id not in placed),
            running_groups=tuple(
                replace(one, seats=one.seats - sum(entry.running_group == one.id for entry in plan.entries))
                for one in world.running_groups
            ),
            venues=tuple(
                replace(one, slots=one.slots - {s for g in plan.groups if g.venue == one.id for s in g.pattern})
                for one in world.venues
            ),
            facilitators=tuple(
                replace(
                    one,
                    slots={
                        slot: week
                        for slot, week in one.slots.items()
                        if not any(group.facilitator == one.id and slot in group.pattern for group in plan.groups)
                    },
                    max_minutes_per_week=one.max_minutes_per_week
                    - sum(
                        world.programme[group.programme].minutes_per_week
                        for group in plan.groups
                        if group.facilitator == one.id
                    ),
                )
                for one in world.facilitators
            ),
        )
        # Every start is worth more than any group costs, so the best plan starts somebody if anybody can be started.
        eager = replace(
            left,
            rules=Rules(ledger_penalty_per_minute=0, floor_penalty_per_start=1_000_000),
            municipalities=tuple(replace(one, floor_starts=99) for one in left.municipalities),
        )
        assert oracle.best_solution(eager) == Solution(), seed


def test_who_waited_longest_and_could_start_soonest() -> None:
    """The example of docs/algorithms/pooling.md, on one night: leaders, times, four people who can differently."""
    plan = pooled_first_come(worked_example())
    assert plan == Solution(groups=(Group(5, "da", "all", "online", None, (42,), 0, 7, (11, 13, 14)),))


def test_running_groups_come_first_and_soonest_first() -> None:
    world = worked_example(running=((3, (41,), 9), (4, (41,), 2)))
    assert pooled_first_come(world) == Solution(entries=(Entry(4, 11), Entry(3, 12)))


def test_a_woman_alone_is_not_seated_with_men() -> None:
    people = (
        citizen(11, slots=(41,), waited_days=9, gender="f"),
        *(citizen(number, slots=(41,), waited_days=1) for number in (12, 13, 14, 15)),
    )
    world = worked_example(citizens=people, no_isolated_gender=True)
    assert [group.members for group in pooled_first_come(world).groups] == [(12, 13, 14, 15)]


def test_a_second_woman_from_behind_comes_in_for_the_last_man() -> None:
    people: tuple[Citizen, ...] = (
        citizen(11, slots=(41,), waited_days=9, gender="f"),
        *(citizen(number, slots=(41,), waited_days=5) for number in (12, 13, 14)),
        citizen(15, slots=(41,), waited_days=1, gender="f"),
    )
    world = worked_example(citizens=people, no_isolated_gender=True)
    assert [group.members for group in pooled_first_come(world).groups] == [(11, 12, 13, 15)]


def test_alone_means_own_people_leaders_and_rooms() -> None:
    seen = 0
    for seed in range(300):
        world = tiny_world(seed)
        plan = each_alone(world)
        for group in plan.groups:
            own = {world.citizen[one].municipality for one in group.members}
            own.add(world.facilitator[group.facilitator].municipality)
            if group.venue is not None:
                own.add(world.venue[group.venue].municipality)
            assert len(own) == 1, seed
            seen += 1
        for entry in plan.entries:
            venue = world.running_group[entry.running_group].venue
            assert venue is not None
            assert world.venue[venue].municipality == world.citizen[entry.citizen].municipality
            seen += 1
    assert seen > 30


def test_nobody_and_nothing() -> None:
    empty = replace(worked_example(), citizens=(), facilitators=(), venues=(), running_groups=())
    assert pooled_first_come(empty) == each_alone(empty) == Solution()


@pytest.mark.reference
@pytest.mark.slow
@pytest.mark.parametrize("name", ["tiny", "small", "region"])
def test_the_benchmarks_files(reference: Path, name: str) -> None:
    instance = read_instance((reference / "pooling" / f"{name}.json").read_text())
    pooled, alone = (evaluate(instance, plan) for plan in (pooled_first_come(instance), each_alone(instance)))
    assert not pooled.violations
    assert not alone.violations
    assert pooled.objective > alone.objective
