"""A quarter's published funnel: nobody behind a hidden cell can be worked out, not even through the people themselves."""

from itertools import product
from random import Random

import pytest

from sundhedscenter.evaluation.measures.funnel import STAGES
from sundhedscenter.evaluation.measures.journeys import Journey
from sundhedscenter.evaluation.measures.periods import Quarter
from sundhedscenter.evaluation.suppression import SMALL, WIDTH, Key, audit, protect
from sundhedscenter.evaluation.tables.funnel import (
    FunnelTable,
    funnel_content,
    funnel_system,
    funnel_tables,
    hidden_cells,
    over_quarters,
    shown_cells,
)
from tests.evaluation.crowd import random_journeys
from tests.oracles import measures as plain
from tests.oracles import suppression as oracle

WITHIN = {"asked": 0, "first_step": 14, "seat": 28, "first_session": 60, "dose_reached": 180}
OFFERS, TOWNS = ["alone", "core", "kol_hold"], ["0661", "0665", "0671", "0779"]
SPRING = Quarter(2026, 2)


def crowd(seed: int, number: int) -> list[Journey]:
    return random_journeys(Random(seed), number, first=SPRING.first, days=91, offers=OFFERS, towns=TOWNS)


def content(journeys: list[Journey], *stages: str, before: dict[Key, int] | None = None) -> dict[str, object]:
    return funnel_content(
        journeys, quarter=SPRING, stages=stages or STAGES, within=WITHIN, offers=OFFERS, municipalities=TOWNS,
        shown_before=before,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_every_cell_is_right_or_hidden(seed: int) -> None:
    journeys = crowd(seed, 300)
    table = FunnelTable.read(SPRING.code, content(journeys))
    assert table.months == ("2026-04", "2026-05", "2026-06")
    shown = 0
    for stage, offer, town, month, count in table.lines():
        expected = plain.people_at(
            journeys, stage, WITHIN[stage], offer=offer, municipality=town, month=month, quarter=SPRING.months()
        )
        assert count in (None, expected)
        assert count is None or count >= SMALL
        shown += count is not None
    assert shown > 60
    assert table.count("asked") == 300
    cells = set(product(STAGES, [*OFFERS, "*"], [*TOWNS, "*"], ["*"])) | set(
        product(STAGES, ["*"], [*TOWNS, "*"], [*SPRING.months(), "*"])
    )
    assert {line[:4] for line in table.lines()} == cells


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_people_behind_the_tables_give_nothing_away(seed: int) -> None:
    """Two offers, two towns, two months, two further stages: each hidden count is at least WIDTH wide for whoever
    tries all crowds of people that fit what is shown."""
    chance = Random(seed)
    labels = (["a", "b"], ["x", "y"], ["m1", "m2"])
    stages = ["asked", "s", "t"]
    counts: dict[Key, int] = {}
    for place in product(*labels):
        for _ in range(chance.randrange(12)):
            for stage in ("asked", *(stage for stage in ("s", "t") if chance.random() < 0.7)):
                counts[stage, *place] = counts.get((stage, *place), 0) + 1
    tables = funnel_tables(counts, stages=stages, offers=labels[0], municipalities=labels[1], months=labels[2])
    hidden = protect(tables).hidden
    shown = {key: cell.count for key, cell in tables.cells.items() if cell.publish and key not in hidden}
    assert shown
    must = tables.protected(hidden)
    found = oracle.ranges_by_people(shown, must, labels=labels, stages=stages)
    for key, (low, high) in found.items():
        assert low <= tables.cells[key].count <= high
        assert high - low >= WIDTH, (key, low, high)


@pytest.mark.slow
def test_a_stage_that_comes_later_is_protected_with_what_was_shown() -> None:
    journeys = crowd(5, 150)
    early = content(journeys, "asked", "first_step")
    late = content(journeys, before=shown_cells(early))
    known = shown_cells(early)
    assert known.items() <= shown_cells(late).items()
    tables, _ = funnel_system(
        journeys, quarter=SPRING, stages=STAGES, within=WITHIN, offers=OFFERS, municipalities=TOWNS
    )
    assert audit(tables, hidden_cells(late)) == []


def test_a_number_that_was_corrected_is_no_longer_known() -> None:
    journeys = [Journey(SPRING.first, "core", "0665") for _ in range(9)]
    tables, _ = funnel_system(
        journeys, quarter=SPRING, stages=["asked"], within=WITHIN, offers=OFFERS, municipalities=TOWNS,
        shown_before={("asked", "core", "0665", "*"): 8, ("asked", "*", "*", "*"): 9, ("seat", "*", "*", "*"): 9},
    )  # fmt: skip
    assert tables.known == {("asked", "*", "*", "*")}


def test_a_share_needs_both_counts_and_quarters_need_each_other() -> None:
    def table(period: str, *cells: tuple[str, int | None]) -> FunnelTable:
        return FunnelTable(period, ("asked", "seat"), (), (), (), {(stage, "*", "*", "*"): n for stage, n in cells})

    first = table("2026-Q1", ("asked", 20), ("seat", 10))
    hidden = table("2026-Q2", ("asked", 30), ("seat", None))
    early = FunnelTable("2026-Q3", ("asked",), (), (), (), {("asked", "*", "*", "*"): 99})
    assert first.share("seat") == 0.5
    assert hidden.share("seat") is None
    assert over_quarters([first, early], "seat") == (10, 20)
    assert over_quarters([first, hidden], "seat") is None
    assert over_quarters([first, hidden, early], "asked") == (149, 149)
    assert over_quarters([early], "seat") is None


def test_an_empty_quarter_hides_everything() -> None:
    table = FunnelTable.read(SPRING.code, content([]))
    assert {count for *_, count in table.lines()} == {None}
