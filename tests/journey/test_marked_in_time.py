"""A meeting somebody attended counts although they left before the leader wrote it down; one to come counts for nobody."""

from datetime import timedelta

import pytest

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.groups.models import Attendance, Group, Seat
from sundhedscenter.groups.queries import roster
from sundhedscenter.journey.attendance import NotBegun, save_attendance
from sundhedscenter.pathways.models import Progress
from tests.journey.acts import CHECK, DAY, attends, does, findings
from tests.people import AsOwner, Person, viewer_of

pytestmark = pytest.mark.django_db


def counted(citizen: Person) -> int:
    with acting_as(CHECK):
        return Progress.objects.filter(citizen=citizen.citizen, kind="session", withdrawn_at=None).count()


def seen_by_leader(group: Group, citizen: Person, at: object) -> bool:
    with acting_as(viewer_of(group.leader, at), on=day_of(at)):  # type: ignore[arg-type]
        return Seat.objects.filter(citizen=citizen.citizen).exists()


def test_attended_then_left_before_it_was_written_down_counts(people: list[Person], group: Group) -> None:
    anna, first = people[0], group.sessions.get(number=1).starts_at
    does(anna, "say_no", first + timedelta(hours=2), reason="not_relevant")
    assert attends(group, 1, after=3 * DAY) == 2
    assert counted(anna) == 1
    assert findings(first + 3 * DAY) == []


def test_the_leader_sees_who_left_until_the_meetings_are_marked(people: list[Person], group: Group) -> None:
    anna, first = people[0], group.sessions.get(number=1).starts_at
    does(anna, "say_no", first + timedelta(hours=2), reason="not_relevant")
    assert seen_by_leader(group, anna, first + 3 * DAY)
    with acting_as(viewer_of(group.leader, first), on=day_of(first)) as viewer:
        assert [line.display_name for line in roster(viewer, group)] == ["Ben"]
    attends(group, 1, after=3 * DAY)
    assert seen_by_leader(group, anna, first + 3 * DAY)  # the same day, to correct
    assert not seen_by_leader(group, anna, first + 4 * DAY)
    assert findings(first + 4 * DAY) == []


def test_the_leader_sees_who_left_for_a_week_at_most(people: list[Person], group: Group) -> None:
    anna, first = people[0], group.sessions.get(number=1).starts_at
    does(anna, "say_no", first + timedelta(hours=2), reason="not_relevant")
    assert seen_by_leader(group, anna, first + 6 * DAY)
    assert not seen_by_leader(group, anna, first + 7 * DAY)
    assert findings(first + 8 * DAY) == []


def test_who_left_with_every_meeting_marked_is_not_seen_the_day_after(people: list[Person], group: Group) -> None:
    anna, first = people[0], group.sessions.get(number=1).starts_at
    attends(group, 1)
    does(anna, "say_no", first + timedelta(hours=2), reason="not_relevant")
    assert not seen_by_leader(group, anna, first + DAY)
    assert counted(anna) == 1


def test_a_view_that_stays_open_after_the_mark_is_found(people: list[Person], group: Group, as_owner: AsOwner) -> None:
    anna, first = people[0], group.sessions.get(number=1).starts_at
    attends(group, 1)
    does(anna, "say_no", first + timedelta(hours=2), reason="not_relevant")
    with as_owner():
        relation = anna.citizen.relations.get(scope="group")
        relation.during = type(relation.during)(relation.during.lower, day_of(first + 6 * DAY))
        relation.save()
    assert [finding.check for finding in findings(first + DAY)] == ["every_seat_is_led"]


def test_a_meeting_to_come_cannot_be_marked(people: list[Person], group: Group) -> None:
    session = group.sessions.get(number=1)
    for early in (timedelta(minutes=16), timedelta(hours=5), 7 * DAY):
        at = session.starts_at - early
        with acting_as(viewer_of(group.leader, at), on=day_of(at)) as viewer, pytest.raises(NotBegun):
            save_attendance(viewer=viewer, session=session, exceptions={}, at=at)
    assert attends(group, 1, after=-timedelta(minutes=15)) == 2


def test_who_leaves_after_the_mark_and_before_the_start_did_not_come(people: list[Person], group: Group) -> None:
    anna, ben = people
    attends(group, 1, after=-timedelta(minutes=15))
    does(anna, "say_no", group.sessions.get(number=1).starts_at - timedelta(minutes=5), reason="not_relevant")
    assert (counted(anna), counted(ben)) == (0, 1)
    with acting_as(CHECK):
        current = Attendance.objects.filter(superseded_at=None)
        assert list(current.values_list("citizen__display_name", flat=True)) == ["Ben"]
    assert findings(group.sessions.get(number=1).starts_at) == []
