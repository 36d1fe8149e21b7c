"""Putting a history into the tables, and taking it out again. In the caller's transaction, as the tables' owner."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import connections, models
from psycopg import sql
from psycopg.types.json import Jsonb

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.config.history.rows import FIRST_ID, LAST_ID, Rows
from sundhedscenter.core.models import AuditEntry
from sundhedscenter.evaluation.models import PublishedTable
from sundhedscenter.groups.models import Group, GroupTime, Seat, SeatOffer, Session

BATCH = 2000
# Triggers add up what is taken, so that nothing is counted twice.
FIRST = (Group,)


def write(rows: Rows, *, using: str, batch_written: Callable[[int], None] = lambda count: None) -> None:
    """COPY every table. Foreign keys are checked when the transaction ends, so order does not matter to them."""
    for model in sorted(rows.tables, key=lambda model: (model not in FIRST, model._meta.db_table)):
        _copy(model, rows.tables[model], using, batch_written)
        if isinstance(model._meta.pk, models.AutoField):
            _go_on_from(model, using)
    with connections[using].cursor() as cursor:
        for model in rows.tables:
            # Without fresh statistics the first pages would be planned for empty tables.
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(model._meta.db_table)))


def _copy(model: type[models.Model], found: list[models.Model], using: str, done: Callable[[int], None]) -> None:
    fields = [field for field in model._meta.concrete_fields if field.column]
    names = [field.attname for field in fields]
    wrapped = [index for index, field in enumerate(fields) if isinstance(field, models.JSONField)]
    columns = sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in fields])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), columns)
    with connections[using].cursor() as cursor, cursor.copy(statement) as copy:
        for start in range(0, len(found), BATCH):
            batch = found[start : start + BATCH]
            for row in batch:
                values: list[Any] = [getattr(row, name) for name in names]
                for index in wrapped:
                    values[index] = Jsonb(values[index])
                copy.write_row(values)
            done(len(batch))


def _go_on_from(model: type[models.Model], using: str) -> None:
    """The next row that the site adds gets the next number."""
    table = sql.Identifier(model._meta.db_table)
    with connections[using].cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {}))").format(table),
            [model._meta.db_table],
        )


def is_written(using: str) -> bool:
    return Citizen.objects.using(using).filter(pk__range=(FIRST_ID, LAST_ID)).exists()


def remove(using: str) -> int:
    """Take out every row about a history's citizens, whoever wrote it, and its groups. Returns the number of citizens.

    A group that somebody else has joined stays, with its meetings. Published numbers go: they counted these citizens.
    """
    removed = 0
    for model in _about_citizens():
        column = "pk" if model is Citizen else _subject(model)
        count = _delete(model, column, using)
        removed = count if model is Citizen else removed
    _delete(AuditEntry, "pk", using)
    groups = Group.objects.using(using).filter(pk__range=(FIRST_ID, LAST_ID))
    groups = groups.exclude(pk__in=Seat.objects.using(using).values("group_id"))
    groups = groups.exclude(pk__in=SeatOffer.objects.using(using).values("group_id"))
    for part in (GroupTime, Session):
        part.objects.using(using).filter(group__in=groups)._raw_delete(using)
    groups._raw_delete(using)
    PublishedTable.objects.using(using).all()._raw_delete(using)
    return removed


def _about_citizens() -> list[type[models.Model]]:
    """Every model with a column that says whose row it is."""
    return [
        model
        for model in sorted(apps.get_models(), key=lambda m: m._meta.db_table)
        if model._meta.managed and (model is Citizen or _subject(model))
    ]


def _subject(model: type[models.Model]) -> str:
    names = {field.attname for field in model._meta.concrete_fields}
    to_citizen = [f.attname for f in model._meta.concrete_fields if f.related_model is Citizen]
    return next(iter(to_citizen), "subject_id" if "subject_id" in names else "")


def _delete(model: type[models.Model], column: str, using: str) -> int:
    rows = model._default_manager.using(using).filter(**{f"{column}__gte": FIRST_ID, f"{column}__lte": LAST_ID})
    count: int = rows._raw_delete(using)
    return count
