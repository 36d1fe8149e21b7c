"""`sundhedscenter check`: is everything as it says it is?"""

import importlib
import importlib.util
import json
from collections.abc import Iterator

import click

from sundhedscenter.cli import options
from sundhedscenter.config.databases import WrongLogin, refuse_wrong_login

Finding = tuple[str, str]
"""Which check, and what it found with the mend."""


@click.command
@options.as_json
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Check settings, the database login, unapplied migrations, and every fact the rooms can recompute.

    Exit code 1 when anything is found.
    """
    with options.running_database():
        found = list(findings())
    if as_json:
        click.echo(json.dumps([{"check": check, "message": message} for check, message in found], ensure_ascii=False))
    else:
        for check, message in found:
            click.echo(f"{check}: {message}")
        click.echo(f"{len(found)} problem{'' if len(found) == 1 else 's'} found.")
    ctx.exit(1 if found else 0)


def findings() -> Iterator[Finding]:
    """All that is wrong, cheapest checks first."""
    try:
        refuse_wrong_login()
    except WrongLogin as wrong:
        yield "login", str(wrong)
        return
    options.set_up_django()
    yield from _system_checks()
    yield from _migrations()
    yield from _rooms()


def _system_checks() -> Iterator[Finding]:
    from django.core import checks  # needs the app registry

    for message in checks.run_checks(databases=["default"]):
        if message.level >= checks.WARNING:
            yield message.id or "django", " ".join(filter(None, (str(message.obj or ""), message.msg, message.hint)))


def _migrations() -> Iterator[Finding]:
    from django.db import connections  # needs the app registry
    from django.db.migrations.executor import MigrationExecutor  # needs the app registry

    executor = MigrationExecutor(connections["owner"])
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        names = ", ".join(str(migration) for migration, _ in waiting[:5])
        yield "migrations", f"{len(waiting)} not applied: {names}. Run `sundhedscenter migrate`."


def _rooms() -> Iterator[Finding]:
    """What the rooms registered: recomputed statuses, broken invariants."""
    if importlib.util.find_spec("sundhedscenter.core.checks"):
        yield from importlib.import_module("sundhedscenter.core.checks").run_all()
