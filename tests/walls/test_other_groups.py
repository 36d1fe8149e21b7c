"""A leader who shares one group with a citizen learns nothing of the citizen's other groups, and writes nothing there."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.citizens.models import Citizen, Relation
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.groups.models import Attendance, Seat, Session
from sundhedscenter.groups.queries import attendances_visible_to, seats_visible_to
from sundhedscenter.partnership.models import User
from tests.people import AsOwner, staff
from tests.walls.conftest import NOW, World, view

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(world: World, as_owner: AsOwner) -> User:
    """Leads another group with the foreign citizen: a relation like the one her own group's leader has."""
    user = staff(as_owner, "holstebro", name="En anden leder")
    with as_owner():
        Relation.objects.create(
            citizen=world.foreign.citizen,
            staff=user,
            scope="group",
            during=DateRange(day_of(NOW) - timedelta(days=30), None),
            source_kind="groups.seat",
            source_id="another seat",
        )
    return user


def test_leader_of_another_group_sees_no_seat_and_no_attendance_here(world: World, other: User) -> None:
    with acting_as(view(other), on=day_of(NOW)) as viewer:
        assert Citizen.objects.filter(pk=world.foreign.citizen.pk).exists(), "they do share a group"
        for rows in (Seat.objects, seats_visible_to(viewer), Attendance.objects, attendances_visible_to(viewer)):
            assert not rows.filter(citizen=world.foreign.citizen).exists()


def test_leader_of_this_group_sees_both(world: World) -> None:
    with acting_as(view(world.leader), on=day_of(NOW)) as viewer:
        assert world.seat in Seat.objects.all()
        assert world.seat in seats_visible_to(viewer)
        assert Attendance.objects.filter(seat=world.seat).exists()
        assert attendances_visible_to(viewer).filter(seat=world.seat).exists()


def test_leader_of_another_group_marks_nobody_here(world: World, other: User) -> None:
    session = Session.objects.filter(group=world.group, number=5).get()
    with acting_as(view(other), on=day_of(NOW)):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Attendance.objects.create(
                seat=world.seat,
                session=session,
                citizen=world.foreign.citizen,
                state="present",
                recorded_at=NOW,
                recorded_by=other,
            )
        assert Attendance.objects.filter(seat=world.seat).update(state="absent") == 0
