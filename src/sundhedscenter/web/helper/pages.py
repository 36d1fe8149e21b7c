"""Those I help, one of them with exactly the ticked parts, and the slip for whoever drives."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sundhedscenter.catalogue.wording import in_language
from sundhedscenter.citizens.models import HelperAccess
from sundhedscenter.core import access, clock
from sundhedscenter.core.walls import ACT, DATES, HELPER_RIGHTS, PLAN
from sundhedscenter.journey import helping
from sundhedscenter.journey.helping.looking import HelperDates, last_day_of
from sundhedscenter.journey.labels import FORM_LABELS
from sundhedscenter.journey.my_way import my_way
from sundhedscenter.web.citizen.entry import to_log_in
from sundhedscenter.web.citizen.my_way import plan_items
from sundhedscenter.web.dates import clock_text, day_text, long_day_text
from sundhedscenter.web.helper.entry import banner, helper_page
from sundhedscenter.web.helper.lines import helper_date, helper_facts, helper_person_card
from sundhedscenter.web.helper_words import in_a_line

SHOWN_DATES, SHEET_DATES = 3, 12


@never_cache
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Those I help; and the field for a code, sent by POST so that it stands in no address."""
    if request.viewer.user_id is None:
        return to_log_in(request)
    at = clock.now()
    error = ""
    if request.method == "POST":
        error, given = _take(request, at)
        if given is not None:
            return redirect("web:helper_person", citizen_id=given.citizen_id)
    elif request.viewer.roles:
        raise PermissionDenied("a log-in that belongs to a job helps nobody privately")
    helped = helping.helped_by(request.viewer)
    access.seen(request.viewer, [row.citizen_id for row in helped], "helper_list")
    context = {
        "people": [
            {
                "label": row.citizen.display_name,
                "hint": gettext("Du må: %(rights)s. Til og med %(day)s.")
                % {"rights": in_a_line(row.scope), "day": long_day_text(last_day_of(row))},
                "href": reverse("web:helper_person", args=[row.citizen_id]),
                "icon": "person",
            }
            for row in helped
        ],
        "error": error,
        "errors": [("id_code", error)] if error else [],
        "typed": request.POST.get("code", "")[:40],
    }
    return render(request, "helper/people.html", context, status=422 if error else 200)


def _take(request: HttpRequest, at: datetime) -> tuple[str, HelperAccess | None]:
    """The error to show, or the right that begins."""
    code = request.POST.get("code", "")
    if not code.strip():
        return gettext("Skriv koden fra sedlen."), None
    try:
        return "", helping.begin_helping(viewer=request.viewer, user=request.user, code=code, at=at)
    except helping.StaffLogIn:
        return gettext("Du er logget ind med dit arbejde. Log ind som dig selv, og skriv koden igen."), None
    except helping.OwnCode:
        return gettext("Det er din egen seddel. Giv den til den, der skal hjælpe dig."), None
    except helping.TooManyTries as wait:
        return gettext("Vent til %(time)s, og prøv igen. Det passer på den, du hjælper.") % {
            "time": clock_text(wait.until)
        }, None
    except helping.CodeUnknown as unknown:
        return gettext(
            "Koden passer ikke. Se på sedlen, om hvert tegn er rigtigt. Er sedlen over en uge gammel, så bed om en ny."
        ) + " " + ngettext("Du har %(n)s forsøg tilbage.", "Du har %(n)s forsøg tilbage.", unknown.left) % {
            "n": unknown.left
        }, None


@require_GET
@helper_page("", *HELPER_RIGHTS)
def person(request: HttpRequest, given: HelperAccess) -> HttpResponse:
    """Exactly the ticked parts. Each part asks for its own right, here and in the database."""
    at, language = clock.now(), get_language() or "da"
    for right in given.scope:
        access.seen(request.viewer, [given.citizen_id], f"helper_{right}")
    context: dict[str, Any] = banner(given)
    if DATES in given.scope:
        found = helping.helper_dates(request.viewer, given, at=at, language=language)
        context |= _dates(found, named=PLAN in given.scope)
    if PLAN in given.scope:
        context |= _plan(request, given, at, language)
    if ACT in given.scope:
        context |= _acts(request, given, at, language)
    return render(request, "helper/person.html", context)


def _dates(found: HelperDates, *, named: bool) -> dict[str, Any]:
    dates = [helper_date(line, named=named) for line in found.dates]
    return {
        "shows_dates": True,
        "dates": dates[:SHOWN_DATES],
        "more_dates": dates[SHOWN_DATES:],
        "people": [helper_person_card(person, named=named) for person in found.people],
        "paused_until": day_text(found.paused_until) if found.paused_until else "",
    }


def _plan(request: HttpRequest, given: HelperAccess, at: datetime, language: str) -> dict[str, Any]:
    way = my_way(viewer=request.viewer, citizen=given.citizen, at=at, language=language)
    if way is None:
        return {"shows_plan": True}
    plan = [{**item, "href": ""} for item in plan_items(way)]
    return {"shows_plan": True, "status": way.status, "goal": way.goal, "plan": plan}


def _acts(request: HttpRequest, given: HelperAccess, at: datetime, language: str) -> dict[str, Any]:
    """What can be done for the citizen now; nothing for one who has no pathway."""
    try:
        with helping.act_for(request.viewer, given.citizen_id, at=at) as act:
            now = helping.doable(act, at=at)
    except helping.NotHelping:
        return {}
    pk = given.citizen_id
    answer = [
        {
            "label": gettext("Svar på en plads"),
            "hint": in_language(offer.group.track, "name", language),
            "href": reverse("web:helper_seat_offer", args=[pk, offer.pk]),
            "icon": "check",
        }
        for offer in now.offers
    ]
    steps = [
        {
            "label": gettext("Svar på det første skridt"),
            "hint": str(FORM_LABELS[item.form]),
            "href": reverse("web:helper_first_step", args=[pk, item.pk]),
            "icon": "arrow-forward",
        }
        for item in now.steps
    ]
    rest = {"label": gettext("Hold pause"), "href": reverse("web:helper_pause", args=[pk]), "icon": "pause"}
    back = {
        "label": gettext("Kom tilbage"),
        "href": reverse("web:helper_come_back", args=[pk]),
        "icon": "arrow-forward",
    }
    time = {
        "label": gettext("Skift tid"),
        "href": reverse("web:helper_change_time", args=[pk]),
        "icon": "calendar-month",
    }
    return {"acts": [*answer, *steps, back if now.resting else rest, time]}


@require_GET
@helper_page("helper_slip", DATES)
def slip(request: HttpRequest, given: HelperAccess) -> HttpResponse:
    """For whoever drives: day, time, place, what to bring, whom to phone. No plan and no illness."""
    at, language = clock.now(), get_language() or "da"
    found, named = helping.helper_dates(request.viewer, given, at=at, language=language), PLAN in given.scope
    first = {line.session.group_id: line.starts_at for line in reversed(found.dates)}
    context = {
        **banner(given),
        "seats": [
            helper_facts(seat.group, first.get(seat.group_id), language=language, named=named) for seat in found.seats
        ],
        "people": [helper_person_card(person, named=named) for person in found.people],
        "dates": [helper_date(line, named=named) for line in found.dates][:SHEET_DATES],
        "printed": long_day_text(clock.day_of(at)),
    }
    return render(request, "helper/slip.html", context)
