"""`make run`: one process that owns the database server, the web server and the worker, and outlives each of them."""

import http.client
import signal
import socket
import time
from collections.abc import Callable
from http import HTTPStatus
from types import FrameType
from typing import Never

from sundhedscenter.config import preparation, secrets
from sundhedscenter.config.children import Child, Pause
from sundhedscenter.config.databases import uses_own_server
from sundhedscenter.config.embedded import EmbeddedServer, SetupProblem, State
from sundhedscenter.config.embedded.errors import PortTaken

LOOK_AGAIN_SECONDS = 0.1
ANSWER_SECONDS = 60.0
PORT_SECONDS = 3.0  # the children of a killed supervisor are gone well within this


class NotReady(SetupProblem):
    """A part ended or did not answer at the first start."""


class _Stop(BaseException):
    """SIGTERM, SIGINT or SIGHUP arrived."""


class Supervisor:
    """Starts everything in order, restarts what dies with a growing pause, and stops everything in order."""

    def __init__(self, *, port: int, host: str = "127.0.0.1", say: Callable[[str], None] = print) -> None:
        self.port = port
        self.host = host
        self.say = say
        self.state = State.for_port(port)
        self.server = EmbeddedServer(self.state)
        environment = {"SUNDHEDSCENTER_STATE": str(self.state.folder), "SUNDHEDSCENTER_PORT": str(port)}
        self.preparer = Child("preparation", ["prepare"], environment)
        self.web = Child("web", ["serve", "--host", host, "--port", str(port)], environment)
        self.worker = Child("worker", ["worker"], environment)
        self._server_pause = Pause()

    def run(self, ready: Callable[["Supervisor"], None]) -> None:
        """Run until told to stop. `ready` is called once, when the site answers. Raises SetupProblem."""
        before = {by: signal.signal(by, _raise_stop) for by in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
        try:
            self._start()
            ready(self)
            self._watch()
        except _Stop:
            self.say("Stopping.")
        finally:
            for by in before:
                signal.signal(by, signal.SIG_IGN)  # a second Ctrl-C must not cut the stop short
            self._stop()
            for by, handler in before.items():
                signal.signal(by, handler)

    def _start(self) -> None:
        self.server.take()
        _wait_for_port(self.host, self.port)
        if self.state.is_fleeting:
            self.say(f"Note: /var/tmp is closed to you, so the data lie in {self.state.folder} until the next reboot.")
        if not secrets.is_named():
            secrets.ensure(self.state.secrets_file)
        if uses_own_server():
            self._server_pause.started(time.monotonic())
            self.server.start()
        self._prepare()
        self.web.start()
        self._wait_for_answer()
        self.worker.start()  # afterwards, so that it does not take the processor from the first page

    def _prepare(self) -> None:
        """Migrate and load in a process of its own, unless the database already stands as the code wants it."""
        if uses_own_server() and preparation.is_prepared(self.state):
            return
        self.preparer.start()
        if code := self.preparer.wait():
            raise NotReady(f"Preparing the database failed (exit code {code}); the reason stands above.")

    def _wait_for_answer(self) -> None:
        """Until /healthz says 200."""
        deadline, last = time.monotonic() + ANSWER_SECONDS, "no answer"
        while time.monotonic() < deadline:
            if (code := self.web.exit_code()) is not None:
                raise NotReady(f"The web server ended with code {code}; the reason stands above.")
            status, last = _ask_health(self.host, self.port)
            if status == HTTPStatus.OK:
                return
            if status == HTTPStatus.INTERNAL_SERVER_ERROR:
                raise NotReady("The site answers with an error; the reason stands above.")
            time.sleep(LOOK_AGAIN_SECONDS / 2)
        raise NotReady(f"http://{self.host}:{self.port}/healthz was not well within {ANSWER_SECONDS:.0f} s: {last}")

    def _watch(self) -> None:
        while True:
            now = time.monotonic()
            if uses_own_server() and self.server.has_ended():
                self._restart_server(now)
            for child in (self.web, self.worker):
                if news := child.keep_alive(now):
                    self.say(news)
            time.sleep(LOOK_AGAIN_SECONDS)

    def _restart_server(self, now: float) -> None:
        if self.server.pid is not None:
            self.server.stop()
            self.say(f"database ended; starting it again in {self._server_pause.ended(now):.1f} s")
        if now >= self._server_pause.not_before:
            self._server_pause.started(now)
            try:
                self.server.start()
            except SetupProblem as problem:
                self.say(f"{problem} Trying again in {self._server_pause.ended(now):.1f} s")

    def _stop(self) -> None:
        for child in (self.preparer, self.web, self.worker):
            child.ask_to_stop()
        for child in (self.preparer, self.web, self.worker):
            child.wait_until_stopped()
        self.server.release()


def _raise_stop(number: int, frame: FrameType | None) -> Never:
    raise _Stop


def _wait_for_port(host: str, port: int) -> None:
    """Raise PortTaken when somebody else listens there."""
    deadline = time.monotonic() + PORT_SECONDS
    while True:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                return
            except OSError as error:
                if time.monotonic() > deadline:
                    free = 8123 if port != 8123 else 8124
                    raise PortTaken(
                        f"Port {port} on {host} cannot be used: {error.strerror}."
                        f" Stop the program that has it, or choose another: make run PORT={free}"
                    ) from error
        time.sleep(LOOK_AGAIN_SECONDS)


def _ask_health(host: str, port: int) -> tuple[int, str]:
    """Status and body of /healthz; status 0 while nobody listens."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")[:500]
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error)
    finally:
        connection.close()
