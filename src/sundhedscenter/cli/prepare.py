"""`sundhedscenter prepare`: everything that stands between an empty database and a site that answers."""

import importlib
import importlib.util
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from sundhedscenter.cli import options
from sundhedscenter.cli.compile_messages import compile_stale
from sundhedscenter.cli.migrate import migrate
from sundhedscenter.config import preparation
from sundhedscenter.config.databases import refuse_wrong_login, uses_own_server
from sundhedscenter.config.embedded import State


@click.command
def command() -> None:
    """Compile texts, migrate, load reference data, and fill an empty demo. Safe to run again."""
    with options.running_database():
        state = State.from_environment()
        known = preparation.fingerprint(state) if uses_own_server() else ""
        with _told("Texts"):
            compile_stale()
        with _told("Database"):
            migrate(verbosity=0)
        refuse_wrong_login()
        with _told("Programmes, tracks and offers"):
            _load_catalogue()
        with _told("Demo"):
            logins = _demo_logins()
        if known:
            preparation.remember(state, demo_logins=logins, known=known)


def _load_catalogue() -> None:
    if importlib.util.find_spec("sundhedscenter.catalogue.loading"):
        importlib.import_module("sundhedscenter.catalogue.loading").load_all()


def _demo_logins() -> list[dict[str, str]]:
    from django.conf import settings  # needs the app registry

    if not settings.DEMO or not importlib.util.find_spec("sundhedscenter.config.demo"):
        return []
    rows = importlib.import_module("sundhedscenter.config.demo").ensure_demo() or ()
    return [{str(key): str(value) for key, value in dict(row).items()} for row in rows]


@contextmanager
def _told(step: str) -> Iterator[None]:
    """One line per step, so that a slow first start is not silent."""
    began = time.monotonic()
    yield
    click.echo(f"  {step}: done in {time.monotonic() - began:.1f} s")
