"""`sundhedscenter worker`: background jobs."""

import click

from sundhedscenter.cli import options
from sundhedscenter.config.databases import refuse_wrong_login


@click.command
@click.option("--concurrency", type=click.IntRange(1), default=2, show_default=True, help="Jobs at the same time.")
def command(concurrency: int) -> None:
    """Start the background worker alone. The database must be running."""
    refuse_wrong_login()
    options.set_up_django()
    from sundhedscenter.core.worker import run_worker  # needs the app registry

    run_worker(concurrency=concurrency)
