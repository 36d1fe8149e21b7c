"""`sundhedscenter migrate`: the owner's login brings the database up to date."""

import click

from sundhedscenter.cli import options
from sundhedscenter.config import databases
from sundhedscenter.config.embedded.logins import furnish_database


@click.command
@click.option("--quiet", is_flag=True, help="Print nothing unless something fails.")
def command(quiet: bool) -> None:
    """Bring the database up to date as its owner, and rebuild grants and row-level security."""
    with options.running_database():
        migrate(verbosity=0 if quiet else 1)


def migrate(*, verbosity: int) -> None:
    """Extensions first, then Django's migrations by the alias `owner`. Safe to run again."""
    with databases.connect(databases.from_environment()["owner"]) as connection:
        furnish_database(connection)
    options.set_up_django()
    from django.core.management import call_command  # needs the app registry

    call_command("migrate", database="owner", interactive=False, verbosity=verbosity)
