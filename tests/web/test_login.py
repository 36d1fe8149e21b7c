"""The demo log-in: made-up people alone, one press each, and closed where anybody is real."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session as LogIn
from django.core import checks
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.partnership.models import User
from sundhedscenter.partnership.viewers import viewer_for
from sundhedscenter.web.login.guard import RealPeople, check_demo_data, refuse_start
from sundhedscenter.web.login.views import local_path
from tests.people import AT, AsOwner, leader, person, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
URL = "/log-ind/"


def test_page_names_everybody_under_their_role(client: Client, as_owner: AsOwner) -> None:
    staff(as_owner, "lemvig", role="operator", name="Ole Drift")
    leader(as_owner, "skive", name="Lis Leder")
    person(as_owner)
    response = client.get(URL)
    groups = [*response.context["citizens"], *response.context["staff"]]
    assert [group.code for group in groups] == ["citizen", "leader", "operator"]
    assert response.content.decode().count('<button class="log-in-person"') == 3
    assert "_auth_user_id" not in client.session


def test_page_takes_the_same_queries_for_one_and_for_three_people(
    client: Client, as_owner: AsOwner, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # Request and guard each open a savepoint and name their viewer (2 x 3, and one back), 2 EXISTS, leaders, users, posts.
    queries = 11
    for more in (1, 2):
        for _ in range(more):
            staff(as_owner, "lemvig")
        with django_assert_num_queries(queries):
            client.get(URL)


def test_one_press_logs_in_with_a_fresh_session(client: Client, as_owner: AsOwner) -> None:
    user = staff(as_owner, "lemvig")
    session = client.session
    session["before"] = True
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    response = client.post(URL, {"user": user.pk})
    assert (response.status_code, response.url) == (302, "/personale/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session.session_key != before


def test_a_citizen_goes_to_their_own_way(client: Client, as_owner: AsOwner) -> None:
    assert client.post(URL, {"user": person(as_owner).user.pk}).url == "/min-vej/"


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("/klar/bekraeft/?a=1", "/klar/bekraeft/?a=1"),
        ("https://ond.example/", ""),
        ("//ond.example/", ""),
        ("/\\ond.example/", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_only_our_own_pages_are_gone_to_afterwards(client: Client, as_owner: AsOwner, asked: str, kept: str) -> None:
    assert local_path(asked) == kept
    user = staff(as_owner, "lemvig")
    assert client.post(URL, {"user": user.pk, "next": asked}).url == (kept or "/personale/")


def test_a_new_citizen_has_a_pseudonym_and_is_demo(client: Client) -> None:
    response = client.post(URL, {"new": "1", "next": "/klar/bekraeft/"})
    assert response.url == "/klar/bekraeft/"
    user = User.objects.get(pk=client.session["_auth_user_id"])
    assert user.is_demo
    assert user.username.startswith("borger-")
    with acting_as(viewer_for(user, AT.date())):
        citizen = Citizen.objects.get()
    assert (citizen.user_id, citizen.is_demo, citizen.display_name) == (user.pk, True, user.display_name)
    assert citizen.display_name.casefold() not in user.username


@pytest.mark.parametrize("number", ["", "0", "99999999", "abc", "-1"])
def test_nobody_else_can_be_chosen(client: Client, number: str) -> None:
    assert client.post(URL, {"user": number}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_an_inactive_person_cannot_be_chosen(client: Client, as_owner: AsOwner) -> None:
    user = staff(as_owner, "lemvig")
    with as_owner():
        User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.post(URL, {"user": user.pk}).status_code == 404


def test_closed_when_the_demo_is_off(client: Client, as_owner: AsOwner, settings: Any) -> None:
    user = staff(as_owner, "lemvig")
    settings.DEMO = False
    assert client.get(URL).status_code == 404
    assert client.post(URL, {"user": user.pk}).status_code == 404
    refuse_start()  # a centre without a demo starts with whom it has


@pytest.mark.parametrize("kind", ["user", "citizen"])
def test_closed_where_anybody_is_real(client: Client, as_owner: AsOwner, kind: str) -> None:
    user = staff(as_owner, "lemvig")
    assert client.get(URL).status_code == 200
    assert check_demo_data(databases=["default"]) == []
    with as_owner():
        if kind == "user":
            User.objects.create(username="virkelig", is_demo=False)
        else:
            Citizen.objects.create(display_name="Virkelig", created_at=AT, is_demo=False)
    assert client.get(URL).status_code == 404
    assert client.post(URL, {"user": user.pk}).status_code == 404
    assert "_auth_user_id" not in client.session
    with pytest.raises(RealPeople, match="SUNDHEDSCENTER_DEMO=0"):
        refuse_start()
    assert [message.id for message in checks.run_checks(tags=["database"], databases=["default"])] == ["web.E001"]


def test_the_check_needs_a_database_to_look_into() -> None:
    assert check_demo_data(databases=None) == []


def test_log_in_refuses_a_post_from_another_page(as_owner: AsOwner) -> None:
    user = staff(as_owner, "lemvig")
    assert Client(enforce_csrf_checks=True).post(URL, {"user": user.pk}).status_code == 403


def test_log_out_is_a_post_and_forgets_the_session(client: Client, as_owner: AsOwner) -> None:
    client.post(URL, {"user": staff(as_owner, "lemvig").pk})
    assert client.get("/log-ud/").status_code == 405
    response = client.post("/log-ud/")
    assert response.url == "/"
    assert "_auth_user_id" not in client.session
    assert response.cookies["kladde"]["max-age"] == 0


@pytest.mark.parametrize("change", ["over", "inactive", "gone"])
def test_a_log_in_that_holds_no_longer_opens_nothing(client: Client, as_owner: AsOwner, change: str) -> None:
    user = staff(as_owner, "lemvig")
    client.force_login(user)
    assert client.get("/personale/").status_code == 200
    with as_owner():
        if change == "over":
            LogIn.objects.update(expire_date=AT - timedelta(days=400))
        elif change == "inactive":
            User.objects.filter(pk=user.pk).update(is_active=False)
        else:
            user.employments.all().delete()
            User.objects.filter(pk=user.pk).delete()
    assert client.get("/personale/").status_code == 302


def test_the_guard_sees_citizens_whom_the_site_does_not(as_owner: AsOwner) -> None:
    person(as_owner)
    assert Citizen.objects.count() == 0
    with acting_as(system("login")):
        assert Citizen.objects.count() == 1
