"""Publishing: count, hide, prove, store. Nothing is stored that has not passed the audit."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sundhedscenter.catalogue.models import Track
from sundhedscenter.core import audit
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.evaluation import facts
from sundhedscenter.evaluation.measures.definitions import measure, stage_days
from sundhedscenter.evaluation.measures.funnel import ASKED, stages_due
from sundhedscenter.evaluation.measures.hours import wanted_times
from sundhedscenter.evaluation.measures.journeys import ALONE, Journey
from sundhedscenter.evaluation.measures.periods import DAY, Quarter, last_month_end, last_sunday, quarters, year_before
from sundhedscenter.evaluation.models import PublishedTable
from sundhedscenter.evaluation.queries import published
from sundhedscenter.evaluation.suppression import CannotProtect
from sundhedscenter.evaluation.suppression.tables import TOTAL
from sundhedscenter.evaluation.tables.curves import (
    counter_content,
    retention_content,
    started_content,
    waiting_content,
)
from sundhedscenter.evaluation.tables.funnel import FunnelTable, funnel_content, shown_cells
from sundhedscenter.evaluation.tables.hours import hours_content
from sundhedscenter.partnership.models import Organisation

SYSTEM = system("evaluation")
# Twelve whole months never touch more quarters that are over.
YEAR = 4


@dataclass(frozen=True, slots=True)
class Publication:
    """What a run stored, and what it left out because it could not be protected; by name and period."""

    stored: tuple[str, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """The rows of the tables: every offer and every municipality of the partnership, with or without people."""

    offers: tuple[str, ...]
    municipalities: tuple[str, ...]


@dataclass
class _Run:
    """One run: the facts, what stands already, and what comes out."""

    journeys: list[Journey]
    labels: Labels
    through: date
    at: datetime
    again: bool
    standing: dict[tuple[str, str], PublishedTable]
    stored: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def publish(self, name: str, period: str, through: date, make: Callable[[], dict[str, Any] | None]) -> None:
        """Make and store one table, unless one with facts up to this day stands (or, again, is the same)."""
        old = self.standing.get((name, period))
        is_newer = old is None or old.through < through
        if not (is_newer or self.again):
            return
        try:
            content = make()
        except CannotProtect:
            self.refused.append(f"{name} {period}")
            return
        if content is None or (old is not None and not is_newer and not _differs(old.content, content)):
            return
        with acting_as(SYSTEM, on=day_of(self.at)) as viewer:
            row, new = PublishedTable.objects.get_or_create(
                name=name,
                period=period,
                through=through,
                edition=1 if is_newer or old is None else old.edition + 1,
                defaults={"content": content, "published_at": self.at},
            )
            if new:
                audit.record(by=viewer, verb="table_published", target=row, at=self.at, data={"period": period})
                self.stored.append(f"{name} {period}")
        self.standing[name, period] = row


def _differs(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether a number that was shown is no longer right. A funnel may have several right ways to hide."""
    if "cells" in old:
        now = shown_cells(new)
        return any(now.get(key) != count for key, count in shown_cells(old).items())
    return old != new


def publish_tables(*, at: datetime, again: bool = False, newest: int | None = None) -> Publication:
    """Publish every table that is due at `at` and does not stand yet. Safe to run again: then nothing is due.

    `again` publishes anew, as a further edition, what has changed because facts were corrected. `newest` leaves all
    but so many quarters to a later run; YEAR or more, so that the waiting-time curve finds every quarter it covers.
    Each table is stored in a transaction of its own; while the solver works none is open.
    """
    on = day_of(at)
    with acting_as(SYSTEM, on=on):
        run = _Run(
            journeys=facts.journeys(through=on - DAY),
            labels=labels(),
            through=on - DAY,
            at=at,
            again=again,
            standing={(row.name, row.period): row for name, _ in PublishedTable.NAMES for row in published(name)},
        )
    _counter(run, last_sunday(on))
    # The newest first: it is read most, and the first quarter of all has few people and takes the solver longest.
    for quarter in list(reversed(list(_quarters(run))))[:newest]:
        _quarter(run, quarter)
    _waiting(run, last_month_end(on))
    return Publication(tuple(run.stored), tuple(run.refused))


def labels() -> Labels:
    tracks = Track.objects.order_by("code").values_list("code", flat=True)
    towns = Organisation.objects.filter(kind="municipality").exclude(municipality_code="").order_by("municipality_code")
    return Labels((ALONE, *tracks), tuple(dict.fromkeys(towns.values_list("municipality_code", flat=True))))


def _quarters(run: _Run) -> Iterator[Quarter]:
    """Every quarter that is over, from the first in which anybody asked."""
    first = min((journey.asked_on for journey in run.journeys), default=None)
    return iter(()) if first is None else quarters(first, run.through)


def _counter(run: _Run, through: date) -> None:
    definition = measure("started_within")
    window, days = int(definition.number("window_days")), definition.numbers("days")
    content = counter_content(run.journeys, through=through, window_days=window, days=days)
    run.publish("counter", f"{content['first']}..{content['last']}", through, lambda: content)


def _quarter(run: _Run, quarter: Quarter) -> None:
    """The funnel with the stages that are due, then what may only stand beside it."""
    within = stage_days()
    due = stages_due(quarter, within, run.through)
    old = run.standing.get(("funnel", quarter.code))
    run.publish(
        "funnel",
        quarter.code,
        quarter.last + timedelta(days=max(within[stage] for stage in due)),
        lambda: funnel_content(
            run.journeys,
            quarter=quarter,
            stages=due,
            within=within,
            offers=run.labels.offers,
            municipalities=run.labels.municipalities,
            shown_before=shown_cells(old.content) if old else None,
        ),
    )
    row = run.standing.get(("funnel", quarter.code))
    if row is None:
        return
    funnel = FunnelTable.read(quarter.code, row.content)
    _hours(run, quarter, funnel.count(ASKED))
    _started(run, quarter, totals_are_shown=_shows(funnel, "offer", TOTAL))
    _retention(run, quarter, [offer for offer in (TOTAL, *run.labels.offers) if _shows(funnel, "offer", offer)])


def _hours(run: _Run, quarter: Quarter, asked: int | None) -> None:
    wanted = wanted_times(run.journeys, quarter=quarter)
    run.publish(
        "hours",
        quarter.code,
        quarter.last,
        lambda: hours_content(wanted, _groups(run, quarter), asked_is_shown=asked == wanted.asked),
    )


def _started(run: _Run, quarter: Quarter, *, totals_are_shown: bool) -> None:
    days = measure("started_by_quarter").numbers("days")
    followed = quarter.last + timedelta(days=max(days))
    if followed <= run.through:
        run.publish(
            "started",
            quarter.code,
            followed,
            lambda: started_content(run.journeys, quarter=quarter, days=days, totals_are_shown=totals_are_shown),
        )


def _retention(run: _Run, quarter: Quarter, offers: Sequence[str]) -> None:
    weeks = measure("retention").numbers("weeks")
    followed = quarter.last + timedelta(weeks=max(weeks))
    if followed <= run.through:
        run.publish(
            "retention",
            quarter.code,
            followed,
            lambda: retention_content(run.journeys, quarter=quarter, weeks=weeks, offers=offers),
        )


def _groups(run: _Run, quarter: Quarter) -> list[Any]:
    with acting_as(SYSTEM, on=day_of(run.at)):
        return facts.group_hours(quarter=quarter)


def _waiting(run: _Run, through: date) -> None:
    """A curve for those offers and municipalities, and for all, whose first steps every quarter in it shows."""
    first = year_before(through)
    funnels = [
        FunnelTable.read(row.period, row.content)
        for (name, _), row in run.standing.items()
        if name == "funnel" and "first_step" in row.content["stages"]
    ]
    inside = [table for table in funnels if _touches(table.months, first, through)]

    def open_to(kind: str, every: Iterable[str]) -> list[str]:
        return [each for each in every if inside and all(_shows(table, kind, each) for table in inside)]

    groups: Mapping[str, list[str]] = {
        "offer": open_to("offer", (TOTAL, *run.labels.offers)),
        "municipality": open_to("municipality", run.labels.municipalities),
    }
    days = measure("waiting_curve").numbers("days")
    run.publish(
        "waiting",
        f"{first.isoformat()}..{through.isoformat()}",
        through,
        lambda: waiting_content(run.journeys, first=first, through=through, days=days, groups=groups),
    )


def _touches(months: Iterable[str], first: date, through: date) -> bool:
    return any(first.isoformat()[:7] <= month <= through.isoformat()[:7] for month in months)


def _shows(table: FunnelTable, kind: str, label: str) -> bool:
    """Whether a share about them stands beside counts that are shown, so that it tells nothing of a hidden one."""
    place = {kind: label}
    return table.count("first_step", **place) is not None and table.count(ASKED, **place) is not None
