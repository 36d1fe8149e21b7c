"""A real SMTP server in a process of its own, which can be killed, also between DATA and 250.

As a module it is the handle that tests hold; as a program (`python mail_server.py <folder> <port>`) it is the server.
It keeps every message that it accepted responsibility for, or might have, as one file, so that nothing is counted
that only memory knew. Orders are files in its folder: `die-after-keeping` and `die-before-keeping` end the server at
the next message, before it has answered; `refuse` answers 451.
"""

import asyncio
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

DIE_AFTER_KEEPING, DIE_BEFORE_KEEPING, REFUSE = "die-after-keeping", "die-before-keeping", "refuse"
START_SECONDS = 10.0


class MailServer:
    """One server on one port. It can be started again after it died; its messages stay."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> "MailServer":
        self._process = subprocess.Popen([sys.executable, __file__, str(self.folder), str(self.port)])
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return self
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def wait_until_dead(self, seconds: float | None = 20.0) -> None:
        assert self._process is not None
        self._process.wait(seconds)

    def order(self, order: str) -> None:
        """Give an order for the next message (or, with `refuse`, until it is taken back)."""
        (self.folder / order).touch()

    def take_back(self, order: str) -> None:
        (self.folder / order).unlink(missing_ok=True)

    def kept(self) -> list[bytes]:
        """Every message it was handed in full, in order of arrival, copies of the same included."""
        return [path.read_bytes() for path in sorted(self.folder.glob("*.eml"))]

    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(one, policy=policy.default) for one in self.kept()]

    def copies(self) -> Counter[str]:
        """Copies by Message-ID."""
        return Counter(str(message["Message-ID"]) for message in self.messages())


class Keeper:
    """aiosmtpd's handler: keeps, obeys the orders, answers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        if (self.folder / REFUSE).exists():
            return "451 try again later"
        self._die_if_told(DIE_BEFORE_KEEPING)
        name = f"{time.time_ns()}-{secrets.token_hex(4)}"
        draft = self.folder / f".{name}"
        draft.write_bytes(envelope.original_content)
        draft.rename(self.folder / f"{name}.eml")
        self._die_if_told(DIE_AFTER_KEEPING)
        return "250 kept"

    def _die_if_told(self, order: str) -> None:
        path = self.folder / order
        if path.exists():
            path.unlink()
            os.kill(os.getpid(), signal.SIGKILL)


def serve(folder: Path, port: int) -> None:
    """Serve until killed."""
    from aiosmtpd.smtp import SMTP  # the tests that only hold a handle need not load it

    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(Keeper(folder), hostname="localhost"), "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(run())


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
