"""Is what was published still safe, and still what the facts say? Asked by `sundhedscenter check`."""

from collections.abc import Iterator
from datetime import datetime

from sundhedscenter.core.checks import Finding, register
from sundhedscenter.core.clock import day_of
from sundhedscenter.evaluation import facts
from sundhedscenter.evaluation.measures.definitions import stage_days
from sundhedscenter.evaluation.measures.hours import wanted_times
from sundhedscenter.evaluation.measures.journeys import Journey
from sundhedscenter.evaluation.measures.periods import DAY, Quarter
from sundhedscenter.evaluation.models import PublishedTable
from sundhedscenter.evaluation.queries import published
from sundhedscenter.evaluation.suppression import BrokenTables, Key, Tables, audit
from sundhedscenter.evaluation.tables import hours as hours_table
from sundhedscenter.evaluation.tables.funnel import funnel_system, hidden_cells, shown_cells

NAME = "published_tables_hold"
CORRECTED = "Publish it anew: publish_tables(at=..., again=True)."


@register(NAME)
def published_tables_hold(at: datetime) -> Iterator[Finding]:
    """Count again, and audit what each standing table hides. No small count shown, none that can be worked out."""
    funnels, hours = published("funnel"), published("hours")
    if not funnels and not hours:
        return
    journeys = facts.journeys(through=day_of(at) - DAY)
    for row in funnels:
        yield from _funnel(row, journeys)
    for row in hours:
        yield from _hours(row, journeys)


def _funnel(row: PublishedTable, journeys: list[Journey]) -> Iterator[Finding]:
    tables, _ = funnel_system(
        journeys,
        quarter=quarter_of(row.period),
        stages=row.content["stages"],
        within=stage_days(),
        offers=row.content["offers"],
        municipalities=row.content["municipalities"],
    )
    shown = shown_cells(row.content)
    changed = [key for key, count in shown.items() if key not in tables.cells or tables.cells[key].count != count]
    if changed:
        yield Finding(NAME, str(row), f"{len(changed)} numbers differ from the facts, first {changed[0]}.", CORRECTED)
        return
    yield from _audit(row, tables, hidden_cells(row.content))


def _hours(row: PublishedTable, journeys: list[Journey]) -> Iterator[Finding]:
    wanted = wanted_times(journeys, quarter=quarter_of(row.period))
    times = zip(row.content["times"], wanted.times, strict=True)
    if row.content["asked"] != wanted.asked or any(told not in (None, now) for told, now in times):
        yield Finding(NAME, str(row), "numbers differ from the facts.", CORRECTED)
        return
    yield from _audit(row, hours_table.hours_tables(wanted), hours_table.hidden_of(row.content))


def _audit(row: PublishedTable, tables: Tables, hidden: frozenset[Key]) -> Iterator[Finding]:
    for key in sorted(tables.small() & tables.hideable() - hidden):
        yield Finding(NAME, str(row), f"{' '.join(key)} is small and is shown.", CORRECTED)
    for exposure in audit(tables, hidden):
        yield Finding(
            NAME, str(row), f"{' '.join(exposure.key)} can be worked out to {exposure.low}-{exposure.high}.", CORRECTED
        )


def quarter_of(code: str) -> Quarter:
    """The quarter of a period as stored, e.g. "2026-Q3"."""
    year, _, number = code.partition("-Q")
    if not number:
        raise BrokenTables(f"{code} is no quarter.")
    return Quarter(int(year), int(number))
