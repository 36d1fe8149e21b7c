"""A piece of the night: the whole of a tiny one is the whole problem, and people are dealt as they can be."""

from collections.abc import Sequence
from itertools import product
from random import Random

import numpy as np
import pytest

from formation import piece as pieces
from formation.greedy import price_guided
from formation.lagrange import Prices
from formation.model import Instance
from formation.night import Night
from formation.piece import Found, Limits, Piece
from formation.piece.dealing import deal, shares_of_women
from tests.formation.oracle import best, best_objective
from tests.formation.plans import assert_lawful, form_anew, night_of, seat
from tests.formation.test_exact import one_time_worlds
from tests.formation.tiny_worlds import tiny_world
from tests.formation.varied_worlds import larger_world, varied_world

NO_LIMITS = Limits(None, None)


@pytest.fixture
def _to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """No plan a little below the best will do."""
    monkeypatch.setitem(pieces.OPTIONS, "mip_rel_gap", 0.0)


def whole(night: Night, **facts: object) -> Piece:
    """Everything is taken apart, everything may be taken."""
    return Piece(
        night,
        programmes=range(len(night.market.instance.programmes)),
        groups=list(night.groups),
        leads=np.arange(len(night.market.lead_leader)),
        **facts,
    )


def unsettled(night: Night, piece: Piece) -> int:
    """Ledger and floors of municipalities that the piece cannot change."""
    instance, left = night.market.instance, night.left
    cost = 0
    for n, row in enumerate(instance.municipalities):
        if n not in piece.ledger:
            beyond = max(0, abs(int(left.net[n])) - row.tolerance_minutes)
            short = max(0, row.floor_starts - int(left.starts[n]))
            cost += instance.rules.ledger_penalty_per_minute * beyond + instance.rules.floor_penalty_per_start * short
    return cost


def broken_rows(piece: Piece, values: Sequence[float]) -> list[int]:
    """Rows and limits of the model that these values break."""
    columns, broken = piece.columns, []
    for row in range(len(columns.lowest)):
        span = range(columns.starts[row], columns.starts[row + 1])
        reached = sum(columns.values[at] * values[columns.indices[at]] for at in span)
        if not columns.lowest[row] - 1e-9 <= reached <= columns.highest[row] + 1e-9:
            broken.append(row)
    outside = [-1 - n for n, value in enumerate(values) if not 0 <= value <= columns.upper[n]]
    return broken + outside


def solved(world: Instance) -> int | None:
    """The objective after the whole night was formed anew; None where people could not be dealt."""
    night = night_of(world)
    found = whole(night).solve(NO_LIMITS)
    if found is None:
        return None
    assert found.ended
    form_anew(night, found)
    assert_lawful(night)
    return night.objective


@pytest.mark.slow
@pytest.mark.usefixtures("_to_the_end")
def test_the_whole_of_a_tiny_night_is_formed_as_well_as_can_be() -> None:
    undealt = 0
    for seed in range(50):
        for world in (tiny_world(seed), varied_world(seed)):
            objective = solved(world)
            undealt += objective is None
            assert objective in {None, best_objective(world)}, world.name
    assert undealt <= 2


@pytest.mark.slow
@pytest.mark.usefixtures("_to_the_end")
def test_several_groups_of_one_roster_are_nearly_always_dealt() -> None:
    """Several leaders of one weekly time, where often nobody may be alone."""
    undealt, several = 0, 0
    for seed in range(30):
        world = one_time_worlds(seed)
        objective = solved(world)
        undealt += objective is None
        several += len(best(world)[1].groups) > 1
        assert objective in {None, best_objective(world)}, world.name
    assert undealt <= 5
    assert several > 10


@pytest.mark.slow
def test_the_plan_as_it_is_stands_in_the_model() -> None:
    """Its columns break no row and are worth what the plan is worth."""
    seated = 0
    for seed in range(80):
        for world in (tiny_world(seed), varied_world(seed)):
            night = night_of(world)
            if not seat(night, best(world)[1]):
                continue
            piece = whole(night)
            assert piece.known is not None
            assert broken_rows(piece, piece.known) == []
            assert np.dot(piece.columns.worth, piece.known) - unsettled(night, piece) == night.objective
            seated += len(night.groups)
    assert seated > 30


@pytest.mark.slow
def test_nothing_better_is_claimed_from_the_best_plan() -> None:
    for seed in range(60):
        world = tiny_world(seed)
        night = night_of(world)
        if seat(night, best(world)[1]):
            objective = night.objective
            found = whole(night).solve(Limits(None, 50))
            assert found is not None
            assert not found.better
            form_anew(night, found)
            assert night.objective >= objective - 2e-4 * abs(objective) - 1


@pytest.mark.slow
def test_a_part_of_a_plan_is_formed_anew_beside_the_rest() -> None:
    better = 0
    for seed in range(6):
        night = night_of(larger_world(seed))
        split = night.split
        night = price_guided(night.market, split, Prices.zero(night.market))
        lot = Random(seed)
        for _ in range(3):
            programmes = lot.sample(range(4), 2)
            mine = [
                number
                for number, placed in night.groups.items()
                if night.market.programme_of[night.market.lead_roster[placed.lead]] in programmes
            ]
            others = {n: placed for n, placed in night.groups.items() if n not in mine}
            groups = lot.sample(mine, (len(mine) + 1) // 2)
            leads = np.flatnonzero([lot.random() < 0.7 for _ in night.market.lead_leader])
            piece = Piece(night, programmes=programmes, groups=groups, leads=leads)
            assert piece.known is not None
            assert broken_rows(piece, piece.known) == []
            before = night.objective
            found = piece.solve(Limits(None, 20))
            if found is not None:
                form_anew(night, found)
                assert_lawful(night)
                assert found.better == (night.objective > before)
                assert night.objective >= before - 2e-4 * abs(before) - 1
                better += found.better
            assert others.items() <= night.groups.items()
    assert better > 4


@pytest.mark.slow
def test_only_what_is_left_open_is_taken() -> None:
    for seed in range(40):
        night = night_of(tiny_world(seed))
        left = night.left.copy()
        left.busy[::2] = True
        left.taken[:] = True
        piece = whole(night, left=left)
        found = piece.solve(NO_LIMITS)
        assert found is not None
        for lead, _ in found.groups:
            assert night.market.lead_leader[lead] % 2 == 1
            assert night.market.rosters[night.market.lead_roster[lead]].venue == -1


def test_the_same_nodes_give_the_same_piece() -> None:
    night = night_of(larger_world(2))
    one, other = (whole(night).solve(Limits(None, 3)) for _ in range(2))
    assert one is not None and other is not None
    assert one.better
    assert (one.entries, one.better, one.ended) == (other.entries, other.better, other.ended)
    assert [(lead, who.tolist()) for lead, who in one.groups] == [(lead, who.tolist()) for lead, who in other.groups]


def every_dealing(sizes: Sequence[int], women: int) -> list[tuple[int, ...]]:
    """How many women in each group, so that nobody is alone."""
    return [
        shares
        for shares in product(*(range(size + 1) for size in sizes))
        if sum(shares) == women
        and all(1 not in {share, size - share} for share, size in zip(shares, sizes, strict=True))
    ]


def test_shares_are_found_where_there_are_any() -> None:
    none = some = 0
    for groups in range(1, 5):
        for people in range(groups, 5 * groups):
            size, more = divmod(people, groups)
            sizes = [size + (n < more) for n in range(groups)]
            for women in range(people + 1):
                shares = shares_of_women(sizes, women)
                every = every_dealing(sizes, women)
                assert (shares is None) == (not every)
                assert shares is None or tuple(shares) in every
                none, some = none + (shares is None), some + (shares is not None)
    assert none > 20 and some > 100


@pytest.mark.slow
def test_deal_gives_everybody_one_even_group() -> None:
    dealt = refused = 0
    for seed in range(60):
        night = night_of(larger_world(seed % 8))
        lot = Random(seed)
        market = night.market
        roster = lot.randrange(len(market.rosters))
        people = market.fits(roster)[0].tolist()
        members = lot.sample(people, lot.randint(1, len(people)))
        groups = lot.randint(1, min(4, len(members)))
        parts = deal(night, roster, members, groups)
        size, more = divmod(len(members), groups)
        sizes = [size + (n < more) for n in range(groups)]
        women = sum(bool(market.women[who]) for who in members)
        if parts is None:
            assert market.isolates[roster]
            assert every_dealing(sizes, women) == []
            refused += 1
        else:
            assert sorted(np.concatenate(parts).tolist()) == sorted(members)
            assert sorted(map(len, parts)) == sorted(sizes)
            assert all(night.together(roster, part) for part in parts)
            dealt += 1
    assert dealt > 20 and refused > 2


def test_where_nothing_is_possible_the_search_has_ended() -> None:
    """None would say that another try may find something."""
    night = night_of(larger_world(0, citizens=0))
    piece = whole(night)
    assert piece.size == 0
    assert piece.solve(NO_LIMITS) == Found((), (), (), (), better=False, ended=True)
