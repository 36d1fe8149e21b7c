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


@dataclass(frozen=True, slots=True)
class ByWhy:
    """The citizens who were reached out to for one reason, once for each time: those it was followed by a step, and the rest."""

    why: str
    helped: Sequence[UUID]
    rest: Sequence[UUID]

    @property
    def tally(self) -> Tally:
        return Tally(self.why, len(self.helped) + len(self.rest), len(self.helped))


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
    found = _by_why(rows_visible_to(viewer, Outreach.objects.filter(owner_organisation_id__in=here)), at)
    return [row.tally for row in found]


def tallies_of(organisations: Sequence[int], *, at: datetime) -> list[Tally]:
    """By why, for a reader who may see none of the citizens: the caller counts as a named process. Two queries."""
    return [hide_small(row) for row in _by_why(Outreach.objects.filter(owner_organisation_id__in=organisations), at)]


def hide_small(row: ByWhy) -> Tally:
    """No number about under five people, and none from which such a number could be taken away.

    People, not outreaches: six messages to one citizen are about one.
    """
    helped, rest = set(row.helped), set(row.rest)
    if len(helped | rest) < FEWEST:
        return Tally(row.why, None, None)
    is_small = 0 < len(helped) < FEWEST or 0 < len(rest) < FEWEST
    return Tally(row.why, row.tally.tried, None if is_small else row.tally.helped)


def _by_why(outreaches: QuerySet[Outreach], at: datetime) -> list[ByWhy]:
    rows = list(outreaches.filter(at__gt=at - COUNTED, at__lte=at - HELPED_WITHIN))
    followed = what_followed(rows)
    found = [
        ByWhy(
            why,
            helped=[row.citizen_id for row in rows if row.why == why and followed[row.pk]],
            rest=[row.citizen_id for row in rows if row.why == why and not followed[row.pk]],
        )
        for why, _name in Outreach.WHYS
    ]
    return [each for each in found if each.helped or each.rest]
