"""Ten errands as somebody new to the site would run them, each with its clicks counted; and search to seat by keyboard.

One site for all. Where an errand ends, the page is looked at with axe.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE, Accessible, Go

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass
class Visitor:
    """Somebody who has never been here. Typing costs nothing; each press and each link is a click."""

    page: Page
    clicks: int = 0
    trail: list[str] = field(default_factory=list)

    def click(self, role: str, name: str | re.Pattern[str], *, within: str = "body") -> None:
        self.page.locator(within).get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        self._clicked(str(name))

    def open(self, summary: str) -> None:
        """Fold a part of the page out."""
        self.page.locator("summary", has_text=summary).first.click()
        self._clicked(summary)

    def tick(self, label: str) -> None:
        self.page.get_by_label(label).first.check(force=True)
        self._clicked(label)

    def search(self, words: str) -> None:
        """To the search from any page, and ask."""
        self.click("link", "Søg", within="header")
        self.page.locator("main input[name=q]").fill(words)
        self.click("button", "Søg", within="main form[role=search]")

    def first_offer(self) -> str:
        """Open the first offer found; returns its name."""
        link = self.page.locator(".find-answers article a").first
        name = link.inner_text()
        link.click()
        self._clicked(name)
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)
        return name

    def sees(self, *words: str) -> None:
        for text in words:
            expect(self.page.locator("main")).to_contain_text(text)

    def _clicked(self, name: str) -> None:
        self.clicks += 1
        self.trail.append(name)


def something_for_my_mother_with_kol_in_struer_in_the_evening(visitor: Visitor) -> None:
    visitor.search("noget til min mor med KOL i Struer om aftenen")
    visitor.first_offer()
    visitor.sees("Sundhedscenter Struer", "Uden for arbejdstid", "Ja: ")


def a_walk_near_7600(visitor: Visitor) -> None:
    visitor.search("gå tur 7600")
    visitor.first_offer()
    visitor.sees("Hvornår?", "Hvor?", "Ring")


def what_is_an_afklarende_samtale(visitor: Visitor) -> None:
    visitor.search("hvad er en afklarende samtale")
    first = visitor.page.locator("main").inner_text()
    assert "fklarende samtale" in first.split("tilbud til")[0]  # the word stands before the offers


def print_my_knee_programme(visitor: Visitor) -> None:
    visitor.search("knæ")
    assert visitor.first_offer() == "Knæhold"
    visitor.click("link", "Som ark til at skrive ud")
    expect(visitor.page.get_by_role("button", name="Skriv ud")).to_be_visible()
    expect(visitor.page.locator("article.sheet")).to_contain_text("/tilbud/knaehold/")


def who_is_responsible_for_diabeteshold_next_year(visitor: Visitor) -> None:
    visitor.search("diabeteshold")
    assert visitor.first_offer() == "Diabeteshold"
    visitor.sees("Fra 1. januar 2027 har Region Midtjylland ansvaret")


def larger_text(visitor: Visitor) -> None:
    before = text_size(visitor.page)
    visitor.open("Tekst og farver")
    largest = visitor.page.get_by_role("button", name=re.compile("200")).first
    visitor.click("button", re.compile("200"))
    expect(largest).to_have_attribute("aria-pressed", "true")  # it is kept
    visitor.page.reload()
    assert text_size(visitor.page) >= 1.9 * before


def text_size(page: Page) -> float:
    size: str = page.evaluate("getComputedStyle(document.querySelector('main p')).fontSize")
    return float(size.removesuffix("px"))


def something_in_english(visitor: Visitor) -> None:
    visitor.click("link", "English", within="header")
    visitor.click("link", "Search", within="header")
    visitor.page.locator("main input[name=q]").fill("in english")
    visitor.click("button", "Search", within="main form[role=search]")
    visitor.first_offer()
    visitor.sees("English", "How to join")


def an_offer_without_travel(visitor: Visitor) -> None:
    visitor.click("link", "Søg", within="header")
    visitor.open("Det skal være")
    visitor.tick("Uden rejse")
    visitor.click("button", "Vis tilbud")
    visitor.first_offer()
    visitor.sees("Uden at rejse", "Ja: ")


def a_start_within_a_day(visitor: Visitor) -> None:
    visitor.search("begynde i dag")
    visitor.first_offer()
    expect(visitor.page.get_by_role("button", name=re.compile("Begynd .*i dag|Begynd i dag")).first).to_be_visible()


def somebody_to_ring_about_the_heart_group_in_lemvig(visitor: Visitor) -> None:
    visitor.search("hjertehold i Lemvig")
    assert visitor.first_offer() == "Hjertehold"
    expect(visitor.page.locator("main a[href^='tel:']").first).to_be_visible()
    visitor.sees("Lemvig Sundhedshus")


# The errand, and the clicks it may take.
ERRANDS: list[tuple[Callable[[Visitor], None], int]] = [
    (something_for_my_mother_with_kol_in_struer_in_the_evening, 3),
    (a_walk_near_7600, 3),
    (what_is_an_afklarende_samtale, 2),
    (print_my_knee_programme, 4),
    (who_is_responsible_for_diabeteshold_next_year, 3),
    (larger_text, 2),
    (something_in_english, 4),
    (an_offer_without_travel, 5),
    (a_start_within_a_day, 3),
    (somebody_to_ring_about_the_heart_group_in_lemvig, 3),
]


def test_ten_errands(go: Go, accessible: Accessible) -> None:
    """From the front page, on a small and a wide screen in turn."""
    counted = []
    for number, (errand, most) in enumerate(ERRANDS):
        visitor = Visitor(go("/", width=NARROW if number % 2 else WIDE))
        errand(visitor)
        accessible(visitor.page)
        counted.append((errand.__name__, visitor.clicks, most))
        assert visitor.clicks <= most, (errand.__name__, visitor.trail)
        visitor.page.context.close()
    for name, clicks, most in counted:
        print(f"{clicks} of at most {most} clicks: {name.replace('_', ' ')}")


@dataclass
class Keyboard:
    """Somebody without a mouse. Every page must take them on by Tab and Enter alone."""

    page: Page
    pages: int = 1

    def to(self, matches: str) -> None:
        """Tab until what has the focus matches (JavaScript about `e`)."""
        for _ in range(80):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(f"(e => Boolean({matches}))(document.activeElement)"):
                return
        raise AssertionError(f"Tab does not reach {matches} on {self.page.url}")

    def enter(self, matches: str) -> None:
        """Go to it, press Enter, and be on the next page."""
        self.to(matches)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.pages += 1

    def type(self, name: str, words: str) -> None:
        self.to(f"e.name === '{name}'")
        self.page.keyboard.type(words)

    def type_and_enter(self, name: str, words: str) -> None:
        self.type(name, words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.pages += 1


def said(words: str) -> str:
    return f"e.textContent.trim().startsWith('{words}')"


def test_from_search_to_joined_by_keyboard(go: Go, accessible: Accessible) -> None:
    """The skip link works; from the offer's page to the yes are at most six pages."""
    walk = Keyboard(go("/"))
    walk.page.keyboard.press("Tab")
    walk.page.keyboard.press("Enter")
    expect(walk.page.locator("#indhold")).to_be_focused()
    walk.page.reload()
    walk.enter(said("Søg"))
    walk.type_and_enter("q", "grundhold")
    walk.enter(said("Fælles grundhold"))
    accessible(walk.page)
    at_offer = walk.pages
    walk.enter(said("Vælg det her hold"))
    walk.type_and_enter("postal_code", "7620")
    expect(walk.page.locator("article.proposal").first).to_contain_text("Det er det hold, du valgte.")
    accessible(walk.page)
    walk.enter(said("Vælg det her hold"))
    walk.enter("e.name === 'new'")
    walk.to("e.name === 'phone'")
    walk.page.keyboard.type("20123456")
    assert walk.pages - at_offer + 1 <= 6
    print(f"{walk.pages - at_offer + 1} pages from the offer to the yes")
    walk.enter(said("Ja, det vil jeg"))
    expect(walk.page.locator("main")).to_contain_text("Din plads: Fælles grundhold")
