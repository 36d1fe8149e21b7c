"""`sundhedscenter demo`: a year and a half of made-up life."""

import json
from datetime import date, datetime

import click

from sundhedscenter.cli import Problem, options


@click.command
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day the history leads up to.  [default: today]",
)
@click.option("--seed", type=int, default=2026, show_default=True, help="Another seed, another history.")
@click.option(
    "--citizens", type=click.IntRange(50, 20_000), default=3000, show_default=True, help="How many made-up citizens."
)
@click.option("--replace", is_flag=True, help="Take out the history that is there and write this one.")
@options.as_json
def command(as_of: datetime | None, seed: int, citizens: int, replace: bool, as_json: bool) -> None:
    """Fill the demo partnership with 18 months of made-up citizens, groups, attendance, pauses and noes.

    The same day, seed and number give the same history. Refuses where anybody is real, and where a history is already.
    """
    with options.running_database():
        options.set_up_django()
        written = _write(as_of.date() if as_of else None, seed, citizens, replace=replace, quiet=as_json)
    if as_json:
        click.echo(json.dumps(written, ensure_ascii=False, indent=1))
    else:
        click.echo(
            "{citizens} citizens up to {as_of}: {pathways} pathways, {groups} groups, {seats} seats, {attendances}"
            " attendances, {rows} rows; told in {telling_seconds} s, written in {writing_seconds} s.".format(**written)
        )


def _write(as_of: date | None, seed: int, citizens: int, *, replace: bool, quiet: bool) -> dict[str, object]:
    from django.conf import settings  # needs the app registry

    from sundhedscenter.config import history  # needs the app registry
    from sundhedscenter.core import clock  # with the two above
    from sundhedscenter.evaluation.tasks import publish_what_is_due  # with the three above

    if not settings.DEMO:
        raise Problem("SUNDHEDSCENTER_DEMO is 0: a made-up history has no place here.")
    today = clock.day_of(clock.now())
    day = as_of or today
    if day > today:
        raise click.BadParameter(f"{day} lies in the future. Choose today or a day before.", param_hint="--as-of")
    try:
        with click.progressbar(length=history.steps_of(day, citizens), label="History", hidden=quiet) as bar:
            written = history.write_history(as_of=day, seed=seed, citizens=citizens, replace=replace, step=bar.update)
    except history.HistoryProblem as problem:
        raise Problem(str(problem)) from problem
    publish_what_is_due.enqueue()
    return written.as_mapping()
