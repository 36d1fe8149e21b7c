"""What was shown to somebody in particular stays with them: no browser and no proxy keeps a copy."""

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from tests.people import AT, AsOwner, person, staff

pytestmark = pytest.mark.django_db
KEPT_NOWHERE = "no-store"


@pytest.fixture
def guest(catalogue: None, client: Client) -> Client:
    return client


def cache_control(client: Client, address: str) -> str:
    with time_machine.travel(AT, tick=False):
        return str(client.get(address).headers.get("Cache-Control", ""))


@pytest.mark.parametrize("address", ["/", "/personale/", "/personale/borgere/", "/personale/hold/", "/findes-ikke/"])
def test_staff_page_is_kept_nowhere(guest: Client, as_owner: AsOwner, address: str) -> None:
    guest.force_login(staff(as_owner, "lemvig"))
    assert KEPT_NOWHERE in cache_control(guest, address)


def test_citizens_page_is_kept_nowhere(guest: Client, as_owner: AsOwner) -> None:
    guest.force_login(person(as_owner).user)
    assert KEPT_NOWHERE in cache_control(guest, "/min-vej/")


@pytest.mark.parametrize("address", ["/", "/klar/sted/", "/klar/maal/", "/klar/gemt/"])
def test_conversation_on_a_borrowed_computer_is_kept_nowhere(guest: Client, address: str) -> None:
    with time_machine.travel(AT, tick=False):
        guest.post("/klar/")
        guest.post("/klar/sted/", {"postal_code": "7620"})
    assert guest.cookies[settings.DRAFT_COOKIE].value
    assert KEPT_NOWHERE in cache_control(guest, address)


def test_page_for_everybody_may_be_kept(guest: Client) -> None:
    assert cache_control(guest, "/om/") == ""
