"""Who came: one save, corrections that supersede, and progress that follows."""

from datetime import timedelta
from uuid import uuid4

import pytest

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.core.week import slot_number
from sundhedscenter.groups.models import Attendance, Group, Seat, Session
from sundhedscenter.groups.queries import roster
from sundhedscenter.journey.attendance import NotLeader, save_attendance
from sundhedscenter.pathways.models import Progress
from tests.journey.acts import CHECK, DAY, VIDEO, attends, does, findings, resize, way_of
from tests.people import AT, AsOwner, Person, accepts, leader, person, viewer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(content: None, as_owner: AsOwner) -> list[Person]:
    resize(as_owner, "core", least=2, most=4)
    leader(as_owner, "skive", slot_mask=1 << slot_number(1, 19))
    found = [person(as_owner, "Anna"), person(as_owner, "Ben")]
    for citizen in found:
        accepts(citizen, "lemvig", VIDEO, body="gentle")
    return found


def after(group: Group, number: int) -> object:
    return group.sessions.get(number=number).starts_at + timedelta(hours=2)


def done(citizen: Person, group: Group) -> list[int]:
    way = way_of(citizen, group.sessions.get(number=8).starts_at)
    return [line.done for line in way.plan if line.kind == "track"]


def test_a_first_meeting_attended_is_started(people: list[Person], group: Group) -> None:
    anna, ben = people
    assert attends(group, 1, away={ben: "excused"}) == 2
    first = group.sessions.get(number=1).starts_at
    started, not_started = way_of(anna, first + DAY), way_of(ben, first + DAY)
    assert (started.status, started.started_at) == ("started", first)
    assert (not_started.status, not_started.started_at) == ("plan_proposed", None)
    assert (done(anna, group), done(ben, group)) == ([1], [0])
    assert findings(first + DAY) == []
    attends(group, 2)
    assert way_of(anna, first + 8 * DAY).status == "active"


def test_a_correction_supersedes_and_progress_follows(people: list[Person], group: Group) -> None:
    anna, ben = people
    attends(group, 1, away={ben: "absent"})
    attends(group, 1, away={anna: "excused"}, after=timedelta(hours=3))
    assert (done(anna, group), done(ben, group)) == ([0], [1])
    with acting_as(CHECK):
        current = Attendance.objects.filter(superseded_at=None).values_list("citizen__display_name", "state")
        assert sorted(current) == [("Anna", "excused"), ("Ben", "present")]
        assert Attendance.objects.count() == 4
        assert Progress.objects.filter(withdrawn_at=None).count() == 1
    assert findings(group.sessions.get(number=1).starts_at + DAY) == []


def test_the_same_save_sent_again_writes_nothing(people: list[Person], group: Group) -> None:
    attends(group, 1)
    attends(group, 1, after=timedelta(hours=2))
    with acting_as(CHECK):
        assert Attendance.objects.count() == 2


def test_marked_before_the_meeting_begins_is_not_in_the_future(people: list[Person], group: Group) -> None:
    attends(group, 1, after=-timedelta(minutes=10))
    start = group.sessions.get(number=1).starts_at
    assert way_of(people[0], start).started_at == start - timedelta(minutes=10)


def test_only_the_own_leader_saves(people: list[Person], group: Group, as_owner: AsOwner) -> None:
    session = group.sessions.get(number=1)
    for user in (leader(as_owner, "lemvig"), people[0].user):
        viewer = viewer_of(user)
        with acting_as(viewer, on=day_of(AT)):
            assert roster(viewer, group) == []
            with pytest.raises(NotLeader):
                save_attendance(viewer=viewer, session=session, exceptions={}, at=session.starts_at)


def test_a_seat_of_another_group(people: list[Person], group: Group) -> None:
    session = group.sessions.get(number=1)
    with acting_as(viewer_of(group.leader), on=day_of(AT)) as viewer, pytest.raises(KeyError):
        save_attendance(viewer=viewer, session=session, exceptions={uuid4(): "absent"}, at=session.starts_at)
    with acting_as(CHECK):
        assert not Attendance.objects.exists()


def test_roster_holds_who_is_in_by_then_and_need_to_know_only(
    people: list[Person], group: Group, as_owner: AsOwner
) -> None:
    anna, _ben = people
    second = Session.objects.get(group=group, number=2)
    late = person(as_owner, "Clara")
    accepts(late, "struer", f"group:{group.pk}", second.starts_at - DAY)
    does(anna, "say_no", second.starts_at + DAY, reason="not_relevant")
    at = second.starts_at + 8 * DAY
    with acting_as(viewer_of(group.leader, at), on=day_of(at)) as viewer:
        names = {
            number: [
                (line.display_name, line.need_to_know)
                for line in roster(viewer, group, session=group.sessions.get(number=number))
            ]
            for number in (2, 3)
        }
        assert names == {2: [("Ben", ("gentle",))], 3: [("Ben", ("gentle",)), ("Clara", ())]}
        assert [line.display_name for line in roster(viewer, group)] == ["Ben", "Clara"]
        assert not Seat.objects.filter(citizen=anna.citizen).exists()  # the database says the same


def test_what_was_done_counts_on_in_a_new_group_and_form(people: list[Person], group: Group, as_owner: AsOwner) -> None:
    anna = people[0]
    attends(group, 1)
    at = group.sessions.get(number=1).starts_at + DAY
    does(anna, "say_no", at, reason="not_relevant")
    does(anna, "come_back", at + DAY)
    assert done(anna, group) == [1]
    does(anna, "take", at + DAY, key=f"group:{group.pk}")
    attends(group, 3)
    assert done(anna, group) == [2]
    assert findings(group.sessions.get(number=3).starts_at + DAY) == []
