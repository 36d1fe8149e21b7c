"""The first step: read it, think about one question, say what you will try. The last is what counts as started."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from sundhedscenter.catalogue.lessons import Lesson, lesson
from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import clock
from sundhedscenter.core.viewer import current
from sundhedscenter.journey.steps import ACTION, MAX_WORDS, StepUnanswered, answer_step
from sundhedscenter.pathways.models import PlanItem
from sundhedscenter.pathways.queries import plan_items_visible_to
from sundhedscenter.web.citizen.entry import citizen_page

BEFORE, AFTER = "check_before", "check_after"


def item_of(citizen: Citizen, item_id: UUID) -> tuple[PlanItem, Lesson]:
    """The citizen's own first step. Anybody else's does not exist here."""
    own = plan_items_visible_to(current()).filter(pk=item_id, citizen=citizen, kind="lesson")
    item = own.select_related("pathway").first()
    if item is None:
        raise Http404
    return item, lesson(item.lesson, get_language() or "da")


@require_http_methods(["GET", "POST"])
@citizen_page("lesson")
def begin(request: HttpRequest, citizen: Citizen, item_id: UUID) -> HttpResponse:
    """What it is, how long it takes, and the question as one would guess before reading."""
    item, content = item_of(citizen, item_id)
    if request.method == "POST":
        if request.POST.get("check"):
            _note_check(request, item, BEFORE)
        return redirect("web:lesson_step", item_id=item.pk, step=1)
    done = item.lesson_steps.filter(step=ACTION).first()
    context = {
        **_frame(item, content, 0),
        "done": _chosen(content, done) if done else "",
        "options": options_of(content),
    }
    return render(request, "citizen/lesson.html", context)


@require_GET
@citizen_page("lesson")
def step(request: HttpRequest, citizen: Citizen, item_id: UUID, step: int) -> HttpResponse:
    """One part of the text."""
    item, content = item_of(citizen, item_id)
    if not 1 <= step <= len(content.steps):
        raise Http404
    last = step == len(content.steps)
    onward = (
        reverse("web:lesson_check", args=[item.pk]) if last else reverse("web:lesson_step", args=[item.pk, step + 1])
    )
    back = reverse("web:lesson_step", args=[item.pk, step - 1]) if step > 1 else reverse("web:lesson", args=[item.pk])
    context = {**_frame(item, content, step), "part": content.step(step), "next_url": onward, "back_url": back}
    return render(request, "citizen/lesson_step.html", context)


@require_http_methods(["GET", "POST"])
@citizen_page("lesson")
def check(request: HttpRequest, citizen: Citizen, item_id: UUID) -> HttpResponse:
    """The question again, with an answer to every answer. Wrong is told kindly and never counted."""
    item, content = item_of(citizen, item_id)
    picked = request.POST.get("check", "")
    option = next((o for o in content.check.options if str(o.number) == picked), None)
    if option is not None:
        _note_check(request, item, AFTER)
    error = gettext("Vælg et af svarene.") if request.method == "POST" and option is None else ""
    context = {
        **_frame(item, content, len(content.steps) + 1),
        "options": options_of(content),
        "picked": picked,
        "option": option,
        "errors": [("id_check", error)] if error else [],
        "error": error,
        "back_url": reverse("web:lesson_step", args=[item.pk, len(content.steps)]),
        "next_url": reverse("web:lesson_action", args=[item.pk]),
    }
    return render(request, "citizen/lesson_check.html", context, status=422 if error else 200)


@require_http_methods(["GET", "POST"])
@citizen_page("lesson")
def action(request: HttpRequest, citizen: Citizen, item_id: UUID) -> HttpResponse:
    """What will you try? A choice, own words, or both. Answered, the citizen has started."""
    item, content = item_of(citizen, item_id)
    at = clock.now()
    done = item.lesson_steps.filter(step=ACTION).first()
    choice, words = request.POST.get("choice", ""), request.POST.get("own_words", "")
    error = ""
    if request.method == "POST":
        try:
            answer_step(viewer=request.viewer, plan_item=item, step=ACTION, choice=choice, own_words=words, at=at)
        except StepUnanswered as unanswered:
            error = mend(unanswered)
        else:
            return redirect("web:lesson_done", item_id=item.pk)
    elif done is not None:
        choice, words = done.choice, done.own_words
    context = {
        **_frame(item, content, len(content.steps) + 2),
        **asked(content, at, choice=choice, words=words, error=error),
        "own_words_label": content.action.own_words,
        "back_url": reverse("web:lesson_check", args=[item.pk]),
    }
    return render(request, "citizen/lesson_action.html", context, status=422 if error else 200)


def asked(content: Lesson, at: datetime, *, choice: str, words: str, error: str) -> dict[str, Any]:
    """What a page needs to ask what the citizen will try, with what was answered and what is wrong with it."""
    field = "own_words" if len(words) > MAX_WORDS else "choice"
    return {
        "question": content.action.question_on(clock.day_of(at)),
        "choices": [(c.code, c.text) for c in content.action.choices],
        "choice": choice,
        "words": words,
        "limit": MAX_WORDS,
        "errors": [(f"id_{field}", error)] if error else [],
        "choice_error": error if field == "choice" else "",
        "words_error": error if field == "own_words" else "",
    }


@require_GET
@citizen_page("lesson")
def done(request: HttpRequest, citizen: Citizen, item_id: UUID) -> HttpResponse:
    """It is said and it counts."""
    item, content = item_of(citizen, item_id)
    answer = item.lesson_steps.filter(step=ACTION).first()
    if answer is None:
        return redirect("web:lesson_action", item_id=item.pk)
    return render(request, "citizen/lesson_done.html", {"lesson": content, "chosen": _chosen(content, answer)})


def _frame(item: PlanItem, content: Lesson, number: int) -> dict[str, Any]:
    """How far one is: the parts of the text, the question and the action."""
    return {"item": item, "lesson": content, "step": number, "steps": len(content.steps) + 2}


def options_of(content: Lesson) -> list[tuple[str, str]]:
    return [(str(option.number), option.text) for option in content.check.options]


def _note_check(request: HttpRequest, item: PlanItem, step: str) -> None:
    """Keep the answer for the citizen alone. A made-up answer changes nothing and is not worth an error."""
    known = {str(option.number) for option in lesson(item.lesson, "da").check.options}
    picked = request.POST.get("check", "")
    if picked in known:
        answer_step(viewer=request.viewer, plan_item=item, step=step, choice=picked, own_words="", at=clock.now())


def _chosen(content: Lesson, answer: Any) -> str:
    """What the citizen said they would try, in the language of the page."""
    texts = [choice.text for choice in content.action.choices if choice.code == answer.choice]
    return " – ".join([*texts, answer.own_words]) if texts and answer.own_words else (texts or [answer.own_words])[0]


def mend(unanswered: StepUnanswered) -> str:
    if unanswered.mend == "shorter":
        return gettext("Skriv det kortere. Der er plads til %(max)s tegn, og du har skrevet %(now)s.") % {
            "max": MAX_WORDS,
            "now": len(unanswered.value),
        }
    return gettext("Vælg en af tingene, eller skriv din egen.")
