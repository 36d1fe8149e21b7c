"""A citizen's way through the pages with Django's test client, one step per line."""

from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.groups.models import Group, Seat
from tests.people import AT, AsOwner, Person, accepts, leader, person

WAITING = "waiting:core|group_video|"
EVERY_PART = [f"{day}-{part}" for day in range(7) for part in ("am", "pm", "evening")]
REPLIES: dict[str, dict[str, Any]] = {
    "sted": {"postal_code": "7620"},
    "maal": {"goal": "Gå på stranden med min hund"},
    "emne": {"topic": "kol"},
    "tid": {"time": "ok"},
    "afstand": {"distance": "none"},
    "penge": {"money": "ok"},
    "krop": {"body": "ok"},
    "digital": {"digital": "alone"},
    "uge": {"part": EVERY_PART},
    "lineal": {"importance": "8", "confidence": "6", "readiness": "7"},
}


def begin(client: Client) -> None:
    assert client.post(reverse("web:start")).status_code == 302


def answer(client: Client, step: str, **more: Any) -> Any:
    return client.post(reverse("web:question", args=[step]), {**REPLIES[step], **more})


def whole_conversation(client: Client) -> None:
    """From "Jeg er klar nu" to the proposals."""
    begin(client)
    for step in REPLIES:
        response = answer(client, step)
        assert response.status_code == 302, (step, response.content.decode()[-3000:])
    assert response.url == reverse("web:proposals")


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def logged_in(who: Person) -> Client:
    client = Client()
    client.force_login(who.user)
    return client


def seated(as_owner: AsOwner, *, at: datetime = AT) -> tuple[Person, Group]:
    """Somebody with a seat in a video group that four municipalities filled."""
    leader(as_owner, "skive", name="Mette Holm")
    people = [person(as_owner, name=f"Deltager {n}", at=at) for n in range(4)]
    for who, municipality in zip(people, ("lemvig", "struer", "holstebro", "ringkoebing-skjern"), strict=True):
        accepts(who, municipality, WAITING, at)
    return people[0], Group.objects.get()


def seat_of(who: Person, *, at: datetime = AT) -> Seat:
    with acting_as(who.viewer, on=day_of(at)):
        return Seat.objects.get(citizen=who.citizen, released_at=None)


DAY = timedelta(days=1)
