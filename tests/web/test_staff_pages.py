"""Which role opens which staff page: the whole table, every cell."""

import pytest
from django.test import Client
from django.urls import reverse

from sundhedscenter.partnership.models import Employment
from sundhedscenter.web.staff.model_words import ROLES
from sundhedscenter.web.staff.policy import EVERY_ROLE, MENU
from tests.people import AsOwner, person, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
PAGES = [page.url_name for page in MENU]
# Said again here, page by page, so that a change of the policy table is seen by two.
OPEN = {
    "professional": {"home", "morning", "groups", "cases", "new_citizen", "data", "offers", "programmes"},
    "assessor": {"home", "cases", "offers", "programmes"},
    "specialist": {"home", "groups", "offers", "programmes"},
    "practice": {"home", "offers"},
    "hospital": {"home", "offers"},
    "outside_partner": {"home", "groups", "offers"},
    "coordinator": {"home", "figures", "pooled", "offers", "coverage", "responsibility", "partnership"},
    "practice_consultant": {"home", "offers"},
    "clinical_lead": {"home", "offers", "workshop", "coverage", "programmes"},
    "offer_editor": {"workshop", "coverage", "home", "ideas", "offers", "programmes"},
    "moderator": {"home", "ideas", "offers"},
    "manager": {"home", "queues", "offers", "programmes", "partnership"},
    "operator": {"home", "offers", "partnership", "operations"},
}


def test_every_role_is_in_the_table_and_has_its_words() -> None:
    assert set(OPEN) == EVERY_ROLE
    assert {code: str(name) for code, name in ROLES.items()} == dict(Employment.ROLES)


@pytest.mark.parametrize("role", sorted(OPEN))
def test_a_role_opens_its_pages_and_no_other(client: Client, as_owner: AsOwner, role: str) -> None:
    client.force_login(staff(as_owner, "lemvig", role=role))
    answers = {page.code: client.get(reverse(page.url_name)) for page in MENU}
    assert {code for code, answer in answers.items() if answer.status_code == 200} == OPEN[role]
    assert {answer.status_code for answer in answers.values()} <= {200, 403}
    shown = {entry["href"] for entry in answers["home"].context["menu"]}
    assert shown == {reverse(page.url_name) for page in MENU if page.code in OPEN[role]}


def test_a_citizen_opens_none(client: Client, as_owner: AsOwner) -> None:
    client.force_login(person(as_owner).user)
    assert {client.get(reverse(name)).status_code for name in PAGES} == {403}


def test_somebody_who_no_longer_works_here_opens_none(client: Client, as_owner: AsOwner) -> None:
    user = staff(as_owner, "lemvig")
    with as_owner():
        user.employments.update(during="[2020-01-01,2021-01-01)")
    client.force_login(user)
    assert {client.get(reverse(name)).status_code for name in PAGES} == {403}


def test_who_is_not_logged_in_logs_in_and_comes_back(client: Client) -> None:
    answer = client.get(reverse("web:staff_cases") + "?a=1")
    assert (answer.status_code, answer.url) == (302, "/log-ind/?next=/personale/borgere/%3Fa%3D1")


def test_the_first_page_says_who_one_is(client: Client, as_owner: AsOwner) -> None:
    client.force_login(staff(as_owner, "lemvig", role="coordinator", name="Kaj Koordinator"))
    page = client.get(reverse("web:staff_home")).content.decode()
    assert "Hej Kaj Koordinator" in page
    assert "Koordinator, Lemvig Kommune" in page
