"""The conversation before log-in: begun, continued, remembered for thirty days by the holder of its cookie."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from sundhedscenter.core.viewer import Viewer, draft_hash, name_viewer
from sundhedscenter.intake.models import Draft

# How long what staff typed waits to be finished (status P): a call may break off on a Friday.
TYPED = timedelta(days=7)


class DraftUsed(Exception):
    """The conversation has its yes. What was typed is emptied or somebody's facts now, and is not written again."""


def new_draft(*, viewer: Viewer, language: str, at: datetime) -> tuple[Draft, str]:
    """Begin a conversation. Returns the draft and the key for its cookie; the key itself is stored nowhere."""
    key = secrets.token_urlsafe(32)
    name_viewer(viewer.with_draft(draft_hash(key)), on=None)
    draft = Draft.objects.create(
        key_hash=draft_hash(key),
        created_at=at,
        expires_at=at + timedelta(days=settings.DRAFT_DAYS),
        language=language,
    )
    return draft, key


def typed_draft(*, viewer: Viewer, language: str, answers: Mapping[str, Any], at: datetime) -> Draft:
    """A conversation that staff type for somebody. It has no cookie: the user who typed it reads it, and nobody else."""
    return Draft.objects.create(
        key_hash=draft_hash(secrets.token_urlsafe(32)),
        created_at=at,
        expires_at=at + TYPED,
        language=language,
        answers=dict(answers),
        typed_by_id=viewer.user_id,
    )


def typed_drafts(viewer: Viewer, at: datetime) -> QuerySet[Draft]:
    """What the viewer has typed for others and not finished, newest first."""
    rows = Draft.objects.filter(typed_by__isnull=False, typed_by_id=viewer.user_id, expires_at__gt=at)
    return rows.order_by("-created_at", "id")


def draft_of(viewer: Viewer, at: datetime) -> Draft | None:
    """The viewer's own conversation, or None when there is none or it has expired."""
    if not viewer.draft:
        return None
    return next(iter(Draft.objects.raw(_OWN, [viewer.draft, at])), None)


_OWN = "SELECT * FROM intake_draft WHERE key_hash = %s AND expires_at > %s"


@transaction.atomic
def save_answers(*, draft: Draft, answers: Mapping[str, Any], at: datetime) -> Draft:
    """Add or change answers. The days it is kept begin again. Raises DraftUsed."""
    _hold(draft)
    draft.answers = {**draft.answers, **answers}
    draft.expires_at = at + (TYPED if draft.typed_by_id else timedelta(days=settings.DRAFT_DAYS))
    draft.save(update_fields=["answers", "expires_at"])
    return draft


def _hold(draft: Draft) -> None:
    """The draft as it stands now, kept until the transaction ends: a yes in another tab may just have used it."""
    draft.refresh_from_db(from_queryset=Draft.objects.select_for_update())
    if draft.used_at is not None:
        raise DraftUsed(draft.pk)


@transaction.atomic
def keep_wish(*, draft: Draft, wish: Mapping[str, Any], answers: Mapping[str, Any], at: datetime) -> Draft:
    """Remember what somebody came for, with what that answers already. Raises DraftUsed."""
    draft = save_answers(draft=draft, answers=answers, at=at)
    draft.wish = dict(wish)
    draft.save(update_fields=["wish"])
    return draft


@transaction.atomic
def choose(*, draft: Draft, choice: Mapping[str, Any], at: datetime) -> Draft:
    """Remember which proposal was chosen, over the log-in. Raises DraftUsed."""
    _hold(draft)
    draft.chosen = {**choice, "at": at.isoformat()}
    draft.save(update_fields=["chosen"])
    return draft


def forget(*, draft: Draft) -> None:
    """Throw a conversation away that came to nothing."""
    draft.delete()


def forget_expired(*, at: datetime) -> int:
    """Delete conversations past their day. Returns how many. Runs as the named process `sweep`."""
    deleted, _ = Draft.objects.filter(expires_at__lte=at).delete()
    return deleted
