"""The split by leader: never below the best plan, its own slow second version, and a true subgradient."""

from dataclasses import replace
from fractions import Fraction
from itertools import chain, combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formation.lagrange import Prices, Split
from formation.market import ONLINE, Market, build
from formation.model import Instance, size_penalty
from tests.formation.oracle import best_objective
from tests.formation.test_programmes import any_prices
from tests.formation.tiny_worlds import tiny_world
from tests.formation.varied_worlds import larger_world, varied_world


def flat(prices: Prices) -> np.ndarray:
    return np.concatenate([array.ravel() for array in vars(prices).values()])


def shuffled(world: Instance, lot: Random) -> Instance:
    """The same night with the rows of every kind in another order."""

    def mixed[T](rows: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(lot.sample(rows, len(rows)))

    return replace(
        world,
        slots=mixed(world.slots),
        programmes=mixed(world.programmes),
        municipalities=mixed(world.municipalities),
        venues=mixed(world.venues),
        facilitators=mixed(world.facilitators),
        running_groups=mixed(world.running_groups),
        citizens=mixed(world.citizens),
    )


def moved(prices: Prices, here: Instance, there: Instance) -> Prices:
    """The same prices for the same people, hours and municipalities in the other order."""
    citizen = {row.id: price for row, price in zip(here.citizens, prices.citizen, strict=True)}
    minute = {row.id: price for row, price in zip(here.municipalities, prices.minute, strict=True)}
    floor = {row.id: price for row, price in zip(here.municipalities, prices.floor, strict=True)}
    hour = {
        (venue.id, slot.id): prices.hour[v, s]
        for v, venue in enumerate(here.venues)
        for s, slot in enumerate(here.slots)
    }
    hours = [[hour[venue.id, slot.id] for slot in there.slots] for venue in there.venues]
    return Prices(
        citizen=np.array([citizen[row.id] for row in there.citizens]),
        hour=np.array(hours).reshape(len(there.venues), len(there.slots)),
        minute=np.array([minute[row.id] for row in there.municipalities]),
        floor=np.array([floor[row.id] for row in there.municipalities]),
    )


def plain_bound(market: Market, prices: Prices) -> float:
    """The same bound in plain words: every leader tries every set of leads, every lead every size, best people first.

    Prices that are fractions give a fraction: the bound without any rounding."""
    world = market.instance
    home = {row.id: n for n, row in enumerate(world.municipalities)}
    worth = []
    for citizen, price in zip(world.citizens, prices.citizen, strict=True):
        at = home[citizen.municipality]
        worth.append(prices.minute[at] * world.programme[citizen.programme].tariff_minutes + prices.floor[at] - price)
    bound = prices.citizen.sum() + prices.hour.sum()
    for at, row in enumerate(world.municipalities):
        bound += row.tolerance_minutes * abs(prices.minute[at]) - prices.minute[at] * row.balance_minutes
        bound -= prices.floor[at] * row.floor_starts
    for n, group in enumerate(world.running_groups):
        span = slice(market.entry_start[n], market.entry_start[n + 1])
        values = [
            gain + worth[who] for who, gain in zip(market.entry_people[span], market.entry_gains[span], strict=True)
        ]
        bound += sum(sorted((value for value in values if value > 0), reverse=True)[: group.seats])
    values = [_lead_value(market, prices, worth, lead) for lead in range(len(market.lead_leader))]
    for n, leader in enumerate(world.facilitators):
        mine = [lead for lead in range(len(values)) if market.lead_leader[lead] == n and values[lead] > 0]
        weeks = chain.from_iterable(combinations(mine, size) for size in range(min(4, len(mine)) + 1))
        bound += max(
            sum(values[lead] for lead in week) for week in weeks if _fit(market, week, leader.max_minutes_per_week)
        )
    return bound


def _lead_value(market: Market, prices: Prices, worth: list[float], lead: int) -> float:
    world = market.instance
    roster = market.rosters[market.lead_roster[lead]]
    programme = world.programmes[roster.programme]
    leader = world.facilitators[market.lead_leader[lead]]
    people, gains = market.fits(int(market.lead_roster[lead]))
    best = sorted((gain + worth[who] for who, gain in zip(people, gains, strict=True)), reverse=True)
    most = programme.size_max
    if roster.venue != ONLINE:
        most = min(most, world.venues[roster.venue].capacity)
    members = max(
        sum(best[:size]) - size_penalty(programme, size) for size in range(programme.size_min, min(most, len(best)) + 1)
    )
    slots = [n for n, slot in enumerate(world.slots) if slot.id in programme.patterns[roster.pattern]]
    hours = 0.0 if roster.venue == ONLINE else sum(prices.hour[roster.venue, slot] for slot in slots)
    at = [row.id for row in world.municipalities].index(leader.municipality)
    given = prices.minute[at] * programme.weeks * programme.minutes_per_week
    return members - hours - given - int(market.lead_cost[lead])


def _fit(market: Market, week: tuple[int, ...], minutes: int) -> bool:
    slots = [slot for lead in week for slot in market.slots_of[market.lead_roster[lead]]]
    return len(set(slots)) == len(slots) and sum(market.cell_minutes[market.lead_cell[list(week)]]) <= minutes


@pytest.mark.slow
def test_the_bound_is_never_below_the_best_plan() -> None:
    tight = 0
    for seed in range(150):
        for world in (tiny_world(seed), varied_world(seed)):
            lot = Random(seed)
            split = Split(build(world))
            best = best_objective(world)
            for prices in (Prices.zero(split.market), *(any_prices(split.market, lot, worst=1500.0) for _ in range(2))):
                bound = split.evaluate(prices).bound
                assert bound >= best - 1e-6, world.name
                tight += bound < best + 500
    assert tight > 50


@pytest.mark.slow
def test_the_bound_is_not_rounded_below_what_is_true() -> None:
    """Ledgers of a billion minutes that nearly cancel out: their sums are rounded by a tenth of a point."""
    for seed in range(40):
        world = tiny_world(seed)
        world = replace(
            world,
            rules=replace(world.rules, ledger_penalty_per_minute=1_000_000),
            municipalities=tuple(
                replace(one, balance_minutes=10**9 - 1, tolerance_minutes=10**9) for one in world.municipalities
            ),
        )
        market = build(world)
        prices = any_prices(market, Random(seed))
        prices = replace(prices, minute=np.abs(prices.minute))
        exact = Prices(*(np.vectorize(Fraction, otypes=[object])(array) for array in vars(prices).values()))
        assert Fraction(Split(market).evaluate(prices).bound) >= plain_bound(market, exact), seed


@pytest.mark.slow
def test_the_bound_is_what_the_plain_version_says() -> None:
    for seed in range(100):
        for world in (tiny_world(seed), varied_world(seed)):
            market = build(world)
            prices = any_prices(market, Random(seed), worst=1000.0)
            assert Split(market).evaluate(prices).bound == pytest.approx(
                plain_bound(market, prices), rel=1e-9, abs=1e-6
            )


@settings(max_examples=40)
@given(seed=st.integers(0, 10**6), order=st.randoms(use_true_random=False))
def test_the_bound_knows_no_order_of_rows(seed: int, order: Random) -> None:
    world = tiny_world(seed)
    other = shuffled(world, order)
    market = build(world)
    prices = any_prices(market, Random(seed))
    again = Split(build(other)).evaluate(moved(prices, world, other)).bound
    assert again == pytest.approx(Split(market).evaluate(prices).bound, rel=1e-12, abs=1e-6)


@pytest.mark.slow
def test_slack_is_a_subgradient() -> None:
    for seed in range(120):
        lot = Random(seed)
        split = Split(build(varied_world(seed) if seed % 2 else tiny_world(seed)))
        points = [Prices.zero(split.market), *(any_prices(split.market, lot, worst=1500.0) for _ in range(3))]
        answers = [split.evaluate(prices) for prices in points]
        for here, at in zip(answers, points, strict=True):
            for there, to in zip(answers, points, strict=True):
                assert there.bound >= here.bound + flat(here.slack) @ (flat(to) - flat(at)) - 1e-5


@pytest.mark.slow
def test_slack_is_a_subgradient_where_many_want_the_same() -> None:
    for seed in range(10):
        lot = Random(seed)
        split = Split(build(larger_world(seed)))
        at = any_prices(split.market, lot, worst=1500.0)
        here = split.evaluate(at)
        for _ in range(6):
            to = any_prices(split.market, lot, worst=1500.0)
            assert split.evaluate(to).bound >= here.bound + flat(here.slack) @ (flat(to) - flat(at)) - 1e-4


@pytest.mark.slow
def test_an_answer_keeps_what_its_leaders_must_keep() -> None:
    """Leaders' weeks, sizes and seats are kept; who starts twice, and in which room, is left to the prices."""
    led = 0
    for seed in range(30):
        world = larger_world(seed)
        market = build(world)
        answer = Split(market).evaluate(any_prices(market, Random(seed), worst=800.0))
        for lead, members in zip(answer.leads, answer.members, strict=True):
            roster = int(market.lead_roster[lead])
            assert market.size_min[roster] <= len(members) <= market.size_cap[roster]
            assert len(set(members)) == len(members)
            assert set(members) <= set(market.fits(roster)[0])
        for n, leader in enumerate(world.facilitators):
            week = tuple(int(lead) for lead in answer.leads if market.lead_leader[lead] == n)
            assert _fit(market, week, leader.max_minutes_per_week)
            led += len(week)
        for entries, group in zip(answer.entries, world.running_groups, strict=True):
            assert len(set(entries)) == len(entries) <= group.seats
    assert led > 50


def test_a_night_without_anybody_is_worth_its_floors_and_ledgers() -> None:
    world = replace(tiny_world(3), citizens=(), facilitators=(), venues=(), running_groups=())
    split = Split(build(world))
    assert split.evaluate(Prices.zero(split.market)).bound == pytest.approx(0, abs=1e-6)
    rules = world.rules
    dear = replace(
        Prices.zero(split.market),
        minute=np.array(
            [np.sign(row.balance_minutes) * rules.ledger_penalty_per_minute for row in world.municipalities]
        ),
        floor=np.full(len(world.municipalities), float(rules.floor_penalty_per_start)),
    )
    plain = plain_bound(split.market, dear)
    assert split.evaluate(dear).bound == pytest.approx(plain, abs=1e-6)
    assert plain >= best_objective(world)
