"""Where the state of one checkout and port lies on this machine, and who may enter it."""

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sundhedscenter.config.embedded.daemon import Daemon
from sundhedscenter.config.embedded.errors import SocketPathTooLong, StateFolderUnusable

# sockaddr_un.sun_path holds 108 bytes, the closing zero included (Linux, unix(7)).
SOCKET_PATH_LIMIT = 107
SOCKET_NAME = ".s.PGSQL.5432"
DEFAULT_PORT = 8000
CHECKOUT = Path(__file__).resolve().parents[4]

MEND = "Set SUNDHEDSCENTER_STATE to a short path of your own, e.g. SUNDHEDSCENTER_STATE=/var/tmp/center make run."


@dataclass(frozen=True)
class State:
    """The folder that holds one database, its passwords, keys and logs."""

    folder: Path
    chosen: bool = False
    """True when SUNDHEDSCENTER_STATE named the folder, so it is made with its parents and asks no `/var/tmp`."""

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def lock_file(self) -> Path:
        return self.folder / "lock"

    @property
    def superuser_file(self) -> Path:
        """The bootstrap superuser's password: read by the supervisor alone."""
        return self.folder / "superuser.password"

    @property
    def logins_file(self) -> Path:
        """The passwords of `owner` and `site`, read by settings."""
        return self.folder / "logins.json"

    @property
    def secrets_file(self) -> Path:
        return self.folder / "secrets.json"

    @property
    def database_log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def prepared_file(self) -> Path:
        """Which code and content this database was last prepared for, and the demo log-ins it holds."""
        return self.folder / "prepared.json"

    @property
    def binaries_folder(self) -> Path:
        """Readable place for PostgreSQL's programs when we are root: shared by all folders of one user."""
        return self.folder if self.chosen else self.folder.parent

    @property
    def cluster_name(self) -> str:
        """Stands in the title of each database process, so that a killed supervisor's leftovers are found."""
        return f"sundhedscenter-{_digest(self.data)}"

    @classmethod
    def for_port(cls, port: int) -> "State":
        """`$SUNDHEDSCENTER_STATE`, else `/var/tmp/sundhedscenter-<uid>/<checkout>-<port>`.

        Where `/var/tmp` is closed to this user the same folder below `/tmp` is used; `is_fleeting` tells.
        """
        if named := os.environ.get("SUNDHEDSCENTER_STATE"):
            return cls(Path(named).expanduser().resolve(), chosen=True)
        return cls(user_folder() / f"{_digest(CHECKOUT)}-{port}")

    @classmethod
    def from_environment(cls) -> "State":
        """The folder of the running supervisor (it sets SUNDHEDSCENTER_STATE), else that of the default port."""
        return cls.for_port(int(os.environ.get("SUNDHEDSCENTER_PORT") or DEFAULT_PORT))

    @property
    def is_fleeting(self) -> bool:
        """True when the machine may empty the folder at its next start."""
        return not self.chosen and Path("/var/tmp") not in self.folder.parents

    def make(self, daemon: Daemon) -> None:
        """Create the folder for us alone; when we are root the database's user may pass through it.

        Raises StateFolderUnusable or SocketPathTooLong before anything else is made.
        """
        self._check_socket_path()
        if self.chosen:
            self._make_chosen(daemon)
        else:
            private_folder(self.folder.parent, daemon)
            private_folder(self.folder, daemon)
        if daemon.is_other_user:
            _check_passable(self.folder, daemon)

    def _check_socket_path(self) -> None:
        socket = self.data / SOCKET_NAME
        length = len(os.fsencode(socket))
        if length > SOCKET_PATH_LIMIT:
            raise SocketPathTooLong(
                f"The database's socket would be {socket}, {length} bytes long; the system allows"
                f" {SOCKET_PATH_LIMIT}. {MEND}"
            )

    def _make_chosen(self, daemon: Daemon) -> None:
        if self.folder.is_dir() and any(self.folder.iterdir()) and not self.lock_file.exists():
            raise StateFolderUnusable(
                f"SUNDHEDSCENTER_STATE={self.folder} holds other files. Name an empty or a new folder."
            )
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StateFolderUnusable(
                f"SUNDHEDSCENTER_STATE={self.folder} cannot be made: {error.strerror}. {MEND}"
            ) from error
        private_folder(self.folder, daemon)


def user_folder() -> Path:
    """Where the folders of this user lie when none was named."""
    bases = [Path("/var/tmp"), Path(tempfile.gettempdir())]
    name = f"sundhedscenter-{os.geteuid()}"
    for base in bases:
        if (base / name).is_dir() or os.access(base, os.W_OK | os.X_OK):
            return base / name
    raise StateFolderUnusable(f"Neither {bases[0]} nor {bases[1]} can be written by this user. {MEND}")


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]


def private_folder(path: Path, daemon: Daemon) -> None:
    """Make the folder 0700, or for root 0710 with the database user's group: it may pass, not list.

    The names below `/var/tmp` can be guessed, so a folder or link that somebody else put there is refused.
    """
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise StateFolderUnusable(f"{path} belongs to somebody else. {MEND}") from None
    except OSError as error:
        raise StateFolderUnusable(f"{path} cannot be made: {error.strerror}. {MEND}") from error
    if daemon.is_other_user:
        os.chown(path, -1, daemon.gid)
    path.chmod(0o710 if daemon.is_other_user else 0o700)


def _check_passable(folder: Path, daemon: Daemon) -> None:
    """The database's user must be able to walk down to the folder."""
    for parent in folder.parents:
        found = parent.stat()
        by_group = found.st_gid == daemon.gid and found.st_mode & stat.S_IXGRP
        by_owner = found.st_uid == daemon.uid and found.st_mode & stat.S_IXUSR
        if not (found.st_mode & stat.S_IXOTH or by_group or by_owner):
            raise StateFolderUnusable(
                f"You are root, so the database runs as '{daemon.name}', who may not pass {parent}"
                f" (mode {stat.S_IMODE(found.st_mode):04o}). {MEND}"
            )
