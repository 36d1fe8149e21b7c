"""A plan under work: whatever is put in and taken out, it counts as the evaluator does."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formation.evaluation import evaluate
from formation.model import Entry, Instance
from formation.night import Left, Night, Taken
from tests.formation.plans import assert_lawful, group_of, night_of, some_members, with_entry, with_group
from tests.formation.tiny_worlds import tiny_world
from tests.formation.varied_worlds import larger_world, varied_world


def rebuilt(night: Night) -> Night:
    """The same plan put together anew, last group first."""
    other = Night(night.market, night.split)
    for pair in reversed(list(night.entries)):
        other.enter(*pair)
    for placed in reversed(list(night.groups.values())):
        other.add(placed.lead, placed.members)
    return other


def same(one: Left, other: Left) -> bool:
    return all((a == b).all() for a, b in zip(vars(one).values(), vars(other).values(), strict=True))


class Walker:
    """Changes a plan at random, and says after each change whether the evaluator would have allowed it."""

    def __init__(self, world: Instance, lot: Random) -> None:
        self.night, self.lot = night_of(world), lot
        self.world = world
        self.done = dict.fromkeys(("added", "refused", "dropped", "entered", "turned away", "left"), 0)

    def step(self) -> None:
        ways = [self.add, self.add, self.drop, self.enter, self.leave]
        self.lot.choice(ways)()
        assert_lawful(self.night)

    def add(self) -> None:
        night = self.night
        if not len(night.market.lead_leader):
            return
        lead = self.lot.randrange(len(night.market.lead_leader))
        members = some_members(night, lead, self.lot)
        if members is None:
            return
        plan = with_group(night.solution(), group_of(night.market, lead, members))
        allowed = evaluate(self.world, plan).keeps_the_rules
        assert night.can_add(lead) == allowed
        if allowed:
            self.lot.shuffle(mixed := members.copy())
            number = night.add(lead, mixed)
            assert night.groups[number].members.tolist() == sorted(members)
            assert night.objective == evaluate(self.world, plan).objective
            self.done["added"] += 1
        else:
            self.refused(lambda: night.add(lead, members))
            self.done["refused"] += 1

    def refused(self, change) -> None:
        """Nothing moves when something is refused."""
        night = self.night
        before, plan, objective = night.left.copy(), night.solution(), night.objective
        with pytest.raises(Taken):
            change()
        assert same(night.left, before)
        assert (night.solution(), night.objective) == (plan, objective)

    def drop(self) -> None:
        if self.night.groups:
            number = self.lot.choice(list(self.night.groups))
            placed = self.night.groups[number]
            assert self.night.drop(number) is placed
            self.done["dropped"] += 1

    def enter(self) -> None:
        night = self.night
        market = night.market
        if not len(market.entry_people):
            return
        at = self.lot.randrange(len(market.entry_people))
        group = int(np.searchsorted(market.entry_start, at, side="right")) - 1
        who = int(market.entry_people[at])
        entry = Entry(self.world.running_groups[group].id, self.world.citizens[who].id)
        if evaluate(self.world, with_entry(night.solution(), entry)).keeps_the_rules:
            night.enter(group, who)
            self.done["entered"] += 1
        else:
            self.refused(lambda: night.enter(group, who))
            self.done["turned away"] += 1

    def leave(self) -> None:
        if self.night.entries:
            self.night.leave(*self.lot.choice(list(self.night.entries)))
            self.done["left"] += 1


@pytest.mark.slow
def test_any_changes_count_as_the_evaluator_counts() -> None:
    done: dict[str, int] = {}
    worlds = [*map(varied_world, range(40)), *map(tiny_world, range(40)), *map(larger_world, range(3))]
    for number, world in enumerate(worlds):
        walker = Walker(world, Random(number))
        for _ in range(25):
            walker.step()
        other = rebuilt(walker.night)
        assert same(walker.night.left, other.left)
        assert other.objective == walker.night.objective
        assert other.solution() == walker.night.solution()
        done = {what: done.get(what, 0) + many for what, many in walker.done.items()}
    assert min(done.values()) > 20, done


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), steps=st.integers(1, 15))
def test_taking_everything_back_leaves_an_empty_night(seed: int, steps: int) -> None:
    walker = Walker(varied_world(seed), Random(seed))
    for _ in range(steps):
        walker.step()
    night = walker.night
    for number in list(night.groups):
        night.drop(number)
    for pair in list(night.entries):
        night.leave(*pair)
    empty = Night(night.market, night.split)
    assert same(night.left, empty.left)
    assert night.objective == empty.objective
    assert night.solution() == empty.solution()


def test_a_copy_of_what_is_left_may_be_changed() -> None:
    night = night_of(tiny_world(1))
    copy = night.left.copy()
    assert same(copy, night.left)
    for array in vars(copy).values():
        array[...] = ~array if array.dtype == bool else array + 1
    assert same(night.left, night_of(tiny_world(1)).left)


def test_nobody_alone_as_the_evaluator_says() -> None:
    seen = set()
    for seed in range(60):
        night = night_of(tiny_world(seed))
        market = night.market
        for lead in range(len(market.lead_leader)):
            roster = int(market.lead_roster[lead])
            people = market.fits(roster)[0][: int(market.size_cap[roster])]
            broken = evaluate(market.instance, with_group(night.solution(), group_of(market, lead, people))).violations
            assert night.together(roster, people) == (not broken)
            seen.add(bool(broken))
    assert seen == {True, False}
