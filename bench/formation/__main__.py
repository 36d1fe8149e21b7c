"""Our solver, HiGHS, CP-SAT and two rules of thumb on the same nights in one run.

make bench-formation        (or: .venv/bin/python -m bench.formation --instances small --seconds 30)
"""

import json
import math
import os
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from bench.formation.solvers import SOLVERS
from formation.outcome import gap

NEEDS_ORTOOLS = "CP-SAT, plain model"
HEADINGS = ("Instance", "Solver", "Objective", "Bound", "Gap", "Seconds", "Peak MB", "Groups", "Placed")


@click.command()
@click.option("--instances", default="small,region,country", show_default=True, help="Names or paths, between commas.")
@click.option(
    "--solver", "names", type=click.Choice(list(SOLVERS)), multiple=True, help="This one alone; may be repeated."
)
@click.option("--seconds", type=click.FloatRange(min=0.1), default=60.0, show_default=True, help="For each solver.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the Markdown table to this file.")
def main(instances: str, names: tuple[str, ...], seconds: float, as_json: bool, out: Path | None) -> None:
    """Objective, bound, gap, time and memory of each solver. One process each; the gap is to the best bound of the run."""
    paths = [_path(name) for name in instances.split(",")]
    chosen = names or tuple(SOLVERS)
    if NEEDS_ORTOOLS in chosen and find_spec("ortools") is None:
        raise click.UsageError(
            "OR-tools is not installed: run make bench-formation, or name the other solvers by --solver."
        )
    runs = [(path, name) for path in paths for name in chosen]
    with click.progressbar(runs, label="Solving", file=sys.stderr, item_show_func=_label) as bar:
        rows = with_gaps([{"instance": path.stem, "solver": name, **run(path, name, seconds)} for path, name in bar])
    if out is not None:
        out.write_text(table(rows), encoding="utf-8")
    click.echo(json.dumps(rows) if as_json else table(rows), nl=as_json)


def _label(item: tuple[Path, str] | None) -> str | None:
    return f"{item[0].stem}: {item[1]}" if item else None


def _path(name: str) -> Path:
    if name.endswith(".json"):
        path = Path(name)
    elif folder := os.environ.get("SUNDHEDSCENTER_REFERENCE"):
        path = Path(folder) / "pooling" / f"{name}.json"
    else:
        raise click.UsageError("Give paths, or set SUNDHEDSCENTER_REFERENCE to the folder with reference data.")
    if not path.is_file():
        raise click.UsageError(f"--instances: there is no file {path}.")
    return path


def run(path: Path, name: str, seconds: float) -> dict[str, Any]:
    """One solver in a process of its own, so that its memory is its own. Raises RuntimeError with what it said."""
    command = [sys.executable, "-m", "bench.formation.solvers", name, str(path), str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name} on {path.stem} ended with {done.returncode}: {done.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def with_gaps(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each row with `gap` to the least bound that any solver proved on its instance; None without a bound or a plan,
    and where the plan is worth nothing."""
    rows = list(rows)
    for row in rows:
        bounds = [
            other["bound"] for other in rows if other["instance"] == row["instance"] and other.get("bound") is not None
        ]
        share = gap(row["objective"], min(bounds)) if bounds and "objective" in row else math.inf
        row["gap"] = share if math.isfinite(share) else None
    return rows


def table(rows: Iterable[dict[str, Any]]) -> str:
    """The rows as a Markdown table."""
    lines = [f"| {' | '.join(HEADINGS)} |", "|---|---|" + "---:|" * (len(HEADINGS) - 2)]
    for row in rows:
        start = [row["instance"], row["solver"]]
        if "left_out" in row:
            cells = [*start, "does not fit", *[""] * (len(HEADINGS) - 3)]
        else:
            known = "" if row["gap"] is None else f"{row['gap']:.2%}"
            bound = "" if row["bound"] is None else f"{row['bound']:,}"
            ends = [f"{row['seconds']:.1f}", str(row["peak_mb"]), str(row["groups"]), str(row["placed"])]
            cells = [*start, f"{row['objective']:,}", bound, known, *ends]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
