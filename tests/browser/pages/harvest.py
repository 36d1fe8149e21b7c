"""One real page per template: a person's pages are walked with Django's client, and the first of each template is kept.

The pages are made by the real views on real rows, with the clock of the tests; the browser then sees the same bytes.
"""

import html
import re
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve

from sundhedscenter.web.crumbs import CRUMBS

TEMPLATES = Path(settings.TEMPLATES[0]["DIRS"][0])
# Followed by nobody: files, other languages (their templates are the same), and what leaves the site.
SKIPPED = re.compile(r"^/(static|en)/|\.(ics|csv|ods|rss|json|xml)|/fil/|/hent/[a-z-]+/\?|^//")
# Everybody sees these alike: the stranger's walk keeps them.
PUBLIC = {f"web:{name}" for name, crumb in CRUMBS.items() if crumb.listed} | {"web:offer", "web:offer_paper"}
STRANGER = "stranger"
EXTENDS = re.compile(r"{% extends ([^%]+) %}")


@dataclass(frozen=True)
class Kept:
    template: str
    path: str
    who: str
    html: str


@dataclass
class Harvest:
    """`pages` holds the first page of each template, `seen` the url names that were asked."""

    wanted: frozenset[str]
    pages: dict[str, Kept] = field(default_factory=dict)

    def keep(self, response: Any, who: str) -> Any:
        """Take the page if its template is wanted and new; give it back for the next step."""
        names = [template.name for template in response.templates or ()]
        name = next((name for name in names if name in self.wanted), "")
        if name and name not in self.pages and "</html>" in response.content.decode():
            self.pages[name] = Kept(name, response.request["PATH_INFO"], who, response.content.decode())
        return response

    def walk(self, client: Client, who: str, *starts: str) -> None:
        """Ask each start, then every link found, one address of each url name."""
        asked = {_url_name(start) for start in starts} | (PUBLIC if who != STRANGER else set())
        queue = deque(starts)
        while queue:
            path = queue.popleft()
            name = _url_name(path)
            if path in starts or (name and name not in asked):
                asked.add(name)
                response = self.keep(client.get(path, follow=True), who)
                if "text/html" in response.get("content-type", ""):
                    queue.extend(link for link in links(response.content.decode()) if link not in starts)


def links(text: str) -> list[str]:
    found = [html.unescape(href).partition("#")[0] for href in re.findall(r'<a\b[^>]*\shref="(/[^"]*)"', text)]
    return [href for href in found if href and not SKIPPED.search(href)]


def _url_name(path: str) -> str:
    try:
        return str(resolve(path.partition("?")[0]).view_name)
    except Resolver404:
        return ""


def pages_of_the_frame() -> set[str]:
    """Every template that stands in base.html and is no layout of others."""
    parents = {path.relative_to(TEMPLATES).as_posix(): _parent(path) for path in TEMPLATES.rglob("*.html")}
    layouts = {"base.html", *parents.values()}
    return {
        name
        for name in parents
        if name not in layouts and not Path(name).name.startswith("_") and _root(name, parents) == "base.html"
    }


def _parent(path: Path) -> str:
    """A layout that is chosen by who is at the desk is one of ours too."""
    found = EXTENDS.search(path.read_text(encoding="utf-8"))
    return (found[1].strip('"') if '"' in found[1] else "base.html") if found else ""


def _root(name: str, parents: dict[str, str]) -> str:
    while parents.get(name):
        name = parents[name]
    return name
