"""The worker process: runs jobs, and sweeps up after workers that were killed.

Kill a worker and its job stays marked as running for ever. So each worker tells the database that it lives, and the
sweep (at start, then at steady intervals) queues again the jobs of workers that have fallen silent, and messages
whose job is gone. A worker that can no longer write its own result ends itself: its supervisor starts a fresh one.
"""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from procrastinate import exceptions
from procrastinate.app import App
from procrastinate.contrib.django import app as current_app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.jobs import DeleteJobCondition
from procrastinate.psycopg_connector import PsycopgConnector

from sundhedscenter.core import tasks

logger = logging.getLogger(__name__)


class ResultLost(RuntimeError):
    """The worker could not write down how a job ended, so it must not go on as if it were healthy."""


@dataclass(frozen=True)
class Pace:
    """`patience`: seconds of silence after which a worker counts as dead. The other times follow from it."""

    patience: float = 30.0

    @classmethod
    def from_settings(cls) -> "Pace":
        """`WORKER_PATIENCE_SECONDS`, 30 unless set; tests that kill workers set a short one."""
        return cls(patience=float(getattr(settings, "WORKER_PATIENCE_SECONDS", 30)))

    @property
    def heartbeat(self) -> float:
        """Seconds between signs of life: two may be lost before the worker counts as dead."""
        return self.patience / 3

    @property
    def sweep(self) -> float:
        """Seconds between sweeps: a minute at the usual patience."""
        return self.patience * 2


def run_worker(*, concurrency: int = 2, wait: bool = True) -> None:
    """Run jobs until told to stop (SIGINT, SIGTERM), or with `wait=False` until none is due.

    Raises ResultLost, or the driver's error, when the database went away: the caller starts a new process.
    """
    asyncio.run(_run(concurrency=concurrency, wait=wait, pace=Pace.from_settings()))


async def _run(*, concurrency: int, wait: bool, pace: Pace) -> None:
    params = await sync_to_async(connector_params)("default")
    # One connection to fetch and finish jobs, one so that a sign of life never queues behind them.
    connector = PsycopgConnector(kwargs=params, min_size=1, max_size=2)
    with current_app.replace_connector(connector) as app:
        async with app.open_async():
            await sweep(app, pace=pace)
            await _run_jobs(app, concurrency=concurrency, wait=wait, pace=pace)


async def _run_jobs(app: App, *, concurrency: int, wait: bool, pace: Pace) -> None:
    lost: list[BaseException] = []
    running = asyncio.ensure_future(
        app.run_worker_async(
            concurrency=concurrency,
            wait=wait,
            delete_jobs=DeleteJobCondition.SUCCESSFUL,
            fetch_job_polling_interval=min(5.0, pace.heartbeat),
            update_heartbeat_interval=pace.heartbeat,
            stalled_worker_timeout=pace.patience,
            shutdown_graceful_timeout=10,
        )
    )

    def stop_because_of(error: BaseException) -> None:
        lost.append(error)
        running.cancel()

    def on_unseen_error(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        # Procrastinate leaves the error of a result it could not write to nobody: the job would stay "running"
        # below a worker that lives, and no sweep would ever find it.
        loop.default_exception_handler({"message": "job result lost"})
        stop_because_of(context.get("exception") or ResultLost(context["message"]))

    asyncio.get_running_loop().set_exception_handler(on_unseen_error)
    sweeper = asyncio.create_task(_sweep_for_ever(app, pace=pace))
    sweeper.add_done_callback(
        lambda done: None if done.cancelled() or not done.exception() else stop_because_of(done.exception())  # type: ignore[arg-type]
    )
    try:
        await running
    except asyncio.CancelledError:
        if not lost:
            raise
        raise ResultLost(f"{type(lost[0]).__name__}: the worker stops so that its jobs are taken over") from None
    finally:
        sweeper.cancel()


async def _sweep_for_ever(app: App, *, pace: Pace) -> None:
    while True:
        await asyncio.sleep(pace.sweep)
        await sweep(app, pace=pace)


async def sweep(app: App, *, pace: Pace) -> int:
    """Queue again the jobs of silent workers and the messages without a job. Returns how many. Safe to run at once
    in several workers: each job is given back by one of them."""
    found = 0
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=pace.patience):
        try:
            await app.job_manager.retry_job(job)
        except exceptions.ConnectorException:
            logger.info("job %s was already given back", job.id)
            continue
        logger.warning("job %s of a silent worker is queued again", job.id)
        found += 1
    requeued = await sync_to_async(_requeue_lost_messages)()
    if requeued:
        logger.warning("%s messages without a job are queued again", requeued)
    return found + requeued


def _requeue_lost_messages() -> int:
    try:
        return tasks.requeue_lost_messages()
    finally:
        connections.close_all()  # this thread asks once a minute: no need to hold a connection between
