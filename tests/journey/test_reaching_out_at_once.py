"""Reaching out at the very same moment, each act on a connection of its own: double clicks, and the night's job."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import OutboxMessage
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.journey.reaching_out.actions import answer_outreach, end_unanswered, reach_out
from sundhedscenter.partnership.models import User
from sundhedscenter.pathways.models import Outreach
from tests.at_once import at_once
from tests.content_rows import put_content
from tests.journey.acts import CHECK, DAY, VIDEO
from tests.people import AT, AsOwner, Person, accepts, leader, person, staff, viewer_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NIGHT = AT + 8 * DAY


@pytest.fixture
def nurse(transactional_db: None, as_owner: AsOwner) -> User:
    with as_owner():
        put_content()
    leader(as_owner, "skive")
    return staff(as_owner, "lemvig")


def writes(nurse: User, someone: Person) -> Callable[[], Outreach]:
    """A page with one key: each call is a click."""
    key = uuid.uuid4()

    def click() -> Outreach:
        with acting_as(viewer_of(nurse), on=day_of(AT)) as viewer:
            sent = {"why": "other", "channel": "email", "outcome": "", "text": "Hej"}
            return reach_out(viewer=viewer, citizen_id=someone.citizen.pk, key=key, at=AT, **sent)

    return click


def asks(as_owner: AsOwner) -> Person:
    someone = person(as_owner)
    accepts(someone, "lemvig", VIDEO)
    return someone


def test_one_message_sent_twice_at_once(nurse: User, as_owner: AsOwner) -> None:
    click = writes(nurse, asks(as_owner))
    first, again = at_once([click, click])
    assert (type(first), first) == (Outreach, again)
    with acting_as(CHECK):
        assert OutboxMessage.objects.filter(kind="reaching_out").count() == 1


def test_an_answer_stands_although_the_night_comes_at_once(nurse: User, as_owner: AsOwner) -> None:
    sent = [writes(nurse, asks(as_owner))() for _ in range(5)]

    def answers(outreach: Outreach) -> Callable[[], Any]:
        def click() -> Outreach:
            with acting_as(viewer_of(nurse, NIGHT), on=day_of(NIGHT)) as viewer:
                return answer_outreach(viewer=viewer, outreach_id=outreach.pk, outcome="reached", at=NIGHT)

        return click

    said = at_once([lambda: end_unanswered(at=NIGHT), *map(answers, sent)])
    assert isinstance(said[0], int)
    with acting_as(CHECK):
        for answered in said[1:]:
            assert answered.outcome == Outreach.objects.get(pk=answered.pk).outcome
