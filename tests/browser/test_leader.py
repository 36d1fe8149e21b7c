"""A physiotherapist in Skive meets a group by video that four municipalities fill: who came, and the list on paper."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NARROW, WIDE, Accessible, Go

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIRST_NAMES = ("Amanda", "Nicoline", "Børge", "Paw", "Aksel", "Doris", "Yannick")  # Amanda and Doris live in Lemvig
LAST_NAME = re.compile(r"fra Lemvig|Kommune")


class Leader:
    """Somebody at a browser who counts their own presses."""

    def __init__(self, page: Page, accessible: Accessible | None) -> None:
        self.page, self.accessible, self.presses = page, accessible, 0

    def press(self, what: Locator) -> None:
        self.presses += 1
        what.click()

    def looks(self) -> None:
        if self.accessible:
            self.accessible(self.page)


def given_the_physiotherapist_in_skive_is_logged_in(leader: Leader) -> None:
    leader.looks()
    leader.page.get_by_role("button", name=re.compile("Fysioterapeut, Skive")).click()
    expect(leader.page.get_by_role("heading", level=1)).to_contain_text("Hej ")
    leader.looks()


def when_they_open_the_group_that_meets_next(leader: Leader) -> None:
    leader.page.get_by_role("link", name="Se holdet").click()
    expect(leader.page.get_by_role("heading", level=1)).to_have_text("Lungehold")
    leader.looks()


def then_they_see_the_people_by_first_name_and_what_to_know(leader: Leader) -> None:
    """Seven of the demo; other journeys may have sent more of their own to the next entry."""
    names = leader.page.locator(".people .person-name").all_inner_texts()
    assert set(names) >= set(FIRST_NAMES)
    assert all(" " not in name for name in names)
    expect(leader.page.locator(".people")).to_contain_text("Adgang uden trin")
    expect(leader.page.locator(".people")).not_to_contain_text(LAST_NAME)


def given_nobody_was_away_so_far(leader: Leader) -> None:
    """The last meeting of the demo is not written down; an earlier journey may have done it."""
    open_last_meeting(leader)
    for name in FIRST_NAMES:
        row(leader.page, name).locator(".segment").filter(has_text="Mødt").click()
    leader.page.get_by_role("button", name="Gem fremmøde").click()


def open_last_meeting(leader: Leader) -> None:
    leader.press(leader.page.locator(".sessions").get_by_role("link", name=re.compile("Skriv fremmøde|Ret")).last)
    expect(leader.page.get_by_role("heading", level=1)).to_have_text("Hvem mødte?")


def when_they_say_who_did_not_come(leader: Leader, away: dict[str, str]) -> None:
    """From the group page: one press to the meeting, one for each who was away, one to save."""
    leader.presses = 0
    open_last_meeting(leader)
    leader.looks()
    for name in FIRST_NAMES:
        expect(row(leader.page, name).get_by_role("radio", name="Mødt")).to_be_checked()
    for name, state in away.items():
        leader.press(row(leader.page, name).locator(".segment").filter(has_text=state))
    leader.press(leader.page.get_by_role("button", name="Gem fremmøde"))


def then_it_stands_in_the_group(leader: Leader, away: dict[str, str]) -> None:
    present = len(FIRST_NAMES) - len(away)
    expect(leader.page.locator("main")).to_contain_text(f"Fremmødet er gemt. {present} af {len(FIRST_NAMES)} mødte.")
    leader.looks()
    leader.page.locator(".sessions").get_by_role("link", name="Ret").last.click()
    for name in FIRST_NAMES:
        expected = away.get(name, "Mødt")
        expect(row(leader.page, name).get_by_role("radio", name=expected)).to_be_checked()
    leader.page.get_by_role("link", name="Lungehold").click()


def when_they_print_the_list(leader: Leader) -> None:
    leader.page.get_by_role("link", name="Liste på papir").click()
    leader.looks()


def then_a_sheet_of_a4_has_first_names_and_boxes(leader: Leader) -> None:
    rows = leader.page.locator(".roster tbody tr")
    assert rows.count() >= len(FIRST_NAMES)
    boxes = rows.first.locator(".box").count()
    assert 1 <= boxes <= 10
    leader.page.emulate_media(media="print")
    expect(leader.page.locator(".sheet-tools")).to_be_hidden()
    expect(leader.page.locator("header.top")).to_be_hidden()
    expect(leader.page.locator(".sheet")).not_to_contain_text("Kommune")
    assert leader.page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1


def row(page: Page, name: str) -> Locator:
    return page.locator("fieldset.attendee").filter(has=page.locator(".person-name", has_text=name))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_leader_in_another_municipality(go: Go, accessible: Accessible, width: int) -> None:
    leader = Leader(go("/log-ind/", width=width), accessible)
    away = {"Amanda": "Afbud", "Paw": "Udeblevet"}
    given_the_physiotherapist_in_skive_is_logged_in(leader)
    when_they_open_the_group_that_meets_next(leader)
    then_they_see_the_people_by_first_name_and_what_to_know(leader)
    given_nobody_was_away_so_far(leader)
    when_they_say_who_did_not_come(leader, away)
    assert leader.presses == 2 + len(away)  # so that ten people, all of them away, take twelve presses
    then_it_stands_in_the_group(leader, away)
    when_they_print_the_list(leader)
    then_a_sheet_of_a4_has_first_names_and_boxes(leader)


def test_without_javascript(go: Go) -> None:
    leader = Leader(go("/log-ind/", javascript=False), None)
    away = dict.fromkeys(FIRST_NAMES, "Afbud")
    given_the_physiotherapist_in_skive_is_logged_in(leader)
    when_they_open_the_group_that_meets_next(leader)
    given_nobody_was_away_so_far(leader)
    when_they_say_who_did_not_come(leader, away)
    assert leader.presses == 2 + len(away)
    then_it_stands_in_the_group(leader, away)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize(
    ("who", "pages"),
    [
        ("Sygeplejerske, Lemvig", ["", "borgere/", "programmer/", "programmer/kol/", "tilbud/", "hold/"]),
        ("Holdkoordinator", ["", "tvaers/", "partnerskab/"]),
        ("Systemansvarlig", ["", "drift/", "partnerskab/"]),
        ("Læge, Lægerne", ["", "tilbud/"]),
    ],
)
def test_each_office_has_pages_that_everybody_can_use(
    go: Go, accessible: Accessible, width: int, who: str, pages: list[str]
) -> None:
    page = go("/log-ind/", width=width)
    page.get_by_role("button", name=re.compile(who)).click()
    for path in pages:
        page.goto(f"/personale/{path}")
        accessible(page)


def test_a_case_of_lemvigs_own(go: Go, accessible: Accessible) -> None:
    page = go("/log-ind/", width=NARROW)
    page.get_by_role("button", name=re.compile("Sygeplejerske, Lemvig")).click()
    page.goto("/personale/borgere/")
    page.get_by_role("link", name="Amanda").click()
    expect(page.locator("main")).to_contain_text("Lemvig Kommune")
    accessible(page)


def test_in_english(go: Go, accessible: Accessible) -> None:
    page = go("/en/log-ind/")
    page.get_by_role("button", name=re.compile("Physiotherapist, Skive")).click()
    page.goto("/en/personale/hold/")
    expect(page.get_by_role("heading", level=1)).to_have_text("My groups")
    accessible(page)
