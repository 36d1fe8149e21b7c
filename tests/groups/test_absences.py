"""Nobody is made to lead a meeting on a day they are away."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.week import slot_number
from sundhedscenter.groups.models import Group
from sundhedscenter.journey.sweep import sweep
from sundhedscenter.partnership.models import Absence, User
from tests.content_rows import put_content
from tests.journey.acts import VIDEO, resize, waiting
from tests.people import AT, AsOwner, accepts, leader, person

pytestmark = pytest.mark.django_db
TUESDAY, THURSDAY = slot_number(1, 19), slot_number(3, 19)
WEEK = timedelta(weeks=1)


@pytest.fixture
def two_wait(as_owner: AsOwner) -> User:
    """A leader on Tuesdays; a group needs two."""
    with as_owner():
        put_content()
    resize(as_owner, "core", least=2, most=2)
    return leader(as_owner, "skive", slot_mask=1 << TUESDAY)


def away(as_owner: AsOwner, user: User, weeks: tuple[int, int | None]) -> None:
    """The leader is away from the one week to before the other, counted from `AT`."""
    begin, end = weeks
    days = DateRange(day_of(AT + begin * WEEK), None if end is None else day_of(AT + end * WEEK))
    with as_owner():
        Absence.objects.create(user=user, during=days)


def come(as_owner: AsOwner) -> None:
    for name in ("Anna", "Ben"):
        accepts(person(as_owner, name), "lemvig", VIDEO)


@pytest.mark.parametrize("weeks", [(0, 3), (2, 3), (5, None)])
def test_no_group_opens_into_a_leaders_absence(
    two_wait: User, as_owner: AsOwner, weeks: tuple[int, int | None]
) -> None:
    away(as_owner, two_wait, weeks)
    come(as_owner)
    assert (Group.objects.count(), sorted(waiting())) == (0, ["Anna", "Ben"])


@pytest.mark.parametrize("weeks", [(-4, 0), (30, 33)])
def test_an_absence_before_or_after_the_group_is_no_hindrance(
    two_wait: User, as_owner: AsOwner, weeks: tuple[int, int | None]
) -> None:
    away(as_owner, two_wait, weeks)
    come(as_owner)
    assert Group.objects.get().leader == two_wait


def test_another_leader_who_is_there_leads_instead(two_wait: User, as_owner: AsOwner) -> None:
    away(as_owner, two_wait, (2, 3))
    other = leader(as_owner, "struer", slot_mask=1 << THURSDAY)
    come(as_owner)
    assert Group.objects.get().leader == other


def test_the_group_opens_when_the_absence_is_over(two_wait: User, as_owner: AsOwner) -> None:
    away(as_owner, two_wait, (0, 3))
    come(as_owner)
    sweep(at=AT + 3 * WEEK)
    group = Group.objects.get()
    assert group.leader == two_wait
    assert group.first_day >= day_of(AT + 3 * WEEK)
