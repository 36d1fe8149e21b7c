"""A professional ends a task of their own organisation, and says how it went."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from sundhedscenter.citizens.actions import end_task
from sundhedscenter.citizens.models import Task
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.groups.seating import take_turn
from sundhedscenter.journey.care import CALL_DAYS, give_call, with_something_ahead
from sundhedscenter.pathways.actions import end_plan_item
from sundhedscenter.pathways.models import Pathway, PlanItem
from sundhedscenter.pathways.queries import open_pathway

# After a talk that left nothing in the plan, the citizen is called again in four weeks (status P).
FOLLOW_UP_DAYS = 28


class TaskOutcome(StrEnum):
    """How it went. The page has the words."""

    TALKED = "talked"
    NO_ANSWER = "no_answer"
    NOT_NEEDED = "not_needed"


class NotYourTask(LookupError):
    """No such task for this viewer: another organisation's, or none at all."""


def may_finish(viewer: Viewer, task: Task) -> bool:
    """Whether the viewer is a professional of the organisation that owns the task."""
    return "professional" in viewer.roles and task.owner_organisation_id in viewer.orgs


@transaction.atomic
def finish_task(*, viewer: Viewer, task_id: UUID, outcome: str, at: datetime) -> Task:
    """The task is done, or was tried. Sent twice it is ended once. Raises NotYourTask, ValueError for an outcome.

    Nobody is lost by it: who did not answer is called again within days; who was reached and has nothing ahead, in
    four weeks. A talk in the plan is over when it was held.
    """
    how = TaskOutcome(outcome)
    task = Task.objects.select_for_update(of=("self",)).select_related("citizen").filter(pk=task_id).first()
    if task is None or not may_finish(viewer, task):
        raise NotYourTask(f"No task {task_id} for {viewer.name}.")
    if task.ended_at is not None:
        return task
    take_turn()
    end_task(task=task, reason=how, by=viewer, at=at)
    pathway = open_pathway(task.citizen)
    if pathway is None:
        return task
    if how != TaskOutcome.NO_ANSWER:
        _end_talks(pathway, how, viewer, at)
    if how == TaskOutcome.NO_ANSWER:
        give_call(viewer=viewer, pathway=pathway, kind=task.kind, at=at, days=CALL_DAYS)
    elif pathway.pk not in with_something_ahead([pathway], at=at):
        give_call(viewer=viewer, pathway=pathway, kind=task.kind, at=at, days=FOLLOW_UP_DAYS)
    return task


def _end_talks(pathway: Pathway, how: TaskOutcome, viewer: Viewer, at: datetime) -> None:
    for item in PlanItem.objects.filter(pathway=pathway, kind="talk", ended_at=None):
        end_plan_item(item=item, reason=how, by=viewer, at=at)
