"""Reads about groups that more than one caller needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Min, Model, Q, QuerySet

from sundhedscenter.citizens.queries import citizens_visible_to, rows_visible_to
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer, acting_as, system
from sundhedscenter.core.walls import GROUP
from sundhedscenter.groups.led import LedGroup
from sundhedscenter.groups.models import Attendance, Group, Seat, SeatOffer, Session
from sundhedscenter.pathways.queries import pauses_at
from sundhedscenter.pathways.status import Fact

# A leader sees who came and who rests, not the plan these belong to: a named process reads and counts there.
COUNTING = system("attendance")


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group on a leader's list, with its next session (None when it is over)."""

    group: Group
    next_session: Session | None


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One participant as a leader may see them: display name, need-to-know, and the days of a pause, not its reason."""

    seat_id: UUID
    citizen_id: UUID
    display_name: str
    from_session: int
    need_to_know: tuple[str, ...]
    state: str | None
    pause: Fact | None = None

    @property
    def expected(self) -> str:
        """How they are marked unless the leader says otherwise: nobody in a pause is counted as having come."""
        return "excused" if self.pause else "present"


def seats_visible_to(viewer: Viewer) -> QuerySet[Seat]:
    """Own seats, those of citizens in care, and those of the groups that the viewer leads."""
    return _in_care_or_led(viewer, Seat.objects.all(), leader="group__leader_id")


def seat_offers_visible_to(viewer: Viewer) -> QuerySet[SeatOffer]:
    return rows_visible_to(viewer, SeatOffer.objects.all())


def attendances_visible_to(viewer: Viewer) -> QuerySet[Attendance]:
    """As `seats_visible_to`: a leader sees no other group of their participants."""
    return _in_care_or_led(viewer, Attendance.objects.all(), leader="session__group__leader_id")


def _in_care_or_led[Row: Model](viewer: Viewer, rows: QuerySet[Row], *, leader: str) -> QuerySet[Row]:
    if viewer.is_system:
        return rows
    in_care = Q(citizen__in=citizens_visible_to(viewer).order_by())
    shared = Q(citizen__in=citizens_visible_to(viewer, scope=GROUP).order_by(), **{leader: viewer.user_id})
    return rows.filter(in_care | shared)


def open_groups(*, at: datetime) -> QuerySet[Group]:
    """Groups with a free seat and an entry still to come, with `next_entry`; earliest entry first."""
    entries = Q(sessions__starts_at__gt=at, sessions__is_entry=True, sessions__cancelled_at=None)
    return (
        Group.objects.filter(cancelled_at=None)
        .annotate(next_entry=Min("sessions__starts_at", filter=entries))
        .filter(next_entry__isnull=False)
        .select_related("track", "place", "leader", "leader_organisation")
        .order_by("next_entry", "code")
    )


def led_groups(viewer: Viewer, *, at: datetime) -> list[GroupLine]:
    """The viewer's own groups, running and to come, next session first. Two queries."""
    groups = list(
        Group.objects.filter(leader_id=viewer.user_id, cancelled_at=None)
        .select_related("track", "place", "leader_organisation")
        .order_by("first_day", "code")
    )
    coming = next_sessions(groups, at)
    far = datetime.max.replace(tzinfo=at.tzinfo)
    lines = [GroupLine(group, coming.get(group.pk)) for group in groups]
    return sorted(lines, key=lambda line: (line.next_session.starts_at if line.next_session else far, line.group.code))


def next_sessions(groups: Sequence[Group], at: datetime) -> dict[UUID, Session]:
    """The next session of each group, by group id; groups that are over are missing. One query."""
    rows = Session.objects.filter(group__in=groups, starts_at__gt=at, cancelled_at=None).order_by("starts_at", "id")
    found: dict[UUID, Session] = {}
    for session in rows.select_related("module"):
        found.setdefault(session.group_id, session)
    return found


def group_led_by(viewer: Viewer, group_id: UUID) -> Group | None:
    """The group when the viewer leads it, else None."""
    return (
        Group.objects.filter(pk=group_id, leader_id=viewer.user_id)
        .select_related("track", "place", "leader", "leader_organisation")
        .first()
    )


def roster(
    viewer: Viewer, group: Group | LedGroup, *, session: Session | None = None, at: datetime | None = None
) -> list[RosterLine]:
    """Who sits in the group, by name; with `session`, those who were in by then and how they were marked.

    Each line carries the pause in force when the session began, without one at `at` (left out: not asked).
    The viewer must lead the group: others get an empty list here, and no rows from the database either.
    One query, and with pauses one more.
    """
    if group.leader_id != viewer.user_id and not viewer.is_system:
        return []
    of = (session.pk, session.number, session.starts_at) if session is not None else (None, None, None)
    with connection.cursor() as cursor:  # by hand: it is asked before and after every meeting
        cursor.execute(_SEATED, dict(zip(("session", "number", "begun"), of, strict=True), group=group.pk))
        rows = cursor.fetchall()
    moment = session.starts_at if session is not None else at
    pauses: dict[UUID, Fact] = {}
    if moment is not None and rows:
        with acting_as(COUNTING, on=day_of(moment), savepoint=False):
            pauses = pauses_at({pathway_id for pathway_id, *_ in rows}, at=moment)
    lines = [
        RosterLine(seat_id, citizen_id, name, from_session, tuple(needs), state, pauses.get(pathway_id))
        for pathway_id, seat_id, citizen_id, name, from_session, needs, state in rows
    ]
    return sorted(lines, key=lambda line: (line.display_name, str(line.seat_id)))


# Without a session: those who sit there now, and nobody is marked.
_SEATED = """
SELECT seat.pathway_id, seat.id, seat.citizen_id, c.display_name, seat.from_session, needs.said, a.state
FROM groups_seat seat
JOIN citizens_citizen c ON c.id = seat.citizen_id
LEFT JOIN groups_attendance a ON a.seat_id = seat.id AND a.session_id = %(session)s AND a.superseded_at IS NULL
CROSS JOIN LATERAL (SELECT coalesce(array_agg(coalesce(nullif(n.text, ''), n.code) ORDER BY n.code), '{}') AS said
                    FROM citizens_needtoknow n WHERE n.citizen_id = seat.citizen_id AND n.ended_at IS NULL) needs
WHERE seat.group_id = %(group)s
  AND (seat.released_at IS NULL OR seat.released_at > %(begun)s)
  AND (%(number)s IS NULL OR seat.from_session <= %(number)s)
"""
