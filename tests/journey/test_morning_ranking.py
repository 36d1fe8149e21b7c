"""The lists that the database makes, against the pure rules asked about every citizen: the same people, order and words."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sundhedscenter.catalogue.models import Track
from sundhedscenter.citizens.models import Citizen, Contact, Relation, Task
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer, acting_as
from sundhedscenter.groups.models import Attendance, Group, Seat, SeatOffer, Session, WaitingPlace
from sundhedscenter.intake.models import Request
from sundhedscenter.journey.morning import morning, never_started
from sundhedscenter.journey.reaching_out.rules import Why
from sundhedscenter.partnership.models import Employment, Organisation, User
from sundhedscenter.pathways.models import Outreach, Pathway, PathwayFact, PathwayResponsibility, PlanItem, Progress
from tests.oracles.morning import agreed
from tests.people import LONG, AsOwner, queues, staff, viewer_of

# Half past eleven in the evening in Denmark: a day turns between many of the moments below.
NOW = datetime(2026, 3, 20, 22, 30, tzinfo=UTC)
TODAY, DAY, HOUR = day_of(NOW), timedelta(days=1), timedelta(hours=1)
CITIZENS = 6

# Hours and days back from now; a negative one lies ahead.
hours = st.sampled_from([1, 22, 23, 24, 47, 70, 72, 100, 119, 144, 310, 330, 336, 340, 500])
days = st.integers(-3, 3)
person = st.sampled_from(["", "nurse", "colleague", "gone"])


@dataclass(frozen=True)
class Drawn:
    """One citizen. Each tuple is one row of the table it is named for."""

    begun: str
    town: str
    related: bool
    asked: int
    person: str
    due: int
    is_planned: bool
    facts: list[tuple[str, int, int, bool]]
    steps: list[tuple[str, int, bool]]
    held: float | None
    waits: bool
    seat: tuple[int, int] | None
    marks: list[str]
    tasks: list[tuple[str, int, str, bool]]
    reached: list[tuple[int, str, int]]


drawn = st.builds(
    Drawn,
    begun=st.sampled_from(["pathway", "pathway", "pathway", "request", "both"]),
    town=st.sampled_from(["lemvig", "lemvig", "lemvig", "struer"]),
    related=st.sampled_from([True, True, True, False]),
    asked=hours,
    person=person,
    due=days,
    is_planned=st.booleans(),
    facts=st.lists(
        st.tuples(
            st.sampled_from(["paused", "paused", "resumed", "not_now", "dose_reached", "left", "closed"]),
            hours,
            st.sampled_from([-20, -15, -3, 0, 1, 20]),
            st.sampled_from([False, False, True]),
        ),
        max_size=2,
    ),
    steps=st.lists(st.tuples(st.sampled_from(["lesson_step", "session"]), hours, st.booleans()), max_size=2),
    held=st.sampled_from([None, None, None, -1, 0.25, 0.4, 1]),
    waits=st.sampled_from([False, False, True]),
    seat=st.none() | st.tuples(st.integers(0, 2), st.integers(1, 4)),
    marks=st.lists(st.sampled_from(["absent", "absent", "absent", "present", "excused", ""]), min_size=3, max_size=3),
    tasks=st.lists(
        st.tuples(st.sampled_from(["call_citizen", "asked_us"]), days, person, st.sampled_from([False, False, True])),
        max_size=2,
        unique_by=lambda task: task[:2],
    ),
    reached=st.lists(
        st.tuples(hours, st.sampled_from(["", "reached", "no_answer"]), days),
        max_size=2,
        unique_by=lambda reach: reach[0],
    ),
)


@dataclass(frozen=True)
class Team:
    """Lemvig's nurse and colleague, one who works there no more, and three groups: going on, about to begin, and over."""

    people: dict[str, User | None]
    groups: list[list[Session]]

    @property
    def viewer(self) -> Viewer:
        nurse = self.people["nurse"]
        assert nurse is not None
        return viewer_of(nurse, NOW)


@pytest.fixture
def team(catalogue: None, as_owner: AsOwner) -> Team:
    people: dict[str, User | None] = {name: staff(as_owner, "lemvig", name=name) for name in ("nurse", "colleague")}
    people |= {"gone": staff(as_owner, "lemvig", name="gone"), "": None}
    with as_owner():
        queues("lemvig")
        ended = DateRange(date(2020, 1, 1), TODAY)
        Employment.objects.filter(user=people["gone"]).update(during=ended)
        starts = ([-504, -336, -168, 20], [30, 198, 366, 534], [-600, -504, -336, -168])
        groups = [_group(number, ahead, people["colleague"]) for number, ahead in enumerate(starts)]
    return Team(people, groups)


def _group(number: int, ahead: list[int], leader: User | None) -> list[Session]:
    group = Group.objects.create(
        code=f"G{number}",
        track=Track.objects.get(code="core"),
        form="group_video",
        slot_mask=1 << number,
        leader=leader,
        leader_organisation=Organisation.objects.get(code="lemvig"),
        size_min=4,
        size_ideal=8,
        size_max=12,
        first_day=TODAY,
        created_at=NOW - 60 * DAY,
    )
    return [
        Session.objects.create(group=group, number=n, starts_at=NOW + hours_ahead * HOUR, minutes=60)
        for n, hours_ahead in enumerate(ahead, start=1)
    ]


def lives(who: Drawn, number: int, team: Team) -> None:
    """Write the rows of one citizen, as the tables' owner."""
    citizen = Citizen.objects.create(display_name=f"N{number}", created_at=NOW - 60 * DAY)
    Contact.objects.create(citizen=citizen, recorded_at=NOW - 9 * DAY, full_name="N", phone="20 00 00 00")
    Contact.objects.create(citizen=citizen, recorded_at=NOW - DAY, full_name="N", phone=f"20 00 00 0{number}")
    town = Organisation.objects.get(code=who.town)
    if who.related:
        lemvig = Organisation.objects.get(code="lemvig")
        source = {"source_kind": "test", "source_id": str(number), "scope": "care", "during": LONG}
        Relation.objects.create(citizen=citizen, organisation=lemvig, **source)
    asks = {"citizen": citizen, "topic": "kol", "way": "self", "owner_organisation": town}
    due = TODAY + who.due * DAY
    if who.begun != "pathway":
        Request.objects.create(**asks, received_at=NOW - who.asked * HOUR, deadline=due, owner=team.people[who.person])
    _works(who, citizen, team, town)
    if who.begun != "request":
        asked = NOW - who.asked * HOUR
        request = Request.objects.create(**asks, received_at=asked, deadline=due, ended_at=asked, end_reason="accepted")
        _goes(who, request, team, town)


def _works(who: Drawn, citizen: Citizen, team: Team, town: Organisation) -> None:
    for kind, deadline, owner, is_ended in who.tasks:
        Task.objects.create(
            citizen=citizen,
            kind=kind,
            owner_organisation=town,
            owner=team.people[owner],
            created_at=NOW - 30 * DAY,
            deadline=TODAY + deadline * DAY,
            ended_at=NOW if is_ended else None,
            end_reason="done" if is_ended else "",
        )
    for back, outcome, deadline in who.reached:
        Outreach.objects.create(
            citizen=citizen,
            why="other",
            channel="phone",
            at=NOW - back * HOUR,
            by=team.people["colleague"],
            owner_organisation=town,
            deadline=TODAY + deadline * DAY,
            ended_at=NOW if outcome else None,
            outcome=outcome,
        )


def _goes(who: Drawn, request: Request, team: Team, town: Organisation) -> None:
    asked = request.received_at
    pathway = Pathway.objects.create(
        citizen=request.citizen,
        request=request,
        topic="kol",
        contact_person=team.people[who.person],
        created_at=asked,
    )
    about = {"pathway": pathway, "citizen": request.citizen}
    PathwayResponsibility.objects.create(**about, role="operator", organisation=town, during=LONG)
    item = PlanItem.objects.create(**about, kind="lesson", lesson="start", form="alone_online", created_at=asked)
    begun = PathwayFact.objects.create(**about, kind="begun", at=asked, by="test")
    for number, (kind, back, until, is_superseded) in enumerate(who.facts):
        fact = PathwayFact.objects.create(
            **about,
            kind=kind,
            at=NOW - back * HOUR - number * timedelta(minutes=1),
            reason="other",
            until=TODAY + until * DAY if kind == "paused" else None,
            by="test",
        )
        if is_superseded and begun.superseded_by_id is None:
            PathwayFact.objects.filter(pk=fact.pk).update(superseded_by=begun)
            begun.superseded_by_id = fact.pk
    for number, (kind, back, is_withdrawn) in enumerate(who.steps):
        Progress.objects.create(
            **about,
            plan_item=item,
            kind=kind,
            at=NOW - back * HOUR,
            source_kind="test",
            source_id=f"{pathway.pk} {number}",
            withdrawn_at=NOW if is_withdrawn else None,
        )
    _meets(who, pathway, item, team)
    if not (who.is_planned or who.steps or who.seat):
        item.delete()


def _meets(who: Drawn, pathway: Pathway, item: PlanItem, team: Team) -> None:
    about = {"pathway": pathway, "citizen": pathway.citizen}
    if who.waits:
        track = Track.objects.get(code="core")
        WaitingPlace.objects.create(**about, track=track, since=NOW - DAY, slot_mask=1)
    if who.held is not None:
        group = team.groups[1][0].group
        SeatOffer.objects.create(**about, group=group, made_at=NOW - 2 * DAY, held_until=NOW + who.held * HOUR)
    if who.seat is None:
        return
    sessions, first = team.groups[who.seat[0]], who.seat[1]
    group = sessions[0].group
    seat = Seat.objects.create(
        **about, plan_item=item, group=group, track=group.track, taken_at=NOW - 30 * DAY, from_session=first
    )
    for session, state in zip(sessions, who.marks, strict=False):
        if state and session.starts_at < NOW:
            Attendance.objects.create(
                seat=seat,
                session=session,
                citizen=pathway.citizen,
                state=state,
                recorded_at=session.starts_at,
                recorded_by=team.people["colleague"],
            )


QUIETLY = Drawn(
    begun="pathway", town="lemvig", related=True, asked=24, person="nurse", due=3, is_planned=True, facts=[], steps=[],
    held=None, waits=False, seat=None, marks=["", "", ""], tasks=[], reached=[],
)  # fmt: skip
FOR_EACH_REASON = {
    Why.SEAT_EXPIRES: replace(QUIETLY, held=0.25),
    Why.FIRST_MEETING: replace(QUIETLY, seat=(0, 4)),
    Why.REQUEST_WAITS: replace(QUIETLY, begun="request", due=1),
    Why.NEVER_BEGUN: replace(QUIETLY, asked=500),
    Why.TWO_MISSED: replace(
        QUIETLY, steps=[("session", 500, False)], seat=(0, 1), marks=["present", "absent", "absent"]
    ),
    Why.NO_CHECKIN: replace(QUIETLY, asked=500, steps=[("lesson_step", 340, False)]),
    Why.TASK_LATE: replace(QUIETLY, tasks=[("call_citizen", -1, "nurse", False)]),
    Why.UNANSWERED: replace(QUIETLY, reached=[(100, "", 0)]),
    Why.TASK_SOON: replace(QUIETLY, tasks=[("call_citizen", 1, "nurse", False)]),
}

# Each is like one above, and something keeps them off the list.
NOT_NOW = [
    QUIETLY,
    replace(FOR_EACH_REASON[Why.NO_CHECKIN], waits=True),
    replace(FOR_EACH_REASON[Why.NO_CHECKIN], seat=(1, 1)),
    replace(FOR_EACH_REASON[Why.NO_CHECKIN], facts=[("paused", 72, 1, False)]),
    replace(FOR_EACH_REASON[Why.TWO_MISSED], reached=[(100, "reached", 0)]),
    replace(FOR_EACH_REASON[Why.NEVER_BEGUN], reached=[(24, "no_answer", 0)]),
]


@pytest.mark.django_db
def test_each_reason_has_its_place(team: Team, as_owner: AsOwner) -> None:
    with as_owner():
        for number, who in enumerate(reversed([*NOT_NOW, *FOR_EACH_REASON.values()])):
            lives(who, number, team)
    with acting_as(team.viewer, on=TODAY) as viewer:
        assert [stands.reasons[0].why for stands in agreed(viewer, at=NOW)] == list(Why)


@pytest.mark.django_db
def test_the_statement_itself_shows_nobody_whom_the_viewer_may_not_see(team: Team, as_owner: AsOwner) -> None:
    """With row-level security out of the way: run by the viewer's organisation, and yet nothing opens the citizen."""
    late = FOR_EACH_REASON[Why.NEVER_BEGUN]
    with as_owner():
        for number, who in enumerate(
            [late, replace(late, related=False), replace(late, begun="request", related=False)]
        ):
            lives(who, number, team)
    with acting_as(team.viewer, on=TODAY) as viewer, as_owner():
        for page in (morning(viewer, at=NOW, team=True), never_started(viewer, at=NOW, team=True)):
            assert ([line.name for line in page.lines], page.team) == (["N0"], 1)


@pytest.mark.django_db
@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(people=st.lists(drawn, min_size=1, max_size=CITIZENS), takes=st.booleans())
def test_the_database_says_what_the_rules_say(team: Team, as_owner: AsOwner, people: list[Drawn], takes: bool) -> None:
    with transaction.atomic():
        with as_owner():
            for number, who in enumerate(people):
                lives(who, number, team)
            if takes:
                queue = Organisation.objects.get(code="lemvig").queue
                queue.staff.create(user=team.people["nurse"], during=LONG)
        with acting_as(team.viewer, on=TODAY) as viewer:
            agreed(viewer, at=NOW)
        transaction.set_rollback(True)
