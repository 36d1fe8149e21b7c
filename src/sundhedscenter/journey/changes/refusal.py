"""A no with its reason, and yes to what was offered instead."""

from datetime import datetime

from django.db import transaction

from sundhedscenter.citizens.actions import end_tasks
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.groups.actions import release_seat
from sundhedscenter.groups.seating import take_turn
from sundhedscenter.intake.actions import note_on_behalf
from sundhedscenter.journey.answers_now import answers_now
from sundhedscenter.journey.care import AFTER_NO, call_if_nothing_is_ahead, give_call
from sundhedscenter.journey.changes.holdings import give_back_offers, leave_every_line, live_seats
from sundhedscenter.journey.changes.outcome import Alternative, Outcome
from sundhedscenter.journey.changes.picking_up import gather_all, pick_up
from sundhedscenter.journey.choosing import Accepted, note_choice, pass_on, take_card
from sundhedscenter.journey.offers import home_of, options_for
from sundhedscenter.journey.proposals import AlternativeKind, alternative_for
from sundhedscenter.journey.telling import tell, untell
from sundhedscenter.pathways.actions import add_fact, end_plan_item
from sundhedscenter.pathways.models import Pathway, PlanItem


@transaction.atomic
def say_no(*, viewer: Viewer, pathway: Pathway, reason: str, at: datetime, final: bool = False) -> Outcome:
    """No, because of `reason`; and at once the alternative that answers it (the ladders of docs/algorithms/proposals.md).

    When the answer is a pause, nothing is given up before the citizen says so (`final`): the page asks first. Else the
    seat passes on, and the contact person has a task until the citizen takes something else or comes back.
    """
    take_turn()
    alternative = _answer_to(pathway, reason, at)
    if alternative.kind == AlternativeKind.PAUSE and not final:
        return Outcome("consider_pause", pathway, alternative)
    fact = add_fact(pathway=pathway, kind="not_now", by=viewer, at=at, reason=reason)
    note_on_behalf(by=viewer, citizen_id=pathway.citizen_id, act="said_no", about=fact, at=at)
    untell(citizen=pathway.citizen, kind="welcome_back", at=at)
    leave_every_line(pathway=pathway, reason="withdrawn", by=viewer, at=at)
    freed = give_back_offers(pathway=pathway, reason="declined", by=viewer, at=at)
    for seat in live_seats(pathway):
        release_seat(seat=seat, reason=reason, by=viewer, at=at)
        tell(citizen=pathway.citizen, kind="seat_released", about=seat, at=at)
        freed.append(seat.group)
    for item in PlanItem.objects.filter(pathway=pathway, kind="track", ended_at=None):
        end_plan_item(item=item, reason=reason, by=viewer, at=at)
    for group in freed:
        pass_on(group, at=at)
    task = give_call(viewer=viewer, pathway=pathway, kind=AFTER_NO, at=at)
    return Outcome("said_no", pathway, Alternative(alternative.kind, alternative.proposal, task))


def _answer_to(pathway: Pathway, reason: str, at: datetime) -> Alternative:
    """The first rung for the reason, never a group the citizen sits in."""
    seats = [str(seat.group_id) for seat in live_seats(pathway)]
    options = options_for(topic=pathway.topic, at=at, language=pathway.citizen.language)
    answers = answers_now(pathway)
    found = alternative_for(
        reason,
        answers=answers,
        home=home_of(answers.postal_code),
        options=options,
        now=at,
        leaving=next((group for group in options.groups if group.id in seats), None),
        excluding=seats,
    )
    return Alternative(found.kind, found.proposal)


@transaction.atomic
def take(*, viewer: Viewer, pathway: Pathway, key: str, at: datetime) -> Accepted:
    """Take an alternative by its card's `ref`. A no or pause before it is over. Raises SeatGone, ChoiceUnknown."""
    take_turn()
    again = pick_up(pathway=pathway, by=viewer, at=at)
    accepted = take_card(
        viewer=viewer,
        citizen=pathway.citizen,
        pathway=pathway,
        answers=answers_now(pathway),
        ref=key,
        at=at,
        with_first_step=False,
    )
    gather_all(again, at=at)
    note_choice(accepted, by=viewer, at=at)
    end_tasks(citizen=pathway.citizen, kinds={AFTER_NO}, reason="took_alternative", by=viewer, at=at)
    call_if_nothing_is_ahead(viewer=viewer, pathway=pathway, at=at)
    return accepted
