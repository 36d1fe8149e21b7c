"""One quarter's weekly times: who could come then, small numbers hidden, beside the seats there were."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sundhedscenter.evaluation.measures.hours import GroupHours, Wanted, outside_office_hours, seats_by_time
from sundhedscenter.evaluation.suppression import Cell, Key, Relation, Tables, protect

ASKED: Key = ("asked",)


def time_key(number: int) -> Key:
    return ("time", f"{number:02}")


def hours_tables(wanted: Wanted) -> Tables:
    """The times as cells. The quarter's total is known: the funnel shows it. Sums are of answers, not of people."""
    cells: dict[Key, Cell] = {ASKED: Cell(wanted.asked)}
    relations: list[Relation] = []
    sides: dict[Key, list[Key]] = {("office hours",): [], ("outside",): []}
    for number, count in enumerate(wanted.times):
        cells[time_key(number)] = Cell(count)
        cells["cannot", f"{number:02}"] = Cell(wanted.asked - count, publish=False)
        relations.append(Relation(ASKED, (time_key(number), ("cannot", f"{number:02}"))))
        sides[("outside",) if outside_office_hours(number) else ("office hours",)].append(time_key(number))
    for side, parts in sides.items():
        cells[side] = Cell(sum(cells[part].count for part in parts), weight=10.0)
        relations.append(Relation(side, tuple(parts)))
    return Tables(cells, tuple(relations), known=frozenset({ASKED}))


def hours_content(wanted: Wanted, groups: Iterable[GroupHours], *, asked_is_shown: bool) -> dict[str, Any] | None:
    """What is published of the quarter; None when the funnel does not show how many asked."""
    if not asked_is_shown:
        return None
    tables = hours_tables(wanted)
    hidden = protect(tables).hidden

    def shown(key: Key) -> int | None:
        return None if key in hidden else tables.cells[key].count

    return {
        "asked": wanted.asked,
        "times": [shown(time_key(number)) for number in range(len(wanted.times))],
        "outside": shown(("outside",)),
        "office_hours": shown(("office hours",)),
        "seats": [list(each) for each in seats_by_time(groups)],
    }


def hidden_of(content: Mapping[str, Any]) -> frozenset[Key]:
    """The cells that a published table hides."""
    times: Sequence[int | None] = content["times"]
    named: dict[Key, int | None] = {("outside",): content["outside"], ("office hours",): content["office_hours"]}
    named |= {time_key(number): count for number, count in enumerate(times)}
    return frozenset(key for key, count in named.items() if count is None)
