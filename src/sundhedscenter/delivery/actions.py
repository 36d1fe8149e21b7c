"""Writes about what the citizen did."""

from datetime import datetime

from sundhedscenter.core import audit
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.delivery.models import LessonStepDone
from sundhedscenter.intake.actions import note_on_behalf
from sundhedscenter.pathways.actions import count_progress
from sundhedscenter.pathways.models import PlanItem


def finish_step(
    *,
    plan_item: PlanItem,
    step: str,
    choice: str,
    own_words: str,
    counts: bool,
    by: Viewer,
    at: datetime,
) -> LessonStepDone:
    """The step's question is answered; with `counts` it is progress in the plan. Sent again, the first answer stands."""
    done, new = LessonStepDone.objects.get_or_create(
        plan_item=plan_item,
        step=step,
        defaults={
            "citizen_id": plan_item.citizen_id,
            "lesson": plan_item.lesson,
            "choice": choice,
            "own_words": own_words,
            "done_at": at,
            "on_behalf": bool(by.on_behalf),
        },
    )
    if new:
        if counts:
            count_progress(plan_item_id=plan_item.pk, kind="lesson_step", source=done, at=at)
            note_on_behalf(by=by, citizen_id=plan_item.citizen_id, act="lesson", about=plan_item, at=at)
        audit.record(by=by, verb="step_answered", target=done, at=at, subject_id=plan_item.citizen_id)
    return done
