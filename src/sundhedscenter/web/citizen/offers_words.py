"""The words of the list of offers, of the index and of the word list. Nothing is decided or read here."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from sundhedscenter.catalogue.search import asking
from sundhedscenter.catalogue.search.asking import Filters
from sundhedscenter.catalogue.search.folding import danish_order
from sundhedscenter.catalogue.search.found import Card
from sundhedscenter.catalogue.search.lay_words import Word
from sundhedscenter.catalogue.search.places import municipality_name, town_of
from sundhedscenter.groups.finding import Hit
from sundhedscenter.journey.proposals.reasons import shown_km
from sundhedscenter.web.citizen.cards import form_name
from sundhedscenter.web.citizen.offer_words import Words, free_seats, in_words
from sundhedscenter.web.dates import moment_text
from sundhedscenter.web.languages import LANGUAGES, language_name

FORMS = ("group_site", "group_video", "alone_online", "phone", "paper")


def filter_name(name: str, value: str | bool) -> str:
    """A filter as it stands on its chip."""
    if name == asking.MUNICIPALITY:
        return municipality_name(str(value))
    if name == asking.NEAR:
        return gettext("Nær %(postal_code)s %(town)s") % {"postal_code": value, "town": town_of(str(value))}
    if name == asking.LANGUAGE:
        return language_name(str(value), capital=True)
    return {
        asking.AFTER_16: gettext("Efter kl. 16"),
        asking.WEEKEND: gettext("I weekenden"),
        asking.AT_ONCE: gettext("Begynd inden for et døgn"),
        asking.WITHOUT_TRAVEL: gettext("Uden rejse"),
        asking.FREE: gettext("Gratis"),
        asking.WAY_IN: gettext("Uden henvisning"),
    }[name]


def when_choices() -> list[tuple[str, str]]:
    return [
        ("efter16", filter_name(asking.AFTER_16, True)),
        ("weekend", filter_name(asking.WEEKEND, True)),
        ("straks", filter_name(asking.AT_ONCE, True)),
    ]


def terms_choices() -> list[tuple[str, str]]:
    return [
        ("uden-rejse", filter_name(asking.WITHOUT_TRAVEL, True)),
        ("gratis", filter_name(asking.FREE, True)),
        ("selv", filter_name(asking.WAY_IN, "self")),
    ]


def municipality_choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    return sorted(
        ((code, municipality_name(code)) for code in codes if municipality_name(code)),
        key=lambda row: danish_order(row[1]),
    )


def language_choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    return [(code, language_name(code, capital=True)) for code in LANGUAGES if code in set(codes)]


def count_text(count: int, text: str) -> str:
    said = {"count": count, "text": text}
    if text:
        return ngettext("%(count)s tilbud til “%(text)s”", "%(count)s tilbud til “%(text)s”", count) % said
    return ngettext("%(count)s tilbud", "%(count)s tilbud", count) % said


def loosened_text(name: str, count: int) -> str:
    return ngettext("Uden “%(name)s” er der %(count)s", "Uden “%(name)s” er der %(count)s", count) % {
        "name": name,
        "count": count,
    }


def near_error() -> str:
    return gettext("Skriv dit postnummer. Det er fire tal, for eksempel 7620.")


def line(hit: Hit, card: Card, filters: Filters) -> dict[str, Any]:
    """One card of the list."""
    name, summary, times = in_words(hit.offer, "name"), in_words(card, "summary"), in_words(card, "times")
    address = reverse("web:offer", args=[hit.offer.code])
    return {
        "name": name.text,
        "lang": name.lang or summary.lang,
        "href": f"{address}?postnr={filters.near}" if filters.near else address,
        "who": card.organisation,
        "summary": summary.text,
        "forms": [form_name(form) for form in FORMS if form in hit.offer.forms],
        "facts": [
            (gettext("Næste start"), start_text(hit, times)),
            (gettext("Sted"), place_text(hit, filters)),
        ],
    }


def start_text(hit: Hit, times: Words) -> str:
    """When one can begin: a real group, the offer's own times, today, or when enough people share a time."""
    if hit.start is not None:
        seats = free_seats(hit.start.seats)
        groups = ngettext("på %(groups)s hold", "på %(groups)s hold", hit.start.groups) % {"groups": hit.start.groups}
        by = {"when": moment_text(hit.start.at), "place": hit.start.place}
        by_video = hit.start.place is None
        when = gettext("%(when)s på video") % by if by_video else gettext("%(when)s, %(place)s") % by
        return f"{when}. {seats} {groups}."
    if hit.offer.begins_today:
        return gettext("Du kan begynde i dag, alene på nettet.")
    if times.text:
        return times.text
    if hit.offer.track_id is not None:
        return gettext("Vi samler et hold, når nok kan på samme tid.")
    return gettext("Ring og aftal en tid.") if hit.offer.forms & {"phone"} else ""


def place_text(hit: Hit, filters: Filters) -> str:
    """Where one goes to the groups one can begin in; nothing when they all meet by video."""
    held = hit.held
    if not held.count:
        return ""
    where = held.place or ngettext("%(count)s sted", "%(count)s steder", held.count) % {"count": held.count}
    if held.km is not None:
        where = gettext("%(place)s, cirka %(km)s km i luftlinje") % {"place": where, "km": shown_km(held.km)}
    if held.elsewhere:
        there = {"place": where, "municipality": municipality_name(filters.municipality)}
        return gettext("%(place)s, uden for %(municipality)s. Du kan være med hjemmefra.") % there
    if hit.start is not None and hit.start.by_video:
        return gettext("%(place)s eller på video") % {"place": where}
    return where


def word_line(word: Word) -> dict[str, str]:
    """A word of the house, in the reader's language."""
    english = (get_language() or "da") == "en"
    link = (word.link.en if english else word.link.da) if word.link else ""
    return {
        "code": word.code,
        "name": word.name.en if english else word.name.da,
        "text": word.text.en if english else word.text.da,
        "href": f"/en{word.leads_to}" if english and word.leads_to else word.leads_to,
        "link": link,
    }
