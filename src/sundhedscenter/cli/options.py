"""Options that several commands share, and what they need before Django can work."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
import django

from sundhedscenter.config import secrets
from sundhedscenter.config.databases import uses_own_server
from sundhedscenter.config.embedded import DEFAULT_PORT, EmbeddedServer, State
from sundhedscenter.config.embedded.errors import AlreadyRunning

port = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=lambda: int(os.environ.get("SUNDHEDSCENTER_PORT") or DEFAULT_PORT),
    show_default=f"SUNDHEDSCENTER_PORT, else {DEFAULT_PORT}",
    help="Port of the site; each port of a checkout has a database of its own.",
)
host = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")


def set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sundhedscenter.config.settings")
    django.setup()


@contextmanager
def running_database() -> Iterator[None]:
    """The database answers inside the block: the supervisor's when it runs, else one started for the block."""
    if not uses_own_server():
        yield
        return
    state = State.from_environment()
    server = EmbeddedServer(state)
    if not _taken(server):
        yield  # its supervisor keeps it alive
        return
    try:
        server.start()
        if not secrets.is_named():
            secrets.ensure(state.secrets_file)
        yield
    finally:
        server.release()


def _taken(server: EmbeddedServer) -> bool:
    try:
        server.take()
    except AlreadyRunning:
        return False
    return True
