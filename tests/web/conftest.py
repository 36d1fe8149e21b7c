"""What pages need: the catalogue as rows, a clock that stands still, and the people of more than one file."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from sundhedscenter.partnership.models import User
from tests.content_rows import put_content
from tests.people import AT, AsOwner, Person, leader, staff
from tests.walls.helping import relative
from tests.web.citizen_walk import seated


@pytest.fixture
def content(db: None, as_owner: AsOwner) -> None:
    """Every file of `content/` as rows."""
    with as_owner():
        put_content()


@pytest.fixture
def at(content: None) -> Iterator[time_machine.Traveller]:
    """The pages' clock stands at `AT`; `at.shift(...)` moves it."""
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sister(at: time_machine.Traveller, as_owner: AsOwner) -> User:
    """A relative with a log-in who helps nobody yet."""
    with as_owner():
        return relative("Ida Søster")


@pytest.fixture
def citizen(at: time_machine.Traveller, as_owner: AsOwner) -> Person:
    """Somebody with a seat in a group."""
    someone, _group = seated(as_owner)
    return someone


@pytest.fixture
def nurse(catalogue: None, as_owner: AsOwner, client: Client) -> Iterator[User]:
    """Lemvig's nurse, logged in; somebody in Skive can lead."""
    leader(as_owner, "skive")
    staff(as_owner, "struer", name="Struers egen")
    user = staff(as_owner, "lemvig", name="Nina Nurse")
    with time_machine.travel(AT, tick=False):
        client.force_login(user)
        yield user
