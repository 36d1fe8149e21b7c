"""What citizens do on the way, and what the contact person's calls lead to.

Whoever is neither resting nor through always has something ahead: a meeting, a place in line, a held seat, an open
first step, or a call that somebody owns (`journey.care`). `ensure_ahead` keeps it so after everything that happens.
"""

from datetime import datetime, timedelta

from sundhedscenter.citizens.models import Task
from sundhedscenter.config.history.acts import add_fact, answer_lesson, end_task, give_task, plan_track, written_down
from sundhedscenter.config.history.choosing import first_course, next_course, same_course
from sundhedscenter.config.history.ending import close, left
from sundhedscenter.config.history.figures import Shares, draw
from sundhedscenter.config.history.forming import gather, go_alone
from sundhedscenter.config.history.reaching import spoke, wrote
from sundhedscenter.config.history.seats import SWEEP, give_up_everything, release, wait, want_group
from sundhedscenter.config.history.story import Journey, Story, local_moment
from sundhedscenter.config.history.world import Course
from sundhedscenter.core.clock import day_of
from sundhedscenter.journey.care import AFTER_NO, CALL, CALL_DAYS
from sundhedscenter.journey.changes.rest import KEEPS_SEAT
from sundhedscenter.journey.proposals import Form

# How long a course of steps alone is taken to last, for the moment somebody stops (status P).
ALONE_WEEKS = 6
# The share of calls about what comes next that were preceded by a message (status P).
QUIET_FIRST = 0.3


def ensure_ahead(story: Story, journey: Journey, at: datetime, *, why: str) -> None:
    """The contact person calls a citizen who has nothing left to do."""
    if journey.pathway is None or journey.over or journey.tasks or journey.line or journey.held:
        return
    if journey.hold is not None and journey.hold.last_at > at:
        return
    if journey.lesson is not None and journey.lesson.ended_at is None and not journey.lesson_done:
        return
    if journey.resting:
        _call_after_rest(story, journey, at, why)
    else:
        call(story, journey, at, why=why)


def _call_after_rest(story: Story, journey: Journey, at: datetime, why: str) -> None:
    """Nobody is rung up in a pause: the call is due when it is over."""
    until = journey.until or day_of(at)
    task = give_task(story, journey, CALL, at, by=SWEEP, deadline=until + timedelta(days=CALL_DAYS))
    if task is not None:
        when = story.at_work(local_moment(until), story.chance.uniform(0.4, 2.5))
        when = min(when, story.end_of_work(at, task.deadline))
        story.later(when, lambda now: _called(story, journey, task, now, why))


def call(story: Story, journey: Journey, at: datetime, *, why: str, by: str = SWEEP, may_be_late: bool = False) -> None:
    """A call before its day is over. It may be late only where the citizen has something else ahead meanwhile."""
    task = give_task(story, journey, CALL, at, by=by)
    if task is not None:
        when = story.at_work(at, story.chance.lognormvariate(0.9, 0.7))
        when = when if may_be_late else min(when, story.end_of_work(at, task.deadline))
        story.later(when, lambda now: _called(story, journey, task, now, why))


def _called(story: Story, journey: Journey, task: Task, at: datetime, why: str) -> None:
    """What the call led to; nothing when it was not needed any more."""
    if journey.tasks.get(CALL) is not task:
        return
    end_task(story, journey, CALL, "talked" if why != "no_contact" else "no_answer", at)
    _write_down(story, journey, why, at)
    if not journey.on_the_way:
        ensure_ahead(story, journey, at, why="after_group")
        return
    ending = story.figures.ending
    if why == "no_contact" or (why == "missed" and journey.silent):
        _silence(story, journey, at, why)
    elif why == "after_group" and journey.silent:
        left(story, journey, "no_contact", at, by=journey.helper())
    elif why == "after_group":
        _what_next(story, journey, ending.after_group if journey.dose else ending.after_part, at)
    elif why in ("after_step", "talk"):
        _what_next(story, journey, ending.after_step, at)
    elif why in ("alone", "nothing"):
        close(story, journey, at)
    ensure_ahead(story, journey, at, why="nothing")


def _write_down(story: Story, journey: Journey, why: str, at: datetime) -> None:
    """A call to somebody who had not begun, had missed meetings or was quiet is an outreach."""
    if why == "missed":
        spoke(story, journey, "two_missed", "no_answer" if journey.silent else "reached", at)
    elif why == "no_contact":
        reason = "two_missed" if journey.silent else "never_begun" if journey.started_at is None else "no_checkin"
        wrote(story, journey, reason, at)
        spoke(story, journey, reason, "no_answer", at)
    elif why in ("after_step", "alone") and journey.started_at is not None:
        if story.aside.random() < QUIET_FIRST:
            wrote(story, journey, "no_checkin", at)
        spoke(story, journey, "no_checkin", "reached", at)


def _silence(story: Story, journey: Journey, at: datetime, why: str) -> None:
    """Somebody stopped coming: half say why, the rest are called once more."""
    if why == "missed" and story.luck(0.5):
        left(story, journey, draw(story.figures.changing.reasons, story.chance), at, by=journey.helper())
    elif why == "missed":
        call(story, journey, at, why="no_contact", by=journey.helper())
    else:
        left(story, journey, "no_contact", at, by=journey.helper())


def _what_next(story: Story, journey: Journey, shares: Shares, at: datetime) -> None:
    """On to a group, or the end; nothing for somebody who has found something since the call was planned."""
    if journey.hold is not None or journey.line is not None or journey.held:
        return
    answer = draw(shares, story.chance)
    course = _course_for(story, journey, answer)
    if course is None:
        close(story, journey, at)
        return
    journey.dose = journey.dose or answer == "next_group"
    join(story, journey, course, at)


def _course_for(story: Story, journey: Journey, answer: str) -> Course | None:
    if answer == "again":
        return same_course(story, journey)
    if answer == "next_group":
        return next_course(story, journey)
    return first_course(story, journey) if answer == "group" else None


def join(story: Story, journey: Journey, course: Course, at: datetime) -> None:
    """A seat in a group that is there, or a place in line for one."""
    want_group(story, journey, course, at)
    stand_in_line(story, journey, course, at)
    if journey.talk is None:
        end_task(story, journey, CALL, "in_place", at)


def stand_in_line(story: Story, journey: Journey, course: Course, at: datetime) -> None:
    """A new place in line may be the one that makes a group; if not, patience has an end."""
    line = journey.line
    gather(story, course, at)
    if line is not None and journey.line is line:
        days = story.chance.expovariate(1 / story.figures.starting.patience_days.value)
        tired_at = story.at_home(at, max(10.0, days))
        story.later(tired_at, lambda now: _tired(story, journey, now) if journey.line is line else None)


def _tired(story: Story, journey: Journey, at: datetime) -> None:
    """Nobody waits for ever: who has started goes on alone, the others say no."""
    if journey.started_at is None or not journey.on_the_way:
        say_no(story, journey, at)
    else:
        go_alone(story, journey, at)
        ensure_ahead(story, journey, at, why="alone")


def first_step(story: Story, journey: Journey, at: datetime, *, on_behalf: bool = False) -> None:
    """The action of the first lesson, unless it is done or life has gone on."""
    if not journey.on_the_way or journey.lesson_done or journey.lesson is None:
        return
    answer_lesson(story, journey, at, on_behalf=on_behalf)
    started(story, journey, at)
    ensure_ahead(story, journey, at, why="after_step")


def started(story: Story, journey: Journey, at: datetime) -> None:
    """The first real step. Now it is decided, for the story's sake, whether and when they will stop or rest."""
    if journey.started_at is not None:
        return
    journey.started_at = at
    changing, chance = story.figures.changing, story.chance
    topic = story.figures.topics[journey.person.asker.topic]
    course = next((c for c in story.world.courses.values() if c.track.pk in journey.items), None)
    length = timedelta(weeks=course.track.weeks if course else ALONE_WEEKS)
    drawn = chance.random()
    when = story.at_home(at, length.days * chance.betavariate(1.3, 1.8))
    if drawn < topic.leaves.value:
        journey.leaves = True
        story.later(when, lambda now: _stops(story, journey, now))
    elif drawn < topic.leaves.value + changing.pauses.value:
        story.later(when, lambda now: pause(story, journey, now))
    elif drawn < topic.leaves.value + changing.pauses.value + changing.says_no_and_returns.value:
        story.later(when, lambda now: say_no(story, journey, now, returns=True))
    elif (
        drawn
        < topic.leaves.value + changing.pauses.value + changing.says_no_and_returns.value + changing.new_form.value
    ):
        story.later(when, lambda now: _goes_on_alone(story, journey, now))


def _stops(story: Story, journey: Journey, at: datetime) -> None:
    if not journey.on_the_way:
        return
    if journey.hold is not None and story.luck(story.figures.changing.silent.value):
        journey.silent = True
    elif journey.hold is None and journey.line is None:
        left(story, journey, draw(story.figures.changing.reasons, story.chance), at)
    else:
        say_no(story, journey, at)


def is_missed(story: Story, journey: Journey, at: datetime) -> None:
    """Two meetings missed in a row without a word: the contact person calls."""
    if journey.on_the_way:
        call(story, journey, at, why="missed", by=journey.helper())


def say_no(story: Story, journey: Journey, at: datetime, *, returns: bool = False) -> None:
    """Not now, with a reason; the contact person asks why."""
    if not journey.on_the_way:
        return
    changing = story.figures.changing
    reason = draw(changing.reasons, story.chance)
    add_fact(story, journey, "not_now", at, reason=reason)
    journey.resting = "not_now"
    give_up_everything(story, journey, at, line="withdrawn", seat_reason=reason, items=reason)
    _ask_after_no(story, journey, at, story.chance.lognormvariate(1.2, 0.6), reason, returns=returns)


def _ask_after_no(
    story: Story, journey: Journey, at: datetime, days: float, reason: str, *, returns: bool, asked: bool = False
) -> None:
    when = story.at_work(at, days)
    deadline = day_of(when) if asked else None
    task = give_task(story, journey, AFTER_NO, at, by=journey.helper() if asked else journey.me(), deadline=deadline)
    if task is not None:
        when = min(when, story.end_of_work(at, task.deadline))
    story.later(when, lambda now: _answer_after_no(story, journey, now, reason, returns=returns, asked=asked))


def _answer_after_no(story: Story, journey: Journey, at: datetime, reason: str, *, returns: bool, asked: bool) -> None:
    """Back again, later perhaps, or no."""
    if journey.over or journey.resting != "not_now":
        return
    changing = story.figures.changing
    if returns or (asked and story.luck(0.3)):
        end_task(story, journey, AFTER_NO, "came_back", at)
        journey.resting = ""
        add_fact(story, journey, "resumed", at, by=journey.helper(), on_behalf=True)
        written_down(story, journey, "came_back", journey.path, at)
        if (course := first_course(story, journey)) is not None:
            join(story, journey, course, at)
        ensure_ahead(story, journey, at, why="nothing")
    elif not asked and not journey.leaves and story.luck(changing.asks_later.value):
        end_task(story, journey, AFTER_NO, "talked", at)
        weeks = story.chance.choice(changing.asked_again_weeks.value)
        _ask_after_no(story, journey, at, weeks * 7.0, reason, returns=False, asked=True)
    else:
        left(story, journey, reason, at, by=journey.helper())


def pause(story: Story, journey: Journey, at: datetime) -> None:
    """A rest until a day. A long one gives the seat to the next; on the day itself the sweep ends it."""
    if not journey.on_the_way or (journey.hold is None and journey.line is None):
        return
    changing, chance = story.figures.changing, story.chance
    shortest, longest = changing.pause_days.value
    until = day_of(at) + timedelta(days=chance.randint(shortest, longest))
    reason = draw(changing.pause_reasons, chance)
    add_fact(story, journey, "paused", at, reason=reason, until=until)
    journey.resting, journey.until = "paused", until
    waited, sat = journey.line, journey.hold
    long_pause = until - day_of(at) > KEEPS_SEAT
    give_up_everything(story, journey, at, line="paused", seat_reason="paused" if long_pause else "")

    def resume(now: datetime) -> None:
        if journey.over or journey.resting != "paused":
            return
        journey.resting, journey.until = "", None
        add_fact(story, journey, "resumed", now, by=SWEEP)
        if waited is not None:
            line = waited.waiting
            wait(story, journey, waited.course, line.forms[0], line.places, now, since=line.since)
            stand_in_line(story, journey, waited.course, now)
        elif sat is not None and long_pause:
            places = [sat.place] if sat.place else []
            wait(story, journey, sat.course, sat.group.form, places, now, since=now)
            stand_in_line(story, journey, sat.course, now)
        ensure_ahead(story, journey, now, why="after_step")

    story.later(local_moment(until), resume)


def _goes_on_alone(story: Story, journey: Journey, at: datetime) -> None:
    """The same content, alone on the net; the seat passes on."""
    if not journey.on_the_way or journey.hold is None or journey.person.answers.digital == "no":
        return
    track = journey.hold.track.pk
    release(story, journey, "group_form", at)
    plan_track(story, journey, track, str(Form.ALONE_ONLINE), at)
    ensure_ahead(story, journey, at, why="alone")
