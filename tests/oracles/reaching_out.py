"""The rules of the professional's lists a second time: slow, day by day, and obvious."""

from datetime import date, datetime, timedelta

from sundhedscenter.core.clock import day_of
from sundhedscenter.journey.reaching_out.rules import Life


def was_missed_twice(life: Life) -> bool:
    """The newest two marks are absent, and nobody has talked with the citizen after them."""
    if life.status not in ("asked", "plan_proposed", "started", "active") or len(life.marks) < 2:
        return False
    (_, before), (last_at, last) = life.marks[-2:]
    talks = [reach for reach in life.reached if reach.outcome == "reached" and reach.at > last_at]
    return before == last == "absent" and not talks


def signs_on(life: Life, day: date) -> bool:
    """Whether the citizen gave a sign on the day."""
    moments = [life.asked_at]
    moments += [moment for moment in (life.started_at, life.last_step_at, life.back_at) if moment is not None]
    moments += [moment for moment, state in life.marks if state == "excused"]
    moments += [reach.at for reach in life.reached if reach.outcome == "reached"]
    return any(day_of(moment) == day for moment in moments)


def is_quiet(life: Life, at: datetime) -> bool:
    """Walk back fourteen days from today: a sign, or the end of a pause, on any of them means that it is not quiet."""
    if life.status not in ("started", "active") or life.waits or life.first_meeting_at is not None:
        return False
    for back in range(14):
        day = day_of(at) - timedelta(days=back)
        if signs_on(life, day) or life.rest_until == day:
            return False
    return True


def helped(reached_at: datetime, signs: list[tuple[str, datetime]]) -> str:
    """The first thing that came after, if it came within fourteen days."""
    first, first_at = "", None
    for kind, at in signs:
        late = at > reached_at + timedelta(days=14)
        if at <= reached_at or late:
            continue
        if first_at is None or at < first_at or (at == first_at and kind < first):
            first, first_at = kind, at
    return first


def left_in_peace(life: Life, at: datetime) -> bool:
    today = day_of(at)
    for reach in life.reached:
        if today in [day_of(reach.at) + timedelta(days=n) for n in range(3)]:
            return True
        if reach.outcome == "" and today < reach.deadline:
            return True
    return False
