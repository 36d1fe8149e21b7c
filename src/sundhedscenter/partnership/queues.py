"""Queues of organisations: who answers for one, and who takes from it, day by day."""

from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, QuerySet

from sundhedscenter.core import audit
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.partnership.models import Employment, Organisation, Queue, QueueStaff, User


class NotEmployed(ValueError):
    """Only a professional of the organisation, employed today, can take from its queue."""


def employed(organisation_id: int, on: date, *, role: str = "") -> QuerySet[Employment]:
    """Those who work at the organisation on the day, in the role if one is named; the one employed longest first."""
    rows = Employment.objects.filter(organisation_id=organisation_id, during__contains=on, user__is_active=True)
    return (rows.filter(role=role) if role else rows).select_related("user").order_by("during", "user_id", "role")


def staff_of(queue: Queue, on: date) -> list[QueueStaff]:
    """Who takes from the queue on the day and is employed there, by name."""
    here = employed(queue.organisation_id, on).filter(user=OuterRef("user"))
    rows = QueueStaff.objects.filter(Exists(here.order_by()), queue=queue, during__contains=on)
    return list(rows.select_related("user").order_by("user__display_name", "user_id"))


def is_staffed(queue: Queue, on: date) -> bool:
    """Whether its manager works there on the day, and somebody takes from it."""
    return employed(queue.organisation_id, on).filter(user_id=queue.manager_id).exists() and bool(staff_of(queue, on))


@transaction.atomic
def keep_queue(*, organisation: Organisation, by: Viewer, at: datetime, on: date) -> bool:
    """The organisation's queue is open, managed and staffed; what is missing is mended. Returns whether anything was.

    The manager is whoever has that role longest, else the professional employed longest. An empty queue is staffed by
    every professional. Where no professional works, no queue can be kept.
    """
    professionals = [row.user for row in employed(organisation.pk, on, role="professional")]
    if not professionals:
        return False
    queue = Queue.objects.select_for_update().filter(organisation=organisation).first()
    mended = False
    if queue is None:
        manager = _manager(organisation, on, professionals[0])
        queue = Queue.objects.create(organisation=organisation, manager=manager, opened_on=on)
        audit.record(by=by, verb="queue_opened", target=queue, at=at, data={"manager": manager.pk})
        mended = True
    elif not employed(organisation.pk, on).filter(user_id=queue.manager_id).exists():
        queue.manager = _manager(organisation, on, professionals[0])
        queue.save(update_fields=["manager"])
        audit.record(by=by, verb="queue_managed", target=queue, at=at, data={"manager": queue.manager.pk})
        mended = True
    if not staff_of(queue, on):
        for user in dict.fromkeys(professionals):
            _add(queue, user, by, at, on)
        mended = True
    return mended


def _manager(organisation: Organisation, on: date, otherwise: User) -> User:
    leading = employed(organisation.pk, on, role="manager").first()
    return leading.user if leading else otherwise


@transaction.atomic
def add_to_queue(*, queue: Queue, user_id: int, by: Viewer, at: datetime, on: date) -> QueueStaff:
    """The professional takes from the queue from today on. Who does already, goes on. Raises NotEmployed."""
    row = employed(queue.organisation_id, on, role="professional").filter(user_id=user_id).first()
    if row is None:
        raise NotEmployed(f"User {user_id} is no professional of organisation {queue.organisation_id} on {on}.")
    _hold(queue)
    return _add(queue, row.user, by, at, on)


def _hold(queue: Queue) -> None:
    """Two who change who staffs it take turns: nobody joins twice, and the last two do not leave at once."""
    Queue.objects.select_for_update(no_key=True).get(pk=queue.pk)


def _add(queue: Queue, user: User, by: Viewer, at: datetime, on: date) -> QueueStaff:
    open_one = QueueStaff.objects.filter(queue=queue, user=user, during__contains=on).first()
    if open_one is not None:
        return open_one
    row = QueueStaff.objects.create(queue=queue, user=user, during=DateRange(on, None))
    audit.record(by=by, verb="queue_joined", target=row, at=at, data={"user": user.pk})
    return row


@transaction.atomic
def end_in_queue(*, queue: Queue, user_id: int, by: Viewer, at: datetime, on: date) -> bool:
    """From today the person takes nothing more from the queue. False when they did not, or are its last."""
    _hold(queue)
    staff = {row.user_id: row for row in staff_of(queue, on)}
    row = staff.get(user_id)
    if row is None or len(staff) == 1:
        return False
    row.during = DateRange(row.during.lower, max(row.during.lower, on))
    row.save(update_fields=["during"])
    audit.record(by=by, verb="queue_left", target=row, at=at, data={"user": user_id})
    return True
