"""Django's tasks as rows of our own database: procrastinate queues and runs them.

A job is added through the caller's own connection, so it stands or falls with the caller's transaction; this holds
in the site and inside a running job alike. (Procrastinate's own `defer` would use a second connection while a worker
runs, and a job could then survive the act that was undone.)
"""

from __future__ import annotations  # Task has type parameters for the checker only

import logging
import traceback
from collections.abc import Callable
from typing import Any

from django.tasks import Task, TaskResult, TaskResultStatus
from django.tasks.backends.base import BaseTaskBackend
from django.tasks.exceptions import InvalidTask
from django.tasks.signals import task_enqueued
from django.utils.json import normalize_json
from django.utils.module_loading import import_string
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

from sundhedscenter.core import clock

JOB_NAME = "django_task"
# Waits 2, 4, 8, 16 seconds: a database that restarts is back by then. What fails five times needs a person.
RETRY = RetryStrategy(max_attempts=4, exponential_wait=2)

logger = logging.getLogger(__name__)


class JobFailed(RuntimeError):
    """A job ended with an error. Names the job and the kind of error; never the values it worked on."""


class ProcrastinateBackend(BaseTaskBackend):
    """`TASKS = {"default": {"BACKEND": "sundhedscenter.core.procrastinate_backend.ProcrastinateBackend"}}`."""

    supports_defer = True
    supports_async_task = False
    supports_get_result = False
    supports_priority = True

    def validate_task(self, task: Task[Any, Any]) -> None:
        """Refuse what the worker cannot run, when the task is defined."""
        super().validate_task(task)
        if task.takes_context:
            raise InvalidTask(f"{task.module_path} takes context: jobs here are given ids only.")

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: dict[str, Any]) -> TaskResult[Any, Any]:
        """Add one job in the open transaction of the default connection. Arguments are ids and codes, never text."""
        self.validate_task(task)
        wanted = Job(
            queue=task.queue_name,
            priority=task.priority,
            lock=None,
            queueing_lock=None,
            task_name=JOB_NAME,
            task_kwargs={
                "path": task.module_path,
                "args": normalize_json(list(args)),
                "kwargs": normalize_json(kwargs),
            },
            scheduled_at=task.run_after,
        )
        job = JobManager(DjangoConnector(alias="default")).defer_job(wanted)
        result: TaskResult[Any, Any] = TaskResult(
            task=task,
            id=str(job.id),
            status=TaskResultStatus.READY,
            enqueued_at=clock.now(),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        task_enqueued.send(type(self), task_result=result)
        return result


@app.task(name=JOB_NAME, retry=RETRY)
def run_django_task(path: str, args: list[Any], kwargs: dict[str, Any], timestamp: int | None = None) -> None:
    """Run one task. `timestamp` comes with periodic jobs and is not passed on.

    An error is logged as its kind and the lines it passed through: its own text may quote a citizen's data.
    """
    task: Task[Any, Any] = import_string(path)
    function: Callable[..., Any] = task.func
    try:
        function(*args, **kwargs)
    except Exception as error:  # noqa: BLE001  every error of a job is named, logged and raised again
        kind = f"{type(error).__module__}.{type(error).__qualname__}"
        logger.error("%s failed with %s\n%s", path, kind, "".join(traceback.format_tb(error.__traceback__)))
        raise JobFailed(f"{path} failed with {kind}") from None
