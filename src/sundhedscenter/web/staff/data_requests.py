"""What citizens ask about their data: the list with deadlines, one wish with its answer, and a wish told by phone."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import access, clock
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.intake.models import DataRequest
from sundhedscenter.journey.own_data import answering
from sundhedscenter.journey.own_data.asking import NoController, ask, controller_on, deadline_after
from sundhedscenter.journey.own_data.erasing import what_goes, with_the_rest
from sundhedscenter.journey.own_data.parts import Part, Reason, part, reason, words
from sundhedscenter.journey.own_data.people import People
from sundhedscenter.journey.staff import open_cases
from sundhedscenter.web.citizen.conversation import errors_of
from sundhedscenter.web.citizen.data_wishes import KINDS, OUTCOMES, acts_words
from sundhedscenter.web.citizen.data_words import said
from sundhedscenter.web.staff import words as days
from sundhedscenter.web.staff.data_forms import AnswerForm, WishByPhone, part_name
from sundhedscenter.web.staff.pages import staff_render
from sundhedscenter.web.staff.policy import staff_page

LINES = 50
ERASE, REFUSE = "erase", "refuse"


@staff_page("data")
@require_GET
def data_request_list(request: HttpRequest) -> HttpResponse:
    """The nearest deadline first, a page at a time; what is late says so. One line in the log per citizen shown."""
    viewer, on = request.viewer, clock.day_of(clock.now())  # type: ignore[attr-defined]
    page = Paginator(answering.open_requests(viewer, on=on), LINES).get_page(request.GET.get("side"))
    access.seen(viewer, {row.citizen_id for row in page}, "data_requests")
    context = {"rows": [_row(row, on=on) for row in page], "page": page}
    return staff_render(request, "data", "staff/data_request_list.html", context)


def _row(row: DataRequest, *, on: date) -> dict[str, Any]:
    return {
        "name": row.citizen.display_name,
        "href": reverse("web:staff_data_request", args=[row.pk]),
        "kind": KINDS[row.kind],
        "parts": [part_name(part(code)) for code in row.parts],
        "owner": row.owner.display_name if row.owner else _("Alle fagpersoner her"),
        "organisation": row.owner_organisation.name,
        "deadline": days.short_day(row.deadline),
        "late": row.deadline < on,
        "received": days.short_day(clock.day_of(row.received_at)),
    }


def _language() -> str:
    return get_language() or "da"


@staff_page("data")
@require_http_methods(["GET", "POST"])
def data_request_detail(request: HttpRequest, data_request_id: UUID) -> HttpResponse:
    """One wish: what is held now, what will happen, and the answer. Sent twice, it is answered once."""
    viewer, at = request.viewer, clock.now()  # type: ignore[attr-defined]
    try:
        row = answering.request_for(viewer, data_request_id, on=clock.day_of(at))
    except answering.NotYours as hidden:
        raise Http404 from hidden
    access.seen(viewer, [row.citizen_id], "data_requests")
    is_open = row.ended_at is None
    form = AnswerForm(request.POST if request.method == "POST" and is_open else None, row=row)
    if form.is_bound and form.is_valid():
        try:
            _answer(viewer, row, form, request.POST.get("do", ""))
        except answering.NoWords:
            form.add_error("answer", _("Skriv til borgeren, hvorfor."))
        except answering.AlreadyAnswered:  # by somebody else, or by the same click, in this moment
            return redirect("web:staff_data_request", data_request_id=row.pk)
        else:
            return redirect("web:staff_data_request", data_request_id=row.pk)
    elif request.method == "POST" and not is_open:
        return redirect("web:staff_data_request", data_request_id=row.pk)
    context = _detail(viewer, row, form, on=clock.day_of(at))
    return staff_render(
        request, "data", "staff/data_request_detail.html", context, status=422 if form.is_bound else 200
    )


def _answer(viewer: Viewer, row: DataRequest, form: AnswerForm, do: str) -> None:
    given: dict[str, Any] = {
        "viewer": viewer,
        "request_id": row.pk,
        "answer": form.cleaned_data["answer"],
        "at": clock.now(),
    }
    if row.kind == DataRequest.CORRECTION:
        answering.answer_correction(**given, values=form.values())
        return
    acts: dict[tuple[str, bool], Callable[..., DataRequest]] = {
        (DataRequest.ACCESS_QUESTION, True): answering.answer_question,
        (DataRequest.ACCESS_QUESTION, False): answering.answer_question,
        (DataRequest.ERASURE, True): answering.answer_erasure,
        (DataRequest.ERASURE, False): answering.refuse_erasure,
    }
    acts[row.kind, do == ERASE](**given)


def _detail(viewer: Viewer, row: DataRequest, form: AnswerForm, *, on: date) -> dict[str, Any]:
    acts = list(answering.acts_visible_to(viewer).filter(request=row).order_by("at", "id"))
    return {
        "row": _row(row, on=on),
        "case": reverse("web:staff_case", args=[row.citizen_id]),
        "is_open": row.ended_at is None,
        "kind": row.kind,
        "text": row.text,
        "on_behalf": row.on_behalf,
        "about": _about(row),
        "form": form,
        "errors": errors_of(form),
        "corrections": form.parts(),
        "goes": _goes(row) if row.kind == DataRequest.ERASURE and row.ended_at is None else [],
        "stays": _stays(row) if row.kind == DataRequest.ERASURE else [],
        "unreachable": row.kind == DataRequest.ERASURE and "contact" in row.parts,
        "outcome": OUTCOMES.get(row.outcome, ""),
        "answer": row.answer,
        "answered": days.year_day(clock.day_of(row.ended_at)) if row.ended_at else "",
        "answered_by": row.ended_by.display_name if row.ended_by else "",
        **acts_words(acts),
    }


def _about(row: DataRequest) -> str:
    """The visit that is asked about: its day, and who it was."""
    if row.about_day is None:
        return ""
    who = People(row.citizen).by_viewer_name(row.about_viewer)
    return f"{days.year_day(row.about_day)}: {said('viewer', who, {})}"


def _goes(row: DataRequest) -> list[dict[str, Any]]:
    counts = what_goes(row.citizen, row.parts, at=clock.now())
    return [
        {"name": part_name(found), "what": _erases(found), "rows": counts[found.code]}
        for found in with_the_rest(row.parts)
    ]


def _erases(found: Part) -> str:
    return words(found.erases, _language()) if found.erases else ""


def _stays(row: DataRequest) -> list[dict[str, Any]]:
    """What is kept and why, with the status and source of the why: a lawyer has not confirmed all of it."""
    kept: list[tuple[Part, Reason]] = [(found, reason(found.kept)) for found in with_the_rest(row.parts) if found.kept]
    return [
        {
            "name": part_name(found),
            "stays": words(found.stays, _language()) if found.stays else "",
            "why": words(why.text, _language()),
            "status": why.status,
            "source": why.source,
        }
        for found, why in kept
    ]


@staff_page("data")
@require_http_methods(["GET", "POST"])
def data_request_new(request: HttpRequest, citizen_id: UUID) -> HttpResponse:
    """A wish told by phone or on paper: the same wish as on the citizen's own page, marked as written for them."""
    viewer, at = request.viewer, clock.now()  # type: ignore[attr-defined]
    on = clock.day_of(at)
    citizen: Citizen | None = open_cases(viewer, on=on).filter(pk=citizen_id).first()
    if citizen is None:
        raise Http404
    access.seen(viewer, [citizen.pk], "data_requests")
    form = WishByPhone(request.POST if request.method == "POST" else None)
    try:
        owner = controller_on(citizen, on)
    except NoController:
        raise Http404 from None
    if form.is_bound and form.is_valid():
        wish = ask(viewer=viewer, citizen=citizen, at=at, on_behalf=True, **form.asked())
        if owner.pk in viewer.orgs:
            return redirect("web:staff_data_request", data_request_id=wish.pk)
        return redirect("web:staff_case", citizen_id=citizen.pk)
    context = {
        "name": citizen.display_name,
        "back": reverse("web:staff_case", args=[citizen.pk]),
        "form": form,
        "errors": errors_of(form),
        "owner": owner.name,
        "deadline": days.year_day(deadline_after(on)),
    }
    return staff_render(request, "data", "staff/data_request_new.html", context, status=422 if form.is_bound else 200)
