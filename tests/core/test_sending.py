"""A message's bytes are frozen before it is first sent, and every resend uses them."""

import logging
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from sundhedscenter.core import clock, outbox, sending, tasks
from sundhedscenter.core.models import OutboxMessage
from sundhedscenter.core.outbox import NoRenderer, Rendered
from sundhedscenter.core.sending import BACK_OFF, MAX_ATTEMPTS, Outcome
from sundhedscenter.core.viewer import acting_as, system
from tests.core.conftest import KIND, TEXT, change, fresh, send
from tests.core.mail_server import DIE_AFTER_KEEPING, REFUSE, MailServer

Act = Callable[..., OutboxMessage]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def post(settings, tmp_path: Path) -> Path:
    settings.SMTP_URL, settings.MESSAGE_FOLDER = "", tmp_path / "post"
    return settings.MESSAGE_FOLDER


@pytest.fixture
def by_mail(settings, mail_server: MailServer) -> MailServer:
    settings.SMTP_URL = mail_server.url
    return mail_server


def waiting_jobs(message: OutboxMessage) -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(status="todo", args__args=[str(message.pk)]).order_by("id"))


def test_message_is_sent_once(act: Act, post: Path) -> None:
    message = act()
    assert [send(message), send(message)] == [Outcome.SENT, Outcome.NOTHING]
    sent = fresh(message.pk)
    assert sent.sent_at and sent.frozen_at and sent.frozen_at <= sent.sent_at
    assert (sent.attempts, sent.last_error) == (1, "")
    assert {path.name: path.read_bytes() for path in post.iterdir()} == {f"{message.pk}.eml": bytes(sent.frozen_bytes)}


def test_message_that_is_gone_or_ended_is_not_sent(act: Act, post: Path) -> None:
    ended = act()
    change(ended.pk, ended_at=clock.now(), end_reason="deceased")
    assert send(ended) == Outcome.NOTHING
    assert send(OutboxMessage(pk=uuid.uuid4())) == Outcome.NOTHING
    assert not post.exists()


def test_nobody_else_sees_a_message(act: Act) -> None:
    message = act()
    assert not OutboxMessage.objects.filter(pk=message.pk).exists()
    with acting_as(system("pooling")):
        assert not OutboxMessage.objects.filter(pk=message.pk).exists()


def test_resend_uses_the_same_bytes_and_id(act: Act, by_mail: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between DATA and 250: the server may have it, we cannot know, so it goes again, unchanged."""
    message = act()
    by_mail.order(DIE_AFTER_KEEPING)
    assert send(message) == Outcome.WAITS
    assert fresh(message.pk).sent_at is None
    by_mail.wait_until_dead()
    by_mail.start()
    monkeypatch.setattr(outbox, "_renderers", {(KIND, "email"): lambda _: Rendered("Andet", "En anden tekst")})
    assert send(message) == Outcome.SENT
    first, second = by_mail.kept()
    assert first == second == bytes(fresh(message.pk).frozen_bytes)
    assert by_mail.copies() == {message.message_id: 2}


def test_refused_message_is_tried_again_later_and_quotes_nothing(
    act: Act, by_mail: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    message = act()
    by_mail.order(REFUSE)
    with caplog.at_level(logging.DEBUG):
        assert send(message) == Outcome.WAITS
    failed = fresh(message.pk)
    assert (failed.attempts, failed.last_error) == (1, "SMTPDataError 451")
    first, later = waiting_jobs(message)
    assert first.scheduled_at is None
    assert timedelta(0) < later.scheduled_at - failed.created_at < timedelta(seconds=BACK_OFF[0] + 60)
    assert str(message.pk) in caplog.text
    assert TEXT not in caplog.text and message.recipient not in caplog.text


def test_message_that_fails_too_often_waits_for_the_operator(act: Act, by_mail: MailServer) -> None:
    message = act()
    by_mail.order(REFUSE)
    outcomes = [send(message) for _ in range(MAX_ATTEMPTS)]
    assert outcomes == [Outcome.WAITS] * len(BACK_OFF) + [Outcome.STUCK]
    assert len(waiting_jobs(message)) == 1 + len(BACK_OFF)
    by_mail.take_back(REFUSE)
    with acting_as(system("outbox")):
        assert [stuck.pk for stuck in sending.stuck()] == [message.pk]
        assert sending.without_job(at=clock.now() + timedelta(days=1)) == []
        assert sending.try_again(message_id=message.pk, at=clock.now(), again=tasks.queue_message)
        assert not sending.try_again(message_id=message.pk, at=clock.now(), again=tasks.queue_message)
    assert send(message) == Outcome.SENT


def test_renderer_that_fails_is_noted_by_kind(act: Act, monkeypatch: pytest.MonkeyPatch, post: Path) -> None:
    message = act()

    def fails(_: OutboxMessage) -> Rendered:
        raise ZeroDivisionError(TEXT)

    monkeypatch.setattr(outbox, "_renderers", {(KIND, "email"): fails})
    assert send(message) == Outcome.WAITS
    assert fresh(message.pk).last_error == "ZeroDivisionError"
    assert fresh(message.pk).frozen_bytes is None
    assert not post.exists()


def test_message_nobody_can_write_is_refused_at_once(act: Act, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(act, "__name__", "act")
    outbox._renderers.clear()
    with pytest.raises(NoRenderer, match=KIND):
        act()


def test_message_without_job_is_queued_again(act: Act) -> None:
    kept, lost, later = act(), act(), act()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE args->'args'->>0 <> %s", [str(kept.pk)])
    assert tasks.requeue_lost_messages() == 0  # not overdue yet
    with acting_as(system("outbox")):
        OutboxMessage.objects.update(created_at=clock.now() - timedelta(hours=1))
    change(later.pk, not_before=clock.now() + timedelta(hours=1))
    assert tasks.requeue_lost_messages() == 1
    assert [len(waiting_jobs(one)) for one in (kept, lost, later)] == [1, 1, 0]
    assert tasks.requeue_lost_messages() == 0


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_send_once(act: Act, by_mail: MailServer) -> None:
    message, workers = act(), 8
    start = Barrier(workers)

    def work(_: int) -> Outcome:
        start.wait()
        try:
            return send(message)
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        outcomes = Counter(pool.map(work, range(workers)))
    assert outcomes == {Outcome.SENT: 1, Outcome.NOTHING: workers - 1}
    assert by_mail.copies() == {message.message_id: 1}
