"""What a citizen of each municipality can use, area by area: where the partnership has a gap. One query."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db import connection

from sundhedscenter.catalogue.vocabulary import SHOWN, Area, Form

# These need no travel.
AT_HOME = tuple(form.value for form in Form if form is not Form.GROUP_SITE)


@dataclass(frozen=True, slots=True)
class Cell:
    """One municipality and area: offers on show that its people may use, and how many of them are within reach.

    `near` are held at a place in the municipality or can be taken from home; `at_home` the latter alone.
    """

    municipality: str
    area: str
    offers: int
    near: int
    at_home: int

    @property
    def state(self) -> Literal["none", "far", "some"]:
        """Nothing at all; only what one must travel to another municipality for; something near."""
        if self.offers == 0:
            return "none"
        return "some" if self.near else "far"


def coverage(on: date) -> list[Cell]:
    """Partner municipalities by name, each with the six areas in the order of the list.

    A partner is a municipality with an agreement or somebody at work that day. An offer that names no municipality is
    for all of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _COVERAGE, {"on": on, "areas": [area.value for area in Area], "shown": list(SHOWN), "home": list(AT_HOME)}
        )
        return [Cell(*row) for row in cursor.fetchall()]


_COVERAGE = """
WITH usable AS (
    SELECT o.id, o.area, o.municipalities,
           EXISTS (SELECT FROM catalogue_variant v WHERE v.offer_id = o.id AND v.form = ANY(%(home)s)) AS at_home,
           ARRAY(SELECT p.municipality_code FROM catalogue_offer_places op JOIN catalogue_place p ON p.id = op.place_id
                 WHERE op.offer_id = o.id) AS held_in
    FROM catalogue_offer o WHERE o.stage = ANY(%(shown)s)
), partner AS (
    SELECT name, code, municipality_code FROM partnership_organisation m
    WHERE kind = 'municipality' AND municipality_code <> '' AND valid @> %(on)s AND (
        EXISTS (SELECT FROM partnership_agreement_partners a WHERE a.organisation_id = m.id)
        OR EXISTS (SELECT FROM partnership_employment e WHERE e.organisation_id = m.id AND e.during @> %(on)s))
)
SELECT p.name, a.area, count(u.id),
       count(u.id) FILTER (WHERE u.at_home OR p.municipality_code = ANY(u.held_in)), count(u.id) FILTER (WHERE u.at_home)
FROM partner p CROSS JOIN unnest(%(areas)s::text[]) WITH ORDINALITY AS a(area, place)
LEFT JOIN usable u ON u.area = a.area AND (u.municipalities = '{}' OR p.municipality_code = ANY(u.municipalities))
GROUP BY p.name, p.code, a.area, a.place ORDER BY p.name, p.code, a.place
"""
