"""Turning one chosen card into facts: a first step, a seat, a place in line or a talk. Joined by accept and changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sundhedscenter.catalogue.models import Track
from sundhedscenter.citizens.models import Citizen, Task
from sundhedscenter.core.viewer import Viewer, current
from sundhedscenter.groups.actions import GroupFull, NoEntryLeft, wait_for_group
from sundhedscenter.groups.models import Group, Seat, SeatOffer, WaitingPlace
from sundhedscenter.groups.pooling import form_groups, offer_free_seats
from sundhedscenter.groups.seating import move_to, take_turn
from sundhedscenter.intake.actions import note_on_behalf
from sundhedscenter.journey.care import CALL, end_calls_in_place, give_call
from sundhedscenter.journey.offers import home_of, options_for
from sundhedscenter.journey.proposals import (
    Answers,
    Barrier,
    Form,
    Helpline,
    Options,
    Proposal,
    ProposalKind,
    StartNow,
    WaitOption,
    broken_barrier,
    next_best,
    propose,
    propose_wished,
)
from sundhedscenter.journey.proposals import (
    Citizen as Asking,
)
from sundhedscenter.journey.telling import tell, tell_once
from sundhedscenter.journey.wishes import OfferWish
from sundhedscenter.pathways.actions import plan_lesson, plan_talk, plan_track
from sundhedscenter.pathways.models import Pathway, PlanItem


class ChoiceUnknown(ValueError):
    """The card is not one that can be chosen (any more)."""


class SeatGone(Exception):
    """The seat went, or its hold ran out, before the citizen got there. Carries what to show instead, best first."""

    def __init__(self, ref: str, alternatives: Sequence[Proposal]) -> None:
        super().__init__(f"{ref} is no longer free; {len(alternatives)} other proposals.")
        self.alternatives = list(alternatives)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the citizen now has. `seat` or `waiting_place` or `task` is set by the kind of card."""

    pathway: Pathway
    plan_items: tuple[PlanItem, ...]
    seat: Seat | None = None
    waiting_place: WaitingPlace | None = None
    task: Task | None = None


def take_card(
    *,
    viewer: Viewer,
    citizen: Citizen,
    pathway: Pathway,
    answers: Answers,
    ref: str,
    at: datetime,
    with_first_step: bool,
    wished: OfferWish | None = None,
) -> Accepted:
    """Make the chosen card real in the caller's transaction. Raises SeatGone, ChoiceUnknown.

    With `with_first_step` the plan also gets the lesson that can begin this minute, whatever the card is.
    `wished` is what the citizen came for: it may be chosen whatever the topic.
    """
    kind, _, key = ref.partition(":")
    if kind in {ProposalKind.GROUP, ProposalKind.WAITING}:
        take_turn()  # before the options are read: who comes second sees what the first left
    offer = wished.code if wished else ""
    options = options_for(topic=answers.topic, at=at, language=citizen.language, offer=offer)
    items: list[PlanItem] = []
    task: Task | None = None
    if with_first_step or kind == ProposalKind.START_NOW:
        code = key if kind == ProposalKind.START_NOW else ""
        first = _first_card(answers, options, at, wished)
        task = _first_step(viewer, citizen, pathway, code, first, options, at, items)
    if kind == ProposalKind.TALK:
        items.append(plan_talk(pathway=pathway, by=viewer, at=at))
        task = give_call(viewer=viewer, pathway=pathway, kind=CALL, at=at)
    if kind in {ProposalKind.START_NOW, ProposalKind.TALK}:
        _tell_begun(citizen, items, task, at)
        return Accepted(pathway, tuple(items), task=task)
    if kind == ProposalKind.GROUP:
        group = _group(key, answers, options, at, wished=wished, as_answered=with_first_step)
        seat = _seat(viewer, citizen, pathway, answers, group, options, at)
        end_calls_in_place(pathway=pathway, by=viewer, at=at)
        return Accepted(pathway, (*items, seat.plan_item), seat=seat, task=task)
    if kind == ProposalKind.WAITING:
        return _wait(viewer, citizen, pathway, answers, key, options, at, items)
    raise ChoiceUnknown(f"'{ref}' is not a card: choose one of the proposals on the page.")


def note_choice(accepted: Accepted, *, by: Viewer, at: datetime) -> None:
    """Written down by staff, the card the citizen chose bears their name: the last part of the plan it made."""
    chosen = accepted.plan_items[-1] if accepted.plan_items else accepted.pathway
    note_on_behalf(by=by, citizen_id=accepted.pathway.citizen_id, act="chose", about=chosen, at=at)


def _tell_begun(citizen: Citizen, items: Sequence[PlanItem], task: Task | None, at: datetime) -> None:
    """One message: that we call, or else that the first step is there. Said once of the same call or step."""
    if task is not None:
        tell_once(citizen=citizen, kind="call_confirmed", about=task, at=at)
    elif items:
        tell_once(citizen=citizen, kind="step_confirmed", about=items[0], at=at)


def _first_step(
    viewer: Viewer,
    citizen: Citizen,
    pathway: Pathway,
    code: str,
    first: Proposal,
    options: Options,
    at: datetime,
    items: list[PlanItem],
) -> Task | None:
    """The lesson to begin with, or a call when there is none the citizen can use."""
    known = {start.code for start in options.starts}
    if isinstance(first.option, Helpline):
        items.append(plan_talk(pathway=pathway, by=viewer, at=at))
        return give_call(viewer=viewer, pathway=pathway, kind=CALL, at=at)
    if code and code not in known:
        raise ChoiceUnknown(f"There is no first step '{code}'.")
    if isinstance(first.option, StartNow):
        chosen = code or first.option.code
        items.append(plan_lesson(pathway=pathway, lesson=chosen, form=first.form, by=viewer, at=at))
    return give_call(viewer=viewer, pathway=pathway, kind=CALL, at=at) if first.form == Form.PHONE else None


def _first_card(answers: Answers, options: Options, at: datetime, wished: OfferWish | None) -> Proposal:
    """The proposal that can begin this minute."""
    home = home_of(answers.postal_code)
    if wished:
        cards = propose_wished(answers=answers, home=home, options=options, now=at, wish=wished.wish).cards
    else:
        cards = propose(answers=answers, home=home, options=options, now=at)
    return next((card for card in cards if card.kind == ProposalKind.START_NOW), cards[0])


def _group(
    key: str, answers: Answers, options: Options, at: datetime, *, wished: OfferWish | None, as_answered: bool
) -> Group:
    """The chosen group, if it can be had: the key comes from the form, so the rule is asked again. Raises ChoiceUnknown.

    Full or begun is another matter: that seat went. `as_answered`: it also fits what was answered in the conversation.
    """
    group = Group.objects.filter(pk=key).select_related("track").first() if _is_uuid(key) else None
    tracks = {each.track for each in options.groups} | {each.track for each in options.waits}
    if group is None or group.track.code not in tracks:
        raise ChoiceUnknown(f"There is no group '{key}'.")
    card = next((each for each in options.groups if each.id == key), None)
    if card is None or not as_answered:
        return group
    asked_for = wished is not None and key in options.asked_for
    broken = broken_barrier(
        Asking(answers=answers, home=home_of(answers.postal_code)),
        card,
        at,
        wished=asked_for,
        by_place=asked_for and wished is not None and wished.wish.group == key,
    )
    if broken not in (None, Barrier.SEATS, Barrier.BEGUN):
        raise ChoiceUnknown(f"Group '{key}' breaks '{broken}': choose one of the proposals on the page.")
    return group


def _seat(
    viewer: Viewer, citizen: Citizen, pathway: Pathway, answers: Answers, group: Group, options: Options, at: datetime
) -> Seat:
    """A seat in the chosen group, and what it replaces passed on. Who sits there already keeps the seat they have."""
    held = Seat.objects.filter(citizen=citizen, group=group, released_at=None).select_related("plan_item").first()
    if held is not None:
        return held
    try:
        moved = move_to(group=group, pathway=pathway, by=viewer, at=at)
    except (GroupFull, NoEntryLeft) as gone:
        raise seat_gone(f"group:{group.pk}", answers, options, at) from gone
    tell(citizen=citizen, kind="seat_confirmed", about=moved.seat, at=at)
    for given_up in moved.clashed:
        tell(citizen=citizen, kind="seat_replaced", about=given_up, at=at)
    for freed in moved.freed:
        pass_on(freed, at=at)
    return moved.seat


def seat_gone(ref: str, answers: Answers, options: Options, at: datetime) -> SeatGone:
    """The next best proposal, then what else there is, never the one that went."""
    home, gone = home_of(answers.postal_code), ref.partition(":")[2]
    best = next_best(options=options, answers=answers, home=home, now=at, excluding={gone})
    rest = propose(answers=answers, home=home, options=options, now=at)
    others = [card for card in rest if card.option.id not in {gone, best.option.id}]
    return SeatGone(ref, [best, *others][:3])


def pass_on(group: Group, *, at: datetime) -> None:
    """A seat is free again: hold it for the next in line, and tell them."""
    offer_free_seats(
        group=group,
        at=at,
        offered=lambda offer: _tell_offer(offer, at),
    )


def _tell_offer(offer: SeatOffer, at: datetime) -> None:
    tell(citizen=offer.citizen, kind="offer_made", about=offer, at=at)


def gather(track: Track, *, at: datetime) -> list[Group]:
    """Open the groups of a track whose minimum is met, and tell everyone who got a seat."""
    formed = form_groups(track=track, at=at, told=lambda seat: _tell_formed(seat, at))
    for group in formed.freed:
        pass_on(group, at=at)
    return list(formed.opened)


def _tell_formed(seat: Seat, at: datetime) -> None:
    end_calls_in_place(pathway=seat.pathway, by=current(), at=at)
    tell(citizen=seat.citizen, kind="group_formed", about=seat, at=at)


def _wait(
    viewer: Viewer,
    citizen: Citizen,
    pathway: Pathway,
    answers: Answers,
    key: str,
    options: Options,
    at: datetime,
    items: Sequence[PlanItem],
) -> Accepted:
    """A place in line for the card's track and form, at every place within reach; a group at once if it makes one.

    Raises SeatGone when nobody can lead it any more: the last free leader may just have got a group.
    """
    track = Track.objects.filter(code=key.partition("|")[0]).first()
    if track is None or key.count("|") != 2:
        raise ChoiceUnknown(f"There is no place in line '{key}'.")
    card = next((wait for wait in options.waits if wait.id == key), None)
    if card is None:
        raise seat_gone(f"waiting:{key}", answers, options, at)
    held = Seat.objects.filter(citizen=citizen, track=track, released_at=None).select_related("plan_item").first()
    # Whoever sits in a group of the track keeps the seat, and its line in the plan, until the new one is there.
    item = held.plan_item if held else plan_track(pathway=pathway, track=track, form=card.form, by=viewer, at=at)
    waiting = wait_for_group(
        pathway=pathway,
        track=track,
        slot_mask=answers.week,
        forms=[card.form],
        places=places_within_reach(answers, options.waits, card.track, card.form, at, chosen=card.id),
        language="da",
        by=viewer,
        at=at,
    )
    end_calls_in_place(pathway=pathway, by=viewer, at=at)
    gather(track, at=at)
    waiting.refresh_from_db()
    if waiting.ended_at is None:
        tell(citizen=citizen, kind="waiting_confirmed", about=waiting, at=at)
        return Accepted(pathway, (*items, item), waiting_place=waiting)
    seat = Seat.objects.select_related("group", "plan_item").get(citizen=citizen, track=track, released_at=None)
    return Accepted(pathway, (*items, seat.plan_item), seat=seat, waiting_place=waiting)


def places_within_reach(
    answers: Answers, waits: Sequence[WaitOption], track: str, form: Form, at: datetime, *, chosen: str = ""
) -> list[str]:
    """Places where the track could meet in this form without breaking a barrier, by code; none for video.

    The place of the card the citizen chose is always among them.
    """
    asking = Asking(answers=answers, home=home_of(answers.postal_code))
    return sorted(
        wait.id.split("|")[2]
        for wait in waits
        if form == Form.GROUP_SITE
        and (wait.track, wait.form) == (track, form)
        and (wait.id == chosen or broken_barrier(asking, wait, at) is None)
    )


def _is_uuid(key: str) -> bool:
    return len(key) == 36 and all(c in "0123456789abcdef-" for c in key)
