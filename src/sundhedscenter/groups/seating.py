"""Moving people between the line and the groups, one move at a time.

Every act that changes who sits, waits or holds a seat takes a turn first. Two citizens who swap seats crosswise, or a
freed seat and the people reaching for it, then stand in line instead of locking each other out, and nobody is seated
twice at one weekly time by two acts that cannot see each other. Order of locks: draft, citizen, turn, rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.core import week
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.groups.actions import end_offer, end_waiting, release_seat, take_seat
from sundhedscenter.groups.models import Group, GroupTime, Seat, SeatOffer, WaitingPlace
from sundhedscenter.pathways.actions import end_plan_item, plan_track
from sundhedscenter.pathways.models import Pathway


@dataclass(frozen=True, slots=True)
class Moved:
    """The new seat, the groups in which a seat became free by it, and the seats of other tracks given up for it."""

    seat: Seat
    freed: tuple[Group, ...]
    clashed: tuple[Seat, ...] = ()


def take_turn() -> None:
    """Wait until nobody else is changing seats; ours until the transaction ends. Taken again it costs nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('seats'))")


def move_to(*, group: Group, pathway: Pathway, by: Viewer, at: datetime) -> Moved:
    """A seat in the group, and what it replaces given up. Raises GroupFull, NoEntryLeft: then undo the transaction.

    Replaced are the citizen's seat, place in line and held seats for the same track, and a seat in any group that
    meets at one of the same weekly times. A seat they already have in the group is kept as it is.
    """
    held = list(_live_seats(pathway.citizen_id))
    same = next((seat for seat in held if seat.group_id == group.pk), None)
    if same is not None:
        return Moved(same, ())
    freed: list[Group] = _end_offers(group, pathway, by, at)
    clashing = set(_clashing(held, group, at))
    clashed: list[Seat] = []
    for seat in held:
        if seat.track_id != group.track_id and seat.group_id not in clashing:
            continue
        release_seat(seat=seat, reason="changed_group", by=by, at=at)
        if seat.track_id != group.track_id:
            clashed.append(seat)
            if seat.plan_item.ended_at is None:
                end_plan_item(item=seat.plan_item, reason="changed_group", by=by, at=at)
        freed.append(seat.group)
    for waiting in WaitingPlace.objects.filter(citizen_id=pathway.citizen_id, track_id=group.track_id, ended_at=None):
        end_waiting(waiting=waiting, reason="seated", by=by, at=at)
    item = plan_track(pathway=pathway, track=group.track, form=group.form, by=by, at=at)
    taken = take_seat(group=group, pathway=pathway, plan_item=item, by=by, at=at)
    return Moved(taken, tuple(freed), tuple(clashed))


def given_up_for(*, citizen_id: UUID, group: Group, at: datetime) -> list[Seat]:
    """The seats of other tracks that a seat in the group would cost: they meet at one of its weekly times."""
    others = [seat for seat in _live_seats(citizen_id) if seat.track_id != group.track_id]
    clashing = set(_clashing(others, group, at))
    return [seat for seat in others if seat.group_id in clashing]


def busy_people(on: date, *, besides: int) -> dict[UUID, int]:
    """The weekly times at which people sit in groups of other tracks than `besides`, by citizen id."""
    busy: dict[UUID, int] = {}
    rows = Seat.objects.filter(released_at=None, group__times__during__endswith__gt=on).exclude(track_id=besides)
    for citizen_id, slot in rows.order_by().values_list("citizen_id", "group__times__slot"):
        busy[citizen_id] = busy.get(citizen_id, 0) | 1 << slot
    return busy


def _end_offers(group: Group, pathway: Pathway, by: Viewer, at: datetime) -> list[Group]:
    """Held seats of the track: the one for this group is taken, the others go back."""
    freed = []
    offers = SeatOffer.objects.filter(citizen_id=pathway.citizen_id, group__track_id=group.track_id, ended_at=None)
    for offer in offers.select_related("group__track", "group__place"):
        taken = offer.group_id == group.pk
        end_offer(offer=offer, reason="accepted" if taken else "withdrawn", by=by, at=at)
        if not taken:
            freed.append(offer.group)
    return freed


def _live_seats(citizen_id: UUID) -> Sequence[Seat]:
    rows = Seat.objects.filter(citizen_id=citizen_id, released_at=None)
    return list(rows.select_related("group__track", "group__place", "plan_item").order_by("taken_at", "id"))


def _clashing(held: Sequence[Seat], group: Group, at: datetime) -> list[UUID]:
    """Groups of these seats that still meet at a weekly time of `group`, by id."""
    last = GroupTime.objects.filter(group=group).values_list("during", flat=True).first()
    today = day_of(at)
    if last is None or last.upper <= today:
        return []
    return list(
        GroupTime.objects.filter(
            group_id__in=[seat.group_id for seat in held],
            slot__in=week.numbers_from_mask(group.slot_mask),
            during__overlap=DateRange(today, last.upper),
        ).values_list("group_id", flat=True)
    )
