"""What happened to many citizens, as one stream of rows: one query, whatever their number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

# How far back marks and outreach are asked for: what is older moves nobody today.
LOOK_BACK = timedelta(days=183)

# Marks are of seats in groups that go on; a first meeting is one that lies ahead. The rows come from citizens that the
# caller has been through a scoping function with; row-level security stands behind it as everywhere. Whose rows is left
# open: `ranking.py` asks the same stream within its own statement.
STREAM = """
SELECT citizen_id, 'fact' AS source, kind AS code, at, NULL::timestamptz AS since, until, NULL::bigint AS who, '' AS name
  FROM pathways_pathwayfact WHERE pathway_id {of_pathways} AND superseded_by_id IS NULL
UNION ALL
SELECT citizen_id, 'done', kind, max(at), min(at), NULL, NULL, ''
  FROM pathways_progress WHERE pathway_id {of_pathways} AND withdrawn_at IS NULL GROUP BY citizen_id, kind
UNION ALL
SELECT citizen_id, 'plan', '', min(created_at), NULL, NULL, NULL, ''
  FROM pathways_planitem WHERE pathway_id {of_pathways} GROUP BY citizen_id
UNION ALL
SELECT citizen_id, 'held', '', held_until, NULL, NULL, NULL, ''
  FROM groups_seatoffer WHERE pathway_id {of_pathways} AND ended_at IS NULL
UNION ALL
SELECT citizen_id, 'line', '', since, NULL, NULL, NULL, ''
  FROM groups_waitingplace WHERE pathway_id {of_pathways} AND ended_at IS NULL
UNION ALL
SELECT seat.citizen_id, 'mark', mark.state, session.starts_at, NULL, NULL, NULL, ''
  FROM groups_seat seat JOIN groups_attendance mark ON mark.seat_id = seat.id AND mark.superseded_at IS NULL
  JOIN groups_session session ON session.id = mark.session_id AND session.starts_at > %(since)s
 WHERE seat.pathway_id {of_pathways} AND seat.released_at IS NULL
   AND EXISTS (SELECT FROM groups_session coming WHERE coming.group_id = seat.group_id
                  AND coming.starts_at > %(at)s AND coming.cancelled_at IS NULL)
UNION ALL
SELECT seat.citizen_id, 'first', '', session.starts_at, NULL, NULL, NULL, ''
  FROM groups_seat seat JOIN groups_session session
    ON session.group_id = seat.group_id AND session.number = seat.from_session
 WHERE seat.pathway_id {of_pathways} AND seat.released_at IS NULL
   AND session.starts_at > %(at)s AND session.cancelled_at IS NULL
UNION ALL
SELECT task.citizen_id, 'task', task.kind, task.created_at, NULL, task.deadline, task.owner_id, coalesce(u.display_name, '')
  FROM citizens_task task LEFT JOIN partnership_user u ON u.id = task.owner_id
 WHERE task.citizen_id {of_citizens} AND task.ended_at IS NULL
UNION ALL
SELECT o.citizen_id, 'reach', o.why || '/' || o.channel || '/' || o.outcome, o.at, NULL, o.deadline, o.by_id, u.display_name
  FROM pathways_outreach o JOIN partnership_user u ON u.id = o.by_id
 WHERE o.citizen_id {of_citizens} AND o.at > %(since)s AND o.at <= %(at)s
"""
_SQL = STREAM.format(of_pathways="= ANY(%(pathways)s)", of_citizens="= ANY(%(citizens)s)") + "ORDER BY 4, 2, 3"


@dataclass(frozen=True, slots=True)
class Event:
    """One row: which table it is from, its code and moment, an earlier moment, a day, and who of us with their name."""

    source: str
    code: str
    at: datetime
    since: datetime | None
    until: date | None
    who: int | None
    name: str


def events_of(*, pathways: Iterable[UUID], citizens: Iterable[UUID], at: datetime) -> dict[UUID, list[Event]]:
    """The events of each citizen, oldest first."""
    found: dict[UUID, list[Event]] = {}
    asked: dict[str, Any] = {"pathways": list(pathways), "citizens": list(citizens), "at": at, "since": at - LOOK_BACK}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, asked)
        for citizen_id, *rest in cursor.fetchall():
            found.setdefault(citizen_id, []).append(Event(*rest))
    return found
