"""Steps that the tests of writing in share: a call is typed, a yes is given, a page for somebody is found."""

from typing import Any

from django.test import Client

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core.viewer import acting_as, system
from tests.people import AsOwner, Person, accepts, person
from tests.small_catalogue import WAIT_ON_VIDEO
from tests.web.citizen_walk import REPLIES, text_of

NEW = "/personale/ny-borger/"
TYPED: dict[str, Any] = {
    "way": "phone",
    "full_name": "Karen Ny",
    "phone": "20 11 22 33",
    "email": "",
    **{key: value for reply in REPLIES.values() for key, value in reply.items()},
}
YES = {"read_aloud": "1"}
WALKED = ("", "forslag/", "kontakt/", "pause/", "tilbage/", "tid/", "form/", "nej/", "seddel/", "plan/")


def types(client: Client, **changed: Any) -> str:
    """The page after the typed one."""
    answer = client.post(NEW, {**TYPED, **changed})
    assert answer.status_code == 302, text_of(answer)[-3000:]
    return str(answer.url)


def proposals_of(client: Client, url: str) -> tuple[str, list[Any]]:
    """The address of the proposals, and the cards there."""
    page = client.get(url, follow=True)
    address = page.redirect_chain[-1][0] if page.redirect_chain else url
    return address, page.context["cards"]


def phones(client: Client, *, key: str = "", **changed: Any) -> str:
    """A new citizen by phone. Returns the address of their page for writing down."""
    address, cards = proposals_of(client, types(client, **changed))
    confirm = client.post(address, {"key": key or cards[0].key}).url
    done = client.post(confirm, YES)
    assert done.status_code == 302, text_of(done)[-2000:]
    return str(done.url)


def citizen_of(url: str) -> Citizen:
    with acting_as(system("check")):
        return Citizen.objects.get(pk=url.split("/")[3])


def asks(as_owner: AsOwner, name: str, town: str = "lemvig", key: str = WAIT_ON_VIDEO, **changed: Any) -> Person:
    someone = person(as_owner, name)
    contact = {"full_name": f"{name} Efternavn", "phone": "30 11 22 33", "email": "borger@example.org"}
    accepts(someone, town, key, contact=contact, **changed)
    return someone


def page_for(who: Person | Citizen, rest: str = "", way: str = "telefon") -> str:
    pk = who.pk if isinstance(who, Citizen) else who.citizen.pk
    return f"/personale/borgere/{pk}/for/{way}/{rest}"
