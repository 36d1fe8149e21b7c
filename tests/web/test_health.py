"""/healthz says whether the site can work, in JSON, also when the database is gone."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from sundhedscenter import __version__
from tests.people import AsOwner


@pytest.mark.django_db
def test_well(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "migrations": "ok", "version": __version__}
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_missing_migration(client: Client, as_owner: AsOwner) -> None:
    with as_owner():
        MigrationRecorder.Migration.objects.filter(app="groups").delete()
    response = client.get("/healthz")
    assert response.status_code == 503
    assert (response.json()["status"], response.json()["migrations"]) == ("failing", "missing")


@pytest.mark.django_db(transaction=True)
def test_database_that_does_not_answer(client: Client) -> None:
    right = connection.settings_dict["HOST"]
    connection.close()
    connection.settings_dict["HOST"] = "/nowhere"
    try:
        response = client.get("/healthz")
    finally:
        connection.close()
        connection.settings_dict["HOST"] = right
    assert response.status_code == 503
    assert response.json()["database"] == "unreachable"
    assert "nowhere" not in response.content.decode()
