"""A citizen in Lemvig, from "Jeg er klar nu" to a first step and a seat in a group that is led from Skive."""

import re
from dataclasses import dataclass

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, SMALLEST, WIDE, Accessible, Go

pytestmark = [pytest.mark.browser, pytest.mark.slow]
GOAL = "Jeg vil kunne gå på stranden med min hund"
# The sheet's own size is 62.5 %.
LARGE_TEXT = "addEventListener('DOMContentLoaded', () => document.documentElement.style.fontSize = '125%')"


@dataclass
class Citizen:
    """Somebody at a browser. Every page they reach is checked, where the browser can run the check."""

    page: Page
    accessible: Accessible | None

    def looks(self) -> None:
        if self.accessible:
            self.accessible(self.page)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()
        self.looks()

    def follow(self, name: str) -> None:
        self.page.locator("main").get_by_role("link", name=name).first.click()
        self.looks()

    def tick(self, label: str) -> None:
        self.page.get_by_label(label).first.check(force=True)

    def sees(self, *words: str) -> None:
        for text in words:
            expect(self.page.locator("main")).to_contain_text(text)

    def visit(self, path: str) -> None:
        self.page.goto(path)
        self.looks()


def given_a_citizen_in_lemvig_who_is_ready(citizen: Citizen) -> None:
    citizen.looks()
    citizen.press("Jeg er klar nu")
    citizen.page.get_by_label("Hvor bor du?").fill("7620")
    citizen.press("Videre")
    citizen.page.get_by_label("Hvad vil du gerne kunne?").fill(GOAL)
    citizen.press("Videre")
    for reply in (
        "Mine lunger",
        "Jeg har den tid, det tager",
        "Op til 40 km",
        "Nej, det skal være gratis",
        "Det meste",
        "Det klarer jeg selv",
    ):
        citizen.tick(reply)
        citizen.press("Videre")
    expect(citizen.page.locator("table.week")).to_be_visible()  # `all` below does not wait for the page
    for box in citizen.page.locator("table.week input").all():
        box.check(force=True)
    citizen.press("Videre")
    for ruler, number in (("importance", 8), ("confidence", 6), ("readiness", 7)):
        citizen.page.locator(f"input[name={ruler}][value='{number}']").check(force=True)
    citizen.press("Videre")


def when_they_choose_the_group_led_from_skive(citizen: Citizen) -> str:
    """Returns the name of the group."""
    expect(citizen.page.get_by_role("heading", level=1)).to_have_text("Her er forslag, der passer til dig")
    cards = citizen.page.locator("article.proposal")
    assert 1 < cards.count() <= 3
    for card in cards.all():
        expect(card).to_contain_text("Derfor passer det til dig")
        expect(card.get_by_role("button")).to_have_count(1)
    expect(cards.first).to_contain_text(GOAL)
    card = cards.filter(has_text="Skive Kommune").filter(has_text="pladser tilbage").first
    title = card.get_by_role("heading").inner_text()
    card.get_by_role("button").click()
    citizen.looks()
    return title


def when_they_log_in_and_say_yes(citizen: Citizen) -> None:
    citizen.page.locator("button[name=new]").click()
    citizen.looks()
    citizen.sees("Sig ja til dit valg", "Det sker nu", "Dine oplysninger")
    citizen.page.get_by_label("Hvad hedder du?").fill("Anna Demo")
    citizen.page.get_by_label("Telefon").fill("20 12 34 56")
    citizen.page.get_by_label("E-mail").fill("anna@example.org")
    citizen.press("Ja, det vil jeg")


def then_they_have_a_seat_a_slip_and_a_calendar(citizen: Citizen, group: str) -> None:
    citizen.sees("Det er på plads", f"Din plads: {group}", "Skive Kommune", "Dit næste skridt")
    calendar = citizen.page.get_by_role("link", name="Læg i min kalender").get_attribute("href")
    assert calendar is not None
    content = citizen.page.request.get(calendar).body()
    assert len(Calendar.from_ical(content).walk("VEVENT")) >= 4
    citizen.follow("Skriv seddel ud")
    citizen.sees("Seddel til", "Datoer", "Ring, hvis der er noget")
    citizen.visit("/min-vej/velkommen/")


def when_they_take_the_first_step_now(citizen: Citizen) -> None:
    citizen.follow("Begynd nu")
    citizen.press("Begynd")
    while citizen.page.get_by_role("link", name="Videre", exact=True).count():
        citizen.follow("Videre")
    citizen.page.locator("input[name=check]").nth(1).check(force=True)
    citizen.press("Se svaret")
    citizen.follow("Videre")
    citizen.page.locator("input[name=choice]").first.check(force=True)
    citizen.press("Det vil jeg prøve")
    citizen.sees("Du er i gang", "Det står nu i din plan.")


def then_my_way_shows_one_next_step_plan_people_and_dates(citizen: Citizen, group: str) -> None:
    citizen.follow("Gå til Min vej")
    expect(citizen.page.locator("main .button-primary")).to_have_count(1)
    citizen.sees(GOAL, "Gjort", group, "Datoer", "Mennesker omkring dig", "Lemvig Kommune har ansvaret for din plan.")
    assert citizen.page.locator("a[href^='tel:']").count() >= 3


def then_life_may_change(citizen: Citizen) -> None:
    """Pause, back, another time, another form, no: one tap, one reason, and at once what can be done instead."""
    citizen.follow("Hold pause")
    citizen.press("Jeg er syg")
    citizen.sees("Du holder pause", "Din plads er gemt til dig.")
    citizen.visit("/min-vej/")
    citizen.follow("Kom tilbage")
    citizen.press("Ja, jeg er klar")
    citizen.sees("Velkommen tilbage")
    citizen.visit("/min-vej/tid/")
    citizen.press("Gem min uge")
    citizen.sees("Din plads passer stadig.")
    citizen.visit("/min-vej/form/")
    citizen.press("Jeg vil møde de andre på stedet")
    citizen.sees("Du beholder din plads")
    citizen.visit("/min-vej/nej/")
    citizen.press("Svært at komme frem")
    citizen.sees("Tak, fordi du sagde det")
    expect(citizen.page.locator("main .button-primary")).to_have_count(1)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_whole_journey(go: Go, accessible: Accessible, width: int) -> None:
    citizen = Citizen(go("/", width=width), accessible)
    given_a_citizen_in_lemvig_who_is_ready(citizen)
    group = when_they_choose_the_group_led_from_skive(citizen)
    when_they_log_in_and_say_yes(citizen)
    then_they_have_a_seat_a_slip_and_a_calendar(citizen, group)
    when_they_take_the_first_step_now(citizen)
    then_my_way_shows_one_next_step_plan_people_and_dates(citizen, group)
    then_life_may_change(citizen)
    for path in ("plan", "seddel", "data"):
        citizen.visit(f"/min-vej/{path}/")


def test_whole_journey_without_javascript(go: Go) -> None:
    citizen = Citizen(go("/", width=NARROW, javascript=False), None)
    given_a_citizen_in_lemvig_who_is_ready(citizen)
    group = when_they_choose_the_group_led_from_skive(citizen)
    when_they_log_in_and_say_yes(citizen)
    then_they_have_a_seat_a_slip_and_a_calendar(citizen, group)
    when_they_take_the_first_step_now(citizen)
    then_my_way_shows_one_next_step_plan_people_and_dates(citizen, group)
    then_life_may_change(citizen)


def test_closed_browser_finds_the_conversation_where_it_was(go: Go, accessible: Accessible) -> None:
    page = go("/", width=NARROW)
    page.get_by_role("button", name="Jeg er klar nu").click()
    page.get_by_label("Hvor bor du?").fill("7620")
    page.get_by_role("button", name="Gem og fortsæt senere").click()
    accessible(page)
    kept = page.context.cookies()
    again = go("/", width=NARROW)
    again.context.add_cookies([cookie for cookie in kept if cookie["expires"] > 0])  # type: ignore[arg-type]
    again.goto("/")
    accessible(again)
    again.get_by_role("link", name="Fortsæt, hvor du slap").click()
    expect(again.get_by_role("heading", level=1)).to_have_text("Hvad vil du gerne kunne?")
    again.get_by_role("link", name="Tilbage").click()
    expect(again.get_by_label("Hvor bor du?")).to_have_value("7620")


def test_wrong_answer_moves_the_focus_to_what_can_be_done(go: Go, accessible: Accessible) -> None:
    page = go("/", width=NARROW)
    page.get_by_role("button", name="Jeg er klar nu").click()
    page.get_by_label("Hvor bor du?").fill("9999")
    page.get_by_role("button", name="Videre").click()
    accessible(page)
    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Hvor bor du?")).to_be_focused()
    expect(page.get_by_label("Hvor bor du?")).to_have_value("9999")
    expect(page).to_have_title(re.compile("^Fejl: "))


def test_first_step_by_keyboard_with_large_text_on_the_smallest_screen(go: Go, accessible: Accessible) -> None:
    """320 px wide and text at 200 %: nothing is cut off, and the whole first step is done without a mouse."""
    citizen = Citizen(go("/", width=NARROW), None)
    given_a_citizen_in_lemvig_who_is_ready(citizen)
    citizen.page.locator("article.proposal").first.get_by_role("button").click()
    when_they_log_in_and_say_yes(citizen)
    page = citizen.page
    page.set_viewport_size({"width": SMALLEST, "height": 700})
    page.add_init_script(LARGE_TEXT)
    page.reload()
    accessible(page)
    press_with_keyboard(page, "Begynd nu")
    accessible(page)
    press_with_keyboard(page, "Begynd")
    while page.get_by_role("link", name="Videre", exact=True).count():
        accessible(page)
        press_with_keyboard(page, "Videre")
    press_with_keyboard(page, "Spring over")
    accessible(page)
    reach(page, "choice")
    page.keyboard.press("Space")
    press_with_keyboard(page, "Det vil jeg prøve")
    accessible(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Du er i gang")


def press_with_keyboard(page: Page, name: str) -> None:
    """Tab until the link or button of this name has the focus, then Enter; the next page is there afterwards."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            break
    else:
        raise AssertionError(f"“{name}” cannot be reached with Tab on {page.url}")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def reach(page: Page, name: str) -> None:
    """Tab until a field of this name has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"The field {name} cannot be reached with Tab on {page.url}")


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_for_everybody(go: Go, accessible: Accessible, width: int, language: str) -> None:
    page = go(f"{language}/", width=width)
    paths = ["/", "/om/", "/hjaelp/", "/data/", "/tilgaengelighed/", "/klar/sted/", "/log-ind/"]
    for path in [*paths, "/papir/samtale/", "/papir/skridt/kol/", "/papir/skridt/type2/", "/papir/skridt/heart/"]:
        page.goto(f"{language}{path}")
        accessible(page)
        assert page.evaluate("document.documentElement.lang") == (language.strip("/") or "da")
