"""CPU of one incremental answer over the state of a country, and how many times less that is than a plain scan.

python -m bench.formation_answer [--instance country.json] [--solution plan.json] [--json]
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any, Final

import click

from formation.baselines import pooled_first_come
from formation.incremental import State
from formation.incremental.forming import Forming
from formation.model import Citizen, Facilitator, Instance, Solution
from formation.reading import read_instance, read_solution

LIMIT_MS: Final = 5.0
SCANNED: Final = 40
"""How many citizens the plain scan is asked for: it takes a thousand times as long."""


def figures(instance: Instance, solution: Solution | None = None) -> dict[str, Any]:
    """CPU milliseconds per answer to each citizen of the instance, asked as if new; without a solution, after first come.

    `ratio` is the median answer over the median plain scan of the same citizens; `within` whether p99 keeps the limit.
    Raises RuntimeError when the scan finds another number of groups that might form.
    """
    before = process_time()
    plan = solution or pooled_first_come(instance)
    planned = process_time()
    state = State.of(instance, plan)
    built = process_time()
    first = 1 + max((citizen.id for citizen in instance.citizens), default=0)
    asked = [replace(citizen, id=first + number) for number, citizen in enumerate(instance.citizens)]
    spent = [_spent(state, citizen) for citizen in asked]
    some = asked[:: max(1, len(asked) // SCANNED)]
    scans, answers = [], []
    for citizen in some:
        start = process_time()
        scanned = sum(1 for _ in plain_scan(instance, plan, citizen))
        scans.append(process_time() - start)
        answers.append(_spent(state, citizen))
        found = sum(1 for _ in Forming(state.board, citizen).openings())
        if found != scanned:
            raise RuntimeError(f"citizen {citizen.id}: {found} groups might form, the plain scan finds {scanned}")
    ordered = sorted(spent)
    p50, p95, p99 = (1000 * _percentile(ordered, share) for share in (0.5, 0.95, 0.99))
    return {
        "instance": instance.name,
        "asked": len(asked),
        "placed": plan.placed,
        "plan_s": planned - before,
        "build_s": built - planned,
        "p50_ms": p50,
        "p95_ms": p95,
        "p99_ms": p99,
        "scan_ms": 1000 * median(scans),
        "ratio": median(answers) / median(scans),
        "limit_ms": LIMIT_MS,
        "within": p99 <= LIMIT_MS,
    }


def _spent(state: State, citizen: Citizen) -> float:
    start = process_time()
    state.answer(citizen)
    return process_time() - start


def _percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that this share of all does not exceed."""
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def plain_scan(instance: Instance, solution: Solution, citizen: Citizen) -> Iterator[tuple[Any, ...]]:
    """Every group that might form with the citizen, found by asking each person and each leader about each.

    What is the reference here: no index, no bits, no roster filled.
    """
    placed = {member for group in solution.groups for member in group.members}
    placed |= {entry.citizen for entry in solution.entries}
    programme = instance.programme[citizen.programme]
    waiting = [one for one in instance.citizens if one.id not in placed and one.programme == programme.id]
    ways: list[int | None] = [None] if citizen.online and "online" in programme.modes else []
    ways += sorted(citizen.venues) if "physical" in programme.modes else []
    for venue in ways:
        mode = "online" if venue is None else "physical"
        most = programme.size_max if venue is None else min(programme.size_max, instance.venue[venue].capacity)
        for pattern in programme.patterns:
            if most < programme.size_min or not citizen.slots.issuperset(pattern):
                continue
            if venue is not None and not _room_is_free(instance, solution, venue, pattern):
                continue
            for week in range(instance.start_weeks):
                day = instance.first_day(pattern, week)
                if citizen.gain(day=day, mode=mode) < 0:
                    continue
                for language in sorted(citizen.languages):
                    if not any(
                        _leader_can(instance, solution, row, programme.id, language, venue, pattern, week)
                        for row in instance.facilitators
                    ):
                        continue
                    for audience in sorted(citizen.audiences):
                        if programme.no_isolated_gender and audience == "all" and most < 2:
                            continue  # one person alone is the only woman or man
                        others = [
                            one
                            for one in waiting
                            if language in one.languages
                            and audience in one.audiences
                            and (one.online if venue is None else venue in one.venues)
                            and one.slots.issuperset(pattern)
                            and one.gain(day=day, mode=mode) >= 0
                        ]
                        yield venue, pattern, week, language, audience, others


def _room_is_free(instance: Instance, solution: Solution, venue: int, pattern: tuple[int, ...]) -> bool:
    taken = {slot for group in solution.groups if group.venue == venue for slot in group.pattern}
    return instance.venue[venue].slots.issuperset(pattern) and taken.isdisjoint(pattern)


def _leader_can(
    instance: Instance,
    solution: Solution,
    row: Facilitator,
    programme: int,
    language: str,
    venue: int | None,
    pattern: tuple[int, ...],
    week: int,
) -> bool:
    if programme not in row.programmes or language not in row.languages:
        return False
    if venue is not None and venue not in row.venues:
        return False
    if any(row.slots.get(slot, instance.start_weeks) > week for slot in pattern):
        return False
    own = [group for group in solution.groups if group.facilitator == row.id]
    used = sum(instance.programme[group.programme].minutes_per_week for group in own)
    enough = used + instance.programme[programme].minutes_per_week <= row.max_minutes_per_week
    return enough and not any(set(group.pattern) & set(pattern) for group in own)


@click.command()
@click.option("--instance", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Else country.json.")
@click.option("--solution", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Else first come.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
def main(instance: Path | None, solution: Path | None, as_json: bool) -> None:
    """CPU milliseconds of one answer. Exit code 1 when the 99th percentile is over the limit."""
    folder = os.environ.get("SUNDHEDSCENTER_REFERENCE")
    if instance is None and not folder:
        raise click.UsageError("Name --instance, or set SUNDHEDSCENTER_REFERENCE to the folder with reference data.")
    path = instance or Path(str(folder)) / "pooling" / "country.json"
    night = read_instance(path.read_text())
    row = figures(night, read_solution(solution.read_text(), night) if solution else None)
    if as_json:
        click.echo(json.dumps({name: round(v, 3) if isinstance(v, float) else v for name, v in row.items()}))
    else:
        click.echo(f"{row['instance']}: {row['asked']} citizens asked as if new, {row['placed']} others placed")
        click.echo(f"  the plan {row['plan_s']:.2f} s, the state {row['build_s']:.2f} s")
        click.echo(f"  answer     p50 {row['p50_ms']:.2f} ms, p95 {row['p95_ms']:.2f} ms, p99 {row['p99_ms']:.2f} ms")
        click.echo(f"  plain scan p50 {row['scan_ms']:.2f} ms; ratio {row['ratio']:.4f}")
    sys.exit(0 if row["within"] else 1)


if __name__ == "__main__":
    main()
