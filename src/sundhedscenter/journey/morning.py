"""The professional's three lists, from one reading: the morning, who has not begun, and who is slipping.

The order is a documented rule (docs/algorithms/reaching-out.md), never a score.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sundhedscenter.citizens.models import Contact
from sundhedscenter.citizens.queries import rows_visible_to
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.journey.reaching_out.lives import Known, known_to
from sundhedscenter.journey.reaching_out.rules import (
    ON_THE_LIST,
    ORDER,
    Reason,
    Why,
    reasons,
    slipping,
    waited_days,
)
from sundhedscenter.pathways.status import PathwayStatus

# Lines on one page, until everything is asked for.
SHOWN = 20
# Where waiting itself is what is lost, the newest stand first: nobody's chance has fallen less.
NEWEST_FIRST = frozenset({Why.NEVER_BEGUN, Why.TWO_MISSED, Why.NO_CHECKIN})


@dataclass(frozen=True, slots=True)
class Line:
    """One citizen on a list: why now, strongest reason first; who has it; and how to reach them.

    `owner` is empty for what lies in the queue of `organisation`. `is_own` is what the viewer owns or takes from.
    """

    citizen_id: UUID
    name: str
    language: str
    topic: str
    status: PathwayStatus
    asked_at: datetime
    waited: int
    reasons: tuple[Reason, ...]
    owner: str
    organisation: str
    is_own: bool
    last_reach: "Reached | None" = None
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """The newest time somebody reached out."""

    at: datetime
    by: str
    channel: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Page:
    """The lines to show, and how many there are: of the viewer's own, and of the whole team."""

    lines: tuple[Line, ...]
    own: int
    team: int


def morning(viewer: Viewer, *, at: datetime, team: bool = False, most: int | None = SHOWN) -> Page:
    """Who needs something today: what is lost first if nobody acts stands first. Four queries.

    The viewer's own lines, or with `team` everybody's, own first within each reason.
    """
    found = []
    for known in known_to(viewer, at=at):
        why = reasons(known.life, at=at)
        if why:
            found.append((_place(why[0], known), _line(known, why, viewer, at)))
    return _page(viewer, [line for _place, line in sorted(found, key=lambda pair: pair[0])], team=team, most=most)


def never_started(
    viewer: Viewer, *, at: datetime, by_owner: bool = False, team: bool = False, most: int | None = SHOWN
) -> Page:
    """Everyone who asked and has not begun: the longest wait first, or by owner and then by wait. Four queries."""
    lines = [
        _line(known, reasons(known.life, at=at), viewer, at)
        for known in known_to(viewer, at=at)
        if known.life.started_at is None and known.life.status in ON_THE_LIST
    ]
    lines.sort(key=lambda line: (line.owner if by_owner else "", line.asked_at, str(line.citizen_id)))
    return _page(viewer, lines, team=team, most=most)


def slipping_away(viewer: Viewer, *, at: datetime, team: bool = False, most: int | None = SHOWN) -> Page:
    """Who is under way and may be about to stop, with why and what was tried; the newest first. Four queries."""
    found = []
    for known in known_to(viewer, at=at):
        why = slipping(known.life, at=at)
        if why:
            found.append((_place(why[0], known), _line(known, why, viewer, at)))
    return _page(viewer, [line for _place, line in sorted(found, key=lambda pair: pair[0])], team=team, most=most)


def _place(reason: Reason, known: Known) -> tuple[int, float, str]:
    """By reason; within it by its moment or day, the nearest first; and always in the same order."""
    moment = reason.at.timestamp() if reason.at else float(reason.day.toordinal()) if reason.day else 0.0
    return ORDER[reason.why], -moment if reason.why in NEWEST_FIRST else moment, str(known.citizen.pk)


def _line(known: Known, why: Iterable[Reason], viewer: Viewer, at: datetime) -> Line:
    found = tuple(why)
    task = found[0].task if found else None
    owner = task.owner if task else known.owner
    own_name = known.names.get(owner, known.owner_name) if owner else ""
    last = known.life.reached[-1] if known.life.reached else None
    return Line(
        citizen_id=known.citizen.pk,
        name=known.citizen.display_name,
        language=known.citizen.language,
        topic=known.topic,
        status=known.life.status,
        asked_at=known.life.asked_at,
        waited=waited_days(known.life, at=at),
        reasons=found,
        owner=own_name,
        organisation=known.organisation,
        is_own=owner == viewer.user_id if owner else known.from_queue,
        last_reach=Reached(last.at, known.names.get(last.by, ""), last.channel, last.outcome) if last else None,
    )


def _page(viewer: Viewer, lines: list[Line], *, team: bool, most: int | None) -> Page:
    own = [line for line in lines if line.is_own]
    shown = lines if team else own
    shown = shown[:most]
    return Page(tuple(_with_contacts(viewer, shown)), own=len(own), team=len(lines))


def _with_contacts(viewer: Viewer, lines: list[Line]) -> list[Line]:
    """How to reach those who are shown, and nobody else. One query."""
    newest = (
        rows_visible_to(viewer, Contact.objects.filter(citizen_id__in=[line.citizen_id for line in lines]))
        .order_by("citizen_id", "-recorded_at", "-id")
        .distinct("citizen_id")
    )
    by_citizen = {contact.citizen_id: contact for contact in newest}
    return [
        replace(line, phone=contact.phone, email=contact.email)
        if (contact := by_citizen.get(line.citizen_id))
        else line
        for line in lines
    ]
