"""The acts of a history: each adds the rows that the real act adds (`journey`, `pathways`, `citizens`), and its audit.

Left out are messages: nobody is written to about something that never happened.
"""

from datetime import date, datetime, timedelta
from math import ceil

from django.db.models import Model

from sundhedscenter.catalogue.models import Track
from sundhedscenter.citizens.models import (
    Answer,
    Task,
)
from sundhedscenter.config.history.figures import draw
from sundhedscenter.config.history.story import Journey, Story
from sundhedscenter.core.clock import day_of
from sundhedscenter.delivery.models import LessonStepDone
from sundhedscenter.intake.models import ActOnBehalf
from sundhedscenter.journey.care import CALL_DAYS
from sundhedscenter.journey.steps import ACTION, CHECKS
from sundhedscenter.pathways.models import (
    GoalAttainment,
    Pathway,
    PathwayFact,
    PlanItem,
    Progress,
)


def add_fact(
    story: Story,
    journey: Journey,
    kind: str,
    at: datetime,
    *,
    by: str = "",
    reason: str = "",
    until: date | None = None,
    on_behalf: bool = False,
) -> None:
    fact = story.rows.add(
        PathwayFact(
            pathway_id=journey.path.pk,
            citizen_id=journey.citizen.pk,
            kind=kind,
            at=at,
            reason=reason,
            until=until,
            by=by or journey.me(),
            on_behalf=on_behalf,
        )
    )
    story.rows.audit(f"pathway_{kind}", fact, by=fact.by, at=at, citizen=journey.citizen.pk, data={"reason": reason})


def plan(story: Story, journey: Journey, kind: str, form: str, at: datetime, *, lesson: str = "") -> PlanItem:
    """A first step or a talk in the plan."""
    item = _item(story, journey, kind, form, at)
    item.lesson = lesson
    if kind == "lesson":
        journey.lesson = item
    else:
        journey.talk = item
    return item


def plan_track(story: Story, journey: Journey, track_id: int, form: str, at: datetime) -> PlanItem:
    """A track in the plan; the former item for it is replaced, or kept when it is open and in the same form."""
    old = journey.items.get(track_id)
    if old is not None and old.ended_at is None and old.form == form:
        return old
    item = _item(story, journey, "track", form, at)
    item.track_id = track_id
    if old is not None:
        old.replaced_by_id = item.pk
        if old.ended_at is None:
            old.ended_at, old.end_reason = at, "replaced"
    journey.items[track_id] = item
    return item


def _item(story: Story, journey: Journey, kind: str, form: str, at: datetime) -> PlanItem:
    item = PlanItem(
        id=story.rows.key(),
        pathway_id=journey.path.pk,
        citizen_id=journey.citizen.pk,
        kind=kind,
        form=form,
        created_at=at,
    )
    story.rows.audit(f"planned_{kind}", item, by=journey.me(), at=at, citizen=journey.citizen.pk)
    return story.rows.add(item)


def end_item(story: Story, journey: Journey, item: PlanItem, reason: str, by: str, at: datetime) -> None:
    item.ended_at, item.end_reason = at, reason
    story.rows.audit("plan_item_ended", item, by=by, at=at, citizen=journey.citizen.pk, data={"reason": reason})


def answer_lesson(story: Story, journey: Journey, at: datetime, *, on_behalf: bool) -> None:
    """The first step: its action, and for most the question before and after."""
    item, chance = journey.lesson, story.chance
    assert item is not None
    steps = [(ACTION, chance.choice(story.world.actions[item.lesson]))]
    if not on_behalf and chance.random() < 0.6:
        steps = [(CHECKS[0], str(chance.randint(1, 2))), *steps, (CHECKS[1], "2")]
    for number, (step, choice) in enumerate(steps):
        moment = at + timedelta(seconds=40 * (number - (len(steps) > 1)))
        row = LessonStepDone(
            id=story.rows.key(),
            citizen_id=journey.citizen.pk,
            plan_item_id=item.pk,
            lesson=item.lesson,
            step=step,
            choice=choice,
            done_at=moment,
            on_behalf=on_behalf,
        )
        story.rows.add(row)
        by = journey.helper() if on_behalf else journey.me()
        if step == ACTION:
            count(story, journey, item, "lesson_step", row, moment)
            if on_behalf:
                written_down(story, journey, "lesson", item, moment)
        story.rows.audit("step_answered", row, by=by, at=moment, citizen=journey.citizen.pk)
    journey.lesson_done = True


def written_down(story: Story, journey: Journey, act: str, about: Model, at: datetime) -> None:
    """The contact person wrote down what the citizen said, by the way in which they had asked."""
    way = journey.request.way if journey.request.way in dict(ActOnBehalf.WAYS) else ActOnBehalf.PHONE
    story.rows.add(
        ActOnBehalf(
            citizen_id=journey.citizen.pk,
            act=act,
            way=way,
            by_id=journey.contact.pk,
            at=at,
            about_kind=about._meta.label_lower,
            about_id=str(about.pk),
        )
    )


def count(story: Story, journey: Journey, item: PlanItem, kind: str, source: Model, at: datetime) -> None:
    """Something done counts in the plan."""
    story.rows.add(
        Progress(
            pathway_id=journey.path.pk,
            citizen_id=journey.citizen.pk,
            plan_item_id=item.pk,
            kind=kind,
            at=at,
            source_kind=source._meta.label_lower,
            source_id=str(source.pk),
        )
    )


def reach_dose(story: Story, journey: Journey, track: Track, at: datetime, by: str) -> None:
    """Enough meetings of the track, by the share in the figures."""
    if not journey.dose and journey.done[track.pk] >= ceil(story.figures.groups.dose.value * track.sessions):
        journey.dose = True
        add_fact(story, journey, "dose_reached", at, by=by)


def give_task(
    story: Story, journey: Journey, kind: str, at: datetime, *, by: str, deadline: date | None = None
) -> Task | None:
    """The contact person must do something by a day; None when they already must."""
    if kind in journey.tasks:
        return None
    task = Task(
        id=story.rows.key(),
        citizen_id=journey.citizen.pk,
        kind=kind,
        owner_organisation_id=journey.municipality.pk,
        owner_id=journey.contact.pk,
        created_at=at,
        deadline=deadline or day_of(at) + timedelta(days=CALL_DAYS),
        source_kind=Pathway._meta.label_lower,
        source_id=str(journey.pathway.pk) if journey.pathway else "",
    )
    story.rows.audit("task_given", task, by=by, at=at, citizen=journey.citizen.pk, data={"kind": kind})
    journey.tasks[kind] = story.rows.add(task)
    return task


def end_task(story: Story, journey: Journey, kind: str, reason: str, at: datetime) -> None:
    task = journey.tasks.pop(kind, None)
    if task is not None:
        task.ended_at, task.end_reason = at, reason
        by = journey.helper()
        story.rows.audit("task_ended", task, by=by, at=at, citizen=journey.citizen.pk, data={"reason": reason})


def say_how_it_went(story: Story, journey: Journey, at: datetime) -> None:
    """The closing talk: how near the goal, and the three rulers again."""
    value = int(draw(story.figures.ending.attainment, story.chance))
    rulers(story, journey, at, rise=value)
    if journey.goal is not None:
        story.rows.add(
            GoalAttainment(
                pathway_id=journey.path.pk,
                citizen_id=journey.citizen.pk,
                goal_id=journey.goal,
                recorded_at=at,
                value=value,
            )
        )


def rulers(story: Story, journey: Journey, at: datetime, *, rise: int) -> None:
    for name in ("importance", "confidence", "readiness"):
        value = min(10, max(0, getattr(journey.person.answers, name) + rise))
        story.rows.add(
            Answer(citizen_id=journey.citizen.pk, recorded_at=at, instrument="rulers", item=name, value=value)
        )
