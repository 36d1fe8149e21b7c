"""The proposals, and choosing one. Nothing is decided about a seat here: that happens when the citizen says yes."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sundhedscenter.catalogue.wording import in_language
from sundhedscenter.citizens.queries import citizen_of
from sundhedscenter.core import clock, week
from sundhedscenter.intake import drafts
from sundhedscenter.intake.models import Draft
from sundhedscenter.journey import conversation
from sundhedscenter.journey.offers import home_in, proposals_for
from sundhedscenter.journey.proposals import AnswerError, Barrier, Citizen
from sundhedscenter.journey.wishes import OfferWish, proposals_with, wish_of
from sundhedscenter.web.citizen.cards import Card, cards_of
from sundhedscenter.web.citizen.conversation import more_page, next_page, open_draft
from sundhedscenter.web.citizen.entry import to_log_in
from sundhedscenter.web.citizen.questions import QUESTIONS, SLUG_OF, OneOf


@never_cache
@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """At most three cards, each with why it fits."""
    draft = open_draft(request, clock.now())
    if draft is None:
        return render(request, "citizen/draft_gone.html")
    found = found_for(request, draft)
    if isinstance(found, HttpResponse):
        return found
    return _show(request, draft, found)


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Remember the choice, then log in. A card that went meanwhile leads back to the cards there are now."""
    at = clock.now()
    draft = open_draft(request, at)
    if draft is None:
        return render(request, "citizen/draft_gone.html")
    found = found_for(request, draft)
    if isinstance(found, HttpResponse):
        return found
    chosen = next((c for c in found.cards if c.key == request.POST.get("key")), None)
    if chosen is None:
        return _show(request, draft, found, gone=True)
    try:
        drafts.choose(draft=draft, choice={"key": chosen.key, "title": chosen.title, "when": chosen.when}, at=at)
    except drafts.DraftUsed:  # the yes was given in another tab
        return render(request, "citizen/draft_gone.html")
    if request.viewer.user_id is None:
        return to_log_in(request, reverse("web:confirm"))
    return redirect("web:confirm")


@dataclass(frozen=True)
class Found:
    """The cards; what the visitor came for, and why it is not among them where it is not."""

    cards: list[Card]
    wished: OfferWish | None = None
    unmet: Barrier | None = None


def found_for(request: HttpRequest, draft: Draft) -> Found | HttpResponse:
    """The cards for a complete conversation; else the way to the question that is open or must be mended."""
    asking = asking_of(draft)
    if isinstance(asking, str):
        return redirect(asking)
    asked = {"answers": asking.answers, "home": asking.home, "at": clock.now(), "language": get_language() or "da"}
    wished, citizen = wish_of(draft), citizen_of(request.viewer)
    if wished is None:
        return Found(cards_of(proposals_for(**asked), citizen), unmet=Barrier.BEGUN if draft.wish else None)
    found = proposals_with(wished=wished, **asked)
    return Found(cards_of(found.cards, citizen), wished, found.unmet)


def mend_page(draft: Draft) -> str:
    """The question that is open or must be answered again; the proposals when there is none."""
    asking = asking_of(draft)
    return asking if isinstance(asking, str) else reverse("web:proposals")


def asking_of(draft: Draft) -> Citizen | str:
    """Who asks, from a complete conversation; else the page of the question that is open or must be mended."""
    if conversation.first_open_step(draft) is not None:
        return next_page(draft)
    try:
        answers = conversation.answers_of(draft)
        return Citizen(answers=answers, home=home_in(conversation.home_area(answers.postal_code)))
    except AnswerError as error:
        return reverse("web:question", args=[SLUG_OF[error.field]])
    except conversation.NotAPartner:
        return reverse("web:question", args=[SLUG_OF["postal_code"]])


def _show(request: HttpRequest, draft: Draft, found: Found, *, gone: bool = False) -> HttpResponse:
    context = {
        "cards": found.cards,
        "gone": gone,
        "wish": wish_notes(draft, found),
        "answers": answered(draft),
        "back_url": reverse("web:question", args=[conversation.steps_of(draft)[-1]]),
    }
    return render(request, "citizen/proposals.html", context)


def answered(draft: Draft) -> list[dict[str, Any]]:
    """What the citizen said, question by question, with the way to change it."""
    lines = []
    for slug, question in QUESTIONS.items():
        values = [draft.answers.get(key) for key in question.keys]
        href = f"{reverse('web:question', args=[slug])}?ret=1"
        lines.append({"label": question.title, "hint": _in_words(question, values), "href": href})
    return lines


def wish_notes(draft: Draft, found: Found) -> dict[str, Any] | None:
    """What the page says to somebody with a wish: what it is, why it cannot be had, which questions are left."""
    if not draft.wish:
        return None
    name = in_language(found.wished, "name", get_language() or "da") if found.wished else ""
    times = reverse("web:question", args=["uge"])
    open_week = found.unmet is not None and conversation.is_open(draft, "uge")
    return {
        "name": name or (found.wished.name_da if found.wished else ""),
        "offer_url": reverse("web:offer", args=[draft.wish["offer"]]),
        "unmet": unmet_text(found.unmet) if found.unmet else "",
        "more_url": more_page(draft) if conversation.first_skipped_step(draft) else "",
        "times_url": f"{times}?ret=1" if open_week else "",
    }


def unmet_text(barrier: Barrier) -> str:
    """Why what the visitor came for cannot be chosen now. Never says that it is their fault."""
    return {
        Barrier.TOPIC: gettext("Det handler om noget andet, end du har svaret."),
        Barrier.WEEK: gettext("Det er på tider, hvor du ikke kan."),
        Barrier.TIME: gettext("Det tager mere end en time ad gangen."),
        Barrier.MONEY: gettext("Det koster penge, og du bad om noget gratis."),
        Barrier.BODY: gettext("Det kan ikke gøres så roligt eller uden trapper, som du har brug for."),
        Barrier.DIGITAL: gettext("Det er på nettet, og det vil du helst slippe for."),
        Barrier.SEATS: gettext("Holdet er fyldt lige nu."),
        Barrier.BEGUN: gettext("Det tager ikke flere ind lige nu."),
        Barrier.DISTANCE: gettext("Det er længere væk, end du kan komme."),
    }[barrier]


def _in_words(question: type[Any], values: list[Any]) -> str:
    if None in values:
        return gettext("Ikke svaret endnu")
    if question.kind == "week":
        return week.describe_parts(values[0], say=gettext)
    if question.kind == "rulers":
        return ", ".join(str(value) for value in values)
    if issubclass(question, OneOf):
        return str(next((label for value, label, _hint in question.choices if value == values[0]), ""))
    return str(values[0]) or gettext("Ikke endnu")
