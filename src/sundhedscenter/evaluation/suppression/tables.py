"""Counts that are published together, and the sums that anybody can make of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

type Key = tuple[str, ...]

# A count below this is hidden. Nobody may narrow a hidden count down to fewer than WIDTH + 1 whole numbers in a row.
SMALL = 5
WIDTH = 5
TOTAL = "*"


class BrokenTables(ValueError):
    """The tables contradict themselves: a sum that does not add up, or a cell that is not there."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One count of people.

    `weight` is what is lost when it is hidden. `publish` is False for a count that no table shows but that follows
    from shown ones by subtraction (who did not start). `structural`: zero by a rule that everybody knows.
    """

    count: int
    weight: float = 1.0
    publish: bool = True
    structural: bool = False

    @property
    def is_small(self) -> bool:
        return self.count < SMALL and not self.structural


@dataclass(frozen=True, slots=True)
class Relation:
    """`total` is the sum of `parts`."""

    total: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything that is published together.

    `known`: cells that must be taken as known, because an earlier publication showed them. `between`: whole-number
    limits of a cell's count that other published figures give away (a rounded share).
    """

    cells: Mapping[Key, Cell]
    relations: tuple[Relation, ...] = ()
    known: frozenset[Key] = frozenset()
    between: Mapping[Key, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, cell in self.cells.items():
            if cell.count < 0 or (cell.structural and cell.count):
                raise BrokenTables(f"{key}: {cell.count} people; a count is 0 or more, and 0 when structural.")
        for relation in self.relations:
            missing = [key for key in (relation.total, *relation.parts) if key not in self.cells]
            if missing:
                raise BrokenTables(f"{missing[0]} stands in a sum, but is no cell.")
            found = sum(self.cells[key].count for key in relation.parts)
            if found != self.cells[relation.total].count:
                raise BrokenTables(f"{relation.total}: parts make {found}, not {self.cells[relation.total].count}.")
        for key in self.known:
            if key not in self.cells or self.cells[key].is_small:
                raise BrokenTables(f"{key} cannot be known: it is small, or no cell.")
        for key, (low, high) in self.between.items():
            if not low <= self.cells[key].count <= high:
                raise BrokenTables(f"{key}: {self.cells[key].count} does not lie in {low} to {high}.")

    def hideable(self) -> frozenset[Key]:
        """The cells that can be hidden to protect others."""
        return frozenset(
            key for key, cell in self.cells.items() if cell.publish and not cell.structural and key not in self.known
        )

    def small(self) -> frozenset[Key]:
        """The cells that are hidden for their own sake."""
        return frozenset(key for key, cell in self.cells.items() if cell.is_small)

    def protected(self, hidden: frozenset[Key]) -> list[Key]:
        """What nobody may work out: every hidden cell, and small counts that no table shows. In order."""
        return sorted(self.small() | hidden)


def cross_table(
    counts: Mapping[Key, int], *, prefix: Key = (), sizes: Iterable[Iterable[str]], weight_of_margin: float = 4.0
) -> Tables:
    """A table with all its margins: one key part per dimension, `TOTAL` where it is summed over.

    `sizes` lists the labels of each dimension; a combination missing in `counts` is 0. A margin weighs
    `weight_of_margin` times more for each dimension summed over, because more people read it.
    """
    labels = [tuple(each) for each in sizes]
    values: dict[Key, int] = {base: counts.get(base, 0) for base in product(*labels)}
    for dimension in range(len(labels)):
        for key, count in list(values.items()):
            total = (*key[:dimension], TOTAL, *key[dimension + 1 :])
            values[total] = values.get(total, 0) + count
    return Tables(
        cells={
            (*prefix, *key): Cell(count, weight=weight_of_margin ** key.count(TOTAL)) for key, count in values.items()
        },
        relations=tuple(
            Relation((*prefix, *key), tuple((*prefix, *key[:d], label, *key[d + 1 :]) for label in labels[d]))
            for key in sorted(values)
            for d in range(len(labels))
            if key[d] == TOTAL
        ),
    )
