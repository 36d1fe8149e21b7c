"""How a pathway ends: left, closed after a talk, moved away, deceased. What was done stays."""

from datetime import datetime

from sundhedscenter.config.history.acts import add_fact, end_item, end_task, say_how_it_went
from sundhedscenter.config.history.conversation import close_later
from sundhedscenter.config.history.figures import draw
from sundhedscenter.config.history.seats import give_up_everything
from sundhedscenter.config.history.story import Journey, Story
from sundhedscenter.core.clock import day_of


def left(story: Story, journey: Journey, reason: str, at: datetime, *, by: str = "") -> None:
    """They stop, for a reason; what was done stays."""
    add_fact(story, journey, "left", at, by=by, reason=reason, on_behalf=bool(by))
    _end(story, journey, reason, at, by, task="left")


def close(story: Story, journey: Journey, at: datetime) -> None:
    """The closing talk: goal and rulers again; the relation ends some months later. Who never started, leaves."""
    if journey.leaves or journey.started_at is None:
        left(story, journey, draw(story.figures.changing.reasons, story.chance), at, by=journey.helper())
        return
    say_how_it_went(story, journey, at)
    add_fact(story, journey, "closed", at, by=journey.helper(), reason="goal_reached" if journey.dose else "")
    close_later(story, journey, day_of(at))
    _end(story, journey, "goal_reached" if journey.dose else "closed", at, journey.helper(), task="talked")


def end_for_good(story: Story, journey: Journey, kind: str, at: datetime) -> None:
    """Moved away or died."""
    if journey.pathway is None or journey.over:
        return
    add_fact(story, journey, kind, at, by=journey.helper(), reason=kind)
    close_later(story, journey, day_of(at))
    _end(story, journey, kind, at, journey.helper(), task=kind, line=kind)


def _end(
    story: Story, journey: Journey, reason: str, at: datetime, by: str, *, task: str, line: str = "withdrawn"
) -> None:
    journey.over, journey.resting = True, ""
    finished = reason in ("goal_reached", "closed")
    give_up_everything(story, journey, at, line=line, seat_reason=reason, by=by, items=reason, old_seats=not finished)
    for item in (journey.lesson, journey.talk):
        if item is not None and item.ended_at is None and not finished:
            end_item(story, journey, item, reason, by or journey.me(), at)
    for kind in list(journey.tasks):
        end_task(story, journey, kind, task, at)
