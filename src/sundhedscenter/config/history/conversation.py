"""The conversation and what follows from a yes: answers, pathway, who is responsible and who may see."""

from datetime import date, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model

from sundhedscenter.citizens.models import BarrierAnswer, EverydayWeek, NeedToKnow, Relation, Residence
from sundhedscenter.config.history.acts import rulers
from sundhedscenter.config.history.story import Journey, Story
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.walls import CARE
from sundhedscenter.partnership.models import Organisation, Responsibility, User
from sundhedscenter.pathways.models import Goal, Pathway, PathwayResponsibility

DAYS_A_MONTH = 365.25 / 12


def contact_of(story: Story, municipality: str, on: date) -> User:
    """One of the municipality's professionals of the day."""
    people = story.world.contacts[municipality]
    return story.chance.choice([user for user, since in people if since <= on] or [people[0][0]])


def relate(
    story: Story,
    journey: Journey,
    *,
    source: Model,
    begin: date,
    end: date | None,
    scope: str,
    organisation: Organisation | None = None,
    staff: User | None = None,
) -> Relation:
    return story.rows.add(
        Relation(
            citizen_id=journey.citizen.pk,
            organisation_id=organisation.pk if organisation else None,
            staff_id=staff.pk if staff else None,
            scope=scope,
            during=DateRange(begin, end),
            source_kind=source._meta.label_lower,
            source_id=str(source.pk),
        )
    )


def end_relation(relation: Relation, on: date) -> None:
    begin = relation.during.lower
    relation.during = DateRange(begin, max(on, begin), "[)")


def live_at(story: Story, journey: Journey, postal_code: str, at: datetime) -> None:
    journey.postal_code = postal_code
    story.rows.add(
        Residence(
            citizen_id=journey.citizen.pk, postal_code=postal_code, municipality_id=journey.municipality.pk, since=at
        )
    )


def write_down_answers(story: Story, journey: Journey, at: datetime) -> None:
    """The conversation as dated facts."""
    answers, citizen = journey.person.answers, journey.citizen.pk
    story.rows.add(
        EverydayWeek(
            citizen_id=citizen,
            recorded_at=at,
            slot_mask=answers.week,
            distance=answers.distance,
            digital=answers.digital,
        )
    )
    for kind in ("time", "distance", "money", "body", "digital"):
        story.rows.add(BarrierAnswer(citizen_id=citizen, recorded_at=at, kind=kind, value=str(getattr(answers, kind))))
    rulers(story, journey, at, rise=0)
    if answers.body != "ok":
        story.rows.add(NeedToKnow(citizen_id=citizen, recorded_at=at, code=str(answers.body)))


def begin_pathway(story: Story, journey: Journey, by: str, at: datetime) -> Pathway:
    """The request is accepted: pathway, goal, four responsible roles, and the municipality may see."""
    rows, on = story.rows, day_of(at)
    pathway = Pathway(
        id=rows.key(),
        citizen_id=journey.citizen.pk,
        request_id=journey.request.pk,
        topic=journey.request.topic,
        contact_person_id=journey.contact.pk,
        created_at=at,
    )
    journey.pathway = rows.add(pathway)
    if journey.person.answers.goal:
        text = journey.person.answers.goal
        goal = rows.add(Goal(pathway_id=pathway.pk, citizen_id=journey.citizen.pk, text=text, created_at=at))
        journey.goal = goal.pk
    _make_responsible(story, journey, on)
    rows.audit("pathway_begun", pathway, by=by, at=at, citizen=journey.citizen.pk)
    if journey.relation is not None:
        end_relation(journey.relation, on)
    journey.relation = relate(
        story, journey, source=pathway, begin=on, end=None, scope=CARE, organisation=journey.municipality
    )
    end_request(story, journey, "accepted", by, at)
    return pathway


def _make_responsible(story: Story, journey: Journey, on: date) -> None:
    journey.responsibilities = [
        story.rows.add(
            PathwayResponsibility(
                pathway_id=journey.path.pk,
                citizen_id=journey.citizen.pk,
                role=role,
                organisation_id=journey.municipality.pk,
                during=DateRange(on, None),
            )
        )
        for role, _ in Responsibility.ROLES
    ]


def hand_over(story: Story, journey: Journey, municipality: Organisation, contact: User, at: datetime) -> None:
    """Another municipality answers from this day; the first may look for as long as after an end."""
    on = day_of(at)
    for row in journey.responsibilities:
        row.during = DateRange(row.during.lower, on, "[)")
    if journey.relation is not None:
        end_relation(journey.relation, _closed_to_all(story, on))
    journey.municipality, journey.contact = municipality, contact
    journey.path.contact_person_id = contact.pk
    for task in journey.tasks.values():
        task.owner_organisation_id, task.owner_id = municipality.pk, contact.pk
    _make_responsible(story, journey, on)
    journey.relation = relate(
        story, journey, source=journey.path, begin=on, end=None, scope=CARE, organisation=municipality
    )


def _closed_to_all(story: Story, on: date) -> date:
    return on + timedelta(days=round(story.figures.ending.keeps_open_months.value * DAYS_A_MONTH))


def close_later(story: Story, journey: Journey, on: date) -> None:
    """The relation ends some months after the pathway."""
    if journey.relation is not None:
        end_relation(journey.relation, _closed_to_all(story, on))


def end_request(story: Story, journey: Journey, reason: str, by: str, at: datetime) -> None:
    request = journey.request
    request.ended_at, request.end_reason = at, reason
    story.rows.audit("request_ended", request, by=by, at=at, citizen=journey.citizen.pk, data={"reason": reason})
