"""Who looked at whom. A page notes the citizens it shows; the request writes them in one INSERT at its end."""

import uuid
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Count, Max
from django.db.models.functions import TruncDate

from sundhedscenter.core.clock import COPENHAGEN
from sundhedscenter.core.viewer import Viewer

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sundhedscenter.core.models import AccessLine

_noted: ContextVar[list[tuple[Viewer, uuid.UUID, str]] | None] = ContextVar("access_noted", default=None)


def begin() -> None:
    """A request begins: nothing is noted yet."""
    _noted.set([])


def seen(viewer: Viewer, subject_ids: Iterable[uuid.UUID], what: str) -> None:
    """Note that `viewer` is shown `what` (a short code, e.g. `group_roster`) of these citizens."""
    noted = _noted.get()
    if noted is None:
        noted = []
        _noted.set(noted)
    noted.extend((viewer, subject_id, what) for subject_id in subject_ids)


def visits(subject_id: uuid.UUID, *, but: str, since: datetime | None) -> "QuerySet[AccessLine, Any]":
    """Who looked at this citizen: one row per Danish day and viewer, newest first, `but` left out.

    Each row has day, viewer, organisations, what (codes, each once), times (kinds of page shown) and last.
    """
    from sundhedscenter.core.models import AccessLine  # models load after this module

    lines = AccessLine.objects.filter(subject_id=subject_id).exclude(viewer=but)
    if since is not None:
        lines = lines.filter(at__gte=since)
    return (
        lines.annotate(day=TruncDate("at", tzinfo=COPENHAGEN))
        .order_by()
        .values("day", "viewer")
        .annotate(
            organisations=ArrayAgg("organisation_id", distinct=True, default=[]),
            codes=ArrayAgg("what", distinct=True, order_by="what"),
            times=Count("id"),
            last=Max("at"),
        )
        .order_by("-day", "-last", "viewer")
    )


def own_visits(viewer: Viewer, subject_id: uuid.UUID, *, since: datetime | None) -> tuple[int, datetime | None]:
    """How many pages about this citizen the viewer was shown, and when last."""
    from sundhedscenter.core.models import AccessLine  # models load after this module

    lines = AccessLine.objects.filter(subject_id=subject_id, viewer=viewer.name)
    if since is not None:
        lines = lines.filter(at__gte=since)
    found = lines.aggregate(times=Count("id"), last=Max("at"))
    return found["times"], found["last"]


def was_seen_by(subject_id: uuid.UUID, *, viewer_name: str, day: date) -> bool:
    """Whether this viewer was shown the citizen on a Danish day."""
    from sundhedscenter.core.models import AccessLine  # models load after this module

    lines = AccessLine.objects.filter(subject_id=subject_id, viewer=viewer_name)
    return lines.annotate(day=TruncDate("at", tzinfo=COPENHAGEN)).filter(day=day).exists()


def flush(*, at: datetime, path: str = "") -> int:
    """Write what was noted, one row per citizen and kind, in one statement. Returns the number of rows."""
    rows = {(viewer.name, subject_id, what): viewer for viewer, subject_id, what in _noted.get() or []}
    _noted.set([])
    if rows:
        names, subjects, codes = (list(column) for column in zip(*rows, strict=True))
        organisations = [viewer.orgs[0] if viewer.orgs else None for viewer in rows.values()]
        ids = [uuid.uuid4() for _ in rows]
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [at, path[:200], ids, names, organisations, subjects, codes])
    return len(rows)


# Written by hand: every page about a citizen ends with it.
_INSERT = """
INSERT INTO core_accessline (at, path, id, viewer, organisation_id, subject_id, what)
SELECT %s, %s, * FROM unnest(%s::uuid[], %s::text[], %s::bigint[], %s::uuid[], %s::text[])
"""
