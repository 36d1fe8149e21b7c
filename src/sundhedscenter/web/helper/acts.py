"""Doing something for the citizen one helps. The acts are the citizen's own; what is written names who did it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from sundhedscenter.catalogue.lessons import lesson
from sundhedscenter.catalogue.wording import in_language
from sundhedscenter.citizens.models import HelperAccess
from sundhedscenter.core import clock
from sundhedscenter.core.walls import ACT
from sundhedscenter.journey import changes, helping
from sundhedscenter.journey.accept import SeatGone
from sundhedscenter.journey.labels import reason_choices
from sundhedscenter.journey.proposals import NoReason
from sundhedscenter.journey.steps import ACTION, StepUnanswered, answer_step
from sundhedscenter.web.citizen.acts import USUAL_PAUSE, stamp, was_sent_before, week_form
from sundhedscenter.web.citizen.conversation import errors_of
from sundhedscenter.web.citizen.seats import group_facts
from sundhedscenter.web.citizen.wording import PAUSE_REASONS, PAUSE_WEEKS
from sundhedscenter.web.dates import day_text, moment_text
from sundhedscenter.web.helper.entry import banner, helper_page

BOTH = ["GET", "POST"]


@contextmanager
def _open(request: HttpRequest, given: HelperAccess) -> Iterator[helping.ActFor]:
    """Inside it the acts' tables are open. Nothing to change answers like nothing there."""
    with ExitStack() as opened:
        try:
            act = opened.enter_context(helping.act_for(request.viewer, given.citizen_id, at=clock.now()))
        except helping.NotHelping:
            raise Http404 from None
        yield act


def _done(request: HttpRequest, given: HelperAccess, words: str) -> HttpResponse:
    """Back to the citizen's page, which says what was done; the citizen reads it too."""
    told = gettext("%(name)s kan se, at det var dig.") % {"name": given.citizen.display_name}
    messages.success(request, f"{words} {told}")
    return redirect("web:helper_person", citizen_id=given.citizen_id)


def _nothing_changed(given: HelperAccess) -> HttpResponse:
    return redirect("web:helper_person", citizen_id=given.citizen_id)


@require_http_methods(BOTH)
@helper_page("helper_act", ACT)
def pause(request: HttpRequest, given: HelperAccess) -> HttpResponse:
    at = clock.now()
    with _open(request, given) as act:
        if request.method == "POST" and was_sent_before(request, act.pathway):
            return _nothing_changed(given)
        reason, weeks = request.POST.get("reason", ""), request.POST.get("weeks", "")
        if reason in PAUSE_REASONS and weeks.isdecimal() and int(weeks) in PAUSE_WEEKS:
            until = clock.day_of(at) + timedelta(weeks=int(weeks))
            changes.pause(viewer=act.viewer, pathway=act.pathway, reason=NoReason(reason), until=until, at=at)
            return _done(request, given, gettext("Pausen slutter %(day)s.") % {"day": day_text(until)})
        words = reason_choices(get_language() or "da")
        context = {
            **banner(given),
            "reasons": [(code, label) for code, label in words if code in PAUSE_REASONS],
            "lengths": [(str(number), label) for number, label in PAUSE_WEEKS.items()],
            "length": weeks or str(USUAL_PAUSE),
            "stamp": stamp(act.pathway),
            "missing": request.method == "POST",
        }
    return render(request, "helper/pause.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(BOTH)
@helper_page("helper_act", ACT)
def come_back(request: HttpRequest, given: HelperAccess) -> HttpResponse:
    with _open(request, given) as act:
        if request.method == "POST":
            if was_sent_before(request, act.pathway):
                return _nothing_changed(given)
            changes.come_back(viewer=act.viewer, pathway=act.pathway, at=clock.now())
            return _done(request, given, gettext("Pausen er slut."))
        context = {**banner(given), "stamp": stamp(act.pathway)}
    return render(request, "helper/come_back.html", context)


@require_http_methods(BOTH)
@helper_page("helper_act", ACT)
def change_time(request: HttpRequest, given: HelperAccess) -> HttpResponse:
    with _open(request, given) as act:
        form = week_form(request, act.citizen)
        if form.is_bound and form.is_valid():
            outcome = changes.change_time(
                viewer=act.viewer,
                pathway=act.pathway,
                week=form.cleaned_data["week"],
                reason=NoReason.TIME_WORK,
                at=clock.now(),
            )
            return _done(request, given, _saved(outcome.what))
        error = " ".join(form.non_field_errors()) if form.is_bound else ""
        context = {**banner(given), "form": form, "week_error": error, "errors": errors_of(form)}
    return render(request, "helper/change_time.html", context, status=422 if error else 200)


def _saved(what: str) -> str:
    if what == "week_saved_new_group":
        return gettext("Ugen er gemt. Vi finder et nyt hold på de tider.")
    return gettext("Ugen er gemt.")


@require_http_methods(BOTH)
@helper_page("helper_act", ACT)
def seat_offer(request: HttpRequest, given: HelperAccess, offer_id: UUID) -> HttpResponse:
    """Yes or no to a held seat. One that is gone says so; what else there is, the citizen chooses."""
    at, language = clock.now(), get_language() or "da"
    with _open(request, given) as act:
        held = next((offer for offer in helping.doable(act, at=at).offers if offer.pk == offer_id), None)
        if held is None:
            return _offer_over(request, given, act, offer_id)
        if request.method == "POST" and "no" in request.POST:
            changes.decline_offer(viewer=act.viewer, pathway=act.pathway, offer_id=offer_id, at=at)
            return _done(request, given, gettext("Pladsen er givet videre."))
        if request.method == "POST" and "yes" in request.POST:
            try:
                changes.take_offer(viewer=act.viewer, pathway=act.pathway, offer_id=offer_id, at=at)
            except SeatGone:
                return _offer_over(request, given, act, offer_id)
            return _done(request, given, gettext("Pladsen er taget."))
        context = {
            **banner(given),
            "title": in_language(held.group.track, "name", language),
            "facts": group_facts(held.group, first_at=None, language=language),
            "until": moment_text(held.held_until),
            "missing": request.method == "POST",
        }
    return render(request, "helper/seat_offer.html", context, status=422 if request.method == "POST" else 200)


def _offer_over(request: HttpRequest, given: HelperAccess, act: helping.ActFor, offer_id: UUID) -> HttpResponse:
    """A second click finds what the first one did. A yes that came too late says so."""
    offer = helping.offer_of(act, offer_id)
    if offer is None:
        raise Http404
    if "yes" in request.POST and offer.end_reason != "accepted":
        messages.warning(request, gettext("Pladsen er desværre gået til en anden."))
    return _nothing_changed(given)


@require_http_methods(BOTH)
@helper_page("helper_act", ACT)
def first_step(request: HttpRequest, given: HelperAccess, item_id: UUID) -> HttpResponse:
    """What the citizen will try, written by the helper. The text to read together can be printed."""
    at = clock.now()
    with _open(request, given) as act:
        item = next((step for step in helping.doable(act, at=at).steps if step.pk == item_id), None)
        if item is None:  # taken already: a second click finds what the first one did
            if not helping.has_step(act, item_id):
                raise Http404
            return _nothing_changed(given)
        content = lesson(item.lesson, get_language() or "da")
        error = ""
        if request.method == "POST":
            item.pathway = act.pathway
            choice = request.POST.get("choice", "")
            try:
                answer_step(viewer=act.viewer, plan_item=item, step=ACTION, choice=choice, own_words="", at=at)
            except StepUnanswered:
                error = gettext("Vælg en af tingene.")
            else:
                return _done(request, given, gettext("Skridtet er taget, og det tæller."))
        context = {
            **banner(given),
            "title": content.title,
            "question": content.action.question_on(clock.day_of(at)),
            "choices": [(choice.code, choice.text) for choice in content.action.choices],
            "error": error,
            "errors": [("id_choice", error)] if error else [],
            "paper": item.lesson,
        }
    return render(request, "helper/first_step.html", context, status=422 if error else 200)
