"""Asks the index: words first, then offers with their score and what filters need. Two statements, written by hand."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from sundhedscenter.catalogue.search.asking import Question
from sundhedscenter.catalogue.search.readings import readings, wanted


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of an offer, as far as a list tells it."""

    id: int
    name: str
    municipality: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class FoundOffer:
    """An offer with its score (0 when no words were asked) and what filters and order ask of it."""

    id: int
    code: str
    name_da: str
    name_en: str
    track_id: int | None
    slot_mask: int
    languages: tuple[str, ...]
    municipalities: tuple[str, ...]
    ways_in: tuple[str, ...]
    forms: frozenset[str]
    least_cost: int
    home: str
    places: tuple[Spot, ...]
    score: float

    @property
    def begins_today(self) -> bool:
        """Online, alone, and without asking anybody first."""
        return "alone_online" in self.forms and "self" in self.ways_in


@dataclass(frozen=True, slots=True)
class Card:
    """What a line on the list tells of an offer."""

    summary_da: str
    summary_en: str
    times_da: str
    times_en: str
    organisation: str
    is_demo: bool


def found_offers(question: Question) -> list[FoundOffer]:
    """Offers on show that answer at least half of what can be answered, at four tenths of the best or better, in no order.

    All offers on show when the question seeks no words.
    """
    sought = question.sought
    asked = readings(sought, _words_of_index(question)) if sought else []
    with connection.cursor() as cursor:
        cursor.execute(
            _FOUND,
            {
                "places": [reading.place for reading in asked],
                "parts": [reading.part for reading in asked],
                "words": [reading.word for reading in asked],
                "qualities": [reading.quality for reading in asked],
                "everything": not sought,
            },
        )
        return [_offer(row) for row in cursor.fetchall()]


def cards(offer_ids: Collection[int]) -> Mapping[int, Card]:
    """By offer id. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, [list(offer_ids)])
        return {offer_id: Card(*rest) for offer_id, *rest in cursor.fetchall()}


def _words_of_index(question: Question) -> list[str]:
    ask = wanted(question.sought)
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, {"whole": ask.whole, "near": ask.near, "like": ask.like, "alike": ask.alike})
        return [word for (word,) in cursor.fetchall()]


def _offer(row: tuple[Any, ...]) -> FoundOffer:
    pk, code, name_da, name_en, track_id, slot_mask, languages, municipalities, ways_in, *rest = row
    forms, least_cost, home, places, score = rest
    return FoundOffer(
        pk,
        code,
        name_da,
        name_en,
        track_id,
        slot_mask,
        tuple(languages),
        tuple(municipalities),
        tuple(ways_in),
        frozenset(forms or ()),
        least_cost or 0,
        home,
        tuple(Spot(*place) for place in places),
        score,
    )


# Each part has its own index. Words are letters and digits alone, so patterns hold no sign but their own.
_WORDS = """
SELECT word FROM catalogue_searchword WHERE word = ANY(%(whole)s)
UNION SELECT word FROM catalogue_searchword WHERE near && %(near)s::varchar[]
UNION SELECT word FROM catalogue_searchword WHERE word LIKE ANY(%(like)s)
UNION SELECT word FROM catalogue_searchword WHERE word %% ANY(%(alike)s)
"""

_FOUND = """
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest(%(places)s::int[], %(parts)s::int[], %(words)s::varchar[], %(qualities)s::float8[])
        AS a(place, part, word, quality)
), shown AS MATERIALIZED (
    SELECT id FROM catalogue_offer WHERE stage IN ('trial', 'operation')
), best AS (
    SELECT a.place, a.part, t.offer_id, max(a.quality * t.weight) AS score
    FROM asked a JOIN catalogue_searchterm t ON t.word = a.word JOIN shown ON shown.id = t.offer_id
    GROUP BY 1, 2, 3
), placed AS MATERIALIZED (
    SELECT place, offer_id,
           greatest(max(score) FILTER (WHERE part = 0), sum(score) FILTER (WHERE part > 0)) AS score
    FROM best GROUP BY 1, 2
), rare AS MATERIALIZED (
    SELECT place, ln(1 + (SELECT count(*) FROM shown)::float8 / count(*)) AS rarity FROM placed GROUP BY 1
), scored AS (
    SELECT offer_id, sum(placed.score * rare.rarity) AS score, sum(rare.rarity) AS covered
    FROM placed JOIN rare USING (place) GROUP BY 1
), kept AS (
    SELECT offer_id, score FROM scored
    WHERE covered >= 0.5 * (SELECT max(covered) FROM scored) AND score >= 0.4 * (SELECT max(score) FROM scored)
    UNION ALL SELECT id, 0 FROM shown WHERE %(everything)s
)
SELECT o.id, o.code, o.name_da, o.name_en, o.track_id, o.slot_mask, o.languages, o.municipalities, o.ways_in,
       v.forms, v.least_cost, organisation.municipality_code, coalesce(p.places, '[]'), kept.score
FROM kept
JOIN catalogue_offer o ON o.id = kept.offer_id
JOIN partnership_organisation organisation ON organisation.id = o.organisation_id
LEFT JOIN (SELECT offer_id, array_agg(form) AS forms, ceil(min(cost_dkk))::int AS least_cost
           FROM catalogue_variant GROUP BY 1) v ON v.offer_id = o.id
LEFT JOIN (SELECT op.offer_id,
                  json_agg(json_build_array(p.id, p.name, p.municipality_code, p.lat, p.lon) ORDER BY p.code) AS places
           FROM catalogue_offer_places op JOIN catalogue_place p ON p.id = op.place_id
           GROUP BY 1) p ON p.offer_id = o.id
"""

_CARDS = """
SELECT o.id, o.summary_da, o.summary_en, o.times_da, o.times_en, organisation.name, o.is_demo
FROM catalogue_offer o JOIN partnership_organisation organisation ON organisation.id = o.organisation_id
WHERE o.id = ANY(%s)
"""
