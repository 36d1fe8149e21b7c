"""Who looked at whom. A page notes the citizens it shows; the request writes them in one INSERT at its end."""

import uuid
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING

from sundhedscenter.core.viewer import Viewer

if TYPE_CHECKING:
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


def newest_lines(viewer: Viewer, subject_id: uuid.UUID, *, limit: int) -> "list[AccessLine]":
    """Who but the viewer looked at this citizen, newest first."""
    from sundhedscenter.core.models import AccessLine  # models load after this module

    lines = AccessLine.objects.filter(subject_id=subject_id).exclude(viewer=viewer.name)
    return list(lines.order_by("-at", "id")[:limit])


def flush(*, at: datetime, path: str = "") -> int:
    """Write what was noted, one row per citizen and kind, in one statement. Returns the number of rows."""
    from sundhedscenter.core.models import AccessLine  # models load after this module

    noted, rows = _noted.get() or [], {}
    for viewer, subject_id, what in noted:
        rows[(viewer.name, subject_id, what)] = AccessLine(
            at=at,
            viewer=viewer.name,
            organisation_id=viewer.orgs[0] if viewer.orgs else None,
            subject_id=subject_id,
            what=what,
            path=path[:200],
        )
    _noted.set([])
    if rows:
        AccessLine.objects.bulk_create(rows.values())
    return len(rows)
