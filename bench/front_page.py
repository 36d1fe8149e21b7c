"""CPU per request of the front page, as a ratio to a stock Django page on the same server in the same run.

make bench        (or: .venv/bin/python -m bench.front_page --json)
"""

import contextlib
import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.site import free_port, start_site

ROUNDS, REQUESTS, WARM_UP, AT_ONCE = 10, 400, 200, 4
START_SECONDS = 30.0
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> int:
    if set(sys.argv[1:]) - {"--json"}:
        print(__doc__)
        return 2
    with _real_site() as (ours, web, database), _stock_site() as (stock, stock_web):
        for port in (ours, stock):
            _load(port, WARM_UP)
        rounds = [(_cost(ours, web, database), _cost(stock, stock_web, stock_web)) for _ in range(ROUNDS)]
        size = len(_get(http.client.HTTPConnection("localhost", ours)))
    front = statistics.median(cost for (cost, _), _ in rounds)
    beside = statistics.median(cost for (_, cost), _ in rounds)
    reference = statistics.median(cost for _, (cost, _) in rounds)
    result = {
        "front_page_ms": round(front, 3),
        "database_ms": round(beside, 3),
        "stock_page_ms": round(reference, 3),
        "ratio": round(front / reference, 2),
        "front_page_bytes": size,
    }
    if "--json" in sys.argv:
        print(json.dumps(result))
    else:
        print(f"Front page, {size:,} bytes:  {front:6.2f} ms CPU per request")
        print(f"  its database:          {beside:6.2f} ms")
        print(f"Stock page of ten lines: {reference:6.2f} ms")
        print(f"Ratio:                   {front / reference:6.2f}")
    return 0


@contextlib.contextmanager
def _real_site() -> Iterator[tuple[int, int, int]]:
    """Port, and the process ids of web server and database, of a site with its demo data."""
    folder = Path(tempfile.mkdtemp(prefix="dsc-", dir="/tmp"))
    folder.chmod(0o711)  # the database's own user must pass through
    site = start_site(folder / "s")
    try:
        web, database = site.pid("web"), site.pid("database")
        if not web or not database:
            raise RuntimeError("A part of the site ended just after its start.")
        yield site.port, web, database
    finally:
        site.stop()
        shutil.rmtree(folder)


@contextlib.contextmanager
def _stock_site() -> Iterator[tuple[int, int]]:
    """Port and process id of the same server with the stock page."""
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("granian")),
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--workers",
        "2",
    ]
    command += ["--blocking-threads", "4", "--log-level", "warning", "bench.stock_site:application"]
    with subprocess.Popen(command) as process:
        try:
            _wait_for(port)
            yield port, process.pid
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            _get(http.client.HTTPConnection("localhost", port, timeout=5))
            return
        except ConnectionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _cost(port: int, web: int, database: int) -> tuple[float, float]:
    """CPU milliseconds per request of the web server and of the database, over one round."""
    before = _cpu_seconds(web), _cpu_seconds(database)
    _load(port, REQUESTS)
    after = _cpu_seconds(web), _cpu_seconds(database)
    return (after[0] - before[0]) * 1000 / REQUESTS, (after[1] - before[1]) * 1000 / REQUESTS


def _load(port: int, requests: int) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(_ask_often, [port] * AT_ONCE, [requests // AT_ONCE] * AT_ONCE))


def _ask_often(port: int, times: int) -> None:
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    for _ in range(times):
        _get(connection)
    connection.close()


def _get(connection: http.client.HTTPConnection) -> bytes:
    connection.request("GET", "/")
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != http.client.OK:
        raise RuntimeError(f"The page answered {answer.status}: {body[:200]!r}")
    return body


def _cpu_seconds(pid: int) -> float:
    """CPU time of a process and all below it, the ended ones it has reaped included."""
    fields = _stat(pid)
    total = sum(int(fields[place]) for place in (11, 12, 13, 14)) / TICKS  # utime, stime and those of reaped children
    return total + sum(_cpu_seconds(child) for child in _children(pid))


def _stat(pid: int) -> list[str]:
    """The fields after the program's name, which may itself hold spaces."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for path in listed for child in path.read_text().split()]


if __name__ == "__main__":
    sys.exit(main())
