"""Whoever keeps every page and file ever published, all names, periods and editions, and tries to find a hidden count.

Written without the code that hides: the unknown is people. In small worlds every crowd is tried; in large ones the
fewest and the most people behind each hidden cell are searched for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, product
from typing import Any

import highspy
import numpy as np

type Place = tuple[str, str, str, str]

# The reader knows the method, so these are said again here, not read from the code.
SMALL, WIDTH = 5, 5
STAGES = ("asked", "first_step", "seat", "first_session", "dose_reached")


@dataclass(frozen=True)
class Row:
    """One published table, as it stands on the page."""

    name: str
    period: str
    edition: int
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """People who are alike in everything that any table counts. `asked` is the first day of a stretch of days that no
    table cuts; `wait` the most days until they started (None: later than any table asks, or never)."""

    asked: date
    offer: str
    town: str
    wait: int | None
    stages: frozenset[str]


def shown_of(rows: Iterable[Row], period: str) -> dict[Place, int]:
    """Every count of a quarter's funnel that any edition showed."""
    return {
        tuple(place): count
        for row in rows
        if row.name == "funnel" and row.period == period
        for *place, count in row.content["cells"]
        if count is not None
    }


def hidden_of(rows: Iterable[Row], period: str) -> set[Place]:
    """What no edition ever showed, and what follows from two counts by subtraction: who did not reach a stage."""
    listed = {
        tuple(place)
        for row in rows
        if row.name == "funnel" and row.period == period
        for *place, _count in row.content["cells"]
    }
    rest = {(f"not {stage}", *place) for stage, *place in listed if stage != "asked"}
    return (listed | rest) - shown_of(rows, period).keys()


def kinds(
    starts: Sequence[date],
    offers: Sequence[str],
    towns: Sequence[str],
    waits: Sequence[int | None],
    stages: Sequence[str],
) -> list[Kind]:
    """Everybody there can be. Who started within the longest wait has reached `first_step`, others have not."""
    later = [stage for stage in stages if stage not in ("asked", "first_step")]
    sets = [frozenset(reached) for size in range(len(later) + 1) for reached in combinations(later, size)]
    return [
        Kind(asked, offer, town, wait, reached | ({"first_step"} if wait is not None else set()))
        for asked, offer, town, wait, reached in product(starts, offers, towns, waits, sets)
    ]


def counts_in(kind: Kind, place: Place, quarter: tuple[date, date]) -> bool:
    """Whether the people of the kind stand in the cell."""
    stage, offer, town, month = place
    if not quarter[0] <= kind.asked <= quarter[1]:
        return False
    if offer not in ("*", kind.offer) or town not in ("*", kind.town):
        return False
    if month not in ("*", f"{kind.asked:%Y-%m}"):
        return False
    if stage.startswith("not "):
        return stage.removeprefix("not ") not in kind.stages
    return stage == "asked" or stage in kind.stages


def quarter_days(period: str) -> tuple[date, date]:
    year, number = int(period[:4]), int(period[-1])
    following = date(year + number // 4, number % 4 * 3 + 1, 1)
    return date(year, number * 3 - 2, 1), following - timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """low <= sum of (weight of each kind x people of it) <= high."""

    weights: Mapping[int, float]
    low: float
    high: float


def limits(rows: Sequence[Row], people: Sequence[Kind]) -> list[Limit]:
    """Everything that is shown, said of people. Rounded shares are of the public counter and of quarters."""
    found = []
    for period in sorted({row.period for row in rows if row.name == "funnel"}):
        quarter = quarter_days(period)
        for place, count in shown_of(rows, period).items():
            weights = {i: 1.0 for i, kind in enumerate(people) if counts_in(kind, place, quarter)}
            found.append(Limit(weights, count, count))
    for row in rows:
        if row.name in ("counter", "started"):
            found += _rounded(row.content, people)
    return found


def _rounded(content: Mapping[str, Any], people: Sequence[Kind]) -> Iterator[Limit]:
    """About how many asked, and a share of them within half a step; the lowest and the highest share reach to the end."""
    first, last = date.fromisoformat(content["first"]), date.fromisoformat(content["last"])
    asked = [i for i, kind in enumerate(people) if first <= kind.asked <= last]
    yield Limit(dict.fromkeys(asked, 1.0), content["asked"], content["asked"] + 9)
    step = content["step"]
    for days, share in zip(content["days"], content["shares"], strict=True):
        if share is None:
            continue
        started = {i for i in asked if people[i].wait is not None and people[i].wait <= days}
        low = 0.0 if share == step else share - step / 2
        high = 100.0 if share == 100 - step else share + step / 2
        for bound, sign in ((low, 1.0), (high, -1.0)):  # 100 x started between low and high x asked
            weights = {i: sign * ((100.0 if i in started else 0.0) - bound) for i in asked}
            yield Limit(weights, -1e-6, highspy.kHighsInf)


class Search:
    """The fewest and the most people behind a cell, in whole numbers, by HiGHS on the people themselves."""

    def __init__(self, people: Sequence[Kind], known: Iterable[Limit]) -> None:
        self.size = len(people)
        every = list(known)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.size, len(every)
        model.col_cost_ = np.zeros(self.size)
        model.col_lower_, model.col_upper_ = np.zeros(self.size), np.full(self.size, 10_000.0)
        model.row_lower_ = np.array([limit.low for limit in every], dtype=float)
        model.row_upper_ = np.array([limit.high for limit in every], dtype=float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(limit.weights) for limit in every)]).astype(np.int32)
        model.a_matrix_.index_ = np.array([i for limit in every for i in limit.weights], dtype=np.int32)
        model.a_matrix_.value_ = np.array([w for limit in every for w in limit.weights.values()], dtype=float)
        model.integrality_ = [highspy.HighsVarType.kInteger] * self.size
        self.solver = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.5)):
            self.solver.setOptionValue(option, value)
        self.solver.passModel(model)
        self.crowds: list[Any] = []

    def span(self, columns: Sequence[int]) -> tuple[int, int]:
        """The fewest and the most of all crowds met on the way; a search only until they lie WIDTH apart."""
        seen = [int(crowd[columns].sum()) for crowd in self.crowds]
        for sign in (1.0, -1.0):
            if not seen or max(seen) - min(seen) < WIDTH:
                seen.append(self._extreme(columns, sign))
        return min(seen), max(seen)

    def _extreme(self, columns: Sequence[int], sign: float) -> int:
        cost = np.zeros(self.size)
        cost[list(columns)] = sign
        self.solver.changeColsCost(self.size, np.arange(self.size, dtype=np.int32), cost)
        self.solver.run()
        status = self.solver.getModelStatus()
        assert status == highspy.HighsModelStatus.kOptimal, self.solver.modelStatusToString(status)
        self.crowds.append(np.rint(np.array(self.solver.getSolution().col_value)).astype(int))
        return int(self.crowds[-1][list(columns)].sum())


def secrets(rows: Sequence[Row], period: str, truth: Callable[[Place], int]) -> set[Place]:
    """What nobody may find: cells that are never shown, and small counts that follow by subtraction."""
    return {place for place in hidden_of(rows, period) if not place[0].startswith("not ") or truth(place) < SMALL}


def recovered(
    rows: Sequence[Row], people: Sequence[Kind], truth: Callable[[str, Place], int], *, ask: int | None = None
) -> dict[tuple[str, Place], tuple[int, int]]:
    """Secrets that all rows together narrow down to fewer than WIDTH + 1 whole numbers, with what is left of them.

    `ask`: about so many secrets of each quarter, evenly spread; each takes seconds where a partnership is large.
    """
    search = Search(people, limits(rows, people))
    found = {}
    for period in sorted({row.period for row in rows if row.name == "funnel"}):
        quarter = quarter_days(period)
        every = sorted(secrets(rows, period, lambda place, period=period: truth(period, place)))
        for place in every[:: max(1, len(every) // ask) if ask else 1]:
            low, high = search.span([i for i, kind in enumerate(people) if counts_in(kind, place, quarter)])
            assert low <= truth(period, place) <= high or high - low >= WIDTH
            if high - low < WIDTH:
                found[period, place] = (low, high)
    return found


def hours_recovered(row: Row) -> list[int]:
    """Weekly times whose hidden count lies in fewer than WIDTH + 1 whole numbers.

    Each time is between nobody and everybody who asked; the times in and outside office hours have a sum each. What
    people could at one time says nothing of where they live, so no other table narrows it down.
    """
    asked, times = row.content["asked"], row.content["times"]
    outside = [number for number in range(40) if _outside_office_hours(number)]
    found = []
    for total, side in (
        (row.content["outside"], outside),
        (row.content["office_hours"], [number for number in range(40) if number not in outside]),
    ):
        hidden = [number for number in side if times[number] is None]
        low, high = 0, asked
        if total is not None and hidden:
            left = total - sum(times[number] for number in side if times[number] is not None)
            low, high = max(0, left - (len(hidden) - 1) * asked), min(asked, left)
        found += [number for number in hidden if high - low < WIDTH]
    # One that is shown also shows how many could not.
    return found + [number for number, count in enumerate(times) if count is not None and asked - count < SMALL]


def _outside_office_hours(number: int) -> bool:
    """Forty times: six on each weekday at 9, 11, 13, 15, 17 and 19, five on each day of the weekend."""
    return number >= 30 or number % 6 >= 4
