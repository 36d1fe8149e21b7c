"""`sundhedscenter rotate-keys`: a new CPR key, and every number moved to it."""

import importlib
import importlib.util

import click

from sundhedscenter.cli import Problem, options
from sundhedscenter.config import secrets


@click.command
def command() -> None:
    """Add a CPR key and move all CPR numbers to it.

    The old keys stay in the file, so that a backup of the database can still be read. Safe to run again after a
    kill: rows that were moved name the new key.
    """
    if not importlib.util.find_spec("sundhedscenter.citizens.cpr"):
        raise Problem("No room stores CPR numbers yet, so there is nothing to rotate.")
    with options.running_database():
        keys = secrets.add_cpr_key(secrets.path())
        options.set_up_django()
        moved = importlib.import_module("sundhedscenter.citizens.cpr").rotate_keys()
    click.echo(f"{moved} numbers now use key {keys.current_cpr_key_id}.")
