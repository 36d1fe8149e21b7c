"""What happens at a group's meetings: who comes, what counts, who is missed."""

from datetime import datetime, timedelta

from sundhedscenter.config.history import behaviour
from sundhedscenter.config.history.acts import count, reach_dose
from sundhedscenter.config.history.story import Hold, Journey, Story
from sundhedscenter.groups.models import Attendance, Session

PRESENT, EXCUSED, ABSENT = "present", "excused", "absent"
# After so many meetings missed in a row without a word the contact person calls (content.md section 9).
MISSED_BEFORE_CALL = 2


def expect_meetings(story: Story, hold: Hold) -> None:
    """Every meeting of a new group happens in its time, and after the last one somebody asks what comes next."""
    for session in hold.sessions:
        if session.cancelled_at is None:
            ends_at = session.starts_at + timedelta(minutes=session.minutes)
            story.later(ends_at, lambda at, session=session: _meet(story, hold, session, at))  # type: ignore[misc]
    last = hold.sessions[-1]
    story.later(last.starts_at + timedelta(minutes=last.minutes + 5), lambda at: _finish(story, hold, at))


def _meet(story: Story, hold: Hold, session: Session, at: datetime) -> None:
    figures = story.figures.groups
    if session.starts_at > story.at - timedelta(days=1) and story.luck(figures.unmarked.value):
        return
    by = f"user:{hold.leader.user.pk}"
    for journey in list(hold.seats.values()):
        seat = journey.seat
        if seat is None or seat.from_session > session.number or seat.taken_at > session.starts_at:
            continue
        state = _state(story, journey)
        row = story.rows.add(
            Attendance(
                seat_id=seat.pk,
                session_id=session.pk,
                citizen_id=journey.citizen.pk,
                state=state,
                recorded_at=at,
                recorded_by_id=hold.leader.user.pk,
            )
        )
        story.rows.audit(f"attendance_{state}", row, by=by, at=at, citizen=journey.citizen.pk)
        if state == PRESENT:
            track = hold.track.pk
            count(story, journey, journey.items[track], "session", row, session.starts_at)
            journey.done[track] = journey.done.get(track, 0) + 1
            behaviour.started(story, journey, session.starts_at)
            reach_dose(story, journey, hold.track, at, by)
        journey.misses = journey.misses + 1 if state == ABSENT else 0
        if journey.misses == MISSED_BEFORE_CALL:
            behaviour.is_missed(story, journey, at)


def _state(story: Story, journey: Journey) -> str:
    figures = story.figures.groups
    if journey.resting:
        return EXCUSED
    if journey.silent:
        return ABSENT
    if story.luck(figures.present.value):
        return PRESENT
    return EXCUSED if story.luck(figures.excused.value) else ABSENT


def _finish(story: Story, hold: Hold, at: datetime) -> None:
    """The group has met for the last time. Its seats stay as they were; each citizen is asked what comes next."""
    for journey in list(hold.seats.values()):
        if journey.seat is not None:
            journey.old_seats[hold.track.pk] = journey.seat
        journey.seat = journey.hold = None
        behaviour.ensure_ahead(story, journey, at, why="after_group")
    hold.seats.clear()
