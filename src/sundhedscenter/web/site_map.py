"""All pages that are open to everybody, for people and for search engines, made from the table of `crumbs`."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from xml.etree import ElementTree as ET

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_GET

from sundhedscenter.catalogue.queries import shown_offers
from sundhedscenter.web.crumbs import CRUMBS

OFFERS, OFFER = "offers", "offer"
# Open to who is logged in: named, so that people know where they are.
LOGGED_IN = ("my_way", "own_data", "helpers", "helping", "staff_home")
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True)
class Entry:
    label: str
    href: str
    below: tuple["Entry", ...] = ()


@require_GET
def site_map(request: HttpRequest) -> HttpResponse:
    """Each page under the one above it, and every offer that is shown. One query."""
    context = {
        "entries": [_entry("front"), *_below("front")],
        "logged_in": [Entry(str(CRUMBS[name].label), reverse(f"web:{name}")) for name in LOGGED_IN],
    }
    return render(request, "site_map.html", context)


@require_GET
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """Each address in both languages, each naming the other (sitemaps.org 0.9 with hreflang)."""
    ET.register_namespace("", SITEMAP)
    ET.register_namespace("xhtml", XHTML)
    root = ET.Element(f"{{{SITEMAP}}}urlset")
    for languages in _addresses(request):
        for address in languages.values():
            url = ET.SubElement(root, f"{{{SITEMAP}}}url")
            ET.SubElement(url, f"{{{SITEMAP}}}loc").text = address
            for code, other in languages.items():
                ET.SubElement(url, f"{{{XHTML}}}link", {"rel": "alternate", "hreflang": code, "href": other})
    return HttpResponse(ET.tostring(root, encoding="utf-8", xml_declaration=True), content_type="application/xml")


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """What needs a log-in is nothing for a search engine."""
    closed = [reverse(f"web:{name}") for name in ("my_way", "helping", "staff_home")]
    sitemap = request.build_absolute_uri(reverse("web:sitemap_xml"))
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {sitemap}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _entry(name: str) -> Entry:
    return Entry(str(CRUMBS[name].label), reverse(f"web:{name}"))


def _below(parent: str) -> tuple[Entry, ...]:
    found = []
    for name, crumb in CRUMBS.items():
        if crumb.listed and crumb.parent == parent:
            below = (*_below(name), *(_offers() if name == OFFERS else ()))
            found.append(Entry(str(crumb.label), reverse(f"web:{name}"), below))
    return tuple(found)


def _offers() -> Iterator[Entry]:
    """By name in the language of the page; an offer without an English name has its Danish one."""
    danish = get_language() == settings.LANGUAGE_CODE
    rows = [
        (da if danish else en or da, code) for code, da, en in shown_offers().values_list("code", "name_da", "name_en")
    ]
    for name, code in sorted(rows, key=lambda row: (row[0].casefold(), row[1])):
        yield Entry(name, reverse(f"web:{OFFER}", args=[code]))


def _addresses(request: HttpRequest) -> Iterator[dict[str, str]]:
    """Absolute addresses of each listed page and each shown offer, by language."""
    ways = [partial(reverse, f"web:{name}") for name, crumb in CRUMBS.items() if crumb.listed]
    ways += [partial(reverse, f"web:{OFFER}", args=[code]) for code in shown_offers().values_list("code", flat=True)]
    for way in ways:
        found = {}
        for code, _name in settings.LANGUAGES:
            with override(code):
                found[code] = request.build_absolute_uri(way())
        yield found
