"""Steps that the tests of helpers share: a slip is made, its code is taken, an act is done."""

import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.partnership.models import User
from tests.people import AT, Person
from tests.web.citizen_walk import logged_in

ON = day_of(AT)
END = ON + timedelta(days=100)
SENT = {"name": "Min søster Ida", "rights": ["dates"], "last_day": END.isoformat()}


def hidden(response: Any, name: str = "stamp") -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', response.content.decode()).group(1)  # type: ignore[union-attr]


def invited(client: Client, **changes: Any) -> Any:
    page = client.get(reverse("web:invite_helper"))
    return client.post(reverse("web:invite_helper"), {"stamp": hidden(page), **SENT, **changes})


def code_on(response: Any) -> str:
    return re.search(r'class="helper-code">([^<]+)<', response.content.decode()).group(1)  # type: ignore[union-attr]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def helper_of(citizen: Person, sister: User, *rights: str) -> Client:
    """Invited by slip, and logged in with the code taken."""
    code = code_on(invited(logged_in(citizen), rights=list(rights)))
    client = client_of(sister)
    assert client.post(reverse("web:helping"), {"code": code}).status_code == 302
    return client


def person_page(client: Client, citizen: Person) -> Any:
    return client.get(reverse("web:helper_person", args=[citizen.citizen.pk]))


def rows(model: Any, **where: Any) -> Any:
    with acting_as(system("check"), on=ON):
        return list(model.objects.filter(**where))


def acted(client: Client, citizen: Person, name: str, *more: Any, **sent: Any) -> Any:
    url = reverse(f"web:{name}", args=[citizen.citizen.pk, *more])
    page = client.get(url)
    assert page.status_code == 200
    found = re.search(r'name="stamp" value="([^"]*)"', page.content.decode())
    return client.post(url, {**({"stamp": found.group(1)} if found else {}), **sent})
