"""Invariants across rooms. Registered at start; asked by `sundhedscenter check` as the system viewer `check`."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, F, Q

from sundhedscenter.citizens.models import Relation, Task
from sundhedscenter.core.checks import Finding, register
from sundhedscenter.core.clock import day_of
from sundhedscenter.groups.models import Group, Seat, SeatOffer, WaitingPlace
from sundhedscenter.intake.models import Request
from sundhedscenter.pathways.models import Pathway, PathwayResponsibility, PlanItem, Progress
from sundhedscenter.pathways.queries import statuses
from sundhedscenter.pathways.status import PathwayStatus

AT_REST = {PathwayStatus.PAUSED, PathwayStatus.DECEASED, PathwayStatus.MOVED, PathwayStatus.CLOSED, PathwayStatus.LEFT}


@register("group_taken_is_counted")
def group_taken_is_counted(at: datetime) -> Iterator[Finding]:
    """The public counter equals live seats plus open offers."""
    seats = Count("seats", filter=Q(seats__released_at=None), distinct=True)
    offers = Count("offers", filter=Q(offers__ended_at=None), distinct=True)
    for group in Group.objects.annotate(counted=seats + offers).exclude(counted=F("taken")):
        yield Finding(
            "group_taken_is_counted",
            f"group {group.pk}",
            f"taken is {group.taken}, counted {group.counted}.",
            "Run a migrate; the trigger count_seats may be missing.",
        )


@register("nobody_is_lost")
def nobody_is_lost(at: datetime) -> Iterator[Finding]:
    """Whoever is not at rest has a seat, a place in line, a held seat, an open step or a task somebody owns."""
    pathways = list(Pathway.objects.select_related("citizen"))
    now = statuses(pathways, on=day_of(at))
    cared_for = {
        *Seat.objects.filter(released_at=None).values_list("pathway_id", flat=True),
        *WaitingPlace.objects.filter(ended_at=None).values_list("pathway_id", flat=True),
        *SeatOffer.objects.filter(ended_at=None).values_list("pathway_id", flat=True),
        *PlanItem.objects.filter(ended_at=None).values_list("pathway_id", flat=True),
    }
    with_task = set(Task.objects.filter(ended_at=None).values_list("citizen_id", flat=True))
    for pathway in pathways:
        if now[pathway.pk] in AT_REST or pathway.pk in cared_for or pathway.citizen_id in with_task:
            continue
        yield Finding("nobody_is_lost", f"pathway {pathway.pk}", "has no next step.", "Call the citizen and plan one.")


@register("every_request_is_owned")
def every_request_is_owned(at: datetime) -> Iterator[Finding]:
    """An accepted request has a pathway, and its citizen a current relation to somebody."""
    for request in Request.objects.filter(end_reason="accepted", pathway=None):
        yield Finding(
            "every_request_is_owned", f"request {request.pk}", "was accepted without a pathway.", "Begin one."
        )
    related = set(
        Relation.objects.filter(during__contains=day_of(at), scope="care").values_list("citizen_id", flat=True)
    )
    for pathway in Pathway.objects.exclude(citizen_id__in=related):
        yield Finding(
            "every_request_is_owned", f"pathway {pathway.pk}", "nobody may see it.", "Add the relation again."
        )


@register("every_pathway_has_four_roles")
def every_pathway_has_four_roles(at: datetime) -> Iterator[Finding]:
    """Authority, operator, payer and controller are named on the day."""
    on = day_of(at)
    named = dict(
        PathwayResponsibility.objects.filter(during__contains=on)
        .values_list("pathway_id")
        .annotate(roles=Count("role", distinct=True))
    )
    for pathway in Pathway.objects.all():
        if named.get(pathway.pk, 0) != 4:
            yield Finding(
                "every_pathway_has_four_roles",
                f"pathway {pathway.pk}",
                f"{named.get(pathway.pk, 0)} of 4 roles are filled.",
                "Name an organisation for each role from today.",
            )


@register("progress_has_a_source")
def progress_has_a_source(at: datetime) -> Iterator[Finding]:
    """Progress of a session stands beside a current attendance, and none is dated in the future."""
    for row in Progress.objects.filter(withdrawn_at=None, at__gt=at):
        yield Finding("progress_has_a_source", f"progress {row.pk}", "lies in the future.", "Withdraw it.")
