"""Pause and come back: the plan waits, and whoever comes back stands where they stood."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from sundhedscenter.catalogue.models import Track
from sundhedscenter.citizens.actions import end_tasks
from sundhedscenter.citizens.models import EverydayWeek
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.groups.actions import release_seat, wait_for_group
from sundhedscenter.groups.models import Group, Seat, WaitingPlace
from sundhedscenter.groups.seating import take_turn
from sundhedscenter.intake.actions import note_on_behalf
from sundhedscenter.journey.care import AFTER_NO, call_if_nothing_is_ahead
from sundhedscenter.journey.changes.everyday_week import fit_to_week
from sundhedscenter.journey.changes.holdings import give_back_offers, leave_every_line, live_seats, wait_like, week_now
from sundhedscenter.journey.changes.outcome import Outcome, nearest_group
from sundhedscenter.journey.choosing import gather, pass_on
from sundhedscenter.journey.proposals import NoReason
from sundhedscenter.journey.telling import tell, untell
from sundhedscenter.pathways.actions import add_fact, end_rest, plan_track
from sundhedscenter.pathways.models import Pathway, PathwayFact
from sundhedscenter.pathways.queries import rests_of

# A pause up to this long keeps the seat (content.md section 2, status P).
KEEPS_SEAT = timedelta(weeks=4)


@transaction.atomic
def pause(*, viewer: Viewer, pathway: Pathway, reason: str, until: date, at: datetime) -> Outcome:
    """Rest until a day. Up to four weeks keeps the seat; longer gives it to the next, and a new one is found after.

    The weeks count from the first of pauses that follow one another: a pause made longer keeps no seat for ever.
    On the day itself the sweep ends the pause. Raises ValueError when the day is not after today.
    """
    on = day_of(at)
    if until <= on:
        raise ValueError(f"until: {until} is not after {on}. Choose a later day.")
    NoReason(reason)
    take_turn()
    first = min((day_of(rest.at) for rest in rests_of(pathway)), default=on)
    fact = add_fact(pathway=pathway, kind="paused", by=viewer, at=at, reason=reason, until=until)
    note_on_behalf(by=viewer, citizen_id=pathway.citizen_id, act="paused", about=fact, at=at)
    untell(citizen=pathway.citizen, kind="welcome_back", at=at)
    leave_every_line(pathway=pathway, reason="paused", by=viewer, at=at)
    freed = give_back_offers(pathway=pathway, reason="withdrawn", by=viewer, at=at)
    what = "paused_seat_kept"
    if until - first > KEEPS_SEAT:
        what = "paused"
        freed += [release_seat(seat=s, reason="paused", by=viewer, at=at).group for s in live_seats(pathway)]
    _pass_on_all(freed, at)
    tell(citizen=pathway.citizen, kind="pause_confirmed", about=fact, at=at)
    return Outcome(what, pathway)


@transaction.atomic
def come_back(*, viewer: Viewer, pathway: Pathway, at: datetime) -> Outcome:
    """The pause is over, or a no is taken back. Whoever lost a seat or a place in line stands where they stood."""
    if resume(pathway=pathway, by=viewer, at=at):
        note_on_behalf(by=viewer, citizen_id=pathway.citizen_id, act="came_back", about=pathway, at=at)
    return Outcome("welcome_back", pathway, nearest_group(pathway, at))


def resume(*, pathway: Pathway, by: Viewer, at: datetime, told_from: datetime | None = None) -> bool:
    """End the rest, and stand in line again for what was given up in it. False when the citizen is not resting.

    The message leaves at `told_from` (at once when left out).
    """
    take_turn()
    rests = end_rest(pathway=pathway, by=by, at=at)
    if not rests:
        return False
    end_tasks(citizen=pathway.citizen, kinds={AFTER_NO}, reason="came_back", by=by, at=at)
    tracks = stand_in_line_again(pathway, rests, by, at)
    if EverydayWeek.objects.filter(citizen=pathway.citizen, recorded_at__gte=rests[0].at).exists():
        fit = fit_to_week(pathway=pathway, week=week_now(pathway), reason=NoReason.TIME_WORK, by=by, at=at)
        tracks |= {group.track for group in fit}
        _pass_on_all(fit, at)
    for track in sorted(tracks, key=lambda track: track.code):
        gather(track, at=at)
    call_if_nothing_is_ahead(viewer=by, pathway=pathway, at=at)
    fact = PathwayFact.objects.filter(pathway=pathway, kind="resumed").order_by("-at", "-id")[0]
    tell(citizen=pathway.citizen, kind="welcome_back", about=fact, at=at, not_before=told_from)
    return True


def stand_in_line_again(pathway: Pathway, rests: Iterable[PathwayFact], by: Viewer, at: datetime) -> set[Track]:
    """What these facts ended, by the moment it ended: each place in line, and a new one for each seat. The tracks."""
    moments = [fact.at for fact in rests]
    seated = {seat.track_id for seat in live_seats(pathway)}
    again: dict[int, WaitingPlace] = {}
    lines = WaitingPlace.objects.filter(pathway=pathway, ended_at__in=moments, end_reason__in=("paused", "withdrawn"))
    for line in lines.select_related("track").order_by("-ended_at", "-since"):
        if line.track_id not in again:
            again[line.track_id] = wait_for_group(
                pathway=pathway,
                track=line.track,
                slot_mask=week_now(pathway),
                forms=line.forms,
                places=line.places,
                language=line.language,
                by=by,
                at=at,
                since=line.since,
            )
    lost = Seat.objects.filter(pathway=pathway, released_at__in=moments).exclude(track_id__in=seated)
    for seat in lost.select_related("group__place", "track", "pathway__citizen").order_by("-released_at", "-taken_at"):
        if seat.track_id not in again:
            again[seat.track_id] = wait_like(seat, by=by, at=at)
    for line in again.values():
        if line.track_id not in seated:
            plan_track(pathway=pathway, track=line.track, form=line.forms[0], by=by, at=at)
    return {line.track for line in again.values()}


def _pass_on_all(groups: Iterable[Group], at: datetime) -> None:
    for group in groups:
        pass_on(group, at=at)
