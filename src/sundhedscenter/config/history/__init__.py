"""A year and a half of life in the demo partnership: thousands of made-up citizens and everything they did.

Told in memory from a seed (`telling`), by the rules the site itself follows, and written in one transaction by COPY as
the tables' owner (`writing`). Everybody is marked demo, nobody has a log-in, and no message is queued.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date

from django.db import connections, transaction

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.config.history.figures import figures
from sundhedscenter.config.history.responsibility import make_responsible, name_offers
from sundhedscenter.config.history.rows import Rows
from sundhedscenter.config.history.staff import ensure_leaders
from sundhedscenter.config.history.story import local_moment
from sundhedscenter.config.history.telling import first_day_of, tell
from sundhedscenter.config.history.world import read_world
from sundhedscenter.config.history.writing import is_written, remove, write
from sundhedscenter.groups.models import Attendance, Group, Seat
from sundhedscenter.partnership.models import User
from sundhedscenter.pathways.models import Pathway

SEED, CITIZENS = 2026, 3000
# A smaller history shows nothing, a larger one runs out of made-up telephone numbers and of leaders.
FEWEST, MOST = 50, 20_000


class HistoryProblem(Exception):
    """No history can be written here. Says why, and what to do."""


class RealPeople(HistoryProblem):
    """The database holds users or citizens who are not made up."""


class HistoryExists(HistoryProblem):
    """There is one already."""


class NoPartnership(HistoryProblem):
    """The small demo is missing: nobody could lead a group or answer for a citizen."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was made, and how long it took."""

    as_of: date
    seed: int
    citizens: int
    replaced: int
    pathways: int
    groups: int
    seats: int
    attendances: int
    rows: int
    telling_seconds: float
    writing_seconds: float

    def as_mapping(self) -> dict[str, object]:
        return {**asdict(self), "as_of": self.as_of.isoformat()}


def ensure_history(*, as_of: date, citizens: int, step: Callable[[int], None] = lambda count: None) -> Written | None:
    """Write a history unless there is one, or somebody is real, or none is wanted (`citizens` is 0)."""
    if citizens == 0 or is_written("owner"):
        return None
    try:
        return write_history(as_of=as_of, citizens=citizens, step=step)
    except RealPeople:
        return None


def steps_of(as_of: date, citizens: int) -> int:
    """How many steps the progress of a history takes: its days, and about as many rows as it will have."""
    return (as_of - first_day_of(as_of, figures())).days + 1 + citizens


def write_history(
    *,
    as_of: date,
    seed: int = SEED,
    citizens: int = CITIZENS,
    replace: bool = False,
    using: str = "owner",
    step: Callable[[int], None] = lambda count: None,
) -> Written:
    """Write the history up to the first moment of the Danish day `as_of`, all or nothing.

    `step` is told of progress; see `steps_of`. Raises RealPeople, HistoryExists, NoPartnership, and ValueError for a
    number of citizens that cannot be.
    """
    if not FEWEST <= citizens <= MOST:
        raise ValueError(f"citizens: {citizens} is outside {FEWEST} to {MOST}.")
    began = time.monotonic()
    with transaction.atomic(using=using):
        _refuse_real_people(using)
        replaced = _make_room(using, replace=replace)
        first_day = first_day_of(as_of, figures())
        ensure_leaders(first_day=first_day, using=using)
        world = read_world(first_day=first_day, at=local_moment(as_of), using=using)
        story = tell(
            world=world, figures=figures(), on=as_of, seed=seed, citizens=citizens, a_day_passes=lambda: step(1)
        )
        told = time.monotonic()
        rows, share = story.rows, citizens / story.rows.count()
        name_offers(rows, using=using)
        write(rows, using=using, batch_written=lambda count: step(round(count * share)))
        make_responsible(rows, on=as_of, using=using)
    return Written(
        as_of=as_of,
        seed=seed,
        replaced=replaced,
        citizens=_number(rows, Citizen),
        pathways=_number(rows, Pathway),
        groups=_number(rows, Group),
        seats=_number(rows, Seat),
        attendances=_number(rows, Attendance),
        rows=rows.count(),
        telling_seconds=round(told - began, 1),
        writing_seconds=round(time.monotonic() - told, 1),
    )


def _number(rows: Rows, model: type) -> int:
    return len(rows.tables.get(model, []))


def _refuse_real_people(using: str) -> None:
    if User._meta.db_table not in connections[using].introspection.table_names():
        raise NoPartnership("The database is empty. Run `sundhedscenter prepare` first.")
    real = User.objects.using(using).filter(is_demo=False).exists()
    if real or Citizen.objects.using(using).filter(is_demo=False).exists():
        raise RealPeople(
            "The database holds users or citizens who are not demo. A made-up history is only written where everybody"
            " is made up: use another database (another PORT or SUNDHEDSCENTER_STATE)."
        )
    if not User.objects.using(using).filter(is_demo=True).exists():
        raise NoPartnership("The demo partnership is missing. Run `sundhedscenter prepare` first.")


def _make_room(using: str, *, replace: bool) -> int:
    """Returns how many citizens of a former history were taken out."""
    if not is_written(using):
        return 0
    if not replace:
        raise HistoryExists("There is a history already. Give --replace to write another in its place.")
    return remove(using)
