"""From waiting places to groups: first come, first served, across all partners.

The rule (docs/algorithms/pooling.md): as soon as enough people who wait for a track share the weekly times of a free
leader, in a form and place they accept, the group is opened and they are seated in the order they came. Replaced by
the optimising engine later; callers know only `form_groups` and `offer_free_seats`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Protocol
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.catalogue.models import Place, Track, TrackLeader
from sundhedscenter.core import week
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.groups.actions import (
    GroupFull,
    NoEntryLeft,
    create_group,
    entry_session,
    make_offer,
)
from sundhedscenter.groups.calendar import session_moments
from sundhedscenter.groups.models import Group, GroupTime, Seat, SeatOffer, WaitingPlace
from sundhedscenter.groups.seating import busy_people, move_to, take_turn
from sundhedscenter.partnership.models import Absence, Organisation, User, WorkingTime

POOLING = system("pooling")
# Time to tell people and prepare before a first session (status P).
LEAD = timedelta(days=2)
# How long a freed seat is held for the next in line (status P).
HOLD = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class FreeLeader:
    """A leader of the track, the weekly times at which they could lead one more group, and the days they are away."""

    user: User
    organisation: Organisation
    slot_mask: int
    away: tuple[DateRange, ...] = ()

    def is_there(self, moments: Iterable[datetime]) -> bool:
        """Whether no meeting falls on a day they are away: nobody else would hold it."""
        return not any(day_of(moment) in days for days in self.away for moment in moments)


type Order = tuple[datetime, int, bool, str, int, int]


class Leads(Protocol):
    """Somebody who could lead a group."""

    @property
    def user(self) -> User: ...


@dataclass(frozen=True, slots=True)
class Candidate[Leading: Leads, Member]:
    """One group that could be opened now, and who would sit in it, in the order they came."""

    first: datetime
    form: str
    place: str
    slot_mask: int
    leader: Leading
    members: tuple[Member, ...]

    def order(self) -> Order:
        """Earliest first session, then most people, then on video before a place, then names: always the same."""
        is_on_site = self.form != "group_video"
        return self.first, -len(self.members), is_on_site, self.place, self.slot_mask, self.leader.user.pk


type Opening = Candidate[FreeLeader, WaitingPlace]
Told = Callable[[Seat], None]
Offered = Callable[[SeatOffer], None]


@dataclass(frozen=True, slots=True)
class Formed:
    """Groups just opened, earliest first session first, and older ones in which a seat became free by it."""

    opened: tuple[Group, ...]
    freed: tuple[Group, ...]


def form_groups(*, track: Track, at: datetime, told: Told) -> Formed:
    """Open every group of the track whose minimum is met. `told` is called for each new seat (messages).

    Runs as the named process `pooling`, one at a time.
    """
    opened: list[Group] = []
    freed: dict[UUID, Group] = {}
    with acting_as(POOLING, on=day_of(at)):
        take_turn()
        while (candidate := best_candidate(track, at)) is not None:
            group = _open(track, candidate, at)
            for waiting in candidate.members:
                moved = move_to(group=group, pathway=waiting.pathway, by=POOLING, at=at)
                told(moved.seat)
                freed.update({left.pk: left for left in moved.freed})
            opened.append(group)
    return Formed(tuple(opened), tuple(freed.values()))


def best_candidate(track: Track, at: datetime) -> Opening | None:
    """The group to open now, or None while no minimum is met."""
    waiting = list(
        WaitingPlace.objects.filter(track=track, ended_at=None)
        .select_related("pathway", "citizen")
        .order_by("since", "id")
    )
    if len(waiting) < track.size_min:
        return None
    on = day_of(at)
    people = busy_people(on, besides=track.pk)
    free = {w.pk: w.slot_mask & ~people.get(w.citizen_id, 0) for w in waiting}
    candidates = _candidates(track, waiting, free, free_leaders(track, on), busy_places(on), at)
    return min(candidates, key=Candidate.order, default=None)


def _candidates(
    track: Track,
    waiting: list[WaitingPlace],
    free: dict[UUID, int],
    leaders: list[FreeLeader],
    busy: dict[str, int],
    at: datetime,
) -> Iterator[Opening]:
    """`free` holds the weekly times of each waiting place, less those its citizen already sits somewhere."""
    for form, place in _ways(waiting):
        willing = [w for w in waiting if form in w.forms and (form == "group_video" or place in w.places)]
        if len(willing) < track.size_min:
            continue
        taken = busy.get(place, 0) if place else 0
        for leader in leaders:
            for mask in patterns(leader.slot_mask & ~taken, track.sessions_per_week):
                members = tuple(w for w in willing if free[w.pk] & mask == mask)[: track.size_max]
                if len(members) < track.size_min:
                    continue
                moments = session_moments(mask, at + LEAD, track.sessions if leader.away else 1)
                if leader.is_there(moments):
                    yield Candidate(moments[0], form, place, mask, leader, members)


def _ways(waiting: Iterable[WaitingPlace]) -> list[tuple[str, str]]:
    """Forms and places that somebody accepts: ("group_video", "") and ("group_site", place code)."""
    ways = {("group_site", place) for w in waiting if "group_site" in w.forms for place in w.places}
    if any("group_video" in w.forms for w in waiting):
        ways.add(("group_video", ""))
    return sorted(ways)


def patterns(mask: int, per_week: int) -> Iterator[int]:
    """The ways to meet `per_week` times a week within `mask`, never twice on one day; each as a mask."""
    for slots in combinations(week.numbers_from_mask(mask), per_week):
        days = {week.SLOTS[slot].weekday for slot in slots}
        if len(days) == per_week:
            yield week.mask_from_numbers(slots)


def leading_times(per_week: Mapping[int, int], on: date) -> dict[int, int]:
    """The weekly times at which somebody who may lead the track works, by track id; 0 for nobody. One query.

    `per_week` says how often each track meets; a leader who cannot meet as often is left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LEADING, {"tracks": list(per_week), "on": on})
        rows = cursor.fetchall()
    masks = dict.fromkeys(per_week, 0)
    for track_id, mask in rows:
        if next(patterns(mask, per_week[track_id]), 0):
            masks[track_id] |= mask
    return masks


_LEADING = """
SELECT DISTINCT leads.track_id, works.slot_mask
FROM catalogue_trackleader leads
JOIN partnership_user who ON who.id = leads.user_id AND who.is_active
JOIN partnership_workingtime works ON works.user_id = who.id AND works.during @> %(on)s::date
WHERE leads.track_id = ANY(%(tracks)s) AND leads.during @> %(on)s::date
"""


def free_leaders(track: Track, on: date) -> list[FreeLeader]:
    """Leaders of the track with working time, less the weekly times they already lead something; by user id.

    Each carries the days they are away from `on` on.
    """
    users = TrackLeader.objects.filter(track=track, during__contains=on).values("user_id")
    times = WorkingTime.objects.filter(user_id__in=users, user__is_active=True, during__contains=on)
    busy: dict[int, int] = {}
    for leader_id, slot in GroupTime.objects.filter(during__endswith__gt=on).values_list("leader_id", "slot"):
        busy[leader_id] = busy.get(leader_id, 0) | 1 << slot
    away: dict[int, tuple[DateRange, ...]] = {}
    coming = DateRange(on, None)
    for user_id, days in Absence.objects.filter(user_id__in=users, during__overlap=coming).values_list(
        "user_id", "during"
    ):
        away[user_id] = (*away.get(user_id, ()), days)
    return [
        FreeLeader(t.user, t.organisation, t.slot_mask & ~busy.get(t.user_id, 0), away.get(t.user_id, ()))
        for t in times.select_related("user", "organisation").order_by("user_id")
    ]


def busy_places(on: date) -> dict[str, int]:
    """The weekly times at which each place already hosts a group, by place code."""
    busy: dict[str, int] = {}
    rows = GroupTime.objects.filter(during__endswith__gt=on, place__isnull=False).values_list("place__code", "slot")
    for code, slot in rows:
        busy[code] = busy.get(code, 0) | 1 << slot
    return busy


def _open(track: Track, candidate: Opening, at: datetime) -> Group:
    place = Place.objects.get(code=candidate.place) if candidate.place else None
    return create_group(
        track=track,
        form=candidate.form,
        place=place,
        slot_mask=candidate.slot_mask,
        leader=candidate.leader.user,
        organisation=candidate.leader.organisation,
        earliest=at + LEAD,
        by=POOLING,
        at=at,
    )


def offer_free_seats(*, group: Group, at: datetime, offered: Offered) -> list[SeatOffer]:
    """Hold each free seat of a running group for the next in line whom it fits. `offered` is called for each."""
    offers: list[SeatOffer] = []
    with acting_as(POOLING, on=day_of(at)):
        take_turn()
        group.refresh_from_db(fields=["taken", "cancelled_at"])
        try:
            entry = entry_session(group, at)
        except NoEntryLeft:
            return offers
        for waiting in _next_in_line(group, at):
            if group.seats_left() <= len(offers):
                break
            held_until = min(at + HOLD, entry.starts_at)
            try:
                offer = make_offer(group=group, pathway=waiting.pathway, held_until=held_until, by=POOLING, at=at)
            except GroupFull:
                break
            offered(offer)
            offers.append(offer)
    return offers


def _next_in_line(group: Group, at: datetime) -> list[WaitingPlace]:
    """Who waits for this track and could come at these times in this form, in the order they came.

    Left out: who sits in the group, was offered it before and did not take it, or holds a seat of the track already.
    """
    answered = SeatOffer.objects.filter(group=group).exclude(end_reason="withdrawn")
    holding = SeatOffer.objects.filter(group__track_id=group.track_id, ended_at=None)
    seated = Seat.objects.filter(group=group, released_at=None)
    rows = (
        WaitingPlace.objects.filter(track_id=group.track_id, ended_at=None)
        .exclude(citizen_id__in=answered.values("citizen_id"))
        .exclude(citizen_id__in=holding.values("citizen_id"))
        .exclude(citizen_id__in=seated.values("citizen_id"))
        .select_related("pathway")
        .order_by("since", "id")
    )
    place = group.place.code if group.place else ""
    people = busy_people(day_of(at), besides=group.track_id)
    return [
        w
        for w in rows
        if w.slot_mask & ~people.get(w.citizen_id, 0) & group.slot_mask == group.slot_mask
        and group.form in w.forms
        and (group.form == "group_video" or place in w.places)
    ]
