"""One next step first, and the same number of questions to the database however much there is to show."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.core.week import slot_number
from sundhedscenter.groups.models import Group
from sundhedscenter.groups.queries import led_groups, roster
from sundhedscenter.journey.my_way import my_way
from sundhedscenter.journey.offers import options_for
from tests.journey.acts import DAY, VIDEO, answers_action, attends, does, resize, seen_by, way_of
from tests.people import AT, AsOwner, Person, accepts, leader, person, staff, viewer_of

pytestmark = pytest.mark.django_db
TRACKS = ("core", "gentle", "knee_hold")


def queries(ask: Callable[..., object], *what: object, **how: object) -> int:
    with CaptureQueriesContext(connection) as asked:
        ask(*what, **how)
    return len(asked)


def in_groups(as_owner: AsOwner, who: Person, many: int) -> None:
    """The person sits in this many groups, one of each track, on days of their own."""
    for number, track in enumerate(TRACKS[:many]):
        resize(as_owner, track, least=1, most=9)
        leader(
            as_owner,
            "skive",
            track=track,
            slot_mask=0b11 << slot_number(number * 2, 9) | 1 << slot_number(number * 2 + 1, 9),
        )
        accepts(who, "lemvig", f"waiting:{track}|group_video|", AT + timedelta(minutes=number), topic="knee")


def test_before_anything_is_accepted(content: None, as_owner: AsOwner) -> None:
    anna = person(as_owner)
    with seen_by(anna) as viewer:
        assert my_way(viewer=viewer, citizen=anna.citizen, at=AT, language="da") is None


def test_the_next_step_as_life_goes_on(content: None, as_owner: AsOwner) -> None:
    resize(as_owner, "core", least=2, most=2)
    user = leader(as_owner, "skive", slot_mask=1 << slot_number(1, 19), name="Sara Skive")
    staff(as_owner, "lemvig", name="Kontakt Lemvig")
    anna, ben = person(as_owner, "Anna"), person(as_owner, "Ben")
    accepts(anna, "lemvig", VIDEO)
    assert way_of(anna).next_step.kind == "lesson"
    assert [(p.role, p.name, p.organisation) for p in way_of(anna).people][:1] == [
        ("contact", "Kontakt Lemvig", "Lemvig Kommune")
    ]
    answers_action(anna)
    assert way_of(anna).next_step.kind == "waiting"
    accepts(ben, "lemvig", VIDEO)
    group = Group.objects.get()
    way = way_of(anna)
    first = group.sessions.get(number=1)
    assert (way.next_step.kind, way.next_step.at) == ("session", first.starts_at)
    assert [(p.role, p.name) for p in way.people] == [
        ("contact", "Kontakt Lemvig"),
        ("leader", "Sara Skive"),
        ("centre", "Det Digitale Sundhedscenter"),
    ]
    line = way.dates[0]
    assert (line.opens_at, line.phone) == (first.starts_at - timedelta(minutes=10), user.phone)
    assert line.room_link == group.room_link
    assert len(way.dates) == 8
    during = first.starts_at + timedelta(minutes=59)
    assert len(way_of(anna, during).dates) == 8  # a meeting that runs is still shown
    assert len(way_of(anna, during + timedelta(minutes=1)).dates) == 7
    does(anna, "pause", reason="family", until=day_of(AT + 9 * DAY))
    assert way_of(anna).next_step.kind == "come_back"
    does(anna, "come_back")
    does(anna, "say_no", reason="not_relevant")
    assert way_of(anna).next_step.kind == "call"


def test_progress_is_the_sum_of_all_forms_of_a_track(content: None, as_owner: AsOwner) -> None:
    resize(as_owner, "core", least=1, most=2)
    leader(as_owner, "skive", slot_mask=1 << slot_number(1, 19))
    anna = person(as_owner)
    accepts(anna, "lemvig", VIDEO)
    group = Group.objects.get()
    for number in (1, 2):
        attends(group, number)
    at = group.sessions.get(number=2).starts_at + DAY
    for form in ("paper", "alone_online", "phone"):
        does(anna, "switch_format", at, form=form, reason="technology")
        tracks = [line for line in way_of(anna, at).plan if line.kind == "track"]
        assert [(line.form, line.done, line.total, line.is_over) for line in tracks] == [(form, 2, 8, False)]


def test_who_enters_a_running_group_can_come_to_the_meetings_left(content: None, as_owner: AsOwner) -> None:
    resize(as_owner, "core", least=1, most=4)
    leader(as_owner, "skive", slot_mask=1 << slot_number(1, 19))
    accepts(person(as_owner), "lemvig", VIDEO)
    group = Group.objects.get()
    late, at = person(as_owner), group.sessions.get(number=3).starts_at + DAY
    accepts(late, "struer", f"group:{group.pk}", at)
    (line,) = [line for line in way_of(late, at).plan if line.kind == "track"]
    entry = group.sessions.filter(starts_at__gt=at, is_entry=True).order_by("number")[0].number
    left = 8 - entry + 1
    assert (line.done, line.total) == (0, left)
    assert left < 8
    attends(group, entry)
    at = group.sessions.get(number=entry).starts_at + DAY
    (line,) = [line for line in way_of(late, at).plan if line.kind == "track"]
    assert (line.done, line.total) == (1, left)


@pytest.mark.parametrize("language", ["da", "en"])
def test_my_way_asks_the_same_number_of_questions(content: None, as_owner: AsOwner, language: str) -> None:
    staff(as_owner, "lemvig")
    asked = []
    for many in (1, 3):
        anna = person(as_owner)
        in_groups(as_owner, anna, many)
        with seen_by(anna, AT + DAY) as viewer:
            how = {"viewer": viewer, "citizen": anna.citizen, "at": AT + DAY, "language": language}
            asked.append(queries(my_way, **how))
        assert len(way_of(anna, AT + DAY).seats) == many
    assert asked[0] == asked[1]
    assert asked[1] <= 18


def test_led_groups_and_roster_ask_the_same_number_of_questions(content: None, as_owner: AsOwner) -> None:
    asked = []
    for many in (1, 3):
        resize(as_owner, "core", least=many, most=many)
        user = leader(as_owner, "skive")
        for _ in range(many * many):
            accepts(person(as_owner), "lemvig", VIDEO, body="gentle")
        with acting_as(viewer_of(user), on=day_of(AT)) as viewer:
            groups = [line.group for line in led_groups(viewer, at=AT)]
            assert len(groups) == many
            session = groups[0].sessions.get(number=1)
            assert len(roster(viewer, groups[0])) == many
            asked.append(
                (
                    queries(led_groups, viewer, at=AT),
                    queries(roster, viewer, groups[0]),
                    queries(roster, viewer, groups[0], session=session),
                )
            )
        with as_owner():
            user.leads.update(track=user.leads.get().track, during="empty")
    assert asked[0] == asked[1] == (2, 1, 4)


def test_options_ask_the_same_number_of_questions(content: None, as_owner: AsOwner) -> None:
    asked = []
    resize(as_owner, "core", least=1, most=1)
    for many in (1, 2):
        for _ in range(many):
            leader(as_owner, "skive")
            accepts(person(as_owner), "lemvig", VIDEO)
        options = options_for(topic="kol", at=AT, language="da")
        asked.append((len(options.groups), queries(options_for, topic="kol", at=AT, language="da")))
    assert [groups for groups, _ in asked] == [1, 3]
    assert asked[0][1] == asked[1][1] <= 10
