"""Fixtures of the core's tests: a mail server that can be killed, and acts that leave a message."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sundhedscenter.core import audit, clock, outbox, sending, tasks
from sundhedscenter.core.models import AuditEntry, OutboxMessage
from sundhedscenter.core.outbox import Rendered
from sundhedscenter.core.viewer import acting_as, current, system
from tests.core.mail_server import MailServer

KIND = "test_notice"
TEXT = "Vi ses tirsdag kl. 17 på Ærø."


def render_notice(message: OutboxMessage) -> Rendered:
    return Rendered(subject="Din plads på holdet", text=TEXT)


@pytest.fixture
def mail_server(tmp_path: Path) -> Iterator[MailServer]:
    server = MailServer(tmp_path / "mail").start()
    yield server
    server.kill()


@pytest.fixture
def act(monkeypatch: pytest.MonkeyPatch) -> Callable[[], OutboxMessage]:
    """One act with its audit entry and its message, in the caller's transaction or one of its own."""
    monkeypatch.setattr(outbox, "_renderers", {(KIND, channel): render_notice for channel, _ in OutboxMessage.CHANNELS})

    def perform(*, channel: str = OutboxMessage.EMAIL) -> OutboxMessage:
        with acting_as(system("check")):
            at = clock.now()
            entry = audit.record(by=current(), verb="tested", target=AuditEntry(), at=at)
            return outbox.add(
                kind=KIND, channel=channel, recipient="borger@example.org", about=entry, at=at, subject_id=None
            )

    return perform


def send(message: OutboxMessage) -> sending.Outcome:
    return sending.send(message_id=message.pk, clock=clock.now, again=tasks.queue_message)


def fresh(message_id: uuid.UUID) -> OutboxMessage:
    with acting_as(system("check")):
        return OutboxMessage.objects.get(pk=message_id)


def change(message_id: uuid.UUID, **values: Any) -> None:
    with acting_as(system("outbox")):
        assert OutboxMessage.objects.filter(pk=message_id).update(**values) == 1
