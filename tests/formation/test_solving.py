"""One way in: the best plan where it can be proven, a bound that holds everywhere, the same again with `work`."""

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from formation import solving
from formation.evaluation import evaluate
from formation.model import Instance
from formation.outcome import Outcome
from formation.reading import read_instance
from formation.solving import solve
from tests.formation.oracle import best_objective
from tests.formation.test_exact import one_time_worlds
from tests.formation.tiny_worlds import tiny_world
from tests.formation.varied_worlds import larger_world, varied_world

type Told = list[tuple[float, int | None, int]]


@pytest.fixture
def _thin(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes are configuration: any night takes the way of a region."""
    monkeypatch.setattr(solving, "SMALL", -1)


@pytest.fixture
def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any night takes the way of a country."""
    monkeypatch.setattr(solving, "SMALL", -1)
    monkeypatch.setattr(solving, "THIN", -1)


def assert_holds(world: Instance, outcome: Outcome, optimum: int) -> None:
    evaluation = evaluate(world, outcome.solution)
    assert evaluation.violations == (), world.name
    assert evaluation.objective == outcome.objective, world.name
    assert outcome.objective <= optimum <= outcome.bound, world.name


def assert_told(told: Told, outcome: Outcome) -> None:
    """What was told on the way: time goes on, plans get no worse, no bound is below the plan that came out."""
    assert told
    assert [seconds for seconds, _, _ in told] == sorted(seconds for seconds, _, _ in told)
    plans = [objective for _, objective, _ in told if objective is not None]
    assert plans == sorted(plans)
    assert all(objective <= outcome.objective for objective in plans)
    assert all(bound >= outcome.objective for _, _, bound in told)
    assert all(objective is None or bound >= objective for _, objective, bound in told)


@pytest.mark.slow
def test_small_nights_are_proven() -> None:
    for seed in range(6):
        for world in (tiny_world(seed), varied_world(seed), one_time_worlds(seed)):
            told: Told = []
            optimum = best_objective(world)
            outcome = solve(world, work=3, progress=lambda *figures, told=told: told.append(figures))
            assert (outcome.objective, outcome.bound, outcome.proven) == (optimum, optimum, True), world.name
            assert_holds(world, outcome, optimum)
            assert_told(told, outcome)


@pytest.mark.long
def test_small_nights_are_proven_by_the_hundred() -> None:
    for seed in range(6, 700):
        for world in (tiny_world(seed), varied_world(seed)):
            optimum = best_objective(world)
            outcome = solve(world, work=3)
            assert (outcome.objective, outcome.bound) == (optimum, optimum), world.name
            assert_holds(world, outcome, optimum)


def all_hold(seeds: range) -> float:
    """Solve nights by the way set; the share of them in which the best plan was found."""
    best = total = 0
    for seed in seeds:
        for world in (tiny_world(seed), varied_world(seed)):
            told: Told = []
            optimum = best_objective(world)
            outcome = solve(world, work=6, progress=lambda *figures, told=told: told.append(figures))
            assert_holds(world, outcome, optimum)
            assert_told(told, outcome)
            best, total = best + (outcome.objective == optimum), total + 1
    return best / total


@pytest.mark.slow
@pytest.mark.usefixtures("_thin")
def test_a_regions_way_holds_on_tiny_nights() -> None:
    assert all_hold(range(8)) >= 0.9


@pytest.mark.slow
@pytest.mark.usefixtures("_large")
def test_a_countrys_way_holds_on_tiny_nights() -> None:
    assert all_hold(range(8)) >= 0.8


@pytest.mark.long
@pytest.mark.usefixtures("_thin")
def test_a_regions_way_holds_on_hundreds() -> None:
    assert all_hold(range(8, 400)) >= 0.95


@pytest.mark.long
@pytest.mark.usefixtures("_large")
def test_a_countrys_way_holds_on_hundreds() -> None:
    assert all_hold(range(8, 400)) >= 0.8


def ways(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name, small, thin in (("small", 4000, 4000), ("thin", -1, 10**9), ("large", -1, -1)):
        monkeypatch.setattr(solving, "SMALL", small)
        monkeypatch.setattr(solving, "THIN", thin)
        yield name


@pytest.mark.slow
def test_the_same_work_gives_the_same_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    world = larger_world(1, citizens=10)
    for way in ways(monkeypatch):
        one, other = (solve(world, work=4, seed=7) for _ in range(2))
        assert (one.solution, one.objective, one.bound) == (other.solution, other.objective, other.bound), way
        assert evaluate(world, one.solution).objective == one.objective <= one.bound


@pytest.mark.slow
@pytest.mark.usefixtures("_thin")
def test_a_thin_night_is_searched_for_all_its_work_unless_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the pieces before the bound by programme were in vain."""
    monkeypatch.setattr(solving, "IDLE", 3)
    told: Told = []
    outcome = solve(larger_world(2, citizens=14), work=100, progress=lambda *line: told.append(line))
    assert not outcome.proven
    assert sum(objective is not None for _, objective, _ in told) >= 100
    assert_told(told, outcome)


@pytest.mark.slow
def test_seconds_end_every_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """However little time there is, there is a plan and a bound."""
    for seed in range(2):
        world = tiny_world(seed)
        optimum = best_objective(world)
        for _ in ways(monkeypatch):
            for seconds in (1e-6, 0.2):
                assert_holds(world, solve(world, seconds=seconds), optimum)


@pytest.mark.slow
@pytest.mark.parametrize(
    "left_out", ["citizens", "facilitators", "venues", "running_groups", "programmes", "municipalities"]
)
def test_nights_that_lack_something(left_out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(2):
        world = replace(tiny_world(seed), **{left_out: ()})
        if left_out in {"municipalities", "programmes"}:
            world = replace(world, citizens=(), facilitators=(), venues=(), running_groups=())
        if left_out == "venues":
            home = tuple(replace(one, venues={}) for one in world.citizens)
            leaders = tuple(replace(one, venues=frozenset()) for one in world.facilitators)
            online = tuple(one for one in world.running_groups if one.venue is None)
            world = replace(world, citizens=home, facilitators=leaders, running_groups=online)
        optimum = best_objective(world)
        for way in ways(monkeypatch):
            outcome = solve(world, work=2)
            assert_holds(world, outcome, optimum)
            assert way != "small" or outcome.proven


@pytest.mark.parametrize(
    ("seconds", "work"),
    [(None, None), (1.0, 1), (0.0, None), (-1.0, None), (None, 0), (None, -3), (0.0, 5), (-1.0, 5)],
)
def test_arguments_that_say_no_time_or_two(seconds: float | None, work: int | None) -> None:
    with pytest.raises(ValueError, match="give one of them, above 0"):
        solve(tiny_world(0), seconds=seconds, work=work)


@pytest.mark.reference
@pytest.mark.slow
def test_tiny_is_proven(reference: Path) -> None:
    world = read_instance((reference / "pooling" / "tiny.json").read_text(encoding="utf-8"))
    outcome = solve(world, work=5)
    assert (outcome.objective, outcome.bound) == (18_940, 18_940)
    assert_holds(world, outcome, 18_940)


@pytest.mark.reference
@pytest.mark.long
def test_small_is_proven(reference: Path) -> None:
    world = read_instance((reference / "pooling" / "small.json").read_text(encoding="utf-8"))
    outcome = solve(world, work=1000)
    assert outcome.proven
    assert_holds(world, outcome, known(reference, "small")["best_known_objective"])


@pytest.mark.reference
@pytest.mark.long
def test_region_is_near_the_best_bound_known(reference: Path) -> None:
    """No timing: so much work is enough on any machine."""
    world = read_instance((reference / "pooling" / "region.json").read_text(encoding="utf-8"))
    figures = known(reference, "region")
    outcome = solve(world, work=60)
    evaluation = evaluate(world, outcome.solution)
    assert (evaluation.violations, evaluation.objective) == ((), outcome.objective)
    assert outcome.objective <= figures["best_bound"]
    assert outcome.bound >= figures["best_known_objective"]
    assert (figures["best_bound"] - outcome.objective) / outcome.objective <= 0.03
    assert math.isfinite(outcome.gap)


def known(reference: Path, name: str) -> dict[str, int]:
    figures: dict[str, int] = json.loads((reference / "pooling" / "BOUNDS.json").read_text(encoding="utf-8"))[name]
    return figures
