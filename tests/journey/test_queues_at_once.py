"""Two clicks on the manager's page in the same moment."""

from collections.abc import Callable

import pytest

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.journey.queues import change_staff
from sundhedscenter.partnership.models import Organisation, Queue, QueueStaff, User
from sundhedscenter.partnership.queues import keep_queue, staff_of
from tests.at_once import at_once
from tests.content_rows import put_content
from tests.journey.acts import CHECK, DAY
from tests.people import AT, AsOwner, staff, viewer_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ON = day_of(AT)


def test_nobody_joins_twice_and_the_last_two_do_not_leave_at_once(transactional_db: None, as_owner: AsOwner) -> None:
    with as_owner():
        put_content()
    nurses = [staff(as_owner, "lemvig", name=name) for name in ("Første", "Anden")]
    manager = staff(as_owner, "lemvig", "manager", name="Leder")
    with acting_as(CHECK, on=ON):
        keep_queue(organisation=Organisation.objects.get(code="lemvig"), by=CHECK, at=AT, on=ON)
        queue = Queue.objects.get(organisation__code="lemvig")
    with as_owner():
        QueueStaff.objects.all().delete()

    def changes(user: User, join: bool, days: int = 0) -> Callable[[], bool]:
        def click() -> bool:
            at = AT + days * DAY
            with acting_as(viewer_of(manager, at), on=day_of(at)) as viewer:
                return change_staff(viewer, queue_id=queue.pk, user_id=user.pk, join=join, at=at)

        return click

    assert at_once([changes(user, True) for user in (*nurses, *nurses)]) == [True] * 4
    assert sorted(at_once([changes(user, False, days=1) for user in nurses])) == [False, True]
    assert len(staff_of(queue, ON + DAY)) == 1
