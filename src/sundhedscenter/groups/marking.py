"""Who still has to be marked, for a seat that was given up: what lies before that moment, and what does not."""

from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from sundhedscenter.core import audit
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.groups.models import Attendance, Seat, Session
from sundhedscenter.pathways.actions import withdraw_progress

# How long a leader may still say whether somebody who has left came to the meetings before (status P).
MARK_WITHIN = timedelta(days=7)


def unmarked_before(seat: Seat, moment: datetime) -> QuerySet[Session]:
    """Meetings of the seat that had begun by then and that nobody has marked."""
    marked = Attendance.objects.filter(seat=seat, superseded_at=None)
    return Session.objects.filter(
        group_id=seat.group_id, number__gte=seat.from_session, starts_at__lt=moment, cancelled_at=None
    ).exclude(pk__in=marked.values("session_id"))


def closed_to_leader_on(seat: Seat, released_at: datetime) -> date:
    """The first day on which the leader sees no more of somebody who left at that moment."""
    left_on = day_of(released_at)
    return left_on + (MARK_WITHIN if unmarked_before(seat, released_at).exists() else timedelta(days=1))


def withdraw_unbegun(*, seat: Seat, by: Viewer, at: datetime) -> int:
    """Nobody came to a meeting that had not begun when they left. Returns how many marks were withdrawn."""
    rows = Attendance.objects.filter(seat=seat, superseded_at=None, session__starts_at__gte=at)
    for row in rows:
        row.superseded_at = at
        row.save(update_fields=["superseded_at"])
        withdraw_progress(source=row, at=at)
        audit.record(by=by, verb="attendance_withdrawn", target=row, at=at, subject_id=seat.citizen_id)
    return len(rows)
