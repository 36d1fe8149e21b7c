"""A nurse in Lemvig with somebody on the phone: typed, read aloud, a seat, the first step, and a slip for the post."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE, Accessible, Go

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ANSWERS = (
    "Mine lunger",
    "Jeg har den tid, det tager",
    "Op til 40 km",
    "Nej, det skal være gratis",
    "Det meste",
    "Jeg vil helst slippe for nettet",
)
RULERS = (("importance", 8), ("confidence", 6), ("readiness", 7))
# Three fields, six answers, one part of the week, three rulers; then find, choose, tick and yes.
INPUTS = 3 + 6 + 1 + 3 + 4


@dataclass
class Nurse:
    """A professional at a browser; each field filled and each thing pressed is counted."""

    page: Page
    accessible: Accessible
    inputs: int = 0

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_role("textbox", name=label).fill(text)
        self.inputs += 1

    def tick(self, selector: str) -> None:
        self.page.locator(selector).first.check(force=True)
        self.inputs += 1

    def answer(self, label: str) -> None:
        self.page.get_by_label(label).first.check(force=True)
        self.inputs += 1

    def press(self, name: str, role: str = "button") -> None:
        self.page.locator("main").get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        self.inputs += 1
        self.accessible(self.page)

    def sees(self, *words: str) -> None:
        for text in words:
            expect(self.page.locator("main")).to_contain_text(text)


def given_a_nurse_in_lemvig(go: Go, accessible: Accessible, width: int) -> Nurse:
    page = go("/log-ind/", width=width)
    page.get_by_role("button").filter(has_text="Sygeplejerske, Lemvig Kommune").first.click()
    page.get_by_role("link", name="Ny borger").first.click()
    accessible(page)
    return Nurse(page, accessible)


def when_she_types_what_is_said(nurse: Nurse, phone: str) -> None:
    nurse.fill("Navn", "Karen Prøve")
    nurse.fill("Telefon", phone)
    nurse.fill("Hvor bor du?", "7620")
    for reply in ANSWERS:
        nurse.answer(reply)
    nurse.tick("table.week input")
    for name, number in RULERS:
        nurse.tick(f"input[name={name}][value='{number}']")
    nurse.press("Find forslag")


def when_the_citizen_says_yes_to_a_proposal(nurse: Nurse) -> None:
    cards = nurse.page.locator("article.proposal")
    assert 1 <= cards.count() <= 3
    for card in cards.all():
        expect(card).to_contain_text("Derfor passer det til dig")
    cards.first.get_by_role("button").click()
    nurse.inputs += 1
    nurse.accessible(nurse.page)
    nurse.sees("Læs op")
    nurse.answer("Jeg har læst det op")
    nurse.press("Skriv borgeren ind")


def when_a_seat_is_taken(nurse: Nurse) -> None:
    nurse.page.goto(nurse.page.url)
    nurse.press("Skift tid", "link")
    expect(nurse.page.locator("table.week")).to_be_visible()  # `all` below does not wait for the page
    for box in nurse.page.locator("table.week input").all():
        box.check(force=True)
    nurse.press("Gem min uge")
    nurse.press("Gå til Karen", "link")
    nurse.press("Vælg et andet forslag", "link")
    card = nurse.page.locator("article.proposal").filter(has_text=re.compile("plads(er)? tilbage")).first
    card.get_by_role("button").click()
    nurse.accessible(nurse.page)


def when_the_first_step_is_read_aloud(nurse: Nurse) -> None:
    nurse.press("Skriv svaret på skridtet ind", "link")
    nurse.page.get_by_text("Læs hele skridtet op").click()
    nurse.accessible(nurse.page)
    nurse.tick("input[name=choice]")
    nurse.press("Skriv svaret ind")


def then_the_slip_is_printed_and_the_case_is_marked(nurse: Nurse) -> None:
    nurse.press("Seddel", "link")
    nurse.sees("Seddel til Karen", "Dit hold", "Datoer")
    nurse.press("Tilbage til Karen", "link")
    nurse.press("Borgerens side", "link")
    nurse.sees("Skrevet ind af", "i telefonen", "Svar på et skridt", "Valg af forslag", "Svarene på de ti spørgsmål")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_somebody_rings(go: Go, accessible: Accessible, width: int) -> None:
    nurse = given_a_nurse_in_lemvig(go, accessible, width)
    when_she_types_what_is_said(nurse, f"20 12 3{width % 10} 56")
    if width == NARROW:  # the same name in the same place
        nurse.sees("Findes måske allerede")
        nurse.press("Nej, det er en anden")
        nurse.inputs -= 1
    when_the_citizen_says_yes_to_a_proposal(nurse)
    assert nurse.inputs == INPUTS
    nurse.sees("Du gør det for Karen, i telefonen.", "Læs op: det næste skridt")
    when_a_seat_is_taken(nurse)
    when_the_first_step_is_read_aloud(nurse)
    then_the_slip_is_printed_and_the_case_is_marked(nurse)
