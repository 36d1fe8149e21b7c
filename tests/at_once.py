"""Acts at the very same moment, each on a connection of its own."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection, connections

# Whoever waits for what the asking connection holds; and whoever waits for the turn.
WAITS_FOR_ME = "SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
WAITS_FOR_THE_TURN = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each act answers, or the exception it ends with; all begin together."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            connections["default"].ensure_connection()
            gate.wait(60)
            return act()
        except Exception as ended:  # noqa: BLE001  the test looks at it
            return ended
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def until_somebody_waits(who: str = WAITS_FOR_ME, *, seconds: float = 30) -> None:
    """Hold what this connection holds until another waits. Fails when nobody does: then nothing was tried at once."""
    deadline = time.monotonic() + seconds
    with connection.cursor() as cursor:
        while True:
            cursor.execute(who)
            if cursor.fetchone() is not None:
                return
            assert time.monotonic() < deadline, "nobody waited"
