"""`sundhedscenter compile-messages`: translations without gettext installed."""

from pathlib import Path

import click
import polib

from sundhedscenter.cli import Problem
from sundhedscenter.config.preparation import PACKAGE


@click.command
@click.option("--all", "everything", is_flag=True, help="Compile also what is up to date.")
def command(everything: bool) -> None:
    """Compile each .po file whose .mo file is missing or older. Needs no database."""
    for path in compile_stale(everything=everything):
        click.echo(path)


def compile_stale(*, everything: bool = False) -> list[Path]:
    """Compile below the package and return what was written. A broken file raises Problem with its line."""
    written = []
    for source in sorted(PACKAGE.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not everything and target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        try:
            messages = polib.pofile(str(source))
        except OSError as error:
            raise Problem(f"{source}: {error}. Mend the line that is named and run compile-messages again.") from error
        unfinished = target.with_suffix(".mo.new")
        messages.save_as_mofile(str(unfinished))
        unfinished.replace(target)
        written.append(target)
    return written
