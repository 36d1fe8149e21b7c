"""A relative as rows: log-in, what the citizen ticked, from when to when."""

from datetime import date, datetime, timedelta
from itertools import count

from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.citizens.models import Citizen, HelperAccess, HelperInvitation
from sundhedscenter.partnership.models import User

_numbers = count(1)


def relative(name: str = "Pårørende") -> User:
    """Somebody who can log in, and is neither a citizen here nor employed. As owner."""
    return User.objects.create(username=f"relative-{next(_numbers)}", display_name=name, is_demo=True)


def helps(
    helper: User,
    citizen: Citizen,
    *rights: str,
    begin: date,
    end: date,
    withdrawn_at: datetime | None = None,
    withdrawn_by: User | None = None,
    at: datetime,
) -> HelperAccess:
    """The right as a row, up to and without `end`. As owner."""
    return HelperAccess.objects.create(
        citizen=citizen,
        helper=helper,
        name="Min søster",
        scope=list(rights),
        during=DateRange(begin, end),
        given_at=at,
        withdrawn_at=withdrawn_at,
        withdrawn_by=withdrawn_by,
    )


def former_helper(citizen: Citizen, by: User, *, on: date, at: datetime) -> None:
    """Somebody who had every right and has none any more: a row in each table. As owner."""
    helps(
        relative("Forhenværende"),
        citizen,
        "dates",
        "plan",
        "act",
        begin=on,
        end=on + timedelta(days=300),
        withdrawn_at=at,
        withdrawn_by=by,
        at=at,
    )
    HelperInvitation.objects.create(
        citizen=citizen,
        name="Min søster",
        rights=["dates"],
        last_day=on + timedelta(days=300),
        code_hash=f"hash of {citizen.pk}"[:64],
        created_at=at,
        expires_at=at + timedelta(days=7),
        used_at=at,
    )
