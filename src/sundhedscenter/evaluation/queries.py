"""Reads of what was published. Each is one query of a stored, suppressed row; nothing is counted here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from sundhedscenter.core.viewer import Viewer
from sundhedscenter.evaluation import facts
from sundhedscenter.evaluation.measures.funnel import ASKED
from sundhedscenter.evaluation.measures.variants import Gap, gaps
from sundhedscenter.evaluation.models import PublishedTable
from sundhedscenter.evaluation.tables.funnel import FunnelTable

COORDINATOR = "coordinator"
# Until everybody of a quarter was followed to a seat, it says little.
READY_STAGES = 3
# Results older than this say little about the offer as it is.
QUARTERS_BACK = 6


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


@dataclass(frozen=True, slots=True)
class Funnel:
    """One quarter whole, and every quarter, oldest first, as far as it stands beside it."""

    table: FunnelTable
    quarters: list[FunnelTable]


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


def funnel_of(viewer: Viewer, *, period: str, offer: str, municipality: str) -> Funnel | None:
    """The funnel of a period; of one that is not there, the newest that is ready. None before any was published.

    One query. Of the other quarters it reads what stands beside it: this offer and municipality, and their sums.
    Raises NotCoordinator.
    """
    _ask_for_role(viewer)
    with connection.cursor() as cursor:  # by hand: a quarter has hundreds of cells, most of them not on the page
        cursor.execute(_FUNNEL, {"period": period, "offer": offer, "municipality": municipality, "ready": READY_STAGES})
        rows = cursor.fetchall()
    tables = [FunnelTable.read(found, content) for found, _, content in rows]
    whole = [table for table, (_, is_whole, _) in zip(tables, rows, strict=True) if is_whole]
    return Funnel(whole[0], tables) if whole else None


# The database asks for the role itself, as in `published`.
_FUNNEL = """
SELECT period, whole, (CASE WHEN whole THEN content ELSE content || jsonb_build_object('cells', jsonb_path_query_array(
           content -> 'cells',
           'strict $[*] ? ((@[1] == $offer || @[1] == "*") && (@[2] == $municipality || @[2] == "*") && @[3] == "*")',
           jsonb_build_object('offer', %(offer)s::text, 'municipality', %(municipality)s::text))) END)::json
FROM (SELECT period, content, row_number() OVER (
          ORDER BY period = %(period)s DESC, jsonb_array_length(content -> 'stages') >= %(ready)s DESC, period DESC
      ) = 1 AS whole FROM evaluation_tables('funnel')) quarters
ORDER BY period
"""


@dataclass(frozen=True, slots=True)
class Result:
    """Of `asked` people who asked in the quarter, `reached` got to the stage."""

    stage: str
    period: str
    asked: int
    reached: int


def public_results(track: str, stages: Sequence[str]) -> list[Result]:
    """How it went for those who asked for a track, for each stage the newest quarter that shows both its counts.

    For anybody: what is read has been published and keeps its small numbers hidden. A stage that none of the newest
    quarters shows is left out. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OFFER_RESULTS, {"track": track, "quarters": QUARTERS_BACK})
        tables = [FunnelTable.read(period, content) for period, content in cursor.fetchall()]
    found = []
    for stage in stages:
        for table in tables:
            reached, asked = table.count(stage, offer=track), table.count(ASKED, offer=track)
            if reached is not None and asked is not None:
                found.append(Result(stage, table.period, asked, reached))
                break
    return found


_OFFER_RESULTS = """
SELECT period, (content || jsonb_build_object('cells', jsonb_path_query_array(
           content -> 'cells', 'strict $[*] ? (@[1] == $offer && @[2] == "*" && @[3] == "*")',
           jsonb_build_object('offer', %(track)s::text))))::json
FROM (SELECT DISTINCT ON (period) period, content FROM evaluation_publishedtable WHERE name = 'funnel'
      ORDER BY period, through DESC, edition DESC) quarters
ORDER BY period DESC LIMIT %(quarters)s
"""


def names() -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    """What the codes in the tables are called: tracks in Danish and English, municipalities. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMES)
        rows = cursor.fetchall()
    tracks = {code: (danish, english) for kind, code, danish, english in rows if kind == "track"}
    return tracks, {code: name for kind, code, name, _ in rows if kind == "municipality"}


_NAMES = """
SELECT 'track', code, name_da, name_en FROM catalogue_track
UNION ALL
SELECT 'municipality', municipality_code, name, name FROM partnership_organisation
WHERE kind = 'municipality' AND municipality_code <> ''
ORDER BY 1, 2, 3
"""


def newest(viewer: Viewer, name: str) -> Mapping[str, Any] | None:
    """The content of the newest table of a name (`waiting`, `hours`, `retention`). Raises NotCoordinator."""
    rows = _for(viewer, name)
    return rows[-1].content if rows else None


def by_period(viewer: Viewer, name: str) -> dict[str, Mapping[str, Any]]:
    """The content of every table of a name by period, oldest first. Raises NotCoordinator."""
    return {row.period: row.content for row in _for(viewer, name)}


def _for(viewer: Viewer, name: str) -> list[PublishedTable]:
    _ask_for_role(viewer)
    return published(name)


def _ask_for_role(viewer: Viewer) -> None:
    if COORDINATOR not in viewer.roles:
        raise NotCoordinator(f"{viewer.name or 'nobody'} is no coordinator.")


def offer_gaps(*, at: datetime) -> list[Gap]:
    """Offers without a form that needs no travel, or without a time outside office hours. Public facts, read now."""
    return gaps(facts.offer_forms(at=at))
