"""From an offer's page to a yes: the wish is kept, little is asked, and what was skipped is nowhere a fact."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sundhedscenter.catalogue.models import Offer
from sundhedscenter.citizens.models import Answer, BarrierAnswer, EverydayWeek, NeedToKnow
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer, acting_as
from sundhedscenter.groups.models import Group, Seat, WaitingPlace
from sundhedscenter.intake.drafts import new_draft, save_answers
from sundhedscenter.intake.models import Draft
from sundhedscenter.journey.accept import ChoiceUnknown, accept
from sundhedscenter.journey.conversation import answers_of, first_open_step, first_skipped_step
from sundhedscenter.journey.offers import home_of
from sundhedscenter.journey.proposals import AnswerError, Barrier, Wished
from sundhedscenter.journey.wishes import NothingToJoin, proposals_with, wish_for, wish_of
from sundhedscenter.pathways.models import PlanItem
from tests.people import AT, AsOwner, Person, accepts, person
from tests.web.citizen_walk import seated

CONTACT = {"full_name": "Test Borger", "phone": "20 00 00 00", "email": ""}


@contextmanager
def wishing(who: Person, **wish: object) -> Iterator[tuple[Draft, Viewer]]:
    """Somebody at the offer's page who pressed its button and then wrote a postal code."""
    with acting_as(who.viewer, on=day_of(AT)):
        draft, _ = new_draft(viewer=who.viewer, language="da", at=AT)
        draft = wish_for(draft=draft, offer=Offer.objects.get(code="grundhold"), at=AT, **wish)
        save_answers(draft=draft, answers={"postal_code": "7620"}, at=AT)
        yield draft, who.viewer.with_draft(draft.key_hash)


def found(draft: Draft) -> Wished:
    wished = wish_of(draft)
    assert wished is not None
    return proposals_with(wished=wished, answers=answers_of(draft), home=home_of("7620"), at=AT, language="da")


def says_yes(draft: Draft, viewer: Viewer, who: Person, key: str) -> None:
    accept(viewer=viewer, citizen=who.citizen, draft=draft, key=key, contact=CONTACT, at=AT)


def test_a_group_is_joined_with_a_postal_code_alone(catalogue: None, as_owner: AsOwner) -> None:
    _, group = seated(as_owner)
    who = person(as_owner)
    with wishing(who, group=str(group.pk)) as (draft, viewer):
        assert first_open_step(draft) is None
        shown = found(draft)
        assert (shown.cards[0].ref, shown.unmet) == (f"group:{group.pk}", None)
        says_yes(draft, viewer, who, shown.cards[0].ref)
        assert Seat.objects.get(citizen=who.citizen).group == group
        assert EverydayWeek.objects.get(citizen=who.citizen).slot_mask == group.slot_mask
        for model in (BarrierAnswer, Answer, NeedToKnow):
            assert not model.objects.filter(citizen=who.citizen).exists()


def test_a_second_conversation_keeps_what_was_said_before(catalogue: None, as_owner: AsOwner) -> None:
    _, group = seated(as_owner)
    who = person(as_owner)
    accepts(who, "lemvig", "start_now:start", body="step_free", week=1)
    with wishing(who, group=str(group.pk)) as (draft, viewer):
        says_yes(draft, viewer, who, f"group:{group.pk}")
        assert [need.code for need in NeedToKnow.objects.filter(citizen=who.citizen, ended_at=None)] == ["step_free"]
        assert [week.slot_mask for week in EverydayWeek.objects.filter(citizen=who.citizen)] == [1]


def test_the_offer_asks_for_the_week_too(catalogue: None, as_owner: AsOwner) -> None:
    _, group = seated(as_owner)
    who = person(as_owner)
    with wishing(who) as (draft, viewer):
        assert first_open_step(draft) == "uge"
        with pytest.raises(AnswerError):
            answers_of(draft)
        save_answers(draft=draft, answers={"week": group.slot_mask}, at=AT)
        assert first_open_step(draft) is None
        assert first_skipped_step(draft) == "maal"
        assert found(draft).cards[0].ref == f"group:{group.pk}"
        says_yes(draft, viewer, who, f"group:{group.pk}")


def test_the_first_step_is_begun_at_once(catalogue: None, as_owner: AsOwner) -> None:
    who = person(as_owner)
    with wishing(who, step=True) as (draft, viewer):
        shown = found(draft)
        assert (shown.cards[0].ref, shown.unmet) == ("start_now:start", None)
        assert "topic" not in {reason.code.value for card in shown.cards for reason in card.reasons}  # nobody said so
        says_yes(draft, viewer, who, "start_now:start")
        assert PlanItem.objects.get(pathway__citizen=who.citizen).lesson == "start"
        assert not EverydayWeek.objects.filter(citizen=who.citizen).exists()


def test_a_full_group_says_so_and_what_comes_nearest(catalogue: None, as_owner: AsOwner) -> None:
    _, group = seated(as_owner)
    with as_owner():
        Group.objects.filter(pk=group.pk).update(size_max=group.taken, size_ideal=group.taken)
    who = person(as_owner)
    with wishing(who, group=str(group.pk)) as (draft, _viewer):
        shown = found(draft)
        assert shown.unmet == Barrier.SEATS
        assert [card.kind.value for card in shown.cards] == ["start_now", "talk"]  # no week, so nothing to gather for
        save_answers(draft=draft, answers={"week": group.slot_mask}, at=AT)
        shown = found(draft)
        assert (shown.unmet, shown.cards[0].kind.value) == (Barrier.SEATS, "waiting")
        assert shown.cards[0].reasons[0].code.value == "nearest"


def test_an_offer_that_left_the_page_is_no_wish_any_more(catalogue: None, as_owner: AsOwner) -> None:
    who = person(as_owner)
    with wishing(who, step=True) as (draft, _viewer):
        with as_owner():
            Offer.objects.update(stage="retired")
        assert wish_of(draft) is None


def test_a_wish_is_looked_at_again_at_the_yes(catalogue: None, as_owner: AsOwner) -> None:
    """Between the page and the yes the offer has gone: its line is not stood in any more."""
    who = person(as_owner)
    with wishing(who) as (draft, viewer):
        save_answers(draft=draft, answers={"week": 1}, at=AT)
        with pytest.raises(ChoiceUnknown):
            says_yes(draft, viewer, who, "waiting:other|group_video|")
        assert not WaitingPlace.objects.filter(citizen=who.citizen).exists()


def test_what_has_neither_group_nor_step_begins_no_conversation(catalogue: None, as_owner: AsOwner) -> None:
    with as_owner():
        Offer.objects.update(track=None, first_lesson="")
    who = person(as_owner)
    with pytest.raises(NothingToJoin), wishing(who):
        pass


@pytest.mark.parametrize(
    ("topics", "said", "topic"),
    [
        (["kol"], None, "kol"),
        (["kol"], "knee", "kol"),
        (["kol", "heart"], "heart", "heart"),
        (["kol", "heart"], None, None),
        (["kol", "unsure"], None, "unsure"),
        ([], None, "unsure"),
    ],
)
def test_the_offer_answers_what_it_is_about(
    catalogue: None, as_owner: AsOwner, topics: list[str], said: str | None, topic: str | None
) -> None:
    with as_owner():
        Offer.objects.update(topics=topics)
    who = person(as_owner)
    with acting_as(who.viewer, on=day_of(AT)):
        draft, _ = new_draft(viewer=who.viewer, language="da", at=AT)
        save_answers(draft=draft, answers={"topic": said}, at=AT)
        draft = wish_for(draft=draft, offer=Offer.objects.get(), step=True, at=AT)
        assert draft.answers["topic"] == topic
        assert draft.wish["asks"] == (["sted"] if topic else ["sted", "emne"])
        assert draft.wish["topic"] == (topic if topic != said else None)


def test_what_others_send_people_to_is_not_joined_by_oneself(catalogue: None, as_owner: AsOwner) -> None:
    """Neither by a form made by hand, nor when the offer was closed between the page and the yes."""
    _, group = seated(as_owner)
    who = person(as_owner)
    with wishing(who, group=str(group.pk)) as (draft, _viewer):
        with as_owner():
            Offer.objects.update(ways_in=["gp", "hospital"])
        assert wish_of(draft) is None
        with pytest.raises(NothingToJoin):
            wish_for(draft=draft, offer=Offer.objects.get(code="grundhold"), group=str(group.pk), at=AT)


@pytest.mark.parametrize("changes", [{"week": 1}, {"digital": "no"}, {"topic": "knee"}])
def test_a_group_that_no_card_shows_is_not_had_by_a_form_made_by_hand(
    catalogue: None, as_owner: AsOwner, changes: dict[str, object]
) -> None:
    _, group = seated(as_owner)
    who = person(as_owner)
    with pytest.raises(ChoiceUnknown):
        accepts(who, "lemvig", f"group:{group.pk}", **changes)
    with acting_as(who.viewer, on=day_of(AT)):
        assert not Seat.objects.filter(citizen=who.citizen).exists()
    assert accepts(who, "lemvig", f"group:{group.pk}").seat
