"""From A to Å, a letter at a time: offers, places, words and what people say; and the list of words. Two queries."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from sundhedscenter.catalogue.models import Place
from sundhedscenter.catalogue.queries import shown_offers
from sundhedscenter.catalogue.search.folding import danish_order, initial
from sundhedscenter.catalogue.search.lay_words import lay_words, rows_of, words
from sundhedscenter.catalogue.search.places import municipality_name
from sundhedscenter.catalogue.vocabulary import Topic
from sundhedscenter.web.citizen.offer_words import in_words
from sundhedscenter.web.citizen.offers_words import word_line

ALPHABET = "#ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ"
LETTER, ALL = "bogstav", "alle"


class Kind(IntEnum):
    """In the order in which they stand under a letter: what one can join first, what only leads to a search last."""

    OFFER = 0
    PLACE = 1
    WORD = 2
    SEARCH = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """`note` tells two of the same name apart; `lang` the language of a name that is not the page's; `said`: a lay word."""

    kind: Kind
    name: str
    href: str
    note: str = ""
    lang: str = ""
    said: bool = False


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """One letter, the first that has something when none is asked for; `?bogstav=alle` is the whole, for the printer.

    Sorted as a Danish reader looks: æ, ø, å last, and aa as å. In English too: places keep their letters.
    """
    entries = sorted(_once(_entries()), key=_order)
    found = {letter: list(rows) for letter, rows in groupby(entries, key=lambda entry: initial(entry.name))}
    there = [letter for letter in ALPHABET if letter in found]
    asked = request.GET.get(LETTER, "")
    whole = asked == ALL
    shown = there if whole else [letter for letter in there if _code(letter) == asked.lower()] or there[:1]
    context = {
        "jumps": [(letter, f"#{_code(letter)}" if whole else _address(_code(letter))) for letter in there],
        "current": "" if whole else "".join(_address(_code(letter)) for letter in shown),
        "whole": whole,
        "all_url": _address(ALL),
        "letters": [{"letter": letter, "anchor": _code(letter), "groups": _groups(found[letter])} for letter in shown],
    }
    return render(request, "citizen/index.html", context)


def _address(code: str) -> str:
    return f"{reverse('web:index')}?{urlencode({LETTER: code})}"


def _groups(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The entries of a letter by kind, each kind under its own heading."""
    headings = {
        Kind.OFFER: gettext("Tilbud"),
        Kind.PLACE: gettext("Steder"),
        Kind.WORD: gettext("Ord, vi forklarer"),
        Kind.SEARCH: gettext("Søg på det, folk siger"),
    }
    by_kind = groupby(sorted(entries, key=lambda entry: entry.kind), key=lambda entry: entry.kind)
    return [{"heading": headings[kind], "entries": list(rows)} for kind, rows in by_kind]


@require_GET
def word_list(request: HttpRequest) -> HttpResponse:
    lines = sorted((word_line(word) for word in words()), key=lambda row: danish_order(row["name"]))
    return render(request, "citizen/words.html", {"words": lines})


def _entries() -> Iterator[Entry]:
    english = (get_language() or "da") == "en"
    search = reverse("web:offers")
    yield from _offers()
    for word in map(word_line, words()):
        yield Entry(Kind.WORD, word["name"], f"{reverse('web:words')}#{word['code']}")
    for place in Place.objects.filter(offers__in=shown_offers().order_by()).distinct().order_by("code"):
        yield Entry(
            Kind.PLACE,
            place.name,
            f"{search}?{urlencode({'postnr': place.postal_code})}",
            municipality_name(place.municipality_code),
        )
    for topic in Topic:
        if topic != Topic.UNSURE:
            label = gettext(str(topic.label))
            yield Entry(Kind.SEARCH, label, f"{search}?{urlencode({'q': label})}")
    for row in rows_of(lay_words()):
        for said in row.en if english else row.da:
            yield Entry(Kind.SEARCH, said[:1].upper() + said[1:], f"{search}?{urlencode({'q': said})}", said=True)


def _offers() -> Iterator[Entry]:
    """Offers of the same name are told apart by who gives them."""
    offers = shown_offers().select_related("organisation").only("code", "name_da", "name_en", "organisation__name")
    named = [(offer, in_words(offer, "name")) for offer in offers]
    often = Counter(name.text.casefold() for _offer, name in named)
    for offer, name in named:
        note = offer.organisation.name if often[name.text.casefold()] > 1 else ""
        yield Entry(Kind.OFFER, name.text, reverse("web:offer", args=[offer.code]), note, name.lang)


def _once(entries: Iterable[Entry]) -> Iterator[Entry]:
    """What people say is left out where an offer, a word, a place or a topic is called the same."""
    named: set[str] = set()
    for entry in entries:
        name = entry.name.casefold()
        if not entry.said or name not in named:
            named.add(name)
            yield entry


def _order(entry: Entry) -> tuple[int, tuple[str, str], Kind, str]:
    return ALPHABET.index(initial(entry.name)), danish_order(entry.name), entry.kind, entry.note


def _code(letter: str) -> str:
    """A letter as it stands in addresses."""
    return {"#": "tal", "Æ": "ae", "Ø": "oe", "Å": "aa"}.get(letter, letter.lower())
