"""A citizen's wishes about their data: have something corrected or erased, ask about a visit, and read the answer."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import clock
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.intake.models import DataRequest, DataRequestAct
from sundhedscenter.journey.own_data.answering import acts_visible_to, requests_visible_to
from sundhedscenter.journey.own_data.asking import (
    MAX_TEXT,
    AboutVisit,
    NoController,
    ask,
    controller_on,
    deadline_after,
)
from sundhedscenter.journey.own_data.looks import was_a_visit
from sundhedscenter.journey.own_data.parts import Part, correctable, data_parts, erasable, part, reason, words
from sundhedscenter.web.citizen.conversation import errors_of
from sundhedscenter.web.citizen.data_words import facts_of
from sundhedscenter.web.citizen.entry import citizen_page
from sundhedscenter.web.components.content import paired
from sundhedscenter.web.dates import day_text, long_day_text

KINDS: dict[str, str | Promise] = {
    DataRequest.CORRECTION: _("Få noget rettet"),
    DataRequest.ERASURE: _("Få noget slettet"),
    DataRequest.ACCESS_QUESTION: _("Spørgsmål om et besøg"),
}
OUTCOMES: dict[str, str | Promise] = {
    "corrected": _("Det er rettet"),
    "erased": _("Det, der må slettes, er slettet"),
    "answered": _("Du har fået svar"),
    "refused": _("Det er ikke ændret"),
}


class WishForm(forms.Form):
    """Which parts, and the citizen's own words. `needs_words` where the parts alone say too little."""

    parts = forms.MultipleChoiceField(required=False)
    text = forms.CharField(required=False, max_length=MAX_TEXT, strip=True)

    def __init__(self, data: Any = None, *, possible: list[Part], needs_words: bool) -> None:
        super().__init__(data)
        self.needs_words = needs_words
        self.fields["parts"].choices = [(found.code, words(found.name, _language())) for found in possible]
        too_long = gettext("Skriv det lidt kortere. Der er plads til %(n)s tegn.") % {"n": MAX_TEXT}
        self.fields["text"].error_messages["max_length"] = too_long
        self.fields["parts"].error_messages["invalid_choice"] = gettext("Vælg, hvad det handler om.")

    def clean_parts(self) -> list[str]:
        if not self.cleaned_data["parts"] and self.fields["parts"].choices:
            raise forms.ValidationError(gettext("Vælg, hvad det handler om."))
        return list(self.cleaned_data["parts"])

    def clean_text(self) -> str:
        if self.needs_words and not self.cleaned_data["text"]:
            raise forms.ValidationError(gettext("Skriv lidt om det, så vi ved, hvad du mener."))
        return str(self.cleaned_data["text"])


def _language() -> str:
    return get_language() or "da"


@require_http_methods(["GET", "POST"])
@citizen_page("data_correction")
def correction(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    return _wish(request, citizen, DataRequest.CORRECTION, "citizen/data_correction.html")


@require_http_methods(["GET", "POST"])
@citizen_page("data_erasure")
def erasure(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    return _wish(request, citizen, DataRequest.ERASURE, "citizen/data_erasure.html")


@require_http_methods(["GET", "POST"])
@citizen_page("data_question")
def question(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """About one visit, when it comes from the list; its day and its person are told by the form, not the address."""
    return _wish(request, citizen, DataRequest.ACCESS_QUESTION, "citizen/data_question.html")


def _wish(request: HttpRequest, citizen: Citizen, kind: str, template: str) -> HttpResponse:
    at = clock.now()
    on = clock.day_of(at)
    about = _about(request, citizen)
    just_opened = request.method == "GET" or "open" in request.POST
    form = WishForm(
        None if just_opened else request.POST,
        possible=_possible(kind),
        needs_words=kind == DataRequest.CORRECTION or (kind == DataRequest.ACCESS_QUESTION and about is None),
    )
    try:
        owner = controller_on(citizen, on)
    except NoController:
        return render(request, template, {"nobody": True})
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        wish = ask(
            viewer=request.viewer,
            citizen=citizen,
            kind=kind,
            parts=data["parts"],
            text=data["text"],
            about=about,
            at=at,
        )
        return redirect("web:data_wish", wish_id=wish.pk)
    context = {
        "form": form,
        "errors": errors_of(form),
        "choices": [choice(found, kind) for found in _possible(kind)],
        "chosen": request.POST.getlist("parts"),
        "limit": MAX_TEXT,
        "owner": owner.name,
        "deadline": day_text(deadline_after(on)),
        "about": about,
        "about_words": _about_words(about),
        "kept": list(kept_words()),
    }
    return render(request, template, context, status=422 if form.is_bound else 200)


def _possible(kind: str) -> list[Part]:
    return {DataRequest.CORRECTION: correctable, DataRequest.ERASURE: erasable}.get(kind, list)()


def choice(found: Part, kind: str) -> dict[str, str]:
    """A box to tick: what it is, and for erasing what goes and what stays."""
    hint = words(found.text, _language())
    if kind == DataRequest.ERASURE and found.erases is not None:
        hint = gettext("Det bliver slettet: %(what)s") % {"what": words(found.erases, _language())}
        if found.stays is not None:
            hint += " " + gettext("Det bliver stående: %(what)s") % {"what": words(found.stays, _language())}
    return {"value": found.code, "label": words(found.name, _language()), "hint": hint}


def kept_words() -> list[dict[str, Any]]:
    """What is never erased, by why: said before anybody asks."""
    found = []
    for why in data_parts().reasons:
        kept = [known for known in data_parts().parts if known.kept == why.code and not known.can_erase]
        if kept:
            names = [words(known.name, _language()) for known in kept]
            found.append({"why": words(why.text, _language()), "names": names})
    return found


def _about(request: HttpRequest, citizen: Citizen) -> AboutVisit | None:
    """The visit that the form is about, if there was one."""
    viewer, day = request.POST.get("viewer", ""), request.POST.get("day", "")
    try:
        about = AboutVisit(date.fromisoformat(day), viewer)
    except ValueError:
        return None
    return about if was_a_visit(citizen, viewer_name=viewer, day=about.day) else None


def _about_words(about: AboutVisit | None) -> str:
    return gettext("Besøget %(day)s") % {"day": day_text(about.day)} if about else ""


@require_GET
@citizen_page("data_wish")
def wish(request: HttpRequest, citizen: Citizen, wish_id: UUID) -> HttpResponse:
    """One wish: who answers and by when, or what the answer was and what is kept."""
    found = requests_visible_to(request.viewer).filter(pk=wish_id, citizen=citizen)
    row = found.select_related("owner", "owner_organisation").first()
    if row is None:
        raise Http404
    acts = list(acts_visible_to(request.viewer).filter(request=row).order_by("at", "id"))
    return render(request, "citizen/data_wish.html", wish_words(row, acts))


def wish_words(row: DataRequest, acts: list[DataRequestAct]) -> dict[str, Any]:
    """A wish with its answer, for the citizen's page."""
    return {
        "title": KINDS[row.kind],
        "is_open": row.ended_at is None,
        "names": [words(part(code).name, _language()) for code in row.parts],
        "about": _about_words(AboutVisit(row.about_day, row.about_viewer) if row.about_day else None),
        "text": row.text,
        "received": long_day_text(clock.day_of(row.received_at)),
        "deadline": long_day_text(row.deadline),
        "owner": row.owner_organisation.name,
        "outcome": OUTCOMES.get(row.outcome, ""),
        "answer": row.answer,
        "answered": long_day_text(clock.day_of(row.ended_at)) if row.ended_at else "",
        **acts_words(acts),
    }


def acts_words(acts: list[DataRequestAct]) -> dict[str, Any]:
    """What was corrected (before and now), what went, and what is kept and why."""
    changed = [
        {
            "name": words(part(act.part).name, _language()),
            "changes": paired(facts_of(act.before, {}), facts_of(act.after, {})),
        }
        for act in acts
        if act.what == DataRequestAct.CORRECTED
    ]
    erased = [act for act in acts if act.what == DataRequestAct.ERASED]
    kept = [act for act in acts if act.what == DataRequestAct.KEPT]
    return {
        "changed": changed,
        "erased": [
            {"name": words(part(act.part).name, _language()), "rows": act.rows, "what": _erases(act)} for act in erased
        ],
        "kept": [
            {
                "name": words(part(act.part).name, _language()),
                "stays": _stays(act),
                "why": words(reason(act.reason).text, _language()),
            }
            for act in kept
        ],
    }


def _erases(act: DataRequestAct) -> str:
    text = part(act.part).erases
    return words(text, _language()) if text else ""


def _stays(act: DataRequestAct) -> str:
    text = part(act.part).stays
    return words(text, _language()) if text else ""


def wish_lines(viewer: Viewer, citizen: Citizen) -> list[dict[str, Any]]:
    """The citizen's wishes, the newest first."""
    rows = (
        requests_visible_to(viewer)
        .filter(citizen=citizen)
        .select_related("owner_organisation")
        .order_by("-received_at", "id")
    )
    return [
        {
            "id": row.pk,
            "title": KINDS[row.kind],
            "received": long_day_text(clock.day_of(row.received_at)),
            "state": OUTCOMES[row.outcome]
            if row.ended_at
            else gettext("%(who)s svarer senest %(day)s")
            % {"who": row.owner_organisation.name, "day": day_text(row.deadline)},
        }
        for row in rows[:20]
    ]
