"""Everything the page "Min vej" shows about one citizen: one next step first, then plan, dates and people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings

from sundhedscenter.catalogue.lessons import lesson
from sundhedscenter.catalogue.wording import in_language
from sundhedscenter.citizens.models import Citizen, Task
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.groups.models import Seat, SeatOffer, Session, WaitingPlace
from sundhedscenter.intake.models import ActOnBehalf
from sundhedscenter.intake.queries import acts_on_behalf
from sundhedscenter.journey.answering import Answering, answering, other_authorities
from sundhedscenter.partnership.models import Responsibility
from sundhedscenter.pathways.models import Goal, Pathway, PathwayFact, PlanItem, Progress
from sundhedscenter.pathways.queries import open_pathway, statuses
from sundhedscenter.pathways.status import PathwayStatus


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do now. `kind`: come_back, answer_offer, lesson, session, waiting, call, talk. The page has the words.

    `plan_item`, `offer`, `session`, `waiting`, `task` is set where the kind has one.
    """

    kind: str
    at: datetime | None = None
    title: str = ""
    minutes: int | None = None
    plan_item: PlanItem | None = None
    offer: SeatOffer | None = None
    session: Session | None = None
    waiting: WaitingPlace | None = None
    task: Task | None = None


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One part of the plan and how much of it is done, earlier forms of the same track counted in."""

    item: PlanItem
    kind: str
    title: str
    form: str
    done: int
    total: int
    is_over: bool


@dataclass(frozen=True, slots=True)
class DateLine:
    """One coming meeting. A video room opens at `opens_at`; `phone` is whom to call when it does not."""

    session: Session
    starts_at: datetime
    title: str
    place_name: str
    address: str
    room_link: str
    opens_at: datetime | None
    phone: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody around the citizen. `role` is contact, leader or centre; the page has the words."""

    role: str
    name: str
    title: str
    organisation: str
    phone: str


@dataclass(frozen=True, slots=True)
class MyWay:
    citizen: Citizen
    pathway: Pathway
    status: PathwayStatus
    started_at: datetime | None
    goal: str
    next_step: NextStep
    plan: tuple[PlanLine, ...]
    dates: tuple[DateLine, ...]
    people: tuple[Person, ...]
    answering: Answering
    other_authorities: dict[UUID, str]  # by plan item, where it is not the pathway's own
    seats: tuple[Seat, ...]
    waiting: tuple[WaitingPlace, ...]
    offers: tuple[SeatOffer, ...]
    tasks: tuple[Task, ...]
    paused_until: date | None
    written_down: tuple[ActOnBehalf, ...]

    @property
    def responsible(self) -> str:
        """The authority on the day, by name; empty when nobody is (which `check` reports)."""
        return self.answering.name(Responsibility.AUTHORITY)


def my_way(*, viewer: Viewer, citizen: Citizen, at: datetime, language: str) -> MyWay | None:
    """The citizen's page at a moment; None before anything is accepted. A fixed number of queries."""
    pathway = open_pathway(citizen)
    if pathway is None:
        return None
    on = day_of(at)
    status = statuses([pathway], on=on)[pathway.pk]
    seats = tuple(
        Seat.objects.filter(pathway=pathway, released_at=None)
        .select_related("group__track", "group__place", "group__leader", "group__leader_organisation", "plan_item")
        .order_by("taken_at", "id")
    )
    waiting = tuple(WaitingPlace.objects.filter(pathway=pathway, ended_at=None).select_related("track"))
    offers = tuple(
        SeatOffer.objects.filter(pathway=pathway, ended_at=None, held_until__gt=at).select_related(
            "group__track", "group__place", "group__leader", "group__leader_organisation"
        )
    )
    tasks = tuple(Task.objects.filter(citizen=citizen, ended_at=None).select_related("owner", "owner_organisation"))
    items = list(PlanItem.objects.filter(pathway=pathway).select_related("track").order_by("created_at", "kind", "id"))
    progress = list(Progress.objects.filter(pathway=pathway, withdrawn_at=None).order_by("at", "id"))
    paused = PathwayFact.objects.filter(pathway=pathway, kind="paused").order_by("-at", "-id").first()
    sessions, bodies = _sessions(seats), answering(pathway, on=on)
    authority = bodies.by_role.get(Responsibility.AUTHORITY)
    dates = tuple(_dates(seats, sessions, at, language))
    plan = tuple(_plan(items, progress, _ahead(seats, sessions), language))
    goal = Goal.objects.filter(pathway=pathway).order_by("-created_at", "-id").first()
    return MyWay(
        citizen=citizen,
        pathway=pathway,
        status=status,
        started_at=min((p.at for p in progress), default=None),
        goal=goal.text if goal else "",
        next_step=_next_step(status, offers, plan, dates, waiting, tasks, language),
        plan=plan,
        dates=dates,
        people=tuple(_people(pathway, seats, bodies)),
        answering=bodies,
        other_authorities=other_authorities(pathway, items, authority=authority, on=on),
        seats=seats,
        waiting=waiting,
        offers=offers,
        tasks=tasks,
        paused_until=paused.until if paused is not None and status == PathwayStatus.PAUSED else None,
        written_down=tuple(acts_on_behalf(citizen)),
    )


def _next_step(
    status: PathwayStatus,
    offers: tuple[SeatOffer, ...],
    plan: tuple[PlanLine, ...],
    dates: tuple[DateLine, ...],
    waiting: tuple[WaitingPlace, ...],
    tasks: tuple[Task, ...],
    language: str,
) -> NextStep:
    """What comes first: back from a pause, a held seat, an open first step, a meeting, the line, a call."""
    if status == PathwayStatus.PAUSED:
        return NextStep("come_back")
    if offers:
        return NextStep("answer_offer", at=offers[0].held_until, offer=offers[0])
    if status == PathwayStatus.NOT_NOW:
        return NextStep("call" if tasks else "come_back", task=tasks[0] if tasks else None)
    lessons = [line for line in plan if line.kind == "lesson" and not line.is_over and line.done < line.total]
    if lessons:
        line = lessons[0]
        minutes = lesson(line.item.lesson, language).minutes
        return NextStep("lesson", title=line.title, minutes=minutes, plan_item=line.item)
    if dates:
        return NextStep("session", at=dates[0].starts_at, title=dates[0].title, session=dates[0].session)
    if waiting:
        return NextStep("waiting", title=in_language(waiting[0].track, "name", language), waiting=waiting[0])
    if tasks:
        return NextStep("call", task=tasks[0])
    return NextStep("talk")


def _ahead(seats: tuple[Seat, ...], sessions: list[Session]) -> dict[UUID, tuple[datetime, int]]:
    """By part of the plan: when its seat was taken, and how many meetings the group has from the citizen's entry on."""
    return {
        seat.plan_item_id: (
            seat.taken_at,
            sum(s.group_id == seat.group_id and s.number >= seat.from_session for s in sessions),
        )
        for seat in seats
    }


def _plan(
    items: list[PlanItem], progress: list[Progress], ahead: dict[UUID, tuple[datetime, int]], language: str
) -> Iterable[PlanLine]:
    """Who enters a running group can come to the meetings left, besides what they did before; never more than it has."""
    by_id = {item.pk: item for item in items}
    done: dict[UUID, int] = {}
    totals = {pk: meetings for pk, (_taken_at, meetings) in ahead.items()}
    for row in progress:
        item = by_id[row.plan_item_id]
        while item.replaced_by_id is not None:
            item = by_id[item.replaced_by_id]
        done[item.pk] = done.get(item.pk, 0) + 1
        if item.pk in ahead and row.at < ahead[item.pk][0]:
            totals[item.pk] += 1
    for item in items:
        if item.replaced_by_id is not None:
            continue
        count = done.get(item.pk, 0)
        if item.kind == "lesson":
            title, total = lesson(item.lesson, language).title, 1
        elif item.track is not None:
            title, total = in_language(item.track, "name", language), item.track.sessions
            total = min(total, totals.get(item.pk, total))
        else:
            title, total = "", 1
        yield PlanLine(item, item.kind, title, item.form, count, total, item.ended_at is not None)


def _sessions(seats: tuple[Seat, ...]) -> list[Session]:
    rows = Session.objects.filter(group_id__in=[seat.group_id for seat in seats], cancelled_at=None)
    return list(rows.select_related("module").order_by("starts_at", "id"))


def dates_of(seats: tuple[Seat, ...], at: datetime, language: str) -> list[DateLine]:
    """The meetings to come of these seats, with what one needs to be there. One query."""
    return _dates(seats, _sessions(seats), at, language)


def _dates(seats: tuple[Seat, ...], sessions: list[Session], at: datetime, language: str) -> list[DateLine]:
    by_group = {seat.group_id: seat for seat in seats}
    lines = []
    for session in sessions:
        seat = by_group[session.group_id]
        group = seat.group
        ends = session.starts_at + timedelta(minutes=session.minutes)
        if session.number < seat.from_session or ends <= at:
            continue
        video = group.form == "group_video"
        lines.append(
            DateLine(
                session=session,
                starts_at=session.starts_at,
                title=in_language(group.track, "name", language),
                place_name=group.place.name if group.place else "",
                address=f"{group.place.address}, {group.place.postal_code}" if group.place else "",
                room_link=group.room_link if video else "",
                opens_at=session.starts_at - timedelta(minutes=settings.ROOM_OPENS_MINUTES) if video else None,
                phone=group.leader.phone or settings.CENTRE_PHONE,
            )
        )
    return lines


def _people(pathway: Pathway, seats: tuple[Seat, ...], bodies: Answering) -> Iterable[Person]:
    """The contact person works for the operator of the day (docs/algorithms/responsibility.md)."""
    contact = pathway.contact_person
    if contact is not None:
        yield Person(
            "contact",
            contact.display_name,
            contact.title,
            bodies.name(Responsibility.OPERATOR),
            contact.phone or settings.CENTRE_PHONE,
        )
    yield from leaders_of(seats, but=contact.pk if contact else None)


def leaders_of(seats: tuple[Seat, ...], *, but: int | None = None) -> Iterable[Person]:
    """Who leads the citizen's groups, each once, then the centre."""
    seen = {but}
    for seat in seats:
        leader = seat.group.leader
        if leader.pk not in seen:
            seen.add(leader.pk)
            organisation = seat.group.leader_organisation.name
            yield Person(
                "leader", leader.display_name, leader.title, organisation, leader.phone or settings.CENTRE_PHONE
            )
    yield Person("centre", settings.CENTRE_NAME, "", "", settings.CENTRE_PHONE)
