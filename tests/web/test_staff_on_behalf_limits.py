"""Who may not write in for a citizen, and what another typed."""

import pytest
from django.test import Client
from django.urls import reverse

from sundhedscenter.citizens.models import Citizen, Relation
from sundhedscenter.core.models import AccessLine
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.intake.models import ActOnBehalf
from sundhedscenter.partnership.models import Employment, Organisation, User
from tests.people import AT, LONG, AsOwner, person, staff
from tests.web.on_behalf_walk import NEW, WALKED, asks, page_for, types

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


def reaches(client: Client, citizen: Citizen) -> set[int]:
    """The answers of every page and every act for the citizen."""
    found = {client.get(page_for(citizen, rest)).status_code for rest in WALKED}
    found |= {
        client.post(page_for(citizen, rest), {"reason": "family", "weeks": "4", "key": "talk:centre"}).status_code
        for rest in ("pause/", "tilbage/", "tid/", "form/", "nej/", "vaelg/", "kontakt/")
    }
    return found


@pytest.mark.parametrize(
    ("town", "role", "answer"),
    [
        ("struer", "professional", 404),
        ("lemvig", "assessor", 403),
        ("lemvig", "manager", 403),
        ("lemvig", "coordinator", 403),
        ("lemvig", "specialist", 403),
    ],
)
def test_nobody_else_writes_for_a_citizen(
    nurse: User, client: Client, as_owner: AsOwner, town: str, role: str, answer: int
) -> None:
    anna = asks(as_owner, "Anna", key="talk:centre")
    client.force_login(staff(as_owner, town, role=role))
    assert reaches(client, anna.citizen) == {answer}
    with acting_as(system("check")):
        assert not ActOnBehalf.objects.exists()
        assert not AccessLine.objects.filter(subject_id=anna.citizen.pk, what="on_behalf").exists()


def test_an_assessor_who_is_a_professional_elsewhere_writes_nothing_here(
    nurse: User, client: Client, as_owner: AsOwner
) -> None:
    anna = asks(as_owner, "Anna", key="talk:centre")
    both = staff(as_owner, "lemvig", role="assessor")
    with as_owner():
        struer = Organisation.objects.get(code="struer")
        Employment.objects.create(user=both, organisation=struer, role="professional", during=LONG)
    client.force_login(both)
    case = client.get(reverse("web:staff_case", args=[anna.citizen.pk]))
    assert (case.status_code, case.context["write_in"]) == (200, [])
    assert reaches(client, anna.citizen) == {404}


def test_an_ended_relation_and_the_citizen_write_nothing(nurse: User, client: Client, as_owner: AsOwner) -> None:
    anna, other = asks(as_owner, "Anna"), person(as_owner)
    client.force_login(other.user)
    assert reaches(client, anna.citizen) == {403}
    client.force_login(anna.user)
    assert reaches(client, anna.citizen) == {403}
    assert client.get(NEW).status_code == 403
    with as_owner():
        for relation in Relation.objects.filter(citizen=anna.citizen):
            relation.during = (relation.during.lower, AT.date())
            relation.save(update_fields=["during"])
    client.force_login(nurse)
    assert reaches(client, anna.citizen) == {404}
    client.logout()
    assert client.get(page_for(anna)).url.startswith(reverse("web:log_in"))


def test_what_another_typed_is_not_found(nurse: User, client: Client, as_owner: AsOwner) -> None:
    url = types(client)
    client.force_login(staff(as_owner, "lemvig"))
    for page in ("", "findes/", "forslag/", "bekraeft/"):
        assert client.get(url.replace("findes/", page)).status_code == 404
    assert client.post(url.replace("findes/", "fjern/")).status_code == 404
    assert client.get(NEW).context["unfinished"] == []


def test_an_unknown_way_is_no_page(nurse: User, client: Client, as_owner: AsOwner) -> None:
    assert client.get(page_for(asks(as_owner, "Anna"), "", "due")).status_code == 404
