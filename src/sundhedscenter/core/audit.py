"""What was done, by whom. Written in the transaction of the act itself, never read to decide anything."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from sundhedscenter.core.models import AuditEntry
from sundhedscenter.core.viewer import NoViewer, Viewer


def record(
    *,
    by: Viewer,
    verb: str,
    target: models.Model,
    at: datetime,
    subject_id: uuid.UUID | None = None,
    data: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add one entry. `by` is a person or a named process; `data` holds codes and ids, never what a citizen wrote."""
    if by.is_anonymous and not by.draft:
        raise NoViewer(f"{verb} of {target._meta.label} has no actor: name a viewer before writing.")
    return AuditEntry.objects.create(
        at=at,
        actor=by.name or "draft",
        verb=verb,
        target_kind=target._meta.label_lower,
        target_id=str(target.pk),
        subject_id=subject_id,
        data=(data or {}) | ({"on_behalf": by.on_behalf} if by.on_behalf else {}),
    )


def record_all(
    *,
    by: Viewer,
    verb: str,
    target_kind: str,
    subjects: Mapping[str, uuid.UUID | None],
    at: datetime,
    data: dict[str, Any] | None = None,
) -> None:
    """One entry for each of many targets of one act, in one statement. `subjects` is whose each is, by target id; None
    for what is about nobody."""
    if by.is_anonymous and not by.draft:
        raise NoViewer(f"{verb} of {target_kind} has no actor: name a viewer before writing.")
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=at,
            actor=by.name or "draft",
            verb=verb,
            target_kind=target_kind,
            target_id=target_id,
            subject_id=subject_id,
            data=(data or {}) | ({"on_behalf": by.on_behalf} if by.on_behalf else {}),
        )
        for target_id, subject_id in subjects.items()
    )
