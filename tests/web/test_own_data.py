"""The citizen's own data and the controller's answers, through the pages."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from sundhedscenter.citizens.models import HelperAccess, NeedToKnow
from sundhedscenter.core import access
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import AccessLine
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.groups.models import Group
from sundhedscenter.intake.models import DataRequest
from sundhedscenter.journey.own_data import parts
from sundhedscenter.journey.own_data.export import fields_of
from sundhedscenter.partnership.models import User
from sundhedscenter.web.citizen.data_words import COUNTED, FIELDS
from tests.people import AT, AsOwner, Person, person, staff, viewer_of
from tests.web.citizen_walk import logged_in, seated, text_of
from tests.web.test_citizen_reading import is_plain

pytestmark = pytest.mark.django_db
NOW = AT + timedelta(days=3)
CITIZEN_PAGES = [
    "own_data", "looked", "holdings", "data_export", "data_file", "data_paper", "data_correction", "data_erasure",
    "data_question",
]  # fmt: skip


@pytest.fixture
def nurse(content: None, as_owner: AsOwner) -> User:
    return staff(as_owner, "lemvig", name="Lone Lund")


@pytest.fixture
def own(nurse: User, as_owner: AsOwner) -> Iterator[tuple[Person, Group]]:
    """A citizen of Lemvig with a seat in a group led from Skive, three days later."""
    found = seated(as_owner)
    with time_machine.travel(NOW, tick=False):
        yield found


def looks(who: Person, by: User, what: str, days: int = 0) -> None:
    at = NOW - timedelta(days=days)
    viewer = viewer_of(by, at)
    with acting_as(viewer, on=day_of(at)):
        access.begin()
        access.seen(viewer, [who.citizen.pk], what)
        access.flush(at=at, path="/personale/")


def asks(who: Person, page: str, **data: object) -> DataRequest:
    response = logged_in(who).post(reverse(f"web:{page}"), data)
    assert response.status_code == 302, response.content.decode()
    with acting_as(who.viewer, on=day_of(NOW)):
        return DataRequest.objects.get(pk=response.url.rstrip("/").rpartition("/")[2])


def test_who_looked_stands_by_day_and_person_with_why(own: tuple[Person, Group], nurse: User) -> None:
    someone, group = own
    for days, by, what in ((0, nurse, "case"), (0, nurse, "case_list"), (1, group.leader, "group_roster")):
        looks(someone, by, what, days)
    page = text_of(logged_in(someone).get(reverse("web:looked")))
    assert re.findall(r"<h2>(.*?)</h2>", page) == ["Torsdag den 5. marts", "Onsdag den 4. marts"]
    assert page.count("Lone Lund") == 2, "one line, and the name of its button"
    assert "Fordi du har et forløb hos Lemvig Kommune." in page
    assert "Fordi Mette Holm leder dit hold." in page
    assert "Du har selv set 1 side." not in page
    assert "Du har selv set" in text_of(logged_in(someone).get(reverse("web:looked")))


def test_a_visit_that_nothing_allowed_says_so(own: tuple[Person, Group], as_owner: AsOwner) -> None:
    looks(own[0], staff(as_owner, "struer", name="Fremmed"), "case")
    assert "Vi kan ikke se hvorfor. Spørg os gerne." in text_of(logged_in(own[0]).get(reverse("web:looked")))


def test_a_helper_is_told_apart_from_staff(own: tuple[Person, Group], as_owner: AsOwner) -> None:
    sister = person(as_owner, "Søster").user
    with as_owner():
        HelperAccess.objects.create(
            citizen=own[0].citizen,
            helper=sister,
            name="Min søster Ida",
            scope=["dates"],
            during=DateRange(day_of(AT), day_of(AT) + timedelta(days=60)),
            given_at=AT,
        )
    looks(own[0], sister, "helper_dates")
    page = text_of(logged_in(own[0]).get(reverse("web:looked")))
    for words in ("Min søster Ida", "Din hjælper", "Fordi du har givet lov."):
        assert words in page
    assert "Søster<" not in page


def test_periods_and_pages_cost_the_same_however_many_looked(own: tuple[Person, Group], nurse: User) -> None:
    someone, group = own
    client = logged_in(someone)
    looks(someone, nurse, "case", 40)
    costs = []
    for days in (0, 60):
        for day in range(days):
            looks(someone, (nurse, group.leader)[day % 2], "case", day)
        with CaptureQueriesContext(connection) as queries:
            page = text_of(client.get(reverse("web:looked"), {"side": 2}))
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert "Side 2 af 3" in page
    month = text_of(client.get(reverse("web:looked"), {"periode": "maaned"}))
    assert "Side 1 af 2" in month
    assert "Ingen andre" not in text_of(client.get(reverse("web:looked"), {"periode": "noget andet"}))


@pytest.mark.parametrize("name", CITIZEN_PAGES)
def test_each_page_leaves_one_line_in_one_insert(own: tuple[Person, Group], name: str) -> None:
    client = logged_in(own[0])
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(reverse(f"web:{name}"))
    assert b"".join(answer) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert sum("INSERT INTO core_accessline" in query["sql"] for query in queries) == 1
    with acting_as(system("check")):
        assert AccessLine.objects.filter(subject_id=own[0].citizen.pk, what=name).count() == 1


def test_staff_pages_leave_one_insert_whatever_their_number(own: tuple[Person, Group], nurse: User) -> None:
    wish = asks(own[0], "data_correction", parts=["goal"], text="Ret det")
    client = Client()
    client.force_login(nurse)
    for url in (reverse("web:staff_data"), reverse("web:staff_data_request", args=[wish.pk])):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        assert sum("INSERT INTO core_accessline" in query["sql"] for query in queries) == 1


def test_the_list_costs_the_same_for_one_and_for_three(own: tuple[Person, Group], nurse: User) -> None:
    client, costs = Client(), []
    client.force_login(nurse)
    for wishes in (("goal",), ("contact", "name")):
        for part in wishes:
            asks(own[0], "data_correction", parts=[part], text="Ret det")
        client.get(reverse("web:staff_data"))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("web:staff_data"))
        costs.append(len(queries))
    assert len(page.context["rows"]) == 3
    assert costs[0] == costs[1]


def test_holdings_name_who_may_see_what_and_why(own: tuple[Person, Group]) -> None:
    page = text_of(logged_in(own[0]).get(reverse("web:holdings")))
    assert page.index("Lemvig Kommune") < page.index("Skive Kommune")
    assert "Fordi du har et forløb hos Lemvig Kommune." in page
    assert "Fordi Mette Holm leder dit hold." in page
    assert "Kan kun se:</strong> Det navn, holdet ser. Det, lederen af holdet skal vide. Dine hold." in page
    assert "Fagfolk skal gemme en journal" in page


def test_the_file_has_everything_and_its_name_tells_nothing(own: tuple[Person, Group]) -> None:
    response = logged_in(own[0]).get(reverse("web:data_file"))
    found = json.loads(b"".join(response))
    assert response["Content-Disposition"] == 'attachment; filename="dine-data-2026-03-05.json"'
    assert "no-store" in response["Cache-Control"]
    assert [part["code"] for part in found["parts"]] == [part.code for part in parts.data_parts().parts]
    tables = {table["table"]: table["rows"] for part in found["parts"] for table in part["tables"]}
    assert tables["pathways.Goal"][0]["text"] == "gå tur med hunden igen"
    assert tables["groups.Seat"][0]["group"]["name"] == own[1].code
    assert tables["core.AccessLine"] == [], "the download itself is written when the answer is made"


def test_the_paper_says_it_in_words(own: tuple[Person, Group]) -> None:
    page = text_of(logged_in(own[0]).get(reverse("web:data_paper")))
    for words in ("gå tur med hunden igen", "Dit mål", "7620", "borger@example.org", "Lone Lund, Lemvig Kommune"):
        assert words in page
    with translation.override("da"):
        english = text_of(logged_in(own[0]).get("/en" + reverse("web:data_paper")))
    assert "Your goal" in english


def test_every_table_has_words_on_paper() -> None:
    for model in parts.citizen_models():
        names = {field.name for field in fields_of(model)}
        assert model._meta.label in COUNTED or names & FIELDS.keys(), (
            f"say a field of {model._meta.label} in data_words"
        )


@pytest.mark.parametrize("name", ["data_correction", "data_erasure", "data_question"])
def test_an_empty_wish_is_told_what_to_do_and_keeps_what_was_typed(own: tuple[Person, Group], name: str) -> None:
    typed = "" if name == "data_question" else "Mine egne ord"
    response = logged_in(own[0]).post(reverse(f"web:{name}"), {"text": typed})
    assert response.status_code == 422
    assert typed in response.content.decode()
    is_plain(response.content.decode(), name)


def test_what_stays_is_said_before_anybody_asks(own: tuple[Person, Group]) -> None:
    page = text_of(logged_in(own[0]).get(reverse("web:data_erasure")))
    assert "Det er en del af din journal. Fagfolk skal gemme en journal i mindst fem eller ti år." in page
    assert "Hvem der har kigget" in page


def test_who_has_nothing_here_is_told_so(content: None, as_owner: AsOwner) -> None:
    page = text_of(logged_in(person(as_owner)).get(reverse("web:data_erasure")))
    assert "Vi har ikke andet om dig end dit navn." in page


def test_a_correction_is_asked_answered_and_read(own: tuple[Person, Group], nurse: User) -> None:
    someone, _group = own
    wish = asks(someone, "data_correction", parts=["contact"], text="Ny telefon: 11 22 33 44")
    read = reverse("web:data_wish", args=[wish.pk])
    page = text_of(logged_in(someone).get(read))
    assert "Lemvig Kommune svarer dig senest søndag den 5. april 2026." in page
    staff_client, url = Client(), reverse("web:staff_data_request", args=[wish.pk])
    staff_client.force_login(nurse)
    assert "Ny telefon: 11 22 33 44" in text_of(staff_client.get(url))
    right = {"contact-full_name": "Test Borger", "contact-phone": "11 22 33 44", "contact-email": "borger@example.org"}
    wrong = staff_client.post(url, {**right, "contact-email": "ikke en mail", "answer": "Gjort"})
    assert wrong.status_code == 422
    assert "Skriv en mail som navn@eksempel.dk." in wrong.content.decode()
    assert "ikke en mail" in wrong.content.decode()
    assert staff_client.post(url, {**right, "answer": "Det er skrevet ind."}).status_code == 302
    assert staff_client.post(url, right).status_code == 302, "sent twice it is answered once"
    page = text_of(logged_in(someone).get(read))
    for words in ("Det er rettet", "20 00 00 00", "11 22 33 44", "Det er skrevet ind."):
        assert words in page
    is_plain(logged_in(someone).get(read).content.decode(), "data_wish")
    assert staff_client.get(reverse("web:staff_data")).context["rows"] == []


def test_an_erasure_says_what_went_and_what_stayed(own: tuple[Person, Group], nurse: User, as_owner: AsOwner) -> None:
    someone, _group = own
    with as_owner():
        NeedToKnow.objects.create(citizen=someone.citizen, recorded_at=AT, code="gentle", text="Hemmeligt knæ")
    wish = asks(someone, "data_erasure", parts=["need_to_know", "contact"])
    client, url = Client(), reverse("web:staff_data_request", args=[wish.pk])
    client.force_login(nurse)
    page = text_of(client.get(url))
    assert "Borgeren får ikke en besked. Svaret står på borgerens side. Ring, før du sletter." in page
    assert "Autorisationsloven § 25" in page
    refused = client.post(url, {"do": "refuse", "answer": ""})
    assert refused.status_code == 422
    assert "Skriv til borgeren, hvorfor." in refused.content.decode()
    assert client.post(url, {"do": "erase", "answer": ""}).status_code == 302
    read = logged_in(someone).get(reverse("web:data_wish", args=[wish.pk]))
    for words in ("Det, der må slettes, er slettet", "Det bliver stående", "Dit fulde navn.", "Datatilsynet"):
        assert words in text_of(read)
    is_plain(read.content.decode(), "data_wish erased")
    assert "Hemmeligt knæ" not in text_of(logged_in(someone).get(reverse("web:data_paper")))


def test_a_question_starts_at_a_visit_and_names_it_to_staff(own: tuple[Person, Group], nurse: User) -> None:
    someone, group = own
    looks(someone, group.leader, "group_roster")
    about = {"day": "2026-03-05", "viewer": f"user:{group.leader_id}"}
    opened = logged_in(someone).post(reverse("web:data_question"), {**about, "open": "1"})
    assert opened.status_code == 200
    assert "Besøget torsdag den 5. marts" in text_of(opened)
    wish = asks(someone, "data_question", **about)
    client, url = Client(), reverse("web:staff_data_request", args=[wish.pk])
    client.force_login(nurse)
    assert "Om besøget 5. marts 2026: Mette Holm, Skive Kommune." in text_of(client.get(url))
    assert client.post(url, {"answer": ""}).status_code == 422
    assert client.post(url, {"answer": "Hun ser sit hold hver uge."}).status_code == 302
    assert "Hun ser sit hold hver uge." in text_of(logged_in(someone).get(reverse("web:data_wish", args=[wish.pk])))


def test_a_question_about_a_visit_that_was_not_is_about_none(own: tuple[Person, Group], nurse: User) -> None:
    data = {"day": "2026-03-05", "viewer": f"user:{nurse.pk}", "text": "Hvem?"}
    assert asks(own[0], "data_question", **data).about_day is None


def test_a_wish_told_by_phone_is_marked(own: tuple[Person, Group], nurse: User) -> None:
    someone, _group = own
    client, url = Client(), reverse("web:staff_data_new", args=[someone.citizen.pk])
    client.force_login(nurse)
    assert url in client.get(reverse("web:staff_case", args=[someone.citizen.pk])).content.decode()
    assert client.post(url, {"text": "Slet mit mål"}).status_code == 422
    saved = client.post(url, {"wish": "erasure:goal", "text": "Slet mit mål"})
    assert "Skrevet ned for borgeren." in text_of(client.get(saved.url))


def test_late_ones_say_so_and_a_manager_sees_numbers_alone(
    own: tuple[Person, Group], nurse: User, as_owner: AsOwner
) -> None:
    asks(own[0], "data_correction", parts=["goal"], text="Ret det")
    manager, client = staff(as_owner, "lemvig", role="manager", name="Chef"), Client()
    with time_machine.travel(NOW + timedelta(days=40), tick=False):
        client.force_login(nurse)
        assert "overskredet" in text_of(client.get(reverse("web:staff_data")))
        client.force_login(manager)
        assert client.get(reverse("web:staff_data")).status_code == 403
        page = client.get(reverse("web:staff_queues"))
    rows = [row for row in page.context["rows"] if row["what"] == "Få noget rettet"]
    assert [(row["owner"], row["waiting"], row["late"]) for row in rows] == [("Lone Lund", 1, 1)]
    assert own[0].citizen.display_name not in page.content.decode()


def test_another_place_finds_no_wish(own: tuple[Person, Group], as_owner: AsOwner) -> None:
    wish = asks(own[0], "data_correction", parts=["goal"], text="Ret det")
    client = Client()
    for user in (staff(as_owner, "struer"), own[1].leader):
        client.force_login(user)
        assert client.get(reverse("web:staff_data_request", args=[wish.pk])).status_code == 404
        assert client.get(reverse("web:staff_data_new", args=[own[0].citizen.pk])).status_code == 404
        assert client.get(reverse("web:staff_data")).context["rows"] == []
    assert logged_in(person(as_owner)).get(reverse("web:data_wish", args=[wish.pk])).status_code == 404
