"""The seat search: open groups of some tracks that meet when a citizen can. One statement.

Read on every page of proposals, so that it brings only what a card tells. The rule that decides is in
`journey.proposals`; what is left out here could never be proposed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from sundhedscenter.core import week
from sundhedscenter.groups.models import FORMS


@dataclass(frozen=True, slots=True)
class Opening:
    """A group with its next entry. `lat`, `lon` and `step_free` are None where it needs no place."""

    id: UUID
    track_id: int
    form: str
    language: str
    slot_mask: int
    next_entry: datetime
    seats_left: int
    leader: str
    leader_organisation: str
    place_id: int | None
    place: str | None
    lat: float | None
    lon: float | None
    step_free: bool | None


def openings(
    *,
    tracks: Collection[int],
    at: datetime,
    within: int = week.FULL_MASK,
    forms: Collection[str] = (),
    full: bool = True,
) -> list[Opening]:
    """Groups not cancelled with an entry after `at`, all of whose weekly times lie in the mask `within`.

    `forms` left out means every form; `full=False` leaves out groups without a free seat. In no order.
    """
    wanted = list(forms) or [code for code, _name in FORMS]
    outside = week.FULL_MASK & ~within
    with connection.cursor() as cursor:
        cursor.execute(_OPENINGS, [at, list(tracks), outside, wanted, full])
        return [Opening(*row) for row in cursor.fetchall()]


_OPENINGS = """
SELECT g.id, g.track_id, g.form, g.language, g.slot_mask, entry.starts_at, g.size_max - g.taken,
       leader.display_name, organisation.name, g.place_id, place.name, place.lat, place.lon, place.step_free
FROM groups_group g
CROSS JOIN LATERAL (SELECT min(s.starts_at) AS starts_at FROM groups_session s
                    WHERE s.group_id = g.id AND s.is_entry AND s.cancelled_at IS NULL AND s.starts_at > %s) entry
JOIN partnership_user leader ON leader.id = g.leader_id
JOIN partnership_organisation organisation ON organisation.id = g.leader_organisation_id
LEFT JOIN catalogue_place place ON place.id = g.place_id
WHERE g.cancelled_at IS NULL AND entry.starts_at IS NOT NULL AND g.track_id = ANY(%s)
  AND g.slot_mask & %s = 0 AND g.form = ANY(%s) AND (%s OR g.taken < g.size_max)
"""
