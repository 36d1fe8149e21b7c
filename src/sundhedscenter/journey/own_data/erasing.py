"""Erasing what may be erased: the words go, the fact that they were there stays, and nobody else's facts are touched."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from sundhedscenter.citizens.models import Citizen, Contact, Residence
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import OutboxMessage
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.delivery.models import LessonStepDone
from sundhedscenter.intake.models import DataRequest, DataRequestAct, Draft
from sundhedscenter.journey.own_data.parts import Part, Table, part
from sundhedscenter.pathways.models import Goal

# The draft belongs to a cookie; the process that deletes old ones may find and delete this one.
KEEPER = system("sweep")
GONE = "erased"


def with_the_rest(codes: Iterable[str]) -> list[Part]:
    """The named parts and those whose words stand in them too: an address also stands on the messages sent to it."""
    wanted: dict[str, Part] = {}
    waiting = list(codes)
    while waiting:
        found = part(waiting.pop(0))
        if found.code not in wanted:
            wanted[found.code] = found
            waiting.extend(found.also)
    return list(wanted.values())


def what_goes(citizen: Citizen, codes: Iterable[str], *, at: datetime) -> dict[str, int]:
    """How many rows have something to erase, by part."""
    counts = {}
    for found in with_the_rest(codes):
        tables = [table for table in found.tables if table.erase]
        counts[found.code] = sum(_count(citizen, table, at) for table in tables)
    return counts


def erase(citizen: Citizen, codes: Iterable[str], *, at: datetime) -> dict[str, int]:
    """Erase in the caller's transaction. Returns how many rows had something, by part."""
    parts = with_the_rest(codes)
    # The draft is found by the words of the goal: it goes first.
    for found in sorted(parts, key=lambda found: found.code != "draft"):
        _forget_wishes(citizen, found.code)
    counts = {}
    for found in sorted(parts, key=lambda found: found.code != "draft"):
        counts[found.code] = sum(_erase(citizen, table, at) for table in found.tables if table.erase)
    return counts


def _count(citizen: Citizen, table: Table, at: datetime) -> int:
    return len(_drafts(citizen, at)) if table.model is Draft else _filled(citizen, table).count()


def _filled(citizen: Citizen, table: Table) -> QuerySet[Any]:
    """Rows in which at least one of the fields still has something."""
    model = table.model
    column = "subject_id" if model is OutboxMessage else "citizen_id"
    some = Q()
    for name in table.erase:
        some |= ~Q(**{name: _empty(model, name)}) & Q(**{f"{name}__isnull": False})
    rows = model._default_manager.filter(some, **{column: citizen.pk})
    return rows.exclude(recipient__startswith=f"{GONE}:") if model is OutboxMessage else rows


def _empty(model: type[models.Model], name: str) -> Any:
    """What a field is when nothing stands in it."""
    field = model._meta.get_field(name)
    if isinstance(field, models.BinaryField):
        return b""
    return False if isinstance(field, models.BooleanField) else ""


def _erase(citizen: Citizen, table: Table, at: datetime) -> int:
    if table.model is Draft:
        return _erase_drafts(citizen, at)
    rows = _filled(citizen, table)
    if table.model is OutboxMessage:
        return _erase_messages(rows, at)
    if table.model is LessonStepDone:
        # A step is answered by a choice or by words: without the words it says that they are gone.
        rows.filter(choice="").update(choice=GONE)
    return rows.update(**{name: _empty(table.model, name) for name in table.erase})


def _erase_messages(rows: QuerySet[Any], at: datetime) -> int:
    """What was sent keeps its kind and its time. What waits is not sent any more."""
    ids = list(rows.values_list("pk", flat=True))
    all_of_them = OutboxMessage.objects.filter(pk__in=ids)
    all_of_them.filter(sent_at=None, ended_at=None).update(ended_at=at, end_reason=GONE)
    all_of_them.filter(frozen_at__isnull=False).update(frozen_bytes=b"")
    return all_of_them.update(recipient=Concat(Value(f"{GONE}:"), Cast("pk", CharField())))


def _drafts(citizen: Citizen, at: datetime) -> list[Any]:
    """Used conversations of the citizen: taken at the moment of a yes, with the same goal, from the same place.

    Nothing in the draft names its citizen. Where two fit one moment it cannot be told whose it is: both are left for
    the job that deletes drafts after thirty days.
    """
    moments = list(Contact.objects.filter(citizen=citizen).values_list("recorded_at", flat=True))
    goals = {goal.created_at: goal.text for goal in Goal.objects.filter(citizen=citizen)}
    places = set(Residence.objects.filter(citizen=citizen).values_list("postal_code", flat=True))
    found: list[Any] = []
    with acting_as(KEEPER, on=day_of(at)):
        used = list(Draft.objects.filter(used_at__in=moments))
    for moment in set(moments):
        fits = [
            draft.pk
            for draft in used
            if draft.used_at == moment
            and draft.answers.get("goal", "") == goals.get(moment, "")
            and draft.answers.get("postal_code") in places
        ]
        if len(fits) == 1:
            found.extend(fits)
    return found


def _erase_drafts(citizen: Citizen, at: datetime) -> int:
    ids = _drafts(citizen, at)
    with acting_as(KEEPER, on=day_of(at)):
        Draft.objects.filter(pk__in=ids).delete()
    return len(ids)


def _forget_wishes(citizen: Citizen, code: str) -> None:
    """Earlier wishes and answers about the part quote it: that they were made and given stays, their words go."""
    DataRequestAct.objects.filter(citizen=citizen, part=code).update(before={}, after={})
    DataRequest.objects.filter(citizen=citizen, parts__contains=[code], ended_at__isnull=False).update(
        text="", answer=""
    )
