"""What somebody who left owned falls to the queue; without a staffed queue the check says so."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.citizens.models import Citizen, Task
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import AuditEntry
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.intake.models import DataRequest
from sundhedscenter.journey.own_data.asking import ask
from sundhedscenter.journey.owners import heal
from sundhedscenter.partnership.models import Employment, Organisation, Queue, QueueStaff, User
from sundhedscenter.partnership.queues import NotEmployed, add_to_queue, end_in_queue, keep_queue, staff_of
from sundhedscenter.pathways.models import Pathway
from tests.journey.acts import CHECK, DAY, findings
from tests.people import AT, AsOwner, accepts, person, staff, viewer_of

pytestmark = pytest.mark.django_db
LATER = AT + 3 * DAY
ON = day_of(LATER)


@pytest.fixture
def nurse(content: None, as_owner: AsOwner) -> User:
    """Lemvig's contact person, with a call to make."""
    user = staff(as_owner, "lemvig", name="Første")
    accepts(person(as_owner, "Anna"), "lemvig", "talk:centre")
    return user


def leaves(as_owner: AsOwner, user: User) -> None:
    """Her last day was yesterday."""
    with as_owner():
        for row in Employment.objects.filter(user=user):
            row.during = DateRange(row.during.lower, ON)
            row.save()


def owners() -> list[User | None]:
    with acting_as(CHECK):
        return [task.owner for task in Task.objects.filter(ended_at=None).select_related("owner")]


def test_what_she_owned_falls_to_the_queue_and_somebody_else_is_the_contact(nurse: User, as_owner: AsOwner) -> None:
    second = staff(as_owner, "lemvig", name="Anden")
    assert heal(at=LATER) == 0
    assert owners() == [nurse]
    leaves(as_owner, nurse)
    assert heal(at=LATER) == 2
    assert owners() == [None]
    with acting_as(CHECK):
        assert Pathway.objects.get().contact_person == second
        fell = AuditEntry.objects.get(verb="fell_to_queue")
        assert (fell.actor, fell.data) == ("system:sweep", {"from": nurse.pk})
    assert findings(LATER) == []
    assert heal(at=LATER) == 0


def test_a_wish_about_data_falls_to_the_queue_too(nurse: User, as_owner: AsOwner) -> None:
    staff(as_owner, "lemvig", name="Anden")
    with acting_as(viewer_of(nurse), on=day_of(AT)) as viewer:
        ask(viewer=viewer, citizen=Citizen.objects.get(), kind="correction", parts=["goal"], text="Nyt mål", at=AT)
    with acting_as(CHECK):
        assert DataRequest.objects.get().owner == nurse
    leaves(as_owner, nurse)
    assert "every_data_request_is_owned" in [found.check for found in findings(LATER)]
    heal(at=LATER)
    with acting_as(CHECK):
        assert DataRequest.objects.get().owner is None
    assert findings(LATER) == []


def test_a_queue_without_anybody_is_found_and_mended(nurse: User, as_owner: AsOwner) -> None:
    with as_owner():
        QueueStaff.objects.all().delete()
    assert findings(LATER) == [], "she works here still"
    second = staff(as_owner, "lemvig", name="Anden")
    leaves(as_owner, nurse)
    (found,) = findings(LATER)
    assert found.check == "everything_has_an_owner"
    heal(at=LATER)
    assert findings(LATER) == []
    with acting_as(CHECK):
        lemvig = Queue.objects.get(organisation__code="lemvig")
        assert [row.user for row in staff_of(lemvig, ON)] == [second]


def test_a_manager_who_left_is_followed_by_another(nurse: User, as_owner: AsOwner) -> None:
    lemvig = Organisation.objects.get(code="lemvig")
    leaves(as_owner, lemvig.queue.manager)
    with acting_as(CHECK, on=ON):
        assert keep_queue(organisation=lemvig, by=CHECK, at=LATER, on=ON)
        assert Queue.objects.get(organisation=lemvig).manager == nurse, "nobody manages here, so a professional does"


def test_no_professional_no_queue(content: None) -> None:
    region = Organisation.objects.get(code="region-midtjylland")
    with acting_as(CHECK, on=ON):
        assert not keep_queue(organisation=region, by=CHECK, at=LATER, on=ON)
        assert not Queue.objects.filter(organisation=region).exists()


def test_staff_join_and_leave_by_the_day_and_the_last_one_stays(nurse: User, as_owner: AsOwner) -> None:
    queue = Organisation.objects.get(code="lemvig").queue
    foreign = staff(as_owner, "struer")
    with acting_as(CHECK, on=ON):
        first = add_to_queue(queue=queue, user_id=nurse.pk, by=CHECK, at=LATER, on=ON)
        assert add_to_queue(queue=queue, user_id=nurse.pk, by=CHECK, at=LATER, on=ON) == first
        with pytest.raises(NotEmployed):
            add_to_queue(queue=queue, user_id=foreign.pk, by=CHECK, at=LATER, on=ON)
        tomorrow = ON + timedelta(days=1)
        assert end_in_queue(queue=queue, user_id=queue.manager_id, by=CHECK, at=LATER + DAY, on=tomorrow)
        assert [row.user for row in staff_of(queue, tomorrow)] == [nurse]
        assert not end_in_queue(queue=queue, user_id=nurse.pk, by=CHECK, at=LATER + DAY, on=tomorrow)
        assert not end_in_queue(queue=queue, user_id=foreign.pk, by=CHECK, at=LATER + DAY, on=tomorrow)


def test_a_database_from_before_gets_its_queues(nurse: User, as_owner: AsOwner) -> None:
    """The migration's own step, on the tables as they are now."""
    with as_owner():
        QueueStaff.objects.all().delete()
        Queue.objects.all().delete()
        migration = import_module("sundhedscenter.partnership.migrations.0003_open_queues")
        with connection.schema_editor(atomic=False) as editor:
            migration.open_queues(apps, editor)
        queue = Queue.objects.get()
        assert (queue.organisation.code, queue.manager.display_name) == ("lemvig", "Leder")
        assert [row.user for row in queue.staff.all()] == [nurse]
