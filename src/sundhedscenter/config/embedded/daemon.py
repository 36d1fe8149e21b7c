"""Which user the database runs as, and how its processes are started and recognised."""

import ctypes
import os
import pwd
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

PR_SET_PDEATHSIG = 1  # linux/prctl.h
_libc = ctypes.CDLL(None, use_errno=True)


class UserArguments(TypedDict, total=False):
    """Arguments of `subprocess` that change the user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Daemon:
    """The user of the database processes: ourselves, or `nobody` when we are root (PostgreSQL refuses root)."""

    name: str
    uid: int
    gid: int

    @classmethod
    def for_this_user(cls) -> "Daemon":
        if os.geteuid() != 0:
            return cls(name="", uid=os.geteuid(), gid=os.getegid())
        nobody = pwd.getpwnam("nobody")
        return cls(name=nobody.pw_name, uid=nobody.pw_uid, gid=nobody.pw_gid)

    @property
    def is_other_user(self) -> bool:
        return self.uid != os.geteuid()

    def arguments(self) -> UserArguments:
        return UserArguments(user=self.uid, group=self.gid, extra_groups=[]) if self.is_other_user else {}

    def own(self, path: Path) -> None:
        """Hand a file or folder to the database's user."""
        if self.is_other_user:
            os.chown(path, self.uid, self.gid)


def environment() -> dict[str, str]:
    """What the database's processes see: nothing of the caller's environment but the time zone's absence."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": "/"}


def die_with_parent(by: signal.Signals) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends this signal to the child when its parent is gone, however it went."""
    parent = os.getpid()
    return lambda: die_with(parent, by)


def die_with(parent: int, by: signal.Signals) -> None:
    """Ask the kernel to end the running process with its parent."""
    _libc.prctl(PR_SET_PDEATHSIG, int(by), 0, 0, 0)
    if os.getppid() != parent:  # the parent ended before the kernel was asked
        os.kill(os.getpid(), by)


def processes_of(*, data: Path, cluster_name: str) -> dict[int, bool]:
    """Living processes of one database: process id -> whether it is the postmaster.

    Read from command lines, which any user may read; a killed process that nobody has reaped yet has an empty
    one, so it does not count. PostgreSQL writes the cluster's name into the titles of its children.
    """
    found: dict[int, bool] = {}
    folder, title = os.fsencode(data), f"postgres: {cluster_name}: ".encode()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            line = (entry / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
        words = line.split(b"\0")
        if words[0].endswith(b"/postgres") and folder in words:
            found[int(entry.name)] = True
        elif line.startswith(title):
            found[int(entry.name)] = False
    return found
