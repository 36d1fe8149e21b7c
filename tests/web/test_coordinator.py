"""The coordinator's pages: what was published, said plainly, to coordinators alone."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from sundhedscenter.catalogue.models import Variant
from sundhedscenter.core.week import PART_MASKS
from sundhedscenter.evaluation.measures.definitions import measures
from sundhedscenter.evaluation.measures.funnel import STAGES
from sundhedscenter.evaluation.models import PublishedTable
from sundhedscenter.evaluation.queries import public_counter
from sundhedscenter.evaluation.suppression import SMALL
from sundhedscenter.evaluation.tables.funnel import FunnelTable
from sundhedscenter.partnership.models import Employment
from sundhedscenter.web.coordinator.funnel import falls, worst_offer, worst_step
from sundhedscenter.web.coordinator.hours import hours_look, part_of_week
from sundhedscenter.web.coordinator.sheets import BOM, SHEETS, as_csv
from sundhedscenter.web.coordinator.words import Names
from tests.evaluation import numbers
from tests.people import AsOwner, person, staff

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGES = ("figures", "funnel", "waiting", "started", "hours", "gaps", "retention")
ADDRESSES = [
    *(f"web:staff_{name}" for name in PAGES),
    *(("web:staff_sheet", code) for code in SHEETS),
    ("web:staff_definition", "asked"),
]
NAMES = Names({"alone": "Alene", "core": "Grundhold", "kol_hold": "Lungehold"}, {})


def url(address: str | tuple[str, str]) -> str:
    return reverse(address) if isinstance(address, str) else reverse(address[0], args=[address[1]])


@pytest.fixture
def coordinator(catalogue: None, client: Client, as_owner: AsOwner) -> Iterator[Client]:
    with time_machine.travel(numbers.AT, tick=False):
        client.force_login(staff(as_owner, "lemvig", role="coordinator"))
        yield client


def read(client: Client, name: str, **query: str) -> Any:
    answer = client.get(reverse(f"web:staff_{name}"), query)
    assert answer.status_code == 200
    return answer


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def sheet(client: Client, code: str) -> list[list[str]]:
    text = client.get(reverse("web:staff_sheet", args=[code])).content.decode()
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text.removeprefix(BOM)), delimiter=";"))


@pytest.mark.parametrize("role", sorted({code for code, _name in Employment.ROLES} - {"coordinator"}))
def test_no_other_role_opens_a_page_or_a_file(catalogue: None, client: Client, as_owner: AsOwner, role: str) -> None:
    numbers.put_numbers(1)
    client.force_login(staff(as_owner, "lemvig", role=role))
    assert {client.get(url(address)).status_code for address in ADDRESSES} == {403}


def test_neither_a_citizen_nor_a_stranger_opens_one(catalogue: None, client: Client, as_owner: AsOwner) -> None:
    numbers.put_numbers(1)
    assert {client.get(url(address)).status_code for address in ADDRESSES} == {302}
    client.force_login(person(as_owner).user)
    assert {client.get(url(address)).status_code for address in ADDRESSES} == {403}


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_page_says_so_when_there_are_no_numbers(coordinator: Client, language: str) -> None:
    with translation.override(language):
        for address in ADDRESSES:
            assert coordinator.get(url(address)).status_code == 200


def test_the_hour_says_six_things_and_where_to_look(coordinator: Client) -> None:
    numbers.put_numbers()
    steps = read(coordinator, "figures").context["steps"]
    assert [step["href"] for step in steps] == [reverse(f"web:staff_{name}") for name in PAGES[1:]]
    assert all(step["act"] and all(step["looks"]) for step in steps)


def test_the_funnel_shows_what_was_published_and_says_what_is_hidden(coordinator: Client) -> None:
    numbers.put_numbers()
    tables = {period: content for name, period, _day, content in numbers.contents(2) if name == "funnel"}
    answer = read(coordinator, "funnel", kvartal="2025-Q4", kommune="0665")
    published = FunnelTable.read("2025-Q4", tables["2025-Q4"])
    by_offer, by_town, by_quarter, by_month = answer.context["tables"]
    for row, offer in zip(by_offer["rows"], published.offers, strict=True):
        assert [cell["count"] for cell in row["cells"]] == [
            published.count(stage, offer=offer, municipality="0665") for stage in published.stages
        ]
    assert len(by_town["rows"]) == len(published.municipalities)
    assert [row["name"] for row in by_quarter["rows"]] == ["1. kvartal 2026", "4. kvartal 2025"]
    assert [row["name"] for row in by_month["rows"]] == ["oktober 2025", "november 2025", "december 2025"]
    cells = [cell for table in answer.context["tables"] for row in table["rows"] for cell in row["cells"]]
    assert any(cell["count"] is None and cell["is_due"] for cell in cells)
    assert all(cell["count"] is None or cell["count"] >= SMALL for cell in cells)
    assert all(cell["share"] is None for cell in cells if cell["count"] is None)
    assert "skjult" in words(answer)
    assert "Tilbud, kommune og måned på én gang" in words(answer)


@pytest.mark.parametrize(("offer", "town"), [("*", "*"), ("core", "*"), ("*", "0665"), ("core", "0665")])
def test_the_quarters_beside_it_show_what_each_published(coordinator: Client, offer: str, town: str) -> None:
    numbers.put_numbers()
    tables = [FunnelTable.read(row.period, row.content) for row in PublishedTable.objects.filter(name="funnel")]
    rows = read(coordinator, "funnel", tilbud=offer, kommune=town).context["tables"][2]["rows"]
    shown = [[cell["count"] for cell in row["cells"]] for row in rows]
    published = sorted(tables, key=lambda table: table.period, reverse=True)
    assert shown == [[table.count(stage, offer=offer, municipality=town) for stage in STAGES] for table in published]
    assert offer != town or all(counts[0] is not None for counts in shown)


def test_a_stage_that_is_not_due_says_from_when(coordinator: Client) -> None:
    numbers.put_numbers()
    answer = read(coordinator, "funnel", kvartal="2026-Q1")
    assert [step["due"] for step in answer.context["steps"]] == ["", "", "", "31. maj 2026", "28. september 2026"]
    assert "tælles fra 31. maj 2026" in words(answer)


def test_an_offer_has_no_months_and_an_unknown_choice_is_the_whole(coordinator: Client) -> None:
    numbers.put_numbers()
    assert len(read(coordinator, "funnel", tilbud="core").context["tables"]) == 3
    asked = read(coordinator, "funnel", kvartal="2031-Q9", tilbud="'--", kommune="x").context
    assert (asked["offer"], asked["town"], asked["period"]) == ("*", "*", "2026-Q1")
    for name in ("waiting", "hours", "retention"):
        read(coordinator, name, kvartal="x", **{"for": "x"})


def test_every_number_opens_its_definition(coordinator: Client) -> None:
    """Each page links to the definitions of what it shows, and each definition says what counts and what does not."""
    numbers.put_numbers()
    needed = {
        "funnel": {"asked", "first_step", "seat", "first_session", "dose_reached"},
        "waiting": {"waiting_curve"},
        "started": {"asked", "started_by_quarter"},
        "hours": {"wanted_times", "seats_by_time"},
        "retention": {"retention"},
    }
    for name, codes in needed.items():
        linked = set(re.findall(r"/personale/tal/definition/(\w+)/", read(coordinator, name).content.decode()))
        assert linked == codes, name
    for code, measure in measures().items():
        page = words(coordinator.get(reverse("web:staff_definition", args=[code])))
        assert measure.numerator.da in page
        assert measure.leaves_out.da in page
        assert all(figure.source in page for figure in measure.figures.values())
    assert coordinator.get(reverse("web:staff_definition", args=["nothing"])).status_code == 404


def test_the_curve_has_a_band_and_a_table_that_says_the_same(coordinator: Client) -> None:
    numbers.put_numbers()
    context = read(coordinator, "waiting", **{"for": "tilbud-core"}).context
    assert [code for code, _name in context["choices"]] == ["all", "tilbud-core"]
    shown = [row for row in context["rows"] if row["share"] is not None]
    assert all(row["low"] <= row["share"] <= row["high"] for row in shown)
    assert len(context["chart"].line.split()) == len(shown)
    assert len(context["chart"].band.split()) == 2 * len(shown)


def test_the_week_has_21_parts_and_forty_times_on_demand(coordinator: Client) -> None:
    numbers.put_numbers()
    context = read(coordinator, "hours").context
    assert sum(len(day["parts"]) for day in context["days"]) == 21
    assert context["hours"] == []
    assert len(read(coordinator, "hours", timer="1").context["hours"]) == 40
    assert context["outside"] == {"seats": 32, "all": 32}


def test_offers_that_lack_a_form_lead_to_the_offer(coordinator: Client, as_owner: AsOwner) -> None:
    assert read(coordinator, "gaps").context["rows"] == []
    with as_owner():
        Variant.objects.exclude(form="group_site").delete()
    answer = read(coordinator, "gaps")
    (row,) = answer.context["rows"]
    assert (row["travel"], row["evening"]) == (True, True)
    assert "Nej, her møder man op." in coordinator.get(row["href"]).content.decode()


def test_the_funnels_file_holds_every_shown_cell_and_no_other(coordinator: Client) -> None:
    numbers.put_numbers()
    head, *rows = sheet(coordinator, "forloeb")
    assert head == ["definition", "periode", "tilbud", "kommune", "måned", "trin", "antal"]
    shown = [
        (cell[0], period, cell[4])
        for name, period, _day, content in numbers.contents(2)
        if name == "funnel"
        for cell in content["cells"]
        if cell[4] is not None
    ]
    assert sorted((row[0], row[1], int(row[-1])) for row in rows) == sorted(shown)
    assert all(int(row[-1]) >= SMALL for row in rows)


@pytest.mark.parametrize("code", sorted(SHEETS))
def test_each_file_names_definition_and_period(coordinator: Client, as_owner: AsOwner, code: str) -> None:
    numbers.put_numbers()
    with as_owner():
        Variant.objects.exclude(form="group_site").delete()
    answer = coordinator.get(reverse("web:staff_sheet", args=[code]))
    assert answer["Content-Disposition"] == f'attachment; filename="tal-{code}.csv"'
    head, *rows = sheet(coordinator, code)
    assert head[:2] == ["definition", "periode"]
    assert rows
    assert {len(row) for row in rows} == {len(head)}
    assert {row[0] for row in rows} <= set(measures())
    assert all(value != "None" for row in rows for value in row)


def test_an_unknown_file_is_not_there(coordinator: Client) -> None:
    assert coordinator.get(reverse("web:staff_sheet", args=["alt"])).status_code == 404


def test_a_text_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    text = as_csv(["=a"], [("=1+1", -5), ("+45", 1), ("@SUM(A1)", 2), ("-2", 3), ("\tx", 4), ("Ro; hverdag", 5)])
    rows = list(csv.reader(io.StringIO(text.removeprefix(BOM)), delimiter=";"))
    assert [row[0] for row in rows] == ["'=a", "'=1+1", "'+45", "'@SUM(A1)", "'-2", "'\tx", "Ro; hverdag"]
    assert rows[1][1] == "-5"


@pytest.mark.parametrize("name", PAGES)
def test_queries_do_not_grow_with_quarters(coordinator: Client, name: str) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(coordinator, name)
        return len(captured)

    numbers.put_numbers(1)
    count()  # the log-in is written in the first
    one = count()
    standing = set(PublishedTable.objects.values_list("name", "period"))
    numbers.put_rows(row for row in numbers.contents(3) if row[:2] not in standing)
    assert count() == one


def funnel(**counts: tuple[int | None, ...]) -> FunnelTable:
    stages = ("asked", "first_step", "seat", "first_session", "dose_reached")
    cells = {
        (stage, "*" if offer == "every" else offer, "*", "*"): count
        for offer, column in counts.items()
        for stage, count in zip(stages, column, strict=True)
    }
    return FunnelTable("2026-Q1", stages, tuple(offer for offer in counts if offer != "every"), (), (), cells)


def test_where_most_fall_away_is_said_of_shown_numbers_only() -> None:
    table = funnel(every=(100, 90, None, 40, 35), alone=(50, 48, 6, 5, 5), core=(30, 28, 12, 11, None))
    assert falls(table, {}) == [(10, "asked", "first_step", 100), (5, "first_session", "dose_reached", 40)]
    assert "10 af 100" in worst_step(table, {}, NAMES)
    assert "2 af 50" in worst_step(table, {"offer": "alone"}, NAMES)
    assert "Grundhold: 16 af 28" in worst_offer(table, "*", NAMES)
    assert "større udsnit" in worst_step(funnel(every=(None,) * 5), {}, NAMES)
    assert "Ingen tilbud" in worst_offer(funnel(core=(None,) * 5), "*", NAMES)


def test_the_part_of_the_week_with_most_people_to_a_seat_comes_first() -> None:
    content = {"times": [10] * 39 + [None], "seats": [[20, 5]] * 40}
    content["seats"] = [[0, 0] if number == 3 else seats for number, seats in enumerate(content["seats"])]
    parts = {box: part_of_week(content, box) for box in PART_MASKS}
    assert [part["mark"] for part in parts.values()].count("none") == 0
    assert "mandag eftermiddag: 10 kan, og der er 20 pladser" in hours_look(parts)
    assert parts[list(PART_MASKS)[-1]]["can"] is None
    nobody = {box: part_of_week({**content, "times": [None] * 40}, box) for box in PART_MASKS}
    assert "skjult" in hours_look(nobody)


def test_the_counter_stands_on_the_front_page_once_it_is_published(content: None, client: Client) -> None:
    def front() -> str:
        return words(client.get("/"))

    assert "Så hurtigt kommer folk i gang" not in front()
    assert "ikke spurgt nok" in words(client.get(reverse("web:public_numbers")))
    numbers.put_numbers(1)
    counter = public_counter()
    assert counter is not None
    assert len(counter.lines) == 3
    for text in (front(), words(client.get(reverse("web:public_numbers")))):
        for _days, share in counter.lines:
            assert f"ca. {share} %" in text


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_counters_page_says_what_is_counted(content: None, client: Client, language: str) -> None:
    numbers.put_numbers(1)
    with translation.override(language):
        page = words(client.get(reverse("web:public_numbers")))
    measure = measures()["started_within"]
    assert getattr(measure.denominator, language) in page
    assert getattr(measure.leaves_out, language) in page
