"""A municipality's own citizens: the list, one case, and nobody else's."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from sundhedscenter.citizens.models import Citizen, Relation, Task
from sundhedscenter.core.models import AccessLine
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.intake.models import Request
from sundhedscenter.journey.changes import say_no
from sundhedscenter.partnership.models import Employment, Organisation, User
from tests.people import AT, LONG, AsOwner, Person, accepts, leader, person, staff, viewer_of
from tests.small_catalogue import WAIT_ON_VIDEO

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
NOW = AT + timedelta(days=2)
LIST = "web:staff_cases"


@pytest.fixture
def own(as_owner: AsOwner, client: Client) -> Iterator[User]:
    """Lemvig's nurse, two days after the citizens asked. Somebody in Skive can lead."""
    leader(as_owner, "skive")
    user = staff(as_owner, "lemvig", name="Lemvigs sygeplejerske")
    client.force_login(user)
    with time_machine.travel(NOW, tick=False):
        client.force_login(user)
        yield user


def asks(as_owner: AsOwner, name: str, town: str = "lemvig", *, talk: bool = False, **changes: Any) -> Person:
    someone = person(as_owner, name)
    contact = {"full_name": f"{name} Efternavn", "phone": "20 11 22 33", "email": "borger@example.org"}
    accepts(someone, town, "talk:centre" if talk else WAIT_ON_VIDEO, contact=contact, **changes)
    return someone


def test_the_list_has_own_citizens_alone(own: User, client: Client, as_owner: AsOwner) -> None:
    asks(as_owner, "Anna", topic="kol")
    asks(as_owner, "Fremmed", "struer")
    rows = client.get(reverse(LIST)).context["rows"]
    assert [(row["name"], row["status"], row["owner"]) for row in rows] == [
        ("Anna", "plan_proposed", "Lemvigs sygeplejerske")
    ]


def test_who_waits_for_us_stands_first(own: User, client: Client, as_owner: AsOwner) -> None:
    anna, _bent = asks(as_owner, "Anna"), asks(as_owner, "Bent")
    with acting_as(viewer_of(anna.user, AT), on=AT.date()) as viewer:
        pathway = Citizen.objects.get(pk=anna.citizen.pk).pathways.get()
        say_no(viewer=viewer, pathway=pathway, reason="time_work", at=AT, final=True)
    rows = client.get(reverse(LIST)).context["rows"]
    assert [row["name"] for row in rows] == ["Anna", "Bent"]
    assert rows[0]["task"] == "Borgeren sagde nej: ring og hør hvorfor"
    assert not rows[0]["late"]
    with time_machine.travel(AT + timedelta(days=5), tick=False):
        client.force_login(own)
        lines = client.get(reverse("web:staff_home")).context["morning"]
        assert ("Anna", "Borgeren sagde nej: ring og hør hvorfor senest 7. mar") in [
            (line["name"], line["first"]) for line in lines
        ]
    with time_machine.travel(NOW + timedelta(days=10), tick=False):
        client.force_login(own)
        assert client.get(reverse(LIST)).context["rows"][0]["late"]


def test_a_case_shows_what_the_citizen_sees_and_how_to_reach_them(own: User, client: Client, as_owner: AsOwner) -> None:
    anna = asks(as_owner, "Anna", goal="gå tur med hunden")
    page = client.get(reverse("web:staff_case", args=[anna.citizen.pk])).content.decode()
    for words in ("Anna Efternavn", "20 11 22 33", "gå tur med hunden", "Lemvig Kommune", "Grundhold"):
        assert words in page


def test_a_foreign_case_is_not_found_and_not_logged(own: User, client: Client, as_owner: AsOwner) -> None:
    foreign = asks(as_owner, "Fremmed", "struer")
    assert client.get(reverse("web:staff_case", args=[foreign.citizen.pk])).status_code == 404
    with acting_as(system("check")):
        assert not AccessLine.objects.filter(subject_id=foreign.citizen.pk).exists()


def test_lists_cost_the_same_for_one_and_for_three(
    own: User, client: Client, as_owner: AsOwner, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asks(as_owner, "Anna", digital="no")
    urls = [reverse(LIST), reverse("web:staff_home")]
    costs = []
    for url in urls:
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        costs.append(len(queries))
        written = sum("INSERT INTO core_accessline" in query["sql"] for query in queries)
        assert written == (1 if url == reverse(LIST) else 0), "the first page shows what is one's own: nothing here"
    asks(as_owner, "Bent", digital="no")
    asks(as_owner, "Carl")
    for url, cost in zip(urls, costs, strict=True):
        with django_assert_num_queries(cost):
            client.get(url)


def test_each_reading_leaves_a_line_for_each_citizen_in_one_insert(
    own: User, client: Client, as_owner: AsOwner
) -> None:
    someone = [asks(as_owner, name).citizen.pk for name in ("Anna", "Bent", "Carl")]
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse(LIST))
    assert sum("INSERT INTO core_accessline" in query["sql"] for query in queries) == 1
    with acting_as(system("check")):
        lines = AccessLine.objects.filter(what="case_list", viewer=f"user:{own.pk}")
        assert set(lines.values_list("subject_id", flat=True)) == set(someone)
        assert set(lines.values_list("path", flat=True)) == {reverse(LIST)}


def test_a_professional_ends_a_task_with_one_click(own: User, client: Client, as_owner: AsOwner) -> None:
    anna = asks(as_owner, "Anna", talk=True)
    page = reverse("web:staff_case", args=[anna.citizen.pk])
    (task,) = client.get(page).context["tasks"]
    assert "Hvordan gik det?" in client.get(page).content.decode()
    assert client.get(task["finish"]).status_code == 405
    assert client.post(task["finish"], {"outcome": "ready"}).status_code == 400
    for _ in range(2):
        answer = client.post(task["finish"], {"outcome": "talked"})
        assert (answer.status_code, answer.url) == (302, page)
    assert client.get(page).context["tasks"] == []


def test_another_municipality_cannot_end_it(own: User, client: Client, as_owner: AsOwner) -> None:
    anna = asks(as_owner, "Anna", talk=True)
    (task,) = client.get(reverse("web:staff_case", args=[anna.citizen.pk])).context["tasks"]
    client.force_login(staff(as_owner, "struer"))
    assert client.post(task["finish"], {"outcome": "talked"}).status_code == 404


def test_an_assessor_sees_those_of_whom_something_is_owed(own: User, client: Client, as_owner: AsOwner) -> None:
    owed, nothing = asks(as_owner, "Anna", talk=True), asks(as_owner, "Bent")
    client.force_login(staff(as_owner, "lemvig", role="assessor"))
    assert [row["name"] for row in client.get(reverse(LIST)).context["rows"]] == ["Anna"]
    case = client.get(reverse("web:staff_case", args=[owed.citizen.pk]))
    assert [task["finish"] for task in case.context["tasks"]] == [""]
    assert client.get(reverse("web:staff_case", args=[nothing.citizen.pk])).status_code == 404
    with as_owner():
        Task.objects.update(ended_at=NOW, end_reason="talked")
    assert client.get(reverse(LIST)).context["rows"] == []


def test_who_is_assessor_and_professional_sees_as_a_professional(own: User, client: Client, as_owner: AsOwner) -> None:
    asks(as_owner, "Anna")
    with as_owner():
        lemvig = Organisation.objects.get(code="lemvig")
        Employment.objects.create(user=own, organisation=lemvig, role="assessor", during=LONG)
    assert [row["name"] for row in client.get(reverse(LIST)).context["rows"]] == ["Anna"]


def test_a_manager_sees_numbers_and_days_and_nobody(own: User, client: Client, as_owner: AsOwner) -> None:
    anna = asks(as_owner, "Anna", talk=True)
    asks(as_owner, "Bent", talk=True)
    asks(as_owner, "Fremmed", "struer", talk=True)
    with as_owner():
        request = Request.objects.get(citizen=anna.citizen)
        Request.objects.filter(pk=request.pk).update(ended_at=None, end_reason="")
        Task.objects.filter(citizen=anna.citizen).update(deadline=NOW.date() - timedelta(days=1))
    client.force_login(staff(as_owner, "lemvig", role="manager", name="Leder"))
    page = client.get(reverse("web:staff_queues"))
    assert [(row["owner"], row["what"], row["waiting"], row["late"]) for row in page.context["rows"]] == [
        ("Lemvigs sygeplejerske", "Ring til borgeren", 2, 1),
        ("Køen", "Ny henvendelse", 1, 0),
    ]
    html = page.content.decode()
    assert all(name not in html for name in ("Anna", "Bent", "Fremmed", str(anna.citizen.pk)))
    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(reverse("web:staff_case", args=[anna.citizen.pk])).status_code == 403
    with acting_as(viewer_of(User.objects.get(display_name="Leder"), NOW), on=NOW.date()):
        assert (Citizen.objects.count(), Task.objects.count(), Request.objects.count()) == (0, 0, 0)
    with acting_as(system("check")):
        assert not AccessLine.objects.exists()


def test_the_list_turns_its_pages_and_logs_only_whom_it_shows(
    own: User, client: Client, as_owner: AsOwner, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Anna", "Bent", "Carla"):
        asks(as_owner, name)
    monkeypatch.setattr("sundhedscenter.web.staff.cases.LINES", 2)
    first, second = (client.get(f"{reverse(LIST)}?side={number}") for number in (1, 2))
    shown = [[row["name"] for row in answer.context["rows"]] for answer in (first, second)]
    assert [len(names) for names in shown] == [2, 1]
    assert sorted(sum(shown, [])) == ["Anna", "Bent", "Carla"]
    with acting_as(system("check")):
        assert AccessLine.objects.filter(what="case_list", path=reverse(LIST)).count() == 3
    beyond = client.get(f"{reverse(LIST)}?side=x99")
    assert beyond.status_code == 200


def test_a_name_is_found_without_standing_in_an_address(own: User, client: Client, as_owner: AsOwner) -> None:
    for name, town in (("Anna", "lemvig"), ("Bent", "lemvig"), ("Annalise", "struer")):
        asks(as_owner, name, town)
    found = client.post(reverse(LIST), {"name": " aNNa "})
    assert [row["name"] for row in found.context["rows"]] == ["Anna"]
    nobody = client.post(reverse(LIST), {"name": "Annalise"})
    assert "Ingen borger hedder Annalise her." in nobody.content.decode()


def test_a_request_nobody_has_answered_says_what_to_do(own: User, client: Client, as_owner: AsOwner) -> None:
    anna = person(as_owner, "Anna")
    with as_owner():
        lemvig = Organisation.objects.get(code="lemvig")
        source = {"source_kind": "test", "source_id": "1", "scope": "care", "during": LONG}
        Relation.objects.create(citizen=anna.citizen, organisation=lemvig, **source)
        asks_for = {"citizen": anna.citizen, "owner_organisation": lemvig, "owner": own, "way": "practice"}
        Request.objects.create(**asks_for, topic="kol", received_at=AT, deadline=AT.date())
    page = client.get(reverse("web:staff_case", args=[anna.citizen.pk]))
    waits = page.context["request_waits"]
    assert (waits["owner"], waits["late"]) == ("Lemvigs sygeplejerske", True)
    html = page.content.decode()
    assert f'href="{reverse("web:staff_new")}"' in html
    assert "Skriv ind for borgeren" not in html, "there is no pathway to write in yet"
    begun = client.get(reverse("web:staff_case", args=[asks(as_owner, "Bent").citizen.pk]))
    assert "request_waits" not in begun.context
