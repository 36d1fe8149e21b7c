"""The conversation before log-in: one question on a page, kept in a draft that the browser holds the key to."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sundhedscenter.core import clock
from sundhedscenter.intake import drafts
from sundhedscenter.intake.models import Draft
from sundhedscenter.journey import conversation
from sundhedscenter.web.citizen.questions import QUESTIONS, Question
from sundhedscenter.web.dates import day_text

THIRTY_DAYS = settings.DRAFT_DAYS * 24 * 3600


def open_draft(request: HttpRequest, at: datetime) -> Draft | None:
    """The visitor's own conversation that has not yet become a pathway."""
    draft = drafts.draft_of(request.viewer, at=at)
    return draft if draft is not None and draft.used_at is None else None


def begin(request: HttpRequest, at: datetime) -> tuple[Draft, str]:
    """A new conversation, and the key that the browser must keep."""
    return drafts.new_draft(viewer=request.viewer, language=get_language() or "da", at=at)


def keep(request: HttpRequest, response: HttpResponse, key: str) -> HttpResponse:
    """Give the browser the key. It lasts as long as the draft and is of no use elsewhere."""
    response.set_cookie(
        settings.DRAFT_COOKIE,
        key,
        max_age=THIRTY_DAYS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def next_page(draft: Draft) -> str:
    """Where the conversation goes on: the first open question, else the proposals."""
    slug = conversation.first_open_step(draft)
    return reverse("web:question", args=[slug]) if slug else reverse("web:proposals")


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """ "Jeg er klar nu": go on with the open conversation, or begin one. `forfra=1` begins again."""
    at = clock.now()
    draft = open_draft(request, at)
    if draft is not None and "forfra" not in request.POST:
        return redirect(next_page(draft))
    if request.method == "GET":
        return redirect("web:front")
    draft, key = begin(request, at)
    return keep(request, redirect(next_page(draft)), key)


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, step: str) -> HttpResponse:
    """One question. Back and forth work; `?ret=1` leads back to the proposals after a changed answer.

    `?mere=1` goes through what a wish let the visitor skip, and each of those can be skipped again.
    """
    if step not in QUESTIONS:
        raise Http404
    at = clock.now()
    draft = open_draft(request, at)
    if request.method == "GET":
        if draft is None:
            return render(request, "citizen/draft_gone.html")
        return _show(request, step, QUESTIONS[step].from_answers(draft.answers), draft)
    form = QUESTIONS[step](request.POST)
    later = "later" in request.POST
    if later and form.is_blank and draft is not None:
        return redirect("web:kept")
    if not form.is_valid():
        return _show(request, step, form, draft, status=422)
    key = ""
    if draft is None:  # the cookie ran out while the page lay open: what was typed begins a new conversation
        draft, key = begin(request, at)
    try:
        draft = drafts.save_answers(draft=draft, answers=form.answers(), at=at)
    except drafts.DraftUsed:  # the yes was given in another tab: what was typed begins a new conversation too
        draft, key = begin(request, at)
        draft = drafts.save_answers(draft=draft, answers=form.answers(), at=at)
    response = redirect("web:kept") if later else HttpResponseRedirect(_after(request, step, draft))
    return keep(request, response, key) if key else response


def _after(request: HttpRequest, step: str, draft: Draft) -> str:
    """The page after an answered question."""
    slugs = list(QUESTIONS)
    open_step = conversation.first_open_step(draft)
    if "mere" in request.GET:
        return more_page(draft, step)
    if "ret" in request.GET or draft.wish or step == slugs[-1]:
        return next_page(draft)
    following = slugs[slugs.index(step) + 1]
    if open_step is not None and slugs.index(open_step) < slugs.index(following):
        following = open_step
    return reverse("web:question", args=[following])


def more_page(draft: Draft, step: str = "") -> str:
    """The next question that was skipped; the proposals when there is none."""
    slug = conversation.first_skipped_step(draft, step)
    return f"{reverse('web:question', args=[slug])}?mere=1" if slug else reverse("web:proposals")


def _back(step: str, slugs: list[str], draft: Draft | None) -> str:
    """The question before; before the first one the page where it all began."""
    before = slugs[: slugs.index(step)]
    if before:
        return reverse("web:question", args=[before[-1]])
    return reverse("web:offer", args=[draft.wish["offer"]]) if draft and draft.wish else reverse("web:front")


def _show(request: HttpRequest, step: str, form: Question, draft: Draft | None, *, status: int = 200) -> HttpResponse:
    changing, more = "ret" in request.GET, "mere" in request.GET
    asked = conversation.steps_of(draft) if draft else list(QUESTIONS)
    beside = changing or more or step not in asked
    slugs = asked if step in asked else list(QUESTIONS)
    number = slugs.index(step)
    back = reverse("web:proposals") if beside else _back(step, slugs, draft)
    context: dict[str, Any] = {
        "form": form,
        "field": form[form.keys[0]] if form.kind not in ("week", "rulers") else None,
        "step": 0 if beside else number + 1,
        "steps": len(slugs),
        "skip_url": more_page(draft, step) if more and draft else "",
        "back_url": back,
        "errors": errors_of(form),
        "week_error": " ".join(form.non_field_errors()) if form.is_bound else "",
        "changing": changing,
    }
    return render(request, "citizen/question.html", context, status=status)


def errors_of(form: Any) -> list[tuple[str, str]]:
    """(id of the field, what to do), in the order of the page; the week's own error points at its first box."""
    if not form.is_bound:
        return []
    return [
        ("id_part" if name == "__all__" else f"id_{name}", str(message))
        for name, messages in form.errors.items()
        for message in messages
    ]


@require_GET
def kept(request: HttpRequest) -> HttpResponse:
    """ "Gem og fortsæt senere": what is kept, for how long, and how to come back."""
    draft = open_draft(request, clock.now())
    if draft is None:
        return render(request, "citizen/draft_gone.html")
    context = {"next_url": next_page(draft), "until": day_text(clock.day_of(draft.expires_at))}
    return render(request, "citizen/kept.html", context)


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """On a borrowed computer: the browser gives up its key, so nobody who sits down here next can read the answers."""
    response = redirect("web:front")
    response.delete_cookie(settings.DRAFT_COOKIE, samesite="Lax")
    return response
