"""The coordinator's hour: from where people fall away to the file that the partners get."""

import csv
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE, Accessible, Go
from tests.evaluation import numbers
from tests.site import RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PUT = """
from sundhedscenter.cli.options import set_up_django
set_up_django()
from tests.evaluation.numbers import put_once
put_once()
"""


@pytest.fixture
def numbered(running_site: RunningSite) -> None:
    """The site has published numbers, as if many people had asked."""
    environment = {**os.environ, "SUNDHEDSCENTER_STATE": str(running_site.state.folder)}
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-W", "ignore", "-c", PUT], env=environment, cwd=root, check=True)


def given_the_coordinator_is_logged_in(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Holdkoordinator")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hej ")


def when_they_open_their_hour(page: Page) -> None:
    page.get_by_label("Medarbejdersider").get_by_role("link", name="Tal", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Din time med tallene")
    expect(page.locator(".hour-list > li")).to_have_count(6)


def then_they_see_where_people_fall_away(page: Page) -> None:
    page.get_by_role("link", name="Hvor falder folk fra?").click()
    expect(page.locator(".look").first).to_contain_text("Flest falder fra mellem")
    expect(page.locator(".hidden-count", has_text="skjult").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("Tallet er under 5, eller det ville røbe et andet tal")


def when_they_choose_an_offer(page: Page) -> None:
    page.locator("#id_kvartal").select_option("2025-Q4")
    page.locator("#id_tilbud").select_option("core")
    page.get_by_role("button", name="Vis", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?kvartal=2025-Q4&tilbud=core&kommune=(\*|%2A)$"))
    expect(page.locator(".funnel tbody tr")).to_have_count(5)


def then_a_number_opens_its_definition(page: Page) -> None:
    page.locator(".funnel").get_by_role("link", name="Første skridt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Første skridt")
    expect(page.locator("main")).to_contain_text("Tæller ikke")
    expect(page.locator("main")).to_contain_text("Produktvalg")


def go_to(page: Page, tab: str, heading: str) -> None:
    page.get_by_label("Sider med tal").get_by_role("link", name=tab, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def then_the_curve_and_the_week_say_what_to_look_at(page: Page, accessible: Accessible) -> None:
    go_to(page, "Ventetid", "Ventetid til første skridt")
    expect(page.locator(".chart svg")).to_be_visible()
    expect(page.locator(".look")).to_contain_text("venter ca.")
    accessible(page)
    go_to(page, "I gang", "Hvor mange kommer hurtigt i gang?")
    accessible(page)
    go_to(page, "Tider", "Passer tiderne til folks uge?")
    expect(page.locator(".heat td")).to_have_count(21)
    expect(page.locator(".look")).to_contain_text("Se først på")
    page.get_by_role("link", name="Vis alle 40 tider").click()
    expect(page.get_by_role("heading", name="Alle 40 tider")).to_be_visible()
    accessible(page)
    go_to(page, "Er med endnu", "Bliver de?")
    accessible(page)


def then_a_gap_leads_to_the_offer(page: Page, accessible: Accessible) -> None:
    go_to(page, "Mangler", "Tilbud, der mangler en form")
    accessible(page)
    offer = page.locator("tbody th a").first
    name = offer.inner_text()
    offer.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def then_the_file_holds_what_is_shown(page: Page) -> None:
    page.goto("/personale/tal/forloeb/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Hent alle viste tal (CSV)").click()
    assert waiting.value.suggested_filename == "tal-forloeb.csv"
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert head[:2] == ["definition", "periode"]
    shown = {
        (cell[0], period, cell[4])
        for name, period, _day, content in numbers.contents(2)
        if name == "funnel"
        for cell in content["cells"]
        if cell[4] is not None
    }
    assert {(row[0], row[1], int(row[-1])) for row in rows} == shown


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_coordinators_hour(go: Go, accessible: Accessible, numbered: None, width: int) -> None:
    page = go("/log-ind/", width=width)
    given_the_coordinator_is_logged_in(page)
    when_they_open_their_hour(page)
    accessible(page)
    then_they_see_where_people_fall_away(page)
    accessible(page)
    when_they_choose_an_offer(page)
    accessible(page)
    then_a_number_opens_its_definition(page)
    accessible(page)
    then_the_curve_and_the_week_say_what_to_look_at(page, accessible)
    then_a_gap_leads_to_the_offer(page, accessible)
    then_the_file_holds_what_is_shown(page)


def test_the_numbers_print(go: Go, numbered: None) -> None:
    page = go("/log-ind/")
    given_the_coordinator_is_logged_in(page)
    page.goto("/personale/tal/forloeb/")
    page.emulate_media(media="print")
    for gone in (".staff-menu", ".figure-tabs", ".find", ".figures-tools", "header.top"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator(".funnel")).to_be_visible()
    width, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width <= shown


@pytest.mark.parametrize("path", ["/", "/tal/", "/en/tal/"])
def test_everybody_sees_how_fast_people_get_started(go: Go, accessible: Accessible, numbered: None, path: str) -> None:
    page = go(path, width=NARROW)
    expect(page.locator(".counter dd")).to_have_count(3)
    accessible(page)
    page.goto("/")
    page.get_by_role("link", name="Sådan tæller vi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Så hurtigt kommer folk i gang")
