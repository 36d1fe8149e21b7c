"""How a citizen comes to the centre: on which day, by which way, with what first step and what choice."""

from datetime import date, datetime, time, timedelta
from random import Random

from sundhedscenter.citizens.models import Citizen, Contact
from sundhedscenter.config.history.acts import plan, written_down
from sundhedscenter.config.history.behaviour import (
    call,
    ensure_ahead,
    first_step,
    join,
)
from sundhedscenter.config.history.choosing import first_course
from sundhedscenter.config.history.conversation import (
    begin_pathway,
    contact_of,
    end_request,
    live_at,
    relate,
    write_down_answers,
)
from sundhedscenter.config.history.ending import left
from sundhedscenter.config.history.fate import cast_lot
from sundhedscenter.config.history.figures import Figures, draw
from sundhedscenter.config.history.people import Person
from sundhedscenter.config.history.reaching import spoke
from sundhedscenter.config.history.story import Journey, Story, local_moment
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.walls import CARE
from sundhedscenter.intake.models import ActOnBehalf, Request
from sundhedscenter.journey.accept import REQUEST_DAYS
from sundhedscenter.journey.proposals import Form

BY_ONESELF = ("self", "relative")
# Offices are shut at weekends; the page is not.
WEEKEND_SHARE = 0.55


def days_of_asking(count: int, first_day: date, last_day: date, figures: Figures, chance: Random) -> list[date]:
    """A day for each of `count` citizens: more as the centre grows, fewer in July, December and at weekends."""
    days = [first_day + timedelta(days=n) for n in range((last_day - first_day).days + 1)]
    low, high = figures.growth.value
    weights = [
        (low + (high - low) * n / len(days))
        * figures.season.value[day.month - 1]
        * (WEEKEND_SHARE if day.weekday() >= 5 else 1.0)
        for n, day in enumerate(days)
    ]
    return sorted(chance.choices(days, weights, k=count))


def expect(story: Story, person: Person, day: date) -> None:
    """Let the person ask on the day."""
    ways = story.figures.asking.heart_ways if person.asker.topic == "heart" else story.figures.asking.ways
    way, chance = draw(ways, story.chance), story.chance
    if way in BY_ONESELF:
        clock = time(min(22, max(6, round(chance.gauss(15, 4)))), chance.randrange(60), chance.randrange(60))
        at = local_moment(day, clock)
    else:
        day -= timedelta(days=max(0, day.weekday() - 4))  # offices are shut
        at = story.at_work(local_moment(day), chance.uniform(0.3, 0.6))
    story.later(at, lambda now: _ask(story, person, way, now))


def _ask(story: Story, person: Person, way: str, at: datetime) -> None:
    """A citizen, a request, and how to reach them. By oneself the pathway begins in the same minute."""
    rows, municipality = story.rows, story.world.organisations[person.asker.municipality]
    citizen = Citizen(id=rows.key(), display_name=person.first_name, language="da", created_at=at, is_demo=True)
    rows.add(citizen)
    request = Request(
        id=rows.key(),
        citizen_id=citizen.pk,
        topic=person.asker.topic,
        way=way,
        received_at=at,
        owner_organisation_id=municipality.pk,
        deadline=day_of(at) + timedelta(days=REQUEST_DAYS),
    )
    contact = contact_of(story, person.asker.municipality, day_of(at))
    journey = Journey(person, citizen, rows.add(request), municipality, contact, "")
    story.journeys.append(journey)
    by = journey.me() if way in BY_ONESELF else journey.helper()
    rows.audit("citizen_created", citizen, by=by, at=at, citizen=citizen.pk)
    rows.audit("request_received", request, by=by, at=at, citizen=citizen.pk)
    rows.add(
        Contact(
            citizen_id=citizen.pk,
            recorded_at=at,
            full_name=person.full_name,
            phone=person.phone,
            email=person.email,
            wants_sms=bool(person.phone),
            wants_email=bool(person.email),
        )
    )
    live_at(story, journey, person.answers.postal_code, at)
    if way in BY_ONESELF:
        _begin(story, journey, at, by)
    else:
        _wait_for_contact(story, journey, at)


def _wait_for_contact(story: Story, journey: Journey, at: datetime) -> None:
    """Somebody else asked for the citizen: the contact person calls within some days, and a few want nothing."""
    asking, chance = story.figures.asking, story.chance
    journey.request.owner_id = journey.contact.pk
    journey.relation = relate(
        story,
        journey,
        source=journey.request,
        begin=day_of(at),
        end=None,
        scope=CARE,
        organisation=journey.municipality,
    )
    called = story.at_work(at, chance.gammavariate(2.0, asking.contact_days.value / 2.0))
    if story.luck(asking.lost.value):
        reason = draw(asking.lost_reasons, chance)
        story.later(called, lambda now: end_request(story, journey, reason, journey.helper(), now))
    else:
        story.later(called, lambda now: _begin(story, journey, now, journey.helper()))


def _begin(story: Story, journey: Journey, at: datetime, by: str) -> None:
    """The conversation, the yes, the first step in the plan and the card that was chosen."""
    write_down_answers(story, journey, at)
    begin_pathway(story, journey, by, at)
    if journey.request.way in dict(ActOnBehalf.WAYS):
        written_down(story, journey, "conversation", journey.path, at)
    lessons = story.world.first_lessons
    digital = journey.person.answers.digital
    form = Form.PAPER if digital == "no" else Form.ALONE_ONLINE
    plan(story, journey, "lesson", str(form), at, lesson=lessons.get(journey.request.topic, lessons["unsure"]))
    card = draw(story.figures.starting.cards, story.chance)
    course = first_course(story, journey) if card == "group" else None
    if course is not None:
        join(story, journey, course, at)
    elif card == "talk":
        plan(story, journey, "talk", str(Form.PHONE), at)
        call(story, journey, at, why="talk", by=by)
    _expect_first_step(story, journey, at, digital)
    cast_lot(story, journey, at)
    ensure_ahead(story, journey, at, why="nothing")


def _expect_first_step(story: Story, journey: Journey, at: datetime, digital: str) -> None:
    starting, chance = story.figures.starting, story.chance
    if story.luck(starting.ever.value[digital]):
        if story.luck(starting.same_minute.value):
            when = at + timedelta(minutes=chance.uniform(2, 12))
        else:
            when = story.at_home(at, starting.days.value * chance.lognormvariate(0, 0.8))
        story.later(when, lambda now: first_step(story, journey, now))
    elif story.luck(starting.outreach_share.value):
        when = story.at_work(at, starting.outreach_days.value * chance.uniform(0.7, 2.0))
        story.later(when, lambda now: _reach_out(story, journey, now))


def _reach_out(story: Story, journey: Journey, at: datetime) -> None:
    """Nothing has happened: the contact person calls, and may take the first step together with the citizen."""
    if not journey.on_the_way or journey.started_at is not None:
        return
    answer = draw(story.figures.starting.outreach, story.chance)
    spoke(story, journey, "never_begun", {"left": "wants_stop", "no_answer": "no_answer"}.get(answer, "reached"), at)
    if answer == "step_by_phone":
        first_step(story, journey, at, on_behalf=True)
    elif answer == "left":
        left(story, journey, draw(story.figures.changing.reasons, story.chance), at, by=journey.helper())
    elif answer == "no_answer":
        call(story, journey, at, why="no_contact", by=journey.helper(), may_be_late=True)
