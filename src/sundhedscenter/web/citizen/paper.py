"""Pages for the printer: the slip, the plan, the first step, and the conversation for who would rather write by hand."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from sundhedscenter.catalogue.lessons import LessonNotFound, lesson
from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import clock, week
from sundhedscenter.web.citizen.confirm import CONTACT_LABELS
from sundhedscenter.web.citizen.desk import Desk
from sundhedscenter.web.citizen.entry import citizen_page
from sundhedscenter.web.citizen.my_way import coming, date_line, load, person_card, plan_items, seat_boxes
from sundhedscenter.web.citizen.next_step import next_step
from sundhedscenter.web.citizen.questions import QUESTIONS, OneOf, RulersQuestion
from sundhedscenter.web.components.week_grid import COLUMNS
from sundhedscenter.web.dates import long_day_text

SHEET_DATES = 12


@require_GET
@citizen_page("slip")
def slip(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    return slip_at(request, Desk(request.viewer, citizen))


@require_GET
@citizen_page("plan")
def plan(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    return plan_at(request, Desk(request.viewer, citizen))


def slip_at(request: HttpRequest, desk: Desk) -> HttpResponse:
    """For the door of the fridge: day, time, place, what to bring, whom to phone. No illness stands on it."""
    at = clock.now()
    way = load(request, desk.citizen, at)
    if way is None:
        return redirect(desk.home)
    context = {
        "name": desk.citizen.display_name,
        "seats": seat_boxes(way),
        "step": next_step(way, at),
        "people": [person_card(person) for person in way.people],
        "dates": [date_line(line) for line in coming(way)][:SHEET_DATES],
        "printed": long_day_text(clock.day_of(at)),
    }
    return desk.render(request, "citizen/paper_slip.html", context)


def plan_at(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The whole plan, with dates and people."""
    at = clock.now()
    way = load(request, desk.citizen, at)
    if way is None:
        return redirect(desk.home)
    context = {
        "name": desk.citizen.display_name,
        "goal": way.goal,
        "plan": plan_items(way),
        "dates": [date_line(line) for line in coming(way)],
        "people": [person_card(person) for person in way.people],
        "responsible": way.responsible,
        "printed": long_day_text(clock.day_of(at)),
    }
    return desk.render(request, "citizen/paper_plan.html", context)


@require_GET
def step(request: HttpRequest, code: str) -> HttpResponse:
    """A first step on paper, for everybody."""
    try:
        content = lesson(code, get_language() or "da")
    except LessonNotFound:
        raise Http404 from None
    return render(request, "citizen/paper_step.html", {"lesson": content})


@require_GET
def conversation(request: HttpRequest) -> HttpResponse:
    """The ten questions, empty, with room to write."""
    questions = [_on_paper(question) for question in QUESTIONS.values()]
    days = [gettext(name).capitalize() for name in week.DAY_NAMES]
    columns = [(str(name), times) for name, times in COLUMNS.values()]
    opens, closes = settings.PHONE_HOURS
    contact = list(CONTACT_LABELS.values())
    context = {
        "questions": questions,
        "contact": contact,
        "days": days,
        "columns": columns,
        "opens": opens,
        "closes": closes,
    }
    return render(request, "citizen/paper_conversation.html", context)


def _on_paper(question: type[Any]) -> dict[str, Any]:
    rulers = question.rulers if issubclass(question, RulersQuestion) else ()
    return {
        "title": question.title,
        "kind": question.kind,
        "choices": [label for _value, label, _hint in question.choices] if issubclass(question, OneOf) else [],
        "rulers": [{"label": label, "low": low, "high": high} for _name, label, low, high in rulers],
        "numbers": range(11),
    }
