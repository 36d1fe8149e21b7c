"""The first step: reading changes nothing, answering the action is what counts as started."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from sundhedscenter.catalogue.lessons import lesson, lesson_codes
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.delivery.models import LessonStepDone
from sundhedscenter.pathways.models import PlanItem, Progress
from tests.people import AT, AsOwner, Person, accepts, person
from tests.web.citizen_walk import logged_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(at: time_machine.Traveller, as_owner: AsOwner) -> tuple[Person, Client, PlanItem]:
    """Somebody whose plan begins with the lesson about lungs."""
    someone = person(as_owner)
    accepts(someone, "lemvig", "start_now:kol", topic="kol")
    with acting_as(someone.viewer, on=day_of(AT)):
        item = PlanItem.objects.get(citizen=someone.citizen, kind="lesson")
    return someone, logged_in(someone), item


def counted() -> int:
    with acting_as(system("check")):
        return Progress.objects.filter(kind="lesson_step", withdrawn_at=None).count()


def answers() -> set[tuple[str, str, str]]:
    with acting_as(system("check")):
        return set(LessonStepDone.objects.values_list("step", "choice", "own_words"))


def test_from_begin_to_the_action(begun: tuple[Person, Client, PlanItem]) -> None:
    _, client, item = begun
    content = lesson("kol", "da")
    page = text_of(client.get(reverse("web:lesson", args=[item.pk])))
    assert content.title in page
    assert content.check.question in page
    assert "Ring 112" in page
    first = client.post(reverse("web:lesson", args=[item.pk]), {"check": "1"})
    assert first.url == reverse("web:lesson_step", args=[item.pk, 1])
    for number, part in enumerate(content.steps, 1):
        page = text_of(client.get(reverse("web:lesson_step", args=[item.pk, number])))
        assert part.heading in page
        assert f"Trin {number} af {len(content.steps) + 2}" in page
    assert reverse("web:lesson_check", args=[item.pk]) in page
    right = next(o for o in content.check.options if o.right)
    page = text_of(client.post(reverse("web:lesson_check", args=[item.pk]), {"check": str(right.number)}))
    assert right.feedback in page
    assert counted() == 0, "reading and guessing is not yet starting"
    action = reverse("web:lesson_action", args=[item.pk])
    assert "Hvad vil du prøve inden torsdag?" in text_of(client.get(action))
    assert client.post(action, {"choice": "choice2"}).url == reverse("web:lesson_done", args=[item.pk])
    assert content.action.choices[1].text in text_of(client.get(reverse("web:lesson_done", args=[item.pk])))
    assert counted() == 1
    assert answers() == {("check_before", "1", ""), ("check_after", str(right.number), ""), ("action", "choice2", "")}


def test_own_words_are_enough_and_stand_on_the_page(begun: tuple[Person, Client, PlanItem]) -> None:
    _, client, item = begun
    client.post(reverse("web:lesson_action", args=[item.pk]), {"own_words": "  Gå til   brevkassen <3 "})
    assert "Gå til brevkassen &lt;3" in text_of(client.get(reverse("web:lesson_done", args=[item.pk])))
    assert counted() == 1


def test_action_sent_twice_counts_once(begun: tuple[Person, Client, PlanItem]) -> None:
    _, client, item = begun
    for choice in ("choice1", "choice2"):
        client.post(reverse("web:lesson_action", args=[item.pk]), {"choice": choice})
    assert counted() == 1


@pytest.mark.parametrize(
    ("sent", "sentence", "kept"),
    [
        ({}, "Vælg en af tingene, eller skriv din egen.", ""),
        ({"choice": "choice99"}, "Vælg en af tingene, eller skriv din egen.", ""),
        ({"own_words": "x" * 10_000}, "Der er plads til 500 tegn, og du har skrevet 10000.", "x" * 10_000),
        ({"choice": "choice1", "own_words": "y" * 501}, "Der er plads til 500 tegn", "y" * 501),
    ],
)
def test_unanswered_action_gets_a_sentence_and_keeps_the_words(
    begun: tuple[Person, Client, PlanItem], sent: dict[str, str], sentence: str, kept: str
) -> None:
    _, client, item = begun
    response = client.post(reverse("web:lesson_action", args=[item.pk]), sent)
    page = text_of(response)
    assert response.status_code == 422
    assert page.count(sentence) >= 2
    assert kept in page
    assert ("checked" in page) == (sent.get("choice") == "choice1")
    assert counted() == 0


def test_check_without_an_answer_asks_for_one(begun: tuple[Person, Client, PlanItem]) -> None:
    _, client, item = begun
    response = client.post(reverse("web:lesson_check", args=[item.pk]))
    assert response.status_code == 422
    assert "Vælg et af svarene." in text_of(response)


def test_done_page_before_the_answer_leads_to_the_question(begun: tuple[Person, Client, PlanItem]) -> None:
    _, client, item = begun
    assert client.get(reverse("web:lesson_done", args=[item.pk])).url == reverse("web:lesson_action", args=[item.pk])


@pytest.mark.parametrize("number", [0, 99])
def test_step_that_is_not_there(begun: tuple[Person, Client, PlanItem], number: int) -> None:
    _, client, item = begun
    assert client.get(reverse("web:lesson_step", args=[item.pk, number])).status_code == 404


@pytest.mark.parametrize("name", ["lesson", "lesson_check", "lesson_action", "lesson_done"])
def test_another_citizens_first_step_does_not_exist(
    begun: tuple[Person, Client, PlanItem], as_owner: AsOwner, name: str
) -> None:
    _, owner, item = begun
    stranger = logged_in(person(as_owner))
    path = reverse(f"web:{name}", args=[item.pk])
    assert owner.get(path).status_code in (200, 302)
    assert stranger.get(path).status_code == 404
    assert stranger.post(path, {"choice": "choice1", "check": "1"}).status_code in (404, 405)
    assert counted() == 0


@pytest.mark.parametrize("code", lesson_codes())
def test_every_first_step_prints(content: None, client: Client, code: str) -> None:
    page = text_of(client.get(reverse("web:paper_step", args=[code])))
    content_da = lesson(code, "da")
    assert all(part.heading in page for part in content_da.steps)
    assert content_da.action.question in page
    assert "70 00 00 00" in page


def test_first_step_that_is_not_there(content: None, client: Client) -> None:
    assert client.get(reverse("web:paper_step", args=["findes-ikke"])).status_code == 404


def test_paper_conversation_asks_everything_with_room_to_answer(content: None, client: Client) -> None:
    page = text_of(client.get(reverse("web:paper_conversation")))
    assert page.count('<section class="keep">') == 10
    assert "Ring så på 70 00 00 00 på hverdage kl. 8 til 16" in page
    assert page.count('class="tick-box"') == 21
