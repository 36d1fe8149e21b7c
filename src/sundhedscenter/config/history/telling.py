"""From a world and a seed to all rows of a history. Reads and writes no database."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

from sundhedscenter.config.history.asking import days_of_asking, expect
from sundhedscenter.config.history.behaviour import ensure_ahead
from sundhedscenter.config.history.figures import Figures
from sundhedscenter.config.history.forming import keep_apart, midnight
from sundhedscenter.config.history.meetings import expect_meetings
from sundhedscenter.config.history.people import draw_person
from sundhedscenter.config.history.population import expectation
from sundhedscenter.config.history.rows import Rows
from sundhedscenter.config.history.story import Story, local_moment
from sundhedscenter.config.history.world import World

DAYS_A_MONTH = 365.25 / 12


def first_day_of(on: date, figures: Figures) -> date:
    return on - timedelta(days=round(figures.months.value * DAYS_A_MONTH))


def tell(
    *,
    world: World,
    figures: Figures,
    on: date,
    seed: int,
    citizens: int,
    a_day_passes: Callable[[], None] = lambda: None,
) -> Story:
    """The history up to the first moment of the day `on`. The same arguments give the same rows."""
    chance = Random(seed)
    at = local_moment(on)
    story = Story(
        world,
        figures,
        Rows(chance, world.first_ids),
        chance,
        at,
        lambda hold: expect_meetings(story, hold),
        Random(seed + 1),
    )
    askers, first_day = expectation(figures), first_day_of(on, figures)
    days = days_of_asking(citizens, first_day, on - timedelta(days=1), figures, chance)
    for number, day in enumerate(days, 1):
        expect(story, draw_person(number, askers.draw(chance), figures, chance), day)
    for n in range((on - first_day).days + 1):
        story.later(local_moment(first_day + timedelta(days=n)), lambda now: _pass(story, now, a_day_passes))
    story.tell()
    _settle(story, at)
    return story


def _pass(story: Story, at: datetime, a_day_passes: Callable[[], None]) -> None:
    midnight(story, at)
    a_day_passes()


def _settle(story: Story, at: datetime) -> None:
    """Leave nothing that the next sweep would do, alone or together with the people of the small demo."""
    midnight(story, at)
    for journey in keep_apart(story, at):
        ensure_ahead(story, journey, at, why="nothing")
