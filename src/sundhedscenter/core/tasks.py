"""Background jobs of the core, and how every room writes its own.

    @task
    @acts_as("pooling")
    def form_groups() -> None: ...

`acts_as` gives the job its one transaction and its named viewer. A job may run twice (its worker was killed): write
it so that the second run finds nothing left to do. Arguments are ids and codes, never what a citizen wrote.
"""

from __future__ import annotations  # Task has type parameters for the checker only

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.tasks import Task, task
from procrastinate.contrib.django import app

from sundhedscenter.core import clock, sending
from sundhedscenter.core.procrastinate_backend import run_django_task
from sundhedscenter.core.viewer import acting_as, system


def acts_as[**P, R](name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Run the job in one transaction with `system(name)` as its viewer, on today's Danish calendar day."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def job(*args: P.args, **kwargs: P.kwargs) -> R:
            with acting_as(system(name), on=clock.day_of(clock.now())):
                return function(*args, **kwargs)

        return job

    return decorate


def every[**P, R](cron: str) -> Callable[[Task[P, R]], Task[P, R]]:
    """Queue a task without arguments by the clock, in UTC, e.g. `@every("17 2 * * *")` above `@task`.

    However many workers run, each moment is queued once.
    """

    def decorate(what: Task[P, R]) -> Task[P, R]:
        app.periodic(
            cron=cron,
            periodic_id=what.module_path,
            queue=what.queue_name,
            task_kwargs={"path": what.module_path, "args": [], "kwargs": {}},
        )(run_django_task)  # type: ignore[arg-type]  # takes `timestamp` by name, as procrastinate gives it
        return what

    return decorate


@task(queue_name="messages")
def send_message(message_id: str) -> None:
    """Send one outbox message. Has two transactions of its own, so it names its viewer in `sending`."""
    sending.send(message_id=uuid.UUID(message_id), clock=clock.now, again=queue_message)


def queue_message(message_id: uuid.UUID, at: datetime) -> None:
    """Queue the sending of a message at a moment, in the caller's transaction."""
    send_message.using(run_after=at).enqueue(str(message_id))


@acts_as("outbox")
def requeue_lost_messages() -> int:
    """Queue again every message that is overdue and has no job. Called by each worker's sweep."""
    at = clock.now()
    lost = sending.without_job(at=at)
    for message_id in lost:
        queue_message(message_id, at)
    return len(lost)
