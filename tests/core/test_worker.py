"""What a killed worker leaves is taken over; a worker that cannot write its results ends."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.models import QuerySet
from django.tasks import task
from procrastinate.contrib.django.models import ProcrastinateJob

from sundhedscenter.config import secrets
from sundhedscenter.core import tasks
from sundhedscenter.core.models import OutboxMessage
from sundhedscenter.core.worker import Pace, run_worker
from tests.core.conftest import fresh
from tests.core.mail_server import MailServer

Act = Callable[[], OutboxMessage]
pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 0.6


@pytest.fixture(autouse=True)
def worker_in_this_process(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its threads end with `run_worker`, not with the process, so they must not keep connections."""
    settings.WORKER_PATIENCE_SECONDS = PATIENCE
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)


def database_url(alias: str) -> str:
    entry = connections[alias].settings_dict
    return f"postgresql://{entry['USER']}:{entry['PASSWORD']}@/{entry['NAME']}?host={entry['HOST']}"


@contextmanager
def worker(smtp_url: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """A worker process on the tests' database."""
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder, "secrets.json")
        secrets.save(secrets.load(), keys)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.core.worker_program"],
            cwd=Path(__file__).parents[2],
            env={
                **os.environ,
                "DATABASE_URL": database_url("default"),
                "DATABASE_OWNER_URL": database_url("owner"),
                "SUNDHEDSCENTER_SECRETS": str(keys),
                "SUNDHEDSCENTER_SMTP_URL": smtp_url,
                "SUNDHEDSCENTER_WORKER_PATIENCE": str(PATIENCE),
            },
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def message_jobs() -> QuerySet[ProcrastinateJob]:
    """Jobs that send; rooms above may have jobs of their own that run by the clock."""
    return ProcrastinateJob.objects.filter(queue_name="messages")


def until(condition: Callable[[], object], *, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_pace_of_production() -> None:
    assert (Pace().heartbeat, Pace().sweep) == (10.0, 60.0)


def test_due_jobs_are_run_and_forgotten(act: Act, mail_server: MailServer, settings) -> None:
    settings.SMTP_URL = mail_server.url
    messages = {act().message_id for _ in range(3)}
    run_worker(wait=False)
    assert mail_server.copies() == dict.fromkeys(messages, 1)
    assert not message_jobs().exists()


def test_job_of_a_killed_worker_is_taken_over(act: Act, mail_server: MailServer, settings) -> None:
    """The worker is killed while a mail server keeps it waiting: the row is locked and the job is running."""
    message = act()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(30)
        with worker(f"smtp://127.0.0.1:{silent.getsockname()[1]}") as killed:
            line, _ = silent.accept()
            with line:
                assert fresh(message.pk).frozen_at is not None
                assert message_jobs().get().status == "doing"
                killed.send_signal(signal.SIGKILL)
                killed.wait()
    settings.SMTP_URL = mail_server.url

    def sent() -> bool:
        run_worker(wait=False)
        return fresh(message.pk).sent_at is not None

    until(sent)
    assert mail_server.kept() == [bytes(fresh(message.pk).frozen_bytes)]
    assert not message_jobs().exists()


def test_two_workers_at_once_send_each_message_once(act: Act, mail_server: MailServer) -> None:
    messages = {act().message_id for _ in range(30)}
    with worker(mail_server.url), worker(mail_server.url):
        until(lambda: not message_jobs().exists())
    assert mail_server.copies() == dict.fromkeys(messages, 1)


def test_message_whose_job_is_gone_is_sent_by_the_sweep(
    act: Act, mail_server: MailServer, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SMTP_URL = mail_server.url
    message = act()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("SELECT set_config('app.viewer', 'system:outbox', false)")
        cursor.execute("UPDATE core_outboxmessage SET created_at = created_at - interval '1 hour'")
    connection.close()
    run_worker(wait=False)
    assert mail_server.copies() == {message.message_id: 1}


def test_worker_ends_when_told(act: Act, mail_server: MailServer) -> None:
    message = act()
    with worker(mail_server.url) as process:
        until(lambda: fresh(message.pk).sent_at)
        process.terminate()
        assert process.wait(20) == 0


@task
def loses_its_own_row() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def test_worker_that_cannot_write_its_result_ends_itself(capfd: pytest.CaptureFixture[str]) -> None:
    loses_its_own_row.enqueue()
    with worker() as process:
        assert process.wait(30) == 1
    assert "ResultLost" in capfd.readouterr().err
    assert tasks.requeue_lost_messages() == 0
