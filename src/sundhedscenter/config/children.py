"""A program that the supervisor keeps alive."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

from sundhedscenter.config.embedded.daemon import die_with_parent

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 10.0
STEADY_SECONDS = 30.0  # a child that lived this long is trusted again
STOP_SECONDS = 12.0  # a page or a job in progress may finish


class Pause:
    """How long to wait before the next start: doubles from 0.1 s to 10 s, and begins anew after a steady life."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._started_at = 0.0
        self.not_before = 0.0

    def started(self, now: float) -> None:
        self._started_at = now

    def ended(self, now: float) -> float:
        """Note the end; the answer is the pause in seconds."""
        if now - self._started_at > STEADY_SECONDS:
            self._seconds = 0.0
        self._seconds = min(max(2 * self._seconds, FIRST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)
        self.not_before = now + self._seconds
        return self._seconds


class Child:
    """One sub-command of ours as a direct child, in a session of its own, killed by the kernel if we are."""

    def __init__(self, name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self.command = [sys.executable, "-m", "sundhedscenter.cli", *arguments]
        self.environment = {**os.environ, **environment}
        self.pause = Pause()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        self.pause.started(time.monotonic())
        self._process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509  two system calls, no Python locks
        )

    def exit_code(self) -> int | None:
        """None while it lives."""
        return self._process.poll() if self._process else None

    def wait(self) -> int:
        return self._process.wait() if self._process else 0

    def keep_alive(self, now: float) -> str:
        """Start again what has ended, not before its pause is over. The answer says what happened, or nothing."""
        if self._process is None:
            if now >= self.pause.not_before:
                self.start()
            return ""
        if (code := self.exit_code()) is None:
            return ""
        self._process = None
        return f"{self.name} ended ({_reason(code)}); starting it again in {self.pause.ended(now):.1f} s"

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def wait_until_stopped(self) -> None:
        """Give it time to finish, then kill it."""
        if self._process is None:
            return
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


def _reason(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
