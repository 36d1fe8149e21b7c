"""The catalogue as rows, and the smallest group, for acts of the journey."""

import pytest

from sundhedscenter.core.week import slot_number
from sundhedscenter.groups.models import Group
from tests.content_rows import put_content
from tests.journey.acts import VIDEO, resize
from tests.people import POSTAL, AsOwner, Person, accepts, leader, person, queues


@pytest.fixture
def content(db: None, as_owner: AsOwner) -> None:
    """Every file of `content/` as rows, and in each municipality a queue for what nobody in particular owns."""
    with as_owner():
        put_content()
        queues(*POSTAL)


@pytest.fixture
def people(content: None, as_owner: AsOwner) -> list[Person]:
    """Two who sit in a group on video on Tuesday evening, led from Skive."""
    resize(as_owner, "core", least=2, most=4)
    leader(as_owner, "skive", slot_mask=1 << slot_number(1, 19))
    found = [person(as_owner, "Anna"), person(as_owner, "Ben")]
    for citizen in found:
        accepts(citizen, "lemvig", VIDEO)
    return found


@pytest.fixture
def group(people: list[Person]) -> Group:
    return Group.objects.select_related("leader").get()
