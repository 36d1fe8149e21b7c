"""A group with its meetings as its leader's page shows them: one statement, since it is opened before every meeting."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from sundhedscenter.core.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Named:
    """A module, in both languages."""

    name_da: str
    name_en: str


@dataclass(frozen=True, slots=True)
class LedTrack:
    name_da: str
    name_en: str
    weeks: int


@dataclass(frozen=True, slots=True)
class LedPlace:
    name: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that is or was held; of those who were marked in it, `present` came."""

    number: int
    starts_at: datetime
    minutes: int
    module: Named | None
    marked: int
    present: int

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class LedGroup:
    """A group as its leader sees it. Its meetings are in order, without those called off."""

    pk: UUID
    leader_id: int
    slot_mask: int
    size_max: int
    taken: int
    first_day: date
    room_link: str
    track: LedTrack
    place: LedPlace | None
    meetings: tuple[Meeting, ...]


def led_group(viewer: Viewer, group_id: UUID) -> LedGroup | None:
    """The group when the viewer leads it, else None."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUP, [group_id, viewer.user_id])
        row = cursor.fetchone()
    if row is None:
        return None
    pk, leader_id, mask, size, taken, first_day, room_link, name_da, name_en, weeks, place, meetings = row
    track = LedTrack(name_da, name_en, weeks)
    held = tuple(_meeting(*meeting) for meeting in meetings)
    at_place = LedPlace(place) if place else None
    return LedGroup(pk, leader_id, mask, size, taken, first_day, room_link, track, at_place, held)


def _meeting(
    number: int, starts_at: str, minutes: int, da: str | None, en: str | None, marked: int, present: int
) -> Meeting:
    module = Named(da, en) if da is not None and en is not None else None
    return Meeting(number, datetime.fromisoformat(starts_at), minutes, module, marked, present)


# Attendance has a wall of its own: who does not lead the group counts nobody.
_GROUP = """
SELECT g.id, g.leader_id, g.slot_mask, g.size_max, g.taken, g.first_day, g.room_link, t.name_da, t.name_en, t.weeks,
       p.name,
       coalesce((SELECT json_agg(json_build_array(s.number, s.starts_at, s.minutes, m.name_da, m.name_en,
                                                  a.marked, a.present) ORDER BY s.starts_at, s.id)
                 FROM groups_session s LEFT JOIN catalogue_module m ON m.id = s.module_id
                 CROSS JOIN LATERAL (SELECT count(*) AS marked, count(*) FILTER (WHERE state = 'present') AS present
                                     FROM groups_attendance WHERE session_id = s.id AND superseded_at IS NULL) a
                 WHERE s.group_id = g.id AND s.cancelled_at IS NULL), '[]')
FROM groups_group g
JOIN catalogue_track t ON t.id = g.track_id
LEFT JOIN catalogue_place p ON p.id = g.place_id
WHERE g.id = %s AND g.leader_id = %s
"""
