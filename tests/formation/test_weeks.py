"""Leaders' best weeks against every subset of their cells."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formation.market import Market, build
from formation.weeks import Weeks, best_week
from tests.formation.tiny_worlds import tiny_world

SLOTS = 5


def random_cells(lot: Random) -> Market:
    """A market with any cells at all: patterns of one to four slots, groups that take no time, weeks of any length.

    As in a built market every cell fits its leader's week by itself, and cells stand in the order of leaders.
    """
    world = tiny_world(0)
    slots = tuple(replace(world.slots[0], id=50 - n) for n in range(SLOTS))
    budgets = [lot.choice((0, 1, 2, 45, 60, 100, 120, 150, 240, 600)) for _ in range(lot.randint(0, 4))]
    leaders = tuple(replace(_somebody(), id=9 + 2 * n, max_minutes_per_week=budget) for n, budget in enumerate(budgets))
    cells = [
        (n, lot.choice([length for length in (0, 1, 45, 60, 60, 90, 120) if length <= budget]), _pattern(lot))
        for n, budget in enumerate(budgets)
        for _ in range(lot.randint(0, 7))
    ]
    return replace(
        build(world),
        instance=replace(world, slots=slots, facilitators=leaders),
        cell_leader=np.array([leader for leader, _, _ in cells], dtype=np.int64),
        cell_programme=np.zeros(len(cells), dtype=np.int64),
        cell_minutes=np.array([minutes for _, minutes, _ in cells], dtype=np.int64),
        cell_slots=tuple(slots for _, _, slots in cells),
    )


def _somebody():
    return next(world for world in map(tiny_world, range(20)) if world.facilitators).facilitators[0]


def _pattern(lot: Random) -> int:
    return sum(1 << slot for slot in lot.sample(range(SLOTS), lot.choice((1, 1, 2, 3, 4))))


def random_values(lot: Random, market: Market) -> np.ndarray:
    """Below zero, zero, and many that tie."""
    most = lot.choice((2, 2000))
    return np.array([float(lot.randint(-most // 2, most)) for _ in market.cell_leader])


def subsets(cells: list[int]) -> Iterator[tuple[int, ...]]:
    return chain.from_iterable(combinations(cells, size) for size in range(len(cells) + 1))


def possible(market: Market, cells: tuple[int, ...], minutes: int, busy: int = 0) -> bool:
    """No slot twice, none of those that are busy, and the minutes suffice."""
    slots = [slot for cell in cells for slot in range(SLOTS) if market.cell_slots[cell] >> slot & 1]
    taken = [slot for slot in range(SLOTS) if busy >> slot & 1]
    return len({*slots, *taken}) == len(slots) + len(taken) and sum(market.cell_minutes[list(cells)]) <= minutes


def plain_best(market: Market, values: np.ndarray, cells: list[int], minutes: int, busy: int = 0) -> float:
    return max(float(values[list(one)].sum()) for one in subsets(cells) if possible(market, one, minutes, busy))


def assert_best(market: Market, values: np.ndarray) -> None:
    total, chosen = Weeks(market).best(values)
    best = 0.0
    for n, leader in enumerate(market.instance.facilitators):
        mine = [cell for cell in range(len(values)) if market.cell_leader[cell] == n]
        best += plain_best(market, values, mine, leader.max_minutes_per_week)
        week = tuple(cell for cell in chosen if cell in mine)
        assert possible(market, week, leader.max_minutes_per_week)
    assert len(set(chosen)) == len(chosen)
    assert total == best == values[chosen].sum()


@pytest.mark.slow
def test_the_best_weeks_are_those_of_all_subsets() -> None:
    budgets = set()
    for seed in range(250):
        lot = Random(seed)
        market = random_cells(lot)
        weeks = Weeks(market)
        budgets |= {name for name in ("single", "double", "longer") if len(getattr(weeks, name))}
        for _ in range(2):
            assert_best(market, random_values(lot, market))
    assert budgets == {"single", "double", "longer"}


@settings(max_examples=60)
@given(seed=st.integers(0, 10**9))
def test_the_best_weeks_of_any_cells(seed: int) -> None:
    lot = Random(seed)
    market = random_cells(lot)
    assert_best(market, random_values(lot, market))


@settings(max_examples=60)
@given(seed=st.integers(0, 10**9), minutes=st.integers(0, 400), busy=st.integers(0, 2**SLOTS - 1))
def test_best_week_of_some_cells_beside_busy_slots(seed: int, minutes: int, busy: int) -> None:
    """Here a cell may be too long for the minutes."""
    lot = Random(seed)
    market = random_cells(lot)
    values = random_values(lot, market)
    mine = [cell for cell in range(len(values)) if market.cell_leader[cell] == 0 and lot.random() < 0.8]
    value, week = best_week(market, values, mine, minutes, busy)
    assert possible(market, tuple(week), minutes, busy)
    assert set(week) <= set(mine)
    assert value == values[week].sum() == plain_best(market, values, mine, minutes, busy)


def test_equal_weeks_come_out_the_same_again() -> None:
    lot = Random(8)
    market = random_cells(lot)
    values = np.full(len(market.cell_leader), 5.0)
    assert len(values) > 5
    assert Weeks(market).best(values) == Weeks(market).best(values.copy())


def test_a_leader_takes_any_number_of_groups_without_minutes() -> None:
    """Three groups that take no time, in three slots, for leaders with no, one and two minutes a week."""
    market = random_cells(Random(0))
    for minutes in range(3):
        leader = replace(_somebody(), max_minutes_per_week=minutes)
        night = replace(
            market,
            instance=replace(market.instance, facilitators=(leader,)),
            cell_leader=np.zeros(3, dtype=np.int64),
            cell_programme=np.zeros(3, dtype=np.int64),
            cell_minutes=np.zeros(3, dtype=np.int64),
            cell_slots=(1, 2, 4),
        )
        assert Weeks(night).best(np.array([3.0, 4.0, 5.0]))[0] == 12.0
