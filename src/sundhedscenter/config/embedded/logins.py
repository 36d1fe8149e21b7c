"""The three logins of the database and their passwords on disk.

The bootstrap superuser belongs to the supervisor. `owner` owns the tables and migrates. `site` serves the web,
the worker and the tests; it owns nothing and row-level security holds for it.
"""

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from sundhedscenter.config.embedded.errors import ServerDidNotStart
from sundhedscenter.config.embedded.places import State

SUPERUSER = "supervisor"
OWNER = "owner"
SITE = "site"
DATABASE = "sundhedscenter"
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
_RIGHTS = {
    OWNER: "LOGIN NOSUPERUSER CREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS",
    SITE: "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS",
}


@dataclass(frozen=True)
class Logins:
    """Passwords by login. Never printed."""

    superuser: str = field(repr=False)
    owner: str = field(repr=False)
    site: str = field(repr=False)

    @classmethod
    def of(cls, state: State) -> "Logins":
        """Read the passwords, making those that are missing. Raises ServerDidNotStart when only the database is left."""
        if state.superuser_file.exists():
            superuser = state.superuser_file.read_text().strip()
        elif state.data.exists():
            raise ServerDidNotStart(
                f"{state.superuser_file} is missing, so nobody can enter the database in {state.data}."
                f" Restore the file from your backup, or remove {state.folder} to begin with an empty database."
            )
        else:
            superuser = secrets.token_urlsafe(32)
            write_private(state.superuser_file, superuser)
        if state.logins_file.exists():
            saved = json.loads(state.logins_file.read_text())
        else:
            saved = {
                "host": str(state.data),
                "name": DATABASE,
                OWNER: secrets.token_urlsafe(32),
                SITE: secrets.token_urlsafe(32),
            }
            write_private(state.logins_file, json.dumps(saved, indent=1))
        return cls(superuser=superuser, owner=saved[OWNER], site=saved[SITE])


def write_private(path: Path, text: str) -> None:
    """Write a whole file that only we can read, or leave the old one: a kill never leaves half a file."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


def ensure(connection: psycopg.Connection[Any], logins: Logins) -> None:
    """Make roles and database equal to the files. Idempotent; runs at each start as the bootstrap superuser."""
    for role, password in ((OWNER, logins.owner), (SITE, logins.site)):
        ensure_role(connection, role, rights=_RIGHTS[role], password=password)
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
        create_database(connection, DATABASE)


def ensure_role(connection: psycopg.Connection[Any], role: str, *, rights: str, password: str) -> None:
    """Create or correct one login. The server sees a SCRAM verifier, never the password."""
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    connection.execute(
        sql.SQL("{verb} ROLE {role} WITH {rights} PASSWORD {verifier}").format(
            verb=sql.SQL("ALTER" if known else "CREATE"),
            role=sql.Identifier(role),
            rights=sql.SQL(rights),  # our own constants
            verifier=sql.Literal(verifier),
        )
    )


def create_database(connection: psycopg.Connection[Any], name: str, *, template: str = "template1") -> None:
    """A database that `owner` owns, in which nobody else may make even temporary tables."""
    database = sql.Identifier(name)
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            database, sql.Identifier(OWNER), sql.Identifier(template)
        )
    )
    connection.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(database))


def furnish_database(connection: psycopg.Connection[Any]) -> None:
    """What must stand before the first migration: trusted extensions, and UTC so that no session sets it.

    Run as `owner` inside the database; also for a database that we did not make (DATABASE_URL). Idempotent.
    """
    for extension in EXTENSIONS:
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    name = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("ALTER DATABASE {} SET timezone TO 'UTC'").format(name))
