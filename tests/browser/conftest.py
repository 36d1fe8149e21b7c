"""Browser journeys: Debian's Chromium against a whole running site, with axe on every page.

`go` opens a visitor's own browser window; `accessible(page)` fails on any WCAG 2.2 A or AA finding and on a page that
must be scrolled sideways.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.site import RunningSite

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps an event loop in the tests' thread
CHROMIUM = os.environ.get("SUNDHEDSCENTER_CHROMIUM", "/usr/bin/chromium")
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# All rules of these levels run; only of what fails is every place described and handed over.
FINDINGS = """levels => axe.run(document, {
  runOnly: {type: "tag", values: levels},
  resultTypes: ["violations"],
}).then(found => found.violations)"""
WIDE, NARROW, SMALLEST = 1280, 390, 320

type Go = Callable[..., Page]
type Accessible = Callable[[Page], None]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all journeys; each visitor gets a context of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def go(chromium: Browser, running_site: RunningSite) -> Iterator[Go]:
    """`go("/", width=390, javascript=False)`: a new visitor at that page. What the console complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str = "/", *, width: int = WIDE, javascript: bool = True) -> Page:
        context = chromium.new_context(
            base_url=running_site.base_url,
            viewport={"width": width, "height": 844},
            java_script_enabled=javascript,
            locale="da-DK",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    # A refused form answers 422, and Chromium says so; everything else is a fault of ours.
    assert [text for text in complaints if "422" not in text] == []


@pytest.fixture(scope="session")
def accessible() -> Accessible:
    """Fails with rule, help and markup of each finding on the page as it stands."""
    axe = AXE.read_text()

    def check(page: Page) -> None:
        page.evaluate(axe)
        violations: list[dict[str, Any]] = page.evaluate(FINDINGS, LEVELS)
        findings = [f"{rule['id']}: {rule['help']}: {node['html']}" for rule in violations for node in rule["nodes"]]
        assert findings == [], page.url
        width, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert width <= shown, f"{page.url} is {width} wide in a window of {shown}"

    return check
