"""From A to Å: offers, words, places, topics and what people say; and the list of words. Two queries."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

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


@dataclass(frozen=True, slots=True)
class Entry:
    """`kind` tells two of the same name apart; `lang` the language of a name that is not the page's; `said`: a lay word."""

    name: str
    href: str
    kind: str = ""
    lang: str = ""
    said: bool = False


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Sorted as a Danish reader looks: æ, ø, å last, and aa as å. In English too: places keep their letters."""
    entries = sorted(_once(_entries()), key=_order)
    letters = {letter: list(rows) for letter, rows in groupby(entries, key=lambda entry: initial(entry.name))}
    context = {
        "jumps": [(letter, f"#{_anchor(letter)}") for letter in ALPHABET if letter in letters],
        "letters": [
            {"letter": letter, "anchor": _anchor(letter), "entries": letters[letter]}
            for letter in ALPHABET
            if letter in letters
        ],
    }
    return render(request, "citizen/index.html", context)


@require_GET
def word_list(request: HttpRequest) -> HttpResponse:
    lines = sorted((word_line(word) for word in words()), key=lambda row: danish_order(row["name"]))
    return render(request, "citizen/words.html", {"words": lines})


def _entries() -> Iterator[Entry]:
    english = (get_language() or "da") == "en"
    search = reverse("web:offers")
    for offer in shown_offers().only("code", "name_da", "name_en"):
        name = in_words(offer, "name")
        yield Entry(name.text, reverse("web:offer", args=[offer.code]), lang=name.lang)
    for word in map(word_line, words()):
        yield Entry(word["name"], f"{reverse('web:words')}#{word['code']}", gettext("ord"))
    for place in Place.objects.filter(offers__in=shown_offers().order_by()).distinct().order_by("code"):
        yield Entry(
            place.name,
            f"{search}?{urlencode({'postnr': place.postal_code})}",
            gettext("sted i %(municipality)s") % {"municipality": municipality_name(place.municipality_code)},
        )
    for topic in Topic:
        if topic != Topic.UNSURE:
            yield Entry(
                gettext(str(topic.label)), f"{search}?{urlencode({'q': gettext(str(topic.label))})}", gettext("emne")
            )
    for row in rows_of(lay_words()):
        for said in row.en if english else row.da:
            yield Entry(said[:1].upper() + said[1:], f"{search}?{urlencode({'q': said})}", gettext("søg"), said=True)


def _once(entries: Iterable[Entry]) -> list[Entry]:
    """What people say is left out where an offer, a word, a place or a topic is called the same."""
    found: dict[tuple[str, str], Entry] = {}
    named: set[str] = set()
    for entry in entries:
        name = entry.name.casefold()
        if not entry.said or name not in named:
            found.setdefault((name, entry.kind), entry)
            named.add(name)
    return list(found.values())


def _order(entry: Entry) -> tuple[int, tuple[str, str], str]:
    return ALPHABET.index(initial(entry.name)), danish_order(entry.name), entry.kind


def _anchor(letter: str) -> str:
    return {"#": "tal", "Æ": "ae", "Ø": "oe", "Å": "aa"}.get(letter, letter.lower())
