"""Messages that leave after commit, exactly once. Rooms add rows; `web.notices` and `interop` register renderers."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from sundhedscenter.core.models import OutboxMessage


@dataclass(frozen=True)
class Rendered:
    """Subject and plain text of a message; `html` may be empty. Neutral text only: day, time, place."""

    subject: str
    text: str
    html: str = ""


Renderer = Callable[[OutboxMessage], Rendered]
_renderers: dict[tuple[str, str], Renderer] = {}


class NoRenderer(LookupError):
    """Nobody can write this kind of message for this channel."""


def register(kind: str, channel: str, renderer: Renderer) -> None:
    """Say who writes messages of `kind` for `channel`. Called once at start by the room that owns the wording."""
    _renderers[(kind, channel)] = renderer


def renderer_for(kind: str, channel: str) -> Renderer:
    """The registered renderer. Raises NoRenderer naming kind and channel."""
    try:
        return _renderers[(kind, channel)]
    except KeyError:
        raise NoRenderer(f"No renderer for message kind '{kind}' on channel '{channel}'.") from None


def add(
    *,
    kind: str,
    channel: str,
    recipient: str,
    about: models.Model,
    at: datetime,
    subject_id: uuid.UUID | None,
    language: str = "da",
    not_before: datetime | None = None,
) -> OutboxMessage:
    """Add a message in the caller's transaction and queue its sending there too: both stay or neither does."""
    from sundhedscenter.core.tasks import send_message  # tasks import this module

    renderer_for(kind, channel)
    key = uuid.uuid4()
    message = OutboxMessage.objects.create(
        id=key,
        kind=kind,
        channel=channel,
        recipient=recipient,
        language=language,
        subject_id=subject_id,
        about_kind=about._meta.label_lower,
        about_id=str(about.pk),
        created_at=at,
        not_before=not_before,
        message_id=f"<{key}@sundhedscenter.invalid>",
    )
    send_message.using(run_after=not_before).enqueue(str(key))
    return message


def is_told(*, kind: str, about: models.Model) -> bool:
    """Whether a message of this kind about the row was added before, sent or not."""
    rows = OutboxMessage.objects.filter(kind=kind, about_kind=about._meta.label_lower, about_id=str(about.pk))
    return rows.exists()


def withdraw(*, kind: str, subject_id: uuid.UUID, reason: str, at: datetime) -> int:
    """A message about this citizen that has not left says what is no longer so: it ends unsent. Returns how many.

    Waits for a sending in progress; what has been sent stays sent.
    """
    waiting = OutboxMessage.objects.filter(kind=kind, subject_id=subject_id, sent_at=None, ended_at=None)
    return waiting.update(ended_at=at, end_reason=reason)
