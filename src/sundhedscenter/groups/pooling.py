"""From waiting places to groups: first come, first served, across all partners.

The rule (docs/algorithms/pooling.md): as soon as enough people who wait for a track share the weekly times of a free
leader, in a form and place they accept, the group is opened and they are seated in the order they came. Replaced by
the optimising engine later; callers know only `form_groups` and `offer_free_seats`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations

from django.db import connection

from sundhedscenter.catalogue.models import Place, Track, TrackLeader
from sundhedscenter.core import week
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.groups.actions import (
    GroupFull,
    NoEntryLeft,
    create_group,
    end_waiting,
    entry_session,
    make_offer,
    session_moments,
    take_seat,
)
from sundhedscenter.groups.models import Group, GroupTime, Seat, SeatOffer, WaitingPlace
from sundhedscenter.partnership.models import Organisation, User, WorkingTime
from sundhedscenter.pathways.actions import plan_track

POOLING = system("pooling")
# Time to tell people and prepare before a first session (status P).
LEAD = timedelta(days=2)
# How long a freed seat is held for the next in line (status P).
HOLD = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class FreeLeader:
    """A leader of the track, and the weekly times at which they could lead one more group."""

    user: User
    organisation: Organisation
    slot_mask: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """One group that could be opened now, and who would sit in it, in the order they came."""

    first: datetime
    form: str
    place: str
    slot_mask: int
    leader: FreeLeader
    members: tuple[WaitingPlace, ...]

    def order(self) -> tuple[datetime, int, bool, str, int, int]:
        """Earliest first session, then most people, then on video before a place, then names: always the same."""
        return (
            self.first,
            -len(self.members),
            self.form != "group_video",
            self.place,
            self.slot_mask,
            self.leader.user.pk,
        )


Told = Callable[[Seat], None]
Offered = Callable[[SeatOffer], None]


def form_groups(*, track: Track, at: datetime, told: Told) -> list[Group]:
    """Open every group of the track whose minimum is met. `told` is called for each new seat (messages).

    Runs as the named process `pooling`, one at a time per track. Returns the new groups, earliest first session first.
    """
    opened: list[Group] = []
    with acting_as(POOLING, on=day_of(at)):
        _one_at_a_time(track)
        while (candidate := best_candidate(track, at)) is not None:
            opened.append(_open(track, candidate, at, told))
    return opened


def best_candidate(track: Track, at: datetime) -> Candidate | None:
    """The group to open now, or None while no minimum is met."""
    waiting = list(
        WaitingPlace.objects.filter(track=track, ended_at=None)
        .select_related("pathway", "citizen")
        .order_by("since", "id")
    )
    if len(waiting) < track.size_min:
        return None
    candidates = _candidates(track, waiting, free_leaders(track, day_of(at)), busy_places(day_of(at)), at)
    return min(candidates, key=Candidate.order, default=None)


def _candidates(
    track: Track, waiting: list[WaitingPlace], leaders: list[FreeLeader], busy: dict[str, int], at: datetime
) -> Iterator[Candidate]:
    for form, place in _ways(waiting):
        willing = [w for w in waiting if form in w.forms and (form == "group_video" or place in w.places)]
        if len(willing) < track.size_min:
            continue
        taken = busy.get(place, 0) if place else 0
        for leader in leaders:
            for mask in patterns(leader.slot_mask & ~taken, track.sessions_per_week):
                members = tuple(w for w in willing if w.slot_mask & mask == mask)[: track.size_max]
                if len(members) >= track.size_min:
                    first = session_moments(mask, at + LEAD, 1)[0]
                    yield Candidate(first, form, place, mask, leader, members)


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


def free_leaders(track: Track, on: date) -> list[FreeLeader]:
    """Leaders of the track with working time, less the weekly times they already lead something."""
    users = TrackLeader.objects.filter(track=track, during__contains=on).values("user_id")
    times = WorkingTime.objects.filter(user_id__in=users, user__is_active=True, during__contains=on)
    busy: dict[int, int] = {}
    for leader_id, slot in GroupTime.objects.filter(during__endswith__gt=on).values_list("leader_id", "slot"):
        busy[leader_id] = busy.get(leader_id, 0) | 1 << slot
    return [
        FreeLeader(t.user, t.organisation, t.slot_mask & ~busy.get(t.user_id, 0))
        for t in times.select_related("user", "organisation").order_by("user_id")
    ]


def busy_places(on: date) -> dict[str, int]:
    """The weekly times at which each place already hosts a group, by place code."""
    busy: dict[str, int] = {}
    rows = GroupTime.objects.filter(during__endswith__gt=on, place__isnull=False).values_list("place__code", "slot")
    for code, slot in rows:
        busy[code] = busy.get(code, 0) | 1 << slot
    return busy


def _open(track: Track, candidate: Candidate, at: datetime, told: Told) -> Group:
    place = Place.objects.get(code=candidate.place) if candidate.place else None
    group = create_group(
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
    for waiting in candidate.members:
        told(_seat(waiting, group, at))
    return group


def _seat(waiting: WaitingPlace, group: Group, at: datetime) -> Seat:
    item = plan_track(pathway=waiting.pathway, track=group.track, form=group.form, by=POOLING, at=at)
    end_waiting(waiting=waiting, reason="seated", by=POOLING, at=at)
    return take_seat(group=group, pathway=waiting.pathway, plan_item=item, by=POOLING, at=at)


def offer_free_seats(*, group: Group, at: datetime, offered: Offered) -> list[SeatOffer]:
    """Hold each free seat of a running group for the next in line whom it fits. `offered` is called for each."""
    offers: list[SeatOffer] = []
    with acting_as(POOLING, on=day_of(at)):
        _one_at_a_time(group.track)
        group.refresh_from_db()
        try:
            entry = entry_session(group, at)
        except NoEntryLeft:
            return offers
        for waiting in _next_in_line(group):
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


def _next_in_line(group: Group) -> list[WaitingPlace]:
    """Who waits for this track, could come at these times in this form, and was not offered this group before."""
    before = SeatOffer.objects.filter(group=group).values("citizen_id")
    rows = (
        WaitingPlace.objects.filter(track_id=group.track_id, ended_at=None)
        .exclude(citizen_id__in=before)
        .select_related("pathway")
        .order_by("since", "id")
    )
    place = group.place.code if group.place else ""
    return [
        w
        for w in rows
        if w.slot_mask & group.slot_mask == group.slot_mask
        and group.form in w.forms
        and (group.form == "group_video" or place in w.places)
    ]


def _one_at_a_time(track: Track) -> None:
    """A lock until the end of the transaction: two nights never plan the same track at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('pooling'), %s)", [track.pk])
