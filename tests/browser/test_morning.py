"""A nurse's morning: the list, a ready message, a call written down; and the citizen who sees that she looked."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE, Accessible, Go

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def given_somebody_has_just_asked(page: Page, town: str) -> str:
    """One of the demo's own, who asked today and has not begun. Returns their first name."""
    buttons = page.get_by_role("button", name=re.compile(f"fra {town}.*Har lige spurgt"))
    name = buttons.first.inner_text().split(" fra ")[0].strip()
    buttons.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Min vej")
    return name


def given_the_nurse_is_logged_in(page: Page, accessible: Accessible, town: str) -> None:
    page.get_by_role("button", name=re.compile(f"Sygeplejerske, {town}")).first.click()
    expect(page.get_by_role("heading", name="Din morgen")).to_be_visible()
    accessible(page)


def when_she_opens_her_morning(page: Page, accessible: Accessible) -> None:
    page.get_by_role("link", name="Se hele morgenlisten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Morgen")
    page.get_by_text("Sådan er listen lavet").click()
    accessible(page)


def when_she_sends_a_ready_message_from_the_slipping_list(page: Page, accessible: Accessible) -> str:
    """The whole team's list: with few citizens her own may be empty. Returns whom she wrote to."""
    page.get_by_role("link", name="På vej væk").click()
    page.get_by_role("link", name=re.compile("Hele holdet")).click()
    accessible(page)
    line = page.locator(".work-line").first
    name = line.locator(".work-name").inner_text()
    line.get_by_role("link", name=re.compile("Skriv|Ring")).first.click()
    assert len(page.get_by_label("Beskeden").input_value()) > 40, "the words are ready"
    accessible(page)
    page.get_by_role("button", name="Send beskeden").click()
    expect(page.get_by_text("Det er gemt.")).to_be_visible()
    return name


def when_she_writes_down_what_came_of_it(page: Page, accessible: Accessible, name: str) -> None:
    page.get_by_role("link", name=re.compile("Hele holdet")).click()
    page.locator(".work-name").get_by_role("link", name=name, exact=True).first.click()
    expect(page.get_by_role("heading", name="Hvem har kontaktet borgeren")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name=re.compile("Vi har talt sammen")).last.click()
    expect(page.get_by_text("Det er gemt.")).to_be_visible()


def when_she_calls_one_who_has_not_begun(page: Page, accessible: Accessible, name: str) -> None:
    page.get_by_role("link", name="Morgen").click()
    page.get_by_role("link", name="Ikke begyndt").click()
    accessible(page)
    page.locator(".work-line").filter(has=page.get_by_role("link", name=name, exact=True)).last.locator(
        ".work-act a.button"
    ).click()
    page.get_by_role("button", name="Gem samtalen").click()
    expect(page.get_by_role("link", name="Vælg, hvordan det gik")).to_be_visible()
    accessible(page)
    page.get_by_role("radio", name="Intet svar").check()
    page.get_by_role("button", name="Gem samtalen").click()
    expect(page.get_by_text("Det er gemt.")).to_be_visible()


def then_the_citizen_sees_who_looked(page: Page, accessible: Accessible) -> None:
    expect(page.locator("main")).to_contain_text("Listen over dem, der ikke er begyndt endnu")
    expect(page.locator("main")).to_contain_text("Hvordan vi kan få fat i dig")
    accessible(page)


@pytest.mark.parametrize(("width", "town"), [(WIDE, "Skive"), (NARROW, "Lemvig")])
def test_a_nurse_meets_the_morning(go: Go, accessible: Accessible, width: int, town: str) -> None:
    asks = go("/log-ind/", width=width)
    name = given_somebody_has_just_asked(asks, town)
    page = go("/log-ind/", width=width)
    given_the_nurse_is_logged_in(page, accessible, town)
    when_she_opens_her_morning(page, accessible)
    written = when_she_sends_a_ready_message_from_the_slipping_list(page, accessible)
    when_she_writes_down_what_came_of_it(page, accessible, written)
    when_she_calls_one_who_has_not_begun(page, accessible, name)
    asks.goto("/min-vej/data/hvem/")
    then_the_citizen_sees_who_looked(asks, accessible)
