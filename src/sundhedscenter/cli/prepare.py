"""`sundhedscenter prepare`: everything that stands between an empty database and a site that answers."""

import os
import sys
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
        from sundhedscenter.catalogue.loading import load_all  # needs the app registry
        from sundhedscenter.core import clock  # as above

        with _told("Programmes, tracks and offers"):
            load_all(at=clock.now())
        with _told("Demo"):
            logins = _demo_logins()
        with _told("A year and a half of demo life"):
            _demo_history()
        with _told("Who is responsible on each day"):
            _follow_offers()
        with _told("Numbers of the last year"):
            _numbers()
        if known:
            preparation.remember(state, demo_logins=logins, known=known)


def _demo_logins() -> list[dict[str, str]]:
    """Rows of the table that `run` prints: one person per role."""
    from django.conf import settings  # needs the app registry

    if not settings.DEMO:
        return []
    from sundhedscenter.config.demo import ensure_demo  # needs the app registry

    return [{key: str(value) for key, value in login.items()} for login in ensure_demo()]


def _demo_history() -> None:
    """Thousands of made-up citizens beside the few with a log-in; SUNDHEDSCENTER_DEMO_CITIZENS says how many."""
    from django.conf import settings  # needs the app registry

    if not settings.DEMO:
        return
    from sundhedscenter.config import history  # needs the app registry
    from sundhedscenter.core import clock  # with the line above

    as_of, wanted = clock.day_of(clock.now()), int(os.environ.get("SUNDHEDSCENTER_DEMO_CITIZENS", history.CITIZENS))
    with click.progressbar(length=history.steps_of(as_of, wanted), hidden=not sys.stdout.isatty()) as bar:
        history.ensure_history(as_of=as_of, citizens=wanted, step=bar.update)


def _follow_offers() -> None:
    """Pathways written by an older version, or before a file of the catalogue changed, come into step."""
    from sundhedscenter.core import clock  # needs the settings
    from sundhedscenter.pathways.following import follow_all  # needs the app registry

    follow_all(on=clock.day_of(clock.now()))


def _numbers() -> None:
    """What a history counts up to, so that a first start has numbers to show. Older quarters are left to the worker."""
    from django.conf import settings  # needs the app registry

    if not settings.DEMO:
        return
    from sundhedscenter.config.history.writing import is_written  # needs the app registry
    from sundhedscenter.core import clock  # with the lines around
    from sundhedscenter.evaluation.actions import YEAR, publish_tables
    from sundhedscenter.evaluation.tasks import publish_what_is_due

    if is_written("owner"):
        publish_tables(at=clock.now(), newest=YEAR)
        publish_what_is_due.enqueue()


@contextmanager
def _told(step: str) -> Iterator[None]:
    """One line per step, so that a slow first start is not silent."""
    began = time.monotonic()
    yield
    click.echo(f"  {step}: done in {time.monotonic() - began:.1f} s")
