"""From a conversation and a chosen card to a pathway: one transaction, one audit trail, one message."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from sundhedscenter.catalogue.models import Track
from sundhedscenter.citizens.actions import (
    agree_need_to_know,
    create_citizen,
    end_tasks,
    record_answers,
    record_barriers,
    record_contact,
    record_residence,
    record_week,
    relate,
)
from sundhedscenter.citizens.models import Citizen
from sundhedscenter.citizens.queries import current_residence, newest_week
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.core.walls import CARE
from sundhedscenter.groups.seating import take_turn
from sundhedscenter.intake.actions import end_request, note_on_behalf, receive_request
from sundhedscenter.intake.models import Draft
from sundhedscenter.intake.queries import waiting_request
from sundhedscenter.journey.care import AFTER_NO, call_if_nothing_is_ahead
from sundhedscenter.journey.changes.picking_up import gather_all, pick_up
from sundhedscenter.journey.choosing import Accepted, ChoiceUnknown, SeatGone, note_choice, take_card
from sundhedscenter.journey.conversation import answers_of, home_area, municipality_of
from sundhedscenter.journey.hand_over import contact_person_at, hand_over
from sundhedscenter.journey.proposals import Answers
from sundhedscenter.journey.wishes import wish_of
from sundhedscenter.partnership.models import Organisation, User
from sundhedscenter.partnership.viewers import organisations_of
from sundhedscenter.pathways.actions import begin_pathway, change_topic
from sundhedscenter.pathways.models import Goal, Pathway
from sundhedscenter.pathways.queries import open_pathway

__all__ = ["Accepted", "AlreadyAccepted", "ChoiceUnknown", "SeatGone", "accept", "welcome"]

# First contact after a request (status P, content.md section 7).
REQUEST_DAYS = 5
BARRIERS = ("time", "distance", "money", "body", "digital")
RULERS = ("importance", "confidence", "readiness")


class AlreadyAccepted(Exception):
    """The same form came twice. Carries the citizen's open pathway; None when that has ended since."""

    def __init__(self, pathway: Pathway | None) -> None:
        super().__init__("The conversation was already used.")
        self.pathway = pathway


@transaction.atomic
def welcome(*, viewer: Viewer, user: User, display_name: str, at: datetime) -> Citizen:
    """The citizen behind a logged-in user; created the first time."""
    found = Citizen.objects.filter(user=user).first()
    return found or create_citizen(user=user, display_name=display_name, language=user.language, by=viewer, at=at)


@transaction.atomic
def accept(
    *, viewer: Viewer, citizen: Citizen, draft: Draft, key: str, contact: Mapping[str, str], at: datetime
) -> Accepted:
    """The citizen says yes to a card (`key` is its `ref`). `contact` has full_name, phone and email.

    Everything or nothing: answers, request, pathway, first step, seat or place in line, audit and messages.
    Raises AnswerError, NotAPartner, SeatGone, ChoiceUnknown, and AlreadyAccepted when the form is sent again.
    """
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    # Two conversations of one person, sent at once from two browsers, must not begin two pathways.
    citizen = Citizen.objects.select_for_update(no_key=True).get(pk=citizen.pk)
    pathway = open_pathway(citizen)
    if draft.used_at is not None:
        raise AlreadyAccepted(pathway)
    answers = answers_of(draft)
    municipality = municipality_of(home_area(answers.postal_code))
    lived, again = current_residence(citizen), set[Track]()
    record_contact(citizen=citizen, at=at, **dict(contact))
    record_conversation(citizen=citizen, answers=answers, municipality=municipality, at=at)
    if pathway is None:
        pathway = _begin(viewer, citizen, answers, municipality, at)
    else:
        take_turn()  # before the pathway is held: who has the turn may be about to seat it
        if lived is not None and lived.municipality != municipality:
            hand_over(pathway=pathway, old=lived.municipality, new=municipality, by=viewer, at=at)
        change_topic(pathway=pathway, topic=answers.topic, by=viewer, at=at)
        again = pick_up(pathway=pathway, by=viewer, at=at)
        if answers.goal:
            Goal.objects.create(pathway=pathway, citizen=citizen, text=answers.goal, created_at=at)
    draft.used_at = at
    draft.save(update_fields=["used_at"])
    accepted = take_card(
        viewer=viewer,
        citizen=citizen,
        pathway=pathway,
        answers=answers,
        ref=key,
        at=at,
        with_first_step=True,
        wished=wish_of(draft),
    )
    if "week" in answers.skipped and accepted.seat is not None:
        record_known_times(citizen=citizen, slot_mask=accepted.seat.group.slot_mask, answers=answers, at=at)
    gather_all(again, at=at)
    note_on_behalf(by=viewer, citizen_id=citizen.pk, act="conversation", about=pathway, at=at)
    note_choice(accepted, by=viewer, at=at)
    end_tasks(citizen=citizen, kinds={AFTER_NO}, reason="took_alternative", by=viewer, at=at)
    call_if_nothing_is_ahead(viewer=viewer, pathway=pathway, at=at)
    return accepted


def _begin(viewer: Viewer, citizen: Citizen, answers: Answers, municipality: Organisation, at: datetime) -> Pathway:
    """A request that waits in the municipality is what this answers: one wait, counted from the day it came."""
    on = day_of(at)
    request = waiting_request(citizen, owner=municipality) or receive_request(
        citizen=citizen,
        topic=answers.topic,
        way=viewer.on_behalf or "self",
        owner=municipality,
        deadline=on + timedelta(days=REQUEST_DAYS),
        by=viewer,
        at=at,
    )
    pathway = begin_pathway(
        request=request,
        goal=answers.goal,
        contact_person=_contact_person(viewer, municipality, at),
        responsible=municipality,
        by=viewer,
        at=at,
        on=on,
    )
    change_topic(pathway=pathway, topic=answers.topic, by=viewer, at=at)
    relate(citizen_id=citizen.pk, organisation=municipality, scope=CARE, source=pathway, begin=on, end=None)
    end_request(request=request, reason="accepted", by=viewer, at=at)
    return pathway


def _contact_person(viewer: Viewer, municipality: Organisation, at: datetime) -> User | None:
    """Who took the call is whom to call next time, when they work where the citizen lives."""
    if viewer.on_behalf and municipality.pk in organisations_of(viewer, "professional", day_of(at)):
        return User.objects.filter(pk=viewer.user_id or 0).first()
    return contact_person_at(municipality, at)


def record_conversation(*, citizen: Citizen, answers: Answers, municipality: Organisation, at: datetime) -> None:
    """The answers as dated facts about the citizen. What was skipped is not written: older answers stand."""
    record_residence(citizen=citizen, postal_code=answers.postal_code, municipality=municipality, at=at)
    if "week" not in answers.skipped:
        record_week(citizen=citizen, slot_mask=answers.week, distance=answers.distance, digital=answers.digital, at=at)
    said = [name for name in (*BARRIERS, *RULERS) if name not in answers.skipped]
    record_barriers(
        citizen=citizen, answers={kind: str(getattr(answers, kind)) for kind in BARRIERS if kind in said}, at=at
    )
    record_answers(
        citizen=citizen,
        instrument="rulers",
        items={name: getattr(answers, name) for name in RULERS if name in said},
        at=at,
    )
    if "body" in said:
        agree_need_to_know(citizen=citizen, codes={str(answers.body)} - {"ok"}, at=at)


def record_known_times(*, citizen: Citizen, slot_mask: int, answers: Answers, at: datetime) -> None:
    """Who chose a group without telling of their week can at its times: that much is known, where nothing was."""
    if newest_week(citizen) is None:
        record_week(citizen=citizen, slot_mask=slot_mask, distance=answers.distance, digital=answers.digital, at=at)
