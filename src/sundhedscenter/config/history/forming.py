"""From places in line to groups, by the rule of `groups.pooling`, in memory.

The same order of candidates, the same leaders and times, so that the real sweep finds nothing to do the moment the
history ends. Whoever would form a group with people of the small demo, or would be offered a seat in one of its
groups, goes on alone instead: the history touches nobody else's way.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.config.history.acts import plan_track
from sundhedscenter.config.history.seats import POOLING, end_line, offer_free_seats, seat
from sundhedscenter.config.history.story import Hold, Journey, Line, Story
from sundhedscenter.config.history.world import Course, Leader
from sundhedscenter.core import week
from sundhedscenter.core.clock import day_of
from sundhedscenter.groups.calendar import session_moments
from sundhedscenter.groups.models import Group, GroupTime, Session
from sundhedscenter.groups.pooling import LEAD, Candidate, patterns
from sundhedscenter.journey.proposals import Form

# How long a group of the track may last with the days before its first meeting.
SLACK = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class InLine:
    """Somebody who waits: one of the history's, or of the small demo's."""

    free: int
    forms: tuple[str, ...]
    places: tuple[str, ...]
    line: Line | None


type Opening = Candidate[Leader, InLine]


@dataclass(slots=True)
class Soon:
    """The first meeting after a moment at each weekly time; worked out when asked for."""

    earliest: datetime
    known: dict[int, datetime] = field(default_factory=dict)

    def first(self, slot: int) -> datetime:
        if slot not in self.known:
            self.known[slot] = session_moments(1 << slot, self.earliest, 1)[0]
        return self.known[slot]


def gather(story: Story, course: Course, at: datetime) -> None:
    """Open every group whose minimum is met."""
    while (candidate := _best(story, course, _ours(story, course), at)) is not None:
        hold = _open(story, course, candidate, at)
        for member in candidate.members:
            if member.line is not None:
                seat(story, member.line.journey, hold, at, by=POOLING)


def midnight(story: Story, at: datetime) -> None:
    """What the sweep does when leaders are free again and seats stand empty."""
    for code in sorted(story.lines):
        if len(story.lines[code]) >= story.world.courses[code].track.size_min:
            gather(story, story.world.courses[code], at)
    for hold in story.running(at):
        if story.lines.get(hold.track.code) and hold.seats_left() > 0:
            offer_free_seats(story, hold, at)


def keep_apart(story: Story, at: datetime) -> list[Journey]:
    """Those whose place in line the small demo's groups or people would answer go on alone. Returns them."""
    apart = []
    for code in sorted(story.lines):
        course = story.world.courses[code]
        for line in list(story.lines[code]):
            if any(_would_fit(line, group.form, group.place, group.slot_mask) for group in _their_open(story, course)):
                apart.append(go_alone(story, line.journey, at))  # noqa: PERF401  the line itself changes
        while (candidate := _best(story, course, [*_ours(story, course), *_theirs(story, course)], at)) is not None:
            lines = [member.line for member in candidate.members if member.line is not None]
            if not lines:
                break  # the small demo's own people: its sweep opens their group
            last = max(lines, key=lambda line: line.waiting.since)
            apart.append(go_alone(story, last.journey, at))
    return apart


def _their_open(story: Story, course: Course) -> Iterator["_Open"]:
    for group in story.world.open_groups:
        if group.track == course.track.pk and group.seats_left > 0:
            yield _Open(group.form, group.place, group.slot_mask)


@dataclass(frozen=True, slots=True)
class _Open:
    form: str
    place: str
    slot_mask: int


def _would_fit(line: Line, form: str, place: str, mask: int) -> bool:
    waiting = line.waiting
    return (
        form in waiting.forms
        and waiting.slot_mask & mask == mask
        and (form == Form.GROUP_VIDEO or place in waiting.places)
    )


def go_alone(story: Story, journey: Journey, at: datetime) -> Journey:
    """Out of the line: the same content alone on the net, or on paper."""
    line = journey.line
    assert line is not None
    form = Form.PAPER if journey.person.answers.digital == "no" else Form.ALONE_ONLINE
    end_line(story, journey, "withdrawn", at)
    plan_track(story, journey, line.course.track.pk, str(form), at)
    return journey


def _ours(story: Story, course: Course) -> list[InLine]:
    return [
        InLine(line.waiting.slot_mask, tuple(line.waiting.forms), tuple(line.waiting.places), line)
        for line in story.lines.get(course.track.code, [])
    ]


def _theirs(story: Story, course: Course) -> list[InLine]:
    return [
        InLine(waiter.free, waiter.forms, waiter.places, None)
        for waiter in story.world.waiters
        if waiter.track == course.track.pk
    ]


def _best(story: Story, course: Course, waiting: list[InLine], at: datetime) -> Opening | None:
    if len(waiting) < course.track.size_min:
        return None
    return min(_candidates(story, course, waiting, at), key=Candidate.order, default=None)


def _candidates(story: Story, course: Course, waiting: list[InLine], at: datetime) -> Iterator[Opening]:
    track, on = course.track, day_of(at)
    until = on + timedelta(weeks=track.weeks) + SLACK
    running = story.running(at)
    leaders = [
        (leader, leader.slot_mask & ~_leads(story, running, leader, on, until))
        for leader in story.world.leaders
        if track.pk in leader.tracks and leader.since <= on
    ]
    soon = Soon(at + LEAD)
    for form, place in _ways(waiting):
        willing = [w for w in waiting if form in w.forms and (form == Form.GROUP_VIDEO or place in w.places)]
        possible = _asked_for(willing, track.size_min)
        if not possible:
            continue
        taken = _hosts(story, running, place, on, until) if place else 0
        for leader, free in leaders:
            for mask in patterns(free & possible & ~taken, track.sessions_per_week):
                members = tuple(w for w in willing if w.free & mask == mask)[: track.size_max]
                if len(members) >= track.size_min:
                    first = min(soon.first(slot) for slot in week.numbers_from_mask(mask))
                    yield Candidate(first, form, place, mask, leader, members)


def _asked_for(willing: list[InLine], least: int) -> int:
    """The weekly times at which enough people can; 0 when there are too few."""
    if len(willing) < least:
        return 0
    return week.mask_from_numbers(
        slot for slot in range(len(week.SLOTS)) if sum(w.free >> slot & 1 for w in willing) >= least
    )


def _ways(waiting: Iterable[InLine]) -> list[tuple[str, str]]:
    ways = {("group_site", place) for w in waiting if "group_site" in w.forms for place in w.places}
    if any("group_video" in w.forms for w in waiting):
        ways.add(("group_video", ""))
    return sorted(ways)


def _leads(story: Story, running: list[Hold], leader: Leader, on: date, until: date) -> int:
    """The weekly times at which the leader leads something already, or will before a new group could be over."""
    busy = 0
    for hold in running:
        busy |= hold.group.slot_mask if hold.leader is leader else 0
    for booked in story.world.booked:
        if booked.leader == leader.user.pk and booked.begin <= until and booked.end > on:
            busy |= 1 << booked.slot
    return busy


def _hosts(story: Story, running: list[Hold], place: str, on: date, until: date) -> int:
    busy = 0
    for hold in running:
        busy |= hold.group.slot_mask if hold.place == place else 0
    for booked in story.world.booked:
        if booked.place == place and booked.begin <= until and booked.end > on:
            busy |= 1 << booked.slot
    return busy


def _open(story: Story, course: Course, candidate: Opening, at: datetime) -> Hold:
    """The group with all its meetings, as `create_group` makes it."""
    track, rows = course.track, story.rows
    moments = session_moments(candidate.slot_mask, at + LEAD, track.sessions)
    place = story.world.places[candidate.place] if candidate.place else None
    key = rows.key()
    group = Group(
        id=key,
        code=_code(story, track.code),
        track_id=track.pk,
        form=candidate.form,
        place_id=place.pk if place else None,
        slot_mask=candidate.slot_mask,
        leader_id=candidate.leader.user.pk,
        leader_organisation_id=candidate.leader.organisation.pk,
        size_min=track.size_min,
        size_ideal=track.size_ideal,
        size_max=track.size_max,
        first_day=day_of(moments[0]),
        room_link=settings.ROOM_LINK.format(code=f"{story.chance.getrandbits(128):032x}")
        if candidate.form == Form.GROUP_VIDEO
        else "",
        created_at=at,
    )
    rows.add(group)
    during = DateRange(day_of(moments[0]), day_of(moments[-1]) + timedelta(days=1))
    for slot in week.numbers_from_mask(candidate.slot_mask):
        rows.add(
            GroupTime(
                group_id=key,
                leader_id=candidate.leader.user.pk,
                place_id=group.place_id,
                slot=slot,
                during=during,
            )
        )
    rows.audit("group_opened", group, by=POOLING, at=at, citizen=None)
    sessions = [
        rows.add(
            Session(
                group_id=key,
                number=index + 1,
                starts_at=moment,
                minutes=track.session_minutes,
                module_id=course.modules[index],
                is_entry=course.entries[index],
                cancelled_at=_cancelled(story, index, moment),
            )
        )
        for index, moment in enumerate(moments)
    ]
    hold = Hold(group, course, candidate.place, candidate.leader, sessions)
    story.holds.append(hold)
    story.opened(hold)
    return hold


def _cancelled(story: Story, index: int, moment: datetime) -> datetime | None:
    """Never the first meeting; told the day before."""
    told = moment - timedelta(days=1)
    return told if index and story.luck(story.figures.groups.cancelled.value) and told <= story.at else None


def _code(story: Story, track: str) -> str:
    """The next free number of the track; a group opened later by the site takes a higher one."""
    number = story.numbers.get(track, 1)
    while f"{track}-{number}" in story.world.codes:
        number += 1
    story.numbers[track] = number + 1
    return f"{track}-{number}"
