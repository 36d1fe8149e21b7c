"""The professional's three lists: the morning, who has not begun, and who is slipping. Two queries each.

The order is a documented rule (docs/algorithms/reaching-out.md), never a score.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sundhedscenter.core.viewer import Viewer
from sundhedscenter.journey.reaching_out import ranking
from sundhedscenter.journey.reaching_out.lives import lives_of
from sundhedscenter.journey.reaching_out.ranking import Shown
from sundhedscenter.journey.reaching_out.rules import Life, Reason, reasons, slipping, waited_days
from sundhedscenter.pathways.status import PathwayStatus

# Lines on one page, until everything is asked for.
SHOWN = 20
type Rule = Callable[[Life, datetime], list[Reason]]


@dataclass(frozen=True, slots=True)
class Line:
    """One citizen on a list: why now, strongest reason first; who has it; and how to reach them.

    `owner` is empty for what lies in the queue of `organisation`. `is_own` is what the viewer owns or takes from.
    """

    citizen_id: UUID
    name: str
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
    """Who needs something today: what is lost first if nobody acts stands first.

    The viewer's own lines, or with `team` everybody's.
    """
    return _page(ranking.MORNING, viewer, _reasons, at=at, team=team, most=most)


def never_started(
    viewer: Viewer, *, at: datetime, by_owner: bool = False, team: bool = False, most: int | None = SHOWN
) -> Page:
    """Everyone who asked and has not begun: the longest wait first, or by owner and then by wait."""
    statement = ranking.NEVER_STARTED_BY_OWNER if by_owner else ranking.NEVER_STARTED
    return _page(statement, viewer, _reasons, at=at, team=team, most=most)


def slipping_away(viewer: Viewer, *, at: datetime, team: bool = False, most: int | None = SHOWN) -> Page:
    """Who is under way and may be about to stop, with why and what was tried; the newest first."""
    return _page(ranking.SLIPPING, viewer, _slipping, at=at, team=team, most=most)


def _reasons(life: Life, at: datetime) -> list[Reason]:
    return reasons(life, at=at)


def _slipping(life: Life, at: datetime) -> list[Reason]:
    return slipping(life, at=at)


def _page(statement: str, viewer: Viewer, rule: Rule, *, at: datetime, team: bool, most: int | None) -> Page:
    """The database chooses and counts; what a line says is the rule's own answer about each who is shown."""
    page = ranking.ranked(statement, viewer, at=at, team=team, most=most)
    lines = [_line(shown, life, rule(life, at), names, at) for shown, life, names in lives_of(page.shown, at=at)]
    return Page(tuple(lines), own=page.own, team=page.team)


def _line(shown: Shown, life: Life, why: list[Reason], names: dict[int, str], at: datetime) -> Line:
    last = life.reached[-1] if life.reached else None
    return Line(
        citizen_id=shown.citizen_id,
        name=shown.name,
        topic=shown.topic,
        status=life.status,
        asked_at=shown.asked_at,
        waited=waited_days(life, at=at),
        reasons=tuple(why),
        owner=shown.owner,
        organisation=shown.organisation,
        is_own=shown.is_own,
        last_reach=Reached(last.at, names.get(last.by, ""), last.channel, last.outcome) if last else None,
        phone=shown.phone,
        email=shown.email,
    )
