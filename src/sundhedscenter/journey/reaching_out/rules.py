"""The rules of the professional's lists. Pure: facts and a moment in, reasons out. No score, no guess about a person.

Each threshold stands with its status in docs/algorithms/reaching-out.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sundhedscenter.core.clock import day_of
from sundhedscenter.pathways.status import PathwayStatus

# Days from asking until somebody who has not begun stands on the morning list (as the first call: `care.CALL_DAYS`).
NEVER_BEGUN_DAYS = 5
# Meetings missed in a row without a word.
MISSED_IN_A_ROW = 2
# Days without a sign, while something was theirs to do.
QUIET_DAYS = 14
# How long an outreach has to be followed by a step before it counts as having helped.
HELPED_WITHIN = timedelta(days=14)
# Whoever was reached out to is left in peace for so long; a message has so long to be answered.
PEACE_DAYS, ANSWER_DAYS = 3, 7
# A task stands on the morning list from so many days before its day.
TASK_AHEAD_DAYS = 1

NOT_BEGUN = frozenset({PathwayStatus.ASKED, PathwayStatus.PLAN_PROPOSED})
UNDER_WAY = frozenset({PathwayStatus.STARTED, PathwayStatus.ACTIVE})
# On the list of those who have not begun: also who rests before the first step. Who has ended is not there.
ON_THE_LIST = NOT_BEGUN | {PathwayStatus.PAUSED, PathwayStatus.NOT_NOW}


class Why(StrEnum):
    """Why a citizen stands on the morning list, in the order of the list: what is lost first if nobody acts."""

    SEAT_EXPIRES = "seat_expires"
    FIRST_MEETING = "first_meeting"
    REQUEST_WAITS = "request_waits"
    NEVER_BEGUN = "never_begun"
    TWO_MISSED = "two_missed"
    NO_CHECKIN = "no_checkin"
    TASK_LATE = "task_late"
    UNANSWERED = "unanswered"
    TASK_SOON = "task_soon"


ORDER = {why: place for place, why in enumerate(Why)}
SLIPPING = (Why.TWO_MISSED, Why.NO_CHECKIN)
# What an outreach is recorded as, by why the citizen stood on the list. Tasks have no reason of their own.
OUTREACH_WHY = {
    Why.SEAT_EXPIRES: "seat_held",
    Why.FIRST_MEETING: "first_meeting",
    Why.REQUEST_WAITS: "never_begun",
    Why.NEVER_BEGUN: "never_begun",
    Why.TWO_MISSED: "two_missed",
    Why.NO_CHECKIN: "no_checkin",
}
# What an outreach may have led to.
FIRST_STEP, SESSION, SEAT, RESUMED = "first_step", "session", "seat", "resumed"


@dataclass(frozen=True, slots=True)
class Due:
    """An open task: what, by when, and who of us; `owner` is None when it lies in the queue."""

    kind: str
    deadline: date
    owner: int | None


@dataclass(frozen=True, slots=True)
class Reach:
    """One outreach: when, by whom, how it ended (empty while it is open), and until when an answer may come."""

    at: datetime
    by: int
    why: str
    channel: str
    outcome: str
    deadline: date


@dataclass(frozen=True, slots=True)
class Life:
    """What the rules ask about one citizen. Lists are oldest first; marks are those of the seats they have now."""

    citizen_id: UUID
    status: PathwayStatus
    asked_at: datetime
    started_at: datetime | None = None
    last_step_at: datetime | None = None
    back_at: datetime | None = None
    rest_until: date | None = None
    met: bool = False
    marks: tuple[tuple[datetime, str], ...] = ()
    first_meeting_at: datetime | None = None
    waits: bool = False
    held_until: datetime | None = None
    request_due: date | None = None
    tasks: tuple[Due, ...] = ()
    reached: tuple[Reach, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that holds, with the fact behind it: a moment or a day, and a number of days where one is told."""

    why: Why
    at: datetime | None = None
    day: date | None = None
    days: int = 0
    task: Due | None = None


def reasons(life: Life, *, at: datetime) -> list[Reason]:
    """Every rule that holds for the citizen at the moment, in the order of the morning list."""
    found = [*_held(life, at), *_first_meeting(life, at), *_request(life, at)]
    if not in_peace(life, at=at):
        found += [*_never_begun(life, at), *slipping(life, at=at)]
    found += [*_tasks(life, at), *_unanswered(life, at)]
    return sorted(found, key=lambda reason: ORDER[reason.why])


def slipping(life: Life, *, at: datetime) -> list[Reason]:
    """Who is under way and may be about to stop: two meetings missed in a row, or silence. Empty for all others."""
    found = []
    missed = missed_in_a_row(life)
    if life.status in UNDER_WAY | NOT_BEGUN and len(missed) >= MISSED_IN_A_ROW:
        found.append(Reason(Why.TWO_MISSED, at=missed[-1], days=len(missed)))
    quiet = quiet_days(life, at=at)
    if quiet >= QUIET_DAYS:
        found.append(Reason(Why.NO_CHECKIN, at=last_sign(life), days=quiet))
    return found


def missed_in_a_row(life: Life) -> list[datetime]:
    """The newest meetings missed without a word and with no talk since; an excuse or a meeting attended ends the row."""
    row: list[datetime] = []
    for at, state in life.marks:
        row = [*row, at] if state == "absent" else []
    talked = max((reach.at for reach in life.reached if reach.outcome == "reached"), default=None)
    return [] if row and talked is not None and talked > row[-1] else row


def last_sign(life: Life) -> datetime:
    """When the citizen last gave a sign: asking, a lesson step, a meeting, an excuse, coming back, or a talk with us."""
    excused = [at for at, state in life.marks if state == "excused"]
    talks = [reach.at for reach in life.reached if reach.outcome == "reached"]
    signs = [life.asked_at, life.started_at, life.last_step_at, life.back_at, *excused, *talks]
    return max(sign for sign in signs if sign is not None)


def quiet_days(life: Life, *, at: datetime) -> int:
    """Days without a sign while something is theirs to do; 0 for who rests, has not begun, or waits for us."""
    if life.status not in UNDER_WAY or life.waits or life.first_meeting_at is not None:
        return 0
    since = day_of(last_sign(life))
    if life.rest_until is not None:
        since = max(since, life.rest_until)
    return max(0, (day_of(at) - since).days)


def waited_days(life: Life, *, at: datetime) -> int:
    """Days since the citizen asked."""
    return (day_of(at) - day_of(life.asked_at)).days


def in_peace(life: Life, *, at: datetime) -> bool:
    """Somebody has just reached out: no list asks for another until a few days have passed, or the answer is due."""
    on = day_of(at)
    return any(
        (not reach.outcome and reach.deadline > on) or day_of(reach.at) + timedelta(days=PEACE_DAYS) > on
        for reach in life.reached
    )


def helped(reached_at: datetime, signs: Iterable[tuple[str, datetime]]) -> str:
    """What followed an outreach within 14 days: the first of first_step, session, seat, resumed; empty when nothing."""
    after = [(at, kind) for kind, at in signs if reached_at < at <= reached_at + HELPED_WITHIN]
    return min(after)[1] if after else ""


def _held(life: Life, at: datetime) -> list[Reason]:
    if life.held_until is None or life.held_until <= at or day_of(life.held_until) > day_of(at):
        return []
    return [Reason(Why.SEAT_EXPIRES, at=life.held_until)]


def _first_meeting(life: Life, at: datetime) -> list[Reason]:
    """Today or tomorrow is the first meeting of somebody with whom nobody here has spoken."""
    first = life.first_meeting_at
    if first is None or life.met or life.reached or life.status in (PathwayStatus.PAUSED, PathwayStatus.NOT_NOW):
        return []
    return [Reason(Why.FIRST_MEETING, at=first)] if day_of(first) <= day_of(at) + timedelta(days=1) else []


def _request(life: Life, at: datetime) -> list[Reason]:
    if life.request_due is None or life.request_due > day_of(at) + timedelta(days=TASK_AHEAD_DAYS):
        return []
    return [Reason(Why.REQUEST_WAITS, day=life.request_due)]


def _never_begun(life: Life, at: datetime) -> list[Reason]:
    """Who has a first meeting ahead has a day to begin on, and is not asked for here."""
    days = waited_days(life, at=at)
    if life.status not in NOT_BEGUN or days < NEVER_BEGUN_DAYS or life.first_meeting_at is not None:
        return []
    return [Reason(Why.NEVER_BEGUN, at=life.asked_at, days=days)]


def _tasks(life: Life, at: datetime) -> list[Reason]:
    on, found = day_of(at), []
    for task in sorted(life.tasks, key=lambda task: (task.deadline, task.kind)):
        if task.deadline < on:
            found.append(Reason(Why.TASK_LATE, day=task.deadline, task=task))
        elif task.deadline <= on + timedelta(days=TASK_AHEAD_DAYS):
            found.append(Reason(Why.TASK_SOON, day=task.deadline, task=task))
    return found


def _unanswered(life: Life, at: datetime) -> list[Reason]:
    due = [reach.deadline for reach in life.reached if not reach.outcome and reach.deadline <= day_of(at)]
    return [Reason(Why.UNANSWERED, day=min(due))] if due else []
