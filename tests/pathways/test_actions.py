"""The plan when the same thing is asked for twice."""

import pytest

from sundhedscenter.citizens.models import Task
from sundhedscenter.pathways.models import PlanItem
from tests.journey.acts import does, seen_by
from tests.people import AsOwner, accepts, leader, person
from tests.small_catalogue import WAIT_ON_VIDEO

pytestmark = pytest.mark.django_db


def test_a_talk_asked_for_twice_is_one_talk(catalogue: None, as_owner: AsOwner) -> None:
    leader(as_owner, "skive")
    anna = person(as_owner)
    accepts(anna, "lemvig", WAIT_ON_VIDEO)
    for _ in range(2):
        does(anna, "take", key="talk:centre")
    with seen_by(anna):
        assert PlanItem.objects.filter(citizen=anna.citizen, kind="talk").count() == 1
        assert Task.objects.filter(citizen=anna.citizen, ended_at=None).count() == 1
