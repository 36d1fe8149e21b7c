"""What falls due by itself: holds, pauses, the last meeting, lines with room elsewhere, old conversations."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import OutboxMessage
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.core.week import slot_number
from sundhedscenter.groups.models import Group, SeatOffer
from sundhedscenter.intake.models import Draft
from sundhedscenter.journey.sweep import Swept, sweep
from tests.journey.acts import (
    CHECK,
    DAY,
    VIDEO,
    WEEK,
    answers_action,
    does,
    findings,
    open_offers,
    resize,
    seated,
    told,
    waiting,
    way_of,
)
from tests.people import AT, AsOwner, accepts, conversation, leader, person, staff

pytestmark = pytest.mark.django_db
NOTHING = Swept(offers=0, groups=0, pauses=0, calls=0, drafts=0, handed_on=0)
TUESDAY = slot_number(1, 19)


def test_an_expired_hold_passes_on_and_the_place_in_line_stays(content: None, as_owner: AsOwner) -> None:
    resize(as_owner, "core", least=1, most=1)
    leader(as_owner, "skive", slot_mask=1 << TUESDAY)
    anna, clara, dan = (person(as_owner, name) for name in ("Anna", "Clara", "Dan"))
    for minutes, citizen in enumerate((anna, clara, dan)):
        accepts(citizen, "lemvig", VIDEO, AT + timedelta(minutes=minutes))
    later = AT + timedelta(hours=1)
    does(anna, "say_no", later, reason="not_relevant")
    assert sweep(at=later + timedelta(hours=47, minutes=59)) == NOTHING
    assert sweep(at=later + timedelta(hours=48)).offers == 1
    assert [offer.citizen.display_name for offer in open_offers()] == ["Dan"]
    assert (waiting(), told("offer_made")) == (["Clara", "Dan"], ["Clara", "Dan"])
    assert sweep(at=later + timedelta(hours=97)).offers == 1
    assert open_offers() == []  # everybody who fits was asked once
    assert sweep(at=later + timedelta(hours=98)) == NOTHING
    with acting_as(CHECK):
        assert set(SeatOffer.objects.values_list("end_reason", flat=True)) == {"expired"}
    assert Group.objects.get().taken == 0
    assert findings(later + timedelta(hours=98)) == []


def test_a_new_leader_makes_a_group_of_those_who_wait(content: None, as_owner: AsOwner) -> None:
    resize(as_owner, "core", least=2, most=4)
    first = leader(as_owner, "skive", slot_mask=1 << TUESDAY)
    for name in ("Anna", "Ben"):
        accepts(person(as_owner, name), "lemvig", VIDEO, week=1 << slot_number(3, 19) | 1 << slot_number(4, 19))
    assert sweep(at=AT) == NOTHING
    leader(as_owner, "lemvig", slot_mask=1 << slot_number(3, 19))
    assert sweep(at=AT + DAY).groups == 1
    group = Group.objects.get()
    assert (seated(group), group.leader == first) == ({"Anna", "Ben"}, False)
    assert sorted(told("group_formed")) == ["Anna", "Ben"]


def test_who_waits_is_offered_a_free_seat_in_a_running_group(content: None, as_owner: AsOwner) -> None:
    resize(as_owner, "core", least=1, most=2)
    leader(as_owner, "skive", slot_mask=1 << TUESDAY)
    accepts(person(as_owner, "Anna"), "lemvig", VIDEO)
    accepts(person(as_owner, "Ben"), "lemvig", VIDEO)
    assert waiting() == ["Ben"]
    sweep(at=AT + timedelta(minutes=5))
    assert [offer.citizen.display_name for offer in open_offers()] == ["Ben"]
    assert sweep(at=AT + timedelta(minutes=10)) == NOTHING
    assert len(open_offers()) == 1


def test_a_pause_ends_on_its_day_and_nobody_is_woken(content: None, as_owner: AsOwner) -> None:
    leader(as_owner, "skive")
    anna = person(as_owner, "Anna")
    accepts(anna, "lemvig", VIDEO)
    until = day_of(AT + WEEK)
    does(anna, "pause", reason="family", until=until)
    assert sweep(at=AT + 6 * DAY) == NOTHING
    midnight = datetime(2026, 3, 8, 23, 1, tzinfo=UTC)  # 9 March, one minute past midnight in Denmark
    assert day_of(midnight) == until
    assert sweep(at=midnight).pauses == 1
    assert (waiting(), way_of(anna, midnight).status) == (["Anna"], "plan_proposed")
    with acting_as(CHECK):
        message = OutboxMessage.objects.filter(kind="welcome_back", channel="sms").get()
        assert message.not_before == datetime(2026, 3, 9, 7, tzinfo=UTC)
    assert sweep(at=midnight + DAY) == NOTHING
    assert findings(midnight + DAY) == []


def test_a_pause_that_was_ended_is_not_ended_again(content: None, as_owner: AsOwner) -> None:
    leader(as_owner, "skive")
    anna, ben = person(as_owner, "Anna"), person(as_owner, "Ben")
    for citizen in (anna, ben):
        accepts(citizen, "lemvig", VIDEO)
        does(citizen, "pause", reason="family", until=day_of(AT + WEEK))
    does(anna, "come_back", AT + DAY)
    does(ben, "say_no", AT + DAY, reason="not_relevant")
    assert sweep(at=AT + 2 * WEEK).pauses == 0
    assert way_of(ben, AT + 2 * WEEK).status == "not_now"


def test_after_the_last_meeting_somebody_calls(content: None, as_owner: AsOwner) -> None:
    resize(as_owner, "core", least=1, most=2)
    leader(as_owner, "skive", slot_mask=1 << TUESDAY)
    staff(as_owner, "lemvig", name="Kontakt")
    anna = person(as_owner, "Anna")
    accepts(anna, "lemvig", VIDEO)
    answers_action(anna)
    last = Group.objects.get().sessions.get(number=8).starts_at
    assert sweep(at=last - timedelta(minutes=1)).calls == 0
    assert sweep(at=last + timedelta(minutes=1)).calls == 1
    (task,) = way_of(anna, last + DAY).tasks
    assert (task.kind, task.owner.display_name) == ("call_citizen", "Kontakt")
    assert sweep(at=last + DAY).calls == 0
    assert findings(last + 3 * DAY) == []


def test_a_conversation_is_forgotten_after_thirty_days(content: None, as_owner: AsOwner) -> None:
    draft, _ = conversation(person(as_owner), "lemvig")
    assert sweep(at=AT + timedelta(days=30) - timedelta(seconds=1)).drafts == 0
    assert sweep(at=AT + timedelta(days=30)).drafts == 1
    with acting_as(CHECK):
        assert not Draft.objects.filter(pk=draft.pk).exists()


def test_what_cannot_be_done_does_not_keep_the_rest_waiting(content: None, as_owner: AsOwner) -> None:
    """Anna's message cannot be written. Ben's pause ends all the same, and the worker still hears of it."""
    leader(as_owner, "skive")
    people = anna, ben = person(as_owner, "Anna"), person(as_owner, "Ben")
    for citizen in people:
        accepts(citizen, "lemvig", VIDEO)
        does(citizen, "pause", reason="family", until=day_of(AT + WEEK))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE core_outboxmessage ADD CONSTRAINT refused"
            f" CHECK (kind <> 'welcome_back' OR subject_id <> '{anna.citizen.pk}') NOT VALID"
        )
    later = AT + 8 * DAY
    with pytest.raises(ExceptionGroup) as failed:
        sweep(at=later)
    assert [type(error) for error in failed.value.exceptions] == [IntegrityError]
    assert (waiting(), told("welcome_back")) == (["Ben"], ["Ben"])
    assert way_of(ben, later).status == "plan_proposed"
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_outboxmessage DROP CONSTRAINT refused")
    assert sweep(at=later).pauses == 1
    assert sorted(waiting()) == ["Anna", "Ben"]
