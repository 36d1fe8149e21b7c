"""A second conversation, or another choice, while somebody rests: nothing they waited for is lost, and topics change."""

from datetime import timedelta
from typing import Any

import pytest

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import OutboxMessage
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.core.week import FULL_MASK, slot_number
from sundhedscenter.groups.models import Group
from sundhedscenter.journey.accept import AlreadyAccepted, accept
from sundhedscenter.journey.clashes import seats_given_up
from sundhedscenter.journey.sweep import sweep
from sundhedscenter.pathways.actions import add_fact
from sundhedscenter.pathways.models import Pathway
from tests.journey.acts import CHECK, DAY, VIDEO, does, findings, resize, seen_by, told, way_of
from tests.people import AT, AsOwner, Person, accepts, conversation, leader, person

pytestmark = pytest.mark.django_db
CONTACT = {"full_name": "Test Borger", "phone": "20 00 00 00", "email": "borger@example.org"}
TUESDAY = 1 << slot_number(1, 19)


def waits_and_pauses(as_owner: AsOwner) -> Person:
    leader(as_owner, "skive")
    anna = person(as_owner, "Anna")
    accepts(anna, "lemvig", VIDEO)
    does(anna, "pause", AT + DAY, reason="family", until=day_of(AT) + timedelta(days=40))
    assert way_of(anna, AT + DAY).waiting == ()
    return anna


@pytest.mark.parametrize(
    ("what", "how"),
    [("take", {"key": "start_now:start"}), ("switch_format", {"form": "group_site", "reason": "technology"})],
)
def test_another_choice_in_a_pause_keeps_the_place_in_line(
    content: None, as_owner: AsOwner, what: str, how: dict[str, Any]
) -> None:
    anna = waits_and_pauses(as_owner)
    does(anna, what, AT + 2 * DAY, **how)
    way = way_of(anna, AT + 2 * DAY)
    assert [(line.track.code, line.since) for line in way.waiting] == [("core", AT)]
    assert (way.paused_until, findings(AT + 2 * DAY)) == (None, [])


@pytest.mark.parametrize("key", ["start_now:start", "talk:centre", VIDEO])
def test_a_new_conversation_in_a_pause_keeps_the_place_in_line(content: None, as_owner: AsOwner, key: str) -> None:
    anna = waits_and_pauses(as_owner)
    accepts(anna, "lemvig", key, AT + 2 * DAY)
    assert [(line.track.code, line.since) for line in way_of(anna, AT + 2 * DAY).waiting] == [("core", AT)]
    assert findings(AT + 2 * DAY) == []


def test_a_seat_that_a_long_pause_took_becomes_a_place_in_line(content: None, as_owner: AsOwner) -> None:
    resize(as_owner, "core", least=2, most=2)
    leader(as_owner, "skive", slot_mask=TUESDAY)
    anna = person(as_owner)
    accepts(anna, "lemvig", VIDEO)
    accepts(person(as_owner), "struer", VIDEO)
    accepts(person(as_owner), "holstebro", "start_now:start")
    does(anna, "pause", reason="family", until=day_of(AT) + timedelta(days=60))
    does(anna, "take", AT + DAY, key="start_now:start")
    way = way_of(anna, AT + DAY)
    assert [line.track.code for line in way.waiting] + [seat.track.code for seat in way.seats] == ["core"]


def test_what_a_no_gave_up_does_not_come_back_with_another_choice(content: None, as_owner: AsOwner) -> None:
    leader(as_owner, "skive")
    anna = person(as_owner)
    accepts(anna, "lemvig", VIDEO)
    does(anna, "say_no", AT + DAY, reason="not_relevant", final=True)
    does(anna, "take", AT + 2 * DAY, key="talk:centre")
    assert way_of(anna, AT + 2 * DAY).waiting == ()


def test_the_topic_of_the_newest_conversation_counts(content: None, as_owner: AsOwner) -> None:
    anna = person(as_owner)
    accepts(anna, "lemvig", "talk:centre", topic="unsure")
    accepts(anna, "lemvig", "talk:centre", AT + DAY, topic="kol")
    way = way_of(anna, AT + DAY)
    with seen_by(anna):
        assert (way.pathway.topic, way.pathway.request.topic) == ("kol", "unsure")


def test_a_used_form_makes_nothing_after_its_pathway_has_ended(content: None, as_owner: AsOwner) -> None:
    anna = person(as_owner)
    draft, viewer = conversation(anna, "lemvig")
    with acting_as(viewer, on=day_of(AT)):
        pathway = accept(
            viewer=viewer, citizen=anna.citizen, draft=draft, key="talk:centre", contact=CONTACT, at=AT
        ).pathway
        add_fact(pathway=pathway, kind="closed", by=viewer, at=AT + DAY)
        with pytest.raises(AlreadyAccepted) as again:
            accept(
                viewer=viewer, citizen=anna.citizen, draft=draft, key="talk:centre", contact=CONTACT, at=AT + 2 * DAY
            )
    assert again.value.pathway is None
    with acting_as(CHECK):
        assert Pathway.objects.count() == 1


@pytest.mark.parametrize(("key", "kind"), [("start_now:start", "step_confirmed"), ("talk:centre", "call_confirmed")])
def test_a_first_step_and_a_talk_are_confirmed_once(content: None, as_owner: AsOwner, key: str, kind: str) -> None:
    anna = person(as_owner, "Anna")
    accepts(anna, "lemvig", key)
    assert told(kind) == ["Anna"]
    accepts(anna, "lemvig", key, AT + DAY)
    assert told(kind) == ["Anna"]


def test_a_seat_given_up_for_another_group_is_said_before_and_told_after(content: None, as_owner: AsOwner) -> None:
    for track in ("core", "gentle"):
        resize(as_owner, track, least=1, most=2)
        leader(as_owner, "skive", track=track, slot_mask=TUESDAY)
    anna = person(as_owner, "Anna")
    accepts(anna, "lemvig", VIDEO, week=TUESDAY)
    accepts(person(as_owner), "struer", "waiting:gentle|group_video|", week=TUESDAY)
    gentle = Group.objects.get(track__code="gentle")
    with seen_by(anna):
        assert [seat.group.track.code for seat in seats_given_up(anna.citizen, gentle.pk, at=AT)] == ["core"]
    assert told("seat_replaced") == []
    accepts(anna, "lemvig", f"group:{gentle.pk}", week=FULL_MASK)
    assert (told("seat_replaced"), told("seat_confirmed")) == (["Anna"], ["Anna"])


@pytest.mark.parametrize("act", ["say_no", "pause"])
def test_a_message_put_off_until_morning_is_overtaken(content: None, as_owner: AsOwner, act: str) -> None:
    leader(as_owner, "skive")
    anna = person(as_owner, "Anna")
    accepts(anna, "lemvig", VIDEO)
    does(anna, "pause", reason="family", until=day_of(AT + 5 * DAY))
    night, seven = (AT + 5 * DAY).replace(hour=2), (AT + 5 * DAY).replace(hour=6)
    sweep(at=night)
    how = {"until": day_of(AT + 20 * DAY)} if act == "pause" else {"final": True}
    does(anna, act, seven, reason="family", **how)
    with acting_as(system("outbox")):
        waiting = OutboxMessage.objects.filter(kind="welcome_back", subject_id=anna.citizen.pk)
        assert set(waiting.values_list("end_reason", "sent_at")) == {("overtaken", None)}
