"""A whole running site, as a person gets it from `make run`, for browser, load and kill tests.

Filling a database with content and demo takes longer than most tests. It is done once for each state of the code and
each day, and kept as a stopped state folder; `start_site` copies that folder, unless the test asks for a cold start.
"""

import fcntl
import hashlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from sundhedscenter.config import preparation, secrets
from sundhedscenter.config.embedded import EmbeddedServer, State, places
from sundhedscenter.config.embedded.daemon import Daemon, die_with_parent
from sundhedscenter.core import clock
from tests.copies import copy_state, keep_newest

READY_SECONDS = 90.0
SUNDHEDSCENTER = Path(sys.executable).with_name("sundhedscenter")
KEPT_SITES = 2
# As `fast=True` of EmbeddedServer: for a folder that is thrown away.
NOT_DURABLE = "\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
Part = Literal["supervisor", "database", "web", "worker"]
_MARKS = {"database": "bin/postgres\0-D", "web": "\0serve\0", "worker": "\0worker\0"}


@dataclass
class RunningSite:
    """`base_url` without a slash at the end; `state` holds database, passwords and logs."""

    base_url: str
    port: int
    state: State
    process: subprocess.Popen[bytes]

    @property
    def demo_logins(self) -> list[dict[str, str]]:
        return preparation.demo_logins(self.state)

    def pid(self, part: Part) -> int | None:
        """Process id of one part, or None while it is being restarted."""
        if part == "supervisor":
            return self.process.pid
        for child in _children(self.process.pid):
            try:
                line = Path(f"/proc/{child}/cmdline").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended while we looked
            if _MARKS[part] in line + "\0":
                return child
        return None

    def kill(self, part: Part) -> None:
        """kill -9 of one part. After "supervisor", call `start_again`."""
        pid = self.pid(part)
        assert pid is not None, f"{part} is not running"
        os.kill(pid, signal.SIGKILL)
        if part == "supervisor":
            self.process.wait()

    def start_again(self) -> None:
        self.process = _launch(self.port, self.state.folder)
        self.wait_until_well()

    def wait_until_well(self) -> dict[str, Any]:
        """Until /healthz says 200 and the worker, which starts last, is there; the JSON of /healthz."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            if (health := _health(self.port)) and self.pid("worker"):
                return health
            time.sleep(0.05)
        log = self.state.folder.with_name(f"{self.state.folder.name}.log").read_text()[-4000:]
        raise AssertionError(f"The site did not answer on port {self.port}; its output ends:\n{log}")

    def stop(self) -> int:
        """As Ctrl-C does; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


def start_site(folder: Path, *, cold: bool = False, durable: bool = False) -> RunningSite:
    """Start a site in a folder that does not exist yet and wait until it is well. Its output goes to `<folder>.log`.

    `cold` begins with nothing, as a person's first start does; else the database is a copy that stands prepared.
    `durable` keeps all promises to the disk, for tests that kill the database.
    """
    if not cold:
        copy_prepared(folder, durable=durable)
    port = free_port()
    site = RunningSite(f"http://localhost:{port}", port, State(folder, chosen=True), _launch(port, folder))
    try:
        site.wait_until_well()
    except AssertionError:
        site.stop()
        raise
    return site


def copy_prepared(folder: Path, *, durable: bool = False) -> State:
    """A stopped site with its demo in a folder that does not exist yet, ready to start."""
    with _prepared_folder() as prepared:
        state = copy_state(prepared, folder)
    if not durable:
        with (state.data / "postgresql.conf").open("a") as configuration:
            configuration.write(NOT_DURABLE)
    # The note is about one database folder alone; this one holds the same.
    preparation.remember(state, demo_logins=preparation.demo_logins(state), known=preparation.fingerprint(state))
    return state


@contextmanager
def _prepared_folder() -> Iterator[Path]:
    """A stopped site, filled by the code as it stands; made by the first process that needs it.

    Held for the block, so that nobody makes it anew while it is copied. The demo's days are counted from the day that
    fills it, so each day has its own; other checkouts keep theirs.
    """
    base = places.user_folder()
    places.private_folder(base, Daemon.for_this_user())
    with (base / "sites.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        checkout = hashlib.sha256(os.fsencode(places.CHECKOUT)).hexdigest()[:8]
        wanted = _environment(Path())["SUNDHEDSCENTER_DEMO_CITIZENS"]
        state = State(base / f"site-{checkout}-{clock.day_of(datetime.now(UTC))}-{wanted}")
        if not state.folder.is_dir() or not preparation.is_prepared(state):
            shutil.rmtree(state.folder, ignore_errors=True)
            _prepare(state)
        os.utime(state.folder)
        keep_newest(base, "site-*", KEPT_SITES)
        yield state.folder


def _prepare(state: State) -> None:
    """As the first start does. A run that is killed here leaves no note, and the next begins anew."""
    with EmbeddedServer(state).running():
        secrets.ensure(state.secrets_file)
        subprocess.run(
            [SUNDHEDSCENTER, "prepare"], env=_environment(state.folder), stdout=subprocess.DEVNULL, check=True
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(folder: Path) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    # Forty citizens are enough for most journeys; a test of many sets the number itself.
    environment.setdefault("SUNDHEDSCENTER_DEMO_CITIZENS", "0")
    return {**environment, "SUNDHEDSCENTER_STATE": str(folder), "PYTHONUNBUFFERED": "1"}


def _launch(port: int, folder: Path) -> subprocess.Popen[bytes]:
    with folder.with_name(f"{folder.name}.log").open("ab") as log:
        return subprocess.Popen(
            [SUNDHEDSCENTER, "run", "--port", str(port)],
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509  two system calls, no Python locks
        )


def _health(port: int) -> dict[str, Any] | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        body = answer.read()
        return json.loads(body) if answer.status == http.client.OK else None
    except (OSError, http.client.HTTPException):
        return None  # not yet
    finally:
        connection.close()


def _children(pid: int) -> list[int]:
    """Direct children that live; a killed one that nobody reaped is left out by its state Z."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
        state, parent = re.search(r"\) (\S) (\d+)", stat).groups()  # type: ignore[union-attr]
        if int(parent) == pid and state != "Z":
            found.append(int(entry.name))
    return found
