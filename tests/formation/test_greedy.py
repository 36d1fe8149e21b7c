"""The first plan by prices: lawful at any prices, the same again, and worth starting from."""

from dataclasses import replace
from random import Random

import pytest

from formation.greedy import price_guided
from formation.lagrange import Prices, Split
from formation.market import build
from formation.night import Night
from formation.settling import settle
from tests.formation.oracle import best_objective
from tests.formation.plans import assert_lawful
from tests.formation.test_programmes import any_prices
from tests.formation.tiny_worlds import tiny_world
from tests.formation.varied_worlds import larger_world, varied_world


@pytest.mark.slow
def test_the_plan_keeps_the_rules_at_any_prices() -> None:
    groups = entries = 0
    worlds = [*map(tiny_world, range(80)), *map(varied_world, range(80)), *map(larger_world, range(8))]
    for number, world in enumerate(worlds):
        split = Split(build(world))
        for prices in (Prices.zero(split.market), any_prices(split.market, Random(number), worst=1500.0)):
            night = price_guided(split.market, split, prices)
            assert_lawful(night)
            groups, entries = groups + len(night.groups), entries + len(night.entries)
    assert groups > 100 and entries > 30


@pytest.mark.slow
def test_no_group_makes_the_plan_worse() -> None:
    """Also where a lender's ledger costs more than the group is worth, of which no prices told."""
    for seed in range(60):
        world = varied_world(seed)
        dear = replace(world, rules=replace(world.rules, ledger_penalty_per_minute=20))
        split = Split(build(dear))
        for prices in (Prices.zero(split.market), any_prices(split.market, Random(seed), worst=1000.0)):
            night = price_guided(split.market, split, prices)
            only_entries = Night(split.market, split)
            for pair in night.entries:
                only_entries.enter(*pair)
            assert night.objective >= only_entries.objective


@pytest.mark.slow
def test_at_settled_prices_most_of_the_best_plan_is_found() -> None:
    """Summed over nights, above what is worth nothing: what nobody starting costs."""
    found = possible = 0
    for seed in range(60):
        world = tiny_world(seed)
        split = Split(build(world))
        nobody = Night(split.market, split).objective
        best = best_objective(world)
        night = price_guided(split.market, split, settle(split, evaluations=60).prices)
        assert night.objective <= best
        found, possible = found + night.objective - nobody, possible + best - nobody
    assert found > 0.6 * possible


def test_the_same_prices_give_the_same_plan() -> None:
    world = larger_world(5)
    split = Split(build(world))
    prices = any_prices(split.market, Random(1), worst=800.0)
    one, other = (price_guided(split.market, split, prices).solution() for _ in range(2))
    assert one.groups
    assert one == other


@pytest.mark.parametrize("left_out", ["citizens", "facilitators", "running_groups"])
def test_nights_that_lack_something(left_out: str) -> None:
    for seed in range(10):
        split = Split(build(replace(tiny_world(seed), **{left_out: ()})))
        assert_lawful(price_guided(split.market, split, Prices.zero(split.market)))
