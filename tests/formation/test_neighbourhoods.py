"""The search among near plans: never worse, always lawful, the same again, and its two pieces never in each other's way."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from formation.greedy import price_guided
from formation.lagrange import Prices
from formation.model import Instance
from formation.neighbourhoods import Search
from formation.night import Night
from formation.piece import Found, Limits, Piece
from tests.formation.oracle import best_objective
from tests.formation.plans import assert_lawful, form_anew, night_of
from tests.formation.tiny_worlds import tiny_world
from tests.formation.varied_worlds import larger_world, varied_world

NODES = Limits(None, 5)


def search_of(night: Night, *, seed: int = 0, first: int = 400, least: float = -np.inf) -> Search:
    """Every lead may be taken; small pieces, so that a plan is searched part by part."""
    values, _ = night.split.lead_values(Prices.zero(night.market))
    return Search(night, values, limits=lambda: NODES, first=first, least=least, seed=seed)


def greedy(world: Instance) -> Night:
    """A plan that is far from the best: nobody has a price."""
    night = night_of(world)
    return price_guided(night.market, night.split, Prices.zero(night.market))


def pieces_of(night: Night, many: int, heard: Callable[[], None] = lambda: None, *, seed: int = 0) -> int:
    """Search so many pieces; how many there were."""
    done = 0
    begun = 0

    def go_on() -> bool:
        nonlocal begun
        begun += 1
        return begun <= many

    def counted() -> None:
        nonlocal done
        done += 1
        heard()

    search_of(night, seed=seed).run(go_on=go_on, done=counted)
    return done


@pytest.mark.slow
def test_never_worse_and_always_lawful() -> None:
    better = 0
    for seed in range(3):
        night = greedy(larger_world(seed))
        worths = [night.objective]

        def heard(night: Night = night, worths: list[int] = worths) -> None:
            assert_lawful(night)
            worths.append(night.objective)

        done = pieces_of(night, 8, heard)
        assert len(worths) == done + 1
        assert worths == sorted(worths)
        better += worths[-1] > worths[0]
    assert better >= 2


@pytest.mark.slow
def test_tiny_nights_are_searched_to_the_end() -> None:
    """They are one piece, or a piece of each programme and one of both; then nothing is left, and the search ends."""
    best = total = 0
    for seed in range(30):
        for world in (tiny_world(seed), varied_world(seed)):
            night = greedy(world)
            optimum = best_objective(world)
            pieces_of(night, 60)
            assert_lawful(night)
            assert night.objective <= optimum
            best, total = best + (night.objective == optimum), total + 1
    assert best >= 0.98 * total  # a piece ends a little below its best plan, or cannot be dealt


@pytest.mark.slow
def test_entries_are_searched_where_nobody_can_lead_a_new_group() -> None:
    entered = 0
    for seed in range(80):
        world = replace(tiny_world(seed), facilitators=())
        night = greedy(world)
        assert pieces_of(night, 60) < 60
        assert night.objective == best_objective(world)
        entered += len(night.entries)
    assert entered > 30


@pytest.mark.slow
def test_the_same_seed_and_nodes_give_the_same_plan() -> None:
    plans = []
    for seed in (3, 3, 4):
        night = greedy(larger_world(1, citizens=16))
        pieces_of(night, 6, seed=seed)
        plans.append(night.solution())
    assert plans[0] == plans[1]


@pytest.mark.slow
def test_two_first_pieces_under_way_do_not_clash() -> None:
    """Both answers come from the same plan, and both go in whole. Later two pieces may take the same hours: see below."""
    both = 0
    for seed in range(10):
        night = greedy(larger_world(seed))
        search = search_of(night, seed=seed)
        with ThreadPoolExecutor(1) as pool:
            one = search._begin(pool, deque())
            assert one is not None
            two = search._begin(pool, deque([one]))
            if two is None:
                continue
            assert not set(one.kind.programmes) & set(two.kind.programmes)
            assert not set(one.piece.given_up) & set(two.piece.given_up)
            assert_apart(night, one.piece.leads, two.piece)
            for under in (one, two):
                found = under.answer.result()
                if found is not None:
                    before = night.solution()
                    form_anew(night, found)  # raises Taken where a piece took what the other has
                    assert_lawful(night)
                    both += night.solution() != before
    assert both > 8


def assert_apart(night: Night, first: list[int], second: Piece) -> None:
    """What the second may take and is not its own is nothing that the first may take."""
    market = night.market
    own = {(int(market.lead_leader[p.lead]), slot) for p in second.old for slot in slots_of(night, p.lead)}
    hours = {(int(market.lead_leader[lead]), slot) for lead in first for slot in slots_of(night, lead)}
    for lead in second.leads:
        mine = {(int(market.lead_leader[lead]), slot) for slot in slots_of(night, lead)}
        assert mine <= own or not mine & hours


def slots_of(night: Night, lead: int) -> tuple[int, ...]:
    return night.market.slots_of[night.market.lead_roster[lead]]


@pytest.mark.slow
def test_what_does_not_fit_is_put_back() -> None:
    """An answer to a plan that has changed since: a leader is taken, or the change is no gain."""
    refused = 0
    for seed in range(6):
        night = greedy(larger_world(seed))
        search = search_of(night, seed=seed, first=5000)
        with ThreadPoolExecutor(1) as pool:
            under = search._begin(pool, deque())
            assert under is not None
            found = under.answer.result()
        if found is None or not found.better:
            continue
        assert search._put(found)
        again = replace(
            found,
            given_up=tuple(n for n in night.groups if n not in found.given_up)[:1],
            left_entries=tuple(night.entries)[:1],
        )
        before, plan, left = night.objective, night.solution(), night.left.copy()
        assert not search._put(again)
        assert (night.objective, night.solution()) == (before, plan)
        assert all((a == b).all() for a, b in zip(vars(left).values(), vars(night.left).values(), strict=True))
        refused += 1
    assert refused >= 3


def test_a_change_that_is_no_gain_is_put_back() -> None:
    """Each group is given up for nothing, which fits at any time."""
    lost = 0
    for seed in range(6):
        night = greedy(larger_world(seed))
        search = search_of(night, seed=seed)
        for number, placed in list(night.groups.items()):
            before, plan = night.objective, night.solution()
            night.drop(number)
            without = night.objective
            again = night.add(placed.lead, placed.members)
            gain = without > before
            assert search._put(Found((again,), (), (), (), better=True, ended=True)) == gain
            assert night.objective == (without if gain else before)
            assert gain or night.solution() == plan
            lost += not gain
    assert lost > 10


def test_leads_below_the_least_are_left_alone() -> None:
    night = night_of(larger_world(2))
    search_of(night, least=np.inf).run(go_on=lambda: True, done=lambda: None)
    assert night.groups == {}


@pytest.mark.parametrize("left_out", ["citizens", "facilitators", "running_groups"])
def test_nights_that_lack_something_end_by_themselves(left_out: str) -> None:
    for seed in range(6):
        night = greedy(replace(larger_world(seed, citizens=12), **{left_out: ()}))
        before = night.objective
        pieces_of(night, 5)
        assert night.objective >= before
        assert_lawful(night)
