"""What befalls people whatever they do: they move, and they die."""

from datetime import datetime, timedelta

from sundhedscenter.config.history.behaviour import ensure_ahead, stand_in_line
from sundhedscenter.config.history.conversation import contact_of, hand_over, live_at
from sundhedscenter.config.history.ending import end_for_good
from sundhedscenter.config.history.figures import by_age
from sundhedscenter.config.history.population import municipality_codes, postal_weights
from sundhedscenter.config.history.seats import end_line, wait, ways_of
from sundhedscenter.config.history.story import Journey, Story
from sundhedscenter.core.clock import day_of
from sundhedscenter.journey.proposals import Form

DAYS_A_YEAR = 365.25


def cast_lot(story: Story, journey: Journey, at: datetime) -> None:
    """Draw when the citizen moves or dies; mostly after the history has ended."""
    age = journey.person.asker.age
    death = by_age(story.figures.ending.deaths, age)
    if death:
        story.later(_in(story, at, death), lambda now: _die(story, journey, now))
    story.later(_in(story, at, story.figures.ending.moves.value), lambda now: _move(story, journey, now))


def _in(story: Story, at: datetime, a_year: float) -> datetime:
    return at + timedelta(days=min(10 * DAYS_A_YEAR, DAYS_A_YEAR * story.chance.expovariate(a_year)))


def _die(story: Story, journey: Journey, at: datetime) -> None:
    if journey.citizen.died_on is None:
        end_for_good(story, journey, "deceased", at)
        journey.citizen.died_on = day_of(at)


def _move(story: Story, journey: Journey, at: datetime) -> None:
    """Half move to another of the five, whose people then answer for them; the rest are gone."""
    if journey.pathway is None or journey.over or journey.citizen.died_on is not None:
        return
    if story.luck(0.5):
        end_for_good(story, journey, "moved", at)
        return
    others = [code for code in municipality_codes() if code != journey.municipality.municipality_code]
    code = story.chance.choice(others)
    hand_over(story, journey, story.world.organisations[code], contact_of(story, code, day_of(at)), at)
    live_at(story, journey, story.chance.choices(*postal_weights(code))[0], at)
    journey.ways.clear()
    _wait_near_the_new_home(story, journey, at)
    ensure_ahead(story, journey, at, why="nothing")


def _wait_near_the_new_home(story: Story, journey: Journey, at: datetime) -> None:
    """A place in line is kept, for places that can be reached from there; a seat they have, they keep."""
    line = journey.line
    if line is None or line.waiting.forms != [Form.GROUP_SITE]:
        return
    places = sorted(place for form, place in ways_of(story, journey, line.course) if form == Form.GROUP_SITE)
    if places:
        from_before = line.waiting.since
        end_line(story, journey, "withdrawn", at)
        wait(story, journey, line.course, str(Form.GROUP_SITE), places, at, since=from_before)
        stand_in_line(story, journey, line.course, at)
