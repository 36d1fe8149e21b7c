"""A new citizen by phone or from paper: one page to type, at most three proposals to read aloud, one yes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from sundhedscenter.core import access, clock
from sundhedscenter.intake import drafts
from sundhedscenter.intake.models import Draft
from sundhedscenter.journey import conversation
from sundhedscenter.journey.accept import ChoiceUnknown, SeatGone
from sundhedscenter.journey.offers import home_in, proposals_for
from sundhedscenter.journey.on_behalf import PerhapsKnown, Way, accept_typed, known_already, say_who
from sundhedscenter.journey.proposals import AnswerError
from sundhedscenter.journey.staff import NotVisible
from sundhedscenter.web.citizen.cards import Card, cards_of
from sundhedscenter.web.citizen.confirm import REF
from sundhedscenter.web.staff.on_behalf.desk import SLUG_OF
from sundhedscenter.web.staff.on_behalf.sheet import Sheet
from sundhedscenter.web.staff.pages import staff_render
from sundhedscenter.web.staff.policy import staff_page

CODE = "new_citizen"
READ_OR_SEND = ["GET", "POST"]


def show(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return staff_render(request, CODE, f"staff/on_behalf/{template}", context, status=status)


def open_draft(request: HttpRequest, draft_id: UUID) -> Draft:
    """What the viewer typed and has not finished. Anybody else's is not found."""
    viewer = request.viewer  # type: ignore[attr-defined]
    draft = drafts.typed_drafts(viewer, clock.now()).filter(pk=draft_id).first()
    if draft is None:
        raise Http404
    return draft


@staff_page(CODE)
@require_http_methods(READ_OR_SEND)
def type_in(request: HttpRequest, draft_id: UUID | None = None) -> HttpResponse:
    """The whole paper on one page. What is missing is asked for, and what was typed stays."""
    viewer, at = request.viewer, clock.now()  # type: ignore[attr-defined]
    draft = open_draft(request, draft_id) if draft_id else None
    if draft is not None and draft.used_at is not None:
        return _to_citizen(draft)
    sheet = Sheet(request.POST if request.method == "POST" else None, answers=draft.answers if draft else None)
    if request.method == "POST" and sheet.is_valid():
        answers = sheet.answers()
        if draft is None:
            draft = drafts.typed_draft(viewer=viewer, language=get_language() or "da", answers=answers, at=at)
        elif not _typed_again(draft, answers, at):
            return _to_citizen(draft)
        return redirect("web:staff_new_known", draft_id=draft.pk)
    context = {
        "sheet": sheet,
        "fields": sheet.fields(),
        "errors": sheet.errors(),
        "unfinished": _unfinished(request, besides=draft),
    }
    return show(request, "typing.html", context, status=422 if request.method == "POST" else 200)


def _typed_again(draft: Draft, answers: dict[str, Any], at: datetime) -> bool:
    """Other answers, and nothing chosen; False when the yes was given in another tab, and nothing is written."""
    try:
        with transaction.atomic():
            drafts.save_answers(draft=draft, answers=answers, at=at)
            drafts.choose(draft=draft, choice={}, at=at)
    except drafts.DraftUsed:
        return False
    return True


def _unfinished(request: HttpRequest, *, besides: Draft | None) -> list[dict[str, Any]]:
    """A call that broke off, by the name that was typed."""
    viewer = request.viewer  # type: ignore[attr-defined]
    rows = drafts.typed_drafts(viewer, clock.now()).filter(used_at=None).exclude(pk=besides.pk if besides else None)
    return [{"id": row.pk, "name": row.answers["full_name"]} for row in rows]


@staff_page(CODE)
@require_http_methods(READ_OR_SEND)
def known(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Perhaps the person is here already. Nobody of that phone or name: straight on to the proposals."""
    viewer, at = request.viewer, clock.now()  # type: ignore[attr-defined]
    draft = open_draft(request, draft_id)
    if draft.used_at is not None:
        return _to_citizen(draft)
    typed = draft.answers
    found = known_already(viewer, contact=typed, postal_code=typed["postal_code"], on=clock.day_of(at))
    if request.method == "POST":
        same = next((one.citizen_id for one in found if str(one.citizen_id) == request.POST.get("same")), None)
        if same is not None or request.POST.get("same") == "new":
            try:
                say_who(viewer=viewer, draft=draft, same=same, at=at)
            except drafts.DraftUsed:
                return _to_citizen(draft)
            return redirect("web:staff_new_proposals", draft_id=draft.pk)
    if not found:
        return redirect("web:staff_new_proposals", draft_id=draft.pk)
    access.seen(viewer, [one.citizen_id for one in found], "possible_same")
    return show(request, "known.html", {"draft": draft, "name": typed["full_name"], "found": found})


@staff_page(CODE)
@require_http_methods(READ_OR_SEND)
def proposals(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The same cards as the citizen's own page, to read aloud. The one they want is remembered."""
    draft = open_draft(request, draft_id)
    cards = _cards(draft)
    if isinstance(cards, HttpResponse):
        return cards
    chosen = next((card for card in cards if card.key == request.POST.get("key")), None)
    if chosen is None:
        return _offer(request, draft, cards, gone=request.method == "POST")
    choice = {**_said(draft), "key": chosen.key, "title": chosen.title, "when": chosen.when}
    try:
        drafts.choose(draft=draft, choice=choice, at=clock.now())
    except drafts.DraftUsed:
        return _to_citizen(draft)
    return redirect("web:staff_new_confirm", draft_id=draft.pk)


@staff_page(CODE)
@require_http_methods(READ_OR_SEND)
def confirm(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What happens now, to read aloud, and the one yes."""
    viewer, at = request.viewer, clock.now()  # type: ignore[attr-defined]
    draft = open_draft(request, draft_id)
    if draft.used_at is not None:
        return _to_citizen(draft)
    key = draft.chosen.get("key", "")
    if not REF.fullmatch(key):
        return redirect("web:staff_new_proposals", draft_id=draft.pk)
    if request.method == "GET" or "read_aloud" not in request.POST:
        return _ask(request, draft, key, missing=request.method == "POST")
    try:
        accept_typed(viewer=viewer, draft=draft, key=key, at=at)
    except (AnswerError, conversation.NotAPartner):
        return redirect("web:staff_new_edit", draft_id=draft.pk)
    except (PerhapsKnown, NotVisible):
        return redirect("web:staff_new_known", draft_id=draft.pk)
    except SeatGone as gone:
        return _offer(request, draft, cards_of(gone.alternatives, None), gone=True)
    except ChoiceUnknown:
        return redirect("web:staff_new_proposals", draft_id=draft.pk)
    draft.refresh_from_db()
    return _to_citizen(draft)


@staff_page(CODE)
@require_POST
def forget(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What was typed is thrown away."""
    drafts.forget(draft=open_draft(request, draft_id))
    return redirect("web:staff_new")


def _cards(draft: Draft) -> list[Card] | HttpResponse:
    if draft.used_at is not None:
        return _to_citizen(draft)
    try:
        answers = conversation.answers_of(draft)
        area = conversation.home_area(answers.postal_code)
    except (AnswerError, conversation.NotAPartner):
        return redirect("web:staff_new_edit", draft_id=draft.pk)
    language = get_language() or "da"
    return cards_of(proposals_for(answers=answers, home=home_in(area), at=clock.now(), language=language), None)


def _said(draft: Draft) -> dict[str, Any]:
    """Whether the person is a new one, as it was said before."""
    return {"same": draft.chosen["same"]} if "same" in draft.chosen else {}


def _offer(request: HttpRequest, draft: Draft, cards: list[Card], *, gone: bool) -> HttpResponse:
    context = {"draft": draft, "name": draft.answers["full_name"], "cards": cards, "gone": gone}
    return show(request, "proposals.html", context)


def _ask(request: HttpRequest, draft: Draft, key: str, *, missing: bool) -> HttpResponse:
    cards = _cards(draft)
    shown = next((card for card in cards if card.key == key), None) if isinstance(cards, list) else None
    answers = conversation.answers_of(draft)
    home = conversation.municipality_of(conversation.home_area(answers.postal_code))
    context = {
        "draft": draft,
        "name": draft.answers["full_name"],
        "title": draft.chosen["title"],
        "when": draft.chosen["when"],
        "facts": shown.facts if shown else (),
        "kind": key.partition(":")[0],
        "home": home.name,
        "elsewhere": home.pk not in request.viewer.orgs,  # type: ignore[attr-defined]
        "said_yes": [("1", gettext("Jeg har læst det op, og borgeren har sagt ja"))],
        "missing": missing,
    }
    return show(request, "confirm.html", context, status=422 if missing else 200)


def _to_citizen(draft: Draft) -> HttpResponse:
    way = SLUG_OF[Way(draft.chosen["way"])]
    return redirect("web:staff_for", citizen_id=draft.chosen["citizen"], way=way)
