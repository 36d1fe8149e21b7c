"""Reaching out to one citizen: a talk written down, or words sent; then what came of it."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sundhedscenter.catalogue.outreach import ready_text
from sundhedscenter.citizens.models import Contact
from sundhedscenter.core import access, clock
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.journey.reaching_out.actions import (
    MOST_WORDS,
    SPOKEN,
    WRITTEN,
    CannotReach,
    answer_outreach,
    may_reach,
    reach_out,
)
from sundhedscenter.journey.reaching_out.history import Tried, letter_of
from sundhedscenter.journey.reaching_out.lives import life_of
from sundhedscenter.journey.reaching_out.rules import OUTREACH_WHY, Reason, reasons, slipping
from sundhedscenter.journey.staff import Case, NotVisible, case
from sundhedscenter.web.staff import words
from sundhedscenter.web.staff.morning import TABS
from sundhedscenter.web.staff.pages import staff_render
from sundhedscenter.web.staff.policy import staff_page
from sundhedscenter.web.staff.reasons import CHANNELS, FOLLOWED, OUTCOMES, WHYS, reason_text

SAY = {
    ("outcome", "choose"): gettext_lazy("Vælg, hvordan det gik"),
    ("spoken", "choose"): gettext_lazy("Vælg, om I talte i telefonen eller mødtes"),
    ("written", "choose"): gettext_lazy("Vælg, hvordan du vil skrive"),
    ("written", "no_address"): gettext_lazy("Vi har ikke den adresse. Vælg en anden måde."),
    ("text", "write"): gettext_lazy("Skriv en besked"),
    ("text", "shorter"): gettext_lazy("Skriv kortere: højst 300 tegn i en SMS, ellers højst 1.000"),
}


@staff_page("morning")
@require_http_methods(["GET", "POST"])
def reach(request: HttpRequest, citizen_id: UUID) -> HttpResponse:
    """The phone number, the ready words, and two short forms. What was typed is kept when something is missing."""
    viewer, at = request.viewer, clock.now()  # type: ignore[attr-defined]
    try:
        found = case(viewer, citizen_id, at=at, language=get_language() or "da")
    except NotVisible as hidden:
        raise Http404 from hidden
    if not may_reach(viewer, citizen_id, on=clock.day_of(at)):
        raise Http404
    access.seen(viewer, [citizen_id], "reaching_out")
    typed: dict[str, str] = {}
    status, errors = 200, []
    if request.method == "POST":
        typed = {key: request.POST.get(key, "") for key in ("do", "why", "key", "spoken", "outcome", "written", "text")}
        try:
            outreach = _save(viewer, citizen_id, typed)
        except CannotReach as problem:
            field = problem.field if problem.field != "channel" else typed["do"]
            errors, status = [(f"id_{field}", str(SAY[field, problem.mend]))], 422
        else:
            if outreach.channel == "letter":
                return redirect("web:staff_reach_letter", outreach_id=outreach.pk)
            messages.success(request, _("Det er gemt."))
            return redirect(_back(request, citizen_id))
    context = {
        "name": found.citizen.display_name,
        "contact": found.contact,
        "case": reverse("web:staff_case", args=[citizen_id]),
        "back": _back(request, citizen_id),
        "errors": errors,
        **reach_form(found, citizen_id, came=request.GET.get("fra", ""), typed=typed, errors=errors),
    }
    return staff_render(request, "morning", "staff/reach.html", context, status=status)


def _save(viewer: Viewer, citizen_id: UUID, typed: dict[str, str]) -> Any:
    """The page's two forms bear one key: a talk, and then a message after it, are two."""
    if typed["do"] not in ("spoken", "written") or typed["why"] not in WHYS:
        raise Http404
    channel = typed["spoken"] if typed["do"] == "spoken" else typed["written"]
    if channel not in (SPOKEN if typed["do"] == "spoken" else WRITTEN):
        raise CannotReach("channel", "choose")
    try:
        key = uuid.uuid5(UUID(typed["key"]), typed["do"])
    except ValueError as wrong:
        raise Http404 from wrong
    return reach_out(
        viewer=viewer,
        citizen_id=citizen_id,
        key=key,
        why=typed["why"],
        channel=channel,
        outcome=typed["outcome"] if typed["do"] == "spoken" else "",
        text=typed["text"],
        at=clock.now(),
    )


def _back(request: HttpRequest, citizen_id: UUID) -> str:
    """The list one came from, by its number; else the case."""
    came = request.GET.get("fra", "")
    lists = {str(number): name for number, (name, _label) in enumerate(TABS)}
    return reverse(lists[came]) if came in lists else reverse("web:staff_case", args=[citizen_id])


def _why(found: Case) -> list[Reason]:
    """Why now, in peace or not: who opens the page has decided to reach out."""
    if found.way is None:
        return []
    life, at = life_of(found.way.pathway, at=clock.now()), clock.now()
    why = reasons(life, at=at)
    return why + [reason for reason in slipping(life, at=at) if reason not in why]


def reach_facts(found: Case, citizen_id: UUID) -> dict[str, Any]:
    """Why now, the way to the page of words, and what may have come of a message: a case's own part of it."""
    return {
        "why_now": [reason_text(reason) for reason in _why(found)],
        "reach_url": reverse("web:staff_reach", args=[citizen_id]),
        "outcomes": _outcomes(),
    }


def _outcomes() -> list[tuple[str, Any]]:
    return [(code, label) for code, label in OUTCOMES.items() if code != "not_needed"]


def reach_form(
    found: Case,
    citizen_id: UUID,
    *,
    came: str = "",
    typed: dict[str, str] | None = None,
    errors: list[tuple[str, str]] | None = None,
) -> dict[str, Any]:
    """What the two forms need: choices that can be used for this citizen, and the words to start from."""
    sent, now = typed or {}, _why(found)
    why = sent.get("why") or next((OUTREACH_WHY[r.why] for r in now if r.why in OUTREACH_WHY), "other")
    where = reverse("web:staff_reach", args=[citizen_id]) + (f"?fra={came}" if came in ("0", "1", "2") else "")
    written = [channel for channel in WRITTEN if channel == "letter" or _has(found.contact, channel)]
    text = sent.get("text") or ready_text(why if why in WHYS else "other", found.citizen.language)
    return {
        "why_now": [reason_text(reason) for reason in now],
        "reach_url": where,
        "reach_key": sent.get("key") or str(uuid.uuid4()),
        "reach_why": why,
        "outcomes": _outcomes(),
        "spoken": [(code, CHANNELS[code]) for code in SPOKEN],
        "written": [(code, CHANNELS[code]) for code in written],
        "chosen_outcome": sent.get("outcome", ""),
        "chosen_spoken": sent.get("spoken") or SPOKEN[0],
        "chosen_written": sent.get("written") or written[0],
        "reach_text": text,
        "most_words": MOST_WORDS["letter"],
        "error_of": {field.removeprefix("id_"): message for field, message in errors or []},
    }


def _has(contact: Contact | None, channel: str) -> bool:
    return bool(contact and (contact.phone if channel == "sms" else contact.email))


def tried_row(tried: Tried) -> dict[str, Any]:
    """One line of a case's history."""
    return {
        "when": words.short_moment(tried.at),
        "by": tried.by,
        "how": str(CHANNELS[tried.channel]),
        "why": str(WHYS[tried.why]),
        "text": tried.text,
        "outcome": str(OUTCOMES[tried.outcome]) if tried.outcome else "",
        "followed": str(FOLLOWED[tried.followed]) if tried.followed else "",
        "answer": "" if tried.outcome else reverse("web:staff_reach_answer", args=[tried.id]),
        "letter": reverse("web:staff_reach_letter", args=[tried.id]) if tried.channel == "letter" else "",
    }


@staff_page("morning")
@require_POST
def answer(request: HttpRequest, outreach_id: UUID) -> HttpResponse:
    """One click: what came of a message."""
    viewer = request.viewer  # type: ignore[attr-defined]
    try:
        outreach = answer_outreach(
            viewer=viewer, outreach_id=outreach_id, outcome=request.POST.get("outcome", ""), at=clock.now()
        )
    except (NotVisible, CannotReach) as hidden:
        raise Http404 from hidden
    access.seen(viewer, [outreach.citizen_id], "reaching_out")
    messages.success(request, _("Det er gemt."))
    return redirect("web:staff_case", citizen_id=outreach.citizen_id)


@staff_page("morning")
@require_GET
def letter(request: HttpRequest, outreach_id: UUID) -> HttpResponse:
    """One sheet of paper."""
    viewer = request.viewer  # type: ignore[attr-defined]
    try:
        found = letter_of(viewer, outreach_id)
    except NotVisible as hidden:
        raise Http404 from hidden
    access.seen(viewer, [found.citizen_id], "reaching_out")
    context = {
        "day": words.year_day(clock.day_of(found.at)),
        "text": found.text,
        "name": found.citizen.display_name,
        "by": found.by,
        "organisation": found.owner_organisation.name,
        "back": reverse("web:staff_case", args=[found.citizen_id]),
    }
    return staff_render(request, "morning", "staff/reach_letter.html", context)
