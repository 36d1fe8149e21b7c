"""A citizen and their helper in the very same moment, each on a connection of its own."""

from datetime import timedelta
from threading import Event

import pytest
from django.db import transaction

from sundhedscenter.citizens.models import HelperAccess
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.journey import helping
from tests.at_once import at_once, until_somebody_waits
from tests.journey.acts import CHECK
from tests.people import AT, AsOwner, person, viewer_of
from tests.walls.helping import helps, relative

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ON = day_of(AT)
LAST = ON + timedelta(days=30)


def test_new_slip_is_taken_while_the_citizen_changes_the_old_right(transactional_db: None, as_owner: AsOwner) -> None:
    """The change is written and not yet kept when the code is typed: the slip waits, and then stands instead."""
    someone, changed = person(as_owner), Event()
    with as_owner():
        sister = relative("Ida")
        old = helps(sister, someone.citizen, "dates", begin=ON, end=LAST, at=AT)
    with acting_as(someone.viewer, on=ON) as viewer:
        asked = {"name": "Ida", "rights": ["dates", "plan"], "last_day": LAST, "at": AT}
        _, code = helping.invite_helper(viewer=viewer, citizen=someone.citizen, **asked)

    def changes() -> HelperAccess:
        with acting_as(someone.viewer, on=ON) as viewer, transaction.atomic():
            to = {"access_id": old.pk, "rights": ["act"], "last_day": LAST, "at": AT}
            new = helping.change_helper(viewer=viewer, citizen=someone.citizen, **to)
            changed.set()
            until_somebody_waits()
            return new

    def begins() -> HelperAccess:
        assert changed.wait(30)
        with acting_as(viewer_of(sister), on=ON) as viewer:
            return helping.begin_helping(viewer=viewer, user=sister, code=code, at=AT)

    given = at_once([changes, begins])
    assert [type(one) for one in given] == [HelperAccess, HelperAccess], given
    with acting_as(CHECK, on=ON):
        assert [row.scope for row in HelperAccess.objects.filter(withdrawn_at=None)] == [["dates", "plan"]]
        assert HelperAccess.objects.count() == 3
