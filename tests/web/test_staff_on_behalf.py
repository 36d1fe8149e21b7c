"""A citizen by phone or from paper, on the pages of a professional."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from sundhedscenter.catalogue.lessons import lesson
from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core.models import AccessLine
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.groups.actions import make_offer
from sundhedscenter.groups.models import Group, SeatOffer
from sundhedscenter.intake.models import ActOnBehalf, Draft
from sundhedscenter.partnership.models import User
from sundhedscenter.pathways.models import Pathway, PathwayFact, PlanItem
from sundhedscenter.web.citizen.questions import QUESTIONS, OneOf, RulersQuestion
from tests.people import AT, AsOwner
from tests.small_catalogue import WAIT_ON_VIDEO
from tests.web.citizen_walk import EVERY_PART, text_of
from tests.web.on_behalf_walk import NEW, TYPED, WALKED, YES, asks, citizen_of, page_for, phones, proposals_of, types

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


def test_from_the_phone_to_a_plan(nurse: User, client: Client) -> None:
    url = phones(client, key=WAIT_ON_VIDEO)
    page = text_of(client.get(url))
    for words in ("Karen", "Du gør det for Karen, i telefonen.", "Læs op: det næste skridt", "Skrevet ind"):
        assert words in page
    assert "Skrevet ind af Nina Nurse i telefonen" in page
    citizen = citizen_of(url)
    assert (citizen.user, citizen.is_demo) == (None, True)
    case = text_of(client.get(reverse("web:staff_case", args=[citizen.pk])))
    assert "Skrevet ind af Nina Nurse i telefonen" in case
    assert "20 11 22 33" in case
    assert "Karen" in text_of(client.get(reverse("web:staff_cases")))


def test_what_is_missing_is_asked_for_and_nothing_is_lost(nurse: User, client: Client) -> None:
    typed = {**TYPED, "postal_code": "99", "goal": "gå til havnen", "phone": "12"}
    del typed["topic"], typed["part"]
    answer = client.post(NEW, {**typed, "part": ["0-am"]})
    page = text_of(answer)
    assert answer.status_code == 422
    ids = [field for field, _words in answer.context["errors"]]
    assert ids == ["id_phone", "id_postal_code", "id_topic"]
    assert answer.context["errors"][2][1] == "Hvad handler det mest om? Vælg et af svarene."
    for value in ("Karen Ny", 'value="12"', 'value="99"', "gå til havnen"):
        assert value in page
    assert re.search(r'value="0-am" checked', page)
    assert re.search(r'name="importance" type="radio" value="8" checked', page)
    with acting_as(system("sweep")):
        assert not Draft.objects.exists()


def test_a_week_without_a_time_is_asked_for(nurse: User, client: Client) -> None:
    typed = {key: value for key, value in TYPED.items() if key != "part"}
    answer = client.post(NEW, typed)
    assert [field for field, _words in answer.context["errors"]] == ["id_part"]


def test_a_call_that_broke_off_is_found_again(nurse: User, client: Client) -> None:
    url = types(client)
    edit = url.replace("findes/", "")
    assert edit in text_of(client.get(NEW))
    page = text_of(client.get(edit))
    assert "Karen Ny" in page
    assert re.search(r'value="kol"[^>]* checked', page)
    assert client.post(edit, {**TYPED, "full_name": "Karen Nyere"}).url == url
    assert "Forslag til Karen Nyere" in text_of(client.get(url, follow=True))
    assert client.post(f"{edit}fjern/").url == NEW
    assert client.get(edit).status_code == 404


def test_without_the_tick_nobody_is_written_in(nurse: User, client: Client) -> None:
    address, cards = proposals_of(client, types(client))
    assert 1 <= len(cards) <= 3
    assert all(card.reasons for card in cards)
    confirm = client.post(address, {"key": cards[0].key}).url
    assert client.get(confirm).status_code == 200
    answer = client.post(confirm)
    assert answer.status_code == 422
    assert "Sæt krydset" in text_of(answer)
    with acting_as(system("check")):
        assert not Citizen.objects.exists()


def test_the_yes_sent_twice_makes_one_citizen(nurse: User, client: Client) -> None:
    address, cards = proposals_of(client, types(client))
    confirm = client.post(address, {"key": cards[0].key}).url
    first, second = client.post(confirm, YES).url, client.post(confirm, YES).url
    assert first == second
    with acting_as(system("check")):
        assert Citizen.objects.count() == 1
    for page in ("", "findes/", "forslag/"):
        assert client.get(address.replace("forslag/", page)).url == first


def test_who_may_be_here_already_is_shown_with_a_link(nurse: User, client: Client) -> None:
    known = citizen_of(phones(client))
    url = types(client, full_name="Karen Hansen")
    page = client.get(url)
    assert "Findes måske allerede" in text_of(page)
    assert reverse("web:staff_case", args=[known.pk]) in text_of(page)
    address, cards = proposals_of(client, client.post(url, {"same": str(known.pk)}).url)
    confirm = client.post(address, {"key": cards[0].key}).url
    assert client.post(confirm, YES).url == page_for(known)
    with acting_as(system("check")):
        assert Citizen.objects.count() == 1
        lines = AccessLine.objects.filter(subject_id=known.pk, what="possible_same")
        assert set(lines.values_list("viewer", flat=True)) == {f"user:{nurse.pk}"}


def test_the_question_whether_it_is_the_same_cannot_be_gone_round(nurse: User, client: Client) -> None:
    phones(client)
    url = types(client)
    address = url.replace("findes/", "forslag/")
    cards = client.get(address).context["cards"]
    confirm = client.post(address, {"key": cards[0].key}).url
    assert client.post(confirm, YES).url == url
    assert client.post(url, {"same": str(uuid4())}).status_code == 200
    address, cards = proposals_of(client, client.post(url, {"same": "new"}).url)
    confirm = client.post(address, {"key": cards[0].key}).url
    client.post(confirm, YES)
    with acting_as(system("check")):
        assert Citizen.objects.count() == 2


def test_who_lives_elsewhere_goes_to_their_own_municipality(nurse: User, client: Client, as_owner: AsOwner) -> None:
    address, cards = proposals_of(client, types(client, postal_code="7600"))
    confirm = client.post(address, {"key": cards[0].key}).url
    assert "Karen Ny bor i Struer Kommune, og de tager over." in text_of(client.get(confirm))
    url = client.post(confirm, YES).url
    page = text_of(client.get(url))
    assert "Struer Kommune har ansvaret for planen." in page
    assert client.get(f"{url}seddel/").status_code == 200
    citizen = citizen_of(url)
    with time_machine.travel(AT.replace(day=AT.day + 1), tick=False):
        client.force_login(nurse)
        assert client.get(url).status_code == 404
        assert client.get(reverse("web:staff_case", args=[citizen.pk])).status_code == 404
        home = User.objects.get(display_name="Struers egen")
        client.force_login(home)
        assert client.get(url).status_code == 200


def test_every_act_has_its_page_and_says_for_whom(nurse: User, client: Client, as_owner: AsOwner) -> None:
    anna = asks(as_owner, "Anna")
    for rest in WALKED:
        page = client.get(page_for(anna, rest, "papir"))
        assert page.status_code == 200, rest
        if rest not in ("seddel/", "plan/"):
            assert "Du gør det for Anna, fra papir." in text_of(page), rest
    with acting_as(system("check")):
        lines = AccessLine.objects.filter(subject_id=anna.citizen.pk, viewer=f"user:{nurse.pk}")
        assert set(lines.values_list("what", flat=True)) == {"on_behalf", "on_behalf_paper"}


def test_acts_lead_to_what_answers_them(nurse: User, client: Client, as_owner: AsOwner) -> None:
    anna = asks(as_owner, "Anna", digital="no")

    def sends(rest: str, **data: Any) -> str:
        stamp = client.get(page_for(anna, rest)).context.get("stamp", "")
        answer = client.post(page_for(anna, rest), {"stamp": stamp, **data})
        assert answer.status_code == 200, (rest, text_of(answer)[-1500:])
        assert page_for(anna) in text_of(answer)
        return text_of(answer)

    assert "Du holder pause" in sends("pause/", reason="family", weeks="4")
    assert "Velkommen tilbage" in sends("tilbage/")
    assert "Din uge er gemt" in sends("tid/", part=EVERY_PART)
    assert "Det er skiftet" in sends("form/", form="phone")
    assert "Tak, fordi du sagde det" in sends("nej/", reason="time_work", final="1")
    with acting_as(system("check")):
        facts = PathwayFact.objects.filter(citizen=anna.citizen)
        assert {(fact.on_behalf, fact.by) for fact in facts} == {(True, f"user:{nurse.pk}")}
        acts = set(ActOnBehalf.objects.filter(citizen=anna.citizen).values_list("act", flat=True))
        assert acts == {"paused", "came_back", "changed_time", "changed_form", "said_no"}
    cards = client.get(page_for(anna, "forslag/")).context["cards"]
    assert client.post(page_for(anna, "vaelg/"), {"key": cards[-1].key}).url == page_for(anna)


def test_a_step_from_paper_counts_and_is_marked(nurse: User, client: Client, as_owner: AsOwner) -> None:
    anna = asks(as_owner, "Anna", key="start_now:start", digital="no")
    with acting_as(system("check")):
        item = PlanItem.objects.get(citizen=anna.citizen, kind="lesson")
    url = page_for(anna, f"skridt/{item.pk}/", "papir")
    empty = client.post(url, {"check": "1"})
    assert (empty.status_code, empty.context["errors"][0][0]) == (422, "id_choice")
    content = lesson("start", "da")
    assert client.post(url, {"check": "1", "choice": content.action.choices[0].code}).url == page_for(anna, "", "papir")
    again = client.get(url)
    assert "Der er svaret på det her skridt." in text_of(again)
    with acting_as(system("check")):
        assert set(item.lesson_steps.values_list("step", "on_behalf")) == {("action", True), ("check_after", True)}
    client.force_login(anna.user)
    assert "Skrevet ind af Nina Nurse fra papir" in text_of(client.get("/min-vej/"))
    assert "Skrevet ind af Nina Nurse fra papir" in text_of(client.get("/min-vej/plan/"))


@pytest.mark.parametrize(("answer", "end"), [("yes", "accepted"), ("no", "declined")])
def test_a_held_seat_is_answered(nurse: User, client: Client, as_owner: AsOwner, answer: str, end: str) -> None:
    for name, town in (("Bent", "struer"), ("Carl", "holstebro"), ("Dora", "lemvig"), ("Eva", "skive")):
        asks(as_owner, name, town)
    group, anna = Group.objects.get(), asks(as_owner, "Anna")
    with acting_as(system("pooling")) as pooling:
        pathway = Pathway.objects.get(citizen=anna.citizen)
        offer = make_offer(group=group, pathway=pathway, held_until=AT + timedelta(days=2), by=pooling, at=AT)
    url = page_for(anna, f"plads/{offer.pk}/")
    hub = text_of(client.get(page_for(anna)))
    assert url in hub
    assert "Du gør det for Anna, i telefonen." in text_of(client.get(url))
    sent = client.post(url, {answer: "1"})
    assert sent.status_code == (302 if answer == "yes" else 200)
    with acting_as(system("check")):
        assert SeatOffer.objects.get(pk=offer.pk).end_reason == end
        act = ActOnBehalf.objects.get(citizen=anna.citizen)
        assert act.act == ("chose" if answer == "yes" else "declined_seat")


def test_contact_is_corrected(nurse: User, client: Client, as_owner: AsOwner) -> None:
    citizen = citizen_of(phones(client))
    url = page_for(citizen, "kontakt/")
    assert "20 11 22 33" in text_of(client.get(url))
    refused = client.post(url, {"full_name": "Karin Ny", "phone": "", "email": ""})
    assert (refused.status_code, refused.context["errors"][0][0]) == (422, "id_phone")
    assert client.post(url, {"full_name": "Karin Ny", "phone": "40404040", "email": ""}).url == page_for(citizen)
    page = text_of(client.get(reverse("web:staff_case", args=[citizen.pk])))
    assert "40 40 40 40" in page
    assert "<h1>Karin</h1>" in page


def fields_of_paper(page: str) -> list[str]:
    """What the printed conversation asks, in its order: names, numbered questions, choices, rulers."""
    found = [str(label) for label in re.findall(r"<dt>(.*?)</dt>", page)]
    found += re.findall(r"<h2>(.*?)</h2>|<li>(.*?)</li>", page) and [
        "".join(match) for match in re.findall(r"<h2>(.*?)</h2>|<li>(.*?)</li>", page.split("</dl>")[1])
    ]
    return [" ".join(text.split()) for text in found]


def test_the_typing_page_asks_all_that_the_paper_asks(nurse: User, client: Client) -> None:
    """Walks the printed page, and the questions behind it: each field stands on the page that is typed, in order."""
    paper, typing = text_of(client.get("/papir/samtale/")), text_of(client.get(NEW))
    main = typing.split('<form class="typing"')[1]
    asked = fields_of_paper(paper.split("<article")[1].split("</article>")[0])
    assert asked[:3] == ["Navn", "Telefon", "E-mail"]
    assert len(asked) == 3 + len(QUESTIONS) + sum(
        len(question.choices) for question in QUESTIONS.values() if issubclass(question, OneOf)
    )
    place = 0
    for words in asked:
        place = main.find(words, place)
        assert place >= 0, words
    for question in QUESTIONS.values():
        if issubclass(question, RulersQuestion):
            for name, label, low, high in question.rulers:
                assert f'name="{name}"' in main
                assert all(escape(str(words)) in main and escape(str(words)) in paper for words in (label, low, high))
    names = set(re.findall(r'name="(\w+)"', main)) - {"csrfmiddlewaretoken"}
    keys = {key for question in QUESTIONS.values() for key in question.keys} - {"week"}
    assert names == keys | {"way", "full_name", "phone", "email", "part", "slot"}
    assert paper.count("tick-box") == main.count('name="part"')


def test_the_step_page_asks_all_that_its_sheet_asks(nurse: User, client: Client, as_owner: AsOwner) -> None:
    anna = asks(as_owner, "Anna", key="start_now:start")
    with acting_as(system("check")):
        item = PlanItem.objects.get(citizen=anna.citizen, kind="lesson")
    sheet = text_of(client.get("/papir/skridt/start/")).split("<article")[1].split("</article>")[0]
    page = text_of(client.get(page_for(anna, f"skridt/{item.pk}/", "papir")))
    ticks = re.findall(r"<li>(.*?)</li>", "".join(re.findall(r'<ul class="tick-list">(.*?)</ul>', sheet)))
    content = lesson("start", "da")
    assert len(ticks) == len(content.check.options) + len(content.action.choices)
    headings = (content.check.question, content.action.own_words, *(part.heading for part in content.steps))
    for words in (*ticks, *map(escape, headings)):
        assert words in sheet
        assert words in page
    assert page.count('name="check"') + page.count('name="choice"') == len(ticks)
    assert 'name="own_words"' in page
