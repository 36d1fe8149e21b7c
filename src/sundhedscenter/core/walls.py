"""The second wall: each model declares whose data it holds, and its row-level security follows from that.

A model says `wall = walls.public()` or `wall = walls.citizen(...)`. After every migrate the owner login rewrites
grants and policies from these declarations; an undeclared model fails Django's system check. The first wall is
each room's scoping function; this one holds when that function is forgotten.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error
from django.db import connections, models

CARE = "care"
GROUP = "group"
OWN = "own"

# What a citizen can tick for a helper: see when and where they meet; see their plan; do things for them.
DATES, PLAN, ACT = "dates", "plan", "act"
HELPER_RIGHTS = (DATES, PLAN, ACT)

# Tables of the libraries we stand on. None holds what a citizen said or did: sessions hold a user's number.
LIBRARY_APPS = frozenset({"contenttypes", "sessions", "messages", "staticfiles", "procrastinate", "auth"})


@dataclass(frozen=True)
class Wall:
    """What may be seen of one table, as SQL conditions: rows to read, rows to change, rows that may be added."""

    holds_citizen_data: bool
    read: str = ""
    change: str = ""
    add: str = ""
    append_only: bool = False


def public(*, append_only: bool = False) -> Wall:
    """A table without citizen data."""
    return Wall(holds_citizen_data=False, append_only=append_only)


def citizen(
    *,
    column: str,
    scope: str = CARE,
    write_scope: str = "",
    systems: Sequence[str] = (),
    helper: Sequence[str] = (),
    helper_acts: Literal["", "read", "write"] = "",
    also_read: str = "",
    also_write: str = "",
    insert_open: bool = False,
    append_only: bool = False,
) -> Wall:
    """A table with a citizen's data.

    `column` holds the citizen's id. `scope` is CARE (needs a care relation), GROUP (a shared group is enough) or OWN
    (the citizen alone). `write_scope` is the scope needed to add or change (the same as `scope` when left out).
    `systems` are the named processes that may read and write all rows. `helper` are the rights of which any one lets a
    helper read; a table that names none is closed to helpers. `helper_acts` lets one who may act read, or also write,
    while doing so. `also_read` and `also_write` are further SQL conditions that admit a row. `insert_open` lets any
    viewer add a row they may not read back (logs, outbox).
    """
    unknown = set(helper) - set(HELPER_RIGHTS)
    if unknown:
        raise ValueError(f"helper: no such right {sorted(unknown)}. Choose among {HELPER_RIGHTS}.")
    admitted = []
    if systems:
        names = ", ".join(f"'system:{name}'" for name in systems)
        admitted = [f"(SELECT viewer_name()) IN ({names})"]
    # After the others: who is admitted by one of them never asks whom they help.
    acting = [f"{column} = (SELECT acted_for())"] if helper_acts else []
    helped = [f"{column} IN (SELECT helped_citizens('{{{','.join(helper)}}}'))"] if helper else []

    def condition(scope: str, also: str, *more: str) -> str:
        return " OR ".join(
            [f"{column} IN (SELECT visible_citizens('{scope}'))", *admitted, *([f"({also})"] if also else []), *more]
        )

    read = condition(scope, also_read, *acting, *helped)
    change = condition(write_scope or scope, also_write, *(acting if helper_acts == "write" else ()))
    return Wall(True, read=read, change=change, add="true" if insert_open else change, append_only=append_only)


def draft(*, column: str, writer: str, systems: Sequence[str] = ()) -> Wall:
    """The conversation before log-in: readable by the holder of its cookie, or by the user in `writer` who typed it."""
    names = ", ".join(f"'system:{name}'" for name in systems) or "''"
    condition = (
        f"({column} = (SELECT viewer_draft()) AND {column} <> '')"
        f" OR {writer} = (SELECT viewer_user()) OR (SELECT viewer_name()) IN ({names})"
    )
    return Wall(True, read=condition, change=condition, add=condition)


def moderated(*, shown: str, own: str, staff: str, add: str, systems: Sequence[str] = ()) -> Wall:
    """Words that become public when somebody has read them through; rows are only ever added.

    SQL conditions: `shown` admits everybody, `own` the writer, `staff` those who read them through, `add` a new row.
    """
    names = ", ".join(f"'system:{name}'" for name in systems) or "''"
    read = f"({shown}) OR ({own}) OR ({staff}) OR (SELECT viewer_name()) IN ({names})"
    return Wall(True, read=read, change="false", add=add, append_only=True)


def wall_of(model: type[models.Model]) -> Wall | None:
    """The model's own declaration (not inherited from an abstract base by accident), or None."""
    wall = getattr(model, "wall", None)
    return wall if isinstance(wall, Wall) else None


def declared_models() -> Iterator[tuple[type[models.Model], Wall]]:
    """Every model of our own rooms with its wall, many-to-many tables included, by table name."""
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda m: m._meta.db_table):
        if model._meta.app_label in LIBRARY_APPS or model._meta.proxy or not model._meta.managed:
            continue
        if model._meta.auto_created:
            yield model, public()
            continue
        wall = wall_of(model)
        if wall is not None:
            yield model, wall


def check_every_model_is_declared(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """System check: a model that does not say whose data it holds stops the start."""
    found: list[CheckMessage] = []
    for model in apps.get_models():
        if model._meta.app_label in LIBRARY_APPS or model._meta.proxy or wall_of(model) is not None:
            continue
        found.append(
            Error(
                f"{model._meta.label} does not say whose data it holds.",
                hint="Give the model `wall = walls.public()` or `wall = walls.citizen(column=..., scope=...)`.",
                obj=model,
                id="core.E001",
            )
        )
    return found


def statements(site: str) -> Iterator[str]:
    """SQL that makes grants and policies equal to the declarations, for the login `site`. Idempotent."""
    yield f'GRANT USAGE ON SCHEMA public TO "{site}"'
    yield f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{site}"'
    yield f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{site}"'
    yield f'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO "{site}"'
    yield f'REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM "{site}"'
    for model, wall in declared_models():
        table = f'"{model._meta.db_table}"'
        if wall.append_only:
            yield f'REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM "{site}"'
        if not wall.holds_citizen_data:
            continue
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        for name in ("wall_read", "wall_add", "wall_change", "wall_remove"):
            yield f"DROP POLICY IF EXISTS {name} ON {table}"
        yield f"CREATE POLICY wall_read ON {table} FOR SELECT USING ({wall.read})"
        yield f"CREATE POLICY wall_add ON {table} FOR INSERT WITH CHECK ({wall.add})"
        if not wall.append_only:
            yield f"CREATE POLICY wall_change ON {table} FOR UPDATE USING ({wall.change}) WITH CHECK ({wall.change})"
            yield f"CREATE POLICY wall_remove ON {table} FOR DELETE USING ({wall.change})"


def apply_after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Rebuild grants and policies; runs once after each complete migrate by the owner login."""
    site = connections.settings["default"]["USER"]
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc('helped_citizens') IS NOT NULL, current_user")
        complete, user = cursor.fetchone()
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname IN ('site', %s) AND rolname <> %s", [site, user])
        sites = [name for (name,) in cursor.fetchall() if name != "tester"]
        if not complete:
            return
        for name in sites:
            for statement in statements(name):
                cursor.execute(statement)
