"""The demo's relatives: one who helps already, and one who has no slip yet."""

from datetime import datetime, timedelta

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.core.walls import DATES, PLAN
from sundhedscenter.groups.models import Seat
from sundhedscenter.journey.helping import begin_helping, invite_helper
from sundhedscenter.partnership.models import User
from sundhedscenter.partnership.viewers import viewer_for
from sundhedscenter.web.login.people import RELATIVE

RELATIVES = (("Ida Lund", "Er hjælper"), ("Peter Skov", "Har ingen seddel endnu"))


def fill(*, at: datetime) -> None:
    """The first citizen with a seat invites the first relative three days ago, by the acts of the pages."""
    users = [
        User.objects.create(username=f"{RELATIVE}-{number}", display_name=name, title=title, is_demo=True)
        for number, (name, title) in enumerate(RELATIVES, 1)
    ]
    moment = at - timedelta(days=3)
    on = day_of(moment)
    with acting_as(system("check"), on=on):
        seats = Seat.objects.filter(released_at=None, taken_at__lt=moment).select_related("citizen__user")
        citizen: Citizen = seats.order_by("taken_at", "citizen__user__username")[0].citizen
    assert citizen.user is not None, "demo citizens of this size have a log-in"
    with acting_as(viewer_for(citizen.user, on), on=on) as viewer:
        _invitation, code = invite_helper(
            viewer=viewer,
            citizen=citizen,
            name="Min datter Ida",
            rights=[DATES, PLAN],
            last_day=on + timedelta(days=183),
            at=moment,
        )
    with acting_as(viewer_for(users[0], on), on=on) as viewer:
        begin_helping(viewer=viewer, user=users[0], code=code, at=moment)
