"""The tests' own database server: one per test process, thrown away at its end.

Making and migrating the database is done once for each state of the code and kept as a stopped folder; a test
process copies that folder. Tests work as login `tester`, whose role is `site`, so row-level security holds for them;
factories become `owner` inside `as_owner()` in the same transaction.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from psycopg import sql

from sundhedscenter.config import databases
from sundhedscenter.config.embedded import EmbeddedServer, State, places
from sundhedscenter.config.embedded.daemon import Daemon
from sundhedscenter.config.embedded.logins import DATABASE, OWNER, SITE, Logins, create_database, ensure_role
from sundhedscenter.config.preparation import PACKAGE
from tests.copies import copy_state, keep_newest

TESTER = "tester"
TEMPLATE = "template_site"
TESTER_RIGHTS = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOINHERIT"
KEPT_FOLDERS = 3
# What the migrated database follows from: tables, migrations, walls and logins.
SHAPES_THE_DATABASE = ("*/migrations/*.py", "*/*models.py", "core/**/*.py", "config/embedded/*.py")


@contextmanager
def own_server() -> Iterator[EmbeddedServer]:
    """A running server whose database stands as the migrations leave it."""
    with _migrated_folder() as migrated:
        folder = migrated.parent / f"run-{os.getpid()}"
        subprocess.run(["cp", "-a", str(migrated), str(folder)], check=True)
    try:
        with EmbeddedServer(State(folder), fast=True).running() as server:
            yield server
    finally:
        shutil.rmtree(folder)


def copy_migrated(folder: Path) -> State:
    """A stopped state folder of one's own, migrated: for commands that start a database themselves."""
    with _migrated_folder() as migrated:
        return copy_state(migrated, folder)


@contextmanager
def _migrated_folder() -> Iterator[Path]:
    """A stopped server's folder for the code as it stands, made by the first process that needs it.

    Held for the block, so that nobody sweeps it away while it is copied.
    """
    base = places.user_folder()
    places.private_folder(base, Daemon.for_this_user())
    with (base / "tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = base / f"test-{_fingerprint()}"
        if not folder.is_dir():
            unfinished = base / "test-new"
            shutil.rmtree(unfinished, ignore_errors=True)
            _make(State(unfinished))
            unfinished.rename(folder)
        os.utime(folder)
        _sweep(base)
        yield folder


def _fingerprint() -> str:
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted({path for pattern in SHAPES_THE_DATABASE for path in PACKAGE.glob(pattern)}):
        digest.update(str(path.relative_to(PACKAGE)).encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _sweep(base: Path) -> None:
    """Remove the folders of killed runs and of code that nobody tests any more."""
    for folder in base.glob("run-*"):
        if not Path("/proc", folder.name.removeprefix("run-")).exists():
            shutil.rmtree(folder)
    keep_newest(base, "test-*", KEPT_FOLDERS)


def _make(state: State) -> None:
    """Migrate as the owner does, in a process of its own: this one may not touch the database before a test asks."""
    with EmbeddedServer(state, fast=True).running() as server:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")},
            "SUNDHEDSCENTER_STATE": str(state.folder),
            "DJANGO_SETTINGS_MODULE": "sundhedscenter.config.settings",
        }
        subprocess.run([sys.executable, "-m", "sundhedscenter.cli", "migrate", "--quiet"], env=environment, check=True)
        with server.superuser_connection() as connection:
            password = secrets.token_urlsafe(16)
            state.folder.joinpath("tester.password").write_text(password)
            ensure_role(connection, TESTER, rights=TESTER_RIGHTS, password=password)
            connection.execute(f"GRANT {SITE}, {OWNER} TO {TESTER} WITH INHERIT FALSE")
            connection.execute(f"ALTER ROLE {TESTER} SET role = '{SITE}'")
            create_database(connection, TEMPLATE, template=DATABASE)


def point_django_at(server: EmbeddedServer) -> None:
    """`default` becomes the login `tester`, `owner` stays the owner; both restore the database when flushed."""
    logins = Logins.of(server.state)
    passwords = {TESTER: server.state.folder.joinpath("tester.password").read_text(), OWNER: logins.owner}
    for alias, user in (("default", TESTER), ("owner", OWNER)):
        entry = databases.entry(HOST=str(server.state.data), NAME=DATABASE, USER=user, PASSWORD=passwords[user])
        connections.settings[alias].update(entry)
        connections[alias] = connections.create_connection(alias)
        connections[alias].ops = Restoring(connections[alias], server)


class Restoring(DatabaseOperations):
    """After a transactional test Django empties all tables; here the database is copied anew, rows of migrations
    and all."""

    def __init__(self, connection: object, server: EmbeddedServer) -> None:
        super().__init__(connection)
        self.server = server

    def execute_sql_flush(self, sql_list: list[str]) -> None:
        connections.close_all()
        with self.server.superuser_connection() as superuser:
            superuser.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(DATABASE)))
            create_database(superuser, DATABASE, template=TEMPLATE)


@contextmanager
def as_owner(using: str = "default") -> Iterator[None]:
    """For factories: the same transaction with the rights of the tables' owner, then the former role again.

    The owner stands outside row-level security; what a test then reads, it reads as `site`.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT current_user")
        (before,) = cursor.fetchone()
        cursor.execute(f'SET LOCAL ROLE "{OWNER}"')
        yield
        cursor.execute(f'SET LOCAL ROLE "{before}"')
