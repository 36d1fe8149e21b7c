"""The helper's side: a code is typed, and the citizen is told."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.citizens.helper_codes import code_hash
from sundhedscenter.citizens.models import HelperAccess, HelperInvitation, HelperTry
from sundhedscenter.core import audit
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer, acting_as
from sundhedscenter.journey.helping.giving import INVITATION
from sundhedscenter.journey.telling import tell
from sundhedscenter.partnership.models import User
from sundhedscenter.partnership.viewers import ever_employed

# docs/security/helpers.md has the arithmetic of guessing.
TRIES, IN = 5, timedelta(hours=1)


class StaffLogIn(PermissionError):
    """A log-in that belongs to a job does not become a relative's."""


class OwnCode(ValueError):
    """Nobody helps themselves by an invitation."""


class CodeUnknown(LookupError):
    """No invitation that can be taken has this code: it is wrong, used, withdrawn or too old. `left` tries remain."""

    def __init__(self, left: int) -> None:
        super().__init__(f"No open invitation has this code; {left} tries left.")
        self.left = left


class TooManyTries(PermissionError):
    """The user must wait until `until`, also with the right code."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"No more tries before {until:%H:%M}.")
        self.until = until


def begin_helping(*, viewer: Viewer, user: User, code: str, at: datetime) -> HelperAccess:
    """Take the code: it is used, the right begins today, and the citizen is told who has it.

    A helper whom the citizen had already given something gets what the new slip says instead. A wrong code is counted,
    also when the caller shows a page about it. Raises StaffLogIn, TooManyTries, CodeUnknown, OwnCode.
    """
    if viewer.roles or ever_employed(user):
        raise StaffLogIn(f"{viewer.name} has a job here.")
    with transaction.atomic():
        # One code at a time for each user: five hands typing at once are five tries.
        User.objects.select_for_update().get(pk=user.pk)
        tries = _tries(user, at)
        if len(tries) >= TRIES:
            raise TooManyTries(tries[0] + IN)
        access = _take(viewer, user, code, at)
        if access is None:
            HelperTry.objects.create(user=user, at=at)
    if access is None:
        raise CodeUnknown(TRIES - len(tries) - 1)
    return access


def _tries(user: User, at: datetime) -> list[datetime]:
    """The wrong codes of the last hour, oldest first. Older ones are nobody's business any more."""
    HelperTry.objects.filter(user=user, at__lte=at - IN).delete()
    return list(HelperTry.objects.filter(user=user).order_by("at", "id").values_list("at", flat=True))


def _open_invitation(code: str, at: datetime) -> HelperInvitation | None:
    """The invitation with this code, held, while it can be taken."""
    return (
        HelperInvitation.objects.select_for_update(of=("self",))
        .select_related("citizen")
        .filter(
            code_hash=code_hash(code),
            used_at=None,
            withdrawn_at=None,
            expires_at__gt=at,
            last_day__gte=day_of(at),
            citizen__died_on=None,
        )
        .first()
    )


def _take(viewer: Viewer, user: User, code: str, at: datetime) -> HelperAccess | None:
    on = day_of(at)
    with acting_as(INVITATION, on=on):
        invitation = _open_invitation(code, at)
        if invitation is None:
            return None
        citizen = invitation.citizen
        if citizen.user_id == user.pk:
            raise OwnCode(f"{viewer.name} invited themselves.")
        invitation.used_at = at
        invitation.save(update_fields=["used_at"])
        HelperAccess.objects.filter(citizen=citizen, helper=user, withdrawn_at=None).update(
            withdrawn_at=at, withdrawn_by=user
        )
        access = HelperAccess.objects.create(
            citizen=citizen,
            helper=user,
            name=invitation.name,
            scope=invitation.rights,
            during=DateRange(on, invitation.last_day + timedelta(days=1)),
            given_at=at,
        )
        audit.record(
            by=viewer,
            verb="helper_began",
            target=access,
            at=at,
            subject_id=citizen.pk,
            data={"invitation": str(invitation.pk), "rights": invitation.rights},
        )
        tell(citizen=citizen, kind="helper_began", about=access, at=at)
    return access
