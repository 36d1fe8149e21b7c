"""Saying yes: everything or nothing, once, and what stands afterwards."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection

from sundhedscenter.catalogue.models import Track
from sundhedscenter.citizens.models import Answer, BarrierAnswer, Contact, EverydayWeek, NeedToKnow, Relation, Task
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import AuditEntry, OutboxMessage
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.core.week import FULL_MASK, slot_number
from sundhedscenter.groups.models import Group, Seat, SeatOffer, WaitingPlace
from sundhedscenter.intake.models import Draft, Request
from sundhedscenter.journey.accept import AlreadyAccepted, ChoiceUnknown, SeatGone, accept, welcome
from sundhedscenter.journey.conversation import NotAPartner
from sundhedscenter.journey.proposals import AnswerError
from sundhedscenter.partnership.models import Organisation
from sundhedscenter.pathways.models import Goal, Pathway, PathwayFact, PathwayResponsibility, PlanItem
from tests.journey.acts import CHECK, DAY, VIDEO, does, findings, resize, seen_by, told, way_of
from tests.people import AT, AsOwner, Person, accepts, conversation, leader, person, staff

pytestmark = pytest.mark.django_db
CONTACT = {"full_name": "Test Borger", "phone": "20 00 00 00", "email": "borger@example.org"}
OF_A_CITIZEN = (Request, Pathway, Goal, PlanItem, Seat, WaitingPlace, SeatOffer, Contact, EverydayWeek, BarrierAnswer)


def rows() -> dict[str, int]:
    """How many rows there are of everything that saying yes may write."""
    with acting_as(CHECK, on=day_of(AT)):
        models = (*OF_A_CITIZEN, Relation, Task, AuditEntry, OutboxMessage, PathwayFact, Answer, NeedToKnow)
        counts = {model.__name__: model._default_manager.count() for model in models}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        return {**counts, "jobs": cursor.fetchone()[0]}


def full_group(as_owner: AsOwner, *, seats: int = 2) -> Group:
    resize(as_owner, "core", least=seats, most=seats)
    leader(as_owner, "skive", slot_mask=1 << slot_number(1, 19))
    for _ in range(seats):
        accepts(person(as_owner), "lemvig", VIDEO)
    return Group.objects.get()


def test_what_stands_after_saying_yes(content: None, as_owner: AsOwner) -> None:
    contact = staff(as_owner, "lemvig", name="Kontakt i Lemvig")
    leader(as_owner, "skive")
    anna = person(as_owner, "Anna")
    accepted = accepts(anna, "lemvig", VIDEO, body="gentle", goal="cykle til stranden")
    assert [item.kind for item in accepted.plan_items] == ["lesson", "track"]
    way = way_of(anna)
    assert (way.goal, way.status, way.next_step.kind) == ("cykle til stranden", "plan_proposed", "lesson")
    assert (accepted.pathway.contact_person, way.responsible) == (contact, "Lemvig Kommune")
    with acting_as(CHECK, on=day_of(AT)):
        roles = PathwayResponsibility.objects.filter(pathway=accepted.pathway).values_list("role", flat=True)
        assert set(roles) == {"authority", "operator", "payer", "controller"}
        request = Request.objects.get()
        assert (request.owner_organisation.code, request.end_reason) == ("lemvig", "accepted")
        assert request.deadline == date(2026, 3, 7)
        relation = Relation.objects.get(during__contains=day_of(AT))
        assert (relation.organisation, relation.scope) == (Organisation.objects.get(code="lemvig"), "care")
    with seen_by(anna):
        assert set(Answer.objects.values_list("item", "value")) == {
            ("importance", 8),
            ("confidence", 6),
            ("readiness", 7),
        }
        assert list(NeedToKnow.objects.values_list("code", flat=True)) == ["gentle"]
    assert told("waiting_confirmed") == ["Anna"]
    assert findings() == []


def test_the_same_form_sent_again(content: None, as_owner: AsOwner) -> None:
    leader(as_owner, "skive")
    anna = person(as_owner)
    draft, viewer = conversation(anna, "lemvig")
    with acting_as(viewer, on=day_of(AT)):
        first = accept(viewer=viewer, citizen=anna.citizen, draft=draft, key=VIDEO, contact=CONTACT, at=AT)
    before = rows()
    with acting_as(viewer, on=day_of(AT)), pytest.raises(AlreadyAccepted) as again:
        accept(viewer=viewer, citizen=anna.citizen, draft=draft, key=VIDEO, contact=CONTACT, at=AT + DAY)
    assert again.value.pathway == first.pathway
    assert rows() == before


def test_a_seat_that_went_leaves_no_rows_and_the_form_can_be_used_again(content: None, as_owner: AsOwner) -> None:
    group = full_group(as_owner)
    late = person(as_owner)
    draft, viewer = conversation(late, "struer")
    before = rows()
    with acting_as(viewer, on=day_of(AT)):
        with pytest.raises(SeatGone) as gone:
            accept(viewer=viewer, citizen=late.citizen, draft=draft, key=f"group:{group.pk}", contact=CONTACT, at=AT)
        assert rows() == before
        assert Draft.objects.get(pk=draft.pk).used_at is None
        best = gone.value.alternatives[0]
        assert best.option.id != str(group.pk)
        taken = accept(viewer=viewer, citizen=late.citizen, draft=draft, key=best.ref, contact=CONTACT, at=AT)
    assert taken.waiting_place is not None


@pytest.mark.parametrize("key", ["", "nonsense", "group:not-a-group", "start_now:no_such_lesson", "waiting:core"])
def test_a_card_that_never_was(content: None, as_owner: AsOwner, key: str) -> None:
    anna = person(as_owner)
    before = rows()
    with pytest.raises(ChoiceUnknown):
        accepts(anna, "lemvig", key)
    assert rows() == before


def test_answers_that_cannot_be_used(content: None, as_owner: AsOwner) -> None:
    anna = person(as_owner)
    with pytest.raises(AnswerError) as no_week:
        accepts(anna, "lemvig", VIDEO, week=0)
    assert (no_week.value.field, str(no_week.value.mend)) == ("week", "week_choose_time")
    with pytest.raises(NotAPartner):
        accepts(anna, "lemvig", VIDEO, postal_code="8000")
    with pytest.raises(AnswerError):
        accepts(anna, "lemvig", VIDEO, postal_code="0000")


@pytest.mark.parametrize(
    ("table", "rule"),
    [
        ("core_outboxmessage", "kind <> 'group_formed'"),
        ("core_auditentry", "verb <> 'seat_taken'"),
        ("groups_seat", "from_session < 0"),
        ("citizens_relation", "scope <> 'group'"),
    ],
)
def test_write_audit_and_message_share_one_transaction(content: None, as_owner: AsOwner, table: str, rule: str) -> None:
    """Whichever of them the database refuses, none of the others stays: for the last to come and those who waited."""
    resize(as_owner, "core", least=2, most=2)
    leader(as_owner, "skive")
    accepts(person(as_owner), "struer", VIDEO)
    last = person(as_owner)
    draft, viewer = conversation(last, "lemvig")
    before = rows()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT refused CHECK ({rule}) NOT VALID")
    with pytest.raises(IntegrityError, match="refused"), acting_as(viewer, on=day_of(AT)):
        accept(viewer=viewer, citizen=last.citizen, draft=draft, key=VIDEO, contact=CONTACT, at=AT)
    assert rows() == before
    assert not Group.objects.exists()


def test_every_message_has_its_job(content: None, as_owner: AsOwner) -> None:
    leader(as_owner, "skive")
    before = rows()
    accepts(person(as_owner), "lemvig", VIDEO)
    after = rows()
    assert after["OutboxMessage"] - before["OutboxMessage"] == after["jobs"] - before["jobs"] == 2  # e-mail and SMS


def test_welcome_twice_is_one_citizen(content: None, as_owner: AsOwner) -> None:
    anna = person(as_owner, "Anna")
    with seen_by(anna) as viewer:
        assert welcome(viewer=viewer, user=anna.user, display_name="Anden", at=AT + DAY) == anna.citizen


def test_a_second_conversation_goes_on_with_the_same_pathway(content: None, as_owner: AsOwner) -> None:
    leader(as_owner, "skive")
    anna = person(as_owner)
    first = accepts(anna, "lemvig", "talk:centre")
    does(anna, "pause", reason="family", until=day_of(AT) + timedelta(days=9))
    second = accepts(anna, "lemvig", VIDEO, AT + DAY, goal="bo i eget hus")
    assert second.pathway == first.pathway
    way = way_of(anna, AT + DAY)
    assert (way.goal, way.status, way.paused_until) == ("bo i eget hus", "plan_proposed", None)


def test_a_group_at_the_time_of_another_replaces_it(content: None, as_owner: AsOwner) -> None:
    """Nobody can be in two groups on Tuesday at 19: what the citizen chose last counts, and the other seat is free."""
    tuesday = slot_number(1, 19)
    for track in ("core", "gentle"):
        resize(as_owner, track, least=1, most=2)
        leader(as_owner, "skive", track=track, slot_mask=1 << tuesday)
    anna = person(as_owner)
    core = accepts(anna, "lemvig", VIDEO, week=1 << tuesday).seat
    assert core is not None
    other = person(as_owner)
    assert accepts(other, "struer", "waiting:gentle|group_video|", week=1 << tuesday).seat is not None
    gentle = Group.objects.get(track=Track.objects.get(code="gentle"))
    accepted = accepts(anna, "lemvig", f"group:{gentle.pk}", week=FULL_MASK)
    assert [seat.group for seat in way_of(anna).seats] == [gentle]
    assert accepted.seat is not None
    assert Group.objects.get(pk=core.group_id).taken == 0
    assert findings() == []


def test_pooling_leaves_out_who_already_meets_at_that_time(content: None, as_owner: AsOwner) -> None:
    tuesday = slot_number(1, 19)
    for track in ("core", "gentle"):
        resize(as_owner, track, least=1, most=2)
    leader(as_owner, "skive", slot_mask=1 << tuesday)
    anna: Person = person(as_owner)
    accepts(anna, "lemvig", VIDEO)
    leader(as_owner, "struer", track="gentle", slot_mask=1 << tuesday)
    accepted = accepts(anna, "lemvig", "waiting:gentle|group_video|")
    assert accepted.seat is None
    assert [waiting.track.code for waiting in way_of(anna).waiting] == ["gentle"]
    assert findings() == []


def test_a_yes_answers_the_request_that_waits(content: None, as_owner: AsOwner) -> None:
    """Who was asked for by another, and then says yes, has one request: the wait is counted from the day it came."""
    anna = person(as_owner, "Anna")
    with as_owner():
        asks = {"citizen": anna.citizen, "topic": "kol", "way": "practice", "received_at": AT - 3 * DAY}
        lemvig, skive = (Organisation.objects.get(code=code) for code in ("lemvig", "skive"))
        waiting = Request.objects.create(**asks, deadline=day_of(AT), owner_organisation=lemvig)
        elsewhere = Request.objects.create(**asks, deadline=day_of(AT), owner_organisation=skive)
    accepted = accepts(anna, "lemvig", "talk:centre", topic="type2")
    with acting_as(CHECK, on=day_of(AT)):
        ended = {row.pk: row.end_reason for row in Request.objects.all()}
    assert ended == {waiting.pk: "accepted", elsewhere.pk: ""}
    assert (accepted.pathway.request_id, accepted.pathway.topic) == (waiting.pk, "type2")
