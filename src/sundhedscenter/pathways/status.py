"""From facts to a status. Pure: no database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sundhedscenter.core.clock import day_of


class PathwayStatus(StrEnum):
    """The states of a pathway. Label, colour and icon stand in `web.components.statuses`."""

    ASKED = "asked"
    PLAN_PROPOSED = "plan_proposed"
    STARTED = "started"
    ACTIVE = "active"
    PAUSED = "paused"
    DOSE_REACHED = "dose_reached"
    NOT_NOW = "not_now"
    LEFT = "left"
    MOVED = "moved"
    DECEASED = "deceased"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a pathway: its kind, moment, and for a pause the day it ends."""

    kind: str
    at: datetime
    until: date | None = None


# What ends a pathway, strongest first.
FINAL = ("deceased", "moved", "closed", "left")


def started_at(progress: Iterable[datetime]) -> datetime | None:
    """When the citizen started: the first answered lesson step or first session present, whichever is first."""
    return min(progress, default=None)


def pathway_status(facts: Iterable[Fact], *, progress: Iterable[datetime], has_plan: bool, on: date) -> PathwayStatus:
    """The status on the Danish day `on`.

    Final facts win; then a pause that is neither resumed nor over; then a "not now"; then how far the citizen is.
    ACTIVE means started with something on two different Danish days.
    """
    ordered = sorted(facts, key=lambda fact: fact.at)
    kinds = {fact.kind for fact in ordered}
    for kind in FINAL:
        if kind in kinds and not _undone(ordered, kind):
            return PathwayStatus(kind)
    latest = next((f for f in reversed(ordered) if f.kind in ("paused", "resumed", "not_now")), None)
    if latest is not None and latest.kind == "paused" and (latest.until is None or on < latest.until):
        return PathwayStatus.PAUSED
    if latest is not None and latest.kind == "not_now":
        return PathwayStatus.NOT_NOW
    if "dose_reached" in kinds:
        return PathwayStatus.DOSE_REACHED
    moments = list(progress)
    if moments:
        return PathwayStatus.ACTIVE if len({day_of(m) for m in moments}) > 1 else PathwayStatus.STARTED
    return PathwayStatus.PLAN_PROPOSED if has_plan else PathwayStatus.ASKED


def pause_at(facts: Iterable[Fact], *, at: datetime) -> Fact | None:
    """The pause the citizen was in at the moment `at`, by the rule of `pathway_status`; what came later is not asked."""
    before = sorted((fact for fact in facts if fact.at <= at), key=lambda fact: fact.at)
    latest = next((f for f in reversed(before) if f.kind in ("paused", "resumed", "not_now")), None)
    if latest is None or latest.kind != "paused":
        return None
    return latest if latest.until is None or day_of(at) < latest.until else None


def _undone(ordered: list[Fact], kind: str) -> bool:
    """Leaving is undone by coming back; death, moving and closing are not."""
    if kind != "left":
        return False
    last_left = max(i for i, f in enumerate(ordered) if f.kind == "left")
    return any(f.kind == "resumed" for f in ordered[last_left + 1 :])
