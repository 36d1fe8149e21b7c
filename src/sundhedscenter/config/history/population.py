"""Who would ask: the five municipalities' people by age and sex, times how often each illness begins or is lived with.

Pure but for reading `content/reference`. The newest table by municipality and age is of 2020. It is carried to 2026 by
the national growth of each five-year group from 2020 to 2025, then scaled to each municipality's own total of 2026.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random

from sundhedscenter.catalogue import files
from sundhedscenter.config.history.figures import Figures, TopicFigures, by_age

NATION = "DK"
ADULT = 16
MEN, WOMEN = "M", "K"
OLDEST_GROUP = 85
type Cell = tuple[str, int, str]  # municipality, age, sex


@dataclass(frozen=True, slots=True)
class Asker:
    """One made-up person before they have a name."""

    municipality: str
    topic: str
    age: int
    sex: str


@dataclass(frozen=True)
class Expectation:
    """How many ask in a year, by municipality, topic, age and sex; and their running sum, to draw from."""

    cells: tuple[Asker, ...]
    a_year: tuple[float, ...]
    running: tuple[float, ...]

    def draw(self, chance: Random) -> Asker:
        return chance.choices(self.cells, cum_weights=self.running)[0]

    @property
    def total(self) -> float:
        """People a year in all municipalities together."""
        return self.running[-1]

    def share(self, **wanted: str) -> float:
        """The share of those who ask that has these values, e.g. `share(topic="kol")`."""
        fitting = (
            amount
            for cell, amount in zip(self.cells, self.a_year, strict=True)
            if all(getattr(cell, name) == value for name, value in wanted.items())
        )
        return sum(fitting) / self.total


def expectation(figures: Figures) -> Expectation:
    """People a year for each municipality, topic, age and sex."""
    now, nation = population_2026(), population_2020()
    people = {cell: count for cell, count in nation.items() if cell[0] == NATION}
    cells, amounts = [], []
    for topic, figure in figures.topics.items():
        rate = _rate(figure, people)
        for (municipality, age, sex), count in sorted(now.items()):
            if amount := count * rate * _shape(figure, age, sex):
                cells.append(Asker(municipality, topic, age, sex))
                amounts.append(amount)
    return Expectation(tuple(cells), tuple(amounts), tuple(accumulate(amounts)))


def _shape(figure: TopicFigures, age: int, sex: str) -> float:
    return by_age(figure.ages, age) * (figure.women.value if sex == WOMEN else 1.0)


def _rate(figure: TopicFigures, people: dict[Cell, float]) -> float:
    """What one unit of the shape by age and sex stands for: the nation as a whole then has the national figure."""
    everyone = sum(people.values())
    adults = sum(count for (_, age, _), count in people.items() if age >= ADULT)
    cases = everyone * (_new_cases(figure.disease) if figure.disease else 0.0) / 100_000
    cases += everyone * figure.more.value / 100_000 if figure.more else 0.0
    cases += adults * figure.living_with.value if figure.living_with else 0.0
    shaped = sum(count * _shape(figure, age, sex) for (_, age, sex), count in people.items())
    return figure.asks.value * cases / shaped


def _new_cases(disease: str) -> float:
    """New cases per 100,000 in the newest full year. Raises KeyError for a disease that has no table."""
    newest = {row["disease"]: float(row["per_100000"]) for row in _rows("disease_new_cases")}
    return newest[disease]


@cache
def population_2020() -> dict[Cell, float]:
    """Statistics Denmark, 1 January 2020; the nation under `DK`."""
    counts: dict[Cell, float] = {}
    for row in _rows("population"):
        counts[row["municipality_code"], int(row["age"]), MEN] = float(row["men"])
        counts[row["municipality_code"], int(row["age"]), WOMEN] = float(row["women"])
    return counts


@cache
def population_2026() -> dict[Cell, float]:
    """The five municipalities, aged as the nation has aged and scaled to their totals of 1 January 2026."""
    aged = {
        (code, age, sex): count * _growth()[min(age // 5 * 5, OLDEST_GROUP), sex]
        for (code, age, sex), count in population_2020().items()
        if code != NATION
    }
    totals = {row["code"]: float(row["population_2026"]) for row in _rows("municipalities") if row["population_2026"]}
    sums: dict[str, float] = {}
    for (code, _, _), count in aged.items():
        sums[code] = sums.get(code, 0.0) + count
    return {(code, age, sex): count * totals[code] / sums[code] for (code, age, sex), count in aged.items()}


@cache
def _growth() -> dict[tuple[int, str], float]:
    """National growth from 2020 to 2025 by five-year group and sex."""
    counts = {
        (row["year"], int(row["from_age"]), sex): float(row[column])
        for row in _rows("population_dk_groups")
        for sex, column in ((MEN, "men"), (WOMEN, "women"))
    }
    return {(age, sex): counts["2025", age, sex] / counts["2020", age, sex] for (_, age, sex) in counts}


@cache
def postal_weights(municipality: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The municipality's postal codes with their estimated number of people."""
    rows = [row for row in _rows("postal_population") if row["municipality_code"] == municipality]
    return tuple(row["code"] for row in rows), tuple(float(row["population_2020_estimate"]) for row in rows)


def municipality_codes() -> list[str]:
    return sorted({code for code, _, _ in population_2020() if code != NATION})


def _rows(table: str) -> Iterator[dict[str, str]]:
    with (files.content_root() / "reference" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)
