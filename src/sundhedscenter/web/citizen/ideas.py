"""What citizens propose: the list for everybody, one idea with its comments and answers, and the citizen's own.

The vote and the comment carry the idea in the form, not in the address: the access log keeps addresses.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from sundhedscenter.catalogue.wording import in_language
from sundhedscenter.citizens.models import Citizen
from sundhedscenter.citizens.queries import citizen_of
from sundhedscenter.core import access, clock
from sundhedscenter.intake import idea_queries, ideas
from sundhedscenter.intake.idea_answers import ready_words
from sundhedscenter.intake.models import Posting, PostingDecision
from sundhedscenter.web.citizen.conversation import errors_of
from sundhedscenter.web.citizen.entry import citizen_page
from sundhedscenter.web.dates import day_text

A_PAGE = 20
LONGEST_TITLE, LONGEST_TEXT, LONGEST_COMMENT = 80, 1000, 500


def _language() -> str:
    return get_language() or "da"


class IdeaForm(forms.Form):
    """A line that says it, and a few more."""

    title = forms.CharField(required=False, strip=True)
    text = forms.CharField(required=False, strip=True)

    def clean_title(self) -> str:
        return _asked_for(self.cleaned_data["title"], gettext("Skriv din idé i én linje."), LONGEST_TITLE)

    def clean_text(self) -> str:
        return _asked_for(self.cleaned_data["text"], gettext("Skriv lidt mere om din idé."), LONGEST_TEXT)


class CommentForm(forms.Form):
    """One text about the idea that it names."""

    idea = forms.UUIDField()
    text = forms.CharField(required=False, strip=True)

    def clean_text(self) -> str:
        return _asked_for(self.cleaned_data["text"], gettext("Skriv, hvad du tænker."), LONGEST_COMMENT)


def _asked_for(words: str, ask: str, most: int) -> str:
    if not words:
        raise forms.ValidationError(ask)
    if len(words) > most:
        raise forms.ValidationError(gettext("Skriv det lidt kortere. Der er plads til %(n)s tegn.") % {"n": most})
    return words


@require_GET
def idea_list(request: HttpRequest) -> HttpResponse:
    """All that has been let through, the newest first. A fixed number of queries."""
    page = Paginator(idea_queries.shown_ideas(), A_PAGE).get_page(request.GET.get("side"))
    context = {"ideas": [_idea(row) for row in page], "page": page}
    return render(request, "citizen/ideas.html", context)


@require_GET
def idea(request: HttpRequest, idea_id: UUID) -> HttpResponse:
    return _show(request, idea_id, CommentForm())


def _show(request: HttpRequest, idea_id: UUID, form: CommentForm) -> HttpResponse:
    row = idea_queries.shown_ideas().filter(pk=idea_id).first()
    if row is None:
        raise Http404
    viewer = request.viewer  # type: ignore[attr-defined]
    reader = None if viewer.roles else citizen_of(viewer)
    if reader is not None:
        access.seen(viewer, [reader.pk], "ideas")
    context = {
        "idea": _idea(row),
        "answers": [_answer(decision) for decision in row.decisions.all() if decision.stage in ideas.ANSWERS],
        "comments": [
            {"text": said.text, "lang": _other(said), "day": day_text(said.written_on)}
            for said in idea_queries.shown_comments(row)
        ],
        "may_act": viewer.user_id is not None and not viewer.roles,
        "works_here": bool(viewer.roles),
        "has_voted": reader is not None and bool(idea_queries.own_votes(reader, [row.pk])),
        "form": form,
        "errors": errors_of(form),
        "limit": LONGEST_COMMENT,
    }
    return render(request, "citizen/idea.html", context, status=422 if form.is_bound else 200)


def _idea(row: Posting) -> dict[str, Any]:
    answers = [decision for decision in row.decisions.all() if decision.stage in ideas.ANSWERS]
    return {
        "id": row.pk,
        "title": row.title,
        "text": row.text,
        "lang": _other(row),
        "stage": row.stage,
        "votes": row.votes,
        "comments": getattr(row, "shown_comments", 0),
        "day": day_text(row.written_on),
        "answer": _answer(answers[-1]) if answers else None,
        "href": reverse("web:idea", args=[row.pk]),
    }


def _answer(decision: PostingDecision) -> dict[str, Any]:
    """What was answered: the ready text in the reader's language, own words as they were written, in Danish."""
    return {
        "stage": decision.stage,
        "ready": ready_words(decision.ready, _language()),
        "words": decision.words,
        "lang": "" if _language() == "da" else "da",
        "offer": in_language(decision.offer, "name", _language()) if decision.offer else "",
        "offer_href": reverse("web:offer", args=[decision.offer.code]) if decision.offer else "",
        "by": decision.organisation.name if decision.organisation else "",
        "day": day_text(clock.day_of(decision.at)),
    }


def _other(row: Posting) -> str:
    """The language of the words where it is not the page's."""
    return "" if row.language == _language() else row.language


@require_http_methods(["GET", "POST"])
@citizen_page("ideas")
def propose(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """Written once, read through by a moderator, then shown. Nobody is named."""
    form = IdeaForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _was_kept(request, citizen, form, ideas.propose, **form.cleaned_data):
        return redirect("web:my_ideas")
    context = {"form": form, "errors": errors_of(form), "title_limit": LONGEST_TITLE, "limit": LONGEST_TEXT}
    return render(request, "citizen/idea_new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@citizen_page("ideas")
def comment(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """Sent from the page of an idea, and shown there again where something is missing."""
    form = CommentForm(request.POST or None)
    if not form.is_bound or (not form.is_valid() and "idea" in form.errors):
        return redirect("web:ideas")
    idea_id = form.cleaned_data["idea"]
    words = {"idea_id": idea_id, "text": form.cleaned_data.get("text", "")}
    if form.is_valid() and _was_kept(request, citizen, form, ideas.comment, **words):
        return redirect("web:my_ideas")
    return _show(request, idea_id, form)


def _was_kept(request: HttpRequest, citizen: Citizen, form: forms.Form, act: Any, **words: Any) -> bool:
    """Whether it was written; else the form says kindly what to do."""
    viewer = request.viewer  # type: ignore[attr-defined]
    try:
        act(viewer=viewer, citizen=citizen, language=_language(), at=clock.now(), **words)
    except ideas.TooManyIdeas:
        form.add_error(
            "text",
            gettext("Du har allerede fem idéer, som vi ser på. Du kan skrive en ny, når vi har svaret på en af dem."),
        )
    except ideas.TooManyComments:
        form.add_error("text", gettext("Tak, fordi du skriver så meget. Kom gerne tilbage i morgen og skriv mere."))
    except ideas.HoldsNumber:
        form.add_error("text", gettext("Tag numre og mail ud af teksten. Alle kan læse det, du skriver."))
    except ideas.NobodyReads:
        form.add_error("text", gettext("Lige nu er der ingen, der kan læse din tekst. Prøv igen i morgen."))
    except ideas.NotShown:
        raise Http404 from None
    else:
        return True
    return False


@require_http_methods(["GET", "POST"])
@citizen_page("ideas")
def vote(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """Give the vote, or take it back; sent twice, it is the same."""
    form = CommentForm(request.POST or None)
    form.is_valid()
    idea_id = form.cleaned_data.get("idea") if form.is_bound else None
    if idea_id is None:
        return redirect("web:ideas")
    act = ideas.take_vote_back if "back" in request.POST else ideas.vote
    try:
        act(viewer=request.viewer, citizen=citizen, idea_id=idea_id, at=clock.now())  # type: ignore[attr-defined]
    except ideas.NotShown:
        raise Http404 from None
    return redirect("web:idea", idea_id=idea_id)


@require_http_methods(["GET", "POST"])
@citizen_page("ideas")
def my_ideas(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """What I have written, where it stands, and a button that takes the words away."""
    if request.method == "POST":
        try:
            posting_id = UUID(request.POST.get("posting", ""))
            ideas.withdraw(viewer=request.viewer, citizen=citizen, posting_id=posting_id, at=clock.now())  # type: ignore[attr-defined]
        except (ValueError, ideas.NotYours):
            raise Http404 from None
        return redirect("web:my_ideas")
    return render(
        request, "citizen/my_ideas.html", {"mine": [_mine(row) for row in idea_queries.own_postings(citizen)]}
    )


def _mine(row: Posting) -> dict[str, Any]:
    newest = [decision for decision in row.decisions.all() if decision.ready or decision.words]
    says = newest[-1] if newest and newest[-1].stage == row.stage else None
    return {
        **_idea(row),
        "heading": row.title or (gettext("Taget væk") if row.stage == "withdrawn" else gettext("En kommentar")),
        "is_comment": row.about_id is not None,
        "shown_at": reverse("web:idea", args=[row.about_id or row.pk]) if row.stage in idea_queries.SHOWN else "",
        "says": _answer(says) if says else None,
        "due": day_text(row.due_on) if row.due_on else "",
        "gone": row.stage == "withdrawn",
    }
