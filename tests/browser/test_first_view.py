"""What a first visit costs: bytes over the wire of everything, nothing from elsewhere, and when the page is there."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.site import RunningSite

LIMIT = 150_000
LARGEST_PAINT = """() => new Promise(told => new PerformanceObserver(list => told(list.getEntries().at(-1).startTime))
  .observe({type: "largest-contentful-paint", buffered: true}))"""


@pytest.mark.parametrize("name", ["front", "search", "offer"])
def test_first_view_is_small_and_all_our_own(chromium: Browser, running_site: RunningSite, name: str) -> None:
    context = chromium.new_context(base_url=running_site.base_url, viewport={"width": 390, "height": 844})
    page = context.new_page()
    path = address(page, name)
    page.close()
    context.clear_cookies()
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[int] = []
    hosts: set[str] = set()
    line.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    paint = page.evaluate(LARGEST_PAINT)
    print(f"{name}: {sum(sizes) / 1000:.1f} kB in {len(sizes)} answers, largest paint after {paint:.0f} ms")
    context.close()
    assert hosts == {urlsplit(running_site.base_url).netloc}
    assert 10_000 < sum(sizes) <= LIMIT


def address(page: Page, name: str) -> str:
    if name == "front":
        return "/"
    page.goto("/tilbud/")
    if name == "search":
        return "/tilbud/"
    return str(
        page.locator('main a[href^="/tilbud/"]:not([href*="?"]):not([href="/tilbud/"])').first.get_attribute("href")
    )
