"""Simulated citizens walking the whole journey at once against the site that `make run` starts.

make load        (or: .venv/bin/python -m bench.load --citizens 50 --json)
"""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from bench.load.run import problems_after, walk_at_once
from tests.site import start_site

SHOWN_PROBLEMS = 10


@click.command()
@click.option("--citizens", type=click.IntRange(1, 1000), default=200, show_default=True, help="Citizens at once.")
@click.option("--leaders", type=click.IntRange(0, 50), default=5, show_default=True, help="Leaders beside them.")
@click.option("--seed", type=int, default=2026, show_default=True, help="Another seed, other ways.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
def main(citizens: int, leaders: int, seed: int, as_json: bool) -> None:
    """Walk, measure, and check: no error, no overbooking, nothing that `sundhedscenter check` finds.

    Starts a site of its own with the whole demo. Exit code 1 when anything is wrong.
    """
    os.environ.setdefault("SUNDHEDSCENTER_DEMO_CITIZENS", "3000")
    folder = Path(tempfile.mkdtemp(prefix="dsc-", dir="/tmp"))
    folder.chmod(0o711)  # the database's own user must pass through
    try:
        site = start_site(folder / "s", durable=True)
        try:
            with click.progressbar(length=citizens + leaders, label="Journeys", hidden=as_json, file=sys.stderr) as bar:
                tally = walk_at_once(site, citizens=citizens, leaders=leaders, seed=seed, done=bar.update)
            found = problems_after(site)
        finally:
            site.stop()
    finally:
        shutil.rmtree(folder)
    report = tally.report() | {"problems": found}
    click.echo(json.dumps(report, indent=1, ensure_ascii=False) if as_json else _words(report))
    for wrong in tally.wrong[:SHOWN_PROBLEMS]:
        click.echo(f"\n{wrong}", err=True)
    sys.exit(bool(tally.wrong or found))


def _words(report: dict[str, Any]) -> str:
    lines = [
        "{requests} requests in {seconds} s: {per_second} a second, {errors} errors".format(**report),
        _times("all pages", report),
        *(_times(page, times) for page, times in report["slowest"].items()),
        *(f"  {count:6} {what}" for what, count in report["happened"].items()),
        f"{len(report['problems'])} problems afterwards",
        *(f"  {problem}" for problem in report["problems"][:SHOWN_PROBLEMS]),
    ]
    return "\n".join(lines)


def _times(page: str, times: dict[str, float]) -> str:
    return f"  {page:44}" + "".join(f"{name} {times[f'{name}_ms']:8.0f} ms   " for name in ("p50", "p95", "p99"))


if __name__ == "__main__":
    main()
