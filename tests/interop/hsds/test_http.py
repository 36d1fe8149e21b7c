"""The HTTP side: errors with their mend, copies, other sites' pages, and nobody logged in."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sundhedscenter.interop.hsds.endpoints import END_POINTS
from tests.interop.hsds.conftest import Get
from tests.interop.hsds.rows import group
from tests.people import AT, AsOwner, staff

pytestmark = pytest.mark.django_db
type Clock = time_machine.Traveller
NOBODYS = "00000000-0000-0000-0000-000000000000"


@pytest.mark.parametrize(
    ("path", "sent", "status", "field", "mend"),
    [
        ("services", {"page": "0"}, 400, "page", "Send a whole number from 1 to 1000000."),
        ("services", {"page": "1.5"}, 400, "page", "Send a whole number from 1 to 1000000."),
        ("services", {"per_page": "101"}, 400, "per_page", "Send a whole number from 1 to 100."),
        ("services", {"per_page": "٣"}, 400, "per_page", "Send a whole number from 1 to 100."),
        ("services", {"full": "ja"}, 400, "full", "Send true or false."),
        ("services", {"format": "xml"}, 400, "format", "Send format=json, or leave it out."),
        ("services", {"serach": "kol"}, 400, "serach", "Send search instead."),
        ("services", {"search": "a\x00b"}, 400, "search", "Send at most 200 signs, without line breaks."),
        ("services", {"search": "a" * 201}, 400, "search", "Send at most 200 signs, without line breaks."),
        ("services", {"search": ["a", "b"]}, 400, "search", "Send it once."),
        ("services", {"modified_after": "i går"}, 400, "modified_after", "Send 2026-01-31 or 2026-01-31T12:00:00Z; write + as %2B."),
        ("services", {"modified_after": "2026-01-31T12:00:00"}, 400, "modified_after", "Send 2026-01-31 or 2026-01-31T12:00:00Z; write + as %2B."),
        ("services", {"modified_after": "2026-02-30"}, 400, "modified_after", "Send 2026-01-31 or 2026-01-31T12:00:00Z; write + as %2B."),
        ("services", {"postcode": "76000"}, 400, "postcode", "Send a Danish postal code of four digits."),
        ("services", {"postcode": "0000"}, 404, "postcode", "Send a postal code that is in use, as 7600."),
        ("services", {"proximity": "500"}, 400, "proximity", "Send postcode too."),
        ("services", {"taxonomy_term_id": "kol"}, 400, "taxonomy_term_id", "Send a number as the lists give it, like an id."),
        ("services", {"taxonomy_term_id": NOBODYS}, 404, "taxonomy_term_id", "Take one from the list that gives these numbers. GET /taxonomy_terms"),
        ("services", {"taxonomy_id": NOBODYS}, 404, "taxonomy_id", "Take one from the list that gives these numbers. GET /taxonomies"),
        ("services", {"organization_id": NOBODYS}, 404, "organization_id", "Take one from the list that gives these numbers. GET /organizations"),
        ("taxonomy_terms", {"parent_id": NOBODYS}, 404, "parent_id", "Take one from the list that gives these numbers. GET /taxonomy_terms"),
        (f"services/{NOBODYS}", {}, 404, "id", "Take the id of a service from GET /services."),
        ("services/1", {}, 404, "id", "Take the id from the list of the same name."),
        ("organizations/1", {}, 404, "id", "Take the id from the list of the same name."),
        ("", {"page": "1"}, 400, "page", "Send no parameters."),
        ("servces", {}, 404, "path", "The addresses stand in http://testserver/openreferral/openapi.json"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_mend(
    small: Clock, get: Get, path: str, sent: dict[str, str], status: int, field: str, mend: str
) -> None:
    response = get(path, **sent)
    problem = response.json()  # type: ignore[attr-defined]
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert (problem["status"], problem["field"], problem["mend"]) == (status, field, mend)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("path", ["", "services", f"services/{NOBODYS}", "openapi.json", "nowhere"])
def test_nothing_can_be_written(small: Clock, method: str, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    response = getattr(client, method)(f"/openreferral/{path}")
    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json()["mend"] == "Send GET."


def test_pages_of_other_sites_may_read(small: Clock) -> None:
    response = Client().options("/openreferral/services")
    assert (response.status_code, response["Access-Control-Allow-Methods"]) == (204, "GET")
    answer = Client().head("/openreferral/services")
    assert (answer.status_code, answer["Access-Control-Allow-Origin"], answer.content) == (200, "*", b"")
    assert "Access-Control-Allow-Credentials" not in answer


def test_who_has_it_already_gets_it_not_again(small: Clock, get: Get, as_owner: AsOwner) -> None:
    first = get("services", full="true")
    assert first["Cache-Control"] == "public, max-age=60"
    same = Client().get("/openreferral/services?full=true", headers={"If-None-Match": first["ETag"]})
    weak = Client().get("/openreferral/services?full=true", headers={"If-None-Match": f"W/{first['ETag']}"})
    assert (same.status_code, same.content, weak.status_code) == (304, b"", 304)
    with as_owner():
        group("V1", after=AT)
    other = Client().get("/openreferral/services?full=true", headers={"If-None-Match": first["ETag"]})
    assert other.status_code == 200


def test_a_seat_that_is_taken_changes_the_copy(small: Clock, get: Get, as_owner: AsOwner) -> None:
    with as_owner():
        made = group("V1", after=AT)
    before = get("services", full="true")["ETag"]
    small.shift(30)
    assert get("services", full="true")["ETag"] == before
    with as_owner():
        type(made).objects.filter(pk=made.pk).update(taken=4)
    assert get("services", full="true")["ETag"] != before


def test_somebody_logged_in_is_nobody_here(small: Clock, as_owner: AsOwner, get: Get) -> None:
    client = Client()
    client.force_login(staff(as_owner, "lemvig"))
    with CaptureQueriesContext(connection) as captured:
        response = client.get("/openreferral/services")
    assert response.content == get("services").content
    assert response["Cache-Control"] == "public, max-age=60"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert not [query for query in captured.captured_queries if "django_session" in query["sql"]]


def test_every_answer_sets_no_cookie(small: Clock, get: Get) -> None:
    for point in END_POINTS:
        assert not get(point.path.replace("{id}", NOBODYS)).cookies


def test_without_its_last_slash_the_root_leads_on(small: Clock) -> None:
    response = Client().get("/openreferral", follow=True)
    assert response.redirect_chain == [("/openreferral/", 301)]
    assert response.json() == {
        "version": "3.0",
        "profile": "http://testserver/data/aabne/",
        "openapi_url": "http://testserver/openreferral/openapi.json",
    }
