"""One tap, one reason, and at once the alternative with its button."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.groups.actions import make_offer
from sundhedscenter.groups.models import Group, Seat, SeatOffer
from sundhedscenter.pathways.models import Pathway, PathwayFact
from tests.people import AT, AsOwner, Person, accepts, person
from tests.web.citizen_walk import DAY, answer, logged_in, seat_of, seated, text_of

pytestmark = pytest.mark.django_db


def stamp(response: Any) -> str:
    return re.search(r'name="stamp" value="([^"]*)"', response.content.decode()).group(1)  # type: ignore[union-attr]


def act(client: Client, name: str, **sent: str) -> Any:
    """Open the page of an act and press."""
    return client.post(reverse(f"web:{name}"), {"stamp": stamp(client.get(reverse(f"web:{name}"))), **sent})


def facts(someone: Person) -> list[str]:
    with acting_as(system("check")):
        rows = PathwayFact.objects.filter(citizen=someone.citizen).order_by("at", "id")
        return list(rows.values_list("kind", flat=True))


def has_seat(someone: Person) -> bool:
    with acting_as(system("check")):
        return Seat.objects.filter(citizen=someone.citizen, released_at=None).exists()


def test_short_pause_keeps_the_seat_and_coming_back_is_one_press(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, _ = seated(as_owner)
    client = logged_in(someone)
    page = text_of(act(client, "pause", weeks="4", reason="own_illness"))
    assert "Du holder pause" in page
    assert "Din plads er gemt til dig." in page
    assert "Pausen slutter mandag den 30. marts." in page
    assert has_seat(someone)
    assert "Kom tilbage" in text_of(client.get(reverse("web:my_way")))
    at.shift(timedelta(hours=1))
    client.force_login(someone.user)
    assert "Velkommen tilbage" in text_of(act(client, "come_back"))
    assert facts(someone)[-2:] == ["paused", "resumed"]


def test_long_pause_gives_the_seat_to_the_next(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, _ = seated(as_owner)
    page = text_of(act(logged_in(someone), "pause", weeks="12", reason="family"))
    assert "En anden får din plads imens." in page
    assert not has_seat(someone)


@pytest.mark.parametrize(
    "sent", [{}, {"weeks": "4"}, {"weeks": "3", "reason": "family"}, {"weeks": "4", "reason": "x"}]
)
def test_pause_without_a_reason_asks_for_it(
    at: time_machine.Traveller, as_owner: AsOwner, sent: dict[str, str]
) -> None:
    someone, _ = seated(as_owner)
    response = act(logged_in(someone), "pause", **sent)
    assert response.status_code == 422
    assert "Vælg et af svarene." in text_of(response)
    assert "paused" not in facts(someone)


def test_form_sent_twice_pauses_once(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, _ = seated(as_owner)
    client = logged_in(someone)
    sent = {"stamp": stamp(client.get(reverse("web:pause"))), "weeks": "4", "reason": "family"}
    assert client.post(reverse("web:pause"), sent).status_code == 200
    assert client.post(reverse("web:pause"), sent).url == reverse("web:my_way")
    assert facts(someone).count("paused") == 1


def test_new_week_that_fits_keeps_the_seat(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, _ = seated(as_owner)
    client = logged_in(someone)
    assert "checked" in client.get(reverse("web:change_time")).content.decode()
    parts = [f"{day}-{part}" for day in range(7) for part in ("am", "pm", "evening")]
    page = text_of(client.post(reverse("web:change_time"), {"part": parts}))
    assert "Din plads passer stadig." in page
    assert has_seat(someone)


def test_new_week_without_a_free_part_asks_for_one(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, _ = seated(as_owner)
    response = logged_in(someone).post(reverse("web:change_time"), {})
    assert response.status_code == 422
    assert "Sæt mindst ét kryds." in text_of(response)
    assert has_seat(someone)


def test_new_week_that_does_not_fit_finds_a_new_group(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, group = seated(as_owner)
    other = next(n for n in range(40) if not group.slot_mask >> n & 1)
    page = text_of(logged_in(someone).post(reverse("web:change_time"), {"slot": str(other)}))
    assert "Vi finder et nyt hold på de tider." in page


def test_doing_it_by_phone_instead_says_who_rings_and_when(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, _ = seated(as_owner)
    client = logged_in(someone)
    page = text_of(client.post(reverse("web:switch_format"), {"form": "phone"}))
    assert "Det er skiftet" in page
    assert "Vi ringer senest" in page
    assert "tel:" in page
    assert not has_seat(someone)


def test_doing_it_on_paper_offers_the_printed_plan(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, _ = seated(as_owner)
    page = text_of(logged_in(someone).post(reverse("web:switch_format"), {"form": "paper"}))
    assert reverse("web:plan") in page


def test_unknown_form_asks_again(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, _ = seated(as_owner)
    assert logged_in(someone).post(reverse("web:switch_format"), {"form": "fax"}).status_code == 422


def reasons(client: Client) -> list[str]:
    return re.findall(r'name="reason" value="([a-z_]+)"', client.get(reverse("web:say_no")).content.decode())


def test_every_no_gets_an_answer_with_a_button(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    """Each reason in turn, by somebody with a seat; the pages differ, none is a dead end."""
    someone, group = seated(as_owner)
    client = logged_in(someone)
    codes = reasons(client)
    assert len(codes) == 15
    for code in codes:
        page = text_of(act(client, "say_no", reason=code))
        assert 'class="button button-primary"' in page, code
        assert "Det er ikke din fejl" not in page
        client.post(reverse("web:take"), {"key": f"group:{group.pk}"})
        at.shift(timedelta(seconds=1))


def test_no_because_of_illness_asks_about_a_pause_first(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, _ = seated(as_owner)
    client = logged_in(someone)
    response = act(client, "say_no", reason="own_illness")
    page = text_of(response)
    assert "Vil du hellere holde pause?" in page
    assert has_seat(someone), "nothing is given up before it is meant"
    paused = client.post(reverse("web:pause"), {"stamp": stamp(response), "weeks": "4", "reason": "own_illness"})
    assert "Din plads er gemt til dig." in text_of(paused)


def test_no_that_is_meant_gives_the_seat_up_and_can_be_taken_back(
    at: time_machine.Traveller, as_owner: AsOwner
) -> None:
    someone, group = seated(as_owner)
    client = logged_in(someone)
    assert "Tak, fordi du sagde det" in text_of(act(client, "say_no", reason="own_illness", final="1"))
    assert not has_seat(someone)
    assert client.post(reverse("web:take"), {"key": f"group:{group.pk}"}).url == reverse("web:welcome")
    assert has_seat(someone)


def test_no_without_a_reason_asks_for_one(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, _ = seated(as_owner)
    response = act(logged_in(someone), "say_no")
    assert response.status_code == 422
    assert has_seat(someone)


@pytest.mark.parametrize("key", ["", "group:x", "lunch:1", "start_now:findes-ikke"])
def test_taking_what_does_not_exist_changes_nothing(at: time_machine.Traveller, as_owner: AsOwner, key: str) -> None:
    someone, _ = seated(as_owner)
    before = seat_of(someone)
    assert logged_in(someone).post(reverse("web:take"), {"key": key}).url == reverse("web:my_way")
    assert seat_of(someone) == before


def offer_to(as_owner: AsOwner, group: Group) -> tuple[Person, SeatOffer]:
    """Somebody else, with a first step only, for whom a seat is held for a day."""
    someone = person(as_owner)
    accepts(someone, "lemvig", "start_now:start")
    robot = system("pooling")
    with acting_as(robot, on=day_of(AT)):
        pathway = Pathway.objects.get(citizen=someone.citizen)
        offer = make_offer(group=group, pathway=pathway, held_until=AT + DAY, by=robot, at=AT)
    return someone, offer


def test_held_seat_is_taken_with_one_press(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    _, group = seated(as_owner)
    someone, offer = offer_to(as_owner, group)
    client = logged_in(someone)
    path = reverse("web:seat_offer", args=[offer.pk])
    assert path in text_of(client.get(reverse("web:my_way")))
    assert "Svar senest tirsdag den 3. marts kl. 10.00" in text_of(client.get(path))
    assert client.post(path, {"yes": "1"}).url == reverse("web:welcome")
    assert has_seat(someone)
    assert client.get(path).url == reverse("web:my_way")


def test_held_seat_can_be_declined(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    _, group = seated(as_owner)
    someone, offer = offer_to(as_owner, group)
    page = text_of(logged_in(someone).post(reverse("web:seat_offer", args=[offer.pk]), {"no": "1"}))
    assert "Tak for svaret" in page
    assert not has_seat(someone)


@pytest.mark.parametrize("method", ["get", "post"])
def test_expired_seat_leads_to_the_next_best_never_to_an_error(
    at: time_machine.Traveller, as_owner: AsOwner, method: str
) -> None:
    _, group = seated(as_owner)
    someone, offer = offer_to(as_owner, group)
    at.shift(2 * DAY)
    client = logged_in(someone)
    response = getattr(client, method)(reverse("web:seat_offer", args=[offer.pk]))
    page = text_of(response)
    assert response.status_code == 200
    assert "Pladsen er ikke ledig mere" in page
    assert 'name="key"' in page
    assert not has_seat(someone)


def test_another_citizens_held_seat_does_not_exist(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, group = seated(as_owner)
    _, offer = offer_to(as_owner, group)
    for method in ("get", "post"):
        assert getattr(logged_in(someone), method)(reverse("web:seat_offer", args=[offer.pk])).status_code == 404


def test_citizen_with_a_new_conversation_keeps_the_old_pathway(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, _ = seated(as_owner)
    client = logged_in(someone)
    client.post(reverse("web:start"))
    assert answer(client, "sted").url == reverse("web:question", args=["maal"])
    assert has_seat(someone)
