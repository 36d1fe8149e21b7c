"""`sundhedscenter serve`: granian with the WSGI application."""

import multiprocessing
import signal
from collections.abc import Callable
from typing import Any

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from sundhedscenter.cli import options
from sundhedscenter.config.databases import refuse_wrong_login
from sundhedscenter.config.embedded.daemon import die_with

APPLICATION = "sundhedscenter.config.wsgi:application"


@click.command
@options.host
@options.port
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Processes.")
@click.option("--threads", type=click.IntRange(1), default=4, show_default=True, help="Threads in each process.")
def command(host: str, port: int, workers: int, threads: int) -> None:
    """Start the web server alone. The database must be running.

    There is no access log: addresses can tell which offers a person looked at. Put one in front if you must.
    """
    refuse_wrong_login()
    Granian(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve(target_loader=load_application, wrap_loader=False)


def load_application() -> Callable[..., Any]:
    """Runs in each worker process, which must not outlive the one that can stop it."""
    if parent := multiprocessing.parent_process():
        die_with(int(parent.pid or 0), signal.SIGKILL)
    from sundhedscenter.config.wsgi import application  # Django belongs in the workers alone

    return application
