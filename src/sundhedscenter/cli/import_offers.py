"""`sundhedscenter import-offers`: offers of a directory elsewhere, from an Open Referral file."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sundhedscenter.catalogue.importing.house import PostalArea, empty_house, slug
from sundhedscenter.catalogue.importing.planning import plan
from sundhedscenter.catalogue.importing.reading import Reading, read_offers
from sundhedscenter.catalogue.importing.reporting import BECAME, Done, Report
from sundhedscenter.cli import Problem, options
from sundhedscenter.core import clock

if TYPE_CHECKING:
    from sundhedscenter.catalogue.importing.writing import Editor


@dataclass(frozen=True)
class Wish:
    """What was asked for on the command line."""

    file: Path
    source: str
    username: str
    organisation: str
    reviews: bool
    retire_missing: bool
    skip_wrong: bool
    quiet: bool


@click.command
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only check the file. Starts no database and writes nothing.")
@click.option("--compare", is_flag=True, help="With --dry-run: also say what would change here. Needs the database.")
@click.option(
    "--source", default="", help="Short name of the directory; always the same for it.  [default: the file's name]"
)
@click.option("--sent-by", default="", metavar="USERNAME", help="Editor for whom what is new goes to review.")
@click.option(
    "--reviewed-by", default="", metavar="USERNAME", help="Editor who has read it and lets it into operation."
)
@click.option("--for", "organisation", default="", metavar="ORGANISATION", help="Where that editor works, by code.")
@click.option("--retire-missing", is_flag=True, help="Retire what came from this source and is no longer in it.")
@click.option("--skip-wrong", is_flag=True, help="Write the right offers although some are wrong.")
@options.as_json
@click.pass_context
def command(
    ctx: click.Context,
    file: Path,
    dry_run: bool,
    compare: bool,
    source: str,
    sent_by: str,
    reviewed_by: str,
    organisation: str,
    retire_missing: bool,
    skip_wrong: bool,
    as_json: bool,
) -> None:
    """Bring in offers from FILE: Open Referral HSDS as JSON, a folder or zip of CSV tables, or one CSV.

    Anything wrong and nothing is written; every mistake is told with line, column and mend. The same file a second time
    changes nothing. An offer is seen by citizens when an editor of another organisation has let it through
    (--reviewed-by); without an editor it stands as a draft. Exit code 1 when anything is wrong.
    """
    _refuse_what_does_not_fit(dry_run, compare, source, sent_by, reviewed_by, organisation, retire_missing)
    wish = Wish(
        file=file,
        source=slug(source or file.stem) or "hsds",
        username=reviewed_by or sent_by,
        organisation=organisation,
        reviews=bool(reviewed_by),
        retire_missing=retire_missing,
        skip_wrong=skip_wrong,
        quiet=as_json,
    )
    way = _bring_in if not dry_run else _compare if compare else _check
    report = way(wish)
    click.echo(json.dumps(report.as_mapping(), ensure_ascii=False, indent=1) if as_json else report.in_words())
    ctx.exit(1 if report.reading.telling.mistakes else 0)


def _refuse_what_does_not_fit(
    dry_run: bool, compare: bool, source: str, sent_by: str, reviewed_by: str, organisation: str, retire_missing: bool
) -> None:
    if compare and not dry_run:
        raise click.UsageError("--compare goes with --dry-run: without it the import itself compares.")
    if sent_by and reviewed_by:
        raise click.UsageError("Name one editor: --sent-by to send to review, or --reviewed-by to let through.")
    if (sent_by or reviewed_by) and not organisation:
        raise click.UsageError("--for is missing: the code of the organisation where the editor works.")
    if organisation and not (sent_by or reviewed_by):
        raise click.UsageError("--for says where an editor works: name the editor with --sent-by or --reviewed-by.")
    if retire_missing and not dry_run and not (sent_by or reviewed_by):
        raise click.UsageError("--retire-missing is a decision: name the editor with --sent-by or --reviewed-by.")
    if retire_missing and not source:
        raise click.UsageError("--retire-missing needs --source, so that no other directory's offers are meant.")


def _check(wish: Wish) -> Report:
    """Without a database: every offer that is right in itself counts as new."""
    house = empty_house()
    reading = _read(wish, house.postal_areas, clock.day_of(clock.now()))
    made = plan(reading, house=house, source=wish.source, known={}, own={})
    return Report(wish.file, wish.source, Done.CHECKED, reading, made)


def _compare(wish: Wish) -> Report:
    with _database(wish) as (_, areas):
        from sundhedscenter.catalogue.importing import writing  # needs the app registry

        reading = _read(wish, areas, clock.day_of(clock.now()))
        made = writing.compare(reading, source=wish.source)
    return Report(wish.file, wish.source, Done.COMPARED, reading, made)


def _bring_in(wish: Wish) -> Report:
    with _database(wish) as (editor, areas):
        from sundhedscenter.catalogue.importing import writing  # needs the app registry
        from sundhedscenter.core.viewer import acting_as, system  # with the line above

        at = clock.now()
        reading = _read(wish, areas, clock.day_of(at))
        with (
            acting_as(system("import"), on=clock.day_of(at)) as viewer,
            _bar(wish, len(reading.found)) as step,
        ):
            outcome = writing.bring_in(
                reading,
                source=wish.source,
                by=viewer,
                at=at,
                editor=editor,
                retire_missing=wish.retire_missing,
                skip_wrong=wish.skip_wrong,
                step=step,
            )
    done = Done.WRITTEN if outcome.written else Done.NOTHING
    became = {name: getattr(outcome, name) for name in BECAME}
    return Report(wish.file, wish.source, done, reading, outcome.plan, became)


@contextmanager
def _database(wish: Wish) -> Iterator[tuple["Editor | None", dict[str, PostalArea]]]:
    """The running database, the named editor, and the postal codes that are here."""
    with options.running_database():
        options.set_up_django()
        from sundhedscenter.catalogue.importing import here, writing  # needs the app registry

        editor = None
        if wish.username:
            try:
                editor = writing.editor_named(
                    username=wish.username, organisation=wish.organisation, reviews=wish.reviews, at=clock.now()
                )
            except writing.NoSuchEditor as nobody:
                raise Problem(str(nobody)) from nobody
        yield editor, here.postal_areas()


@contextmanager
def _bar(wish: Wish, length: int) -> Iterator[Callable[[int], None]]:
    """On a terminal alone."""
    if wish.quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=length, label="Writing", file=sys.stderr, update_min_steps=10) as bar:
        yield bar.update


def _read(wish: Wish, areas: dict[str, PostalArea], today: date) -> Reading:
    """How many offers a file holds is known when it is read: no bar, but a word that it goes on."""
    if not wish.quiet and sys.stderr.isatty():
        click.echo(f"Reading {wish.file.name} ...", err=True)
    return read_offers(wish.file, areas=areas, today=today)
