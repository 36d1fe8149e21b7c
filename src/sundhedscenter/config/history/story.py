"""The state of a history while it is told, and the clock that tells it: things happen in the order of their moments."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from random import Random
from uuid import UUID

from sundhedscenter.catalogue.models import Track
from sundhedscenter.citizens.models import Citizen, Relation, Task
from sundhedscenter.config.history.figures import Figures
from sundhedscenter.config.history.people import Person
from sundhedscenter.config.history.rows import Rows
from sundhedscenter.config.history.world import Course, Leader, World
from sundhedscenter.core.clock import COPENHAGEN
from sundhedscenter.groups.models import Group, Seat, SeatOffer, Session, WaitingPlace
from sundhedscenter.intake.models import Request
from sundhedscenter.partnership.models import Organisation, User
from sundhedscenter.pathways.models import Pathway, PathwayResponsibility, PlanItem

type Way = tuple[str, str]  # form and place code; the place is empty for video


@dataclass(eq=False, slots=True)
class Hold:
    """A group of the history, with its sessions and who sits there now."""

    group: Group
    course: Course
    place: str
    leader: Leader
    sessions: list[Session]
    seats: dict[int, "Journey"] = field(default_factory=dict)  # by the citizen's number
    offers: list["Held"] = field(default_factory=list)
    offered: set[int] = field(default_factory=set)  # citizens' numbers who were offered a seat and did not take it

    @property
    def track(self) -> Track:
        return self.course.track

    @property
    def last_at(self) -> datetime:
        return self.sessions[-1].starts_at

    def seats_left(self) -> int:
        return self.group.size_max - len(self.seats) - len(self.offers)

    def entry(self, at: datetime) -> Session | None:
        """The next session at which a new participant may begin."""
        return next((s for s in self.sessions if s.is_entry and s.starts_at > at and s.cancelled_at is None), None)


@dataclass(eq=False, slots=True)
class Held:
    """A seat held for somebody."""

    offer: SeatOffer
    hold: Hold
    journey: "Journey"


@dataclass(eq=False, slots=True)
class Line:
    """A place in line."""

    waiting: WaitingPlace
    course: Course
    journey: "Journey"


@dataclass(eq=False, slots=True)
class Journey:
    """One citizen on the way: their rows so far, and what they are in the middle of."""

    person: Person
    citizen: Citizen
    request: Request
    municipality: Organisation
    contact: User
    postal_code: str
    pathway: Pathway | None = None
    relation: Relation | None = None
    responsibilities: list[PathwayResponsibility] = field(default_factory=list)
    goal: int | None = None
    items: dict[int, PlanItem] = field(default_factory=dict)  # newest by track
    lesson: PlanItem | None = None
    talk: PlanItem | None = None
    lesson_done: bool = False
    started_at: datetime | None = None
    done: dict[int, int] = field(default_factory=dict)  # meetings by track
    line: Line | None = None
    held: list[Held] = field(default_factory=list)
    seat: Seat | None = None
    hold: Hold | None = None
    old_seats: dict[int, Seat] = field(default_factory=dict)  # of groups that are over, by track
    tasks: dict[str, Task] = field(default_factory=dict)
    resting: str = ""  # paused, not_now
    until: date | None = None
    over: bool = False
    dose: bool = False
    leaves: bool = False  # will stop before the end
    silent: bool = False  # stopped coming without a word
    misses: int = 0
    ways: dict[str, list[Way]] = field(default_factory=dict)  # what breaks no barrier, by track

    @property
    def path(self) -> Pathway:
        """The pathway of a request that was accepted."""
        assert self.pathway is not None, f"request {self.request.pk} has no pathway yet"
        return self.pathway

    @property
    def on_the_way(self) -> bool:
        return self.pathway is not None and not self.over and not self.resting

    def me(self) -> str:
        """The citizen's own name in the audit: they have no log-in."""
        return f"citizen:{self.citizen.pk}"

    def helper(self) -> str:
        return f"user:{self.contact.pk}"


@dataclass(eq=False)
class Story:
    """Everything that is being told."""

    world: World
    figures: Figures
    rows: Rows
    chance: Random
    at: datetime  # where the history ends
    opened: Callable[[Hold], None]  # told of each new group
    aside: Random  # for what is told beside the story: drawing from it changes nobody's life
    holds: list[Hold] = field(default_factory=list)
    lines: dict[str, list[Line]] = field(default_factory=dict)  # by track code, first come first
    journeys: list[Journey] = field(default_factory=list)
    led: dict[UUID, Relation] = field(default_factory=dict)  # what opens a citizen to the leader, by seat
    numbers: dict[str, int] = field(default_factory=dict)  # groups opened, by track code
    _heap: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    _count: int = 0

    def later(self, at: datetime, then: Callable[[datetime], None]) -> None:
        """Let something happen at a moment; what lies after the end never does."""
        if at <= self.at:
            self._count += 1
            heappush(self._heap, (at, self._count, then))

    def tell(self) -> None:
        while self._heap:
            at, _, then = heappop(self._heap)
            then(at)

    def luck(self, share: float) -> bool:
        return self.chance.random() < share

    def running(self, at: datetime) -> list[Hold]:
        """Groups with a meeting to come; those that are over are forgotten."""
        self.holds = [hold for hold in self.holds if hold.last_at > at - timedelta(days=2)]
        return [hold for hold in self.holds if hold.last_at > at]

    def at_home(self, after: datetime, days: float) -> datetime:
        """A moment some days after, when people sit at home with their telephone: between 8 and 22."""
        return self._within(after, days, 8, 22)

    def at_work(self, after: datetime, days: float) -> datetime:
        """A moment some days after, in office hours of a weekday."""
        moment = self._within(after, days, 8, 15)
        local = moment.astimezone(COPENHAGEN)
        to_monday = (7 - local.weekday()) if local.weekday() >= 5 else 0
        return local_moment(local.date() + timedelta(days=to_monday), local.time())

    def end_of_work(self, after: datetime, last_day: date) -> datetime:
        """The last moment at which somebody at work can do what must be done by a day."""
        friday = last_day - timedelta(days=max(0, last_day.weekday() - 4))
        return max(local_moment(friday, time(15)), after + timedelta(minutes=30))

    def _within(self, after: datetime, days: float, opens: int, closes: int) -> datetime:
        target = after + timedelta(days=days)
        local = target.astimezone(COPENHAGEN)
        if not opens <= local.hour < closes:
            minutes = self.chance.randrange((closes - opens) * 60)
            clock = time(opens + minutes // 60, minutes % 60, self.chance.randrange(60))
            target = local_moment(local.date() + timedelta(days=local.hour >= closes), clock)
        return target if target > after else after + timedelta(minutes=5)


def local_moment(day: date, clock: time = time(0)) -> datetime:
    """A Danish day and clock time as a moment in UTC; daylight saving is the zone's."""
    return datetime.combine(day, clock.replace(tzinfo=None, fold=0), tzinfo=COPENHAGEN).astimezone(UTC)
