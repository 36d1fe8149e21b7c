"""Which further cells to hide: a covering model. Each row asks that enough of the cells that give one away be hidden."""

from collections.abc import Mapping
from dataclasses import dataclass

from sundhedscenter.evaluation.suppression.tables import WIDTH, Key, Relation, Tables

# The search stops when no better answer than this share can exist, or after so many branches: the same each time.
GAP = 0.02
BRANCHES = 200


class CannotProtect(ValueError):
    """Cells can be worked out even when everything that can be hidden is hidden."""

    def __init__(self, cells: str) -> None:
        super().__init__(f"Cannot protect {cells}. Leave out the table that gives it away.")


@dataclass(frozen=True, slots=True)
class Row:
    """Once `key` is hidden, the hidden cells among `gains` must be worth at least `need` together."""

    key: Key
    need: float
    gains: Mapping[Key, float]


class Cover:
    """The cheapest set of cells to hide, by weight, that keeps every row found so far."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._hideable = sorted(tables.hideable())
        self._index = {key: i for i, key in enumerate(self._hideable)}
        self._small = tables.small()
        self._rows = [row for relation in tables.relations for row in self._alone_in(relation)]

    def add(self, row: Row) -> None:
        self._rows.append(row)

    def cheapest(self) -> frozenset[Key]:
        """The cells to hide. Small ones always are. Raises CannotProtect when no choice keeps all rows."""
        from sundhedscenter.evaluation.suppression.highs import cover  # loads HiGHS, which is for the worker

        rows = []
        for row in self._rows:
            terms = [(self._index[key], gain) for key, gain in row.gains.items()]
            always = row.key in self._small or row.key not in self._index
            rows.append((row.need, terms) if always else (0.0, [*terms, (self._index[row.key], -row.need)]))
        chosen = cover(
            [self.tables.cells[key].weight for key in self._hideable],
            rows,
            fixed=[self._index[key] for key in self._hideable if key in self._small],
            gap=GAP,
            branches=BRANCHES,
        )
        if chosen is None:
            lost = [row.key for row in self._rows if sum(row.gains.values()) < row.need]
            raise CannotProtect(" ".join(lost[0]) if lost else "some cells")
        return frozenset(key for key, hidden in zip(self._hideable, chosen, strict=True) if hidden)

    def _alone_in(self, relation: Relation) -> list[Row]:
        """A cell to be protected needs company in each sum it stands in, a small one enough of it to be WIDTH wide."""
        rows = []
        members = (relation.total, *relation.parts)
        for key in members:
            others = [other for other in members if other != key]
            if not (key in self._index or key in self._small):
                continue
            if not all(self.tables.cells[other].publish for other in others):
                continue  # what no table shows may be company enough: the audit decides
            gains = {}
            for other in others:
                if other in self._index:
                    # Against a part, a small cell moves by no more than that part holds; all else has room enough.
                    narrow = key in self._small and relation.total not in (other, key)
                    gains[other] = float(self.tables.cells[other].count) if narrow else float(WIDTH)
            need = float(WIDTH - self.tables.cells[key].count) if key in self._small else 1.0
            gains = {other: min(need, gain) for other, gain in gains.items()}
            rows.append(Row(key, need, {other: gain for other, gain in gains.items() if gain > 0}))
        return rows
