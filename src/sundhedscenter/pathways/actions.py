"""Writes about the pathway: one verb each, inside the caller's transaction."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.catalogue.models import Track
from sundhedscenter.catalogue.queries import offer_of
from sundhedscenter.core import audit
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.intake.models import Request
from sundhedscenter.partnership.models import Organisation, Responsibility, User
from sundhedscenter.pathways.following import follow
from sundhedscenter.pathways.models import Goal, Pathway, PathwayFact, PathwayResponsibility, PlanItem, Progress
from sundhedscenter.pathways.queries import FINAL_KINDS, rests_of


def begin_pathway(
    *,
    request: Request,
    goal: str,
    contact_person: User | None,
    responsible: Organisation,
    by: Viewer,
    at: datetime,
    on: date,
) -> Pathway:
    """The accepted request becomes a pathway with the citizen's own goal and its four responsible roles."""
    pathway = Pathway.objects.create(
        citizen_id=request.citizen_id,
        request=request,
        topic=request.topic,
        contact_person=contact_person,
        created_at=at,
    )
    if goal:
        Goal.objects.create(pathway=pathway, citizen_id=pathway.citizen_id, text=goal, created_at=at)
    PathwayResponsibility.objects.bulk_create(
        PathwayResponsibility(
            pathway=pathway,
            citizen_id=pathway.citizen_id,
            role=role,
            organisation=responsible,
            during=DateRange(on, None),
        )
        for role, _ in Responsibility.ROLES
    )
    audit.record(by=by, verb="pathway_begun", target=pathway, at=at, subject_id=pathway.citizen_id)
    return pathway


def add_fact(
    *, pathway: Pathway, kind: str, by: Viewer, at: datetime, reason: str = "", until: date | None = None
) -> PathwayFact:
    """Something happened to the pathway as a whole."""
    fact = PathwayFact.objects.create(
        pathway=pathway,
        citizen_id=pathway.citizen_id,
        kind=kind,
        at=at,
        reason=reason,
        until=until,
        by=by.name,
        on_behalf=bool(by.on_behalf),
    )
    audit.record(
        by=by, verb=f"pathway_{kind}", target=fact, at=at, subject_id=pathway.citizen_id, data={"reason": reason}
    )
    if kind in FINAL_KINDS:
        follow([pathway.pk], on=day_of(at))
    return fact


def move_home(*, pathway: Pathway, old: Organisation, new: Organisation, by: Viewer, at: datetime) -> None:
    """The citizen lives in `new` from now on, which is written already: it has each role that `old` had.

    A role that the offer's own body has stays there.
    """
    follow([pathway.pk], on=day_of(at))
    audit.record(
        by=by,
        verb="pathway_handed_over",
        target=pathway,
        at=at,
        subject_id=pathway.citizen_id,
        data={"from": old.code, "to": new.code},
    )


def change_contact(*, pathway: Pathway, contact_person: User | None, by: Viewer, at: datetime) -> None:
    """Who the citizen can call from now on."""
    pathway.contact_person = contact_person
    pathway.save(update_fields=["contact_person"])
    audit.record(by=by, verb="contact_changed", target=pathway, at=at, subject_id=pathway.citizen_id)


def change_contacts(*, contacts: Mapping[Pathway, User], by: Viewer, at: datetime) -> list[Pathway]:
    """Who the citizens of many pathways can call from now on, in two statements. Returns the pathways."""
    for pathway, contact in contacts.items():
        pathway.contact_person = contact
    changed = list(contacts)
    Pathway.objects.bulk_update(changed, ["contact_person"])
    audit.record_all(
        by=by,
        verb="contact_changed",
        target_kind=Pathway._meta.label_lower,
        subjects={str(pathway.pk): pathway.citizen_id for pathway in changed},
        at=at,
    )
    return changed


def change_topic(*, pathway: Pathway, topic: str, by: Viewer, at: datetime) -> None:
    """What the citizen asks about from now on. The request keeps what was asked at first."""
    if topic != pathway.topic:
        pathway.topic = topic
        pathway.save(update_fields=["topic"])
        audit.record(by=by, verb="topic_changed", target=pathway, at=at, subject_id=pathway.citizen_id)


def end_rest(*, pathway: Pathway, by: Viewer, at: datetime) -> list[PathwayFact]:
    """A pause or a "not now" is over. Returns the facts that stood since the citizen last was on the way; may be none."""
    rests = rests_of(pathway)
    if rests:
        add_fact(pathway=pathway, kind="resumed", by=by, at=at)
    return rests


def plan_lesson(*, pathway: Pathway, lesson: str, form: str, by: Viewer, at: datetime) -> PlanItem:
    """A first step in the plan. The same lesson is planned once: an open one is returned, in its own form."""
    existing = PlanItem.objects.filter(pathway=pathway, kind="lesson", lesson=lesson, ended_at=None).first()
    if existing is not None:
        return existing
    return _plan(pathway=pathway, kind="lesson", form=form, by=by, at=at, lesson=lesson)


def plan_track(*, pathway: Pathway, track: Track, form: str, by: Viewer, at: datetime) -> PlanItem:
    """A track in the plan, in a form. The former item for the track is replaced; what was done counts on in the new."""
    old = (
        PlanItem.objects.filter(pathway=pathway, kind="track", track=track, replaced_by=None)
        .order_by("-created_at", "-id")
        .first()
    )
    if old is not None and old.ended_at is None and old.form == form:
        return old
    new = _plan(pathway=pathway, kind="track", form=form, by=by, at=at, track=track)
    if old is not None:
        old.replaced_by = new
        if old.ended_at is None:
            old.ended_at, old.end_reason = at, "replaced"
        old.save(update_fields=["replaced_by", "ended_at", "end_reason"])
    return new


def plan_talk(*, pathway: Pathway, by: Viewer, at: datetime) -> PlanItem:
    """A talk by phone in the plan. One that is still open is kept: a button pressed twice asks for one talk."""
    existing = PlanItem.objects.filter(pathway=pathway, kind="talk", ended_at=None).first()
    if existing is not None:
        return existing
    return _plan(pathway=pathway, kind="talk", form="phone", by=by, at=at)


def _plan(
    *, pathway: Pathway, kind: str, form: str, by: Viewer, at: datetime, lesson: str = "", track: Track | None = None
) -> PlanItem:
    item = PlanItem.objects.create(
        pathway=pathway,
        citizen_id=pathway.citizen_id,
        kind=kind,
        lesson=lesson,
        track=track,
        offer=offer_of(topic=pathway.topic, track=track, lesson=lesson),
        form=form,
        created_at=at,
    )
    if item.offer_id is not None:
        follow([pathway.pk], on=day_of(at))
    audit.record(by=by, verb=f"planned_{kind}", target=item, at=at, subject_id=pathway.citizen_id)
    return item


def end_plan_item(*, item: PlanItem, reason: str, by: Viewer, at: datetime) -> PlanItem:
    """The item is over for this reason. What was done stays counted."""
    item.ended_at, item.end_reason = at, reason
    item.save(update_fields=["ended_at", "end_reason"])
    audit.record(by=by, verb="plan_item_ended", target=item, at=at, subject_id=item.citizen_id, data={"reason": reason})
    return item


def count_progress(*, plan_item_id: UUID, kind: str, source: models.Model, at: datetime) -> Progress:
    """Count something done in the plan, once per source."""
    item = PlanItem.objects.get(pk=plan_item_id)
    progress, _ = Progress.objects.get_or_create(
        source_kind=source._meta.label_lower,
        source_id=str(source.pk),
        withdrawn_at=None,
        defaults={
            "pathway_id": item.pathway_id,
            "citizen_id": item.citizen_id,
            "plan_item": item,
            "kind": kind,
            "at": at,
        },
    )
    return progress


def withdraw_progress(*, source: models.Model, at: datetime) -> int:
    """What was counted because of `source` no longer counts. Returns how many rows."""
    return Progress.objects.filter(
        source_kind=source._meta.label_lower, source_id=str(source.pk), withdrawn_at=None
    ).update(withdrawn_at=at)
