"""What a manager sees: how much lies with whom, and until when. No citizen, no illness, no answer."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Q, Value

from sundhedscenter.citizens.models import Task
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer, acting_as, system
from sundhedscenter.intake.models import DataRequest, Request
from sundhedscenter.journey.reaching_out.counts import Tally, tallies_of
from sundhedscenter.partnership.models import Queue, QueueStaff, User
from sundhedscenter.partnership.queues import add_to_queue, employed, end_in_queue, staff_of
from sundhedscenter.partnership.viewers import organisations_of
from sundhedscenter.pathways.models import Outreach

REQUEST, MESSAGE = "request", "message"
# Managers may read no row of a citizen. The process that checks the house counts for them, and gives back numbers.
COUNTING = system("check")


class NotYourQueue(LookupError):
    """No such queue for this manager: another organisation's, or none at all."""


@dataclass(frozen=True, slots=True)
class ManagedQueue:
    """Who takes from a queue today, by name, and the professionals who could."""

    queue: Queue
    staff: tuple[QueueStaff, ...]
    others: tuple[User, ...]


@dataclass(frozen=True, slots=True)
class QueueLine:
    """What of one kind lies with one owner: `owner` is empty for the organisation's own queue."""

    organisation: str
    owner: str
    kind: str
    waiting: int
    late: int
    next_deadline: date


def queues(viewer: Viewer, *, on: date) -> list[QueueLine]:
    """Open tasks, requests, wishes about data and messages of the organisations the viewer manages. Five queries.

    The nearest deadline first.
    """
    managed = organisations_of(viewer, "manager", on)
    if not managed:
        return []
    late = Count("id", filter=Q(deadline__lt=on))
    counts = {"waiting": Count("id"), "late": late, "next_deadline": Min("deadline")}
    by = ("owner_organisation__name", "owner__display_name")
    mine = {"ended_at": None, "owner_organisation_id__in": managed}
    with acting_as(COUNTING, on=on):
        rows = [
            *Task.objects.filter(**mine).order_by().values(*by, "kind").annotate(**counts),
            *Request.objects.filter(**mine).order_by().values(*by, kind=Value(REQUEST)).annotate(**counts),
            *DataRequest.objects.filter(**mine).order_by().values(*by, "kind").annotate(**counts),
            *Outreach.objects.filter(**mine).order_by().values(*by, kind=Value(MESSAGE)).annotate(**counts),
        ]
    lines = [
        QueueLine(
            organisation=row["owner_organisation__name"],
            owner=row["owner__display_name"] or "",
            kind=row["kind"],
            waiting=row["waiting"],
            late=row["late"],
            next_deadline=row["next_deadline"],
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (line.next_deadline, line.organisation, line.owner, line.kind))


def whether_it_helps(viewer: Viewer, *, at: datetime) -> list[Tally]:
    """What reaching out led to at the organisations the viewer manages, small numbers hidden. Three queries."""
    managed = organisations_of(viewer, "manager", day_of(at))
    with acting_as(COUNTING, on=day_of(at)):
        return tallies_of(managed, at=at)


def managed_queues(viewer: Viewer, *, on: date) -> list[ManagedQueue]:
    """The queues of the organisations the viewer manages: who takes from each, and who else could."""
    found = Queue.objects.filter(organisation_id__in=organisations_of(viewer, "manager", on))
    return [
        _managed(queue, on) for queue in found.select_related("organisation", "manager").order_by("organisation_id")
    ]


def _managed(queue: Queue, on: date) -> ManagedQueue:
    staff = staff_of(queue, on)
    inside = {row.user_id for row in staff}
    professionals = [row.user for row in employed(queue.organisation_id, on, role="professional")]
    return ManagedQueue(queue, tuple(staff), tuple(user for user in professionals if user.pk not in inside))


def change_staff(viewer: Viewer, *, queue_id: int, user_id: int, join: bool, at: datetime) -> bool:
    """The manager lets somebody take from the queue from today on, or no more. False when it cannot be.

    Raises NotYourQueue, NotEmployed.
    """
    on = day_of(at)
    queue = Queue.objects.filter(pk=queue_id, organisation_id__in=organisations_of(viewer, "manager", on)).first()
    if queue is None:
        raise NotYourQueue(f"No queue {queue_id} for {viewer.name}.")
    if join:
        add_to_queue(queue=queue, user_id=user_id, by=viewer, at=at, on=on)
        return True
    return end_in_queue(queue=queue, user_id=user_id, by=viewer, at=at, on=on)
