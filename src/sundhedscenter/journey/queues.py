"""What a manager sees: how much lies with whom, and until when. No citizen, no illness, no answer."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q

from sundhedscenter.citizens.models import Task
from sundhedscenter.core.viewer import Viewer, acting_as, system
from sundhedscenter.intake.models import DataRequest, Request
from sundhedscenter.partnership.viewers import organisations_of

REQUEST = "request"
# Managers may read no row of a citizen. The process that checks the house counts for them, and gives back numbers.
COUNTING = system("check")


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
    """Open tasks, requests and wishes about data of the organisations the viewer manages: the nearest deadline first. Four queries."""
    managed = organisations_of(viewer, "manager", on)
    if not managed:
        return []
    late = Count("id", filter=Q(deadline__lt=on))
    counts = {"waiting": Count("id"), "late": late, "next_deadline": Min("deadline")}
    by = ("owner_organisation__name", "owner__display_name")
    with acting_as(COUNTING, on=on):
        open_tasks = Task.objects.filter(ended_at=None, owner_organisation_id__in=managed).order_by()
        tasks = list(open_tasks.values(*by, "kind").annotate(**counts))
        open_requests = Request.objects.filter(ended_at=None, owner_organisation_id__in=managed).order_by()
        requests = list(open_requests.values(*by).annotate(**counts))
        open_wishes = DataRequest.objects.filter(ended_at=None, owner_organisation_id__in=managed).order_by()
        wishes = list(open_wishes.values(*by, "kind").annotate(**counts))
    lines = [
        QueueLine(
            organisation=row["owner_organisation__name"],
            owner=row["owner__display_name"] or "",
            kind=row.get("kind", REQUEST),
            waiting=row["waiting"],
            late=row["late"],
            next_deadline=row["next_deadline"],
        )
        for row in (*tasks, *requests, *wishes)
    ]
    return sorted(lines, key=lambda line: (line.next_deadline, line.organisation, line.owner, line.kind))
