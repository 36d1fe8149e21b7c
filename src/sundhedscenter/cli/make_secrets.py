"""`sundhedscenter make-secrets`: keys for an installation that brings its own database."""

from pathlib import Path

import click

from sundhedscenter.cli import Problem
from sundhedscenter.config import secrets


@click.command
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path) -> None:
    """Make FILE (mode 0600) with new signing, CPR and index keys. An existing file is never replaced."""
    if file.exists():
        raise Problem(f"FILE {file} exists. Its keys may be the only way to read stored CPR numbers; name a new file.")
    if not file.absolute().parent.is_dir():
        raise Problem(f"FILE {file}: the folder {file.absolute().parent} does not exist. Make it first.")
    secrets.save(secrets.generate(), file)
    click.echo(f"Made {file}. Back it up apart from the database, and set {secrets.VARIABLE}={file}")
