"""The bound by programme: below no plan, whatever the prices, and close to the best plan after a few steps."""

import json
import math
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formation.lagrange import Prices, Split
from formation.market import Market, build
from formation.model import Instance
from formation.programmes import Tightened, rents_of, tighten
from formation.programmes.part import Part
from formation.programmes.space import lay_out
from formation.reading import read_instance
from tests.formation.oracle import best_objective
from tests.formation.tiny_worlds import tiny_world


def any_prices(market: Market, lot: Random, worst: float = 3000.0) -> Prices:
    """Prices nobody would choose, within what the ledger and the floors allow."""
    instance = market.instance
    penalty, missing = instance.rules.ledger_penalty_per_minute, instance.rules.floor_penalty_per_start
    many = len(instance.municipalities)
    return Prices(
        citizen=np.array([lot.choice((0.0, lot.uniform(0, worst))) for _ in instance.citizens]),
        hour=np.array(
            [[lot.choice((0.0, lot.uniform(0, 300))) for _ in instance.slots] for _ in instance.venues]
        ).reshape(len(instance.venues), len(instance.slots)),
        minute=np.array([lot.uniform(-penalty, penalty) for _ in range(many)]),
        floor=np.array([lot.uniform(0, missing) for _ in range(many)]),
    )


def bound_at(market: Market, vector: np.ndarray) -> float:
    """The sum of leaders' weeks, programmes and the prices themselves, put together by hand."""
    split = Split(market)
    space = lay_out(market, split)
    vector = np.clip(vector, space.least, space.most)
    weeks, _ = split.weeks(space.rents(vector))
    parts = [Part(market, split, space, n) for n in range(len(market.instance.programmes))]
    solved = [part.solve(vector, seconds=None, gap=0.0).bound for part in parts]
    return weeks + sum(solved) + float(space.weight @ vector)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_bound_holds_at_any_prices_and_rents(block: int) -> None:
    for seed in range(block * 40, block * 40 + 40):
        lot = Random(seed)
        world = tiny_world(seed)
        market = build(world)
        space = lay_out(market, Split(market))
        rents = np.array([lot.uniform(-500, 3000) for _ in market.cell_leader])
        vector = space.vector(rents, any_prices(market, lot))
        assert bound_at(market, vector) >= best_objective(world)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(3))
def test_tighten_from_any_prices_stays_above_the_best_plan(block: int) -> None:
    for seed in range(1000 + block * 40, 1040 + block * 40):
        world = tiny_world(seed)
        market = build(world)
        told: list[Tightened] = []
        found = tighten(market, any_prices(market, Random(seed)), work=12, progress=told.append)
        optimum = best_objective(world)
        bounds = [one.bound for one in told]
        assert bounds == sorted(bounds, reverse=True)
        assert math.floor(found.bound) >= optimum
        assert found.bound == bounds[-1]


@pytest.mark.slow
def test_tighten_is_no_worse_than_the_split_by_leader_at_the_same_prices() -> None:
    for seed in range(300, 340):
        world = tiny_world(seed)
        market = build(world)
        prices = any_prices(market, Random(seed))
        by_leader = Split(market).evaluate(prices).bound
        assert tighten(market, prices, work=4).bound <= by_leader + 1e-3


@pytest.mark.slow
def test_tighten_without_limit_ends_and_proves_many_tiny_worlds() -> None:
    """Prices cannot prove all: minutes of a ledger come in lumps."""
    proven, closer = 0, 0
    for seed in range(400, 440):
        world = tiny_world(seed)
        world = replace(world, programmes=tuple(replace(one, no_isolated_gender=False) for one in world.programmes))
        market = build(world)
        found = tighten(market, Prices.zero(market)).bound
        optimum = best_objective(world)
        assert math.floor(found) >= optimum
        proven += math.floor(found) == optimum
        closer += found < Split(market).evaluate(Prices.zero(market)).bound - 1
    assert proven >= 20
    assert closer >= 10


def test_tighten_with_work_gives_the_same_again() -> None:
    market = build(tiny_world(7))
    one, other = (tighten(market, Prices.zero(market), work=6) for _ in range(2))
    assert one.bound == other.bound
    assert (one.rents == other.rents).all()
    assert one.searches == other.searches


def test_tighten_stops_at_its_goal() -> None:
    world = next(world for seed in range(100) if best_objective(world := tiny_world(seed)) > 1000)
    market = build(world)
    easy = tighten(market, Prices.zero(market), goal=10**9)
    assert easy.searches <= len(world.programmes)
    assert math.floor(easy.bound) >= best_objective(world)


@settings(max_examples=30)
@given(seed=st.integers(0, 10**6))
def test_plan_is_worth_what_the_programme_says(seed: int) -> None:
    """A plan's worth, from its base and use, is what its columns add up to, and no more than the bound."""
    world = tiny_world(seed)
    market = build(world)
    split = Split(market)
    space = lay_out(market, split)
    prices = any_prices(market, Random(seed))
    vector = space.vector(rents_of(split, prices), prices)
    for number in range(len(world.programmes)):
        result = Part(market, split, space, number).solve(vector, seconds=None, gap=0.0)
        plan = result.plan
        assert result.base - result.use @ vector <= result.bound
        assert result.bound >= 0
        starters = [*market.people[plan.pairs], *market.entry_people[plan.entries]]
        assert len(starters) == len(set(starters))
        assert {world.citizens[who].programme for who in starters} <= {world.programmes[number].id}
        assert sum(result.use[: len(market.cell_leader)]) == pytest.approx(len(plan.leads))


def test_nobody_and_nothing_to_do() -> None:
    world: Instance = tiny_world(3)
    empty = replace(
        world,
        citizens=(),
        municipalities=tuple(replace(one, floor_starts=0, balance_minutes=0) for one in world.municipalities),
    )
    market = build(empty)
    found = tighten(market, Prices.zero(market), work=5)
    assert math.floor(found.bound) == best_objective(empty) == 0
    assert found.plans == ()


def test_without_leaders_only_entries_remain() -> None:
    for seed in range(20):
        world = replace(tiny_world(seed), facilitators=())
        market = build(world)
        assert math.floor(tighten(market, Prices.zero(market), work=20).bound) >= best_objective(world), seed


@pytest.mark.reference
@pytest.mark.slow
def test_reference_bounds_of_tiny(reference: Path) -> None:
    market = build(read_instance((reference / "pooling" / "tiny.json").read_text(encoding="utf-8")))
    best = json.loads((reference / "pooling" / "BOUNDS.json").read_text(encoding="utf-8"))["tiny"]
    found = math.floor(tighten(market, Prices.zero(market)).bound)
    assert best["best_known_objective"] <= found <= 1.001 * best["best_bound"]
