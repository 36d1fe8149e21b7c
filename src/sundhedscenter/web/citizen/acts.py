"""When life changes: one tap, one reason, and at once what can be done instead. The acts are in `journey.changes`.

Each is done at a desk: the citizen's own page (`changes`), or the page of who writes it down for them (`web.staff`).
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext

from sundhedscenter.catalogue.wording import in_language
from sundhedscenter.citizens.models import Citizen
from sundhedscenter.citizens.queries import newest_week
from sundhedscenter.core import clock
from sundhedscenter.groups.models import SeatOffer
from sundhedscenter.groups.queries import seat_offers_visible_to
from sundhedscenter.journey import changes
from sundhedscenter.journey.accept import ChoiceUnknown, SeatGone
from sundhedscenter.journey.labels import alternative_words, reason_choices
from sundhedscenter.journey.proposals import AlternativeKind, Form, NoReason
from sundhedscenter.pathways.models import Pathway
from sundhedscenter.web.citizen.cards import cards_of
from sundhedscenter.web.citizen.confirm import REF
from sundhedscenter.web.citizen.conversation import errors_of
from sundhedscenter.web.citizen.desk import Desk
from sundhedscenter.web.citizen.questions import WeekQuestion
from sundhedscenter.web.citizen.seats import group_facts
from sundhedscenter.web.citizen.wording import (
    FORM_WISHES,
    OUTCOMES,
    PAUSE_REASONS,
    PAUSE_WEEKS,
)
from sundhedscenter.web.dates import day_text, moment_text

USUAL_PAUSE = 4


def stamp(pathway: Pathway) -> str:
    """Names how far the pathway has come. A form that carries an older one was sent before."""
    newest = pathway.pathwayfacts.order_by("-at", "-id").values_list("pk", flat=True).first()
    return str(newest or "")


def was_sent_before(request: HttpRequest, pathway: Pathway) -> bool:
    return request.POST.get("stamp", "") != stamp(pathway)


def pause(request: HttpRequest, desk: Desk, pathway: Pathway) -> HttpResponse:
    """How long, and why: the reason is the button."""
    at = clock.now()
    if request.method == "POST":
        if was_sent_before(request, pathway):
            return redirect(desk.home)
        reason = _reason(request)
        weeks = request.POST.get("weeks", "")
        known = weeks.isdecimal() and int(weeks) in PAUSE_WEEKS
        if reason is not None and known:
            until = clock.day_of(at) + timedelta(weeks=int(weeks))
            outcome = changes.pause(viewer=desk.viewer, pathway=pathway, reason=reason, until=until, at=at)
            note = gettext("Pausen slutter %(day)s.") % {"day": day_text(until)}
            return show_outcome(request, desk, outcome, note=note)
    reasons = [(code, label) for code, label in _reasons() if code in PAUSE_REASONS]
    lengths = [(str(weeks), label) for weeks, label in PAUSE_WEEKS.items()]
    context = {
        "reasons": reasons,
        "lengths": lengths,
        "length": request.POST.get("weeks", str(USUAL_PAUSE)),
        "stamp": stamp(pathway),
        "missing": request.method == "POST",
    }
    return desk.render(request, "citizen/pause.html", context, status=422 if request.method == "POST" else 200)


def come_back(request: HttpRequest, desk: Desk, pathway: Pathway) -> HttpResponse:
    if request.method == "GET":
        return desk.render(request, "citizen/come_back.html", {"stamp": stamp(pathway)})
    if was_sent_before(request, pathway):
        return redirect(desk.home)
    return show_outcome(request, desk, changes.come_back(viewer=desk.viewer, pathway=pathway, at=clock.now()))


def week_form(request: HttpRequest, citizen: Citizen) -> WeekQuestion:
    """The everyday week as it was sent, or as the citizen answered last."""
    if request.method == "POST":
        return WeekQuestion(request.POST)
    week = newest_week(citizen)
    return WeekQuestion(initial={"week": week.slot_mask if week else 0})


def change_time(request: HttpRequest, desk: Desk, pathway: Pathway) -> HttpResponse:
    """The everyday week again. A seat that still fits is kept."""
    form = week_form(request, pathway.citizen)
    if form.is_bound and form.is_valid():
        outcome = changes.change_time(
            viewer=desk.viewer,
            pathway=pathway,
            week=form.cleaned_data["week"],
            reason=NoReason.TIME_WORK,
            at=clock.now(),
        )
        return show_outcome(request, desk, outcome)
    error = " ".join(form.non_field_errors()) if form.is_bound else ""
    context = {"form": form, "week_error": error, "errors": errors_of(form)}
    return desk.render(request, "citizen/change_time.html", context, status=422 if error else 200)


def switch_format(request: HttpRequest, desk: Desk, pathway: Pathway) -> HttpResponse:
    """The same content in another form; each wish is a button and tells its own reason."""
    wanted = request.POST.get("form", "")
    if request.method == "POST" and wanted in FORM_WISHES:
        form = Form(wanted)
        outcome = changes.switch_format(
            viewer=desk.viewer, pathway=pathway, form=form, reason=FORM_WISHES[form][1], at=clock.now()
        )
        return show_outcome(request, desk, outcome)
    wishes = [(code, label) for code, (label, _reason_told) in FORM_WISHES.items()]
    missing = request.method == "POST"
    context = {"wishes": wishes, "missing": missing}
    return desk.render(request, "citizen/switch_format.html", context, status=422 if missing else 200)


def say_no(request: HttpRequest, desk: Desk, pathway: Pathway) -> HttpResponse:
    """No, with one reason. When a pause would answer it, the page asks first."""
    if request.method == "POST":
        if was_sent_before(request, pathway):
            return redirect(desk.home)
        reason = _reason(request)
        if reason is not None:
            outcome = changes.say_no(
                viewer=desk.viewer, pathway=pathway, reason=reason, at=clock.now(), final="final" in request.POST
            )
            return show_outcome(request, desk, outcome, reason=reason)
    missing = request.method == "POST"
    context = {"reasons": _reasons(), "stamp": stamp(pathway), "missing": missing}
    return desk.render(request, "citizen/say_no.html", context, status=422 if missing else 200)


def take(request: HttpRequest, desk: Desk, pathway: Pathway) -> HttpResponse:
    """Take an alternative by its card."""
    key = request.POST.get("key", "")
    if not REF.fullmatch(key):
        return redirect(desk.home)
    try:
        changes.take(viewer=desk.viewer, pathway=pathway, key=key, at=clock.now())
    except SeatGone as gone:
        return _gone(request, desk, gone)
    except ChoiceUnknown:
        return redirect(desk.home)
    return redirect(desk.done)


def seat_offer(request: HttpRequest, desk: Desk, pathway: Pathway, offer_id: UUID) -> HttpResponse:
    """A held seat: yes or no, and until when. An expired one leads to the next best, never to an error."""
    at = clock.now()
    mine = seat_offers_visible_to(desk.viewer).filter(pk=offer_id, citizen=pathway.citizen)
    held = mine.select_related("group__track", "group__place", "group__leader", "group__leader_organisation").first()
    if held is None:
        raise Http404
    if request.method == "POST" and "no" in request.POST:
        outcome = changes.decline_offer(viewer=desk.viewer, pathway=pathway, offer_id=offer_id, at=at)
        return show_outcome(request, desk, outcome)
    if request.method == "POST" or held.ended_at is not None or held.held_until <= at:
        if held.end_reason == "accepted":
            return redirect(desk.home)
        try:
            changes.take_offer(viewer=desk.viewer, pathway=pathway, offer_id=offer_id, at=at)
        except SeatGone as gone:
            return _gone(request, desk, gone)
        return redirect(desk.done)
    return desk.render(request, "citizen/seat_offer.html", _offer_words(held))


def _offer_words(offer: SeatOffer) -> dict[str, Any]:
    language = get_language() or "da"
    return {
        "title": in_language(offer.group.track, "name", language),
        "facts": group_facts(offer.group, first_at=None, language=language),
        "until": moment_text(offer.held_until),
    }


def _gone(request: HttpRequest, desk: Desk, gone: SeatGone) -> HttpResponse:
    cards = cards_of(gone.alternatives, desk.citizen)
    return desk.render(request, "citizen/seat_gone_later.html", {"cards": cards})


def _reason(request: HttpRequest) -> NoReason | None:
    sent = request.POST.get("reason", "")
    return NoReason(sent) if sent in dict(_reasons()) else None


def _reasons() -> list[tuple[str, str]]:
    return reason_choices(get_language() or "da")


def show_outcome(
    request: HttpRequest, desk: Desk, outcome: changes.Outcome, *, note: str = "", reason: NoReason | None = None
) -> HttpResponse:
    """What happened, and the alternative with its button."""
    alternative = outcome.alternative
    shown = alternative is not None and alternative.kind != AlternativeKind.NONE
    heading, text = alternative_words(alternative.kind, get_language() or "da") if alternative and shown else ("", "")
    deadline = alternative.task.deadline if alternative and alternative.task else None
    contact = outcome.pathway.contact_person
    proposals = [alternative.proposal] if alternative and alternative.proposal else []
    cards = cards_of(proposals, desk.citizen)
    context = {
        "happened": OUTCOMES[outcome.what],
        "note": note,
        "offered": {"heading": heading, "text": text} if shown else None,
        "card": cards[0] if cards else None,
        "ask_pause": outcome.what == "consider_pause",
        "paper": alternative is not None and alternative.kind == AlternativeKind.PAPER,
        "reason": reason or "",
        "weeks": USUAL_PAUSE,
        "stamp": stamp(outcome.pathway),
        "deadline": day_text(deadline) if deadline else "",
        "contact": contact,
    }
    return desk.render(request, "citizen/outcome.html", context)
