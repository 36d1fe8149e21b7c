"""Each table says whose data it holds, and the database holds it to that."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import walls
from sundhedscenter.core.walls import LIBRARY_APPS, check_every_model_is_declared, declared_models, wall_of
from tests.walls.rows import citizen_tables, subject_column, table_names

READ_ONLY, ALL = {"wall_read", "wall_add"}, {"wall_read", "wall_add", "wall_change", "wall_remove"}


@pytest.fixture
def throw_away() -> Iterator[type[models.Model]]:
    """A model that somebody adds and forgets to declare."""

    class ThrowAway(models.Model):
        citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="+")

        class Meta:
            app_label = "core"

    yield ThrowAway
    del apps.all_models["core"]["throwaway"]
    apps.clear_cache()


def test_every_model_is_declared() -> None:
    assert check_every_model_is_declared() == []
    ours = [model for model in apps.get_models() if model._meta.app_label not in LIBRARY_APPS]
    assert [model._meta.label for model in ours if wall_of(model) is None] == []
    assert len(ours) > 40


def test_an_undeclared_model_fails_the_check(throw_away: type[models.Model]) -> None:
    (error,) = check_every_model_is_declared()
    assert (error.id, error.obj) == ("core.E001", throw_away)
    assert "wall = walls.citizen" in str(error.hint)


def test_a_declared_model_passes_the_check(throw_away: type[models.Model]) -> None:
    throw_away.wall = walls.public()  # type: ignore[attr-defined]
    assert check_every_model_is_declared() == []


def test_a_model_that_points_at_a_citizen_is_not_public() -> None:
    pointing = {model._meta.label for model, _wall in declared_models() if subject_column(model)}
    held = {model._meta.label for model, _wall in citizen_tables()}
    assert pointing <= held
    assert held - pointing == {"intake.Draft"}  # before log-in there is no citizen: it belongs to a cookie


@pytest.mark.django_db
def test_no_table_stands_outside_the_registry() -> None:
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {"django_migrations"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent::regclass::text = 'core_accessline'"
        )
        partitions = {name for (name,) in cursor.fetchall()}
    assert partitions
    unknown = table_names() - known - partitions
    assert {name for name in unknown if not name.startswith("procrastinate_")} == set()


@pytest.mark.django_db
def test_row_level_security_stands_on_every_citizen_table_and_on_no_other() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, relrowsecurity FROM pg_class WHERE relnamespace = 'public'::regnamespace")
        secured = {name for name, on in cursor.fetchall() if on}
        cursor.execute("SELECT tablename, array_agg(policyname::text) FROM pg_policies GROUP BY 1")
        policies = {table: set(names) for table, names in cursor.fetchall()}
    expected = {model._meta.db_table: READ_ONLY if wall.append_only else ALL for model, wall in citizen_tables()}
    assert policies == expected
    partitions = secured - expected.keys()
    assert expected.keys() <= secured
    assert all(name.startswith("core_accessline_") for name in partitions)


@pytest.mark.django_db
def test_each_partition_of_the_access_log_is_closed_when_asked_directly() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = 'core_accessline'::regclass"
        )
        found = dict(cursor.fetchall())
        assert len(found) >= 5
        assert set(found.values()) == {True}
        cursor.execute("SELECT make_access_partition('2031-05-01')")
        cursor.execute("SELECT relrowsecurity FROM pg_class WHERE relname = 'core_accessline_203105'")
        assert cursor.fetchone() == (True,)


@pytest.mark.django_db
def test_the_site_owns_nothing_and_stands_under_the_policies() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls, rolname FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False, "site")
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = 'site'::regrole")
        assert cursor.fetchone() == (0,)
