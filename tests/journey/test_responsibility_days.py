"""Roles of offers move on any days, back and forth: bodies are right on every day, and nothing of a plan has changed.

The oracle knows no spans: it keeps a body for each single day in a dict.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sundhedscenter.catalogue.actions import CannotMove
from sundhedscenter.catalogue.models import Offer, OfferResponsibility
from sundhedscenter.catalogue.queries import newest_move
from sundhedscenter.citizens.models import Relation
from sundhedscenter.citizens.queries import citizens_visible_to
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.delivery.models import LessonStepDone
from sundhedscenter.groups.models import Attendance, Group, GroupTime, Seat, SeatOffer, Session, WaitingPlace
from sundhedscenter.journey.responsibility import move, move_back
from sundhedscenter.partnership.models import Organisation, Responsibility
from sundhedscenter.pathways.actions import add_fact
from sundhedscenter.pathways.models import Goal, GoalAttainment, Pathway, PathwayResponsibility, PlanItem, Progress
from tests.journey.acts import CHECK, DAY, VIDEO, answers_action, attends, findings, resize
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
