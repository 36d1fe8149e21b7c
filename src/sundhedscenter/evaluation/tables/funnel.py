"""One quarter's funnel: stage by offer and municipality, and by municipality and month, small numbers hidden."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sundhedscenter.evaluation.measures.funnel import ASKED, funnel
from sundhedscenter.evaluation.measures.journeys import Journey
from sundhedscenter.evaluation.measures.periods import Quarter
from sundhedscenter.evaluation.suppression import Cell, Key, Relation, Tables, cross_table, protect
from sundhedscenter.evaluation.suppression.tables import SMALL, TOTAL

type Line = tuple[str, str, str, str, int | None]


@dataclass(frozen=True, slots=True)
class FunnelTable:
    """A published funnel. `count` is None where it is hidden."""

    period: str
    stages: tuple[str, ...]
    offers: tuple[str, ...]
    municipalities: tuple[str, ...]
    months: tuple[str, ...]
    cells: Mapping[Key, int | None]

    @classmethod
    def read(cls, period: str, content: Mapping[str, Any]) -> "FunnelTable":
        return cls(
            period=period,
            stages=tuple(content["stages"]),
            offers=tuple(content["offers"]),
            municipalities=tuple(content["municipalities"]),
            months=tuple(content["months"]),
            cells={tuple(key): count for *key, count in content["cells"]},
        )

    def count(self, stage: str, *, offer: str = TOTAL, municipality: str = TOTAL, month: str = TOTAL) -> int | None:
        """People who got to the stage; None when hidden, not due yet, or not a cell (an offer by month is none)."""
        return self.cells.get((stage, offer, municipality, month))

    def share(self, stage: str, *, offer: str = TOTAL, municipality: str = TOTAL, month: str = TOTAL) -> float | None:
        """The share of those who asked that got to the stage; None unless both counts are shown."""
        reached = self.count(stage, offer=offer, municipality=municipality, month=month)
        asked = self.count(ASKED, offer=offer, municipality=municipality, month=month)
        return None if reached is None or asked is None else reached / asked

    def lines(self) -> Iterator[Line]:
        """Every cell, in order, for a file: stage, offer, municipality, month, count (None when hidden)."""
        for (stage, offer, municipality, month), count in sorted(
            self.cells.items(), key=lambda each: (self.stages.index(each[0][0]), each[0][1:])
        ):
            yield stage, offer, municipality, month, count


def over_quarters(
    tables: Iterable[FunnelTable], stage: str, *, offer: str = TOTAL, municipality: str = TOTAL
) -> tuple[int, int] | None:
    """(reached, asked) over all quarters in which the stage is due; None when any of them hides one of the two."""
    pairs = [
        (
            table.count(stage, offer=offer, municipality=municipality),
            table.count(ASKED, offer=offer, municipality=municipality),
        )
        for table in tables
        if stage in table.stages
    ]
    if not pairs or any(reached is None or asked is None for reached, asked in pairs):
        return None
    return sum(reached or 0 for reached, _ in pairs), sum(asked or 0 for _, asked in pairs)


def funnel_tables(
    counts: Mapping[tuple[str, str, str, str], int],
    *,
    stages: Sequence[str],
    offers: Sequence[str],
    municipalities: Sequence[str],
    months: Sequence[str],
    shown_before: Mapping[Key, int] | None = None,
) -> Tables:
    """All cells of the quarter with their sums, and those who did not get to each stage as unpublished cells.

    A cell that was shown before counts as known as long as its count is still the same.
    """
    cells: dict[Key, Cell] = {}
    relations: list[Relation] = []
    for stage in stages:
        by_offer: dict[Key, int] = {}
        by_month: dict[Key, int] = {}
        for (of, offer, municipality, month), count in counts.items():
            if of == stage:
                by_offer[offer, municipality] = by_offer.get((offer, municipality), 0) + count
                by_month[municipality, month] = by_month.get((municipality, month), 0) + count
        for table, place in (
            (cross_table(by_offer, sizes=(offers, municipalities)), lambda key: (key[0], key[1], TOTAL)),
            (cross_table(by_month, sizes=(municipalities, months)), lambda key: (TOTAL, key[0], key[1])),
        ):
            cells |= {(stage, *place(key)): cell for key, cell in table.cells.items()}
            relations += [
                Relation((stage, *place(each.total)), tuple((stage, *place(part)) for part in each.parts))
                for each in table.relations
            ]
    for key in [key for key in cells if key[0] == ASKED]:
        for stage in stages:
            if stage != ASKED:
                reached, rest = (stage, *key[1:]), (f"not {stage}", *key[1:])
                cells[rest] = Cell(cells[key].count - cells[reached].count, publish=False)
                relations.append(Relation(key, (reached, rest)))
    known = frozenset(
        key
        for key, count in (shown_before or {}).items()
        if key in cells and cells[key].count == count and count >= SMALL
    )
    return Tables(cells, tuple(relations), known=known)


def funnel_content(
    journeys: Iterable[Journey],
    *,
    quarter: Quarter,
    stages: Sequence[str],
    within: Mapping[str, int],
    offers: Sequence[str],
    municipalities: Sequence[str],
    shown_before: Mapping[Key, int] | None = None,
) -> dict[str, Any]:
    """What is published of the quarter. Raises CannotProtect when numbers shown before give a small one away."""
    tables, labels = funnel_system(
        journeys, quarter=quarter, stages=stages, within=within, offers=offers, municipalities=municipalities,
        shown_before=shown_before,
    )  # fmt: skip
    hidden = protect(tables).hidden
    shown = [
        [*key, None if key in hidden else cell.count] for key, cell in sorted(tables.cells.items()) if cell.publish
    ]
    return {"stages": list(stages), **{name: list(each) for name, each in labels.items()}, "cells": shown}


def funnel_system(
    journeys: Iterable[Journey],
    *,
    quarter: Quarter,
    stages: Sequence[str],
    within: Mapping[str, int],
    offers: Sequence[str],
    municipalities: Sequence[str],
    shown_before: Mapping[Key, int] | None = None,
) -> tuple[Tables, dict[str, tuple[str, ...]]]:
    """The quarter's true counts as tables, and their labels: all offers and municipalities, those without people too."""
    counts = funnel(journeys, quarter=quarter, stages=stages, within=within)
    labels = {
        "offers": tuple(dict.fromkeys([*offers, *sorted({key[1] for key in counts})])),
        "municipalities": tuple(dict.fromkeys([*municipalities, *sorted({key[2] for key in counts})])),
        "months": quarter.months(),
    }
    return funnel_tables(counts, stages=stages, shown_before=shown_before, **labels), labels


def shown_cells(content: Mapping[str, Any]) -> dict[Key, int]:
    """The cells of a published funnel that are not hidden."""
    return {tuple(key): count for *key, count in content["cells"] if count is not None}


def hidden_cells(content: Mapping[str, Any]) -> frozenset[Key]:
    return frozenset(tuple(key) for *key, count in content["cells"] if count is None)
