"""The demo on another day, and where it must not be."""

from datetime import timedelta

import pytest
import time_machine

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.config.demo import ensure_demo
from sundhedscenter.core import checks
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.groups.models import Group
from sundhedscenter.partnership.models import User
from sundhedscenter.partnership.viewers import viewer_for
from tests.content_rows import put_content
from tests.people import AT, AsOwner

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SATURDAY_NIGHT = AT + timedelta(days=26, hours=13, minutes=50)  # the clocks go forward four hours later


def test_the_same_people_come_whatever_day_it_is(as_owner: AsOwner) -> None:
    """Weekday, hour and month differ; names, stages and groups do not."""
    with as_owner():
        put_content()
    with time_machine.travel(SATURDAY_NIGHT, tick=False):
        ensure_demo()
    first = User.objects.get(username="demo-borger-01")
    assert (first.display_name, first.title) == ("Amanda fra Lemvig", "Går på lungehold på video")
    assert Group.objects.count() == 4
    with acting_as(viewer_for(first, day_of(SATURDAY_NIGHT))):
        assert Citizen.objects.get().display_name == "Amanda"
    with acting_as(system("check"), on=day_of(SATURDAY_NIGHT)):
        assert checks.run_all(SATURDAY_NIGHT) == []


def test_no_demo_among_real_people(catalogue: None, as_owner: AsOwner) -> None:
    with as_owner():
        User.objects.create(username="virkelig", is_demo=False)
    assert ensure_demo(AT) == []
    assert not User.objects.filter(is_demo=True).exists()
