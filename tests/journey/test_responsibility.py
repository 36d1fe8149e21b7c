"""Roles of offers move on any days, back and forth: bodies are right on every day, and nothing of a plan has changed.

The oracle knows no spans: it keeps a body for each single day in a dict.
"""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sundhedscenter.catalogue.actions import CannotMove
from sundhedscenter.catalogue.models import Offer, OfferResponsibility, ResponsibilityMove
from sundhedscenter.catalogue.queries import newest_move
from sundhedscenter.citizens.models import Citizen, Relation, Residence, Task
from sundhedscenter.citizens.queries import citizens_visible_to
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import AuditEntry
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.delivery.models import LessonStepDone
from sundhedscenter.groups.models import Attendance, Group, GroupTime, Seat, SeatOffer, Session, WaitingPlace
from sundhedscenter.intake.models import Request
from sundhedscenter.journey.responsibility import hand_on_due, move, move_back, preview_move
from sundhedscenter.partnership.models import Organisation, Responsibility, User
from sundhedscenter.pathways.actions import add_fact
from sundhedscenter.pathways.following import follow
from sundhedscenter.pathways.models import (
    Goal,
    GoalAttainment,
    Pathway,
    PathwayResponsibility,
    PlanItem,
    Progress,
)
from tests.journey.acts import CHECK, DAY, VIDEO, answers_action, attends, findings, resize, seen_by, told, way_of
from tests.people import AT, AsOwner, Person, accepts, leader, person, staff, viewer_of

pytestmark = pytest.mark.django_db
ROLES = [role for role, _ in Responsibility.ROLES]
BODIES = ["holstebro", "lemvig", "struer", "skive", "region-midtjylland"]
OFFERS = ["grundhold", "lungehold", "kom-i-gang"]
KEPT: tuple[type[Model], ...] = (
    PlanItem, Goal, GoalAttainment, Progress, LessonStepDone, Group, GroupTime, Session, Seat, SeatOffer, WaitingPlace,
    Attendance,
)  # fmt: skip
TODAY, CLOSED_ON = day_of(AT), day_of(AT + 20 * DAY)
DAYS = [TODAY + timedelta(days=n) for n in range(-30, 330)]
NOW = AT + 40 * DAY
LOOKS_ON = 183
COORDINATOR = system("check")
OWN_CHECKS = {"every_offer_has_four_roles", "every_pathway_has_four_roles", "pathway_follows_its_offer"}


def rows_of_plans(as_owner: AsOwner) -> dict[str, list[tuple[Any, ...]]]:
    """Every column of every row that a move may not touch."""
    with as_owner():
        return {model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in KEPT}


class Days:
    """Who has each role of each offer on each single day, by organisation code."""

    def __init__(self) -> None:
        self.body: dict[tuple[str, str, date], str] = {}
        self.former: dict[tuple[str, str], list[tuple[date, dict[date, str]]]] = {}
        self.some_days_stay = False  # a move was taken back from a later day than its first
        for row in OfferResponsibility.objects.filter(offer__code__in=OFFERS).select_related("offer", "organisation"):
            for day in DAYS:
                if day in row.during:
                    self.body[row.offer.code, row.role, day] = row.organisation.code

    def move(self, offer: str, role: str, to: str, on: date) -> None:
        self.former.setdefault((offer, role), []).append((on, {d: self.body[offer, role, d] for d in DAYS}))
        for day in DAYS:
            if day >= on:
                self.body[offer, role, day] = to

    def back(self, offer: str, role: str, on: date) -> None:
        first, former = self.former[offer, role].pop()
        self.some_days_stay = self.some_days_stay or on > first
        for day in DAYS:
            if day >= max(on, first):
                self.body[offer, role, day] = former[day]


class World:
    """Who lives where and follows which offer; what stands for them on each day."""

    def __init__(self, as_owner: AsOwner) -> None:
        resize(as_owner, "core", least=2, most=4)
        leader(as_owner, "skive")
        self.staff = {code: staff(as_owner, code, name=code) for code in BODIES}
        self.hosts = dict(Offer.objects.values_list("code", "organisation__code"))
        self.people: list[tuple[Person, str, str, date | None]] = []
        for home, card, offer in (
            ("lemvig", VIDEO, "grundhold"),
            ("struer", VIDEO, "grundhold"),
            ("holstebro", VIDEO, "grundhold"),
            ("lemvig", "start_now:kol", "lungehold"),
            ("skive", "start_now:start", "kom-i-gang"),
        ):
            someone = person(as_owner)
            accepts(someone, home, card, topic="kol" if offer == "lungehold" else "unsure")
            self.people.append((someone, home, offer, None))
        gone = person(as_owner)
        closed = accepts(gone, "struer", "start_now:start").pathway
        with acting_as(CHECK, on=CLOSED_ON):
            add_fact(pathway=closed, kind="closed", by=CHECK, at=AT + 20 * DAY)
        self.people.append((gone, "struer", "kom-i-gang", CLOSED_ON))
        group = Group.objects.get()
        attends(group, 1)
        answers_action(self.people[3][0], AT + DAY)

    def body(self, days: Days, home: str, offer: str, ended: date | None, role: str, day: date) -> str:
        named = days.body[offer, role, min(day, ended) if ended else day]
        return home if named == self.hosts[offer] else named

    def agree_with(self, days: Days) -> None:
        """Bodies and relations of every pathway equal the oracle's, day by day."""
        with acting_as(CHECK, on=day_of(NOW)):
            for someone, home, offer, ended in self.people:
                rows = list(
                    PathwayResponsibility.objects.filter(citizen=someone.citizen).select_related("organisation")
                )
                relations = list(
                    Relation.objects.filter(citizen=someone.citizen, scope="care").select_related("organisation")
                )
                had: dict[str, list[date]] = {}
                for day in (d for d in DAYS if d >= TODAY):
                    for role in ROLES:
                        (row,) = [row for row in rows if row.role == role and day in row.during]
                        body = self.body(days, home, offer, ended, role, day)
                        assert row.organisation.code == body, (offer, role, day)
                        if role != "payer" and (ended is None or day <= ended):
                            had.setdefault(body, []).append(day)
                    sees = {r.organisation.code for r in relations if r.organisation and day in r.during}
                    may = {
                        code for code, own in had.items() if any(x <= day <= x + timedelta(days=LOOKS_ON) for x in own)
                    }
                    assert sees == may, (offer, day)

    def wall_holds(self, days: list[date]) -> None:
        """Each body's own staff see through scoping and wall exactly whom the relations say."""
        for code, user in self.staff.items():
            for day in days:
                at = AT + (day - TODAY)
                with acting_as(CHECK, on=day):
                    relations = Relation.objects.filter(organisation__code=code, during__contains=day)
                    may = set(relations.values_list("citizen_id", flat=True))
                with acting_as(viewer_of(user, at), on=day) as viewer:
                    assert set(citizens_visible_to(viewer).values_list("pk", flat=True)) == may
                    seen = Pathway.objects.order_by().values_list("citizen_id", flat=True)
                    assert set(seen) == may


@pytest.fixture
def world(content: None, as_owner: AsOwner) -> World:
    return World(as_owner)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(OFFERS),
        st.sampled_from(ROLES),
        st.sampled_from([*BODIES, "back", "back"]),
        st.integers(-20, 120).map(lambda n: TODAY + timedelta(days=n)),
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.slow
def test_any_moves_back_and_forth_leave_plans_alone_and_bodies_right(world: World, as_owner: AsOwner) -> None:
    plans = rows_of_plans(as_owner)
    world.agree_with(Days())

    # Six acts are few enough to read; making them fewer would take minutes.
    @settings(max_examples=10, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(ACTS)
    def any_life(acts: list[tuple[str, str, str, date]]) -> None:
        with transaction.atomic():
            days, began = Days(), {}
            for offer_code, role, to, on in acts:
                began = began or dict(days.body)
                _act(days, offer_code, role, to, on)
            world.agree_with(days)
            world.wall_holds(sorted({on + timedelta(days=n) for *_, on in acts[:2] for n in (-1, 0, 183)}))
            assert rows_of_plans(as_owner) == plans
            assert not [found for found in findings(NOW) if found.check in OWN_CHECKS]
            # Every move taken back from its own first day: the days are as they began.
            for (offer_code, role), moves in list(days.former.items()):
                for on, _former in reversed(list(moves)):
                    _act(days, offer_code, role, "back", on)
            assert days.body == began or days.some_days_stay
            world.agree_with(days)
            assert rows_of_plans(as_owner) == plans
            transaction.set_rollback(True)

    any_life()


def _act(days: Days, offer_code: str, role: str, to: str, on: date) -> None:
    """The real act and the oracle's. What is refused changes nothing."""
    offer = Offer.objects.get(code=offer_code)
    with acting_as(COORDINATOR, on=day_of(NOW)) as by:
        if to == "back":
            made = newest_move(offer, role)
            if made is not None:
                move_back(move=made, on=on, by=by, at=NOW)
                days.back(offer_code, role, on)
            return
        try:
            receiver = Organisation.objects.get(code=to)
            move(offer=offer, role=role, to=receiver, on=on, why="aftale", by=by, at=NOW)
        except CannotMove as refused:
            assert refused.mend == "has_it_already"
            assert all(days.body[offer_code, role, day] == to for day in DAYS if day >= on)
        else:
            days.move(offer_code, role, to, on)


def moved(offer: str, role: str, to: str, on: date, at: datetime) -> ResponsibilityMove:
    with acting_as(COORDINATOR, on=day_of(at)) as by:
        receiver = Organisation.objects.get(code=to)
        return move(offer=Offer.objects.get(code=offer), role=role, to=receiver, on=on, why="aftale", by=by, at=at).move


def test_contact_and_tasks_stay_until_the_operator_moves(content: None, as_owner: AsOwner) -> None:
    old, new = staff(as_owner, "lemvig", name="Gammel"), staff(as_owner, "skive", name="Ny")
    anna = person(as_owner)
    accepts(anna, "lemvig", "talk:centre")
    on = TODAY + timedelta(days=10)
    moved("kom-i-gang", "authority", "skive", TODAY, AT)
    assert contact_and_owner(anna, AT) == (old, "lemvig", old)
    moved("kom-i-gang", "operator", "skive", on, AT)
    assert contact_and_owner(anna, AT) == (old, "lemvig", old)
    later = AT + 10 * DAY
    for times in (1, 0):
        with acting_as(system("sweep"), on=on) as by:
            assert hand_on_due(by=by, at=later) == times
        assert contact_and_owner(anna, later) == (new, "skive", new)
    assert way_of(anna, later).people[0].organisation == "Skive Kommune"
    with acting_as(CHECK, on=on) as by:
        made = newest_move(Offer.objects.get(code="kom-i-gang"), "operator")
        assert made is not None
        move_back(move=made, on=on, by=by, at=later)
    assert contact_and_owner(anna, later) == (old, "lemvig", old)
    assert findings(AT + DAY) == []
    assert told("call_confirmed") == [anna.citizen.display_name]


def contact_and_owner(who: Person, at: datetime) -> tuple[User | None, str, User | None]:
    with acting_as(CHECK, on=day_of(at)):
        task = Task.objects.select_related("owner", "owner_organisation").get(citizen=who.citizen, ended_at=None)
        contact = Pathway.objects.select_related("contact_person").get(citizen=who.citizen).contact_person
        return contact, task.owner_organisation.code, task.owner


def test_an_operator_without_staff_is_refused(content: None, as_owner: AsOwner) -> None:
    with pytest.raises(CannotMove, match="nobody_works_there"):
        moved("kom-i-gang", "operator", "region-midtjylland", TODAY, AT)
    assert not ResponsibilityMove.objects.exists()


def test_a_move_taken_back_twice_is_refused(content: None) -> None:
    made = moved("kom-i-gang", "payer", "skive", TODAY, AT)
    with acting_as(CHECK, on=TODAY) as by:
        move_back(move=made, on=TODAY, by=by, at=AT)
        with pytest.raises(CannotMove, match="not_newest"):
            move_back(move=made, on=TODAY, by=by, at=AT)


def test_who_begins_later_gets_the_body_of_the_offer(content: None, as_owner: AsOwner) -> None:
    staff(as_owner, "lemvig")
    moved("kom-i-gang", "authority", "skive", TODAY + timedelta(days=5), AT)
    anna, ben = person(as_owner), person(as_owner)
    accepts(anna, "lemvig", "start_now:start", AT + DAY)
    accepts(ben, "lemvig", "start_now:start", AT + 6 * DAY)
    assert [way_of(anna, AT + n * DAY).responsible for n in (1, 4, 5)] == [
        "Lemvig Kommune", "Lemvig Kommune", "Skive Kommune",
    ]  # fmt: skip
    assert way_of(ben, AT + 6 * DAY).responsible == "Skive Kommune"
    assert findings(AT + 6 * DAY) == []


def test_a_part_of_another_offer_names_its_own_authority(content: None, as_owner: AsOwner) -> None:
    """The pathway follows its newest track; the first lesson came from another offer, which has moved."""
    leader(as_owner, "skive")
    anna = person(as_owner)
    accepts(anna, "lemvig", VIDEO)
    moved("kom-i-gang", "authority", "region-midtjylland", TODAY, AT)
    way = way_of(anna)
    names = {line.kind: way.other_authorities.get(line.item.pk) for line in way.plan}
    assert (way.responsible, names) == ("Lemvig Kommune", {"lesson": "Region Midtjylland", "track": None})
    moved("grundhold", "authority", "struer", TODAY, AT)
    way = way_of(anna)
    names = {line.kind: way.other_authorities.get(line.item.pk) for line in way.plan}
    assert (way.responsible, names) == ("Struer Kommune", {"lesson": "Region Midtjylland", "track": None})
    moved("kom-i-gang", "authority", "holstebro", TODAY, AT)  # its host: each citizen's own municipality
    way = way_of(anna)
    assert {way.other_authorities.get(line.item.pk) for line in way.plan} == {"Lemvig Kommune", None}


def many_pathways(as_owner: AsOwner, number: int) -> None:
    """Pathways in Lemvig that follow `kom-i-gang`, with a call to make."""
    lemvig, offer = Organisation.objects.get(code="lemvig"), Offer.objects.get(code="kom-i-gang")
    contact = User.objects.filter(employments__organisation=lemvig).first()
    with as_owner():
        people = Citizen.objects.bulk_create(Citizen(display_name=f"Nr {n}", created_at=AT) for n in range(number))
        requests = Request.objects.bulk_create(
            Request(citizen=who, topic="unsure", way="self", received_at=AT, owner_organisation=lemvig, deadline=TODAY)
            for who in people
        )
        Residence.objects.bulk_create(
            Residence(citizen=who, postal_code="7620", municipality=lemvig, since=AT) for who in people
        )
        pathways = Pathway.objects.bulk_create(
            Pathway(citizen=r.citizen, request=r, topic="unsure", contact_person=contact, created_at=AT)
            for r in requests
        )
        PlanItem.objects.bulk_create(
            PlanItem(
                pathway=p, citizen=p.citizen, kind="lesson", lesson="start", offer=offer, form="phone", created_at=AT
            )
            for p in pathways
        )
        Task.objects.bulk_create(
            Task(citizen=p.citizen, kind="call_citizen", owner_organisation=lemvig, created_at=AT, deadline=TODAY)
            for p in pathways
        )
    follow([p.pk for p in pathways], on=TODAY)


def test_a_move_takes_as_many_questions_for_three_hundred_as_for_three(content: None, as_owner: AsOwner) -> None:
    staff(as_owner, "lemvig")
    staff(as_owner, "skive")
    asked = []
    for number in (3, 297):
        many_pathways(as_owner, number)
        for to in ("skive", "lemvig"):
            with CaptureQueriesContext(connection) as questions:
                moved("kom-i-gang", "operator", to, TODAY, AT)
            asked.append(len(questions))
    assert len(set(asked)) == 1, asked
    with acting_as(CHECK, on=TODAY):
        followed = AuditEntry.objects.filter(verb="responsibility_followed").values_list("subject_id", flat=True)
        assert len(set(followed)) == 300
        assert Task.objects.filter(ended_at=None, owner_organisation__code="lemvig").count() == 300


def test_preview_counts_what_the_move_then_does(content: None, as_owner: AsOwner) -> None:
    staff(as_owner, "lemvig")
    many_pathways(as_owner, 7)
    offer, skive = Offer.objects.get(code="kom-i-gang"), Organisation.objects.get(code="skive")
    with acting_as(COORDINATOR, on=TODAY) as by:
        preview = preview_move(offer=offer, role="controller", to=skive, on=TODAY, at=AT)
        done = move(offer=offer, role="controller", to=skive, on=TODAY, why="aftale", by=by, at=AT)
    assert preview.following == done.following == 7


def test_the_citizen_reads_whom_it_went_from_and_to(content: None, as_owner: AsOwner) -> None:
    anna = person(as_owner)
    accepts(anna, "lemvig", "start_now:start")
    moved("kom-i-gang", "authority", "skive", TODAY + timedelta(days=3), AT)
    turns = [(t.role, t.old, t.new, t.on) for t in way_of(anna).answering.turns]
    assert turns[0] == ("authority", "Lemvig Kommune", "Skive Kommune", TODAY + timedelta(days=3))
    with seen_by(anna):
        assert AuditEntry.objects.filter(verb="responsibility_followed", subject_id=anna.citizen.pk).exists()
