"""Every text a citizen can meet is plain Danish, and no Danish stands unmarked on an English page."""

import re
from functools import cache
from html import unescape
from html.parser import HTMLParser

import polib
import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from scripts.check_translations import extracted
from sundhedscenter.catalogue.checks import read_content
from sundhedscenter.catalogue.lix import lix, word_count
from sundhedscenter.catalogue.models import Offer
from sundhedscenter.web.crumbs import CRUMBS
from tests.catalogue.texts import MEASURED_WORDS, as_running_text, danish_by_file

MOST = 35.0
# Texts of these places are read by those who work here.
FOR_STAFF = (
    "web/staff/",
    "web/coordinator/",
    "templates/staff/",
    "layouts/staff.html",
    "gallery",
    "components/examples",
)
FOR_CITIZENS = ("web/",)
# Small Danish words that no English text has. Without those that both languages know: for, at, den (of a lion), en, man.
DANISH = frozenset(
    [
        "og",
        "ikke",
        "jeg",
        "det",
        "som",
        "på",
        "er",
        "til",
        "af",
        "de",
        "har",
        "med",
        "kan",
        "vil",
        "skal",
        "du",
        "dig",
        "din",
        "dit",
        "dine",
        "vi",
        "os",
        "hvad",
        "hvor",
        "hvornår",
        "når",
        "ved",
        "fra",
        "eller",
        "men",
        "så",
        "her",
        "der",
        "blev",
        "bliver",
        "også",
        "mere",
        "meget",
        "nogen",
        "noget",
        "ingen",
        "alle",
        "andre",
        "uden",
        "efter",
        "før",
        "hos",
        "din",
        "om",
        "et",
    ]
)


def is_for_citizens(entry: polib.POEntry) -> bool:
    """Whether any place that uses the text is a page, letter or file for citizens or everybody."""
    places = [place for place, _line in entry.occurrences]
    return any(place.startswith(FOR_CITIZENS) and not any(part in place for part in FOR_STAFF) for place in places)


def as_read(msgid: str) -> str:
    """The text without markup; what is filled in counts as one short word."""
    return unescape(re.sub(r"<[^>]+>", " ", re.sub(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", "x", msgid)))


@cache
def texts() -> list[tuple[str, str]]:
    """(where, text) of the interface and of the content, in Danish."""
    interface = [
        (entry.occurrences[0][0], as_read(words))
        for entry in extracted()
        if is_for_citizens(entry)
        for words in (entry.msgid, entry.msgid_plural)
        if words
    ]
    return interface + [(file, text) for file, found in danish_by_file().items() for text in found]


@pytest.mark.slow
def test_every_text_for_citizens_is_plain() -> None:
    """Each text long enough to measure, and each place as a whole. Prints the ten hardest."""
    by_place: dict[str, list[str]] = {}
    for place, text in texts():
        by_place.setdefault(place, []).append(text)
    measured = [(lix(text), place, text) for place, text in texts() if word_count(text) >= MEASURED_WORDS]
    measured += [(lix(whole), place, "all of it") for place, whole in _wholes(by_place)]
    assert len(measured) > 500
    measured.sort(reverse=True)
    for value, place, text in measured[:10]:
        print(f"{value:5.1f}  {place}  {text[:90]!r}")
    assert [row for row in measured if row[0] > MOST] == []


def _wholes(by_place: dict[str, list[str]]) -> list[tuple[str, str]]:
    wholes = [(place, as_running_text(found)) for place, found in by_place.items()]
    return [(place, whole) for place, whole in wholes if word_count(whole) >= 3 * MEASURED_WORDS]


class EnglishWords(HTMLParser):
    """The words of a page outside elements that say they are Danish, and outside what nobody reads."""

    VOID = frozenset({"area", "br", "hr", "img", "input", "link", "meta", "source", "wbr"})
    UNREAD = frozenset({"script", "style", "svg", "template"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        hidden = tag in self.UNREAD or bool(self.open and self.open[-1][1])
        if (language := given.get("lang")) is not None and tag not in self.UNREAD:
            hidden = not language.startswith("en")
        if not hidden:
            for name in ("alt", "title", "aria-label", "placeholder", "content" if tag == "meta" else "alt"):
                self.words += _words(given.get(name) or "")
        if tag not in self.VOID:
            self.open.append((tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self.open and self.open[-1][1]):
            self.words += _words(data)


ADDRESS = re.compile(r"\S*/\S*/\S*")


@cache
def names() -> tuple[str, ...]:
    """What is called the same in both languages: the centre (its first line stands alone in the head), and places."""
    centre = settings.CENTRE_NAME.lower()
    places = [place.name.lower() for place in read_content().places.values()]
    return (centre, centre.rsplit(" ", 1)[0], *places)


def _words(text: str) -> list[str]:
    """In small letters, without names and addresses."""
    left = ADDRESS.sub(" ", text.lower())
    for name in names():
        left = left.replace(name, " ")
    return re.findall(r"[a-zæøå]+", left)


def danish_words(html: str) -> set[str]:
    parser = EnglishWords()
    parser.feed(html)
    return set(parser.words) & DANISH


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<html lang="en"><p>For you at home</p></html>', set()),
        ('<html lang="en"><p>Kom og prøv</p></html>', {"og"}),
        ('<html lang="en"><p lang="da">Kom og prøv<br>det</p><p>Come</p></html>', set()),
        ('<html lang="en"><a aria-label="Læs om det">x</a></html>', {"om", "det"}),
        ('<html lang="en"><div lang="da"><p lang="en">og</p></div></html>', {"og"}),
    ],
)
def test_the_walk_sees_danish_words(html: str, found: set[str]) -> None:
    assert danish_words(html) == found


@pytest.mark.slow
@pytest.mark.django_db
def test_no_danish_word_stands_unmarked_on_an_english_page(at: time_machine.Traveller, client: Client) -> None:
    """Every page that the site map lists, each offer, and what a search and an unknown address answer."""
    paths = [reverse(f"web:{name}") for name, crumb in CRUMBS.items() if crumb.listed]
    paths += [reverse("web:offer", args=[code]) for code in Offer.objects.values_list("code", flat=True)]
    paths += [f"{reverse('web:offers')}?q=KOL", "/findes-ikke/"]
    assert len(paths) > 70
    found = {}
    for path in paths:
        answer = client.get(f"/en{path}", follow=True)
        assert answer.status_code in (200, 404), path
        if words := danish_words(answer.content.decode()):
            found[path] = words
            print(path, sorted(words))
    assert found == {}
