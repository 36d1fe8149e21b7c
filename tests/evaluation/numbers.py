"""Published numbers as rows, made of a crowd that never was in the database by the functions that publish."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.evaluation.measures.definitions import measure, stage_days
from sundhedscenter.evaluation.measures.hours import GroupHours, wanted_times
from sundhedscenter.evaluation.measures.journeys import Journey
from sundhedscenter.evaluation.measures.periods import Quarter
from sundhedscenter.evaluation.models import PublishedTable
from sundhedscenter.evaluation.tables.curves import (
    counter_content,
    retention_content,
    started_content,
    waiting_content,
)
from sundhedscenter.evaluation.tables.funnel import funnel_content
from sundhedscenter.evaluation.tables.hours import hours_content
from tests.evaluation.crowd import random_journeys

OFFERS = ("alone", "core", "kol_hold")
TOWNS = ("0661", "0665", "0671", "0779")
QUARTERS = (Quarter(2025, 3), Quarter(2025, 4), Quarter(2026, 1))
GROUPS = (GroupHours(1 << 4, 12, 8), GroupHours(1 << 4 | 1 << 16, 10, 10))
AT = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)


@cache
def people(number: int = 240) -> tuple[Journey, ...]:
    days = (QUARTERS[-1].last - QUARTERS[0].first).days
    return tuple(
        random_journeys(Random(11), number, first=QUARTERS[0].first, days=days, offers=list(OFFERS), towns=list(TOWNS))
    )


@cache
def contents(quarters: int) -> Sequence[tuple[str, str, date, dict[str, Any]]]:
    """Name, period, last day and content of each table; the newest quarter has three stages."""
    made: list[tuple[str, str, date, dict[str, Any] | None]] = []
    everyone, days = people(), (1, 7, 14)
    for quarter in QUARTERS[-quarters:]:
        stages = tuple(stage_days())[: 3 if quarter == QUARTERS[-1] else 5]
        funnel = funnel_content(
            everyone, quarter=quarter, stages=stages, within=stage_days(), offers=OFFERS, municipalities=TOWNS
        )
        weeks = measure("retention").numbers("weeks")
        made += [
            ("funnel", quarter.code, quarter.last + timedelta(days=14), funnel),
            (
                "hours",
                quarter.code,
                quarter.last,
                hours_content(wanted_times(everyone, quarter=quarter), GROUPS, asked_is_shown=True),
            ),
            (
                "started",
                quarter.code,
                quarter.last + timedelta(days=14),
                started_content(everyone, quarter=quarter, days=days, totals_are_shown=True),
            ),
            (
                "retention",
                quarter.code,
                quarter.last + timedelta(weeks=12),
                retention_content(everyone, quarter=quarter, weeks=weeks, offers=("*", *OFFERS)),
            ),
        ]
    last = QUARTERS[-1].last
    curves = waiting_content(
        everyone,
        first=QUARTERS[0].first,
        through=last,
        days=measure("waiting_curve").numbers("days"),
        groups={"offer": ["*", "core"], "municipality": []},
    )
    counter = counter_content(everyone, through=last, window_days=90, days=days)
    made += [("waiting", f"{QUARTERS[0].first}..{last}", last, curves), ("counter", "90 days", last, counter)]
    return [(name, period, through, content) for name, period, through, content in made if content is not None]


def put_numbers(quarters: int = 2) -> None:
    """As the nightly job leaves them."""
    put_rows(contents(quarters))


def put_rows(rows: Iterable[tuple[str, str, date, dict[str, Any]]]) -> None:
    with acting_as(system("evaluation"), on=AT.date()):
        for name, period, through, content in rows:
            PublishedTable.objects.create(name=name, period=period, through=through, content=content, published_at=AT)


def put_once(quarters: int = 2) -> None:
    """For a running site that several tests share."""
    with acting_as(system("evaluation"), on=AT.date()):
        there = PublishedTable.objects.filter(name="funnel").exists()
    if not there:
        put_numbers(quarters)
