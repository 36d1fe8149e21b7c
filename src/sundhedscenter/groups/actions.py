"""Writes about groups: one verb each, inside the caller's transaction. Citizens' own acts join them in `journey`."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.catalogue.models import Place, Track, TrackModule
from sundhedscenter.citizens.actions import end_relations, relate
from sundhedscenter.core import audit, week
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer, acting_as
from sundhedscenter.core.walls import GROUP
from sundhedscenter.groups.calendar import session_moments
from sundhedscenter.groups.marking import closed_to_leader_on, unmarked_before, withdraw_unbegun
from sundhedscenter.groups.models import Attendance, Group, GroupTime, Seat, SeatOffer, Session, WaitingPlace
from sundhedscenter.groups.queries import COUNTING
from sundhedscenter.partnership.models import Organisation, User
from sundhedscenter.pathways.actions import count_progress, withdraw_progress
from sundhedscenter.pathways.models import Pathway, PlanItem

# How long the leader may see the roster after the last session (status P, docs/security/walls.md).
ROSTER_DAYS = 30


class GroupFull(Exception):
    """No seat is left. Carries the group."""

    def __init__(self, group: Group) -> None:
        super().__init__(f"Group {group.code} has no seats left ({group.taken} of {group.size_max} taken).")
        self.group = group


class NoEntryLeft(Exception):
    """The group has no session left that a new participant may begin at."""


def create_group(
    *,
    track: Track,
    form: str,
    place: Place | None,
    slot_mask: int,
    leader: User,
    organisation: Organisation,
    earliest: datetime,
    language: str = "da",
    by: Viewer,
    at: datetime,
) -> Group:
    """Open a group whose first session is the first of its weekly times after `earliest`, with all its sessions.

    Raises IntegrityError when the leader or the place already has a group at one of these times.
    """
    moments = session_moments(slot_mask, earliest, track.sessions)
    number = Group.objects.filter(track=track).count() + 1
    group = Group.objects.create(
        code=f"{track.code}-{number}",
        track=track,
        form=form,
        place=place,
        slot_mask=slot_mask,
        language=language,
        leader=leader,
        leader_organisation=organisation,
        size_min=track.size_min,
        size_ideal=track.size_ideal,
        size_max=track.size_max,
        first_day=day_of(moments[0]),
        created_at=at,
    )
    if form == "group_video":
        # The group's id stands on cards that everybody sees: who knows it must not find the room by it.
        group.room_link = settings.ROOM_LINK.format(code=secrets.token_urlsafe(16))
        group.save(update_fields=["room_link"])
    during = DateRange(day_of(moments[0]), day_of(moments[-1]) + timedelta(days=1))
    GroupTime.objects.bulk_create(
        GroupTime(group=group, leader=leader, place=place, slot=slot, during=during)
        for slot in week.numbers_from_mask(slot_mask)
    )
    _write_sessions(group, track, moments)
    audit.record(by=by, verb="group_opened", target=group, at=at)
    return group


def _write_sessions(group: Group, track: Track, moments: Sequence[datetime]) -> None:
    """One session at each moment, with the module of the track's chain that it is about."""
    links = [link for link in track.chain.select_related("module") for _ in range(link.sessions)]
    Session.objects.bulk_create(
        Session(
            group=group,
            number=index + 1,
            starts_at=moment,
            minutes=track.session_minutes,
            module=links[index].module if index < len(links) else None,
            is_entry=index == 0 or (track.rolling_entry and _is_entry(links, index)),
        )
        for index, moment in enumerate(moments)
    )


def _is_entry(links: Sequence[TrackModule], index: int) -> bool:
    """A link's first session is an entry when the chain says so."""
    return index < len(links) and links[index] is not links[index - 1] and links[index].is_entry


def entry_session(group: Group, at: datetime) -> Session:
    """The next session at which a new participant may begin. Raises NoEntryLeft."""
    found = group.sessions.filter(starts_at__gt=at, is_entry=True, cancelled_at=None).order_by("starts_at").first()
    if found is None:
        raise NoEntryLeft(f"Group {group.code} has no entry after {at:%Y-%m-%d}.")
    return found


def take_seat(*, group: Group, pathway: Pathway, plan_item: PlanItem, by: Viewer, at: datetime) -> Seat:
    """Give the pathway's citizen a seat from the next entry on. Raises GroupFull, NoEntryLeft.

    Locks the group's row first: whoever comes second waits, sees the new count, and is told kindly.
    """
    group = Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    if group.seats_left() < 1 or group.cancelled_at is not None:
        raise GroupFull(group)
    session = entry_session(group, at)
    seat = Seat.objects.create(
        citizen_id=pathway.citizen_id,
        pathway=pathway,
        plan_item=plan_item,
        group=group,
        track_id=group.track_id,
        taken_at=at,
        from_session=session.number,
    )
    last = group.sessions.order_by("-starts_at").values_list("starts_at", flat=True)[0]
    relate(
        citizen_id=pathway.citizen_id,
        staff=group.leader,
        scope=GROUP,
        source=seat,
        begin=day_of(at),
        end=day_of(last) + timedelta(days=ROSTER_DAYS),
    )
    audit.record(by=by, verb="seat_taken", target=seat, at=at, subject_id=pathway.citizen_id)
    return seat


def release_seat(*, seat: Seat, reason: str, by: Viewer, at: datetime) -> Seat:
    """Give the seat back. The leader keeps no view of the citizen after today.

    Where a meeting before it is still to be marked, they keep it until that is done, at most `MARK_WITHIN`.
    """
    seat.released_at, seat.release_reason = at, reason
    seat.save(update_fields=["released_at", "release_reason"])
    withdraw_unbegun(seat=seat, by=by, at=at)
    end_relations(source=seat, on=closed_to_leader_on(seat, at))
    audit.record(by=by, verb="seat_released", target=seat, at=at, subject_id=seat.citizen_id, data={"reason": reason})
    return seat


def make_offer(*, group: Group, pathway: Pathway, held_until: datetime, by: Viewer, at: datetime) -> SeatOffer:
    """Hold a seat for one citizen until a moment. Raises GroupFull."""
    group = Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    if group.seats_left() < 1 or group.cancelled_at is not None:
        raise GroupFull(group)
    offer = SeatOffer.objects.create(
        citizen_id=pathway.citizen_id, pathway=pathway, group=group, made_at=at, held_until=held_until
    )
    audit.record(by=by, verb="seat_offered", target=offer, at=at, subject_id=pathway.citizen_id)
    return offer


def end_offer(*, offer: SeatOffer, reason: str, by: Viewer, at: datetime) -> SeatOffer:
    """The hold ends as accepted, declined, expired or withdrawn."""
    offer.ended_at, offer.end_reason = at, reason
    offer.save(update_fields=["ended_at", "end_reason"])
    audit.record(by=by, verb=f"offer_{reason}", target=offer, at=at, subject_id=offer.citizen_id)
    return offer


def wait_for_group(
    *,
    pathway: Pathway,
    track: Track,
    slot_mask: int,
    forms: Sequence[str],
    places: Sequence[str],
    language: str,
    by: Viewer,
    at: datetime,
    since: datetime | None = None,
) -> WaitingPlace:
    """Stand in line for a group of the track, counted from `since` (now when left out).

    An open waiting place for the same track is replaced, its place in line kept.
    """
    before = WaitingPlace.objects.filter(citizen_id=pathway.citizen_id, track=track, ended_at=None).first()
    if before is not None:
        since = min(before.since, since or at)
        end_waiting(waiting=before, reason="withdrawn", by=by, at=at)
    waiting = WaitingPlace.objects.create(
        citizen_id=pathway.citizen_id,
        pathway=pathway,
        track=track,
        since=since or at,
        slot_mask=slot_mask,
        forms=list(forms),
        places=list(places),
        language=language,
    )
    audit.record(by=by, verb="waiting_began", target=waiting, at=at, subject_id=pathway.citizen_id)
    return waiting


def end_waiting(*, waiting: WaitingPlace, reason: str, by: Viewer, at: datetime) -> WaitingPlace:
    """Leave the line: seated, withdrawn, paused, moved or deceased."""
    waiting.ended_at, waiting.end_reason = at, reason
    waiting.save(update_fields=["ended_at", "end_reason"])
    audit.record(
        by=by, verb="waiting_ended", target=waiting, at=at, subject_id=waiting.citizen_id, data={"reason": reason}
    )
    return waiting


def record_attendance(
    *, session: Session, states: Mapping[UUID, str], recorder: User, by: Viewer, at: datetime
) -> list[Attendance]:
    """Who came, by seat id. A changed answer supersedes the old one; progress follows in the same transaction.

    Returns the rows written; an unchanged answer writes none.
    """
    seats = {seat.pk: seat for seat in Seat.objects.filter(pk__in=states, group_id=session.group_id)}
    current = {row.seat_id: row for row in Attendance.objects.filter(session=session, superseded_at=None)}
    written = []
    for seat_id, state in states.items():
        seat, old = seats[seat_id], current.get(seat_id)
        if old is not None and old.state == state:
            continue
        if old is not None:
            old.superseded_at = at
            old.save(update_fields=["superseded_at"])
            with acting_as(COUNTING, on=day_of(at)):
                withdraw_progress(source=old, at=at)
        row = Attendance.objects.create(
            seat=seat, session=session, citizen_id=seat.citizen_id, state=state, recorded_at=at, recorded_by=recorder
        )
        if state == "present":
            with acting_as(COUNTING, on=day_of(at)):
                # A leader may mark who is there a little before the start: what was done is never in the future.
                done_at = min(session.starts_at, at)
                count_progress(plan_item_id=seat.plan_item_id, kind="session", source=row, at=done_at)
        audit.record(by=by, verb=f"attendance_{state}", target=row, at=at, subject_id=seat.citizen_id)
        written.append(row)
    for seat in seats.values():
        if seat.released_at is not None and not unmarked_before(seat, seat.released_at).exists():
            with acting_as(COUNTING, on=day_of(at)):
                end_relations(source=seat, on=day_of(at) + timedelta(days=1))
    return written


def last_day(group: Group) -> date:
    """The Danish day of the group's last session."""
    return day_of(group.sessions.order_by("-starts_at").values_list("starts_at", flat=True)[0])
