"""Turning one chosen card into facts: a first step, a seat, a place in line or a talk. Joined by accept and changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sundhedscenter.catalogue.models import Track
from sundhedscenter.citizens.actions import give_task
from sundhedscenter.citizens.models import Citizen, Task
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.groups.actions import (
    GroupFull,
    NoEntryLeft,
    end_offer,
    end_waiting,
    release_seat,
    take_seat,
    wait_for_group,
)
from sundhedscenter.groups.models import Group, Seat, SeatOffer, WaitingPlace
from sundhedscenter.groups.pooling import form_groups, offer_free_seats
from sundhedscenter.journey.offers import home_of, options_for
from sundhedscenter.journey.proposals import (
    Answers,
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
)
from sundhedscenter.journey.proposals import (
    Citizen as Asking,
)
from sundhedscenter.journey.telling import tell
from sundhedscenter.partnership.models import Organisation
from sundhedscenter.pathways.actions import plan_lesson, plan_talk, plan_track
from sundhedscenter.pathways.models import Pathway, PlanItem

# First contact after a request (status P, content.md section 7).
CALL_DAYS = 5


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
    municipality: Organisation,
    at: datetime,
    with_first_step: bool,
) -> Accepted:
    """Make the chosen card real in the caller's transaction. Raises SeatGone, ChoiceUnknown.

    With `with_first_step` the plan also gets the lesson that can begin this minute, whatever the card is.
    """
    options = options_for(topic=answers.topic, at=at, language=citizen.language)
    kind, _, key = ref.partition(":")
    items: list[PlanItem] = []
    task: Task | None = None
    if with_first_step or kind == ProposalKind.START_NOW:
        task = _first_step(
            viewer, citizen, pathway, answers, key if kind == "start_now" else "", options, municipality, at, items
        )
    if kind == ProposalKind.START_NOW:
        return Accepted(pathway, tuple(items), task=task)
    if kind == ProposalKind.TALK:
        items.append(plan_talk(pathway=pathway, by=viewer, at=at))
        task = _call(viewer, citizen, pathway, municipality, at)
        return Accepted(pathway, tuple(items), task=task)
    if kind == ProposalKind.GROUP:
        seat = _seat(viewer, citizen, pathway, answers, key, options, at)
        return Accepted(pathway, (*items, seat.plan_item), seat=seat, task=task)
    if kind == ProposalKind.WAITING:
        return _wait(viewer, citizen, pathway, answers, key, options, at, items)
    raise ChoiceUnknown(f"'{ref}' is not a card: choose one of the proposals on the page.")


def _first_step(
    viewer: Viewer,
    citizen: Citizen,
    pathway: Pathway,
    answers: Answers,
    code: str,
    options: Options,
    municipality: Organisation,
    at: datetime,
    items: list[PlanItem],
) -> Task | None:
    """The lesson to begin with, or a call when there is none the citizen can use."""
    home = home_of(answers.postal_code)
    cards = propose(answers=answers, home=home, options=options, now=at)
    first = next((card for card in cards if card.kind == ProposalKind.START_NOW), cards[0])
    known = {start.code for start in options.starts}
    if isinstance(first.option, Helpline):
        items.append(plan_talk(pathway=pathway, by=viewer, at=at))
        return _call(viewer, citizen, pathway, municipality, at)
    if code and code not in known:
        raise ChoiceUnknown(f"There is no first step '{code}'.")
    if isinstance(first.option, StartNow):
        chosen = code or first.option.code
        items.append(plan_lesson(pathway=pathway, lesson=chosen, form=first.form, by=viewer, at=at))
    return _call(viewer, citizen, pathway, municipality, at) if first.form == Form.PHONE else None


def _call(viewer: Viewer, citizen: Citizen, pathway: Pathway, municipality: Organisation, at: datetime) -> Task:
    return give_task(
        citizen=citizen,
        kind="call_citizen",
        owner_organisation=municipality,
        owner=pathway.contact_person,
        deadline=day_of(at) + timedelta(days=CALL_DAYS),
        source=pathway,
        by=viewer,
        at=at,
    )


def _seat(
    viewer: Viewer, citizen: Citizen, pathway: Pathway, answers: Answers, key: str, options: Options, at: datetime
) -> Seat:
    """A seat in the chosen group. A seat or place in line for the same track is given up in the same moment."""
    group = Group.objects.filter(pk=key).select_related("track").first() if _is_uuid(key) else None
    if group is None:
        raise ChoiceUnknown(f"There is no group '{key}'.")
    held = Seat.objects.filter(citizen=citizen, track=group.track, released_at=None).select_related("group").first()
    if held is not None and held.group_id == group.pk:
        return held
    open_offer = SeatOffer.objects.filter(citizen=citizen, group=group, ended_at=None).first()
    if open_offer is not None:
        end_offer(offer=open_offer, reason="accepted", by=viewer, at=at)
    if held is not None:
        release_seat(seat=held, reason="changed_group", by=viewer, at=at)
    waiting = WaitingPlace.objects.filter(citizen=citizen, track=group.track, ended_at=None).first()
    if waiting is not None:
        end_waiting(waiting=waiting, reason="seated", by=viewer, at=at)
    item = plan_track(pathway=pathway, track=group.track, form=group.form, by=viewer, at=at)
    try:
        seat = take_seat(group=group, pathway=pathway, plan_item=item, by=viewer, at=at)
    except (GroupFull, NoEntryLeft) as gone:
        raise seat_gone(f"group:{key}", answers, options, at) from gone
    tell(citizen=citizen, kind="seat_confirmed", about=seat, at=at)
    if held is not None:
        pass_on(held.group, at=at)
    return seat


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
    return form_groups(track=track, at=at, told=lambda seat: _tell_formed(seat, at))


def _tell_formed(seat: Seat, at: datetime) -> None:
    tell(citizen=seat.citizen, kind="group_formed", about=seat, at=at)


def _wait(
    viewer: Viewer,
    citizen: Citizen,
    pathway: Pathway,
    answers: Answers,
    key: str,
    options: Options,
    at: datetime,
    items: list[PlanItem],
) -> Accepted:
    """A place in line for the card's track and form, at every place within reach; a group at once if it makes one."""
    asking = Asking(answers=answers, home=home_of(answers.postal_code))
    card = next((wait for wait in options.waits if wait.id == key), None)
    if card is None:
        raise ChoiceUnknown(f"Nobody can lead '{key}' any more.")
    track = Track.objects.get(code=card.track)
    item = plan_track(pathway=pathway, track=track, form=card.form, by=viewer, at=at)
    waiting = wait_for_group(
        pathway=pathway,
        track=track,
        slot_mask=answers.week,
        forms=[card.form],
        places=_places(asking, options.waits, card, at),
        language="da",
        by=viewer,
        at=at,
    )
    gather(track, at=at)
    waiting.refresh_from_db()
    seat = Seat.objects.filter(citizen=citizen, track=track, released_at=None).select_related("group").first()
    if seat is None:
        tell(citizen=citizen, kind="waiting_confirmed", about=waiting, at=at)
    return Accepted(pathway, (*items, item), seat=seat, waiting_place=waiting)


def _places(asking: Asking, waits: Sequence[WaitOption], card: WaitOption, at: datetime) -> list[str]:
    """Places where the same track could meet in the card's form without breaking a barrier, by code."""
    if card.form != Form.GROUP_SITE:
        return []
    return sorted(
        wait.id.split("|")[2]
        for wait in waits
        if (wait.track, wait.form) == (card.track, card.form)
        and (wait.id == card.id or broken_barrier(asking, wait, at) is None)
    )


def _is_uuid(key: str) -> bool:
    return len(key) == 36 and all(c in "0123456789abcdef-" for c in key)
