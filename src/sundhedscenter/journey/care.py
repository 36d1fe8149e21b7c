"""Nobody is lost: what lies ahead of each citizen, and who calls when nothing does."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from sundhedscenter.citizens.actions import end_tasks, give_task
from sundhedscenter.citizens.models import Task
from sundhedscenter.citizens.queries import current_residence
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.groups.models import Seat, SeatOffer, Session, WaitingPlace
from sundhedscenter.partnership.models import Responsibility
from sundhedscenter.pathways.models import Pathway, PlanItem, Progress
from sundhedscenter.pathways.queries import body_of

# First contact after a request, and every call after it (status P, content.md section 7).
CALL_DAYS = 5
CALL, AFTER_NO = "call_citizen", "after_no"


class NoResidence(LookupError):
    """The citizen has no address, so no municipality answers for them."""


def with_something_ahead(pathways: Iterable[Pathway], *, at: datetime) -> set[UUID]:
    """Those with a meeting to come, a place in line, a held seat, an open lesson, or a task somebody owns, by id.

    A task past its day is nobody's promise any more: it keeps no citizen out of sight.
    """
    ids = {pathway.pk: pathway.citizen_id for pathway in pathways}
    coming = Session.objects.filter(group=OuterRef("group"), starts_at__gt=at, cancelled_at=None)
    done = Progress.objects.filter(plan_item=OuterRef("pk"), withdrawn_at=None)
    lessons = PlanItem.objects.filter(pathway_id__in=ids, kind="lesson", ended_at=None).exclude(Exists(done))
    seats = Seat.objects.filter(Exists(coming), pathway_id__in=ids, released_at=None)
    ahead = {
        *seats.values_list("pathway_id", flat=True),
        *WaitingPlace.objects.filter(pathway_id__in=ids, ended_at=None).values_list("pathway_id", flat=True),
        *SeatOffer.objects.filter(pathway_id__in=ids, ended_at=None).values_list("pathway_id", flat=True),
        *lessons.values_list("pathway_id", flat=True),
    }
    in_time = Task.objects.filter(citizen_id__in=ids.values(), ended_at=None, deadline__gte=day_of(at))
    tasks = set(in_time.values_list("citizen_id", flat=True))
    return ahead | {pk for pk, citizen_id in ids.items() if citizen_id in tasks}


def call_if_nothing_is_ahead(*, viewer: Viewer, pathway: Pathway, at: datetime) -> Task | None:
    """The contact person calls a citizen who has nothing left to do.

    Returns the task; None when there is more, or when an open task, late as it may be, already asks for it.
    """
    if pathway.pk in with_something_ahead([pathway], at=at) or has_open_task(pathway):
        return None
    return give_call(viewer=viewer, pathway=pathway, kind=CALL, at=at)


def has_open_task(pathway: Pathway) -> bool:
    """Whether somebody owes the citizen something, in time or late."""
    return Task.objects.filter(citizen_id=pathway.citizen_id, ended_at=None).exists()


def end_calls_in_place(*, pathway: Pathway, by: Viewer, at: datetime) -> None:
    """The citizen has a seat or a place in line now: a call about what comes next is not needed any more.

    A talk they asked for, or a step they take by phone, still needs its call.
    """
    done = Progress.objects.filter(plan_item=OuterRef("pk"), withdrawn_at=None)
    by_phone = PlanItem.objects.filter(pathway=pathway, form="phone", ended_at=None)
    if not by_phone.exclude(Exists(done), kind="lesson").exists():
        end_tasks(citizen=pathway.citizen, kinds={CALL}, reason="in_place", by=by, at=at)


def give_call(*, viewer: Viewer, pathway: Pathway, kind: str, at: datetime, days: int = CALL_DAYS) -> Task:
    """A call to the citizen: the contact person's, or the queue of who operates that day. Raises NoResidence."""
    residence = current_residence(pathway.citizen)
    if residence is None:
        raise NoResidence(f"Pathway {pathway.pk} has no residence: record one first.")
    operator = body_of(pathway, Responsibility.OPERATOR, on=day_of(at))
    return give_task(
        citizen=pathway.citizen,
        kind=kind,
        owner_organisation=operator or residence.municipality,
        owner=pathway.contact_person,
        deadline=day_of(at) + timedelta(days=days),
        source=pathway,
        by=viewer,
        at=at,
    )
