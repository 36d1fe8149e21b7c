"""The tests' own footing: they work as `site`, factories as `owner`, and every test starts from the same rows."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction

AsOwner = Callable[..., AbstractContextManager[None]]


def one(statement: str, using: str = "default") -> object:
    with connections[using].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_tests_work_as_site() -> None:
    assert one("SELECT current_user") == "site"
    assert one("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user") is False
    assert one("SELECT count(*) FROM pg_class WHERE relowner = 'site'::regrole") == 0


@pytest.mark.django_db
def test_as_owner_changes_the_role_and_gives_it_back(as_owner: AsOwner) -> None:
    with as_owner():
        assert one("SELECT current_user") == "owner"
        with as_owner():
            assert one("SELECT current_user") == "owner"
        assert one("SELECT current_user") == "owner"
    assert one("SELECT current_user") == "site"


@pytest.mark.django_db
def test_error_inside_as_owner_leaves_no_owner_behind(as_owner: AsOwner) -> None:
    with pytest.raises(ZeroDivisionError), as_owner():
        run("CREATE TABLE left_behind (n int)")
        raise ZeroDivisionError
    assert one("SELECT current_user") == "site"
    assert one("SELECT to_regclass('left_behind') IS NULL") is True


@pytest.mark.django_db
def test_row_level_security_holds_for_tests_and_not_for_factories(as_owner: AsOwner) -> None:
    with as_owner():
        run("CREATE TABLE walled (n int)")
        run("ALTER TABLE walled ENABLE ROW LEVEL SECURITY")
        run("GRANT SELECT, INSERT ON walled TO site")
        run("INSERT INTO walled VALUES (1)")
        assert one("SELECT count(*) FROM walled") == 1
    assert one("SELECT count(*) FROM walled") == 0
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        run("INSERT INTO walled VALUES (2)")


@pytest.mark.django_db(databases=["default", "owner"])
def test_owner_alias_is_the_real_owner_of_the_same_database() -> None:
    assert one("SELECT session_user", "owner") == "owner"
    assert one("SELECT current_database()", "owner") == one("SELECT current_database()")


# The next two run in this order: what the first leaves in the database must be gone in the second.
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_transactional_tests_really_commit(as_owner: AsOwner) -> None:
    with as_owner():
        run("CREATE TABLE committed (n int PRIMARY KEY)")
        run("GRANT SELECT, INSERT ON committed TO site")
    seen = []

    def in_a_thread() -> None:
        run("INSERT INTO committed VALUES (1)")
        seen.append(one("SELECT current_user"))
        connection.close()

    thread = threading.Thread(target=in_a_thread)
    thread.start()
    thread.join()
    assert (seen, one("SELECT count(*) FROM committed")) == (["site"], 1)
    with pytest.raises(IntegrityError):
        run("INSERT INTO committed VALUES (1)")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_next_test_finds_the_database_as_migrations_left_it() -> None:
    assert one("SELECT to_regclass('committed') IS NULL") is True
    assert one("SELECT count(*) > 0 FROM django_migrations") is True
