"""The benchmark of solvers: its plain model against the oracle, and its columns on the tiny instance. No timings."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bench.formation.__main__ import HEADINGS, main, table, with_gaps
from bench.formation.plain import TooLarge, write
from formation.evaluation import evaluate
from formation.exact.highs import run
from tests.formation.oracle import best_objective
from tests.formation.tiny_worlds import tiny_world

OTHERS = ("our own", "HiGHS, compact model", "pooled first come", "each municipality alone")


def bench(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


@pytest.mark.slow
def test_the_plain_model_says_what_the_oracle_says() -> None:
    for seed in range(60):
        world = tiny_world(seed)
        plain = write(world)
        answer = run(
            plain.columns, start=[0.0] * len(plain.columns.worth), seconds=None, nodes=None, heard=lambda *_: None
        )
        assert answer.values is not None
        evaluation = evaluate(world, plain.solution([value > 0.5 for value in answer.values]))
        assert evaluation.violations == ()
        assert evaluation.objective == answer.worth == answer.bound == best_objective(world)


def test_the_plain_model_of_a_large_night_is_refused() -> None:
    world = next(world for world in map(tiny_world, range(50)) if len(write(world).columns.worth) > 20)
    with pytest.raises(TooLarge, match="more than 5 columns"):
        write(world, most=5)


@pytest.mark.slow
@pytest.mark.reference
def test_bench_on_tiny(reference: Path, tmp_path: Path) -> None:
    out = tmp_path / "table.md"
    chosen = [part for name in OTHERS for part in ("--solver", name)]
    instance = str(reference / "pooling" / "tiny.json")
    done = bench("--instances", instance, "--seconds", "1", "--json", "--out", str(out), *chosen)
    rows = json.loads(done.stdout)
    assert [row["solver"] for row in rows] == list(OTHERS)
    columns = {"instance", "solver", "objective", "bound", "gap", "seconds", "peak_mb", "groups", "placed"}
    assert all(set(row) == columns for row in rows)
    for row in rows[:2]:
        assert [row[name] for name in ("objective", "bound", "gap", "groups", "placed")] == [18_940, 18_940, 0, 2, 18]
    assert all(row["objective"] <= 18_940 and row["bound"] is None for row in rows[2:])
    assert out.read_text().splitlines()[0] == f"| {' | '.join(HEADINGS)} |"
    assert len(out.read_text().splitlines()) == 2 + len(OTHERS)


@pytest.mark.slow
@pytest.mark.reference
def test_cpsat_proves_tiny_where_it_is_installed(reference: Path) -> None:
    instance = str(reference / "pooling" / "tiny.json")
    done = bench("--instances", instance, "--seconds", "10", "--json", "--solver", "CP-SAT, plain model")
    if find_spec("ortools") is None:
        assert done.exit_code == 2
        assert "make bench-formation" in done.stderr
    else:
        assert [(row["objective"], row["bound"]) for row in json.loads(done.stdout)] == [(18_940, 18_940)]


def test_bench_names_what_it_cannot_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUNDHEDSCENTER_REFERENCE", raising=False)
    assert "SUNDHEDSCENTER_REFERENCE" in bench("--instances", "small", "--solver", "pooled first come").stderr
    assert "no file nowhere.json" in bench("--instances", "nowhere.json", "--solver", "pooled first come").stderr


def test_gaps_are_to_the_least_bound_of_the_instance() -> None:
    rows = with_gaps(
        [
            {"instance": "a", "solver": "x", "objective": 80, "bound": 120},
            {"instance": "a", "solver": "y", "objective": 100, "bound": 110},
            {"instance": "a", "solver": "z", "left_out": "a: more than 5 columns."},
            {"instance": "b", "solver": "x", "objective": 50, "bound": None},
        ]
    )
    assert [row["gap"] for row in rows] == [0.375, 0.1, None, None]


def test_table_tells_what_did_not_fit() -> None:
    lines = table([
        {"instance": "a", "solver": "x", "objective": 1234, "bound": 1300, "gap": 0.0534, "seconds": 1.26, "peak_mb": 80,
         "groups": 3, "placed": 20},
        {"instance": "a", "solver": "y", "objective": 9, "bound": None, "gap": None, "seconds": 0.0, "peak_mb": 40,
         "groups": 1, "placed": 2},
        {"instance": "a", "solver": "z", "left_out": "a: more than 5 columns.", "gap": None},
    ]).splitlines()  # fmt: skip
    assert lines[2] == "| a | x | 1,234 | 1,300 | 5.34% | 1.3 | 80 | 3 | 20 |"
    assert lines[3] == "| a | y | 9 |  |  | 0.0 | 40 | 1 | 2 |"
    assert lines[4].startswith("| a | z | does not fit |")
    assert {line.count("|") for line in lines} == {len(HEADINGS) + 1}
