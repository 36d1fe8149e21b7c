"""Coming starts: groups that somebody new can still join, as everybody may know them. No name of a leader.

Read by open data and by feeds, so one statement brings all groups of the asked tracks.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class ComingStart:
    """A group with its next entry. `last_at`: its last meeting. `place_id` is None where it needs no place."""

    group_id: UUID
    track_id: int
    form: str
    language: str
    slot_mask: int
    place_id: int | None
    starts_at: datetime
    session_number: int
    minutes: int
    last_at: datetime
    seats_left: int
    seats: int
    created_at: datetime


def coming_starts(*, at: datetime, tracks: Collection[int]) -> list[ComingStart]:
    """Groups of these tracks, not cancelled, with an entry after `at`; earliest first, full ones too. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_STARTS, {"at": at, "tracks": list(tracks)})
        return [ComingStart(*row) for row in cursor.fetchall()]


_STARTS = """
SELECT g.id, g.track_id, g.form, g.language, g.slot_mask, g.place_id, entry.starts_at, entry.number, entry.minutes,
       entry.last_at, g.size_max - g.taken, g.size_max,
       g.created_at
FROM groups_group g
CROSS JOIN LATERAL (
    SELECT s.starts_at, s.number, s.minutes,
           (SELECT max(l.starts_at) FROM groups_session l WHERE l.group_id = g.id AND l.cancelled_at IS NULL) AS last_at
    FROM groups_session s
    WHERE s.group_id = g.id AND s.is_entry AND s.cancelled_at IS NULL AND s.starts_at > %(at)s
    ORDER BY s.starts_at, s.number LIMIT 1) entry
WHERE g.cancelled_at IS NULL AND g.track_id = ANY(%(tracks)s)
ORDER BY entry.starts_at, g.code
"""
