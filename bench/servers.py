"""The servers under measure: ours and the stock one, on one database, with the same processes and threads."""

import contextlib
import http.client
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

from tests.site import free_port

PROCESSES, THREADS = 2, 4  # as `make run`
START_SECONDS = 30.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    pid: int


@contextlib.contextmanager
def our_server() -> Iterator[Server]:
    """The site's web server alone: without its worker, nothing but requests uses the processor."""
    port = free_port()
    with _started(port, "sundhedscenter", "serve", "--port", str(port), "--threads", str(THREADS)) as server:
        yield server


@contextlib.contextmanager
def stock_server() -> Iterator[Server]:
    port = free_port()
    options = ["--interface", "wsgi", "--workers", str(PROCESSES), "--blocking-threads", str(THREADS)]
    options += ["--port", str(port), "--log-level", "warning", "bench.stock_site:application"]
    with _started(port, "granian", *options) as server:
        yield server


@contextlib.contextmanager
def _started(port: int, program: str, *arguments: str) -> Iterator[Server]:
    with Popen([str(Path(sys.executable).with_name(program)), *arguments]) as process:
        try:
            _wait_for(port, process)
            yield Server(port, process.pid)
        finally:
            process.terminate()


def _wait_for(port: int, process: Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None:
        line = http.client.HTTPConnection("localhost", port, timeout=5)
        try:
            line.request("GET", "/")
            line.getresponse().read()
        except ConnectionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
        finally:
            line.close()
    raise RuntimeError(f"The server on port {port} ended with {process.returncode} at its start.")


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and all below it, the ended ones it has reaped included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()  # after a name that may hold spaces
    total = sum(int(fields[place]) for place in (11, 12, 13, 14)) / TICKS  # utime, stime and those of reaped children
    return total + sum(cpu_seconds(child) for child in _children(pid))


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for path in listed for child in path.read_text().split()]
