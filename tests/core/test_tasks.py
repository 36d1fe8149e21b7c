"""Jobs stand or fall with the act that queued them, and are quiet about what they worked on."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.tasks import task
from django.tasks.exceptions import InvalidTask
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from sundhedscenter.core import clock, tasks
from sundhedscenter.core.models import AuditEntry, OutboxMessage
from sundhedscenter.core.procrastinate_backend import JobFailed, run_django_task
from sundhedscenter.core.viewer import ANONYMOUS, acting_as, current, system

pytestmark = pytest.mark.django_db
SECRET = "Jeg har ondt i knæet"


class Undo(Exception):
    pass


def rows() -> tuple[int, int, int]:
    """Audit entries, messages, jobs."""
    with acting_as(system("check")):
        return AuditEntry.objects.count(), OutboxMessage.objects.count(), ProcrastinateJob.objects.count()


def test_act_that_is_undone_leaves_neither_audit_nor_message_nor_job(act: Callable[[], OutboxMessage]) -> None:
    with pytest.raises(Undo), transaction.atomic():
        act()
        assert rows() == (1, 1, 1)
        raise Undo
    assert rows() == (0, 0, 0)


def test_act_that_stands_leaves_all_three(act: Callable[[], OutboxMessage]) -> None:
    message = act()
    assert rows() == (1, 1, 1)
    job = ProcrastinateJob.objects.get()
    assert (job.queue_name, job.args["path"], job.args["args"]) == (
        "messages",
        "sundhedscenter.core.tasks.send_message",
        [str(message.pk)],
    )


def test_job_waits_for_its_moment() -> None:
    at = clock.now() + timedelta(hours=2)
    tasks.send_message.using(run_after=at).enqueue("x")
    assert ProcrastinateJob.objects.get().scheduled_at == at


@task
@tasks.acts_as("check")
def names_its_viewer() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT viewer_name()")
        assert cursor.fetchone() == (current().name,)
    return current().name


@task
@tasks.acts_as("check")
def adds_a_job_and_fails() -> None:
    tasks.send_message.enqueue("x")
    raise ValueError(SECRET)


def test_job_names_its_viewer_and_forgets_it() -> None:
    assert names_its_viewer.call() == "system:check"
    assert current() == ANONYMOUS


def run(what: object) -> None:
    run_django_task(path=f"{__name__}.{what}", args=[], kwargs={}, timestamp=0)


def test_job_that_fails_undoes_the_jobs_it_queued() -> None:
    with pytest.raises(JobFailed):
        run("adds_a_job_and_fails")
    assert rows() == (0, 0, 0)


def test_job_that_fails_tells_where_but_not_what(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(JobFailed) as raised:
        run("adds_a_job_and_fails")
    assert "builtins.ValueError" in caplog.text
    assert "in adds_a_job_and_fails" in caplog.text
    assert SECRET not in caplog.text
    assert SECRET not in str(raised.value)
    assert raised.value.__cause__ is None and raised.value.__suppress_context__


def wants_context(context: object) -> None: ...


def test_task_that_wants_the_result_is_refused() -> None:
    with pytest.raises(InvalidTask, match="ids only"):
        task(takes_context=True)(wants_context)


def test_periodic_task_is_queued_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})
    tasks.every("17 2 * * *")(names_its_viewer)
    [(key, periodic)] = app.periodic_registry.periodic_tasks.items()
    assert key == ("django_task", f"{__name__}.names_its_viewer")
    assert periodic.cron == "17 2 * * *"
    run(names_its_viewer.name)
