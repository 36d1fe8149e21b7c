"""The page of all components, each in all four themes."""

import pytest
from playwright.sync_api import expect

from sundhedscenter.web.components import gallery
from sundhedscenter.web.components.examples import EXAMPLES
from tests.browser.conftest import NARROW, SMALLEST, WIDE, Accessible, Go

pytestmark = [pytest.mark.browser, pytest.mark.slow]
GROUND = "getComputedStyle(document.querySelector('[data-theme=\"{}\"]')).backgroundColor"


def test_everybody_can_use_every_component_in_every_theme(go: Go, accessible: Accessible) -> None:
    # Given the page of all components,
    page = go("/dele/")
    # then each stands there four times, on four grounds,
    expect(page.locator(".gallery-copy")).to_have_count(len(EXAMPLES) * len(gallery.THEMES))
    assert len({page.evaluate(GROUND.format(theme)) for theme in gallery.THEMES}) == len(gallery.THEMES)
    # and can be used at every width,
    for width in (WIDE, NARROW, SMALLEST):
        page.set_viewport_size({"width": width, "height": 844})
        accessible(page)
    # also with text of twice the size.
    page.set_viewport_size({"width": WIDE, "height": 844})
    page.evaluate("document.documentElement.dataset.text = '200'")
    accessible(page)


def test_folds_open_without_javascript(go: Go) -> None:
    page = go("/dele/", javascript=False)
    fold = page.locator(".gallery-copy[data-theme=light] details.details").last
    expect(fold.locator(".details-text")).to_be_hidden()
    fold.locator("summary").click()
    expect(fold.locator(".details-text")).to_be_visible()
