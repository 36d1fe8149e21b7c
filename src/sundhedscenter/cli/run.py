"""`sundhedscenter run`: what `make run` calls."""

import time

import click

from sundhedscenter.cli import options
from sundhedscenter.config import preparation
from sundhedscenter.config.supervisor import Supervisor


@click.command
@options.port
@options.host
def command(port: int, host: str) -> None:
    """Start database, site and worker, and keep them alive until Ctrl-C.

    The first start makes and fills the database; later ones skip what has not changed.
    """
    began = time.monotonic()

    def ready(supervisor: Supervisor) -> None:
        shown = "localhost" if host in ("127.0.0.1", "::1", "0.0.0.0") else host
        click.echo(f"\nThe site answers on http://{shown}:{port} after {time.monotonic() - began:.1f} s.")
        if logins := preparation.demo_logins(supervisor.state):
            click.echo(f"Demo data. Choose a person on http://{shown}:{port}{logins[0]['url']}\n")
            click.echo(table([{key: text for key, text in row.items() if key != "url"} for row in logins]))
        click.echo("\nStop with Ctrl-C.")

    Supervisor(port=port, host=host, say=click.echo).run(ready)


def table(rows: list[dict[str, str]]) -> str:
    """Rows as aligned columns; the first row's keys are the headings."""
    headings = list(rows[0])
    lines = [headings, *[[row.get(heading, "") for heading in headings] for row in rows]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headings))]
    return "\n".join(
        "  " + "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
