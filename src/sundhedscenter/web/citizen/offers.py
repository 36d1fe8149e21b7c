"""The list of offers: a question, filters, and cards. GET, so that a link to it works; nothing typed is kept (ADR 0012)."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sundhedscenter.catalogue.search import asking
from sundhedscenter.catalogue.search.asking import Filters, Question, ask
from sundhedscenter.catalogue.search.found import cards
from sundhedscenter.catalogue.search.lay_words import words_asked_for
from sundhedscenter.catalogue.search.places import gazetteer
from sundhedscenter.core import clock
from sundhedscenter.groups.finding import Findings, find
from sundhedscenter.web.citizen import offers_words as words
from sundhedscenter.web.languages import LANGUAGES

PER_PAGE = 20
TICKED = {"efter16": asking.AFTER_16, "weekend": asking.WEEKEND, "straks": asking.AT_ONCE}
MET = {"uden-rejse": asking.WITHOUT_TRAVEL, "gratis": asking.FREE}
BY_ONESELF = "selv"


@require_GET
@never_cache
def offers(request: HttpRequest) -> HttpResponse:
    """Four queries for words, offers, groups and cards, however many are found."""
    question = ask(request.GET.get("q", ""))
    given = _filters(request.GET)
    language = get_language() or "da"
    found = find(question=question, filters=given, at=clock.now(), language=language)
    page, of = _page(request.GET.get("side", ""), len(found.hits))
    shown = found.hits[(page - 1) * PER_PAGE : page * PER_PAGE]
    told = cards([hit.offer.id for hit in shown])
    active = given.and_also(question.filters)
    typed = request.GET.get("postnr", "").strip()[:10]
    context = {
        "q": question.text,
        "count": len(found.hits),
        "count_text": words.count_text(len(found.hits), question.text),
        "lines": [words.line(hit, told[hit.offer.id], active) for hit in shown],
        "chips": _chips(request.GET, question, given),
        "loosened": _loosened(request.GET, question, given, found),
        "page": page,
        "of": of,
        "query": _query(request.GET),
        "typed": typed,
        "near_error": words.near_error() if typed and not given.near else "",
        "centre_phone": settings.CENTRE_PHONE,
        **_words(question, found),
        **_choices(given, found),
    }
    response = render(request, "citizen/offers.html", context)
    if request.GET:
        response["X-Robots-Tag"] = "noindex"
    return response


def _filters(query: QueryDict) -> Filters:
    """What was ticked and chosen. What nobody can choose here is left out, not an error."""
    ticked = {*query.getlist("hvornaar"), *query.getlist("vilkaar")}
    known = gazetteer()
    postal_code = "".join(query.get("postnr", "").split())
    municipality = query.get("kommune", "")
    language = query.get("sprog", "")
    return Filters(
        **{name: value in ticked for value, name in {**TICKED, **MET}.items()},
        way_in="self" if BY_ONESELF in ticked else "",
        language=language if language in LANGUAGES else "",
        municipality=municipality if municipality in known.names else "",
        near=postal_code if postal_code in known.spots else "",
    )


def _page(asked: str, count: int) -> tuple[int, int]:
    of = max(1, -(-count // PER_PAGE))
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
    return min(max(number, 1), of), of


def _query(query: QueryDict) -> str:
    rest = query.copy()
    rest.pop("side", None)
    return rest.urlencode()


def _chips(query: QueryDict, question: Question, given: Filters) -> list[dict[str, str]]:
    """What works on the list now, each with the address without it."""
    active = given.and_also(question.filters)
    return [
        {"label": words.filter_name(name, getattr(active, name)), "href": _without(query, question, name)}
        for name in active.active()
    ]


def _loosened(query: QueryDict, question: Question, given: Filters, found: Findings) -> list[dict[str, Any]]:
    active = given.and_also(question.filters)
    return [
        {
            "text": words.loosened_text(words.filter_name(row.name, getattr(active, row.name)), row.count),
            "href": _without(query, question, row.name),
        }
        for row in found.loosened
    ]


def _without(query: QueryDict, question: Question, name: str) -> str:
    """The address of the same list without a filter, whether it was ticked or typed."""
    rest = query.copy()
    rest.pop("side", None)
    if name in question.left_without:
        rest["q"] = question.left_without[name]
    values = {value for value, of in {**TICKED, **MET, BY_ONESELF: asking.WAY_IN}.items() if of == name}
    for field in ("hvornaar", "vilkaar"):
        rest.setlist(field, [value for value in rest.getlist(field) if value not in values])
    single = {asking.MUNICIPALITY: "kommune", asking.LANGUAGE: "sprog", asking.NEAR: "postnr"}.get(name)
    if single:
        rest.pop(single, None)
    kept = QueryDict(mutable=True)
    for field, several in rest.lists():
        if any(several):
            kept.setlist(field, several)
    address = reverse("web:offers")
    return f"{address}?{kept.urlencode()}" if kept else address


def _words(question: Question, found: Findings) -> dict[str, Any]:
    """Words of the house: first when somebody asks what one means, else below the offers."""
    asked = words_asked_for(question.text) if question.text else []
    if not question.asks_for_a_word and found.hits:
        asked = [(word, alone) for word, alone in asked if alone]
    lines = [words.word_line(word) for word, _alone in asked[:3]]
    return {
        "words_first": lines if question.asks_for_a_word else [],
        "words_last": [] if question.asks_for_a_word else lines,
    }


def _choices(given: Filters, found: Findings) -> dict[str, Any]:
    chosen = [value for value, name in {**TICKED, **MET}.items() if getattr(given, name)]
    return {
        "when_choices": words.when_choices(),
        "when_chosen": [value for value in chosen if value in TICKED],
        "terms_choices": words.terms_choices(),
        "terms_chosen": [value for value in chosen if value in MET] + [BY_ONESELF] * bool(given.way_in),
        "municipality_choices": words.municipality_choices(found.municipalities | {given.municipality}),
        "municipality": given.municipality,
        "language_choices": words.language_choices(found.languages | {given.language}),
        "language": given.language,
    }
