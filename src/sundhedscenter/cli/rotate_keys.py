"""`sundhedscenter rotate-keys`: a new CPR key, and every number moved to it."""

import click

from sundhedscenter.cli import options
from sundhedscenter.config import secrets


@click.command
@click.option("--finish", is_flag=True, help="Add no key; move what a killed run left behind.")
def command(finish: bool) -> None:
    """Add a CPR key and move all CPR numbers to it.

    The old keys stay in the file, so that a backup of the database can still be read. Web and worker read the file
    at their start: restart them afterwards.
    """
    with options.running_database():
        saved = secrets.read(secrets.path()) if finish else secrets.add_cpr_key(secrets.path())
        options.set_up_django()
        from sundhedscenter.citizens.cpr import CprKeys, rotate_keys  # needs the app registry

        keys = CprKeys(
            by_id={str(number): key for number, key in saved.cpr_keys.items()},
            current=str(saved.current_cpr_key_id),
            index=saved.cpr_index_key,
        )
        moved = rotate_keys(keys=keys)
    click.echo(f"{moved} numbers moved; key {keys.current} is now in use. Restart web and worker.")
