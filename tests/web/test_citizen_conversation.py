"""The conversation: kept if the browser closes, back and forth, and bad input told kindly."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.intake.models import Draft
from tests.web.citizen_walk import EVERY_PART, REPLIES, answer, begin, text_of, whole_conversation

pytestmark = pytest.mark.django_db
LONG_GOAL = "Jeg vil gå. " * 834


def url(step: str) -> str:
    return reverse("web:question", args=[step])


def test_one_question_after_the_other(at: time_machine.Traveller, client: Client) -> None:
    whole_conversation(client)
    assert client.get(reverse("web:proposals")).status_code == 200


def test_conversation_is_kept_when_the_browser_closes(at: time_machine.Traveller, client: Client) -> None:
    begin(client)
    answer(client, "sted")
    answer(client, "maal")
    cookie = client.cookies[settings.DRAFT_COOKIE]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (30 * 24 * 3600, True, "Lax")
    later = Client()
    later.cookies[settings.DRAFT_COOKIE] = cookie.value
    assert later.post(reverse("web:start")).url == url("emne")
    assert "Gå på stranden med min hund" in text_of(later.get(url("maal")))


def test_going_back_shows_what_was_said(at: time_machine.Traveller, client: Client) -> None:
    begin(client)
    answer(client, "sted")
    page = text_of(client.get(url("maal")))
    assert f'href="{url("sted")}"' in page
    assert 'value="7620"' in text_of(client.get(url("sted")))


def test_jumping_ahead_leads_to_what_is_open(at: time_machine.Traveller, client: Client) -> None:
    begin(client)
    assert answer(client, "emne").url == url("sted")
    assert client.get(reverse("web:proposals")).url == url("sted")


def test_changed_answer_leads_back_to_the_proposals(at: time_machine.Traveller, client: Client) -> None:
    whole_conversation(client)
    assert client.post(url("penge") + "?ret=1", {"money": "free_only"}).url == reverse("web:proposals")


BAD = [
    ("sted", {"postal_code": ""}, "Skriv dit postnummer. Det er fire tal", ""),
    ("sted", {"postal_code": "76"}, "Skriv et postnummer med fire tal, for eksempel 7620.", 'value="76"'),
    ("sted", {"postal_code": "lemvig"}, "Skriv et postnummer med fire tal, for eksempel 7620.", 'value="lemvig"'),
    ("sted", {"postal_code": "9999"}, "Vi kender ikke 9999. Se efter på et brev", 'value="9999"'),
    ("sted", {"postal_code": "8000"}, "ring til din egen kommune", 'value="8000"'),
    ("sted", {"postal_code": "٧٦٢٠"}, "Skriv et postnummer med fire tal, for eksempel 7620.", "٧٦٢٠"),
    ("maal", {"goal": LONG_GOAL}, "Der er plads til 500 tegn, og du har skrevet 10007.", LONG_GOAL.strip()[-60:]),
    ("emne", {}, "Vælg et af svarene.", ""),
    ("tid", {"time": "never"}, "Vælg et af svarene.", ""),
    ("uge", {}, "Sæt mindst ét kryds. Er alle dine dage fulde, så ring til os på 70 00 00 00.", ""),
    ("uge", {"part": "9-am"}, "Sæt dine krydser igen.", ""),
    ("uge", {"slot": "40"}, "Sæt dine krydser igen.", ""),
    ("uge", {"slot": "x"}, "Sæt dine krydser igen.", ""),
    ("lineal", {"importance": "8", "confidence": "11"}, "Vælg et tal fra 0 til 10.", 'value="8" checked'),
]


@pytest.mark.parametrize(("step", "sent", "sentence", "kept"), BAD)
def test_bad_input_gets_a_sentence_by_the_field_and_keeps_what_was_typed(
    at: time_machine.Traveller, client: Client, step: str, sent: dict[str, str], sentence: str, kept: str
) -> None:
    begin(client)
    response = client.post(url(step), sent)
    page = text_of(response)
    assert response.status_code == 422
    assert page.count(sentence) >= 2, "once in the summary, once by the field"
    assert "form-error-message" in page
    assert kept in page
    with acting_as(system("sweep")):
        assert Draft.objects.get().answers == {}


def test_goal_of_exactly_the_limit_is_taken_and_emoji_too(at: time_machine.Traveller, client: Client) -> None:
    begin(client)
    assert client.post(url("maal"), {"goal": "🚶" * 500}).status_code == 302


def test_postal_code_with_a_space_is_understood(at: time_machine.Traveller, client: Client) -> None:
    begin(client)
    assert client.post(url("sted"), {"postal_code": " 76 20 "}).url == url("maal")


def test_week_of_single_hours(at: time_machine.Traveller, client: Client) -> None:
    begin(client)
    assert client.post(url("uge"), {"slot": ["5", "11"]}).status_code == 302
    with acting_as(system("sweep")):
        assert Draft.objects.get().answers == {"week": 1 << 5 | 1 << 11}


def test_save_for_later_keeps_the_answer_and_says_until_when(at: time_machine.Traveller, client: Client) -> None:
    begin(client)
    assert answer(client, "sted", later="1").url == reverse("web:kept")
    page = text_of(client.get(reverse("web:kept")))
    assert "Vi gemmer dem til onsdag den 1. april." in page
    assert url("maal") in page


def test_save_for_later_without_an_answer_is_no_error(at: time_machine.Traveller, client: Client) -> None:
    begin(client)
    assert client.post(url("sted"), {"postal_code": "", "later": "1"}).url == reverse("web:kept")


def test_without_a_conversation_the_page_says_how_to_begin(at: time_machine.Traveller, client: Client) -> None:
    for path in (url("maal"), reverse("web:kept"), reverse("web:proposals")):
        assert "Vi har ingen svar fra dig her" in text_of(client.get(path))


def test_answer_after_thirty_days_begins_anew_and_is_not_lost(at: time_machine.Traveller, client: Client) -> None:
    begin(client)
    answer(client, "sted")
    at.shift(timedelta(days=31))
    response = answer(client, "maal")
    assert response.url == url("sted")
    assert "Gå på stranden med min hund" in text_of(client.get(url("maal")))


def test_begin_again_forgets_the_old_answers(at: time_machine.Traveller, client: Client) -> None:
    begin(client)
    answer(client, "sted")
    assert client.post(reverse("web:start"), {"forfra": "1"}).url == url("sted")
    assert 'value="7620"' not in text_of(client.get(url("sted")))


def test_borrowed_computer_forgets(at: time_machine.Traveller, client: Client) -> None:
    begin(client)
    answer(client, "sted")
    client.post(reverse("web:forget"))
    assert client.cookies[settings.DRAFT_COOKIE].value == ""


def test_another_browser_does_not_see_the_answers(at: time_machine.Traveller, client: Client) -> None:
    begin(client)
    answer(client, "sted")
    stranger = Client()
    stranger.cookies[settings.DRAFT_COOKIE] = "guessed"
    assert "Vi har ingen svar fra dig her" in text_of(stranger.get(url("sted")))


def test_unknown_question_does_not_exist(at: time_machine.Traveller, client: Client) -> None:
    assert client.get(url("cpr")).status_code == 404


def test_form_without_its_token_gives_the_words_back(at: time_machine.Traveller) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(url("maal"), {"goal": "Gå på stranden <b>med</b> min hund"})
    page = text_of(response)
    assert response.status_code == 403
    assert "Siden har ligget åben for længe" in page
    assert "Gå på stranden &lt;b&gt;med&lt;/b&gt; min hund" in page


def test_replies_of_these_tests_fill_the_whole_week() -> None:
    assert REPLIES["uge"]["part"] == EVERY_PART
    assert len(EVERY_PART) == 21
