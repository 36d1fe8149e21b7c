"""A citizen lets a brother help: first with times alone, then with doing things, until the citizen closes the door."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE, Accessible, Go

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BROTHER = "Min bror Peter"


def log_in(page: Page, who: str) -> None:
    page.get_by_role("button", name=re.compile(who)).first.click()


def given_a_citizen_with_a_seat(page: Page) -> str:
    """Their goal, in their own words."""
    log_in(page, "Har plads på hjertehold på video")
    goal = page.locator(".own-words").inner_text()
    page.get_by_role("link", name="Dem, der hjælper mig").click()
    return goal


def when_the_citizen_makes_a_slip_for_times_alone(page: Page, looks: Accessible) -> str:
    looks(page)
    page.get_by_role("link", name="Inviter en hjælper").click()
    looks(page)
    page.get_by_role("button", name="Lav sedlen").click()
    expect(page.locator("main")).to_contain_text("Sæt mindst ét kryds.")
    looks(page)
    page.get_by_label("Hvem skal hjælpe dig?").fill(BROTHER)
    page.get_by_label("Se mine tider").check()
    page.get_by_role("button", name="Lav sedlen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Til: {BROTHER}")
    looks(page)
    code = page.locator(".helper-code").inner_text()
    page.goto("/min-vej/hjaelpere/")
    expect(page.locator("main")).not_to_contain_text(code)
    return code


def then_the_brother_types_it_and_sees_dates_and_no_plan(page: Page, code: str, goal: str, looks: Accessible) -> None:
    log_in(page, "Peter Skov")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dem, jeg hjælper")
    looks(page)
    page.get_by_label("Koden på sedlen").fill("AAAA-AAAA")
    page.get_by_role("button", name="Brug koden").click()
    expect(page.locator("main")).to_contain_text("Koden passer ikke.")
    looks(page)
    page.get_by_label("Koden på sedlen").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Brug koden").click()
    expect(page.locator(".helper-banner")).to_contain_text("Du hjælper")
    expect(page.get_by_role("heading", name="Tider og steder")).to_be_visible()
    shown = page.locator("main").inner_text()
    assert not [word for word in (goal, "Hjertehold", "Hold pause") if word in shown]
    assert code not in page.url
    looks(page)
    page.get_by_role("link", name="Skriv seddel ud").click()
    looks(page)
    page.go_back()


def when_the_citizen_lets_him_do_things(page: Page, looks: Accessible) -> None:
    page.goto("/min-vej/hjaelpere/")
    expect(page.locator(".helper")).to_contain_text("Peter Skov")
    looks(page)
    page.get_by_role("link", name=re.compile("Ret")).click()
    looks(page)
    page.get_by_label("Gøre ting for mig").check()
    page.get_by_role("button", name="Gem").click()
    expect(page.locator("main")).to_contain_text("Det er ændret fra nu af.")


def and_he_takes_a_break_for_the_citizen(page: Page, looks: Accessible) -> None:
    page.reload()
    looks(page)
    page.get_by_role("link", name="Skift tid").click()
    looks(page)
    page.go_back()
    page.get_by_role("link", name="Hold pause").click()
    looks(page)
    page.get_by_role("button", name="Jeg er syg").click()
    expect(page.locator("main")).to_contain_text("kan se, at det var dig.")
    looks(page)


def then_the_citizen_sees_what_he_did_and_when_he_looked(page: Page, looks: Accessible) -> None:
    page.goto("/min-vej/")
    expect(page.get_by_role("heading", name="Du holder pause")).to_be_visible()
    page.get_by_text("Skrevet ind for dig").click()
    expect(page.locator("main")).to_contain_text("Gjort af Peter Skov, som hjælper")
    looks(page)
    page.goto("/min-vej/data/")
    page.get_by_role("link", name=re.compile("kigget")).first.click()
    expect(page.locator("main")).to_contain_text(BROTHER)
    looks(page)


def and_back_again_by_him(page: Page, looks: Accessible) -> None:
    page.get_by_role("link", name="Kom tilbage").click()
    looks(page)
    page.get_by_role("button", name="Ja, kom tilbage").click()
    expect(page.locator("main")).to_contain_text("Pausen er slut.")


def when_the_citizen_closes_the_door_he_sees_nothing(citizen: Page, brother: Page, looks: Accessible) -> None:
    helped = brother.url
    citizen.goto("/min-vej/hjaelpere/")
    citizen.get_by_role("button", name=re.compile("Luk adgangen nu")).click()
    expect(citizen.locator("main")).to_contain_text("kan ikke se mere om dig")
    looks(citizen)
    brother.goto("/hjaelper/")
    expect(brother.locator("main")).to_contain_text("Du hjælper ingen lige nu.")
    response = brother.request.get(helped)
    assert response.status == 404
    assert "Du hjælper" not in response.text()


@pytest.mark.parametrize(("width", "javascript"), [(WIDE, True), (NARROW, True), (NARROW, False)])
def test_a_relative_helps_until_the_citizen_closes_the_door(
    go: Go, accessible: Accessible, width: int, javascript: bool
) -> None:
    def looks(page: Page) -> None:
        if javascript:  # axe itself is a script
            accessible(page)

    citizen = go("/log-ind/", width=width, javascript=javascript)
    brother = go("/log-ind/", width=width, javascript=javascript)
    goal = given_a_citizen_with_a_seat(citizen)
    code = when_the_citizen_makes_a_slip_for_times_alone(citizen, looks)
    then_the_brother_types_it_and_sees_dates_and_no_plan(brother, code, goal, looks)
    when_the_citizen_lets_him_do_things(citizen, looks)
    and_he_takes_a_break_for_the_citizen(brother, looks)
    then_the_citizen_sees_what_he_did_and_when_he_looked(citizen, looks)
    and_back_again_by_him(brother, looks)
    when_the_citizen_closes_the_door_he_sees_nothing(citizen, brother, looks)
