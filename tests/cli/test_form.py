"""`sundhedscenter form`: a plan for a night, its check, what is wrong with a file, and no half-written plan."""

import json
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from formation.evaluation import evaluate
from formation.model import Entry, Instance, Solution
from formation.outcome import Outcome
from formation.reading import read_instance, read_solution
from formation.writing import write_instance, write_solution
from sundhedscenter.cli import Problem, cli
from sundhedscenter.cli.form import ProgressLine, report, write_whole
from tests.formation.oracle import best_objective
from tests.formation.tiny_worlds import tiny_world
from tests.formation.worked_example import PLAN, world

Call = Callable[..., Result]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    """Run `form` with a state folder that does not exist."""
    monkeypatch.setenv("SUNDHEDSCENTER_STATE", str(tmp_path / "none"))
    return lambda *arguments: CliRunner().invoke(cli, ["form", *(str(argument) for argument in arguments)])


@pytest.fixture
def night(tmp_path: Path) -> Path:
    return written(tmp_path / "night.json", world())


def written(file: Path, what: Instance | Solution) -> Path:
    file.write_text(write_instance(what) if isinstance(what, Instance) else write_solution(what))
    return file


def test_check_of_a_plan_that_keeps_the_rules(call: Call, night: Path, tmp_path: Path) -> None:
    plan = written(tmp_path / "plan.json", PLAN)
    answer = call("--check", night, plan, "--json")
    assert json.loads(answer.stdout) == {"objective": 2985, "violations": []}
    assert answer.exit_code == 0
    told = call("--check", night, plan)
    assert (told.stdout, told.exit_code) == ("Objective 2985; no rules broken.\n", 0)


def test_check_names_the_broken_rule_and_ends_with_1(call: Call, night: Path, tmp_path: Path) -> None:
    plan = written(tmp_path / "plan.json", replace(PLAN, entries=(*PLAN.entries, Entry(4, 99))))
    answer = call("--check", night, plan, "--json")
    assert [(one["rule"], one["about"]) for one in json.loads(answer.stdout)["violations"]] == [
        (1, "citizen 99"),
        (7, "running group 4"),
    ]
    assert answer.exit_code == 1
    told = call("--check", night, plan)
    assert "Rule 7, running group 4: 2 entries; at most 1 seats. Take 1 out.\n" in told.stdout
    assert told.stdout.endswith("Objective 2985; 2 rules broken.\n")
    assert told.exit_code == 1


def test_a_wrong_file_is_told_with_field_value_and_mend(call: Call, night: Path) -> None:
    night.write_text(night.read_text().replace('"today_weekday":5', '"today_weekday":"Saturday"'))
    answer = call(night)
    assert answer.stderr == 'night.json: today_weekday is "Saturday": give a whole number from 0 to 6.\n'
    assert (answer.stdout, answer.exit_code) == ("", 1)
    as_json = call(night, "--json")
    assert json.loads(as_json.stdout)["mistakes"] == [
        {"path": "today_weekday", "value": '"Saturday"', "mend": "give a whole number from 0 to 6"}
    ]
    assert as_json.exit_code == 1


def test_a_wrong_plan_is_told_by_its_own_name(call: Call, night: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_bytes(b'{"groups": []}')
    assert call("--check", night, plan).stderr == "plan.json: entries is missing: give a list.\n"
    plan.write_bytes(b"\xff\xfe")
    answer = call("--check", night, plan)
    assert (answer.stderr, answer.exit_code) == ("plan.json: file is no UTF-8 at byte 0: save it as UTF-8.\n", 1)


def test_of_very_many_mistakes_the_first_are_shown_and_the_rest_counted(call: Call, night: Path) -> None:
    file = json.loads(night.read_text())
    file["citizens"] *= 300
    night.write_text(json.dumps(file))
    answer = call(night)
    assert len(answer.stderr.splitlines()) == 101
    assert answer.stderr.endswith("And 1096 more; --json lists them all.\n")
    assert len(json.loads(call(night, "--json").stdout)["mistakes"]) == 1196


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], "Missing argument 'INSTANCE'"),
        (["nowhere.json"], "'nowhere.json' does not exist"),
        (["night.json", "--seconds", "0"], "0.0 is not in the range x>0"),
        (["night.json", "--seconds", "nan"], "--seconds is nan: give a number of seconds."),
        (["night.json", "--seconds", "soon"], "'soon' is not a valid float range"),
        (["night.json", "--work", "0"], "0 is not in the range x>=1"),
        (["night.json", "--work", "3", "--seconds", "3"], "Give --seconds or --work"),
        (["night.json", "--seed", "-1"], "-1 is not in the range"),
        (["night.json", "--out", "nowhere/plan.json"], "nowhere does not exist. Make it first."),
        (["night.json", "--out", "."], "is a directory"),
        (["night.json", "night.json"], "SOLUTION goes with --check"),
        (["night.json", "--check"], "SOLUTION is missing"),
        (["night.json", "night.json", "--check", "--work", "1"], "leave --out, --seconds and --work out"),
    ],
)
def test_wrong_use_ends_with_2(
    call: Call, night: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], named: str
) -> None:
    monkeypatch.chdir(night.parent)
    answer = call(*arguments)
    assert answer.exit_code == 2
    assert named in answer.output


def test_a_night_is_planned_written_and_told(call: Call, night: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    answer = call(night, "--seconds", 20, "--seed", 3, "--out", plan, "--json")
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.stdout)
    assert list(told) == ["objective", "bound", "gap", "seconds", "peak_mb", "groups", "placed", "waiting"]
    evaluation = evaluate(world(), read_solution(plan.read_text(), world()))
    assert not evaluation.violations
    assert told["objective"] == told["bound"] == evaluation.objective == best_objective(world())
    assert told["gap"] == 0
    assert (told["groups"], told["placed"], told["waiting"]) == (1, 4, 0)
    assert 0 < told["seconds"] < 20
    assert 10 < told["peak_mb"] < 1000
    assert call("--check", night, plan).exit_code == 0
    assert [file.name for file in tmp_path.iterdir() if file.name not in ("night.json", "plan.json")] == []


def test_in_words(call: Call, night: Path) -> None:
    answer = call(night, "--seconds", 20)
    assert answer.exit_code == 0, answer.output
    assert answer.stdout.startswith("Objective 2985, at most 2985: gap 0.000 %, after ")
    assert "1 groups, 1 entries: 4 citizens start, 0 wait.\n" in answer.stdout
    assert "objective 2985, at most 2985, gap 0.000 %\n" in answer.stderr


@pytest.mark.slow
def test_work_instead_of_seconds_gives_the_same_plan_each_time(call: Call, tmp_path: Path) -> None:
    for seed in range(5):
        instance = tiny_world(seed)
        file = written(tmp_path / "night.json", instance)
        plans = []
        for name in ("one.json", "two.json"):
            answer = call(file, "--work", 2, "--out", tmp_path / name, "--json")
            assert answer.exit_code == 0, answer.output
            plans.append((tmp_path / name).read_text())
        assert plans[0] == plans[1]
        assert json.loads(answer.stdout)["placed"] == evaluate(instance, read_solution(plans[0], instance)).placed


def test_nothing_to_plan(call: Call, tmp_path: Path) -> None:
    empty = replace(world(), citizens=(), facilitators=(), venues=(), running_groups=())
    answer = call(written(tmp_path / "night.json", empty), "--seconds", 5, "--json")
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.stdout)
    assert (told["objective"], told["bound"], told["gap"], told["waiting"]) == (0, 0, 0, 0)


def test_a_floor_that_no_plan_can_meet_is_told_with_what_would_help(call: Call, tmp_path: Path) -> None:
    base = world()
    high = replace(base, municipalities=(replace(base.municipalities[0], floor_starts=9),))
    file = written(tmp_path / "night.json", high)
    sentence = "Municipality 1 (Struer): 4 starts, the floor is 9. It cannot be met: at most 4 can start"
    in_words = call(file, "--seconds", 20)
    assert sentence in in_words.stdout
    assert "Smallest change: 5 more citizens referred" in in_words.stdout
    as_json = call(file, "--seconds", 20, "--json")
    assert sentence in as_json.stderr
    assert json.loads(as_json.stdout)["placed"] == 4


def test_a_gap_that_is_not_defined_is_null() -> None:
    told = report(Outcome(Solution(), 0, 7, 0.5), evaluate(world(), Solution()))
    assert (told["gap"], told["waiting"]) == (None, 4)
    json.dumps(told, allow_nan=False)


def test_a_plan_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text("before")
    link = tmp_path / "link.json"
    link.symlink_to(file)
    write_whole(link, "after")
    assert (file.read_text(), link.is_symlink()) == ("after", True)
    too_long = tmp_path / ("x" * 255)
    too_long.write_text("before")
    with pytest.raises(Problem) as told:
        write_whole(too_long, "after")
    assert "Name a place that can be written." in str(told.value)
    assert too_long.read_text() == "before"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["link.json", "plan.json", too_long.name]


def test_a_device_is_written_to_and_stays_one() -> None:
    write_whole(Path("/dev/null"), "plan")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_progress_on_a_terminal_is_one_line() -> None:
    said: list[str] = []
    line = ProgressLine(terminal=True, say=said.append)
    line.tell(0.0, None, 900)
    line.tell(0.1, 100, 900)
    line.tell(0.3, 800, 888)
    line.tell(0.35, 880, 880)
    line.end()
    assert "".join(said) == (
        "\r0.0 s: no plan yet, at most 900"
        "\r0.3 s: objective 800, at most 888, gap 11.000 %"
        "\r0.3 s: objective 880, at most 880, gap 0.000 % \n"
    )


def test_progress_elsewhere_is_a_line_every_five_seconds_and_the_last() -> None:
    said: list[str] = []
    line = ProgressLine(terminal=False, say=said.append)
    for seconds in range(12):
        line.tell(seconds, 100, 200 - seconds)
    line.end()
    assert [text.split(" ", 1)[0] for text in "".join(said).splitlines()] == ["0.0", "5.0", "10.0", "11.0"]
    assert said[-1] == "11.0 s: objective 100, at most 189, gap 89.000 %\n"


def test_no_progress_says_nothing() -> None:
    said: list[str] = []
    ProgressLine(terminal=True, say=said.append).end()
    assert said == []


def test_progress_without_a_share() -> None:
    said: list[str] = []
    ProgressLine(terminal=False, say=said.append).tell(1, 0, 5)
    assert said == ["1.0 s: objective 0, at most 5, gap not defined\n"]


@pytest.mark.slow
def test_neither_django_nor_a_database_is_started(night: Path, tmp_path: Path) -> None:
    plan = written(tmp_path / "plan.json", PLAN)
    asked = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "sundhedscenter.cli", "form", "--check", str(night), str(plan)],
        capture_output=True,
        text=True,
        check=True,
        env={"SUNDHEDSCENTER_STATE": str(tmp_path / "none"), "PATH": "/usr/bin"},
    )
    imported = {line.split("|")[-1].strip() for line in asked.stderr.splitlines()}
    assert "formation.evaluation" in imported
    assert not imported & {"django", "highspy", "numpy"}
    assert not (tmp_path / "none").exists()


@pytest.mark.reference
@pytest.mark.slow
def test_tiny_is_solved_to_its_proven_optimum(call: Call, reference: Path, tmp_path: Path) -> None:
    folder, plan = reference / "pooling", tmp_path / "plan.json"
    answer = call(folder / "tiny.json", "--seconds", 20, "--out", plan, "--json")
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.stdout)
    assert (told["objective"], told["bound"]) == (18940, 18940)
    assert json.loads(call("--check", folder / "tiny.json", plan, "--json").stdout) == {
        "objective": 18940,
        "violations": [],
    }
    assert json.loads(plan.read_text())["instance"] == "tiny"
    assert read_instance((folder / "tiny.json").read_text()).name == "tiny"
