"""Which track a citizen takes: one for their topic that breaks no barrier."""

from sundhedscenter.config.history.figures import Shares, draw, narrowed
from sundhedscenter.config.history.seats import ways_of
from sundhedscenter.config.history.story import Journey, Story
from sundhedscenter.config.history.world import Course


def first_course(story: Story, journey: Journey) -> Course | None:
    """A track for the topic that breaks no barrier; None when there is none."""
    return _drawn_course(story, journey, story.figures.topics[journey.person.asker.topic].tracks)


def next_course(story: Story, journey: Journey) -> Course | None:
    been = {course.track.code for course in story.world.courses.values() if course.track.pk in journey.items}
    shares = story.figures.ending.next_tracks
    return _drawn_course(story, journey, narrowed(shares, [code for code in shares.value if code not in been]))


def _drawn_course(story: Story, journey: Journey, shares: Shares) -> Course | None:
    courses = story.world.courses
    open_ones = [code for code in shares.value if code in courses and ways_of(story, journey, courses[code])]
    return courses[draw(narrowed(shares, open_ones), story.chance)] if open_ones else None


def same_course(story: Story, journey: Journey) -> Course | None:
    newest = list(journey.items)[-1]
    course = next((c for c in story.world.courses.values() if c.track.pk == newest), None)
    return course if course is not None and ways_of(story, journey, course) else None
