"""The rows of `content/`, loaded once per test process and copied into each test that asks: reading files is slow."""

from django.apps import apps
from django.db import connection
from django.db.models import AutoField, Model

from sundhedscenter.catalogue.loading import load_all
from sundhedscenter.partnership.models import Organisation
from tests.people import AT

_kept: dict[str, bytes] = {}


def put_content() -> None:
    """Every file of `content/` as rows of the open transaction. Call with the owner's rights."""
    if not _kept:
        load_all(using="default", at=AT)
        for table in (model._meta.db_table for model in _models()):
            with connection.connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as rows:
                _kept[table] = b"".join(bytes(part) for part in rows)
        return
    with connection.cursor() as cursor:
        for table, content in _kept.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as rows:
                rows.write(content)
        for model in _models():
            if isinstance(model._meta.pk, AutoField):
                table = model._meta.db_table
                cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
                (name,) = cursor.fetchone()
                cursor.execute(f"SELECT setval('{name}', greatest(nextval('{name}'), max(id))) FROM {table}")


def _models() -> list[type[Model]]:
    models = apps.get_models(include_auto_created=True)
    return [m for m in models if m._meta.app_label == "catalogue" or m is Organisation]
