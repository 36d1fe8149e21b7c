"""Who helps whom, and what a helper with `dates` is shown. Every read names its viewer and asks for the right."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max

from sundhedscenter.citizens.models import Citizen, HelperAccess, HelperInvitation
from sundhedscenter.citizens.queries import rows_helped_by, rows_visible_to
from sundhedscenter.citizens.relations import current_helping
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import AccessLine
from sundhedscenter.core.viewer import Viewer, acting_as
from sundhedscenter.core.walls import DATES, HELPER_RIGHTS
from sundhedscenter.groups.models import Seat
from sundhedscenter.groups.queries import COUNTING
from sundhedscenter.journey.my_way import DateLine, Person, dates_of, leaders_of
from sundhedscenter.pathways.queries import pauses_at


class NotHelping(LookupError):
    """The viewer does not help this citizen with that, or not any more. The same answer whether they exist or not."""


@dataclass(frozen=True, slots=True)
class Helper:
    """A helper as the citizen and staff see them. `account` is the log-in's own name, `name` what the citizen wrote."""

    access: HelperAccess
    name: str
    account: str
    rights: tuple[str, ...]
    last_day: date
    last_visit: datetime | None


@dataclass(frozen=True, slots=True)
class HelperDates:
    """When and where the citizen meets, and whom to phone; nothing from the plan. `paused_until` is a day, no reason."""

    seats: tuple[Seat, ...]
    dates: tuple[DateLine, ...]
    people: tuple[Person, ...]
    paused_until: date | None


def last_day_of(access: HelperAccess) -> date:
    last: date = access.during.upper - timedelta(days=1)
    return last


def helpers_of(viewer: Viewer, citizen: Citizen, *, at: datetime) -> list[Helper]:
    """Who helps the citizen now, oldest first; with when they last looked. Two queries."""
    rows = rows_visible_to(viewer, HelperAccess.objects.all()).filter(
        citizen=citizen, withdrawn_at=None, during__contains=day_of(at)
    )
    found = list(rows.select_related("helper").order_by("given_at", "id"))
    names = [f"user:{row.helper_id}" for row in found]
    lines = AccessLine.objects.filter(subject_id=citizen.pk, viewer__in=names)
    visits = dict(lines.order_by().values_list("viewer").annotate(last=Max("at")))
    return [
        Helper(
            access=row,
            name=row.name,
            account=row.helper.display_name,
            rights=tuple(row.scope),
            last_day=last_day_of(row),
            last_visit=visits.get(f"user:{row.helper_id}"),
        )
        for row in found
    ]


def open_invitations(viewer: Viewer, citizen: Citizen, *, at: datetime) -> list[HelperInvitation]:
    """Slips that somebody can still use, newest first."""
    rows = rows_visible_to(viewer, HelperInvitation.objects.all())
    return list(rows.filter(citizen=citizen, used_at=None, withdrawn_at=None, expires_at__gt=at))


def newest_slip(viewer: Viewer, citizen: Citizen) -> str:
    """Names the newest slip, used or not; "none" before the first. A form that carries an older one was sent before."""
    rows = rows_visible_to(viewer, HelperInvitation.objects.filter(citizen=citizen))
    return str(rows.order_by("-created_at", "-id").values_list("pk", flat=True).first() or "none")


def helped_by(viewer: Viewer) -> list[HelperAccess]:
    """What the viewer has been given, with its citizen, by name. One query."""
    rows = current_helping(viewer, *HELPER_RIGHTS).select_related("citizen")
    return list(rows.order_by("citizen__display_name", "citizen_id"))


def helping(viewer: Viewer, citizen_id: UUID, *rights: str) -> HelperAccess:
    """The viewer's right to help this citizen with any of these. Raises NotHelping."""
    found = current_helping(viewer, *rights).filter(citizen_id=citizen_id).select_related("citizen").first()
    if found is None:
        raise NotHelping(f"{viewer.name} does not help {citizen_id} with {rights}.")
    return found


def helper_dates(viewer: Viewer, access: HelperAccess, *, at: datetime, language: str) -> HelperDates:
    """Meetings to come, the facts of each group, its leader and the centre. Nothing without the right `dates`."""
    mine = rows_helped_by(viewer, Seat.objects.filter(citizen=access.citizen_id, released_at=None), DATES)
    seats = tuple(
        mine.select_related("group__track", "group__place", "group__leader", "group__leader_organisation").order_by(
            "taken_at", "id"
        )
    )
    # The days of a pause are needed by who drives; the reason is not, so a named process looks.
    with acting_as(COUNTING, on=day_of(at)):
        pauses = pauses_at({seat.pathway_id for seat in seats}, at=at)
    until = max((pause.until for pause in pauses.values() if pause.until), default=None)
    return HelperDates(
        seats=seats,
        dates=tuple(line for line in dates_of(seats, at, language) if until is None or day_of(line.starts_at) >= until),
        people=tuple(leaders_of(seats)),
        paused_until=until,
    )
