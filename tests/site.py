"""A whole running site, as a person gets it from `make run`, for browser, load and kill tests."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sundhedscenter.config import preparation
from sundhedscenter.config.embedded import State
from sundhedscenter.config.embedded.daemon import die_with_parent

READY_SECONDS = 90.0
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


def start_site(folder: Path, *, port: int | None = None) -> RunningSite:
    """Start with an empty state folder and wait until the site is well. Its output goes to `<folder>.log`."""
    port = port or free_port()
    site = RunningSite(f"http://localhost:{port}", port, State(folder, chosen=True), _launch(port, folder))
    try:
        site.wait_until_well()
    except AssertionError:
        site.stop()
        raise
    return site


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _launch(port: int, folder: Path) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    # Forty citizens are enough for most journeys; a test of many sets the number itself.
    environment.setdefault("SUNDHEDSCENTER_DEMO_CITIZENS", "0")
    with folder.with_name(f"{folder.name}.log").open("ab") as log:
        return subprocess.Popen(
            [Path(sys.executable).with_name("sundhedscenter"), "run", "--port", str(port)],
            env={**environment, "SUNDHEDSCENTER_STATE": str(folder), "PYTHONUNBUFFERED": "1"},
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
