"""Citizens' ideas: what waits to be read or answered, and one of them with what has been said."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from sundhedscenter.catalogue.models import Offer
from sundhedscenter.catalogue.queries import shown_offers
from sundhedscenter.core import clock
from sundhedscenter.intake import idea_queries, ideas
from sundhedscenter.intake.idea_answers import ready_answers, ready_words
from sundhedscenter.intake.models import Posting
from sundhedscenter.web.citizen.conversation import errors_of
from sundhedscenter.web.components.statuses import look
from sundhedscenter.web.staff import words as days
from sundhedscenter.web.staff.pages import staff_render
from sundhedscenter.web.staff.policy import staff_page

LINES = 50
OWN = "own"


class AnswerForm(forms.Form):
    """One outcome with a ready text or own words; the outcome that tries the idea names the offer."""

    outcome = forms.ChoiceField(required=False)
    words = forms.CharField(required=False, strip=True, max_length=600)
    offer = forms.CharField(required=False)

    def __init__(self, data: Any = None, *, choices: list[tuple[str, str]], offers: dict[str, Offer]) -> None:
        super().__init__(data)
        self.offers = offers
        self.fields["outcome"].choices = choices
        self.fields["outcome"].error_messages["invalid_choice"] = gettext("Vælg, hvad der skal ske.")
        self.fields["words"].error_messages["max_length"] = gettext(
            "Skriv det lidt kortere. Der er plads til %(n)s tegn."
        ) % {"n": 600}

    def clean_outcome(self) -> tuple[str, str]:
        stage, _colon, ready = self.cleaned_data["outcome"].partition(":")
        if not stage:
            raise forms.ValidationError(gettext("Vælg, hvad der skal ske."))
        return stage, "" if ready == OWN else ready

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        stage, ready = data.get("outcome", ("", ""))
        if stage in ("declined", "not_now") and not ready and not data.get("words"):
            self.add_error("words", gettext("Skriv til borgeren, hvorfor."))
        if stage == "trying" and data.get("offer") not in self.offers:
            self.add_error("offer", gettext("Vælg det tilbud, som idéen bliver til."))
        return data


@staff_page("ideas")
@require_GET
def idea_list(request: HttpRequest) -> HttpResponse:
    """What waits, the nearest deadline first; then what is shown. A fixed number of queries, and no citizen."""
    viewer, on = request.viewer, clock.day_of(clock.now())  # type: ignore[attr-defined]
    waits = list(idea_queries.postings_to_answer(viewer)[:LINES])
    page = Paginator(idea_queries.shown_ideas().filter(due_on=None), LINES).get_page(request.GET.get("side"))
    context = {
        "waits": [_row(row) | {"late": row.due_on is not None and row.due_on < on} for row in waits],
        "answered": [_row(row) for row in page],
        "page": page,
        "reads_first": idea_queries.may_read_first(viewer),
    }
    return staff_render(request, "ideas", "staff/idea_list.html", context)


def _row(row: Posting) -> dict[str, Any]:
    return {
        "title": row.title or (f"{row.text[:60]}…" if len(row.text) > 60 else row.text),
        "href": reverse("web:staff_idea", args=[row.pk]),
        "kind": gettext("Kommentar") if row.about_id else gettext("Idé"),
        "stage": row.stage,
        "due": days.short_day(row.due_on) if row.due_on else "",
        "votes": row.votes,
        "queue": row.owner_organisation.name if "owner_organisation" in row._state.fields_cache else "",
    }


@staff_page("ideas")
@require_http_methods(["GET", "POST"])
def idea_detail(request: HttpRequest, posting_id: UUID) -> HttpResponse:
    """The words, what was answered, and what can be done now. Who wrote it is nowhere on the page."""
    viewer = request.viewer  # type: ignore[attr-defined]
    row = idea_queries.posting_for(viewer, posting_id)
    if row is None:
        raise Http404
    offers = {offer.code: offer for offer in shown_offers()} if row.about_id is None else {}
    form = AnswerForm(request.POST if request.method == "POST" else None, choices=_choices(row, viewer), offers=offers)
    if form.is_bound and form.is_valid():
        stage, ready = form.cleaned_data["outcome"]
        try:
            ideas.decide(
                viewer=viewer,
                posting_id=row.pk,
                stage=stage,
                ready=ready,
                words=form.cleaned_data["words"],
                offer=offers.get(form.cleaned_data["offer"]) if stage == "trying" else None,
                at=clock.now(),
            )
        except ideas.OutOfOrder:  # somebody else answered in this moment: the page shows what
            return redirect("web:staff_idea", posting_id=row.pk)
        except ideas.NotYours:
            raise Http404 from None
        return redirect("web:staff_ideas")
    context = {
        "row": _row(row),
        "text": row.text,
        "lang": "" if row.language == "da" else row.language,
        "about": row.about.title if row.about else "",
        "form": form,
        "errors": errors_of(form),
        "can_answer": bool(form.fields["outcome"].choices),
        "offers": [(code, offer.name_da) for code, offer in offers.items()],
        "can_try": any(code.startswith("trying:") for code, _label in form.fields["outcome"].choices),
        "history": [_decision(decision) for decision in row.decisions.all()],
    }
    return staff_render(request, "ideas", "staff/idea_detail.html", context, status=422 if form.is_bound else 200)


def _choices(row: Posting, viewer: Any) -> list[tuple[str, str]]:
    """What the viewer may do with it now: show it, one of the ready texts, or own words."""
    moderates = idea_queries.may_read_first(viewer)
    found = [("new", gettext("Vis den for alle"))] if moderates and ideas.may_become(row, "new") else []
    possible = [stage for stage in (*ideas.ANSWERS, "declined") if ideas.may_become(row, stage)]
    for stage in possible:
        if stage == "declined" and (not moderates or row.stage == "declined"):
            continue
        name = gettext("Vis den ikke") if stage == "declined" else str(look(about="posting", code=stage).label)
        texts = [answer for answer in ready_answers().values() if answer.stage == stage]
        found += [
            (f"{stage}:{answer.code}", f"{name}: {ready_words(answer.code, get_language() or 'da')}")
            for answer in texts
        ]
        found.append((f"{stage}:{OWN}", f"{name}: {gettext('med egne ord')}"))
    return found


def _decision(decision: Any) -> dict[str, str]:
    return {
        "stage": decision.stage,
        "ready": ready_words(decision.ready, get_language() or "da"),
        "words": decision.words,
        "offer": decision.offer.name_da if decision.offer else "",
        "by": decision.organisation.name if decision.organisation else gettext("Den, der skrev"),
        "day": days.year_day(clock.day_of(decision.at)),
    }
