"""The exact solver against the brute-force oracle, the evaluator and the definition's own solved instance."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from formation.columns import Programme as Columns
from formation.columns import total
from formation.evaluation import evaluate
from formation.exact import SolverFailed, checked, formulation, openings, solve_exact
from formation.exact.formulation import entry_gain
from formation.exact.highs import run, safe_bound
from formation.exact.rosters import offers
from formation.model import Facilitator, Group, Instance, Slot, Solution
from formation.reading import read_instance, read_solution
from tests.formation.oracle import best_objective, best_solution
from tests.formation.tiny_worlds import tiny_world

# HiGHS 1.15.1 with its presolve proves 9584 here.
WRONGLY_PRESOLVED = 1775


def assert_proven(instance: Instance, optimum: int) -> Solution:
    outcome = solve_exact(instance)
    assert (outcome.objective, outcome.bound) == (optimum, optimum)
    evaluation = evaluate(instance, outcome.solution)
    assert (evaluation.objective, evaluation.violations) == (optimum, ())
    return outcome.solution


def one_time_worlds(seed: int) -> Instance:
    """Everybody can come to the one weekly time by video; several leaders, so that one roster has several groups."""
    lot = Random(seed)
    world = tiny_world(seed)
    slot = Slot(id=4, weekday=lot.randrange(7), start="10:00", premium_permille=1000)
    least = lot.choice((1, 2))
    programme = replace(
        world.programmes[0],
        size_min=least,
        size_ideal=least + lot.choice((0, 1)),
        size_max=least + lot.choice((1, 2)),
        no_isolated_gender=lot.random() < 0.7,
        modes=("online",),
        patterns=((slot.id,),),
        sessions_per_week=1,
        startup_cost=10,
    )
    citizens = tuple(
        replace(
            citizen,
            programme=programme.id,
            languages=frozenset({"da"}),
            audiences=frozenset({"all"}),
            online=True,
            slots=frozenset({slot.id}),
            gender=lot.choice("fm"),
            value=lot.randrange(800, 3000),
            wait_value=lot.randrange(0, 300),
        )
        for citizen in world.citizens
    )
    leader = Facilitator(
        id=7,
        municipality=world.municipalities[0].id,
        programmes=frozenset({programme.id}),
        languages=frozenset({"da"}),
        slots={slot.id: 0},
        max_minutes_per_week=programme.minutes_per_week,
        rate_per_hour=lot.randrange(100, 300),
        venues=frozenset(),
    )
    leaders = tuple(replace(leader, id=7 + at, rate_per_hour=100 + 20 * at) for at in range(lot.randrange(2, 5)))
    return replace(
        world,
        slots=(slot,),
        programmes=(programme,),
        citizens=citizens,
        facilitators=leaders,
        venues=(),
        running_groups=(),
    )


@pytest.mark.slow
def test_exact_equals_the_oracle() -> None:
    for seed in range(250):
        world = tiny_world(seed)
        assert_proven(world, best_objective(world))


@pytest.mark.long
def test_exact_equals_the_oracle_in_thousands_of_worlds() -> None:
    for seed in range(250, 12_000):
        world = tiny_world(seed)
        assert_proven(world, best_objective(world))


def test_a_world_whose_best_plan_presolve_cuts_off() -> None:
    assert_proven(tiny_world(WRONGLY_PRESOLVED), 10_437)


@pytest.mark.slow
def test_several_groups_of_one_roster_are_dealt_lawfully() -> None:
    several = 0
    for seed in range(60):
        world = one_time_worlds(seed)
        solution = assert_proven(world, best_objective(world))
        several += len({group.start_week for group in solution.groups}) < len(solution.groups)
    assert several > 10


@pytest.mark.slow
def test_many_of_a_gender_are_held_together_as_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two ways to write that nobody is alone, on the same worlds; the tiny ones are too small for the second."""
    monkeypatch.setattr(formulation, "MANY", 3)
    for seed in range(30):
        world = one_time_worlds(seed)
        assert_proven(world, best_objective(world))


@pytest.mark.slow
def test_an_opening_changes_no_optimum(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny worlds are too small for one; with their own relaxation first they end as they do without."""
    monkeypatch.setattr(openings, "FEW", 0)
    for seed in range(60):
        world = tiny_world(seed)
        assert_proven(world, best_objective(world))
    world = tiny_world(WRONGLY_PRESOLVED)
    assert solve_exact(world, seconds=0).bound >= 10_437


@pytest.mark.slow
def test_an_early_end_still_bounds_the_best_plan() -> None:
    for seed in range(60):
        world = tiny_world(seed)
        outcome = solve_exact(world, seconds=0)
        assert outcome.objective <= best_objective(world) <= outcome.bound
        assert evaluate(world, outcome.solution).objective == outcome.objective


@pytest.mark.slow
def test_a_start_is_never_lost() -> None:
    for seed in range(60):
        world = tiny_world(seed)
        best = best_solution(world)
        outcome = solve_exact(world, start=best, seconds=0)
        assert outcome.objective == best_objective(world)
        assert solve_exact(world, start=best).proven


def test_a_start_that_breaks_a_rule_is_refused() -> None:
    world = tiny_world(0)
    leader, programme = world.facilitators[0], world.programmes[0]
    empty = Group(programme.id, "da", "all", "online", None, programme.patterns[0], 0, leader.id, ())
    with pytest.raises(ValueError, match="start breaks rule"):
        solve_exact(world, start=Solution((empty,)))


def test_the_same_nodes_give_the_same_answer() -> None:
    world = tiny_world(5)
    first, second = solve_exact(world, nodes=1), solve_exact(world, nodes=1)
    assert (first.solution, first.bound) == (second.solution, second.bound)


def test_progress_names_valid_bounds() -> None:
    told: list[tuple[float, int | None, int]] = []
    world = tiny_world(WRONGLY_PRESOLVED)
    solve_exact(world, progress=lambda *figures: told.append(figures))
    assert told
    assert [seconds for seconds, _, _ in told] == sorted(seconds for seconds, _, _ in told)
    assert all(bound >= 10_437 for _, _, bound in told)
    assert all(objective is None or objective <= 10_437 for _, objective, _ in told)


@pytest.mark.parametrize("left_out", ["citizens", "facilitators", "programmes", "venues", "municipalities"])
def test_nights_that_lack_something(left_out: str) -> None:
    world = tiny_world(3)
    without: dict[str, tuple[object, ...]] = {left_out: ()}
    if left_out in {"municipalities", "programmes"}:
        without |= {"citizens": (), "facilitators": (), "venues": (), "running_groups": ()}
    night = replace(world, **without)
    assert_proven(night, best_objective(night))


def test_a_plan_that_the_evaluator_counts_otherwise_is_an_error() -> None:
    world = tiny_world(0)
    worth = evaluate(world, Solution()).objective
    assert checked(world, Solution(), counted=worth) == worth
    with pytest.raises(SolverFailed, match=f"worth {worth} .* counts {worth + 1}"):
        checked(world, Solution(), counted=worth + 1)


def test_a_programme_without_an_answer_is_an_error() -> None:
    programme = Columns()
    column = programme.column(1)
    programme.row(total([column]), lowest=2)
    with pytest.raises(SolverFailed, match="Infeasible"):
        run(programme, start=[0.0], seconds=None, nodes=None, heard=lambda *_: None)


@pytest.mark.parametrize(
    ("dual", "bound"),
    [(99.9999999, 100), (100.0, 100), (100.4, 100), (-7200.0, -7200), (5_600_000.9, 5_600_006), (float("inf"), None)],
)
def test_safe_bound_never_rounds_below_what_may_be_true(dual: float, bound: int | None) -> None:
    assert safe_bound(dual) == bound


def waiting_pays(instance: Instance, *, rises: bool) -> Instance:
    """Probabilities that rise, or fall, from day to day."""
    days = len(instance.citizens[0].keep_permille)
    course = tuple(500 + 10 * (day if rises else days - day) for day in range(days))
    return replace(instance, citizens=tuple(replace(one, keep_permille=course) for one in instance.citizens))


def test_a_later_week_gives_way_only_where_nobody_gains_by_it() -> None:
    world = next(world for world in map(one_time_worlds, range(100)) if world.start_weeks > 1)
    weeks = {offer.roster.week for offer in offers(waiting_pays(world, rises=False))}
    assert weeks == {0}
    assert max(offer.roster.week for offer in offers(waiting_pays(world, rises=True))) == world.start_weeks - 1


def test_entry_gain_is_none_at_a_loss() -> None:
    world = next(world for world in map(tiny_world, range(100)) if world.running_groups)
    group, citizen = world.running_groups[0], world.citizens[0]
    fitting = replace(
        citizen,
        programme=group.programme,
        languages=frozenset({group.language}),
        audiences=frozenset({group.audience}),
        slots=frozenset(group.slots),
        online=True,
        venues={} if group.venue is None else {group.venue: 5},
        wait_value=0,
    )
    gain = entry_gain(group, fitting)
    assert gain is not None
    assert entry_gain(group, replace(fitting, wait_value=gain)) == 0
    assert entry_gain(group, replace(fitting, wait_value=gain + 1)) is None


@pytest.mark.reference
def test_tiny_is_proven(reference: Path) -> None:
    instance = read_instance((reference / "pooling" / "tiny.json").read_text())
    known = read_solution((reference / "pooling" / "tiny.solution.json").read_text(), instance)
    solution = assert_proven(instance, 18_940)
    assert solve_exact(instance, start=known, nodes=0).objective == 18_940
    assert solution.placed == known.placed


@pytest.mark.long
@pytest.mark.reference
def test_small_is_proven(reference: Path) -> None:
    assert_proven(read_instance((reference / "pooling" / "small.json").read_text()), 185_877)
