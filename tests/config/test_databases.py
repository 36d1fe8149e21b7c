"""How the site finds its database, and the logins it refuses."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from sundhedscenter.config import databases
from sundhedscenter.config.databases import WrongDatabaseUrl, WrongLogin
from sundhedscenter.config.embedded import EmbeddedServer, SetupProblem
from sundhedscenter.config.embedded.logins import DATABASE, Logins, ensure_role

SITE = "postgresql://site:s%40cret@db1:5432,db2:5432/center?sslmode=require&target_session_attrs=read-write"
OWNER = "postgresql://owner:secret@db1:5432/center"


@pytest.fixture(autouse=True)
def no_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)


def test_two_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", SITE)
    monkeypatch.setenv("DATABASE_OWNER_URL", OWNER)
    found = databases.from_environment()
    assert set(found) == {"default", "owner"}
    site = found["default"]
    assert {key: site[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "center",
        "USER": "site",
        "PASSWORD": "s@cret",
        "HOST": "db1,db2",
        "PORT": "5432,5432",
    }
    assert site["OPTIONS"]["sslmode"] == "require"
    assert site["OPTIONS"]["target_session_attrs"] == "read-write"
    assert found["owner"]["USER"] == "owner"


def test_every_alias_works_behind_a_transaction_pooler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", SITE)
    monkeypatch.setenv("DATABASE_OWNER_URL", OWNER)
    for entry in databases.from_environment().values():
        assert entry["CONN_MAX_AGE"] == 60
        assert entry["DISABLE_SERVER_SIDE_CURSORS"] is True
        assert entry["OPTIONS"]["prepare_threshold"] is None


@pytest.mark.parametrize(
    ("site", "owner", "message"),
    [
        (SITE, None, r"DATABASE_URL is set but DATABASE_OWNER_URL is not"),
        (None, OWNER, r"DATABASE_OWNER_URL is set but DATABASE_URL is not"),
        (SITE, OWNER.replace("center", "other"), r"'center' and DATABASE_OWNER_URL 'other'"),
        (OWNER, OWNER, r"both use the login 'owner'"),
        ("postgresql://site:secret@db1", OWNER, r"DATABASE_URL lacks dbname"),
        ("postgresql:///", OWNER, r"DATABASE_URL lacks user and dbname.*postgresql://login"),
        ("mysql//secret", OWNER, r"DATABASE_URL lacks user and dbname"),
    ],
)
def test_addresses_that_do_not_do(
    monkeypatch: pytest.MonkeyPatch, site: str | None, owner: str | None, message: str
) -> None:
    for variable, value in (("DATABASE_URL", site), ("DATABASE_OWNER_URL", owner)):
        if value is not None:
            monkeypatch.setenv(variable, value)
    with pytest.raises(WrongDatabaseUrl, match=message) as raised:
        databases.from_environment()
    assert "secret" not in str(raised.value)


def test_without_a_database_the_settings_load_and_connecting_explains(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SUNDHEDSCENTER_STATE", str(tmp_path))
    handler = ConnectionHandler(databases.from_environment())
    assert handler["default"].vendor == "postgresql"
    with pytest.raises(OperationalError, match=r"There is no database.*make run.*DATABASE_URL"):
        handler["default"].get_new_connection({})
    with pytest.raises(SetupProblem, match="make run"):
        databases.refuse_wrong_login()


def test_state_folder_gives_both_logins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "logins.json").write_text(json.dumps({"host": "/h", "name": "n", "owner": "o", "site": "s"}))
    monkeypatch.setenv("SUNDHEDSCENTER_STATE", str(tmp_path))
    found = databases.from_environment()
    assert [(e["USER"], e["PASSWORD"], e["HOST"], e["NAME"]) for e in found.values()] == [
        ("site", "s", "/h", "n"),
        ("owner", "o", "/h", "n"),
    ]


@pytest.fixture
def superuser(database_server: EmbeddedServer) -> Iterator[psycopg.Connection[Any]]:
    with database_server.superuser_connection() as connection:
        yield connection


def login_entry(server: EmbeddedServer, user: str, password: str) -> dict[str, Any]:
    return databases.entry(HOST=str(server.state.data), NAME=DATABASE, USER=user, PASSWORD=password)


def test_the_sites_own_login_is_accepted(database_server: EmbeddedServer) -> None:
    databases.refuse_wrong_login(login_entry(database_server, "site", Logins.of(database_server.state).site))


def test_superuser_is_refused(database_server: EmbeddedServer) -> None:
    entry = login_entry(database_server, "supervisor", Logins.of(database_server.state).superuser)
    with pytest.raises(WrongLogin, match=r"login 'supervisor': it is a superuser\..*NOSUPERUSER NOBYPASSRLS"):
        databases.refuse_wrong_login(entry)


def test_owner_is_refused(database_server: EmbeddedServer) -> None:
    entry = login_entry(database_server, "owner", Logins.of(database_server.state).owner)
    with pytest.raises(WrongLogin, match=r"login 'owner': it owns \d+ tables, e\.g\. \w+\."):
        databases.refuse_wrong_login(entry)


@pytest.mark.parametrize(
    ("rights", "grant", "reason"),
    [
        ("LOGIN BYPASSRLS", None, "it bypasses row-level security"),
        ("LOGIN NOINHERIT", "owner", r"it may become owner, which owns \d+ tables"),
        ("LOGIN NOINHERIT", "supervisor", "it may become the superuser supervisor"),
    ],
)
def test_login_that_reaches_around_the_wall_is_refused(
    database_server: EmbeddedServer,
    superuser: psycopg.Connection[Any],
    rights: str,
    grant: str | None,
    reason: str,
) -> None:
    ensure_role(superuser, "sly", rights=rights, password="p")
    try:
        if grant:
            superuser.execute(f"GRANT {grant} TO sly")
        with pytest.raises(WrongLogin, match=f"login 'sly': {reason}"):
            databases.refuse_wrong_login(login_entry(database_server, "sly", "p"))
    finally:
        superuser.execute("DROP ROLE sly")
