"""What somebody can work out who knows every shown count, every sum, and that people come in whole numbers.

The audit before publishing. For each protected cell it looks for two tables of whole numbers that both fit everything
shown and differ by at least WIDTH in that cell. Linear programmes (HiGHS) give the candidates; one that is not in
whole numbers does not count, and is searched for again as an integer programme.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING

from sundhedscenter.evaluation.suppression.tables import WIDTH, Key, Relation, Tables

if TYPE_CHECKING:
    from sundhedscenter.evaluation.suppression.highs import Programme

# Stands for "no limit": no partnership counts a million people in one cell.
ENDLESS = 1_000_000
TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Exposure:
    """A protected cell that can be worked out too closely: it lies in `low` to `high`.

    `gains`: how much wider each shown cell would make that, if it were hidden; at least `need` must be gained, so
    this is a row of the covering model.
    """

    key: Key
    low: int
    high: int
    need: float
    gains: Mapping[Key, float] = field(compare=False)


def audit(
    tables: Tables, hidden: frozenset[Key], *, first: Collection[Key] = (), enough: int | None = None
) -> list[Exposure]:
    """Every protected cell that can be worked out to fewer than WIDTH + 1 whole numbers in a row; none when all is well.

    `first` are asked about before the others, and after `enough` exposures the rest is not asked about: an empty
    answer always means that every cell was.
    """
    found = chain.from_iterable(part.exposures(first) for part in components(tables, hidden))
    return list(islice(found, enough))


def intervals(tables: Tables, hidden: frozenset[Key]) -> dict[Key, tuple[int, int]]:
    """For each protected cell the least and the most it can be; ENDLESS for no limit. Slow: for tests and reports."""
    return {key: part.extremes(key) for part in components(tables, hidden) for key in part.protected}


def components(tables: Tables, hidden: frozenset[Key]) -> list["Component"]:
    """The unknown cells in groups that share no sum, each with the sums that bind it. In order."""
    unknown = {
        key for key, cell in tables.cells.items() if (not cell.publish or key in hidden) and not cell.structural
    } - tables.known
    leader = {key: key for key in unknown}

    def find(key: Key) -> Key:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    rows: list[tuple[Key, Relation]] = []
    for relation in tables.relations:
        inside = [key for key in (relation.total, *relation.parts) if key in unknown]
        for key in inside[1:]:
            leader[find(key)] = find(inside[0])
        if inside:
            rows.append((inside[0], relation))
    protected = set(tables.protected(hidden))
    members: dict[Key, list[Key]] = {}
    for key in sorted(unknown):
        members.setdefault(find(key), []).append(key)
    bound: dict[Key, list[Relation]] = {}
    for key, relation in rows:
        bound.setdefault(find(key), []).append(relation)
    found = [
        Component(tables, keys, bound.get(head, []), [key for key in keys if key in protected])
        for head, keys in members.items()
    ]
    return [each for each in found if each.protected]


class Component:
    """Unknown cells that hang together, seen by the attacker."""

    def __init__(self, tables: Tables, keys: list[Key], relations: list[Relation], protected: list[Key]) -> None:
        self.tables, self.keys, self.relations, self.protected = tables, keys, relations, protected
        self.index = {key: i for i, key in enumerate(keys)}

    def programme(self) -> "Programme":
        from sundhedscenter.evaluation.suppression.highs import Programme  # HiGHS is loaded where it is used

        rows, right = [], []
        for relation in self.relations:
            signed = [(relation.total, -1), *((part, 1) for part in relation.parts)]
            rows.append([(self.index[key], sign) for key, sign in signed if key in self.index])
            right.append(-sum(sign * self.tables.cells[key].count for key, sign in signed if key not in self.index))
        limits = [self.tables.between.get(key, (0, ENDLESS)) for key in self.keys]
        return Programme(
            rows=rows, right=right, limits=limits, inside=[self.tables.cells[key].count for key in self.keys]
        )

    def exposures(self, first: Collection[Key] = ()) -> Iterable[Exposure]:
        programme = self.programme()
        for key in sorted(self.protected, key=lambda key: (key not in first, key)):
            column = self.index[key]
            if programme.width(column) >= WIDTH:
                continue
            high, high_proof = programme.most(column)
            if programme.width(column) >= WIDTH:
                continue
            low, low_proof = programme.least(column)
            if programme.width(column) >= WIDTH:
                continue
            need, gains = WIDTH - (high - low), self._gains(low_proof, high_proof)
            if need <= TINY:  # wide enough in fractions alone: ask for whole numbers
                programme.search_whole(column, WIDTH)
                if programme.width(column) >= WIDTH:
                    continue
                (low, high), need, gains = programme.seen(column), 1.0, dict.fromkeys(self._shown(), 1.0)
            yield Exposure(
                key,
                low=math.ceil(low - TINY),
                high=math.floor(high + TINY),
                need=need,
                gains={shown: min(gain, need) for shown, gain in gains.items()},
            )

    def extremes(self, key: Key) -> tuple[int, int]:
        """The least and the most a cell can be, in whole numbers."""
        programme = self.programme()
        return programme.extremes_whole(self.index[key])

    def _shown(self) -> list[Key]:
        """Cells that stand in these sums and could be hidden."""
        hideable = self.tables.hideable()
        return sorted(
            {key for r in self.relations for key in (r.total, *r.parts) if key in hideable and key not in self.index}
        )

    def _gains(self, low_proof: list[float], high_proof: list[float]) -> dict[Key, float]:
        """How much the interval would widen for each shown cell, if the two proofs had to do without it.

        A proof adds up the sums with multipliers. Where a shown cell s comes out with net coefficient g, the proof of
        the upper end stays valid without s when g >= 0, but gives g times its count more; else it falls. For the
        lower end likewise with g <= 0 (Fischetti and Salazar 2001, strengthened capacity constraints).
        """
        net_low: dict[Key, float] = {}
        net_high: dict[Key, float] = {}
        hideable = self.tables.hideable()
        for relation, at_low, at_high in zip(self.relations, low_proof, high_proof, strict=True):
            for key, sign in [(relation.total, -1), *((part, 1) for part in relation.parts)]:
                if key in hideable and key not in self.index:
                    net_low[key] = net_low.get(key, 0.0) + sign * at_low
                    net_high[key] = net_high.get(key, 0.0) + sign * at_high
        gains = {}
        for key in sorted(net_low):
            count = self.tables.cells[key].count
            up = _gain(net_high[key], count)
            down = _gain(-net_low[key], count)
            if up + down > 0:
                gains[key] = up + down
        return gains


def _gain(net: float, count: int) -> float:
    if abs(net) < TINY:
        return 0.0
    return net * count if net > 0 else float(ENDLESS)
