"""The professional's lists: who needs what today, who has not begun, who is slipping, and what came of reaching out."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sundhedscenter.citizens.models import Citizen, Contact, Relation, Task
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import AccessLine, OutboxMessage
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.intake.models import Request
from sundhedscenter.partnership.models import Organisation, Queue, User
from sundhedscenter.partnership.queues import keep_queue
from sundhedscenter.pathways.models import Outreach, Pathway, PathwayResponsibility, PlanItem, Progress
from sundhedscenter.web.staff.words import year_day
from tests.people import AT, LONG, AsOwner, Person, accepts, leader, person, staff
from tests.small_catalogue import WAIT_ON_VIDEO

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
NOW = AT + timedelta(days=7)
MORNING, NEVER, SLIPPING = "web:staff_morning", "web:staff_never_started", "web:staff_slipping"
CHECK = system("check")


@pytest.fixture
def nurse(as_owner: AsOwner, client: Client) -> Iterator[User]:
    """Lemvig's nurse, a week after the citizens asked."""
    leader(as_owner, "skive")
    user = staff(as_owner, "lemvig", name="Lemvigs sygeplejerske")
    with time_machine.travel(NOW, tick=False):
        client.force_login(user)
        yield user


def asks(as_owner: AsOwner, name: str, town: str = "lemvig") -> Person:
    someone = person(as_owner, name)
    contact = {"full_name": f"{name} Efternavn", "phone": "20 11 22 33", "email": "borger@example.org"}
    accepts(someone, town, WAIT_ON_VIDEO, contact=contact)
    return someone


def test_who_has_not_begun_stands_on_both_lists_and_nobody_elses(
    nurse: User, client: Client, as_owner: AsOwner
) -> None:
    anna = asks(as_owner, "Anna")
    asks(as_owner, "Fremmed", "struer")
    since = year_day(day_of(AT))
    said = {
        MORNING: ("Bad om hjælp for 7 dage siden og er ikke begyndt", ""),
        NEVER: (f"Har ventet i 7 dage, siden {since}", "Lemvigs sygeplejerske"),
    }
    for url, what in ((MORNING, "morning_list"), (NEVER, "never_started")):
        page = client.get(reverse(url))
        (row,) = page.context["rows"]
        assert (row["name"], row["phone"]) == ("Anna", "20 11 22 33")
        assert (row["first"], row["owner"]) == said[url], "the morning is her own: her name there says nothing"
        assert "Fremmed" not in page.content.decode()
        with acting_as(CHECK):
            assert list(AccessLine.objects.filter(what=what).values_list("subject_id", flat=True)) == [anna.citizen.pk]


def test_a_ready_message_is_sent_once_and_answered(nurse: User, client: Client, as_owner: AsOwner) -> None:
    anna = asks(as_owner, "Anna")
    url = reverse("web:staff_reach", args=[anna.citizen.pk])
    page = client.get(url + "?fra=1")
    assert "Dit første skridt ligger klar" in page.content.decode()
    sent = {
        "do": "written",
        "key": page.context["reach_key"],
        "why": page.context["reach_why"],
        "written": "email",
        "text": "Hej Anna",
    }
    for _ in range(2):
        answer = client.post(url + "?fra=1", sent)
        assert (answer.status_code, answer.url) == (302, reverse(NEVER))
    with acting_as(CHECK):
        outreach = Outreach.objects.get()
        assert (outreach.why, outreach.channel, outreach.text, outreach.outcome) == (
            "never_begun",
            "email",
            "Hej Anna",
            "",
        )
        (message,) = OutboxMessage.objects.filter(kind="reaching_out")
        assert message.recipient == "borger@example.org"
    assert client.get(reverse(MORNING)).context["rows"] == [], "left in peace"
    (row,) = client.get(reverse(NEVER)).context["rows"]
    assert "Venter på svar" in row["last"]
    case = reverse("web:staff_case", args=[anna.citizen.pk])
    (tried,) = client.get(case).context["tried"]
    assert client.post(tried["answer"], {"outcome": "no_answer"}).status_code == 302
    with acting_as(CHECK):
        assert Outreach.objects.get().outcome == "no_answer"
        assert [t.kind for t in Task.objects.filter(ended_at=None)] == ["call_citizen"]
    assert client.post(tried["answer"], {"outcome": "gone"}).status_code == 404


def test_what_is_missing_is_said_and_what_was_typed_is_kept(nurse: User, client: Client, as_owner: AsOwner) -> None:
    anna = asks(as_owner, "Anna")
    url = reverse("web:staff_reach", args=[anna.citizen.pk])
    key = str(uuid.uuid4())
    wrong = {
        "Vælg, hvordan det gik": {"do": "spoken", "spoken": "phone", "why": "other", "key": key},
        "Skriv en besked": {"do": "written", "written": "sms", "why": "other", "key": key, "text": " "},
        "Vælg, hvordan du vil skrive": {"do": "written", "written": "fax", "why": "other", "key": key, "text": "Hej"},
    }
    for words, sent in wrong.items():
        page = client.post(url, sent)
        assert page.status_code == 422
        assert words in page.content.decode()
    long = client.post(url, {"do": "written", "written": "sms", "why": "other", "key": key, "text": "x" * 301})
    assert (long.status_code, long.context["reach_text"]) == (422, "x" * 301)
    with acting_as(CHECK):
        assert not Outreach.objects.exists()


def test_a_letter_is_kept_and_printed(nurse: User, client: Client, as_owner: AsOwner) -> None:
    anna = asks(as_owner, "Anna")
    url = reverse("web:staff_reach", args=[anna.citizen.pk])
    key = str(uuid.uuid4())
    answer = client.post(
        url, {"do": "written", "written": "letter", "why": "other", "key": key, "text": "Kære Anna\nRing."}
    )
    sheet = client.get(answer.url)
    assert "Kære Anna" in sheet.content.decode() and "Lemvigs sygeplejerske" in sheet.content.decode()
    client.force_login(staff(as_owner, "struer"))
    assert client.get(answer.url).status_code == 404


def test_another_municipality_neither_reads_nor_writes(nurse: User, client: Client, as_owner: AsOwner) -> None:
    foreign = asks(as_owner, "Fremmed", "struer")
    url = reverse("web:staff_reach", args=[foreign.citizen.pk])
    sent = {"do": "spoken", "spoken": "phone", "outcome": "reached", "why": "other", "key": str(uuid.uuid4())}
    assert client.get(url).status_code == 404
    assert client.post(url, sent).status_code == 404
    client.force_login(staff(as_owner, "struer", role="assessor"))
    assert client.get(reverse(MORNING)).status_code == 403


def test_a_message_after_a_talk_from_the_same_page_is_sent(nurse: User, client: Client, as_owner: AsOwner) -> None:
    url = reverse("web:staff_reach", args=[asks(as_owner, "Anna").citizen.pk])
    page = client.get(url).context
    both = {"key": page["reach_key"], "why": page["reach_why"]}
    client.post(url, {**both, "do": "spoken", "spoken": "phone", "outcome": "no_answer"})
    client.post(url, {**both, "do": "written", "written": "email", "text": "Hej Anna"})
    with acting_as(CHECK):
        assert sorted(Outreach.objects.values_list("channel", flat=True)) == ["email", "phone"]
        assert OutboxMessage.objects.filter(kind="reaching_out").count() == 1


def test_who_only_may_still_look_is_offered_no_form(nurse: User, client: Client, as_owner: AsOwner) -> None:
    anna = asks(as_owner, "Anna")
    url = reverse("web:staff_reach", args=[anna.citizen.pk])
    sent = {"do": "written", "key": str(uuid.uuid4()), "why": "other", "written": "email", "text": "Hej"}
    with as_owner():
        run_by = PathwayResponsibility.objects.filter(citizen=anna.citizen, role="operator")
        run_by.update(organisation=Organisation.objects.get(code="struer"))
    assert client.get(reverse("web:staff_case", args=[anna.citizen.pk])).status_code == 200
    assert url not in client.get(reverse("web:staff_case", args=[anna.citizen.pk])).content.decode()
    assert [client.get(url).status_code, client.post(url, sent).status_code] == [404, 404]


@pytest.mark.parametrize("changed", [{"do": ""}, {"why": "because"}, {"key": "1"}])
def test_a_form_that_this_page_did_not_make_finds_nothing(
    nurse: User, client: Client, as_owner: AsOwner, changed: dict[str, str]
) -> None:
    url = reverse("web:staff_reach", args=[asks(as_owner, "Anna").citizen.pk])
    sent = {"do": "written", "key": str(uuid.uuid4()), "why": "other", "written": "email", "text": "Hej"}
    assert client.post(url, {**sent, **changed}).status_code == 404


def test_own_first_and_the_team_on_a_toggle(nurse: User, client: Client, as_owner: AsOwner) -> None:
    asks(as_owner, "Anna")
    client.force_login(staff(as_owner, "lemvig", name="Kollega"))
    page = client.get(reverse(MORNING))
    assert page.context["rows"] == []
    assert (page.context["own"], page.context["everyone"]) == (0, 1)
    team = client.get(page.context["href_team"])
    assert [row["name"] for row in team.context["rows"]] == ["Anna"]


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len([q for q in found if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_lists_cost_the_same_for_one_and_for_three(nurse: User, client: Client, as_owner: AsOwner) -> None:
    asks(as_owner, "Anna")
    costs = {name: queries(client, reverse(name)) for name in (MORNING, NEVER, SLIPPING, "web:staff_home")}
    asks(as_owner, "Bent")
    asks(as_owner, "Carl")
    assert {name: queries(client, reverse(name)) for name in costs} == costs
    assert costs[MORNING] <= 10
    assert costs[NEVER] <= 10


def crowd(as_owner: AsOwner, size: int, contact: User) -> None:
    """Citizens of Lemvig who asked two weeks ago: a third has not begun, a third is quiet, a third owes us a call."""
    with as_owner():
        lemvig = Organisation.objects.get(code="lemvig")
        asked = NOW - timedelta(days=20)
        people = Citizen.objects.bulk_create(Citizen(display_name=f"N{n}", created_at=asked) for n in range(size))
        about = {"owner_organisation": lemvig, "deadline": NOW.date()}
        requests = Request.objects.bulk_create(
            Request(
                citizen=c, topic="kol", way="self", received_at=asked, ended_at=asked, end_reason="accepted", **about
            )
            for c in people
        )
        paths = Pathway.objects.bulk_create(
            Pathway(citizen=r.citizen, request=r, topic="kol", contact_person=contact, created_at=asked)
            for r in requests
        )
        PathwayResponsibility.objects.bulk_create(
            PathwayResponsibility(pathway=p, citizen=p.citizen, role="operator", organisation=lemvig, during=LONG)
            for p in paths
        )
        source = {"source_kind": "pathways.pathway", "scope": "care", "during": LONG}
        Relation.objects.bulk_create(
            Relation(citizen=p.citizen, organisation=lemvig, source_id=str(p.pk), **source) for p in paths
        )
        Contact.objects.bulk_create(
            Contact(citizen=c, recorded_at=asked, full_name=c.display_name, phone="20 00 00 00") for c in people
        )
        items = PlanItem.objects.bulk_create(
            PlanItem(pathway=p, citizen=p.citizen, kind="lesson", lesson="start", form="alone_online", created_at=asked)
            for p in paths
        )
        Progress.objects.bulk_create(
            Progress(
                pathway=i.pathway, citizen=i.citizen, plan_item=i, kind="lesson_step", at=asked, source_kind="test",
                source_id=str(i.pk),
            )
            for n, i in enumerate(items)
            if n % 3
        )  # fmt: skip
        Task.objects.bulk_create(
            Task(citizen=p.citizen, kind="call_citizen", owner=contact, created_at=asked, **about)
            for n, p in enumerate(paths)
            if n % 3 == 2
        )


@pytest.mark.slow
def test_the_morning_of_four_hundred_citizens_costs_ten_queries_at_most(
    nurse: User, client: Client, as_owner: AsOwner
) -> None:
    crowd(as_owner, 4, nurse)
    lists = (MORNING, NEVER, SLIPPING, "web:staff_home")
    few = {name: queries(client, reverse(name)) for name in lists}
    crowd(as_owner, 396, nurse)
    assert {name: queries(client, reverse(name)) for name in lists} == few
    assert few[MORNING] <= 10
    page = client.get(reverse(MORNING))
    assert (len(page.context["rows"]), page.context["total"]) == (20, 400)
    every = client.get(page.context["href_all"])
    assert len(every.context["rows"]) == 400
    with acting_as(CHECK):
        shown = AccessLine.objects.filter(what="morning_list").values("subject_id").distinct().count()
    assert shown == 400


def manager(as_owner: AsOwner) -> Queue:
    user = staff(as_owner, "lemvig", role="manager", name="Leder")
    lemvig = Organisation.objects.get(code="lemvig")
    with as_owner():
        keep_queue(organisation=lemvig, by=CHECK, at=NOW, on=NOW.date())
    assert lemvig.queue.manager == user
    return lemvig.queue


def test_a_manager_sees_who_takes_from_the_queue_and_changes_it(nurse: User, client: Client, as_owner: AsOwner) -> None:
    queue = manager(as_owner)
    other, foreign = staff(as_owner, "lemvig", name="Ny fagperson"), staff(as_owner, "struer")
    client.force_login(queue.manager)
    page, change = reverse("web:staff_queues"), reverse("web:staff_queue_staff")
    (found,) = client.get(page).context["queues"]
    assert [person["name"] for person in found["staff"]] == ["Lemvigs sygeplejerske"]
    assert [name for _pk, name in found["others"]] == ["Ny fagperson"]
    last = client.post(change, {"do": "leave", "queue": queue.pk, "user": nurse.pk}, follow=True)
    assert "Nogen skal passe køen" in last.content.decode()
    assert client.post(change, {"do": "join", "queue": queue.pk, "user": foreign.pk}).status_code == 400
    assert client.post(change, {"do": "join", "queue": queue.pk, "user": other.pk}).status_code == 302
    assert client.post(change, {"do": "leave", "queue": queue.pk, "user": nurse.pk}).status_code == 302
    (found,) = client.get(page).context["queues"]
    assert [person["name"] for person in found["staff"]] == ["Ny fagperson"]
    assert client.post(change, {"do": "dance", "queue": queue.pk, "user": nurse.pk}).status_code == 400
    client.force_login(staff(as_owner, "struer", role="manager"))
    assert client.post(change, {"do": "leave", "queue": queue.pk, "user": other.pk}).status_code == 404
    client.force_login(nurse)
    assert client.post(change, {"do": "leave", "queue": queue.pk, "user": other.pk}).status_code == 403
