"""The embedded PostgreSQL server: made once, started as our direct child, found again after a kill."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self

import psycopg

from sundhedscenter.config.embedded import binaries, logins
from sundhedscenter.config.embedded.daemon import (
    Daemon,
    die_with_parent,
    environment,
    processes_of,
)
from sundhedscenter.config.embedded.errors import ServerDidNotStart
from sundhedscenter.config.embedded.lock import FolderLock
from sundhedscenter.config.embedded.places import SOCKET_NAME, State

LOG_KEPT_BYTES = 10_000_000
START_SECONDS = 120.0  # recovery after a crash replays at most max_wal_size (1 GB)
STOP_SECONDS = 20.0
LOOK_AGAIN_SECONDS = 0.02

# Statements and row contents never reach the log: they hold citizens' words.
_QUIET = ("log_min_error_statement=panic", "log_error_verbosity=terse", "log_parameter_max_length_on_error=0")
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class EmbeddedServer:
    """One PostgreSQL server in one state folder, reachable by its socket only.

    `fast=True` gives up safety against a power cut; for tests that throw the folder away.
    """

    def __init__(self, state: State, *, fast: bool = False) -> None:
        self.state = state
        self.fast = fast
        self.daemon = Daemon.for_this_user()
        self._lock = FolderLock(state.lock_file)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def take(self) -> Self:
        """Make the folder and hold it. Raises AlreadyRunning when another supervisor does."""
        self.state.make(self.daemon)
        self._lock.take()
        return self

    def start(self) -> None:
        """Start the server of the folder we hold, making the database at the first start.

        A server that a killed supervisor left alive is stopped first, so that ours is always our direct child.
        """
        programs = binaries.find(self.state, self.daemon)
        passwords = logins.Logins.of(self.state)
        self._stop_leftovers()
        if not self.state.data.exists():
            self._make_cluster(programs, passwords)
        self._keep_log_small()
        with self.state.database_log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(programs),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment(),
                cwd="/",
                start_new_session=True,  # Ctrl-C in the terminal reaches the supervisor alone
                preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509  two system calls, no Python locks
                **self.daemon.arguments(),
            )
        try:
            with self._first_connection(passwords) as connection:
                logins.ensure(connection, passwords)
        except BaseException:
            self.stop()
            raise

    def command(self, programs: binaries.Binaries) -> list[str]:
        """The command line of the postmaster."""
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.state.data}",
            f"cluster_name={self.state.cluster_name}",
            "timezone=UTC",
            "log_timezone=UTC",
            *_QUIET,
            *(_FAST if self.fast else ()),
        ]
        return [str(programs.postgres), "-D", str(self.state.data), *(a for s in settings for a in ("-c", s))]

    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def stop(self) -> None:
        """Stop fast: open transactions are rolled back, everything committed is on disk."""
        if self._process is not None:
            for by in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                if self._process.poll() is None:
                    self._process.send_signal(by)
                try:
                    self._process.wait(STOP_SECONDS)
                    break
                except subprocess.TimeoutExpired:
                    continue  # the next signal is less polite; recovery at the next start loses nothing
            self._process = None

    def release(self) -> None:
        """Stop and let the folder go."""
        self.stop()
        self._lock.release()

    @contextmanager
    def running(self) -> Iterator[Self]:
        """Hold the folder and the server for a block."""
        self.take()
        try:
            self.start()
            yield self
        finally:
            self.release()

    def superuser_connection(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """For the supervisor and the tests' set-up alone."""
        return self._connect(logins.Logins.of(self.state), database)

    def _connect(self, passwords: logins.Logins, database: str) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self.state.data),
            user=logins.SUPERUSER,
            password=passwords.superuser,
            dbname=database,
            autocommit=True,
            connect_timeout=10,
        )

    def _first_connection(self, passwords: logins.Logins) -> psycopg.Connection[Any]:
        """Ask until the server answers; it may be replaying its log after a crash."""
        last: list[psycopg.OperationalError] = []

        def answers() -> psycopg.Connection[Any] | None:
            if self.has_ended():
                code = self._process.returncode if self._process else None
                raise ServerDidNotStart(f"PostgreSQL ended with code {code}. {self._log_tail()}")
            try:
                return self._connect(passwords, "postgres")
            except psycopg.OperationalError as error:
                if "authentication failed" in str(error):
                    raise ServerDidNotStart(
                        f"The password in {self.state.superuser_file} does not open the database in"
                        f" {self.state.data}. Restore both from the same backup."
                    ) from error
                last[:] = [error]
                return None

        connection = _until(answers, seconds=START_SECONDS)
        if connection is None:
            raise ServerDidNotStart(
                f"PostgreSQL did not answer within {START_SECONDS:.0f} s ({last[0]}). {self._log_tail()}"
            )
        return connection

    def _make_cluster(self, programs: binaries.Binaries, passwords: logins.Logins) -> None:
        """Make the data folder beside its place and rename it when whole."""
        unfinished = self.state.folder / "data.new"
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir(mode=0o700)
        self.daemon.own(unfinished)
        password_file = self.state.folder / "data.password"
        logins.write_private(password_file, passwords.superuser)
        self.daemon.own(password_file)
        try:
            subprocess.run(
                [
                    str(programs.initdb),
                    "-D",
                    str(unfinished),
                    "-U",
                    logins.SUPERUSER,
                    "--auth=scram-sha-256",
                    f"--pwfile={password_file}",
                    "-E",
                    "UTF8",
                    *programs.locale_arguments(),
                    *(["--no-sync"] if self.fast else ["--data-checksums"]),
                ],
                check=True,
                capture_output=True,
                text=True,
                env=environment(),
                cwd="/",
                **self.daemon.arguments(),
            )
        except subprocess.CalledProcessError as error:
            raise ServerDidNotStart(f"initdb failed in {unfinished}: {error.stderr.strip()}") from error
        finally:
            password_file.unlink()
        unfinished.rename(self.state.data)

    def _stop_leftovers(self) -> None:
        """Stop every process of this data folder, then clear lock files that no living process stands behind.

        A killed process that its parent has not reaped yet still has its number, and PostgreSQL would take that
        number in its lock file for a running server and refuse to start.
        """
        for by in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if not (living := self._living()):
                break
            whom = [pid for pid, is_postmaster in living.items() if is_postmaster] or list(living)
            for pid in whom:
                _signal(pid, by)
            _until(lambda: not self._living() or None, seconds=STOP_SECONDS)
        if still := self._living():
            raise ServerDidNotStart(
                f"Processes {sorted(still)} of an earlier start still use {self.state.data} and cannot be stopped."
            )
        for name in ("postmaster.pid", f"{SOCKET_NAME}.lock"):
            lock_file = self.state.data / name
            if lock_file.exists() and _number_is_in_use(lock_file.read_text().split("\n", 1)[0]):
                lock_file.unlink()

    def _living(self) -> dict[int, bool]:
        return processes_of(data=self.state.data, cluster_name=self.state.cluster_name)

    def _keep_log_small(self) -> None:
        log = self.state.database_log
        if log.exists() and log.stat().st_size > LOG_KEPT_BYTES:
            log.replace(log.with_suffix(".log.1"))

    def _log_tail(self) -> str:
        lines = self.state.database_log.read_text(errors="replace").splitlines()[-5:]
        return f"Last lines of {self.state.database_log}:\n  " + "\n  ".join(lines)


def _until[T](question: Callable[[], T | None], *, seconds: float) -> T | None:
    """Ask until the answer is not None or the time is up."""
    deadline = time.monotonic() + seconds
    while (answer := question()) is None and time.monotonic() < deadline:
        time.sleep(LOOK_AGAIN_SECONDS)
    return answer


def _signal(pid: int, by: signal.Signals) -> None:
    try:
        os.kill(pid, by)
    except ProcessLookupError:
        return  # it ended meanwhile, which is what was wanted


def _number_is_in_use(number: str) -> bool:
    """A dead process that is not reaped, or another program that was given the number since."""
    try:
        os.kill(abs(int(number)), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    except ValueError:
        return True  # a lock file cut short by a crash is of no use to PostgreSQL either
    return True
