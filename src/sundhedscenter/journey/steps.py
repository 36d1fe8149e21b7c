"""Answering a lesson step: the act by which most citizens start."""

from datetime import datetime

from django.db import transaction

from sundhedscenter.catalogue.lessons import lesson
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.delivery.actions import finish_step
from sundhedscenter.delivery.models import LessonStepDone
from sundhedscenter.journey.care import call_if_nothing_is_ahead
from sundhedscenter.pathways.models import PlanItem

MAX_WORDS = 500
# The action at the end is what counts as started; the check question is asked before and after, for the citizen alone.
ACTION = "action"
CHECKS = ("check_before", "check_after")


class StepUnanswered(ValueError):
    """The step's question has no usable answer. Names field, value and mend."""

    def __init__(self, field: str, value: str, mend: str) -> None:
        super().__init__(f"{field}: {value[:40]!r} ({mend})")
        self.field, self.value, self.mend = field, value, mend


@transaction.atomic
def answer_step(
    *,
    viewer: Viewer,
    plan_item: PlanItem,
    step: str,
    choice: str,
    own_words: str,
    at: datetime,
) -> LessonStepDone:
    """The citizen answers a question of the lesson; the action counts in the plan at once. `step` is ACTION or a check.

    When it was the last thing in the plan, the contact person calls about what comes next.
    Raises StepUnanswered with mend `choose_or_write`, `unknown_choice`, `shorter` or `unknown_step`.
    """
    content = lesson(plan_item.lesson, "da")
    known = {
        ACTION: {c.code for c in content.action.choices},
        **{check: {str(o.number) for o in content.check.options} for check in CHECKS},
    }
    words = " ".join(own_words.split())
    if step not in known:
        raise StepUnanswered("step", step, "unknown_step")
    if not choice and not words:
        raise StepUnanswered("choice", "", "choose_or_write")
    if len(words) > MAX_WORDS:
        raise StepUnanswered("own_words", own_words, "shorter")
    if choice and choice not in known[step]:
        raise StepUnanswered("choice", choice, "unknown_choice")
    done = finish_step(
        plan_item=plan_item,
        step=step,
        choice=choice,
        own_words=words,
        counts=step == ACTION,
        by=viewer,
        at=at,
    )
    call_if_nothing_is_ahead(viewer=viewer, pathway=plan_item.pathway, at=at)
    return done
