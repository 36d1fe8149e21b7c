"""Seats and places in line of a history, by the rules of `groups`: who sits, who waits, whom a seat is held for."""

from datetime import datetime, timedelta

from sundhedscenter.config.history.acts import end_item, plan_track
from sundhedscenter.config.history.conversation import end_relation, relate
from sundhedscenter.config.history.story import Held, Hold, Journey, Line, Story, Way
from sundhedscenter.config.history.world import Course
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.walls import GROUP
from sundhedscenter.groups.actions import ROSTER_DAYS
from sundhedscenter.groups.models import Seat, SeatOffer, WaitingPlace
from sundhedscenter.groups.pooling import HOLD
from sundhedscenter.journey.proposals import Citizen as Asking
from sundhedscenter.journey.proposals import Form, broken_barrier

POOLING, SWEEP = "system:pooling", "system:sweep"


def ways_of(story: Story, journey: Journey, course: Course) -> list[Way]:
    """Forms and places of the track that break none of the citizen's barriers, by the real rule."""
    code = course.track.code
    if code not in journey.ways:
        asking = Asking(answers=journey.person.answers, home=story.world.homes[journey.postal_code])
        long_ago = course.waits[0].starts_at - timedelta(days=1) if course.waits else story.at
        journey.ways[code] = [
            (str(wait.form), wait.id.split("|")[2])
            for wait in course.waits
            if broken_barrier(asking, wait, long_ago) is None
        ]
    return journey.ways[code]


def want_group(story: Story, journey: Journey, course: Course, at: datetime) -> None:
    """A seat in the nearest group that fits, else a place in line. The caller knows that some way is open."""
    ways = ways_of(story, journey, course)
    forms = sorted({form for form, _ in ways})
    form = forms[0] if len(forms) == 1 else story.chance.choices(forms, [0.64, 0.36])[0]  # group_site, group_video
    places = sorted(place for way, place in ways if way == form)
    fitting = [
        (entry.starts_at, index, hold)
        for index, hold in enumerate(story.running(at))
        if hold.track.pk == course.track.pk and fits(hold, journey.person.answers.week, form, places)
        if (entry := hold.entry(at)) is not None and hold.seats_left() > 0
    ]
    if fitting:
        seat(story, journey, min(fitting)[2], at, by=journey.me())
    else:
        wait(story, journey, course, form, places, at, since=at)


def fits(hold: Hold, week: int, form: str, places: list[str]) -> bool:
    mask = hold.group.slot_mask
    return hold.group.form == form and week & mask == mask and (form == Form.GROUP_VIDEO or hold.place in places)


def wait(
    story: Story, journey: Journey, course: Course, form: str, places: list[str], at: datetime, *, since: datetime
) -> None:
    assert journey.line is None, f"citizen {journey.person.number} waits already"
    plan_track(story, journey, course.track.pk, form, at)
    waiting = WaitingPlace(
        id=story.rows.key(),
        citizen_id=journey.citizen.pk,
        pathway_id=journey.path.pk,
        track_id=course.track.pk,
        since=since,
        slot_mask=journey.person.answers.week,
        forms=[form],
        places=places if form == Form.GROUP_SITE else [],
        language="da",
    )
    story.rows.add(waiting)
    story.rows.audit("waiting_began", waiting, by=journey.me(), at=at, citizen=journey.citizen.pk)
    journey.line = Line(waiting, course, journey)
    queue = story.lines.setdefault(course.track.code, [])
    queue.append(journey.line)
    queue.sort(key=lambda line: (line.waiting.since, line.waiting.pk))


def end_line(story: Story, journey: Journey, reason: str, at: datetime, *, by: str = "") -> None:
    line = journey.line
    if line is None:
        return
    line.waiting.ended_at, line.waiting.end_reason = at, reason
    story.lines[line.course.track.code].remove(line)
    journey.line = None
    data = {"reason": reason}
    by, citizen = by or journey.me(), journey.citizen.pk
    story.rows.audit("waiting_ended", line.waiting, by=by, at=at, citizen=citizen, data=data)


def seat(story: Story, journey: Journey, hold: Hold, at: datetime, *, by: str) -> None:
    """A seat from the next entry on. The place in line ends, and a seat of the same track in a group that is over."""
    entry, track = hold.entry(at), hold.track
    assert entry is not None
    assert hold.seats_left() > 0
    assert journey.hold is None, f"citizen {journey.person.number} sits in a group already"
    end_line(story, journey, "seated", at, by=by)
    for held in list(journey.held):
        end_held(story, held, "withdrawn", at)
    if (old := journey.old_seats.pop(track.pk, None)) is not None:
        _release_row(story, journey, old, "changed_group", at, by)
    item = plan_track(story, journey, track.pk, hold.group.form, at)
    row = Seat(
        id=story.rows.key(),
        citizen_id=journey.citizen.pk,
        pathway_id=journey.path.pk,
        plan_item_id=item.pk,
        group_id=hold.group.pk,
        track_id=track.pk,
        taken_at=at,
        from_session=entry.number,
    )
    journey.seat, journey.hold, journey.misses = story.rows.add(row), hold, 0
    hold.seats[journey.person.number] = journey
    story.led[row.pk] = relate(
        story,
        journey,
        source=row,
        begin=day_of(at),
        end=day_of(hold.last_at) + timedelta(days=ROSTER_DAYS),
        scope=GROUP,
        staff=hold.leader.user,
    )
    story.rows.audit("seat_taken", row, by=by, at=at, citizen=journey.citizen.pk)


def release(story: Story, journey: Journey, reason: str, at: datetime, *, by: str = "") -> None:
    """Give the seat back; the next in line is offered it."""
    row, hold = journey.seat, journey.hold
    if row is None or hold is None:
        return
    journey.seat = journey.hold = None
    del hold.seats[journey.person.number]
    _release_row(story, journey, row, reason, at, by or journey.me())
    offer_free_seats(story, hold, at)


def _release_row(story: Story, journey: Journey, row: Seat, reason: str, at: datetime, by: str) -> None:
    row.released_at, row.release_reason = at, reason
    on = day_of(at) + timedelta(days=1)
    relation = story.led[row.pk]
    if relation.during.upper > on:
        end_relation(relation, on)
    citizen = journey.citizen.pk
    story.rows.audit("seat_released", row, by=by, at=at, citizen=citizen, data={"reason": reason})


def offer_free_seats(story: Story, hold: Hold, at: datetime) -> None:
    """Hold each free seat for the next in line whom the group fits, if one may still begin there."""
    entry = hold.entry(at)
    if entry is None:
        return
    for line in list(story.lines.get(hold.track.code, [])):
        if hold.seats_left() < 1:
            return
        journey, waiting = line.journey, line.waiting
        if journey.held or journey.person.number in hold.offered:
            continue
        if fits(hold, waiting.slot_mask, waiting.forms[0], waiting.places):
            _offer(story, journey, hold, min(at + HOLD, entry.starts_at), at)


def _offer(story: Story, journey: Journey, hold: Hold, held_until: datetime, at: datetime) -> None:
    offer = SeatOffer(
        id=story.rows.key(),
        citizen_id=journey.citizen.pk,
        pathway_id=journey.path.pk,
        group_id=hold.group.pk,
        made_at=at,
        held_until=held_until,
    )
    story.rows.audit("seat_offered", offer, by=POOLING, at=at, citizen=journey.citizen.pk)
    story.rows.add(offer)
    held = Held(offer, hold, journey)
    hold.offers.append(held)
    journey.held.append(held)
    hold.offered.add(journey.person.number)
    figures, drawn = story.figures.groups, story.chance.random()
    answered = at + (held_until - at) * story.chance.uniform(0.02, 0.95)
    if drawn < figures.offer_yes.value:
        story.later(answered, lambda now: _accept(story, held, now))
    elif drawn < figures.offer_yes.value + figures.offer_no.value:
        story.later(answered, lambda now: _no(story, held, "declined", now))
    else:
        story.later(held_until, lambda now: _no(story, held, "expired", now))


def _accept(story: Story, held: Held, at: datetime) -> None:
    if held.offer.ended_at is None:
        end_held(story, held, "accepted", at)
        seat(story, held.journey, held.hold, at, by=held.journey.me())


def _no(story: Story, held: Held, reason: str, at: datetime) -> None:
    if held.offer.ended_at is None:
        end_held(story, held, reason, at)
        offer_free_seats(story, held.hold, at)


def end_held(story: Story, held: Held, reason: str, at: datetime) -> None:
    held.offer.ended_at, held.offer.end_reason = at, reason
    held.hold.offers.remove(held)
    held.journey.held.remove(held)
    if reason == "withdrawn":
        held.hold.offered.discard(held.journey.person.number)
    by = SWEEP if reason == "expired" else held.journey.me()
    story.rows.audit(f"offer_{reason}", held.offer, by=by, at=at, citizen=held.journey.citizen.pk)


def give_up_everything(
    story: Story,
    journey: Journey,
    at: datetime,
    *,
    line: str,
    seat_reason: str,
    by: str = "",
    items: str = "",
    old_seats: bool = True,
) -> None:
    """Leave the line, give back held seats and the seat; with `items` the tracks in the plan end for that reason too.

    Seats in groups that are over are given back as well, unless the course was carried through.
    """
    end_line(story, journey, line, at, by=by)
    freed = [held.hold for held in journey.held]
    for held in list(journey.held):
        end_held(story, held, "withdrawn", at)
    if seat_reason:
        release(story, journey, seat_reason, at, by=by)
    if seat_reason and old_seats:
        for row in journey.old_seats.values():
            _release_row(story, journey, row, seat_reason, at, by or journey.me())
        journey.old_seats.clear()
    if items:
        for item in journey.items.values():
            if item.ended_at is None:
                end_item(story, journey, item, items, by or journey.me(), at)
    for hold in freed:
        offer_free_seats(story, hold, at)
