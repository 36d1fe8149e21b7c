"""What a helper reaches in the database itself, right by right and table by table, whatever a page forgets to ask."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sundhedscenter.citizens.models import Citizen, EverydayWeek, HelperAccess, Relation, Residence
from sundhedscenter.citizens.queries import citizens_helped_by
from sundhedscenter.core.viewer import Viewer, acting_as
from sundhedscenter.core.walls import HELPER_RIGHTS
from sundhedscenter.groups.models import Seat
from sundhedscenter.partnership.models import Employment, Organisation, User
from sundhedscenter.pathways.models import Goal
from tests.people import AsOwner
from tests.walls.conftest import NOW, World, view
from tests.walls.helping import helps, relative
from tests.walls.rows import citizen_tables, count, rows_about
from tests.walls.test_rows import _cannot_change, _copy, _refused

pytestmark = pytest.mark.django_db

ON = NOW.date()
# The oracle: written out here, not read from the models. Each right and the tables whose rows it opens.
ALWAYS = {"citizens.Citizen"}
OPENS = {
    "dates": {"groups.Seat"},
    "plan": {
        "pathways.Pathway",
        "pathways.PathwayFact",
        "pathways.PathwayResponsibility",
        "pathways.PlanItem",
        "pathways.Goal",
        "pathways.GoalAttainment",
        "pathways.Progress",
        "groups.WaitingPlace",
    },
    "act": set[str](),
}
# While doing something for the citizen, and only then.
ACT_WRITES = {
    "citizens.EverydayWeek",
    "intake.ActOnBehalf",
    "citizens.Task",
    "pathways.PathwayFact",
    "pathways.PlanItem",
    "pathways.Progress",
    "groups.WaitingPlace",
    "groups.SeatOffer",
    "groups.Seat",
    "groups.Attendance",
    "delivery.LessonStepDone",
}
ACT_READS = ACT_WRITES | {
    "citizens.Residence",
    "citizens.BarrierAnswer",
    "citizens.Answer",
    "intake.Request",
    "pathways.Pathway",
    "pathways.Goal",
    "pathways.PathwayResponsibility",
    "citizens.Relation",  # those to the leaders of shared groups alone
}
NEVER = {
    "citizens.Contact",
    "citizens.AddressProtection",
    "citizens.NationalIdentifier",
    "citizens.NeedToKnow",
    "citizens.HelperInvitation",
    "core.AuditEntry",
    "core.AccessLine",
    "core.OutboxMessage",
    "intake.Draft",
}


@pytest.fixture
def sister(world: World, as_owner: AsOwner) -> User:
    with as_owner():
        return relative("Søster")


def reaches(viewer: Viewer, citizen: Citizen, on: date = ON) -> set[str]:
    """The tables in which the viewer gets a row about the citizen; their own row of rights left out."""
    with acting_as(viewer, on=on):
        found = {model._meta.label for model, _wall in citizen_tables() if count(model, citizen.pk)}
    return found - {"citizens.HelperAccess"}


def expected(rights: Iterable[str], *, acting: bool = False) -> set[str]:
    found = set(ALWAYS) if rights else set()
    for right in rights:
        found |= OPENS[right]
    return found | (ACT_READS if acting and "act" in rights else set())


def give(world: World, as_owner: AsOwner, helper: User, *rights: str, **changes: object) -> HelperAccess:
    with as_owner():
        return helps(
            helper,
            world.foreign.citizen,
            *rights,
            **{"begin": ON - timedelta(days=1), "end": ON + timedelta(days=30), "at": NOW, **changes},
        )


@pytest.mark.parametrize("right", HELPER_RIGHTS)
def test_each_right_opens_its_own_tables_and_no_other(
    world: World, as_owner: AsOwner, sister: User, right: str
) -> None:
    give(world, as_owner, sister, right)
    assert reaches(view(sister), world.foreign.citizen) == expected([right])
    if right == "dates":
        assert not reaches(view(sister), world.foreign.citizen) & {"pathways.Goal", "citizens.Answer", "intake.Request"}


def test_one_who_may_act_reads_what_an_act_needs_only_while_acting(
    world: World, as_owner: AsOwner, sister: User
) -> None:
    give(world, as_owner, sister, "act")
    acting = view(sister).for_citizen(world.foreign.citizen.pk)
    assert reaches(acting, world.foreign.citizen) == expected(["act"], acting=True)
    assert reaches(view(sister), world.foreign.citizen) == ALWAYS
    assert not expected(HELPER_RIGHTS, acting=True) & NEVER


@pytest.mark.parametrize("rights", [["dates"], ["plan"], ["dates", "plan"]])
def test_to_say_that_one_acts_is_not_enough(world: World, as_owner: AsOwner, sister: User, rights: list[str]) -> None:
    give(world, as_owner, sister, *rights)
    claiming = view(sister).for_citizen(world.foreign.citizen.pk)
    assert reaches(claiming, world.foreign.citizen) == expected(rights)


def test_strangers_who_say_that_they_act_reach_nothing(world: World, sister: User) -> None:
    for user in (sister, world.neighbour.user, world.lemvig):
        assert reaches(view(user).for_citizen(world.foreign.citizen.pk), world.foreign.citizen) == set()


@given(
    given_rights=st.lists(
        st.tuples(
            st.sets(st.sampled_from(HELPER_RIGHTS), min_size=1),
            st.integers(-5, 5),
            st.integers(1, 6),
            st.booleans(),
            st.booleans(),
        ),
        max_size=2,
        unique_by=lambda row: row[3],
    ),
    days=st.integers(-6, 8),
    acting=st.booleans(),
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_random_rights_and_dates_open_what_the_plain_rule_says(
    world: World,
    as_owner: AsOwner,
    given_rights: list[tuple[set[str], int, int, bool, bool]],
    days: int,
    acting: bool,
) -> None:
    """Each row: rights, first day, how many, to this helper (or another), withdrawn. The day looked at is `days` on."""
    looked_on = ON + timedelta(days=days)
    with transaction.atomic():
        with as_owner():
            helper, another = relative(), relative()
        open_rights: set[str] = set()
        for rights, first, length, mine, withdrawn in given_rights:
            begin = ON + timedelta(days=first)
            end = begin + timedelta(days=length)
            give(
                world,
                as_owner,
                helper if mine else another,
                *sorted(rights),
                begin=begin,
                end=end,
                withdrawn_at=NOW if withdrawn else None,
                withdrawn_by=world.foreign.user if withdrawn else None,
            )
            if mine and not withdrawn and begin <= looked_on < end:
                open_rights |= rights
        viewer = view(helper)
        viewer = viewer.for_citizen(world.foreign.citizen.pk) if acting else viewer
        assert reaches(viewer, world.foreign.citizen, looked_on) == expected(open_rights, acting=acting)
        with as_owner(), acting_as(viewer, on=looked_on):  # the first wall alone
            helped = {r for r in HELPER_RIGHTS if citizens_helped_by(viewer, r).exists()}
        assert helped == open_rights
        transaction.set_rollback(True)


@pytest.mark.parametrize("what", ["not begun", "ended", "withdrawn", "dead", "employed"])
def test_a_right_that_does_not_hold_opens_nothing(world: World, as_owner: AsOwner, sister: User, what: str) -> None:
    changes: dict[str, dict[str, object]] = {
        "not begun": {"begin": ON + timedelta(days=1)},
        "ended": {"end": ON},
        "withdrawn": {"withdrawn_at": NOW, "withdrawn_by": world.foreign.user},
    }
    give(world, as_owner, sister, *HELPER_RIGHTS, **changes.get(what, {}))
    with as_owner():
        if what == "dead":
            Citizen.objects.filter(pk=world.foreign.citizen.pk).update(died_on=ON)
        if what == "employed":
            skive = Organisation.objects.get(code="skive")
            Employment.objects.create(
                user=sister, organisation=skive, role="professional", during=DateRange(date(2020, 1, 1), None)
            )
    for viewer in (view(sister), view(sister).for_citizen(world.foreign.citizen.pk)):
        assert reaches(viewer, world.foreign.citizen) == set()
        with as_owner(), acting_as(viewer, on=ON):
            assert not citizens_helped_by(viewer, *HELPER_RIGHTS).exists()


def test_helper_of_another_in_the_same_group_reaches_nothing_of_her(
    world: World, as_owner: AsOwner, sister: User
) -> None:
    with as_owner():
        helps(
            sister,
            world.neighbour.citizen,
            *HELPER_RIGHTS,
            begin=ON - timedelta(days=1),
            end=ON + timedelta(days=30),
            at=NOW,
        )
    for helped in (world.neighbour.citizen.pk, world.foreign.citizen.pk):
        acting = view(sister).for_citizen(helped)
        assert reaches(acting, world.foreign.citizen) == set()
        with acting_as(acting, on=ON):
            assert set(Seat.objects.values_list("citizen_id", flat=True)) == {world.neighbour.citizen.pk}
            assert set(Residence.objects.values_list("citizen_id", flat=True)) <= {world.neighbour.citizen.pk}


def _row(model: type[models.Model], world: World, as_owner: AsOwner) -> models.Model:
    with as_owner():
        row = model._default_manager.filter(rows_about(model, world.foreign.citizen.pk)).first()
    assert row is not None, model._meta.label
    return row


def test_a_helper_writes_nothing_outside_an_act(world: World, as_owner: AsOwner, sister: User) -> None:
    give(world, as_owner, sister, *HELPER_RIGHTS)
    for model, wall in citizen_tables():
        row = _row(model, world, as_owner)
        with acting_as(view(sister), on=ON):
            _cannot_change(row, append_only=wall.append_only)
            if wall.add != "true":
                _refused(_copy(row).save, force_insert=True)


def test_an_act_writes_in_its_own_tables_and_no_other(world: World, as_owner: AsOwner, sister: User) -> None:
    give(world, as_owner, sister, *HELPER_RIGHTS)
    acting = view(sister).for_citizen(world.foreign.citizen.pk)
    for model, wall in citizen_tables():
        row = _row(model, world, as_owner)
        label = model._meta.label
        if label in ACT_WRITES or label == "citizens.Relation":
            continue
        with acting_as(acting, on=ON):
            _cannot_change(row, append_only=wall.append_only)
            if wall.add != "true":
                _refused(_copy(row).save, force_insert=True)
    with acting_as(acting, on=ON):
        week = EverydayWeek.objects.create(
            citizen=world.foreign.citizen, recorded_at=NOW, slot_mask=1, distance="far", digital="alone"
        )
        assert EverydayWeek.objects.get(pk=week.pk).slot_mask == 1
    with acting_as(view(sister), on=ON):
        assert not EverydayWeek.objects.exists()


def test_who_acts_opens_the_citizen_to_nobody_but_a_leader_of_a_shared_group(
    world: World, as_owner: AsOwner, sister: User
) -> None:
    give(world, as_owner, sister, *HELPER_RIGHTS)
    days = DateRange(ON, ON + timedelta(days=9))
    common = {"citizen": world.foreign.citizen, "during": days, "source_kind": "groups.seat", "source_id": "x"}
    for other in (
        {"staff": sister, "scope": "care"},
        {"staff": sister, "scope": "group"},
        {"staff": world.leader, "scope": "care"},
        {"organisation": Organisation.objects.get(code="lemvig"), "scope": "care"},
    ):
        with acting_as(view(sister).for_citizen(world.foreign.citizen.pk), on=ON):
            _refused(Relation.objects.create, **common, **other)
    with acting_as(view(sister).for_citizen(world.foreign.citizen.pk), on=ON):
        assert set(Relation.objects.values_list("scope", flat=True)) == {"group"}
        assert Relation.objects.create(**common, staff=world.leader, scope="group").pk


def test_only_the_citizen_gives_or_changes_a_right(world: World, as_owner: AsOwner, sister: User) -> None:
    access = give(world, as_owner, sister, "dates")
    for user in (sister, world.struer, world.lemvig, world.leader):
        with acting_as(view(user).for_citizen(world.foreign.citizen.pk), on=ON):
            assert HelperAccess.objects.filter(pk=access.pk).update(scope=["plan"]) == 0
            copy = _copy(access)
            copy.helper = world.neighbour.user  # type: ignore[attr-defined]
            _refused(copy.save, force_insert=True)
    with acting_as(view(world.foreign.user), on=ON):
        assert HelperAccess.objects.filter(pk=access.pk).update(scope=["plan"]) == 1


def test_municipality_sees_who_helps_and_a_stranger_does_not(world: World, as_owner: AsOwner, sister: User) -> None:
    give(world, as_owner, sister, "dates")
    current = HelperAccess.objects.filter(withdrawn_at=None)
    with acting_as(view(world.struer), on=ON):
        assert [row.name for row in current] == ["Min søster"]
    for user in (world.lemvig, world.leader, world.neighbour.user):
        with acting_as(view(user), on=ON):
            assert not current.all().exists()


@pytest.mark.parametrize(
    "broken",
    [{"scope": []}, {"scope": ["everything"]}, {"during": DateRange(ON, None)}],
    ids=["none", "made up", "no end"],
)
def test_the_database_refuses_a_right_without_words_or_end(
    world: World, as_owner: AsOwner, sister: User, broken: dict[str, object]
) -> None:
    access = give(world, as_owner, sister, "dates")
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        HelperAccess.objects.filter(pk=access.pk).update(**broken)


def test_goal_of_another_is_not_read_by_plan(world: World, as_owner: AsOwner, sister: User) -> None:
    give(world, as_owner, sister, "plan")
    with acting_as(view(sister), on=ON):
        assert set(Goal.objects.values_list("citizen_id", flat=True)) == {world.foreign.citizen.pk}
