"""The walk over prices: falls, ends, holds."""

import os
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from formation.lagrange import Prices, Split
from formation.market import build
from formation.settling import settle
from tests.formation.oracle import best_objective
from tests.formation.tiny_worlds import tiny_world
from tests.formation.varied_worlds import larger_world, varied_world


@pytest.mark.slow
def test_the_settled_bound_holds_and_is_that_of_its_prices() -> None:
    for seed in range(15):
        for world in (tiny_world(seed), varied_world(seed)):
            split = Split(build(world))
            told: list[float] = []
            settled = settle(split, evaluations=150, progress=told.append)
            assert settled.bound >= best_objective(world) - 1e-6, world.name
            assert all(after < before for before, after in pairwise(told))
            assert told[-1] == settled.bound
            assert split.evaluate(settled.prices).bound == settled.bound
            assert 0 < settled.evaluations <= 150


@pytest.mark.slow
def test_settled_prices_stay_within_what_the_rules_allow() -> None:
    for seed in range(20):
        world = varied_world(seed)
        prices = settle(Split(build(world)), evaluations=80).prices
        assert (prices.citizen >= 0).all()
        assert (prices.hour >= 0).all()
        assert (np.abs(prices.minute) <= world.rules.ledger_penalty_per_minute).all()
        assert ((prices.floor >= 0) & (prices.floor <= world.rules.floor_penalty_per_start)).all()


@pytest.mark.slow
def test_settling_closes_most_of_the_way() -> None:
    """From no prices at all to the best plan, summed over nights: little of the way is left, and more steps leave no more."""
    wide = near = nearer = 0.0
    for seed in range(14):
        world = tiny_world(seed)
        split = Split(build(world))
        best = best_objective(world)
        few, many = settle(split, evaluations=30).bound, settle(split, evaluations=400).bound
        assert many <= few
        wide += split.evaluate(Prices.zero(split.market)).bound - best
        near, nearer = near + few - best, nearer + many - best
    assert nearer < near < wide
    assert nearer < 0.4 * wide


def test_settling_again_gives_the_same() -> None:
    one, other = (settle(Split(build(larger_world(3))), evaluations=60) for _ in range(2))
    assert one.bound == other.bound
    assert one.evaluations == other.evaluations == 60
    assert all((a == b).all() for a, b in zip(vars(one.prices).values(), vars(other.prices).values(), strict=True))


@pytest.mark.slow
def test_settling_gives_the_same_on_another_processor() -> None:
    """Of `@` the sums come out in another order on other processors; a plain sum is the same everywhere."""
    asked = (
        "from formation.lagrange import Split; from formation.market import build; from formation.settling import settle;"
        "from tests.formation.varied_worlds import larger_world;"
        "print([repr(settle(Split(build(larger_world(seed))), evaluations=200).bound) for seed in range(3)])"
    )
    old, new = (
        subprocess.run(
            [sys.executable, "-c", asked],
            env={**os.environ, "OPENBLAS_CORETYPE": kind},
            check=True,
            capture_output=True,
        ).stdout
        for kind in ("Sandybridge", "Haswell")
    )
    assert old == new


def test_settling_in_no_time_still_bounds() -> None:
    world = tiny_world(5)
    settled = settle(Split(build(world)), seconds=1e-9)
    assert settled.evaluations == 1
    assert settled.bound >= best_objective(world)


@pytest.mark.slow
def test_settling_ends_by_itself() -> None:
    for seed in range(5):
        assert settle(Split(build(tiny_world(seed))), evaluations=10**6).evaluations < 2000


@pytest.mark.parametrize("left_out", ["citizens", "facilitators", "running_groups"])
def test_settling_nights_that_lack_something(left_out: str) -> None:
    for seed in range(10):
        world = replace(tiny_world(seed), **{left_out: ()})
        assert settle(Split(build(world)), evaluations=100).bound >= best_objective(world) - 1e-6


def test_floors_that_nobody_can_meet_bound_below_zero() -> None:
    world = tiny_world(3)
    homes = tuple(replace(one, floor_starts=9, balance_minutes=0) for one in world.municipalities)
    empty = replace(world, citizens=(), municipalities=homes, rules=replace(world.rules, floor_penalty_per_start=100))
    settled = settle(Split(build(empty)), evaluations=400)
    assert best_objective(empty) == -900 * len(homes)
    assert settled.bound == pytest.approx(best_objective(empty), rel=1e-3)
    assert settled.bound >= best_objective(empty) - 1e-6
