"""Whether reaching out helped, counted by why. Computed from what followed, stored nowhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from sundhedscenter.citizens.queries import rows_visible_to
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.journey.reaching_out.rules import HELPED_WITHIN, helped
from sundhedscenter.partnership.models import Employment
from sundhedscenter.pathways.models import Outreach

# The year behind us; what is younger than the fortnight is not counted yet, because it may still help.
COUNTED = timedelta(days=365)
# Fewer than this are shown to nobody who has no relation to the citizens.
FEWEST = 5

_SIGNS = """
SELECT citizen_id, 'first_step', min(at) FROM pathways_progress
 WHERE citizen_id = ANY(%(citizens)s) AND withdrawn_at IS NULL GROUP BY citizen_id, pathway_id
UNION ALL
SELECT citizen_id, 'session', at FROM pathways_progress
 WHERE citizen_id = ANY(%(citizens)s) AND withdrawn_at IS NULL AND kind = 'session'
UNION ALL
SELECT citizen_id, 'seat', taken_at FROM groups_seat WHERE citizen_id = ANY(%(citizens)s)
UNION ALL
SELECT citizen_id, 'resumed', at FROM pathways_pathwayfact
 WHERE citizen_id = ANY(%(citizens)s) AND superseded_by_id IS NULL AND kind = 'resumed'
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were tried for one reason, and how many of them took a step within the fortnight.

    None where the reader may not see so small a number.
    """

    why: str
    tried: int | None
    helped: int | None


def what_followed(outreaches: Iterable[Outreach]) -> dict[UUID, str]:
    """What each outreach was followed by within 14 days, by its id; empty for nothing. One query."""
    rows = list(outreaches)
    signs: dict[UUID, list[tuple[str, datetime]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SIGNS, {"citizens": [row.citizen_id for row in rows]})
        for citizen_id, kind, at in cursor.fetchall():
            signs.setdefault(citizen_id, []).append((kind, at))
    return {row.pk: helped(row.at, signs.get(row.citizen_id, [])) for row in rows}


def tallies(viewer: Viewer, *, at: datetime) -> list[Tally]:
    """By why, of the viewer's own organisations, in plain numbers: these are citizens they may see. Two queries."""
    here = Employment.objects.filter(
        user_id=viewer.user_id or 0, role="professional", during__contains=day_of(at)
    ).values("organisation_id")
    return _count(rows_visible_to(viewer, Outreach.objects.filter(owner_organisation_id__in=here)), at)


def tallies_of(organisations: Sequence[int], *, at: datetime) -> list[Tally]:
    """By why, for a reader who may see none of the citizens: the caller counts as a named process. Two queries."""
    return [hide_small(row) for row in _count(Outreach.objects.filter(owner_organisation_id__in=organisations), at)]


def hide_small(row: Tally) -> Tally:
    """No number under five, and none from which one under five could be taken away."""
    if row.tried is None or row.helped is None or row.tried < FEWEST:
        return Tally(row.why, None, None)
    rest = row.tried - row.helped
    is_small = 0 < row.helped < FEWEST or 0 < rest < FEWEST
    return Tally(row.why, row.tried, None if is_small else row.helped)


def _count(outreaches: QuerySet[Outreach], at: datetime) -> list[Tally]:
    rows = list(outreaches.filter(at__gt=at - COUNTED, at__lte=at - HELPED_WITHIN))
    followed = what_followed(rows)
    by_why: dict[str, list[Outreach]] = {}
    for row in rows:
        by_why.setdefault(row.why, []).append(row)
    return [
        Tally(why, len(by_why[why]), sum(bool(followed[row.pk]) for row in by_why[why]))
        for why, _name in Outreach.WHYS
        if why in by_why
    ]
