"""A short pause keeps the seat: the leader knows of it, nobody counts it as having come, and it cannot last for ever."""

from datetime import timedelta

import pytest

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.groups.models import Attendance, Group, Session
from sundhedscenter.groups.queries import RosterLine, roster
from sundhedscenter.journey.attendance import save_attendance
from tests.journey.acts import CHECK, DAY, WEEK, attends, does, findings, seated, way_of
from tests.people import AT, Person, viewer_of

pytestmark = pytest.mark.django_db


def meeting(group: Group, number: int) -> Session:
    return group.sessions.get(number=number)


def states(group: Group, number: int) -> dict[str, str]:
    with acting_as(CHECK):
        rows = Attendance.objects.filter(session__group=group, session__number=number, superseded_at=None)
        return {row.citizen.display_name: row.state for row in rows.select_related("citizen")}


def lines(group: Group, number: int) -> dict[str, RosterLine]:
    session = meeting(group, number)
    with acting_as(viewer_of(group.leader, session.starts_at), on=day_of(session.starts_at)) as viewer:
        return {line.display_name: line for line in roster(viewer, group, session=session)}


def rests(anna: Person, group: Group) -> None:
    """Anna rests over the first meeting, and is back before the second."""
    starts = meeting(group, 1).starts_at
    does(anna, "pause", starts - DAY, reason="own_illness", until=day_of(starts + 3 * DAY))


def test_who_rests_is_excused_and_has_not_started(people: list[Person], group: Group) -> None:
    anna, ben = people
    rests(anna, group)
    attends(group, 1)
    assert states(group, 1) == {"Anna": "excused", "Ben": "present"}
    after = meeting(group, 1).starts_at + 4 * DAY
    assert (way_of(anna, after).started_at, way_of(ben, after).started_at) == (None, meeting(group, 1).starts_at)
    assert findings(meeting(group, 1).starts_at + DAY) == []


def test_the_leader_sees_that_they_rest_until_when_and_not_why(people: list[Person], group: Group) -> None:
    rests(people[0], group)
    anna, ben = lines(group, 1)["Anna"], lines(group, 1)["Ben"]
    assert anna.pause is not None
    assert (anna.pause.until, anna.expected) == (day_of(meeting(group, 1).starts_at + 3 * DAY), "excused")
    assert "own_illness" not in repr(anna)
    assert (ben.pause, ben.expected) == (None, "present")
    assert lines(group, 2)["Anna"].pause is None
    at = meeting(group, 1).starts_at
    with acting_as(viewer_of(group.leader, at), on=day_of(at)) as viewer:
        assert [bool(line.pause) for line in roster(viewer, group, at=at)] == [True, False]


def test_marked_after_the_pause_is_over_counts_the_pause_all_the_same(people: list[Person], group: Group) -> None:
    rests(people[0], group)
    does(people[0], "come_back", meeting(group, 1).starts_at + DAY)
    attends(group, 1, after=2 * DAY)
    attends(group, 2)
    assert (states(group, 1)["Anna"], states(group, 2)["Anna"]) == ("excused", "present")


def test_back_before_the_meeting_is_present(people: list[Person], group: Group) -> None:
    rests(people[0], group)
    does(people[0], "come_back", meeting(group, 1).starts_at - timedelta(hours=1))
    attends(group, 1)
    assert states(group, 1)["Anna"] == "present"


def test_who_came_in_spite_of_a_pause_is_present_when_the_leader_says_so(people: list[Person], group: Group) -> None:
    rests(people[0], group)
    session, seat = meeting(group, 1), lines(group, 1)["Anna"].seat_id
    with acting_as(viewer_of(group.leader, session.starts_at), on=day_of(session.starts_at)) as viewer:
        save_attendance(viewer=viewer, session=session, exceptions={seat: "present"}, at=session.starts_at)
    assert states(group, 1) == {"Anna": "present", "Ben": "present"}


def test_pauses_that_follow_one_another_keep_the_seat_four_weeks_in_all(people: list[Person], group: Group) -> None:
    anna = people[0]
    first = does(anna, "pause", reason="family", until=day_of(AT + 3 * WEEK))
    longer = does(anna, "pause", AT + 2 * WEEK, reason="family", until=day_of(AT + 4 * WEEK))
    assert (first.what, longer.what, seated(group)) == ("paused_seat_kept", "paused_seat_kept", {"Anna", "Ben"})
    too_long = does(anna, "pause", AT + 3 * WEEK, reason="family", until=day_of(AT + 5 * WEEK))
    assert (too_long.what, seated(group)) == ("paused", {"Ben"})
    does(anna, "come_back", AT + 4 * WEEK)
    assert [line.track.code for line in way_of(anna, AT + 4 * WEEK).waiting] == ["core"]
    assert findings(AT + 4 * WEEK) == []


def test_a_new_pause_after_coming_back_has_its_own_four_weeks(people: list[Person], group: Group) -> None:
    anna = people[0]
    does(anna, "pause", reason="family", until=day_of(AT + 3 * WEEK))
    does(anna, "come_back", AT + 2 * WEEK)
    assert does(anna, "pause", AT + 3 * WEEK, reason="family", until=day_of(AT + 6 * WEEK)).what == "paused_seat_kept"
    assert seated(group) == {"Anna", "Ben"}
