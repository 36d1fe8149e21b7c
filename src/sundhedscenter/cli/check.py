"""`sundhedscenter check`: is everything as it says it is?"""

import json
from collections.abc import Iterator
from dataclasses import asdict

import click

from sundhedscenter.cli import options
from sundhedscenter.config.databases import WrongLogin, refuse_wrong_login
from sundhedscenter.core import clock
from sundhedscenter.core.checks import Finding, run_all


@click.command
@options.as_json
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Check settings, the database login, unapplied migrations, and every invariant the rooms can recompute.

    Exit code 1 when anything is found. Persons are named by number only.
    """
    with options.running_database():
        found = list(findings())
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=1))
    else:
        for finding in found:
            click.echo(f"{finding.check}: {finding.about}: {finding.problem} {finding.mend}".rstrip())
        click.echo(f"{len(found)} problem{'' if len(found) == 1 else 's'} found.")
    ctx.exit(1 if found else 0)


def findings() -> Iterator[Finding]:
    """All that is wrong, cheapest checks first. A database that is not up to date is one finding and the last."""
    try:
        refuse_wrong_login()
    except WrongLogin as wrong:
        yield Finding("login", "DATABASE_URL", str(wrong), "")
        return
    options.set_up_django()
    waiting = list(_migrations())
    yield from waiting
    if waiting:
        return  # the other checks ask tables that may not be there
    yield from _system_checks()
    yield from _rooms()


def _system_checks() -> Iterator[Finding]:
    from django.core import checks  # needs the app registry

    for message in checks.run_checks(databases=["default"]):
        if message.level >= checks.WARNING:
            yield Finding(message.id or "django", str(message.obj or "settings"), message.msg, message.hint or "")


def _migrations() -> Iterator[Finding]:
    from django.db import connections  # needs the settings
    from django.db.migrations.executor import MigrationExecutor  # needs the app registry

    executor = MigrationExecutor(connections["owner"])
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        names = ", ".join(str(migration) for migration, _ in waiting[:5])
        yield Finding(
            "migrations", names, f"{len(waiting)} are not applied.", "Run `make run` or `sundhedscenter prepare`."
        )


def _rooms() -> Iterator[Finding]:
    """What the rooms registered: recomputed statuses, broken invariants."""
    from sundhedscenter.core.viewer import acting_as, system  # needs the settings

    at = clock.now()
    with acting_as(system("check"), on=clock.day_of(at)):
        yield from run_all(at)
