"""Citizens of one's own municipality: who waits for somebody here, and one citizen as their own page shows it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sundhedscenter.core import access, clock
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.intake.models import Request
from sundhedscenter.journey.duties import NotYourTask, TaskOutcome, finish_task, may_finish
from sundhedscenter.journey.helping import HelperGone, withdraw_helper
from sundhedscenter.journey.labels import FORM_LABELS, TOPIC_LABELS
from sundhedscenter.journey.my_way import MyWay, PlanLine
from sundhedscenter.journey.reaching_out.actions import may_reach
from sundhedscenter.journey.reaching_out.history import tried_for
from sundhedscenter.journey.staff import CaseLine, NotVisible, case, cases
from sundhedscenter.partnership.models import Responsibility
from sundhedscenter.web import dates
from sundhedscenter.web.answering_words import part_words, turn_lines
from sundhedscenter.web.errors import bad_request
from sundhedscenter.web.helper_words import in_a_line
from sundhedscenter.web.staff import words
from sundhedscenter.web.staff.groups import name_of
from sundhedscenter.web.staff.on_behalf.pages import case_links
from sundhedscenter.web.staff.pages import staff_render
from sundhedscenter.web.staff.policy import staff_page
from sundhedscenter.web.staff.reach import reach_facts, tried_row
from sundhedscenter.web.staff.reasons import TASKS

# Citizens on one page of the list.
LINES = 50
# How a task ended: the button that ends it.
OUTCOMES: dict[str, str | Promise] = {
    TaskOutcome.TALKED: gettext_lazy("Vi har talt sammen"),
    TaskOutcome.NO_ANSWER: gettext_lazy("Intet svar: prøv igen"),
    TaskOutcome.NOT_NEEDED: gettext_lazy("Ikke nødvendig mere"),
}


@staff_page("cases")
@require_http_methods(["GET", "POST"])
def case_list(request: HttpRequest) -> HttpResponse:
    """Those with a deadline first, a page at a time. A name is asked for by POST, so that it stands in no address.

    One line in the access log per citizen shown, one INSERT for the page.
    """
    viewer, on = request.viewer, clock.day_of(clock.now())  # type: ignore[attr-defined]
    wanted = " ".join(request.POST.get("name", "").split())
    lines = [line for line in cases(viewer, on=on) if wanted.casefold() in line.display_name.casefold()]
    page = Paginator(lines, LINES).get_page(request.GET.get("side"))
    access.seen(viewer, [line.citizen_id for line in page], "case_list")
    context = {"rows": [case_row(line, on=on) for line in page], "page": page, "wanted": wanted}
    return staff_render(request, "cases", "staff/case_list.html", context)


@staff_page("cases")
@require_GET
def case_detail(request: HttpRequest, citizen_id: UUID) -> HttpResponse:
    viewer, at = request.viewer, clock.now()  # type: ignore[attr-defined]
    try:
        found = case(viewer, citizen_id, at=at, language=get_language() or "da")
    except NotVisible as hidden:
        raise Http404 from hidden
    access.seen(viewer, [citizen_id], "case")
    context: dict[str, Any] = {
        "name": found.citizen.display_name,
        "contact": found.contact,
        "tried": [tried_row(tried) for tried in tried_for(viewer, citizen_id)],
    }
    if may_reach(viewer, citizen_id, on=clock.day_of(at)):
        context |= {"may_reach": True, **reach_facts(found, citizen_id)}
    context["helpers"] = [
        {
            "name": helper.name,
            "rights": in_a_line(helper.rights),
            "until": dates.long_day_text(helper.last_day),
            "close": reverse("web:staff_close_helper", args=[helper.access.pk]),
        }
        for helper in found.helpers
    ]
    context |= case_links(viewer, found, on=clock.day_of(at))
    if found.way is not None:
        context |= _way(found.way, viewer, on=clock.day_of(at))
    elif found.waiting is not None:
        context |= _waiting(found.waiting, on=clock.day_of(at))
    if "professional" in viewer.roles and found.contact is not None:
        context["wish_href"] = reverse("web:staff_data_new", args=[citizen_id])
    return staff_render(request, "cases", "staff/case_detail.html", context)


@staff_page("cases")
@require_POST
def finish(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """One click: how it went. Back to the case, which says what comes next."""
    viewer, at = request.viewer, clock.now()  # type: ignore[attr-defined]
    outcome = request.POST.get("outcome", "")
    if outcome not in OUTCOMES:
        return bad_request(request)
    try:
        task = finish_task(viewer=viewer, task_id=task_id, outcome=outcome, at=at)
    except NotYourTask as hidden:
        raise Http404 from hidden
    access.seen(viewer, [task.citizen_id], "case")
    return redirect("web:staff_case", citizen_id=task.citizen_id)


@staff_page("cases")
@require_POST
def close_helper(request: HttpRequest, access_id: int) -> HttpResponse:
    """The citizen rings and wants a helper's sight closed: done at once."""
    try:
        closed = withdraw_helper(viewer=request.viewer, access_id=access_id, at=clock.now())  # type: ignore[attr-defined]
    except HelperGone as hidden:
        raise Http404 from hidden
    access.seen(request.viewer, [closed.citizen_id], "case")  # type: ignore[attr-defined]
    return redirect("web:staff_case", citizen_id=closed.citizen_id)


def case_row(line: CaseLine, *, on: date) -> dict[str, Any]:
    return {
        "name": line.display_name,
        "topic": TOPIC_LABELS.get(line.topic, line.topic),
        "status": str(line.status),
        "task": TASKS.get(line.task, line.task),
        "owner": line.owner,
        "deadline": words.short_day(line.deadline) if line.deadline else "",
        "late": line.deadline is not None and line.deadline < on,
        "asked": words.short_day(clock.day_of(line.asked_at)),
        "href": reverse("web:staff_case", args=[line.citizen_id]),
    }


def _waiting(waiting: Request, *, on: date) -> dict[str, Any]:
    """A request nobody has answered: what was asked, by when it must be answered, and by whom."""
    return {
        "request_waits": {
            "deadline": words.year_day(waiting.deadline),
            "late": waiting.deadline < on,
            "owner": waiting.owner.display_name if waiting.owner else waiting.owner_organisation.name,
        },
        "facts": [
            (_("Emne"), str(TOPIC_LABELS.get(waiting.topic, waiting.topic))),
            (_("Bad om hjælp"), words.year_day(clock.day_of(waiting.received_at))),
        ],
    }


def _way(way: MyWay, viewer: Viewer, *, on: date) -> dict[str, Any]:
    """The same facts as the citizen's own page, in the third person."""
    return {
        "status": str(way.status),
        "facts": [
            (_("Eget mål"), way.goal),
            (_("Emne"), str(TOPIC_LABELS.get(way.pathway.topic, way.pathway.topic))),
            (_("Bad om hjælp"), words.year_day(clock.day_of(way.pathway.created_at))),
            (_("Begyndte"), words.year_day(clock.day_of(way.started_at)) if way.started_at else _("ikke endnu")),
            (_("Pause til"), words.year_day(way.paused_until) if way.paused_until else ""),
            (_("Ansvarlig myndighed"), way.responsible),
            (_("Udfører"), way.answering.name(Responsibility.OPERATOR)),
            (_("Ansvaret skifter"), " ".join(turn_lines(way.answering.turns, on=on))),
            (_("Kontaktperson"), way.pathway.contact_person.display_name if way.pathway.contact_person else ""),
        ],
        "task_outcomes": list(OUTCOMES.items()),
        "plan": [_plan_item(line, way.other_authorities.get(line.item.pk, "")) for line in way.plan],
        "tasks": [
            {
                "what": TASKS.get(task.kind, task.kind),
                "owner": task.owner.display_name if task.owner else task.owner_organisation.name,
                "deadline": words.year_day(task.deadline),
                "late": task.deadline < on,
                "finish": reverse("web:staff_task", args=[task.pk]) if may_finish(viewer, task) else "",
            }
            for task in way.tasks
        ],
        "seats": [
            {
                "title": name_of(seat.group.track),
                "leader": f"{seat.group.leader.display_name}, {seat.group.leader_organisation.name}",
                "next": next(
                    (dates.moment_text(d.starts_at) for d in way.dates if d.session.group_id == seat.group_id), ""
                ),
            }
            for seat in way.seats
        ],
        "waiting": [
            {"title": name_of(place.track), "since": words.year_day(clock.day_of(place.since))} for place in way.waiting
        ],
    }


def _plan_item(line: PlanLine, other_authority: str) -> dict[str, str]:
    state = "later"
    if line.is_over or line.done >= line.total:
        state = "done"
    elif line.done or line.kind == "lesson":
        state = "next"
    done = _("%(done)s af %(total)s gjort") % {"done": line.done, "total": line.total}
    return {
        "title": line.title or _("Samtale på telefon"),
        "when": str(FORM_LABELS.get(line.form, line.form)),
        "text": f"{done}. {part_words(other_authority)}" if other_authority else done,
        "state": state,
    }
