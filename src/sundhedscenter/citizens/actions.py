"""Writes about the person: dated answers, relations, tasks. One verb each, inside the caller's transaction."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.citizens.models import (
    Answer,
    BarrierAnswer,
    Citizen,
    Contact,
    EverydayWeek,
    NeedToKnow,
    Relation,
    Residence,
    Task,
)
from sundhedscenter.core import audit
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.partnership.models import Organisation, User


def create_citizen(*, user: User | None, display_name: str, language: str, by: Viewer, at: datetime) -> Citizen:
    """A new person. `display_name` is what a group will see."""
    citizen = Citizen.objects.create(
        user=user,
        display_name=display_name,
        language=language,
        created_at=at,
        is_demo=user.is_demo if user else False,
    )
    audit.record(by=by, verb="citizen_created", target=citizen, at=at, subject_id=citizen.pk)
    return citizen


def rename_citizen(*, citizen: Citizen, display_name: str, by: Viewer, at: datetime) -> None:
    """What a group sees from now on."""
    if citizen.display_name != display_name:
        citizen.display_name = display_name
        citizen.save(update_fields=["display_name"])
        audit.record(by=by, verb="citizen_renamed", target=citizen, at=at, subject_id=citizen.pk)


def relate(
    *,
    citizen_id: UUID,
    scope: str,
    source: models.Model,
    begin: date,
    end: date | None,
    organisation: Organisation | None = None,
    staff: User | None = None,
) -> Relation:
    """Open the citizen to an organisation or a person from `begin` to before `end`, because of `source`."""
    return Relation.objects.create(
        citizen_id=citizen_id,
        organisation=organisation,
        staff=staff,
        scope=scope,
        during=DateRange(begin, end),
        source_kind=source._meta.label_lower,
        source_id=str(source.pk),
    )


def end_relations(*, source: models.Model, on: date, organisation: Organisation | None = None) -> int:
    """Close what was opened because of `source` from the day `on`: to everybody, or to one organisation.

    Returns how many were closed.
    """
    closed = 0
    opened = Relation.objects.filter(source_kind=source._meta.label_lower, source_id=str(source.pk))
    for relation in opened.filter(organisation=organisation) if organisation else opened:
        begin, end = relation.during.lower, relation.during.upper
        if end is None or end > on:
            relation.during = DateRange(begin, max(on, begin), "[)")
            relation.save(update_fields=["during"])
            closed += 1
    return closed


def record_contact(*, citizen: Citizen, full_name: str, phone: str, email: str, at: datetime) -> Contact:
    """How to reach the citizen from now on. SMS only when there is a phone, e-mail only when there is one."""
    return Contact.objects.create(
        citizen=citizen,
        recorded_at=at,
        full_name=full_name,
        phone=phone,
        email=email,
        wants_sms=bool(phone),
        wants_email=bool(email),
    )


def record_residence(*, citizen: Citizen, postal_code: str, municipality: Organisation, at: datetime) -> Residence:
    """Where the citizen lives from now on. Nothing is written when it has not changed."""
    newest = Residence.objects.filter(citizen=citizen).order_by("-since", "-id").first()
    if newest is not None and (newest.postal_code, newest.municipality_id) == (postal_code, municipality.pk):
        return newest
    return Residence.objects.create(citizen=citizen, postal_code=postal_code, municipality=municipality, since=at)


def record_week(*, citizen: Citizen, slot_mask: int, distance: str, digital: str, at: datetime) -> EverydayWeek:
    """The everyday week as it is from now on."""
    return EverydayWeek.objects.create(
        citizen=citizen, recorded_at=at, slot_mask=slot_mask, distance=distance, digital=digital
    )


def record_barriers(*, citizen: Citizen, answers: Mapping[str, str], at: datetime) -> None:
    """The barrier answers of a conversation, by kind."""
    BarrierAnswer.objects.bulk_create(
        BarrierAnswer(citizen=citizen, recorded_at=at, kind=kind, value=value) for kind, value in answers.items()
    )


def record_answers(*, citizen: Citizen, instrument: str, items: Mapping[str, int], at: datetime) -> None:
    """The answered items of one instrument."""
    Answer.objects.bulk_create(
        Answer(citizen=citizen, recorded_at=at, instrument=instrument, item=item, value=value)
        for item, value in items.items()
    )


def agree_need_to_know(*, citizen: Citizen, codes: set[str], at: datetime) -> None:
    """What a group leader may know for safety. Codes no longer agreed end; new ones begin."""
    current = {need.code: need for need in NeedToKnow.objects.filter(citizen=citizen, ended_at=None)}
    for code in current.keys() - codes:
        current[code].ended_at = at
        current[code].save(update_fields=["ended_at"])
    NeedToKnow.objects.bulk_create(
        NeedToKnow(citizen=citizen, recorded_at=at, code=code) for code in sorted(codes - current.keys())
    )


def give_task(
    *,
    citizen: Citizen,
    kind: str,
    owner_organisation: Organisation,
    deadline: date,
    source: models.Model,
    by: Viewer,
    at: datetime,
    owner: User | None = None,
) -> Task:
    """Somebody must do something by a day. An open task of the same kind is kept as it is."""
    open_one = Task.objects.filter(citizen=citizen, kind=kind, ended_at=None).first()
    if open_one is not None:
        return open_one
    task = Task.objects.create(
        citizen=citizen,
        kind=kind,
        owner_organisation=owner_organisation,
        owner=owner,
        created_at=at,
        deadline=deadline,
        source_kind=source._meta.label_lower,
        source_id=str(source.pk),
    )
    audit.record(by=by, verb="task_given", target=task, at=at, subject_id=citizen.pk, data={"kind": kind})
    return task


def end_task(*, task: Task, reason: str, by: Viewer, at: datetime) -> Task:
    """The task is over for this reason. An ended one stays as it ended."""
    if task.ended_at is None:
        task.ended_at, task.end_reason = at, reason
        task.save(update_fields=["ended_at", "end_reason"])
        audit.record(by=by, verb="task_ended", target=task, at=at, subject_id=task.citizen_id, data={"reason": reason})
    return task


def end_tasks(*, citizen: Citizen, kinds: set[str], reason: str, by: Viewer, at: datetime) -> int:
    """End the citizen's open tasks of these kinds. Returns how many."""
    tasks = Task.objects.filter(citizen=citizen, kind__in=kinds, ended_at=None)
    return len([end_task(task=task, reason=reason, by=by, at=at) for task in tasks])


def move_tasks(
    *, citizen: Citizen, old: Organisation, new: Organisation, owner: User | None, by: Viewer, at: datetime
) -> list[Task]:
    """What one organisation owed the citizen, the other owes from now on, by the same days. Returns the new tasks."""
    moved = []
    for task in Task.objects.filter(citizen=citizen, owner_organisation=old, ended_at=None):
        end_task(task=task, reason="handed_over", by=by, at=at)
        again = Task(
            citizen=citizen,
            kind=task.kind,
            owner_organisation=new,
            owner=owner,
            created_at=at,
            deadline=task.deadline,
            source_kind=task.source_kind,
            source_id=task.source_id,
        )
        again.save(force_insert=True)
        audit.record(by=by, verb="task_given", target=again, at=at, subject_id=citizen.pk, data={"kind": task.kind})
        moved.append(again)
    return moved


def hand_on_tasks(*, turns: Mapping[UUID, tuple[int, int, User | None]], by: Viewer, at: datetime) -> set[UUID]:
    """What one organisation owed each citizen, another owes from now on, by the same days, in a few statements for all.

    `turns` gives by citizen: the organisation that owed (id), the one that owes now (id), and who there. Returns the
    citizens with a task that went on.
    """
    owed = [
        task
        for task in Task.objects.filter(citizen_id__in=list(turns), ended_at=None).order_by("created_at", "id")
        if task.owner_organisation_id == turns[task.citizen_id][0]
    ]
    again = [
        Task(
            citizen_id=task.citizen_id,
            kind=task.kind,
            owner_organisation_id=turns[task.citizen_id][1],
            owner=turns[task.citizen_id][2],
            created_at=at,
            deadline=task.deadline,
            source_kind=task.source_kind,
            source_id=task.source_id,
        )
        for task in owed
    ]
    Task.objects.filter(pk__in=[task.pk for task in owed]).update(ended_at=at, end_reason="handed_over")
    Task.objects.bulk_create(again)
    for verb, tasks in (("task_ended", owed), ("task_given", again)):
        subjects = {str(task.pk): task.citizen_id for task in tasks}
        audit.record_all(
            by=by,
            verb=verb,
            target_kind=Task._meta.label_lower,
            subjects=subjects,
            at=at,
            data={"reason": "handed_over"},
        )
    return {task.citizen_id for task in owed}
