"""Responsibility moves in the middle of a pathway and back: the citizen reads who answers, and everything else stays."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE, Accessible, Go

pytestmark = [pytest.mark.browser, pytest.mark.slow]
REGION, ANSWERS = "Region Midtjylland", re.compile(r"(\S+ (?:Kommune|Midtjylland)) har ansvaret for din plan\.")


class Somebody:
    """Somebody at a browser; every page they reach is checked."""

    def __init__(self, go: Go, accessible: Accessible, who: str, width: int) -> None:
        self.page: Page = go("/log-ind/", width=width)
        self.accessible = accessible
        self.page.get_by_role("button", name=re.compile(who)).first.click()

    def visit(self, path: str) -> None:
        self.page.goto(path)
        self.accessible(self.page)

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=name).first.click()
        self.accessible(self.page)

    def follow(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=name).first.click()
        self.accessible(self.page)

    def sees(self, *words: str) -> None:
        for text in words:
            expect(self.page.locator("main")).to_contain_text(text)


def who_answers(citizen: Somebody) -> str:
    """As Min vej and the printed plan both say it."""
    said = set()
    for path in ("/min-vej/plan/", "/min-vej/"):
        citizen.visit(path)
        found = ANSWERS.search(citizen.page.locator("main").inner_text())
        assert found, f"{path} names nobody"
        said.add(found[1])
    (body,) = said
    return body


def plan_and_dates(citizen: Somebody) -> str:
    """The printed plan without the line about who answers."""
    citizen.page.goto("/min-vej/plan/")
    return ANSWERS.sub("", citizen.page.locator("main").inner_text())


def when_the_coordinator_moves_the_authority_from_today(coordinator: Somebody, today: str) -> None:
    coordinator.visit("/personale/ansvar/")
    coordinator.follow("Diabeteshold")
    coordinator.page.get_by_label("Myndighed").check(force=True)
    coordinator.page.get_by_label("Til hvem?").select_option(label=REGION)
    coordinator.page.get_by_label("Fra hvilken dag?").fill("31. februar")
    coordinator.page.get_by_label("Hvorfor?").fill("Aftale mellem region og kommuner")
    coordinator.press("Se, hvad der følger med")
    coordinator.sees("Skriv dagen som 1.1.2027. Der står “31.februar”.")
    coordinator.page.get_by_label("Fra hvilken dag?").fill(today)
    coordinator.press("Se, hvad der følger med")
    coordinator.sees("forløb følger med.", "Ingen plan, plads eller dato bliver ændret.")
    coordinator.press("Ja, flyt ansvaret")
    coordinator.sees("Myndighed til Region Midtjylland fra", "Aftale mellem region og kommuner")


def when_the_coordinator_moves_it_back(coordinator: Somebody) -> None:
    coordinator.follow("Flyt tilbage")
    coordinator.press("Se, hvad der følger med")
    coordinator.press("Ja, flyt ansvaret tilbage")
    coordinator.sees("Flyttet tilbage fra")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_responsibility_moves_and_comes_back(go: Go, accessible: Accessible, width: int) -> None:
    citizen = Somebody(go, accessible, "Går på diabeteshold", width)
    before, plan = who_answers(citizen), plan_and_dates(citizen)
    assert before.endswith("Kommune")
    coordinator = Somebody(go, accessible, "Holdkoordinator", width)
    day, month, year = coordinator.page.evaluate(
        "new Date().toLocaleDateString('da-DK', {timeZone: 'Europe/Copenhagen'}).split(/[./]/).map(Number)"
    )
    when_the_coordinator_moves_the_authority_from_today(coordinator, f"{day}.{month}.{year}")
    assert who_answers(citizen) == REGION
    assert plan_and_dates(citizen) == plan
    when_the_coordinator_moves_it_back(coordinator)
    assert who_answers(citizen) == before
    assert plan_and_dates(citizen) == plan
    citizen.page.goto("/min-vej/")
    citizen.page.get_by_text("Sådan skifter ansvaret").click()
    citizen.sees("Ansvaret går fra", "Din plan og dine tider er de samme.")
    citizen.visit("/min-vej/data/hvem/")
    expect(citizen.page.locator("main")).not_to_contain_text("koordinator")
