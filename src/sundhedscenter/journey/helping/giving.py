"""The citizen's side: invite, change, take back. Each in one transaction, with its audit entry."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.citizens.helper_codes import code_hash, new_code
from sundhedscenter.citizens.models import Citizen, HelperAccess, HelperInvitation
from sundhedscenter.citizens.queries import rows_visible_to
from sundhedscenter.core import audit
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer, acting_as, system
from sundhedscenter.core.walls import HELPER_RIGHTS
from sundhedscenter.partnership.models import User

# Status P: a week to hand the slip over; half a year unless the citizen says otherwise; nobody for more than two years.
CODE_LASTS = timedelta(days=7)
USUAL, LONGEST = timedelta(days=183), timedelta(days=730)
MOST_OPEN = 5
NAME_LENGTH = 80
# The process that knows a code by its hash; the citizen's own log-in makes and withdraws, this one takes.
INVITATION = system("invitation")


class HelpWrong(ValueError):
    """An invitation or change that cannot be. Names the field and the mend: name, rights, end_early, end_late, many."""

    def __init__(self, field: str, mend: str) -> None:
        super().__init__(f"{field}: {mend}")
        self.field, self.mend = field, mend


class HelperGone(LookupError):
    """No such right, or it has ended: the same answer."""


def check(*, rights: Collection[str], last_day: date, on: date) -> list[str]:
    """The rights in their order. Raises HelpWrong."""
    if not rights or set(rights) - set(HELPER_RIGHTS):
        raise HelpWrong("rights", "rights")
    if last_day < on:
        raise HelpWrong("last_day", "end_early")
    if last_day > on + LONGEST:
        raise HelpWrong("last_day", "end_late")
    return [right for right in HELPER_RIGHTS if right in rights]


@transaction.atomic
def invite_helper(
    *, viewer: Viewer, citizen: Citizen, name: str, rights: Collection[str], last_day: date, at: datetime
) -> tuple[HelperInvitation, str]:
    """An invitation and its code, which is told here and never again. Raises HelpWrong."""
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH:
        raise HelpWrong("name", "name")
    ticked = check(rights=rights, last_day=last_day, on=day_of(at))
    Citizen.objects.select_for_update(of=("self",)).get(pk=citizen.pk)
    mine = HelperInvitation.objects.filter(citizen=citizen, used_at=None, withdrawn_at=None, expires_at__gt=at)
    if mine.count() >= MOST_OPEN:
        raise HelpWrong("name", "many")
    code = new_code()
    invitation = HelperInvitation.objects.create(
        citizen=citizen,
        name=name,
        rights=ticked,
        last_day=last_day,
        code_hash=code_hash(code),
        created_at=at,
        expires_at=at + CODE_LASTS,
    )
    audit.record(
        by=viewer,
        verb="helper_invited",
        target=invitation,
        at=at,
        subject_id=citizen.pk,
        data={"rights": ticked, "last_day": last_day.isoformat()},
    )
    return invitation, code


@transaction.atomic
def withdraw_invitation(*, viewer: Viewer, citizen: Citizen, invitation_id: UUID, at: datetime) -> None:
    """The slip is worth nothing from now on. One that is used or gone already is left as it is."""
    open_one = HelperInvitation.objects.select_for_update().filter(
        pk=invitation_id, citizen=citizen, used_at=None, withdrawn_at=None
    )
    for invitation in open_one:
        invitation.withdrawn_at = at
        invitation.save(update_fields=["withdrawn_at"])
        audit.record(by=viewer, verb="helper_invitation_withdrawn", target=invitation, at=at, subject_id=citizen.pk)


@transaction.atomic
def change_helper(
    *, viewer: Viewer, citizen: Citizen, access_id: int, rights: Collection[str], last_day: date, at: datetime
) -> HelperAccess:
    """Other rights or another end from now on; the row before is closed. Raises HelperGone, HelpWrong."""
    on = day_of(at)
    ticked = check(rights=rights, last_day=last_day, on=on)
    # The helper may take a new slip from the same citizen in this moment: who begins holds the same user.
    theirs = HelperAccess.objects.filter(pk=access_id, citizen=citizen).values("helper_id")
    User.objects.select_for_update(no_key=True).filter(pk__in=theirs).first()
    old = HelperAccess.objects.select_for_update().filter(
        pk=access_id, citizen=citizen, withdrawn_at=None, during__contains=on
    )
    found = old.first()
    if found is None:
        raise HelperGone(f"No helper {access_id} of {citizen.pk} on {on}.")
    if (found.scope, found.during.upper) == (ticked, last_day + timedelta(days=1)):
        return found
    _close(found, by=viewer, at=at)
    new = HelperAccess.objects.create(
        citizen=citizen,
        helper_id=found.helper_id,
        name=found.name,
        scope=ticked,
        during=DateRange(on, last_day + timedelta(days=1)),
        given_at=found.given_at,
    )
    audit.record(
        by=viewer,
        verb="helper_changed",
        target=new,
        at=at,
        subject_id=citizen.pk,
        data={"rights": ticked, "last_day": last_day.isoformat()},
    )
    return new


@transaction.atomic
def withdraw_helper(*, viewer: Viewer, access_id: int, at: datetime) -> HelperAccess:
    """The helper sees nothing from this moment. By the citizen, or by staff in care of them when the citizen rings.

    Raises HelperGone when the viewer can see no such helper; one withdrawn already is left as it is.
    """
    seen = rows_visible_to(viewer, HelperAccess.objects.filter(pk=access_id)).values_list("pk", flat=True).first()
    if seen is None:
        raise HelperGone(f"No helper {access_id} for {viewer.name}.")
    with acting_as(INVITATION, on=day_of(at)):
        access = HelperAccess.objects.select_for_update(of=("self",)).select_related("citizen").get(pk=seen)
        if access.withdrawn_at is None:
            _close(access, by=viewer, at=at)
            audit.record(by=viewer, verb="helper_withdrawn", target=access, at=at, subject_id=access.citizen_id)
    return access


def _close(access: HelperAccess, *, by: Viewer, at: datetime) -> None:
    access.withdrawn_at, access.withdrawn_by_id = at, by.user_id
    access.save(update_fields=["withdrawn_at", "withdrawn_by"])
