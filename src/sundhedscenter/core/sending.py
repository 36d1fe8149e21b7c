"""The life of an outbox message after commit: bytes frozen, handed over, marked; the same bytes on every resend.

Two transactions. The first renders the text and freezes the bytes with their Message-ID, and commits. The second
holds the row while it hands those bytes over, and marks them sent. A worker killed in between, or a mail server
killed after it took the message and before it said so, costs at most a second copy with the same Message-ID, which
the receiving server knows to be the same message.
"""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Count, Min, Q, QuerySet

from sundhedscenter.core import channels, outbox
from sundhedscenter.core.models import OutboxMessage
from sundhedscenter.core.viewer import acting_as, system

# Seconds until the next try, by the number of tries made. Short at first (a mail server that restarts), then over
# sixteen hours (one that is repaired); after the last the message waits for the operator.
BACK_OFF = (2, 5, 10, 20, 60, 120, 300, 900, 3_600, 3 * 3_600, 12 * 3_600)
MAX_ATTEMPTS = len(BACK_OFF) + 1
# A message this late and without a waiting job has lost it; the sweep queues it again.
OVERDUE_AFTER = timedelta(minutes=2)

SENDER = system("outbox")
Again = Callable[[uuid.UUID, datetime], None]
logger = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of one try."""

    SENT = "sent"
    WAITS = "waits"  # failed, will be tried again
    STUCK = "stuck"  # failed for the last time: for the operator
    NOTHING = "nothing"  # gone, ended, already sent, or another worker has it


def send(*, message_id: uuid.UUID, clock: Callable[[], datetime], again: Again) -> Outcome:
    """Send one message once. `again` queues the next try in the transaction that notes a failure."""
    try:
        with acting_as(SENDER):
            ready = freeze(message_id=message_id, at=clock())
    except DatabaseError:
        raise  # the job itself is retried: no row can be written now
    except Exception as error:  # noqa: BLE001  a renderer may fail in any way; its words may quote a citizen
        with acting_as(SENDER):
            held = _held(message_id)
            return _note_failure(held, type(error).__name__, at=clock(), again=again) if held else Outcome.NOTHING
    if not ready:
        return Outcome.NOTHING
    with acting_as(SENDER):
        return deliver(message_id=message_id, at=clock(), again=again)


def freeze(*, message_id: uuid.UUID, at: datetime) -> bool:
    """Render and keep the bytes, once. True when the message has bytes and is still to be sent."""
    message = _held(message_id)
    if message is None:
        return False
    if message.frozen_at is None:
        message.frozen_at = at  # known to the renderer: a letter is true on the day it is written
        rendered = outbox.renderer_for(message.kind, message.channel)(message)
        message.frozen_bytes = channels.compose(message, rendered)
        message.save(update_fields=["frozen_bytes", "frozen_at"])
    return True


def deliver(*, message_id: uuid.UUID, at: datetime, again: Again) -> Outcome:
    """Hand over the frozen bytes while holding the row, so that two workers never send at once."""
    message = _held(message_id)
    if message is None or message.frozen_bytes is None:
        return Outcome.NOTHING
    try:
        channels.road_for(message.channel).deliver(message, bytes(message.frozen_bytes))
    except channels.NotDelivered as failure:
        return _note_failure(message, str(failure), at=at, again=again)
    message.sent_at = at
    message.attempts += 1
    message.last_error = ""
    message.save(update_fields=["sent_at", "attempts", "last_error"])
    logger.info("message %s (%s by %s) sent", message.pk, message.kind, message.channel)
    return Outcome.SENT


def _held(message_id: uuid.UUID) -> OutboxMessage | None:
    """The message with its row locked, if it is still to be sent and no other worker holds it."""
    return waiting().select_for_update(skip_locked=True).filter(pk=message_id).first()


def _note_failure(message: OutboxMessage, error: str, *, at: datetime, again: Again) -> Outcome:
    message.attempts += 1
    message.last_error = error[:300]
    message.save(update_fields=["attempts", "last_error"])
    stuck = message.attempts >= MAX_ATTEMPTS
    logger.log(
        logging.ERROR if stuck else logging.WARNING,
        "message %s (%s by %s) not sent at try %s: %s",
        message.pk,
        message.kind,
        message.channel,
        message.attempts,
        message.last_error,
    )
    if stuck:
        return Outcome.STUCK
    again(message.pk, at + timedelta(seconds=BACK_OFF[message.attempts - 1]))
    return Outcome.WAITS


def waiting() -> QuerySet[OutboxMessage]:
    """Messages still to be sent, oldest first."""
    return OutboxMessage.objects.filter(sent_at=None, ended_at=None)


def counts_by_channel(at: datetime) -> dict[str, dict[str, Any]]:
    """How many messages wait (and since when the oldest), fail, left in the last day, or ended unsent, by channel.

    For a process that sees every message; one query that returns no row of it.
    """
    due = Q(sent_at=None, ended_at=None) & (Q(not_before=None) | Q(not_before__lte=at))
    rows = OutboxMessage.objects.order_by("channel").values("channel")
    counted = rows.annotate(
        waiting=Count("id", filter=due),
        oldest=Min("created_at", filter=due),
        failing=Count("id", filter=due & ~Q(last_error="")),
        sent_today=Count("id", filter=Q(sent_at__gte=at - timedelta(days=1))),
        ended=Count("id", filter=Q(ended_at__isnull=False)),
    )
    return {row["channel"]: dict(row) for row in counted}


def stuck() -> QuerySet[OutboxMessage]:
    """Messages that failed too often: the operator mends the cause and calls `try_again`."""
    return waiting().filter(attempts__gte=MAX_ATTEMPTS)


def try_again(*, message_id: uuid.UUID, at: datetime, again: Again) -> bool:
    """The operator has mended the cause: count from the start. False when it is not stuck."""
    if not stuck().filter(pk=message_id).update(attempts=0):
        return False
    again(message_id, at)
    return True


def without_job(*, at: datetime, overdue_after: timedelta = OVERDUE_AFTER) -> list[uuid.UUID]:
    """Messages overdue with no job left to send them, oldest first: their job failed for good or was removed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.id FROM core_outboxmessage m"
            " WHERE m.sent_at IS NULL AND m.ended_at IS NULL AND m.attempts < %s"
            " AND greatest(m.created_at, m.not_before) < %s"
            " AND NOT EXISTS (SELECT FROM procrastinate_jobs j WHERE j.status IN ('todo', 'doing')"
            " AND j.args -> 'args' ->> 0 = m.id::text)"
            " ORDER BY m.created_at, m.id",
            [MAX_ATTEMPTS, at - overdue_after],
        )
        return [row[0] for row in cursor.fetchall()]
