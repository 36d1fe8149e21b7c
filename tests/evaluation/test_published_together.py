"""Every table ever published, taken together: nobody finds a hidden count. And the one who tries does find what is
left open on purpose."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise, product
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sundhedscenter.config.embedded import EmbeddedServer, State
from sundhedscenter.evaluation.measures.hours import wanted_times
from sundhedscenter.evaluation.measures.journeys import Journey
from sundhedscenter.evaluation.measures.periods import Quarter
from sundhedscenter.evaluation.suppression import protect
from sundhedscenter.evaluation.tables.curves import counter_content, started_content
from sundhedscenter.evaluation.tables.funnel import FunnelTable, funnel_content, funnel_tables, shown_cells
from sundhedscenter.evaluation.tables.hours import hours_content
from tests.evaluation.crowd import random_journeys
from tests.oracles import published as oracle
from tests.oracles.published import Kind, Place, Row
from tests.site import SUNDHEDSCENTER

pytestmark = pytest.mark.slow
SPRING = Quarter(2026, 2)
WITHIN = {"asked": 0, "first_step": 14, "seat": 28, "first_session": 60, "dose_reached": 180}
DAYS = (1, 7, 14)


def shares(journeys: Sequence[Journey], *, weeks: int) -> list[Row]:
    """The public counter of so many weeks, and the quarter's own shares where its totals are shown."""
    found = []
    for week in range(weeks):
        through = SPRING.last + timedelta(days=14 + 7 * week)
        content = counter_content(journeys, through=through, window_days=90, days=DAYS)
        found.append(Row("counter", f"week {week}", 1, content))
    return found


def started(journeys: Sequence[Journey], funnel: Row) -> list[Row]:
    table = FunnelTable.read(funnel.period, funnel.content)
    shown = None not in (table.count("asked"), table.count("first_step"))
    content = started_content(journeys, quarter=SPRING, days=DAYS, totals_are_shown=shown)
    return [] if content is None else [Row("started", SPRING.code, 1, content)]


def truth_of(journeys: Sequence[Journey]) -> Any:
    """How many people really stand in a cell."""

    def count(period: str, place: Place) -> int:
        quarter = oracle.quarter_days(period)
        return sum(1 for journey in journeys if oracle.counts_in(_kind(journey), place, quarter))

    return count


def _kind(journey: Journey) -> Kind:
    days = {
        "first_step": journey.started_on,
        "seat": journey.seat_on,
        "first_session": journey.session_on,
        "dose_reached": journey.dose_on,
    }
    reached = {stage for stage, day in days.items() if day and (day - journey.asked_on).days <= WITHIN[stage]}
    return Kind(journey.asked_on, journey.offer, journey.municipality, None, frozenset(reached))


# --- small worlds: every crowd that fits -----------------------------------------------------------------------

TOWNS, MOST = ("a", "b"), 11
SMALL_WORLD = [Kind(SPRING.first, "core", town, wait, frozenset()) for town, wait in product(TOWNS, (1, 14, None))]


def small_world(counts: Sequence[int]) -> tuple[list[Row], list[Journey]]:
    """Two towns, one offer, one month: the first edition has who asked, the second their first steps."""
    journeys = [
        Journey(
            kind.asked,
            kind.offer,
            kind.town,
            started_on=None if kind.wait is None else kind.asked + timedelta(days=kind.wait),
        )
        for kind, count in zip(SMALL_WORLD, counts, strict=True)
        for _ in range(count)
    ]
    rows: list[Row] = []
    for edition, stages in enumerate((("asked",), ("asked", "first_step")), 1):
        before = shown_cells(rows[-1].content) if rows else None
        by_place: dict[tuple[str, str, str, str], int] = {}
        for kind, count in zip(SMALL_WORLD, counts, strict=True):
            for stage in stages:
                if stage == "asked" or kind.wait is not None:
                    place = (stage, kind.offer, kind.town, "2026-04")
                    by_place[place] = by_place.get(place, 0) + count
        tables = funnel_tables(
            by_place, stages=stages, offers=("core",), municipalities=TOWNS, months=("2026-04",), shown_before=before
        )
        hidden = protect(tables).hidden
        cells = [[*key, None if key in hidden else cell.count] for key, cell in tables.cells.items() if cell.publish]
        content = {"stages": stages, "offers": ["core"], "municipalities": TOWNS, "months": ["2026-04"], "cells": cells}
        rows.append(Row("funnel", SPRING.code, edition, content))
    return [*rows, *shares(journeys, weeks=2), *started(journeys, rows[-1])], journeys


def crowds_that_fit(rows: Sequence[Row]) -> Any:
    """All crowds of at most MOST of each kind, one a line, that give everything that is shown."""
    every = np.indices([MOST + 1] * len(SMALL_WORLD), dtype=np.int16).reshape(len(SMALL_WORLD), -1).T
    for limit in oracle.limits(rows, SMALL_WORLD_WITH_STAGES):
        weights = np.array([limit.weights.get(i, 0.0) for i in range(len(SMALL_WORLD))])
        found = every @ weights
        every = every[(found >= limit.low - 1e-6) & (found <= limit.high + 1e-6)]
    return every


SMALL_WORLD_WITH_STAGES = [
    Kind(kind.asked, kind.offer, kind.town, kind.wait, frozenset({"first_step"} if kind.wait is not None else ()))
    for kind in SMALL_WORLD
]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=6, max_size=6))
def test_no_crowd_but_several_fit_a_small_world(counts: list[int]) -> None:
    rows, journeys = small_world(counts)
    truth, fits = truth_of(journeys), crowds_that_fit(rows)
    assert (fits == counts).all(axis=1).any()
    for place in oracle.secrets(rows, SPRING.code, lambda place: truth(SPRING.code, place)):
        quarter = oracle.quarter_days(SPRING.code)
        columns = [i for i, kind in enumerate(SMALL_WORLD_WITH_STAGES) if oracle.counts_in(kind, place, quarter)]
        found = fits[:, columns].sum(axis=1)
        assert found.max() - found.min() >= oracle.WIDTH, (place, counts)


# --- a partnership: the fewest and the most people behind each hidden cell -------------------------------------

OFFERS, FOUR = ("alone", "core", "kol_hold"), ("0661", "0665", "0671", "0779")


def partnership(seed: int, number: int) -> tuple[list[Row], list[Journey]]:
    """Three editions of a quarter's funnel, each with a further stage, three weeks of the counter, and its shares."""
    journeys = random_journeys(Random(seed), number, first=SPRING.first, days=91, offers=list(OFFERS), towns=list(FOUR))
    rows: list[Row] = []
    for edition in (1, 2, 3):
        content = funnel_content(
            journeys, quarter=SPRING, stages=oracle.STAGES[:edition], within=WITHIN, offers=OFFERS,
            municipalities=FOUR, shown_before=shown_cells(rows[-1].content) if rows else None,
        )  # fmt: skip
        rows.append(Row("funnel", SPRING.code, edition, content))
    return [*rows, *shares(journeys, weeks=3), *started(journeys, rows[-1])], journeys


def people_of(rows: Sequence[Row], *, stages: int) -> list[Kind]:
    """Everybody there can be, with days cut wherever a month or a counter begins or ends."""
    first, last = SPRING.first, SPRING.last
    starts = {date(2026, month, 1) for month in (4, 5, 6)}
    for row in rows:
        if row.name == "counter":
            begins = date.fromisoformat(row.content["first"])
            ends = date.fromisoformat(row.content["last"]) + timedelta(days=1)
            starts |= {day for day in (begins, ends) if first < day <= last + timedelta(days=1)}
    return oracle.kinds(sorted(starts), OFFERS, FOUR, (*DAYS, None), oracle.STAGES[:stages])


def test_nothing_is_recovered_from_all_tables_together() -> None:
    rows, journeys = partnership(4, 130)
    assert oracle.recovered(rows, people_of(rows, stages=3), truth_of(journeys)) == {}


def test_a_table_that_hides_small_counts_alone_is_caught() -> None:
    """The worked table of docs/algorithms/small-numbers.md: 39 - 14 - 22 gives the 3 back."""
    cells = {("a", "x"): 3, ("a", "y"): 14, ("a", "z"): 22, ("b", "x"): 9, ("b", "y"): 11, ("b", "z"): 30}
    counts: dict[tuple[str, str], int] = dict(cells)
    for offer, town in product(("a", "b", "*"), ("x", "y", "z", "*")):
        counts[offer, town] = sum(n for (o, t), n in cells.items() if offer in ("*", o) and town in ("*", t))
    people = [Kind(SPRING.first, offer, town, None, frozenset()) for offer, town in cells]

    def table(edition: int, *hide: tuple[str, str]) -> Row:
        shown = [["asked", *key, "*", None if key in hide else count] for key, count in counts.items()]
        return Row("funnel", SPRING.code, edition, {"cells": shown})

    def truth(_period: str, place: Place) -> int:
        return counts[place[1], place[2]]

    corners = [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")]
    naked = ("asked", "a", "x", "*")
    assert oracle.recovered([table(1, ("a", "x"))], people, truth) == {(SPRING.code, naked): (3, 3)}
    assert oracle.recovered([table(1, *corners)], people, truth) == {}
    # Safe one by one, and not together: each edition shows what the other hides.
    other = [("a", "x"), ("a", "z"), ("b", "x"), ("b", "z")]
    assert oracle.recovered([table(1, *other)], people, truth) == {}
    assert (SPRING.code, naked) in oracle.recovered([table(1, *corners), table(2, *other)], people, truth)


def test_a_share_that_is_too_fine_is_caught() -> None:
    """Of 27 who asked 23 started: the 4 who did not are hidden, until a counter says 85 percent to the point."""
    people = [Kind(SPRING.first, "core", "a", wait, frozenset({"first_step"} if wait else ())) for wait in (14, None)]
    cells = [["asked", "*", "*", "*", 27], ["first_step", "*", "*", "*", None]]
    funnel = Row("funnel", SPRING.code, 1, {"cells": cells})

    def truth(_period: str, place: Place) -> int:
        return {"asked": 27, "first_step": 23, "not first_step": 4}[place[0]]

    def counter(share: int, step: int) -> Row:
        content = {"first": "2026-04-01", "last": "2026-06-30", "asked": 20, "days": [14], "shares": [share]}
        return Row("counter", "90 days", 1, {**content, "step": step})

    assert oracle.recovered([funnel, counter(75, 25)], people, truth) == {}
    assert oracle.recovered([funnel, counter(85, 1)], people, truth) == {
        (SPRING.code, ("first_step", "*", "*", "*")): (23, 23),
        (SPRING.code, ("not first_step", "*", "*", "*")): (4, 4),
    }


def hours(seed: int) -> Row:
    journeys = random_journeys(Random(seed), 60, first=SPRING.first, days=91, offers=["core"], towns=["0665"])
    content = hours_content(wanted_times(journeys, quarter=SPRING), [], asked_is_shown=True)
    assert content is not None
    return Row("hours", SPRING.code, 1, content)


@pytest.mark.parametrize("seed", range(3))
def test_no_hidden_hour_is_recovered(seed: int) -> None:
    assert oracle.hours_recovered(hours(seed)) == []


def test_an_hour_that_its_sum_gives_away_is_caught() -> None:
    row = hours(0)
    times = [20] * 40
    content = {**row.content, "times": [None, *times[1:]], "office_hours": 19 * 20 + 3 + 20, "outside": 20 * 20}
    assert oracle.hours_recovered(Row("hours", SPRING.code, 1, content)) == [0]
    assert oracle.hours_recovered(Row("hours", SPRING.code, 1, {**content, "office_hours": None})) == []
    nearly = {**row.content, "times": [row.content["asked"] - 1, *times[1:]], "outside": None, "office_hours": None}
    assert oracle.hours_recovered(Row("hours", SPRING.code, 1, nearly)) == [0]


# --- the demo --------------------------------------------------------------------------------------------------

# Publishes as the nightly job would have done on a day in every month, and says what really was.
DEMO = """
import dataclasses, json, sys
from datetime import timedelta
from sundhedscenter.cli.options import set_up_django
set_up_django()
from sundhedscenter.core import clock
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.evaluation import facts
from sundhedscenter.evaluation.actions import publish_tables
from sundhedscenter.evaluation.models import PublishedTable

now = clock.now()
for weeks in range(70, -1, -5):
    print(publish_tables(at=now - timedelta(weeks=weeks)).stored, file=sys.stderr)
with acting_as(system("evaluation")):
    rows = list(PublishedTable.objects.order_by("pk").values_list("name", "period", "edition", "through", "content"))
    people = [dataclasses.asdict(journey) for journey in facts.journeys(through=clock.day_of(now) - timedelta(days=1))]
print(json.dumps({"rows": rows, "people": people}, default=str))
"""


@pytest.mark.long
def test_nothing_is_recovered_from_the_demo(state_folder: Path) -> None:
    """Three thousand citizens, every edition that a year and a half of nights leaves, each quarter in turn.

    Every hidden count is proved by the audit before it is stored; here a spread of them is tried from outside.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    environment = {**kept, "SUNDHEDSCENTER_STATE": str(state_folder), "SUNDHEDSCENTER_DEMO_CITIZENS": "0"}
    for command in ([SUNDHEDSCENTER, "prepare"], [SUNDHEDSCENTER, "demo"]):
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    with EmbeddedServer(State(state_folder, chosen=True)).running():
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", DEMO], env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
    told = json.loads(done.stdout)
    rows = [Row(name, period, edition, content) for name, period, edition, _through, content in told["rows"]]
    journeys = [
        Journey(**{key: _day(value) if key.endswith("_on") else value for key, value in person.items()})
        for person in told["people"]
    ]
    assert len(journeys) > 3000
    truth = truth_of(journeys)
    for row in rows:
        assert row.name != "hours" or oracle.hours_recovered(row) == []
    for period in sorted({row.period for row in rows if row.name == "funnel"}):
        editions = [row for row in rows if row.name == "funnel" and row.period == period]
        for before, after in pairwise(editions):
            assert oracle.shown_of([before], period).items() <= oracle.shown_of([after], period).items()
        together = [*editions, *(row for row in rows if row.name == "started" and row.period == period)]
        counters = [row for row in rows if row.name == "counter" and _touches(row, period)]
        people = demo_people(together, counters, period)
        assert oracle.recovered([*together, *counters], people, truth, ask=8) == {}, period


def _day(said: str | None) -> date | None:
    return None if said is None else date.fromisoformat(said)


def _touches(row: Row, period: str) -> bool:
    """Whether most of the counter's days lie in the quarter: the others say nothing of it that is not loose."""
    first, last = oracle.quarter_days(period)
    begins, ends = (date.fromisoformat(row.content[end]) for end in ("first", "last"))
    return min(last, ends) - max(first, begins) > timedelta(days=60)


def demo_people(rows: Sequence[Row], counters: Sequence[Row], period: str) -> list[Kind]:
    first, last = oracle.quarter_days(period)
    newest = [row for row in rows if row.name == "funnel"][-1].content
    starts = {date.fromisoformat(f"{month}-01") for month in newest["months"]} | {last + timedelta(days=1)}
    for row in counters:
        begins = date.fromisoformat(row.content["first"])
        starts |= {begins, date.fromisoformat(row.content["last"]) + timedelta(days=1)}
    waits = (*DAYS, None)
    inside = oracle.kinds(
        sorted(day for day in starts if first <= day <= last),
        newest["offers"], newest["municipalities"], waits, newest["stages"],
    )  # fmt: skip
    outside = oracle.kinds(sorted(day for day in starts if not first <= day <= last), ["*"], ["*"], waits, ["asked"])
    return [*inside, *outside]
