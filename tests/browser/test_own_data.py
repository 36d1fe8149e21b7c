"""A citizen sees who looked and who keeps what, takes it all home, has something corrected and something erased."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE, Accessible, Go

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PROFESSIONAL = re.compile("Ergoterapeut, Struer")
NEW_PHONE = {WIDE: "10 00 09 01", NARROW: "10 00 09 02"}


def log_in(go: Go, who: "re.Pattern[str]", width: int, nth: int = 0) -> Page:
    page = go("/log-ind/", width=width)
    page.get_by_role("button", name=who).nth(nth).click()
    return page


def given_a_professional_has_opened_the_case(page: Page, name: str) -> None:
    page.goto("/personale/borgere/")
    page.get_by_label("Find en borger").fill(name)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=name, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def when_the_citizen_asks_who_looked(page: Page, accessible: Accessible) -> None:
    page.goto("/min-vej/")
    page.get_by_role("link", name="Dine data").click()
    accessible(page)
    page.get_by_role("link", name="Hvem har kigget").click()


def then_the_professional_stands_there_with_why(page: Page, accessible: Accessible) -> None:
    visit = page.locator(".visit").first
    expect(visit).to_contain_text("ergoterapeut, Struer Kommune")
    expect(visit).to_contain_text("Fordi du har et forløb hos Struer Kommune.")
    accessible(page)


def then_each_organisation_says_what_it_holds(page: Page, accessible: Accessible) -> None:
    page.goto("/min-vej/data/gemt/")
    expect(page.locator("main")).to_contain_text("Struer Kommune")
    expect(page.locator("main")).to_contain_text("Kan se alt det, der står på listen nedenfor.")
    accessible(page)


def then_everything_can_be_taken_home(page: Page, accessible: Accessible, goal: str) -> None:
    page.goto("/min-vej/data/hent/")
    accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Hent filen").click()
    assert re.fullmatch(r"dine-data-\d{4}-\d\d-\d\d\.json", download.value.suggested_filename)
    found = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    tables = {table["table"]: table["rows"] for part in found["parts"] for table in part["tables"]}
    assert goal in [row["text"] for row in tables["pathways.Goal"]]
    page.get_by_role("link", name="Se det hele").click()
    expect(page.locator(".sheet")).to_contain_text(goal)
    accessible(page)
    page.emulate_media(media="print")
    expect(page.locator(".sheet-tools")).to_be_hidden()
    page.emulate_media(media="screen")


def when_they_ask_for_a_correction(page: Page, accessible: Accessible, phone: str) -> None:
    page.goto("/min-vej/data/ret/")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Vælg, hvad det handler om.")
    accessible(page)
    page.get_by_label("Navn, telefon og mail").check()
    page.get_by_label("Hvad er rigtigt?").fill(f"Min telefon er {phone}")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("main")).to_contain_text("Struer Kommune svarer dig senest")
    accessible(page)


def when_the_professional_corrects_it(page: Page, accessible: Accessible, phone: str) -> None:
    page.goto("/personale/data/")
    accessible(page)
    page.locator("tbody tr").filter(has_text="Få noget rettet").get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text(f"Min telefon er {phone}")
    accessible(page)
    page.get_by_label("Telefon").fill(phone)
    page.get_by_label("Svar til borgeren").fill("Det er skrevet ind.")
    page.get_by_role("button", name="Gem, og svar").click()
    expect(page.locator("main")).to_contain_text("Det er rettet")
    accessible(page)


def then_the_citizen_sees_before_and_now(page: Page, accessible: Accessible, phone: str) -> None:
    page.goto("/min-vej/data/")
    page.locator(".date").get_by_role("link", name="Få noget rettet").first.click()
    for words in ("Det er rettet", "Før og nu", phone, "Det er skrevet ind."):
        expect(page.locator("main")).to_contain_text(words)
    accessible(page)


def when_they_ask_to_have_the_goal_erased(page: Page, accessible: Accessible) -> None:
    page.goto("/min-vej/data/slet/")
    expect(page.locator("main")).to_contain_text("Fagfolk skal gemme en journal i mindst fem eller ti år.")
    page.get_by_label("Dit mål").check()
    accessible(page)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("main")).to_contain_text("Vi har dit ønske")


def when_the_professional_erases_it(page: Page, accessible: Accessible) -> None:
    page.goto("/personale/data/")
    page.locator("tbody tr").filter(has_text="Få noget slettet").get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("Autorisationsloven § 25")
    accessible(page)
    page.get_by_role("button", name="Slet, og svar").click()
    expect(page.locator("main")).to_contain_text("Det, der må slettes, er slettet")


def then_the_citizen_sees_what_went_and_what_is_kept(page: Page, accessible: Accessible, goal: str) -> None:
    page.goto("/min-vej/data/")
    page.locator(".date").get_by_role("link", name="Få noget slettet").first.click()
    expect(page.locator("main")).to_contain_text("Dine ord om målet, også de gamle,")
    expect(page.locator("main")).to_contain_text("At du har sat et mål, og hvor tæt du er på det.")
    accessible(page)
    page.goto("/min-vej/")
    expect(page.locator("main")).not_to_contain_text(goal)


@pytest.mark.parametrize(("width", "nth"), [(WIDE, 0), (NARROW, 1)])
def test_a_citizens_own_data(go: Go, accessible: Accessible, width: int, nth: int) -> None:
    citizen = log_in(go, re.compile("fra Struer.*Går på diabeteshold"), width, nth)
    citizen.goto("/min-vej/plan/")
    goal = citizen.locator("blockquote.own-words").inner_text()
    name = citizen.get_by_role("heading", level=1).inner_text().removeprefix("Plan for ")
    professional = log_in(go, PROFESSIONAL, width)
    given_a_professional_has_opened_the_case(professional, name)
    when_the_citizen_asks_who_looked(citizen, accessible)
    then_the_professional_stands_there_with_why(citizen, accessible)
    then_each_organisation_says_what_it_holds(citizen, accessible)
    then_everything_can_be_taken_home(citizen, accessible, goal)
    when_they_ask_for_a_correction(citizen, accessible, NEW_PHONE[width])
    when_the_professional_corrects_it(professional, accessible, NEW_PHONE[width])
    then_the_citizen_sees_before_and_now(citizen, accessible, NEW_PHONE[width])
    when_they_ask_to_have_the_goal_erased(citizen, accessible)
    when_the_professional_erases_it(professional, accessible)
    then_the_citizen_sees_what_went_and_what_is_kept(citizen, accessible, goal)
