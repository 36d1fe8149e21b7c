"""Every template in four themes, three widths and text of 200 %: no finding of axe, and nothing to scroll sideways.

The page is loaded once and its theme and width are switched in place: the server writes the same two attributes
(tests/web/test_display.py) and `test_choice_of_the_server_is_what_the_matrix_switches` sees it in a browser. Only the
rules about colour are asked again in each theme, for nothing else of a page can change with it.
"""

import mimetypes
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.browser.conftest import AXE, LEVELS, NARROW, SMALLEST, WIDE, Go
from tests.browser.pages.harvest import Harvest, Kept, pages_of_the_frame
from tests.browser.pages.table import SHOWN
from tests.browser.pages.walks import WALKS, Walk
from tests.content_rows import put_content
from tests.people import AT, AsOwner
from tests.site import RunningSite

THEMES = ("light", "dark", "high", "calm")
WIDTHS = (WIDE, NARROW, SMALLEST)
HOST = "http://testserver"
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
WHOLE = """async levels => (await axe.run(document, {
  runOnly: {type: "tag", values: levels}, resultTypes: ["violations"],
})).violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 300)} ${node.failureSummary}`))"""
COLOURS = WHOLE.replace('"tag"', '"rule"')
SWITCH = """([theme, text]) => {
  Object.assign(document.documentElement.dataset, {theme, text});
  return [document.documentElement.scrollWidth, document.documentElement.clientWidth];
}"""


def test_table_has_every_template_of_the_frame_once() -> None:
    shown = [name for names in SHOWN.values() for name in names]
    assert set(shown) == pages_of_the_frame(), "add the template to tests/browser/pages/table.py and to a walk"
    assert len(shown) == len(set(shown))
    assert set(SHOWN) == {walk.__name__ for walk in WALKS}


@pytest.fixture
def harvested(request: pytest.FixtureRequest, db: None, as_owner: AsOwner) -> list[Kept]:
    """The pages of one walk, made with the tests' clock; the browser then has the real one."""
    walk = request.param
    harvest = Harvest(frozenset(SHOWN[walk.__name__]))
    with time_machine.travel(AT, tick=False):
        with as_owner():
            put_content()
        walk(Walk(harvest, as_owner))
    assert set(harvest.pages) == set(SHOWN[walk.__name__])
    return [harvest.pages[name] for name in SHOWN[walk.__name__]]


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(reduced_motion="reduce")
    yield context
    context.close()


@pytest.mark.parametrize("harvested", WALKS, ids=lambda walk: walk.__name__, indirect=True)
def test_template_in_every_theme_and_width(harvested: list[Kept], context: BrowserContext) -> None:
    kept: dict[str, str] = {}
    page = context.new_page()
    context.route("**/*", lambda route: serve(route, kept))
    findings: list[str] = []
    for shown in harvested:
        kept[HOST + shown.path] = shown.html
        page.set_viewport_size({"width": WIDE, "height": 844})
        page.goto(HOST + shown.path)
        page.evaluate(AXE.read_text())
        findings += [f"{shown.template} ({shown.who}, {shown.path}) {finding}" for finding in faults(page)]
    assert not findings, "\n".join(findings)


def faults(page: Page) -> Iterator[str]:
    """What is wrong in each of the twelve looks."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        for theme in THEMES:
            wide, room = page.evaluate(SWITCH, [theme, "200"])
            found = page.evaluate(WHOLE, LEVELS) if theme == "light" else page.evaluate(COLOURS, COLOUR_RULES)
            yield from (f"{theme} {width}: {finding}" for finding in found)
            if wide > room:
                yield f"{theme} {width}: is {wide} wide"


def serve(route: Route, kept: dict[str, str]) -> None:
    """The harvested page, or one of our own files. Nothing else is there."""
    url = urlsplit(route.request.url)
    address = f"{url.scheme}://{url.netloc}{url.path}"
    if address in kept:
        route.fulfill(body=kept[address], content_type="text/html; charset=utf-8")
    elif address.startswith(f"{HOST}/static/"):
        path, body = asset(url.path.removeprefix("/static/"))
        route.fulfill(body=body, content_type=mimetypes.guess_type(path)[0] or "font/woff2")
    else:
        route.abort()


@cache
def asset(name: str) -> tuple[str, bytes]:
    path: Any = finders.find(name)
    return str(path), Path(path).read_bytes()


@pytest.mark.long
def test_everything_the_site_map_lists_in_every_look(chromium: Browser, running_site: RunningSite) -> None:
    """Both languages, all offers, on a whole site."""
    context = chromium.new_context(base_url=running_site.base_url, reduced_motion="reduce")
    page = context.new_page()
    listed = re.findall(r"<loc>([^<]+)</loc>", context.request.get("/sitemap.xml").text())
    findings: list[str] = []
    for address in listed:
        page.set_viewport_size({"width": WIDE, "height": 844})
        page.goto(address)
        page.evaluate(AXE.read_text())
        findings += [f"{address} {finding}" for finding in faults(page)]
    context.close()
    assert len(listed) > 40
    assert findings == []


def test_choice_of_the_server_is_what_the_matrix_switches(go: Go) -> None:
    """Given a visitor without JavaScript, when they choose on one page, then the next one comes with their choice."""
    page = go("/om/", javascript=False)
    page.get_by_text("Tekst og farver").first.click()
    page.get_by_role("button", name="200 %").click()
    page.get_by_text("Tekst og farver").first.click()
    page.get_by_role("button", name="Mørk").click()
    assert page.url.endswith("/om/")
    page.goto("/hjaelp/")
    root = page.locator("html")
    assert (root.get_attribute("data-theme"), root.get_attribute("data-text")) == ("dark", "200")
    assert page.locator('meta[name="color-scheme"]').get_attribute("content") == "dark"


def test_choice_keeps_what_was_typed(go: Go) -> None:
    """Given half a form and JavaScript, when the text is made larger, then the page is the same and so are the words."""
    page = go("/tilbud/")
    page.locator("main input[name=q]").first.fill("ondt i knæet")
    page.get_by_text("Tekst og farver").first.click()
    with page.expect_response("**/visning/"):
        page.get_by_role("button", name="150 %").click()
    page.locator('html[data-text="150"]').wait_for()
    assert page.locator("main input[name=q]").first.input_value() == "ondt i knæet"
    page.reload()
    assert page.locator("html").get_attribute("data-text") == "150"
