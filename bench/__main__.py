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
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import click
import django

from sundhedscenter.config.embedded import EmbeddedServer
from tests.site import copy_prepared

PAGES = ("front", "proposals", "group", "morning", "funnel")
NAMES = (*PAGES, "search")
DEMO_CITIZENS = "3000"  # the funnel needs a year and a half of life to count


@click.command()
@click.option("--only", type=click.Choice(NAMES), multiple=True, help="This page alone; may be given more than once.")
@click.option("--rounds", type=click.IntRange(1, 100), default=10, show_default=True, help="Rounds of each page.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
def main(only: tuple[str, ...], rounds: int, as_json: bool) -> None:
    """CPU milliseconds per request of each page, and how many times those of a stock Django page that is.

    Exit code 1 when a page costs more than its limit.
    """
    os.environ.setdefault("SUNDHEDSCENTER_DEMO_CITIZENS", "0" if set(only) == {"search"} else DEMO_CITIZENS)
    pages = [name for name in only or NAMES if name in PAGES]
    with _database() as database:
        rows = _measure(database, tuple(pages), rounds, quiet=as_json) if pages else []
        searching = _search(database, rounds) if "search" in (only or NAMES) else None
    if as_json:
        said = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "pages": rows, "search": searching}
        click.echo(json.dumps(said, indent=1))
    else:
        if rows:
            _print(rows)
        if searching:
            _print_search(searching)
    sys.exit(any(row["ratio"] > row["limit"] for row in rows) or bool(searching and not searching["within"]))


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


def _search(database: int, rounds: int) -> dict[str, Any]:
    from bench import search  # needs the app registry

    click.echo("Writing 1,000 offers ...", err=True)
    figures = search.measure(database=database, rounds=rounds, at=datetime.now(UTC))
    told = {name: round(value, 2) for name, value in asdict(figures).items()}
    return {**told, "page_limit": search.PAGE_LIMIT_MS, "index_limit": search.INDEX_LIMIT, "within": figures.within}


def _print_search(row: dict[str, Any]) -> None:
    click.echo(f"\nSearch among {row['offers']} offers, {row['questions']} questions, CPU of process and database:")
    click.echo(f"  page /tilbud/     median {row['page_median']:.1f} ms, p95 {row['page_p95']:.1f} ms (at most 100)")
    click.echo(f"  the search alone  median {row['find_median']:.1f} ms")
    click.echo(f"  plain full text   median {row['plain_median']:.1f} ms, ratio {row['ratio']:.2f}")
    click.echo(f"  page /a-aa/       {row['index_ms']:.1f} ms, {row['index_queries']} queries (under 10)")


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
