"""From the proposals to a seat: choosing, logging in, saying yes; and a seat that went meanwhile."""

import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from sundhedscenter.catalogue.models import PostalArea
from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core.models import OutboxMessage
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.core.week import slot_number
from sundhedscenter.groups.models import Group, Seat, WaitingPlace
from sundhedscenter.partnership.models import Organisation
from sundhedscenter.pathways.models import Pathway
from sundhedscenter.web.citizen.confirm import ContactForm
from tests.journey.acts import resize
from tests.people import AsOwner, accepts, leader, person, staff
from tests.web.citizen_walk import REPLIES, answer, begin, logged_in, seated, text_of, whole_conversation

pytestmark = pytest.mark.django_db
CONTACT = {"full_name": "Anna Demo", "phone": "20 12 34 56", "email": "anna@example.org"}
CONFIRM = "/klar/bekraeft/"


def keys(response: Any) -> list[str]:
    return re.findall(r'name="key" value="([^"]+)"', response.content.decode())


def chosen(client: Client, kind: str) -> str:
    """Through the conversation, and a card of this kind chosen."""
    whole_conversation(client)
    key = next(key for key in keys(client.get(reverse("web:proposals"))) if key.startswith(kind))
    assert client.post(reverse("web:choose"), {"key": key}).url == CONFIRM
    return key


def test_proposals_say_why_they_fit_and_have_one_button_each(
    at: time_machine.Traveller, as_owner: AsOwner, client: Client
) -> None:
    seated(as_owner)
    begin(client)
    for step in REPLIES:
        answer(client, step, **({"topic": "unsure"} if step == "emne" else {}))
    response = client.get(reverse("web:proposals"))
    page = text_of(response)
    assert [key.partition(":")[0] for key in keys(response)] == ["start_now", "group", "waiting"]
    assert page.count("Derfor passer det til dig") == 3
    assert "Du skrev: ”Gå på stranden med min hund”." in page
    assert "8 pladser tilbage" in page
    assert "Mette Holm, Skive Kommune" in page
    assert page[: page.index("</main>")].count('class="button button-') == 3
    assert "noget gratis" not in page


def test_choosing_asks_a_stranger_to_log_in_and_come_back(at: time_machine.Traveller, client: Client) -> None:
    whole_conversation(client)
    key = keys(client.get(reverse("web:proposals")))[0]
    response = client.post(reverse("web:choose"), {"key": key})
    assert response.url == "/log-ind/?next=%2Fklar%2Fbekraeft%2F"


def test_choosing_what_is_not_there_shows_what_there_is(at: time_machine.Traveller, client: Client) -> None:
    whole_conversation(client)
    response = client.post(reverse("web:choose"), {"key": "group:00000000-0000-0000-0000-000000000000"})
    assert "Den plads er lige blevet taget" in text_of(response)
    assert keys(response)


def test_saying_yes_gives_the_first_step_and_a_confirmation(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone = person(as_owner, name="Anna")
    client = logged_in(someone)
    chosen(client, "start_now")
    page = text_of(client.get(CONFIRM))
    assert "Sig ja til dit valg" in page
    assert 'value="Anna"' in page
    assert client.post(CONFIRM, CONTACT).url == reverse("web:welcome")
    welcome = text_of(client.get(reverse("web:welcome")))
    assert "Dit næste skridt" in welcome
    assert "Begynd nu" in welcome


def test_last_one_to_join_gets_the_seat_slip_and_calendar(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    seated(as_owner)
    someone = person(as_owner)
    client = logged_in(someone)
    begin(client)
    for step in REPLIES:
        answer(client, step, **({"topic": "unsure"} if step == "emne" else {}))
    key = next(key for key in keys(client.get(reverse("web:proposals"))) if key.startswith("group"))
    client.post(reverse("web:choose"), {"key": key})
    assert client.post(CONFIRM, CONTACT).url == reverse("web:welcome")
    page = text_of(client.get(reverse("web:welcome")))
    assert "Din plads:" in page
    assert re.search(r"/kalender/[0-9a-f-]{36}\.ics", page)
    with acting_as(system("check")):
        told = OutboxMessage.objects.filter(kind="seat_confirmed", subject_id=someone.citizen.pk)
        assert set(told.values_list("channel", flat=True)) == {"email", "sms"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"full_name": " "}, "Skriv dit navn."),
        ({"full_name": "A" * 121}, "Der er plads til 120 tegn."),
        ({"phone": "12"}, "Skriv de otte tal i dit nummer"),
        ({"phone": "1" * 400}, "Skriv de otte tal i dit nummer"),
        ({"email": "anna@"}, "Skriv hele adressen, for eksempel anna@eksempel.dk."),
        ({"phone": "", "email": ""}, "Skriv et nummer eller en e-mail, så vi kan give dig besked."),
    ],
)
def test_bad_contact_gets_a_sentence_and_keeps_the_rest(
    at: time_machine.Traveller, as_owner: AsOwner, changes: dict[str, str], sentence: str
) -> None:
    client = logged_in(person(as_owner))
    chosen(client, "start_now")
    response = client.post(CONFIRM, {**CONTACT, **changes})
    page = text_of(response)
    assert response.status_code == 422
    assert page.count(sentence) >= 2
    for name, value in {**CONTACT, **changes}.items():
        assert f'name="{name}"' in page
        assert f'value="{value}"' in page
    with acting_as(system("check")):
        assert not Pathway.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("20123456", "20 12 34 56"), ("+45 20-12-34-56", "20 12 34 56"), ("0046701234567", "+46701234567")],
)
def test_phone_numbers_as_people_write_them(typed: str, kept: str) -> None:
    form = ContactForm({"full_name": "Anna", "phone": typed, "email": ""})
    assert form.is_valid()
    assert form.cleaned_data["phone"] == kept


def test_yes_sent_twice_makes_one_pathway(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    client = logged_in(person(as_owner))
    key = chosen(client, "start_now")
    for _ in range(2):
        assert client.post(CONFIRM, {**CONTACT, "key": key}).url in (reverse("web:welcome"), reverse("web:my_way"))
    with acting_as(system("check")):
        assert Pathway.objects.count() == 1


def test_seat_that_went_meanwhile_leads_to_the_next_best_in_one_tap(
    at: time_machine.Traveller, as_owner: AsOwner
) -> None:
    _, group = seated(as_owner)
    client = logged_in(person(as_owner))
    begin(client)
    for step in REPLIES:
        answer(client, step, **({"topic": "unsure"} if step == "emne" else {}))
    client.post(reverse("web:choose"), {"key": f"group:{group.pk}"})
    with as_owner():
        Group.objects.filter(pk=group.pk).update(size_max=4, size_ideal=4)
    response = client.post(CONFIRM, CONTACT)
    page = text_of(response)
    assert response.status_code == 200
    assert "Pladsen er lige blevet taget" in page
    assert 'name="phone" value="20 12 34 56"' in page
    assert f"group:{group.pk}" not in keys(response)
    taken = client.post(CONFIRM, {**CONTACT, "key": keys(response)[0]})
    assert taken.url == reverse("web:welcome")
    with acting_as(system("check")):
        assert Pathway.objects.count() == 5
        assert Seat.objects.filter(group=group, released_at=None).count() == 4


def test_standing_in_line_is_said_on_the_confirmation(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    leader(as_owner, "skive", track="kol_hold")
    client = logged_in(person(as_owner))
    chosen(client, "waiting")
    client.post(CONFIRM, CONTACT)
    assert "Du står på listen: Lungehold" in text_of(client.get(reverse("web:welcome")))
    with acting_as(system("check")):
        assert WaitingPlace.objects.count() == 1


def test_confirm_without_log_in_asks_for_it(at: time_machine.Traveller, client: Client) -> None:
    assert client.get(CONFIRM).url == "/log-ind/?next=%2Fklar%2Fbekraeft%2F"


def test_confirm_without_a_choice_goes_to_the_proposals(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    client = logged_in(person(as_owner))
    whole_conversation(client)
    assert client.get(CONFIRM).url == reverse("web:proposals")
    assert client.post(CONFIRM, {**CONTACT, "key": "group:" + "-" * 36}).url == reverse("web:proposals")


def test_staff_cannot_accept_as_a_citizen(at: time_machine.Traveller, as_owner: AsOwner, client: Client) -> None:
    client.force_login(staff(as_owner, "lemvig"))
    assert client.get(CONFIRM).status_code == 403


def test_a_municipality_that_left_meanwhile_is_said_on_the_first_question(
    at: time_machine.Traveller, as_owner: AsOwner
) -> None:
    client = logged_in(person(as_owner))
    chosen(client, "start_now")
    with as_owner():
        Organisation.objects.filter(code="lemvig").update(municipality_code="")
    first = reverse("web:question", args=["sted"])
    assert client.post(CONFIRM, CONTACT).url == first
    assert client.get(CONFIRM).url == first
    assert client.get(reverse("web:proposals")).url == first
    with acting_as(system("check")):
        assert not Pathway.objects.exists()


def test_an_answer_that_is_no_longer_known_is_asked_again(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    client = logged_in(person(as_owner))
    chosen(client, "start_now")
    with as_owner():
        PostalArea.objects.filter(code="7620").delete()
    assert client.post(CONFIRM, CONTACT).url == reverse("web:question", args=["sted"])


def test_a_group_at_the_time_of_another_says_what_is_given_up(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    tuesday = 1 << slot_number(1, 19)
    for track, most in (("core", 1), ("gentle", 2)):
        resize(as_owner, track, least=1, most=most)
        leader(as_owner, "skive", track=track, slot_mask=tuesday)
    someone = person(as_owner)
    accepts(someone, "lemvig", "waiting:core|group_video|", week=tuesday)
    accepts(person(as_owner), "struer", "waiting:gentle|group_video|", week=tuesday)
    client = logged_in(someone)
    begin(client)
    for step in REPLIES:
        answer(client, step, **({"topic": "unsure"} if step == "emne" else {}))
    response = client.get(reverse("web:proposals"))
    name = Group.objects.get(track__code="core").track.name_da
    assert f"{name}. Holdene er på samme tid." in text_of(response)
    key = next(key for key in keys(response) if key.startswith("group"))
    client.post(reverse("web:choose"), {"key": key})
    assert f"Du giver din plads på {name} fra dig. Holdene er på samme tid." in text_of(client.get(CONFIRM))


@pytest.mark.parametrize(
    ("kind", "promise"),
    [
        ("start_now", None),
        ("waiting", "Du får en besked, når holdet er samlet."),
    ],
)
def test_only_what_will_be_sent_is_promised(
    at: time_machine.Traveller, as_owner: AsOwner, kind: str, promise: str | None
) -> None:
    leader(as_owner, "skive", track="kol_hold")
    client = logged_in(person(as_owner))
    chosen(client, kind)
    page = text_of(client.get(CONFIRM))
    assert "Du får en besked med dag, tid og sted." not in page
    assert promise is None or promise in page


def test_somebody_who_worked_here_does_not_become_a_citizen_by_looking(
    at: time_machine.Traveller, as_owner: AsOwner, client: Client
) -> None:
    user = staff(as_owner, "lemvig")
    with as_owner():
        user.employments.update(during="[2020-01-01,2021-01-01)")
    client.force_login(user)
    assert client.get(reverse("web:my_way")).status_code == 403
    with acting_as(system("check")):
        assert not Citizen.objects.exists()
