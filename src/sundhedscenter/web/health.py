"""/healthz: is the site able to work? Read by the supervisor, the tests and whoever watches the house."""

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponseBase, JsonResponse


class HealthFirst:
    """Answers /healthz before the transaction of the request opens: with the database down nothing else could."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return healthz(request) if request.path == "/healthz" else self.get_response(request)


def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and is migrated, else 503. Never says why in words: no paths, no addresses."""
    database, migrations = _database_answers(), "unknown"
    if database:
        migrations = "ok" if _all_applied() else "missing"
    well = database and migrations == "ok"
    answer = {
        "status": "ok" if well else "failing",
        "database": "ok" if database else "unreachable",
        "migrations": migrations,
        "version": settings.VERSION,
    }
    return JsonResponse(answer, status=200 if well else 503, headers={"Cache-Control": "no-store"})


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _all_applied() -> bool:
    """Every migration on disk stands in the database."""
    loader = MigrationLoader(connection)
    return set(loader.disk_migrations or {}) <= set(loader.applied_migrations or {})
