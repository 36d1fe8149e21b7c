"""`sundhedscenter form`: groups for one night from a file, and the check of a plan. Needs no database and no Django."""

import contextlib
import json
import math
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click

from formation.evaluation import Evaluation, evaluate
from formation.model import Instance
from formation.outcome import Outcome, gap
from formation.reading import InvalidFile, Mistake, read_instance, read_solution
from formation.writing import write_solution
from sundhedscenter.cli import Problem

SECONDS = 60.0
MOST_MISTAKES = 100  # of a file that is wrong throughout nobody reads more; --json has all
KIB = 1024

readable = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command
@click.argument("instance_file", metavar="INSTANCE", type=readable)
@click.argument("solution_file", metavar="[SOLUTION]", type=readable, required=False)
@click.option("--seconds", type=click.FloatRange(0, min_open=True), help=f"Time to search. [default: {SECONDS:g}]")
@click.option("--work", type=click.IntRange(1), help="Steps of search instead of time: the same plan on any machine.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="Seed of the search.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the plan here, whole or not at all."
)
@click.option("--check", is_flag=True, help="Tell what SOLUTION is worth and which rules it breaks.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
@click.pass_context
def command(
    ctx: click.Context,
    instance_file: Path,
    solution_file: Path | None,
    seconds: float | None,
    work: int | None,
    seed: int,
    out: Path | None,
    check: bool,
    as_json: bool,
) -> None:
    """Form groups out of INSTANCE (format pooling-1), or check SOLUTION with --check.

    The search ends after --seconds, or sooner when no plan can be better. The gap says how much better a plan could be at
    most. Progress goes to standard error. A floor of starts that no plan can meet is told with what would help. Exit code 1 when a file is wrong or the plan breaks a rule.
    """
    _refuse_what_does_not_fit(solution_file, seconds, work, out, check=check)
    instance = _read(ctx, instance_file, read_instance, as_json=as_json)
    if solution_file:
        solution = _read(ctx, solution_file, lambda text: read_solution(text, instance), as_json=as_json)
        evaluation = evaluate(instance, solution)
        _tell_evaluation(evaluation, as_json=as_json)
        ctx.exit(0 if evaluation.keeps_the_rules else 1)
    outcome = _solved(instance, seconds=seconds, work=work, seed=seed)
    evaluation = _approved(instance, outcome)
    if out:
        write_whole(out, write_solution(outcome.solution, name=instance.name))
    _tell_outcome(outcome, evaluation, as_json=as_json)
    _tell_impossible_floors(instance, outcome, as_json=as_json)


def _refuse_what_does_not_fit(
    solution_file: Path | None, seconds: float | None, work: int | None, out: Path | None, *, check: bool
) -> None:
    if check and solution_file is None:
        raise click.UsageError("SOLUTION is missing: --check takes INSTANCE and SOLUTION.")
    if solution_file and not check:
        raise click.UsageError("SOLUTION goes with --check; to write a plan, name it with --out.")
    if check and (out or seconds or work):
        raise click.UsageError("--check searches for nothing: leave --out, --seconds and --work out.")
    if seconds and work:
        raise click.UsageError("Give --seconds or --work: one of them ends the search.")
    if seconds is not None and not math.isfinite(seconds):
        raise click.UsageError(f"--seconds is {seconds}: give a number of seconds.")
    if out and not out.absolute().parent.is_dir():
        raise click.UsageError(f"--out {out}: the folder {out.absolute().parent} does not exist. Make it first.")


def _read[T](ctx: click.Context, file: Path, read: Callable[[str], T], *, as_json: bool) -> T:
    """What the file holds. Where it is wrong, everything wrong is told, and the command ends with 1."""
    try:
        return read(_text(file))
    except InvalidFile as invalid:
        _tell_mistakes(file, invalid, as_json=as_json)
        ctx.exit(1)


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise InvalidFile([Mistake("file", f"no UTF-8 at byte {wrong.start}", "save it as UTF-8")]) from wrong


def _tell_mistakes(file: Path, invalid: InvalidFile, *, as_json: bool) -> None:
    if as_json:
        told = [asdict(mistake) for mistake in invalid.mistakes]
        click.echo(json.dumps({"file": str(file), "mistakes": told}))
    for mistake in invalid.mistakes[:MOST_MISTAKES]:
        click.echo(f"{file.name}: {mistake}", err=True)
    if len(invalid.mistakes) > MOST_MISTAKES:
        click.echo(f"And {len(invalid.mistakes) - MOST_MISTAKES} more; --json lists them all.", err=True)


def _solved(instance: Instance, *, seconds: float | None, work: int | None, seed: int) -> Outcome:
    from formation.solving import solve  # HiGHS takes a while to load, and --help and --check do without

    line = ProgressLine(terminal=sys.stderr.isatty(), say=lambda text: click.echo(text, err=True, nl=False))
    if seconds is None and work is None:
        seconds = SECONDS
    outcome = solve(instance, seconds=seconds, work=work, seed=seed, progress=line.tell)
    line.end()
    return outcome


class ProgressLine:
    """How far the search is: on a terminal one line that changes, else a new line at most every five seconds."""

    def __init__(self, *, terminal: bool, say: Callable[[str], object]) -> None:
        self._terminal, self._say = terminal, say
        self._pause = 0.2 if terminal else 5.0
        self._told_at = -math.inf
        self._width = 0
        self._last = ""

    def tell(self, seconds: float, objective: int | None, bound: int) -> None:
        """Called by the search as often as it likes."""
        self._last = _progress(seconds, objective, bound)
        if seconds - self._told_at >= self._pause:
            self._told_at = seconds
            self._show()

    def end(self) -> None:
        """The last state, and the end of the line."""
        if self._last:
            self._show()
        if self._width:
            self._say("\n")

    def _show(self) -> None:
        if self._terminal:
            self._say("\r" + self._last.ljust(self._width))
            self._width = len(self._last)
        else:
            self._say(self._last + "\n")
        self._last = ""


def _progress(seconds: float, objective: int | None, bound: int) -> str:
    if objective is None:
        return f"{seconds:.1f} s: no plan yet, at most {bound}"
    return f"{seconds:.1f} s: objective {objective}, at most {bound}, gap {_percent(objective, bound)}"


def _percent(objective: int, bound: int) -> str:
    share = gap(objective, bound)
    return f"{100 * share:.3f} %" if math.isfinite(share) else "not defined"


def _approved(instance: Instance, outcome: Outcome) -> Evaluation:
    """The plan judged by the evaluation, which knows nothing of how it was found. Raises Problem when they disagree."""
    evaluation = evaluate(instance, outcome.solution)
    if evaluation.violations:
        raise Problem(
            f"The search gave a plan that breaks a rule: {evaluation.violations[0]} Report it; nothing was written."
        )
    if evaluation.objective != outcome.objective:
        raise Problem(
            f"The search says {outcome.objective}, the evaluation {evaluation.objective}. Report it; nothing was written."
        )
    return evaluation


def write_whole(file: Path, text: str) -> None:
    """A regular file is replaced in one move, so that nobody reads half of it; a device or pipe is written to."""
    file = file.resolve()
    if file.exists() and not file.is_file():
        file.write_text(text, encoding="utf-8")
        return
    part = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with part.open("x", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        part.replace(file)
    except OSError as wrong:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise Problem(f"--out {file}: {wrong.strerror or wrong}. Name a place that can be written.") from wrong


def _tell_evaluation(evaluation: Evaluation, *, as_json: bool) -> None:
    if as_json:
        broken = [asdict(violation) for violation in evaluation.violations]
        click.echo(json.dumps({"objective": evaluation.objective, "violations": broken}))
        return
    for violation in evaluation.violations:
        click.echo(str(violation))
    number = len(evaluation.violations)
    click.echo(f"Objective {evaluation.objective}; {number or 'no'} rule{'' if number == 1 else 's'} broken.")


def _tell_outcome(outcome: Outcome, evaluation: Evaluation, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report(outcome, evaluation)))
        return
    percent = _percent(outcome.objective, outcome.bound)
    click.echo(f"Objective {outcome.objective}, at most {outcome.bound}: gap {percent}, after {outcome.seconds:.1f} s.")
    click.echo(
        f"{len(outcome.solution.groups)} groups, {len(outcome.solution.entries)} entries: "
        f"{evaluation.placed} citizens start, {evaluation.waiting} wait."
    )


def _tell_impossible_floors(instance: Instance, outcome: Outcome, *, as_json: bool) -> None:
    """Floors that no plan can meet, each with what would help: under the result, or beside it where that is JSON."""
    from formation.waiting import unmet_floors  # needs numpy, as the search does

    for floor in unmet_floors(instance, outcome.solution, only_impossible=True):
        click.echo(floor.words(instance), err=as_json)


def report(outcome: Outcome, evaluation: Evaluation) -> dict[str, int | float | None]:
    """The line for other programs. `gap` is null where it is not defined: JSON has no infinity."""
    share = outcome.gap
    return {
        "objective": outcome.objective,
        "bound": outcome.bound,
        "gap": round(share, 6) if math.isfinite(share) else None,
        "seconds": round(outcome.seconds, 3),
        "peak_mb": round(peak_mb(), 1),
        "groups": len(outcome.solution.groups),
        "placed": evaluation.placed,
        "waiting": evaluation.waiting,
    }


def peak_mb() -> float:
    """The most memory that this process has held so far, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / KIB / (KIB if sys.platform == "darwin" else 1)  # macOS counts bytes, Linux KiB
