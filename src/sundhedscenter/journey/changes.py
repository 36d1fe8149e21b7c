"""When life changes: pause, come back, change time, switch format, say no, take something else.

One tap and one reason each, and at once the alternative that answers the reason. One transaction each, with audit and
message. What was done stays counted; a seat that is given up passes to the next in line in the same moment.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from sundhedscenter.citizens.actions import end_tasks, give_task, record_week
from sundhedscenter.citizens.models import Task
from sundhedscenter.citizens.queries import current_residence, newest_week
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.core.week import FULL_MASK
from sundhedscenter.groups.actions import end_offer, end_waiting, release_seat, wait_for_group
from sundhedscenter.groups.models import Seat, SeatOffer, WaitingPlace
from sundhedscenter.journey.answers_now import answers_now
from sundhedscenter.journey.choosing import (
    CALL_DAYS,
    Accepted,
    SeatGone,
    gather,
    pass_on,
    seat_gone,
    take_card,
)
from sundhedscenter.journey.offers import home_of, options_for
from sundhedscenter.journey.proposals import (
    AlternativeKind,
    Form,
    GroupOption,
    NoReason,
    Proposal,
    alternative_for,
)
from sundhedscenter.journey.telling import tell
from sundhedscenter.pathways.actions import add_fact, end_plan_item, plan_track
from sundhedscenter.pathways.models import Pathway, PathwayFact

# A pause up to this long keeps the seat (content.md section 2, status P).
KEEPS_SEAT = timedelta(weeks=4)
CARE_TASKS = {"call_citizen", "after_no"}


class OfferExpired(SeatGone):
    """The hold ran out. Carries what to show instead."""


class WeekEmpty(ValueError):
    """A week without a single possible time cannot be planned in."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What is offered at once: `kind` is a code of `AlternativeKind`, with its card or the task somebody now has."""

    kind: AlternativeKind
    proposal: Proposal | None = None
    task: Task | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened (`what` is a code the page has words for) and what answers it."""

    what: str
    pathway: Pathway
    alternative: Alternative | None = None


@transaction.atomic
def pause(*, viewer: Viewer, pathway: Pathway, reason: str, until: date, at: datetime) -> Outcome:
    """Rest until a day. Up to four weeks keeps the seat; longer gives it to the next, and a new one is found after.

    Raises ValueError when the day is not after today.
    """
    on = day_of(at)
    if until <= on:
        raise ValueError(f"until: {until} is not after {on}. Choose a later day.")
    NoReason(reason)
    fact = add_fact(pathway=pathway, kind="paused", by=viewer, at=at, reason=reason, until=until)
    for waiting in _waiting(pathway):
        end_waiting(waiting=waiting, reason="paused", by=viewer, at=at)
    _end_offers(pathway, viewer, at)
    what = "paused_seat_kept"
    if until - on > KEEPS_SEAT:
        what = "paused"
        for seat in _seats(pathway):
            release_seat(seat=seat, reason="paused", by=viewer, at=at)
            pass_on(seat.group, at=at)
    tell(citizen=pathway.citizen, kind="pause_confirmed", about=fact, at=at)
    return Outcome(what, pathway)


@transaction.atomic
def come_back(*, viewer: Viewer, pathway: Pathway, at: datetime) -> Outcome:
    """The pause is over, or a no is taken back. Whoever lost a seat or a place in line stands where they stood."""
    since = (
        PathwayFact.objects.filter(pathway=pathway, kind__in=("paused", "not_now", "left"))
        .order_by("-at", "-id")
        .first()
    )
    fact = add_fact(pathway=pathway, kind="resumed", by=viewer, at=at)
    end_tasks(citizen=pathway.citizen, kinds={"after_no"}, reason="came_back", by=viewer, at=at)
    if since is not None:
        _stand_in_line_again(pathway, since, viewer, at)
    tell(citizen=pathway.citizen, kind="welcome_back", about=fact, at=at)
    return Outcome("welcome_back", pathway, _nearest(pathway, at))


def _stand_in_line_again(pathway: Pathway, since: PathwayFact, viewer: Viewer, at: datetime) -> None:
    for waiting in list(WaitingPlace.objects.filter(pathway=pathway, ended_at=since.at, end_reason="paused")):
        place = wait_for_group(
            pathway=pathway,
            track=waiting.track,
            slot_mask=waiting.slot_mask,
            forms=waiting.forms,
            places=waiting.places,
            language=waiting.language,
            by=viewer,
            at=waiting.since,
        )
        gather(place.track, at=at)
    lost = Seat.objects.filter(pathway=pathway, released_at=since.at, release_reason="paused")
    for seat in lost.select_related("group__place", "track"):
        _wait_like(seat, viewer, at)


def _wait_like(seat: Seat, viewer: Viewer, at: datetime) -> WaitingPlace:
    """A place in line for what a given-up seat was, at the citizen's own week."""
    week = newest_week(seat.citizen)
    place = wait_for_group(
        pathway=seat.pathway,
        track=seat.track,
        slot_mask=week.slot_mask if week and week.slot_mask else FULL_MASK,
        forms=[seat.group.form],
        places=[seat.group.place.code] if seat.group.place else [],
        language=seat.group.language,
        by=viewer,
        at=at,
    )
    gather(seat.track, at=at)
    return place


@transaction.atomic
def change_time(*, viewer: Viewer, pathway: Pathway, week: int, reason: str, at: datetime) -> Outcome:
    """A new everyday week. A seat that still fits is kept; one that does not becomes a place in line at the new times.

    Raises WeekEmpty.
    """
    if not 0 < week <= FULL_MASK:
        raise WeekEmpty("week: no time chosen. Choose at least one time.")
    citizen, old = pathway.citizen, newest_week(pathway.citizen)
    record_week(
        citizen=citizen,
        slot_mask=week,
        distance=old.distance if old else "far",
        digital=old.digital if old else "alone",
        at=at,
    )
    what = "week_saved"
    for seat in _seats(pathway):
        if seat.group.slot_mask & week != seat.group.slot_mask:
            what = "week_saved_new_group"
            release_seat(seat=seat, reason=reason, by=viewer, at=at)
            _wait_like(seat, viewer, at)
            pass_on(seat.group, at=at)
    for waiting in _waiting(pathway):
        wait_for_group(
            pathway=pathway,
            track=waiting.track,
            slot_mask=week,
            forms=waiting.forms,
            places=waiting.places,
            language=waiting.language,
            by=viewer,
            at=at,
        )
        gather(waiting.track, at=at)
    return Outcome(what, pathway, None if _seats(pathway) else _nearest(pathway, at))


@transaction.atomic
def switch_format(*, viewer: Viewer, pathway: Pathway, form: str, reason: str, at: datetime) -> Outcome:
    """The same content in another form; what was done stays counted.

    Alone, on paper or by phone begins at once and gives the seat to the next. For another kind of group the nearest one
    is shown and the old seat kept until it is taken; when there is none, the citizen also stands in line for one.
    """
    wanted = Form(form)
    if wanted in (Form.GROUP_SITE, Form.GROUP_VIDEO):
        return _switch_group(viewer, pathway, wanted, at)
    for seat in _seats(pathway):
        release_seat(seat=seat, reason=reason, by=viewer, at=at)
        plan_track(pathway=pathway, track=seat.track, form=wanted, by=viewer, at=at)
        pass_on(seat.group, at=at)
    for waiting in _waiting(pathway):
        end_waiting(waiting=waiting, reason="withdrawn", by=viewer, at=at)
        plan_track(pathway=pathway, track=waiting.track, form=wanted, by=viewer, at=at)
    _end_offers(pathway, viewer, at)
    task = _task(viewer, pathway, "call_citizen", at) if wanted == Form.PHONE else None
    return Outcome("form_changed", pathway, Alternative(_kind_of(wanted), None, task))


def _switch_group(viewer: Viewer, pathway: Pathway, form: Form, at: datetime) -> Outcome:
    reason = NoReason.TRANSPORT_LOGISTICS if form == Form.GROUP_VIDEO else NoReason.TECHNOLOGY
    answers, home = answers_now(pathway), home_of(_postal_code(pathway))
    options = options_for(topic=pathway.topic, at=at, language=pathway.citizen.language)
    tracks = {seat.track.code for seat in _seats(pathway)} | {w.track.code for w in _waiting(pathway)}
    fitting = [g for g in options.groups if g.form == form and (not tracks or g.track in tracks)]
    from_form = [w for w in options.waits if w.form == form and (not tracks or w.track in tracks)]
    found = alternative_for(
        reason,
        answers=answers,
        home=home,
        options=replace(options, groups=tuple(fitting)),
        now=at,
        ladder=["video"] if form == Form.GROUP_VIDEO else ["other_time"],
    )
    if found.proposal is not None and found.proposal.kind == "group":
        return Outcome("form_group_found", pathway, Alternative(found.kind, found.proposal))
    for seat in _seats(pathway):
        places = sorted({w.id.split("|")[2] for w in from_form if w.track == seat.track.code} - {""})
        wait_for_group(
            pathway=pathway,
            track=seat.track,
            slot_mask=answers.week,
            forms=[form],
            places=places,
            language=seat.group.language,
            by=viewer,
            at=at,
        )
    return Outcome(
        "form_waiting",
        pathway,
        Alternative(AlternativeKind.CALL_TASK, None, _task(viewer, pathway, "call_citizen", at)),
    )


@transaction.atomic
def say_no(*, viewer: Viewer, pathway: Pathway, reason: str, at: datetime, final: bool = False) -> Outcome:
    """No, because of `reason`; and at once the alternative that answers it (domain.md section 3).

    When the answer is a pause, nothing is given up before the citizen says so (`final`): the page asks first. Else the
    seat passes on, and the contact person has a task until the citizen takes something else or comes back.
    """
    alternative = _answer_to(pathway, reason, at)
    if alternative.kind == AlternativeKind.PAUSE and not final:
        return Outcome("consider_pause", pathway, alternative)
    add_fact(pathway=pathway, kind="not_now", by=viewer, at=at, reason=reason)
    for waiting in _waiting(pathway):
        end_waiting(waiting=waiting, reason="withdrawn", by=viewer, at=at)
    _end_offers(pathway, viewer, at)
    for seat in _seats(pathway):
        release_seat(seat=seat, reason=reason, by=viewer, at=at)
        end_plan_item(item=seat.plan_item, reason=reason, by=viewer, at=at)
        tell(citizen=pathway.citizen, kind="seat_released", about=seat, at=at)
        pass_on(seat.group, at=at)
    task = _task(viewer, pathway, "after_no", at)
    return Outcome("said_no", pathway, Alternative(alternative.kind, alternative.proposal, task))


def _answer_to(pathway: Pathway, reason: str, at: datetime) -> Alternative:
    seat = next(iter(_seats(pathway)), None)
    options = options_for(topic=pathway.topic, at=at, language=pathway.citizen.language)
    leaving: GroupOption | None = None
    if seat is not None:
        leaving = next((g for g in options.groups if g.id == str(seat.group_id)), None)
    found = alternative_for(
        reason,
        answers=answers_now(pathway),
        home=home_of(_postal_code(pathway)),
        options=options,
        now=at,
        leaving=leaving,
        excluding={str(seat.group_id)} if seat else (),
    )
    return Alternative(found.kind, found.proposal)


@transaction.atomic
def take(*, viewer: Viewer, pathway: Pathway, key: str, at: datetime) -> Accepted:
    """Take an alternative by its card's `ref`. A no or pause before it is over. Raises SeatGone, ChoiceUnknown."""
    latest = (
        PathwayFact.objects.filter(pathway=pathway, kind__in=("paused", "resumed", "not_now", "left"))
        .order_by("-at", "-id")
        .first()
    )
    if latest is not None and latest.kind != "resumed":
        add_fact(pathway=pathway, kind="resumed", by=viewer, at=at)
    residence = current_residence(pathway.citizen)
    if residence is None:
        raise LookupError(f"Pathway {pathway.pk} has no residence.")
    accepted = take_card(
        viewer=viewer,
        citizen=pathway.citizen,
        pathway=pathway,
        answers=answers_now(pathway),
        ref=key,
        municipality=residence.municipality,
        at=at,
        with_first_step=False,
    )
    end_tasks(citizen=pathway.citizen, kinds={"after_no"}, reason="took_alternative", by=viewer, at=at)
    return accepted


def take_offer(*, viewer: Viewer, pathway: Pathway, offer_id: UUID, at: datetime) -> Accepted:
    """Yes to a held seat. Raises OfferExpired with what to show instead, SeatOffer.DoesNotExist."""
    offer = SeatOffer.objects.select_related("group").get(pk=offer_id, citizen=pathway.citizen)
    if offer.ended_at is not None or offer.held_until <= at:
        answers = answers_now(pathway)
        options = options_for(topic=pathway.topic, at=at, language=pathway.citizen.language)
        raise OfferExpired(
            f"group:{offer.group_id}", seat_gone(f"group:{offer.group_id}", answers, options, at).alternatives
        )
    return take(viewer=viewer, pathway=pathway, key=f"group:{offer.group_id}", at=at)


@transaction.atomic
def decline_offer(*, viewer: Viewer, pathway: Pathway, offer_id: UUID, at: datetime) -> Outcome:
    """No to a held seat: the next in line gets it, and the citizen keeps their place. Raises SeatOffer.DoesNotExist."""
    offer = SeatOffer.objects.select_related("group__track", "group__place").get(pk=offer_id, citizen=pathway.citizen)
    if offer.ended_at is None:
        end_offer(offer=offer, reason="declined", by=viewer, at=at)
        pass_on(offer.group, at=at)
    return Outcome("offer_declined", pathway)


def _nearest(pathway: Pathway, at: datetime) -> Alternative | None:
    """The nearest group that fits the citizen's answers as they are now, when they have no seat."""
    if _seats(pathway):
        return None
    found = alternative_for(
        NoReason.FAMILY,
        answers=answers_now(pathway),
        home=home_of(_postal_code(pathway)),
        options=options_for(topic=pathway.topic, at=at, language=pathway.citizen.language),
        now=at,
        ladder=["other_time"],
    )
    is_group = found.proposal is not None and found.proposal.kind == "group"
    return Alternative(found.kind, found.proposal) if is_group else None


def _kind_of(form: Form) -> AlternativeKind:
    return {Form.PHONE: AlternativeKind.PHONE, Form.PAPER: AlternativeKind.PAPER}.get(form, AlternativeKind.ALONE)


def _seats(pathway: Pathway) -> list[Seat]:
    rows = Seat.objects.filter(pathway=pathway, released_at=None)
    return list(rows.select_related("group__place", "group__track", "track", "plan_item", "citizen", "pathway"))


def _waiting(pathway: Pathway) -> list[WaitingPlace]:
    return list(WaitingPlace.objects.filter(pathway=pathway, ended_at=None).select_related("track"))


def _end_offers(pathway: Pathway, viewer: Viewer, at: datetime) -> None:
    for offer in SeatOffer.objects.filter(pathway=pathway, ended_at=None).select_related(
        "group__track", "group__place"
    ):
        end_offer(offer=offer, reason="declined", by=viewer, at=at)
        pass_on(offer.group, at=at)


def _postal_code(pathway: Pathway) -> str:
    residence = current_residence(pathway.citizen)
    if residence is None:
        raise LookupError(f"Pathway {pathway.pk} has no residence.")
    return residence.postal_code


def _task(viewer: Viewer, pathway: Pathway, kind: str, at: datetime) -> Task:
    residence = current_residence(pathway.citizen)
    if residence is None:
        raise LookupError(f"Pathway {pathway.pk} has no residence.")
    return give_task(
        citizen=pathway.citizen,
        kind=kind,
        owner_organisation=residence.municipality,
        owner=pathway.contact_person,
        deadline=day_of(at) + timedelta(days=CALL_DAYS),
        source=pathway,
        by=viewer,
        at=at,
    )
