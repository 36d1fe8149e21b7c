"""Reads of what was published. Each is one query of a stored, suppressed row; nothing is counted here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from sundhedscenter.core.viewer import Viewer
from sundhedscenter.evaluation import facts
from sundhedscenter.evaluation.measures.variants import Gap, gaps
from sundhedscenter.evaluation.models import PublishedTable
from sundhedscenter.evaluation.tables.funnel import FunnelTable

COORDINATOR = "coordinator"


class NotCoordinator(PermissionError):
    """The viewer has no role as coordinator today."""


@dataclass(frozen=True, slots=True)
class Counter:
    """The public counter: of about `asked` people who asked from `first` to `last`, `shares[i]` percent had started
    within `days[i]` days. A share is None when too few asked."""

    first: date
    last: date
    asked: int
    days: tuple[int, ...]
    shares: tuple[int | None, ...]

    @property
    def lines(self) -> tuple[tuple[int, int], ...]:
        """Days with their share, as far as there are shares: none when too few asked."""
        pairs = zip(self.days, self.shares, strict=True)
        return tuple((days, share) for days, share in pairs if share is not None)


def public_counter() -> Counter | None:
    """The newest counter; None before the first was published. One query, for anybody."""
    with connection.cursor() as cursor:  # by hand: it stands on the front page, which everybody asks for
        cursor.execute(_NEWEST_COUNTER)
        row = cursor.fetchone()
    if row is None:
        return None
    (content,) = row
    return Counter(
        first=date.fromisoformat(content["first"]),
        last=date.fromisoformat(content["last"]),
        asked=content["asked"],
        days=tuple(content["days"]),
        shares=tuple(content["shares"]),
    )


_NEWEST_COUNTER = """
SELECT content::json FROM evaluation_publishedtable WHERE name = 'counter' ORDER BY through DESC, edition DESC LIMIT 1
"""


def published(name: str) -> list[PublishedTable]:
    """The newest edition of each period of a table, oldest period first; none unless the viewer is a coordinator.

    The database asks for the role itself.
    """
    return list(PublishedTable.objects.raw("SELECT * FROM evaluation_tables(%s)", [name]))


def funnels(viewer: Viewer) -> list[FunnelTable]:
    """Every quarter's funnel, oldest first. Raises NotCoordinator."""
    return [FunnelTable.read(row.period, row.content) for row in _for(viewer, "funnel")]


def newest(viewer: Viewer, name: str) -> Mapping[str, Any] | None:
    """The content of the newest table of a name (`waiting`, `hours`, `retention`). Raises NotCoordinator."""
    rows = _for(viewer, name)
    return rows[-1].content if rows else None


def by_period(viewer: Viewer, name: str) -> dict[str, Mapping[str, Any]]:
    """The content of every table of a name by period, oldest first. Raises NotCoordinator."""
    return {row.period: row.content for row in _for(viewer, name)}


def _for(viewer: Viewer, name: str) -> list[PublishedTable]:
    if COORDINATOR not in viewer.roles:
        raise NotCoordinator(f"{viewer.name or 'nobody'} is no coordinator.")
    return published(name)


def offer_gaps(*, at: datetime) -> list[Gap]:
    """Offers without a form that needs no travel, or without a time outside office hours. Public facts, read now."""
    return gaps(facts.offer_forms(at=at))
