"""One supervisor per state folder."""

import fcntl
import os
from pathlib import Path
from typing import Self

from sundhedscenter.config.embedded.errors import AlreadyRunning


class FolderLock:
    """An flock that the kernel releases however its holder ends. Children do not inherit it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def take(self) -> Self:
        """Take the lock or raise AlreadyRunning, naming the holder."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode().strip() or "unknown"
            os.close(descriptor)
            raise AlreadyRunning(
                f"The site of this checkout and port already runs (process {holder}, folder {self.path.parent})."
                " Stop it with Ctrl-C where it runs, or start another beside it: make run PORT=8123"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor
        return self

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
