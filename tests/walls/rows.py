"""Rows about one citizen, table by table, straight from the model registry: no scoping function between."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import Q

from sundhedscenter.catalogue.lessons import lesson
from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import walls
from sundhedscenter.core.walls import Wall
from sundhedscenter.intake.models import Draft
from sundhedscenter.pathways.models import PlanItem

type Model = type[models.Model]


def citizen_tables() -> Iterator[tuple[Model, Wall]]:
    """Every model that holds citizen data, with its wall."""
    return ((model, wall) for model, wall in walls.declared_models() if wall.holds_citizen_data)


def subject_column(model: Model) -> str | None:
    """The column that says whose row it is; None where there is none."""
    names = {field.attname for field in model._meta.concrete_fields}
    if model is Citizen:
        return "id"
    if path := getattr(model, "subject_path", ""):
        return str(path)
    return next((name for name in ("citizen_id", "subject_id") if name in names), None)


def rows_about(model: Model, citizen_id: UUID) -> Q:
    """Which rows of the model are about the citizen. A conversation is found by the goal that was written in it."""
    if model is Draft:
        return Q(answers__goal="fodre ænderne")
    column = subject_column(model)
    assert column is not None, f"{model._meta.label} holds citizen data, but no column says whose."
    return Q(**{column: citizen_id})


def count(model: Model, citizen_id: UUID) -> int:
    return model._default_manager.filter(rows_about(model, citizen_id)).count()


def fingerprint(citizen_id: UUID) -> dict[str, Any]:
    """All rows about the citizen in all tables, as text: two are equal exactly when nothing changed. As owner."""
    found = {}
    for model, _wall in citizen_tables():
        rows = model._default_manager.filter(rows_about(model, citizen_id)).order_by().values_list()
        found[model._meta.label] = sorted(repr(row) for row in rows)
    return found


def table_names() -> set[str]:
    """All tables of the schema, partitions too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        )
        return {name for (name,) in cursor.fetchall()}


def seed_lesson_choice(item: PlanItem) -> str:
    return lesson(item.lesson, "da").action.choices[0].code
