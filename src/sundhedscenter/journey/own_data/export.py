"""Everything about one citizen as a file: every citizen table of the registry, row by row (docs/formats/own-data.md).

Written in chunks, so that years of visits cost no more memory than a week. Another person is a name and a place where
they work here, and nothing at all where they do not.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from typing import IO, Any
from uuid import UUID

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.citizens.models import Citizen, NationalIdentifier
from sundhedscenter.core.clock import COPENHAGEN
from sundhedscenter.core.models import OutboxMessage
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.journey.own_data.holdings import rows_of
from sundhedscenter.journey.own_data.parts import Table, data_parts, words
from sundhedscenter.journey.own_data.people import People, is_viewer_field
from sundhedscenter.partnership.models import User

SCHEMA, VERSION = "sundhedscenter.own-data", "1.0"
CHUNK = 500
# Never in the file: the CPR number in any form, and keyed hashes, which open something. `citizen` is the reader.
LEFT_OUT = frozenset({"citizen_id", "subject_id", "key_hash", "code_hash"})
CPR_FIELDS = frozenset({"key_id", "nonce", "ciphertext", "blind_index"})


def fields_of(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """The fields of a table that the file has, in the table's order."""
    hidden = LEFT_OUT | CPR_FIELDS if model is NationalIdentifier else LEFT_OUT
    return [
        field
        for field in model._meta.concrete_fields
        if field.attname not in hidden and not isinstance(field, models.CompositePrimaryKey)
    ]


def write_json(stream: IO[bytes], *, viewer: Viewer, citizen: Citizen, at: datetime, language: str) -> int:
    """Write the file. Returns the number of rows. A fixed number of queries for each table."""
    people, total = People(citizen), 0
    head = {
        "schema": SCHEMA,
        "version": VERSION,
        "made_at": moment(at),
        "language": language,
        "left_out": ["citizens.NationalIdentifier: the CPR number itself", "hashes of keys and codes"],
    }
    stream.write(json.dumps(head, ensure_ascii=False, indent=1)[:-2].encode() + b',\n "parts": [')
    for number, part in enumerate(data_parts().parts):
        about = {"code": part.code, "name": words(part.name, language), "text": words(part.text, language)}
        stream.write((b"," if number else b"") + b"\n  " + json.dumps(about, ensure_ascii=False)[:-1].encode())
        stream.write(b', "tables": [')
        for place, table in enumerate(part.tables):
            total += _write_table(stream, table, rows_as_data(table, viewer, citizen, people), first=not place)
        stream.write(b"]}")
    stream.write(b"\n ]\n}\n")
    return total


def _write_table(stream: IO[bytes], table: Table, rows: Iterator[dict[str, Any]], *, first: bool) -> int:
    names = [field.name for field in fields_of(table.model)]
    about = {"table": table.table, "fields": names}
    stream.write((b"" if first else b",") + b"\n   " + json.dumps(about)[:-1].encode() + b', "rows": [')
    number = 0
    for row in rows:
        stream.write((b"," if number else b"") + b"\n    " + json.dumps(row, ensure_ascii=False).encode())
        number += 1
    stream.write(b"]}")
    return number


def rows_as_data(table: Table, viewer: Viewer, citizen: Citizen, people: People) -> Iterator[dict[str, Any]]:
    """The citizen's rows of one table, in the table's order, as plain data. One query."""
    model = table.model
    fields = fields_of(model)
    joined = [field.name for field in fields if _is_named(field)]
    rows = rows_of(citizen, table, viewer).select_related(*joined) if joined else rows_of(citizen, table, viewer)
    for row in rows.iterator(chunk_size=CHUNK):
        yield {field.name: value_of(row, field, people) for field in fields}


def _is_named(field: "models.Field[Any, Any]") -> bool:
    """Whether the row it points at is written with a name: things of the catalogue and the partnership."""
    return isinstance(field, models.ForeignKey) and field.related_model is not User and _name_field(field) != ""


def _name_field(field: "models.ForeignKey[Any, Any]") -> str:
    known = {found.name for found in field.related_model._meta.concrete_fields}
    return next((name for name in ("name", "name_da", "code") if name in known), "")


def value_of(row: models.Model, field: "models.Field[Any, Any]", people: People) -> Any:
    """One field as JSON can hold it."""
    value = getattr(row, field.attname)
    if value is None:
        return None
    if isinstance(field, models.ForeignKey):
        if field.related_model is User:
            return people.by_user_id(value)
        key = value if isinstance(value, int) else str(value)
        return {"id": key, "name": getattr(getattr(row, field.name), _name_field(field))} if _is_named(field) else key
    if is_viewer_field(field.name, value):
        return people.by_viewer_name(value)
    if isinstance(field, models.BinaryField):
        return _text_of(row, bytes(value))
    return plain(value)


def _text_of(row: models.Model, content: bytes) -> str:
    """What a message said. An e-mail is opened; text stays as it is."""
    if isinstance(row, OutboxMessage) and row.channel == OutboxMessage.EMAIL and content:
        body = message_from_bytes(content, policy=policy.default).get_body(("plain",))
        return str(body.get_content()) if body else ""
    return content.decode(errors="replace")


def plain(value: Any) -> Any:
    """Moments in UTC and on a Danish clock, days as ISO, periods with the first day after."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, DateRange):
        return {"from": plain(value.lower), "before": plain(value.upper)}
    return str(value) if isinstance(value, UUID) else value


def moment(at: datetime) -> dict[str, str]:
    return {
        "utc": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "local": at.astimezone(COPENHAGEN).isoformat(timespec="seconds"),
    }
