"""The embedded server: logins, lock, and what a kill leaves behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sundhedscenter.config.embedded import EmbeddedServer, State, binaries
from sundhedscenter.config.embedded.daemon import environment
from sundhedscenter.config.embedded.errors import AlreadyRunning, BinariesNotFound, ServerDidNotStart
from sundhedscenter.config.embedded.logins import DATABASE, Logins

pytestmark = pytest.mark.slow


@pytest.fixture
def server(state_folder: Path) -> Iterator[EmbeddedServer]:
    with EmbeddedServer(State(state_folder, chosen=True), fast=True).running() as server:
        yield server


def as_login(server: EmbeddedServer, login: str) -> psycopg.Connection:
    password = getattr(Logins.of(server.state), login)
    return psycopg.connect(host=str(server.state.data), user=login, password=password, dbname=DATABASE, autocommit=True)


def test_three_logins_with_their_rights(server: EmbeddedServer) -> None:
    with server.superuser_connection() as connection:
        found = connection.execute(
            "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolcanlogin"
        ).fetchall()
        owner = connection.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone()
    assert sorted(found) == [
        ("owner", False, True, False, False),
        ("site", False, False, False, False),
        ("supervisor", True, True, True, True),
    ]
    assert owner == ("owner",)


def test_owner_makes_the_extensions_and_site_makes_nothing(server: EmbeddedServer) -> None:
    with as_login(server, "owner") as owner:
        for extension in ("btree_gist", "pg_trgm", "unaccent"):
            owner.execute(f"CREATE EXTENSION {extension}")
    with as_login(server, "site") as site:
        for statement in ("CREATE TABLE t ()", "CREATE TEMPORARY TABLE t ()", "CREATE SCHEMA s"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                site.execute(statement)


def test_passwords_are_needed_and_files_are_private(server: EmbeddedServer) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(host=str(server.state.data), user="site", password="guess", dbname=DATABASE)
    for file in (server.state.superuser_file, server.state.logins_file):
        assert file.stat().st_mode & 0o777 == 0o600
    assert server.state.folder.stat().st_mode & 0o007 == 0
    assert server.state.data.stat().st_mode & 0o777 == 0o700
    assert Logins.of(server.state).site not in repr(Logins.of(server.state))


def test_order_of_letters_does_not_depend_on_the_machine(server: EmbeddedServer) -> None:
    with as_login(server, "site") as site:
        assert site.execute("SELECT lower('ÆØÅ'), 'Zoo' < 'a', 'ÆBLE' ~* 'æble'").fetchone() == ("æøå", True, True)


def test_statements_that_fail_leave_no_content_in_the_log(server: EmbeddedServer) -> None:
    with as_login(server, "owner") as owner:
        owner.execute("CREATE TABLE t (name text UNIQUE)")
        owner.execute("INSERT INTO t VALUES ('Karen Nielsen')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            owner.execute("INSERT INTO t VALUES (%s)", ["Karen Nielsen"])
    log = server.state.database_log.read_text()
    assert "unique constraint" in log
    assert "Karen" not in log


def test_second_holder_of_a_folder_is_refused_with_a_plain_message(server: EmbeddedServer) -> None:
    with pytest.raises(AlreadyRunning, match=rf"process {os.getpid()}.*make run PORT=8123"):
        EmbeddedServer(server.state).take()


def test_committed_rows_survive_a_killed_server(state_folder: Path) -> None:
    with EmbeddedServer(State(state_folder, chosen=True)).running() as server:
        with as_login(server, "owner") as owner:
            owner.execute("CREATE TABLE t (n int)")
            for n in range(50):
                owner.execute("INSERT INTO t VALUES (%s)", [n])
        killed = server.pid
        os.kill(killed, signal.SIGKILL)  # type: ignore[arg-type]
        server.stop()
        assert server.has_ended()
        server.start()
        assert server.pid != killed
        with as_login(server, "owner") as owner:
            assert owner.execute("SELECT count(*) FROM t").fetchone() == (50,)


HOLDER = """
import sys
from pathlib import Path
from sundhedscenter.config.embedded import EmbeddedServer, State
server = EmbeddedServer(State(Path(sys.argv[1]), chosen=True)).take()
server.start()
print(server.pid, flush=True)
sys.stdin.read()
"""


def test_server_of_a_killed_supervisor_stops_and_the_folder_opens_again(state_folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, state_folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        orphan = int(holder.stdout.readline())  # type: ignore[union-attr]
        holder.kill()
    with EmbeddedServer(State(state_folder, chosen=True)).running() as server:
        assert server.pid != orphan
        with as_login(server, "site") as site:
            assert site.execute("SELECT 1").fetchone() == (1,)


def test_live_orphan_is_stopped_and_started_again_as_direct_child(state_folder: Path) -> None:
    """An orphan that got no signal: started apart from any supervisor, with a client in a transaction."""
    state = State(state_folder, chosen=True)
    with EmbeddedServer(state).running() as first:
        programs = binaries.find(state, first.daemon)
        with as_login(first, "owner") as owner:
            owner.execute("CREATE TABLE t (n int)")
    orphan = subprocess.Popen(
        first.command(programs), env=environment(), cwd="/", start_new_session=True, **first.daemon.arguments()
    )
    client = None
    while client is None:
        try:
            client = as_login(first, "owner")
        except psycopg.OperationalError:
            assert orphan.poll() is None
    client.execute("INSERT INTO t VALUES (1)")
    client.execute("BEGIN")
    client.execute("INSERT INTO t VALUES (2)")
    with EmbeddedServer(state).running() as server:
        # Not reaped yet, so its number is still taken: the new server must not mistake it for a running one.
        assert Path(f"/proc/{orphan.pid}").exists()
        assert server.pid != orphan.pid
        with as_login(server, "owner") as owner:
            assert owner.execute("SELECT n FROM t").fetchall() == [(1,)]
    assert orphan.wait() == 0  # a fast stop, not a kill
    client.close()


def test_lock_file_with_a_number_that_another_program_has_now(state_folder: Path) -> None:
    state = State(state_folder, chosen=True)
    with EmbeddedServer(state, fast=True).running():
        left = (state.data / "postmaster.pid").read_text().split("\n")
    left[0] = str(os.getppid())
    (state.data / "postmaster.pid").write_text("\n".join(left))
    with EmbeddedServer(state, fast=True).running() as server:
        assert not server.has_ended()


def test_missing_superuser_password_names_the_file_and_the_mend(state_folder: Path) -> None:
    state = State(state_folder, chosen=True)
    with EmbeddedServer(state, fast=True).running():
        state.superuser_file.unlink()
    with pytest.raises(ServerDidNotStart, match=r"superuser\.password is missing.*backup"):
        EmbeddedServer(state).take().start()


def test_half_made_cluster_is_made_anew(state_folder: Path) -> None:
    (state_folder / "data.new" / "base").mkdir(parents=True)
    (state_folder / "lock").touch()
    with EmbeddedServer(State(state_folder, chosen=True), fast=True).running() as server:
        assert not (server.state.folder / "data.new").exists()


def test_binaries_named_by_the_operator(state_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = State(state_folder, chosen=True)
    server = EmbeddedServer(state, fast=True)
    state.make(server.daemon)
    found = binaries.find(state, server.daemon)
    monkeypatch.setenv("SUNDHEDSCENTER_PG_BIN", str(found.folder))
    assert binaries.find(state, server.daemon) == found
    monkeypatch.setenv("SUNDHEDSCENTER_PG_BIN", "/usr/share")
    with pytest.raises(BinariesNotFound, match="SUNDHEDSCENTER_PG_BIN=/usr/share: there is no initdb"):
        binaries.find(state, server.daemon)
