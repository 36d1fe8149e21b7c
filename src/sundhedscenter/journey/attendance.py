"""The leader's one act around a meeting: who was there."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from sundhedscenter.core.viewer import Viewer
from sundhedscenter.groups.actions import record_attendance
from sundhedscenter.groups.led import Meeting
from sundhedscenter.groups.models import Session
from sundhedscenter.groups.queries import roster
from sundhedscenter.partnership.models import User

# Who is there can be marked a little before the start, while people come in.
MARKED_FROM = timedelta(minutes=15)


class NotBegun(ValueError):
    """Nobody can have come to a meeting that is still to be held."""


class NotLeader(PermissionError):
    """Only the group's own leader records who came."""


def can_be_marked(session: Session | Meeting, at: datetime) -> bool:
    """From a quarter of an hour before the start, and ever after."""
    return at >= session.starts_at - MARKED_FROM


@transaction.atomic
def save_attendance(*, viewer: Viewer, session: Session, exceptions: Mapping[UUID, str], at: datetime) -> int:
    """Everyone in the group by then was present, or excused in a pause, except `exceptions` (seat id to state).

    A correction supersedes. Raises NotLeader, NotBegun, and KeyError for a seat that is not in the group.
    Returns seats recorded.
    """
    if session.group.leader_id != viewer.user_id:
        raise NotLeader(f"Group {session.group.code} is led by another.")
    if not can_be_marked(session, at):
        raise NotBegun(f"Session {session.number} of {session.group.code} begins at {session.starts_at}.")
    # A button pressed twice: the second waits and finds nothing left to write.
    session = Session.objects.select_for_update(no_key=True, of=("self",)).select_related("group").get(pk=session.pk)
    lines = roster(viewer, session.group, session=session)
    states = {line.seat_id: line.expected for line in lines}
    for seat_id, state in exceptions.items():
        if seat_id not in states:
            raise KeyError(f"Seat {seat_id} is not in group {session.group.code}.")
        states[seat_id] = state
    recorder = User.objects.get(pk=viewer.user_id)
    record_attendance(session=session, states=states, recorder=recorder, by=viewer, at=at)
    return len(states)
