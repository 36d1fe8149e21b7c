"""CPU per request of five pages, as ratios to a stock Django page on the same server in the same run.

make bench        (or: .venv/bin/python -m bench --json --only front)
"""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import click
import django

from sundhedscenter.config.embedded import EmbeddedServer
from tests.site import copy_prepared

NAMES = ("front", "proposals", "group", "morning", "funnel")
DEMO_CITIZENS = "3000"  # the funnel needs a year and a half of life to count


@click.command()
@click.option("--only", type=click.Choice(NAMES), multiple=True, help="This page alone; may be given more than once.")
@click.option("--rounds", type=click.IntRange(1, 100), default=10, show_default=True, help="Rounds of each page.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
def main(only: tuple[str, ...], rounds: int, as_json: bool) -> None:
    """CPU milliseconds per request of each page, and how many times those of a stock Django page that is.

    Exit code 1 when a page costs more than its limit.
    """
    os.environ.setdefault("SUNDHEDSCENTER_DEMO_CITIZENS", DEMO_CITIZENS)
    with _database() as database:
        rows = _measure(database, only or NAMES, rounds, quiet=as_json)
    if as_json:
        click.echo(json.dumps({"at": datetime.now(UTC).isoformat(timespec="seconds"), "pages": rows}, indent=1))
    else:
        _print(rows)
    sys.exit(any(row["ratio"] > row["limit"] for row in rows))


@contextmanager
def _database() -> Iterator[int]:
    """A copy of the prepared demo on a server of its own; Django is set up for it. Gives its process id."""
    folder = Path(tempfile.mkdtemp(prefix="dsc-", dir="/tmp"))
    folder.chmod(0o711)  # the database's own user must pass through
    try:
        state = copy_prepared(folder / "s")
        os.environ["SUNDHEDSCENTER_STATE"] = str(state.folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "sundhedscenter.config.settings"
        with EmbeddedServer(state).running() as server:
            django.setup()
            assert server.pid is not None, "the server runs inside the block"
            yield server.pid
            _close_connections()
    finally:
        shutil.rmtree(folder)


def _close_connections() -> None:
    from django.db import connections  # needs the settings

    connections.close_all()


def _measure(database: int, names: tuple[str, ...], rounds: int, *, quiet: bool) -> list[dict[str, Any]]:
    from bench import servers, world  # need the app registry
    from bench.measure import Asked, compare
    from bench.pages import PAGES
    from sundhedscenter.catalogue.models import Place  # with the three above

    at = datetime.now(UTC)
    click.echo("Building the world ...", err=True)
    made = world.build(at=at)
    place = Place.objects.order_by("code")[0]
    rows = []
    with servers.our_server() as ours, servers.stock_server() as stock:
        for page in PAGES:
            if page.name not in names:
                continue
            visitors = iter(page.visitors(made, page.requests * (rounds + 1), at))
            asked = Asked(ours, page.address(made), visitors, page.sign, page.requests)
            reference = Asked(stock, f"/{place.pk}/", chain(repeat("")), place.name, page.requests)
            with click.progressbar(length=rounds, label=f"{page.name:12}", hidden=quiet, file=sys.stderr) as bar:
                result = compare(asked, reference, database=database, rounds=rounds, done=bar.update)
            rows.append(
                {
                    "page": page.name,
                    "web_ms": round(result.web, 2),
                    "database_ms": round(result.database, 2),
                    "reference_ms": round(result.reference, 2),
                    "reference_database_ms": round(result.reference_database, 2),
                    "ratio": round(result.ratio, 2),
                    "limit": page.limit,
                }
            )
    return rows


def _print(rows: list[dict[str, Any]]) -> None:
    click.echo(f"\n{'CPU per request':16}{'web':>9}{'database':>11}{'reference':>12}{'ratio':>8}{'limit':>8}")
    for row in rows:
        over = "  too much" if row["ratio"] > row["limit"] else ""
        click.echo(
            f"{row['page']:16}{row['web_ms']:6.2f} ms{row['database_ms']:8.2f} ms{row['reference_ms']:9.2f} ms"
            f"{row['ratio']:8.2f}{row['limit']:8.0f}{over}"
        )


if __name__ == "__main__":
    main()
