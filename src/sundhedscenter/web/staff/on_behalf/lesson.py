"""A first step that was read aloud or came back on paper: its whole text, and the answers of the sheet on one page."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from sundhedscenter.core import clock
from sundhedscenter.journey.steps import ACTION, StepUnanswered, answer_step
from sundhedscenter.web.citizen.lesson import AFTER, asked, item_of, mend, options_of
from sundhedscenter.web.staff.on_behalf.desk import StaffDesk


def answer_lesson(request: HttpRequest, desk: StaffDesk, item_id: UUID) -> HttpResponse:
    """The question, if it was answered, and what the citizen will try. A step that was answered is shown as it stands."""
    item, content = item_of(desk.citizen, item_id)
    given = {answer.step: answer for answer in item.lesson_steps.all()}
    done, checked = given.get(ACTION), given.get(AFTER)
    choice, words = request.POST.get("choice", ""), request.POST.get("own_words", "")
    picked, error = request.POST.get("check", ""), ""
    if request.method == "POST":
        how = {"viewer": desk.viewer, "plan_item": item, "at": clock.now()}
        try:
            with transaction.atomic():
                answer_step(step=ACTION, choice=choice, own_words=words, **how)
                if picked in dict(options_of(content)):
                    answer_step(step=AFTER, choice=picked, own_words="", **how)
        except StepUnanswered as unanswered:
            error = mend(unanswered)
        else:
            return redirect(desk.home)
    elif done is not None:
        choice, words, picked = done.choice, done.own_words, checked.choice if checked else ""
    context = {
        **asked(content, clock.now(), choice=choice, words=words, error=error),
        "lesson": content,
        "done": done is not None,
        "options": options_of(content),
        "picked": picked,
    }
    return desk.render(request, "staff/on_behalf/lesson.html", context, status=422 if error else 200)
