"""What is offered for a topic, with its track, prices and places: one statement, read on every page of proposals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

FOR_EVERYBODY = "unsure"


@dataclass(frozen=True, slots=True)
class OfferedTrack:
    """A track as far as a proposal tells it."""

    pk: int
    code: str
    name_da: str
    name_en: str
    bring_da: str
    bring_en: str
    weeks: int
    sessions_per_week: int
    session_minutes: int
    size_min: int
    gentle: bool
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class Arena:
    """A place where a group can meet, as far as a proposal tells it."""

    pk: int
    code: str
    name: str
    lat: float
    lon: float
    step_free: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer with the price of each of its forms, whole kroner rounded up, and the places where it is given."""

    code: str
    topics: frozenset[str]
    first_lesson: str
    track: OfferedTrack | None
    prices: Mapping[str, int]
    arenas: tuple[Arena, ...]


def offered_for(topic: str, *, offer: str = "") -> list[Offered]:
    """Offers with groups or a first lesson, for the topic or for everybody, by code; forms by name, places by code.

    `offer`, by code, is among them whatever it is about. One query. What people join by themselves stands in the
    catalogue and is not proposed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OFFERED, [[topic, FOR_EVERYBODY], offer])
        return [
            Offered(
                code,
                frozenset(topics),
                first_lesson,
                _track(row) if row[0] is not None else None,
                prices,
                tuple(Arena(*arena) for arena in arenas),
            )
            for code, topics, first_lesson, prices, arenas, *row in cursor.fetchall()
        ]


def _track(row: list[Any]) -> OfferedTrack:
    *columns, topics = row
    return OfferedTrack(*[*columns, frozenset(topics)])


_OFFERED = """
SELECT o.code, o.topics, o.first_lesson,
       coalesce((SELECT json_object_agg(v.form, ceil(v.cost_dkk)::int ORDER BY v.form)
                 FROM catalogue_variant v WHERE v.offer_id = o.id), '{}'),
       coalesce((SELECT json_agg(json_build_array(p.id, p.code, p.name, p.lat, p.lon, p.step_free) ORDER BY p.code)
                 FROM catalogue_offer_places op JOIN catalogue_place p ON p.id = op.place_id
                 WHERE op.offer_id = o.id), '[]'),
       t.id, t.code, t.name_da, t.name_en, t.bring_da, t.bring_en, t.weeks, t.sessions_per_week, t.session_minutes,
       t.size_min, t.gentle, t.topics
FROM catalogue_offer o LEFT JOIN catalogue_track t ON t.id = o.track_id
WHERE (o.topics && %s::varchar[] OR o.code = %s) AND o.stage IN ('trial', 'operation')
  AND (o.track_id IS NOT NULL OR o.first_lesson <> '')
ORDER BY o.code
"""
