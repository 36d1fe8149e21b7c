"""Invariants across rooms. Registered at start; asked by `sundhedscenter check` as the system viewer `check`."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Max, Q

from sundhedscenter.citizens.models import Relation, Task
from sundhedscenter.core import sending
from sundhedscenter.core.checks import Finding, register
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.walls import GROUP
from sundhedscenter.delivery.models import LessonStepDone
from sundhedscenter.groups.actions import last_day
from sundhedscenter.groups.marking import MARK_WITHIN, closed_to_leader_on
from sundhedscenter.groups.models import Attendance, Group, Seat
from sundhedscenter.intake.models import ActOnBehalf, Request
from sundhedscenter.journey.care import with_something_ahead
from sundhedscenter.journey.steps import ACTION
from sundhedscenter.pathways.models import Pathway, PathwayResponsibility, Progress
from sundhedscenter.pathways.queries import FINAL_KINDS, statuses
from sundhedscenter.pathways.status import PathwayStatus

AT_REST = {PathwayStatus.PAUSED, PathwayStatus.DECEASED, PathwayStatus.MOVED, PathwayStatus.CLOSED, PathwayStatus.LEFT}
# The sweep comes every five minutes; a day of grace lets a stopped worker show as its own fault, not as lost people.
SWEPT_WITHIN = timedelta(days=1)


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
    """Whoever is not at rest has a meeting to come, a place in line, a held seat, an open lesson or a task in time.

    What fell due in the last day is still the sweep's to do.
    """
    since = at - SWEPT_WITHIN
    pathways = list(Pathway.objects.select_related("citizen"))
    resting = {pk for pk, status in statuses(pathways, on=day_of(since)).items() if status in AT_REST}
    ahead = with_something_ahead(pathways, at=since)
    owed = set(Task.objects.filter(ended_at=None).values_list("citizen_id", flat=True))
    for pathway in pathways:
        if pathway.pk not in resting and pathway.pk not in ahead:
            late = pathway.citizen_id in owed
            yield Finding(
                "nobody_is_lost",
                f"pathway {pathway.pk}",
                "has nothing but a task past its day." if late else "has no next step.",
                "Call the citizen, and finish the task on the case page." if late else "Call the citizen and plan one.",
            )


@register("every_seat_is_led")
def every_seat_is_led(at: datetime) -> Iterator[Finding]:
    """A live seat opens its citizen to the group's leader through the last meeting; a released one to nobody.

    Where a meeting before the release was still to be marked, the leader has a few days for it.
    """
    on = day_of(at)
    relations = Relation.objects.filter(source_kind=Seat._meta.label_lower, scope=GROUP)
    by_seat: dict[str, list[Relation]] = {}
    for relation in relations:
        by_seat.setdefault(relation.source_id, []).append(relation)
    for seat in Seat.objects.select_related("group"):
        mine = by_seat.get(str(seat.pk), [])
        if seat.released_at is None:
            is_right = [(r.citizen_id, r.staff_id) for r in mine] == [(seat.citizen_id, seat.group.leader_id)]
            is_right = is_right and last_day(seat.group) in mine[0].during
        else:
            closed_on = _closed_on(seat, seat.released_at)
            is_right = all(r.during.isempty or r.during.upper <= closed_on for r in mine)
        if not is_right:
            yield Finding(
                "every_seat_is_led",
                f"seat {seat.pk}",
                f"does not open its citizen as it should on {on}.",
                "Take the seat again, or end the relation.",
            )


def _closed_on(seat: Seat, released_at: datetime) -> date:
    """The latest first day without a view: a week when a meeting is unmarked, else the day after the last mark."""
    marked = Attendance.objects.filter(seat=seat).aggregate(last=Max("recorded_at"))["last"]
    latest = closed_to_leader_on(seat, released_at)
    if marked is not None and marked > released_at:
        latest = max(latest, min(day_of(marked) + timedelta(days=1), day_of(released_at) + MARK_WITHIN))
    return latest


@register("one_meeting_at_a_time")
def one_meeting_at_a_time(at: datetime) -> Iterator[Finding]:
    """Nobody sits in two groups that meet at one weekly time."""
    on = day_of(at)
    rows = Seat.objects.filter(released_at=None, group__times__during__endswith__gt=on).order_by()
    twice = (
        rows.values("citizen_id", "group__times__slot")
        .annotate(groups=Count("group", distinct=True))
        .filter(groups__gt=1)
    )
    for row in twice:
        yield Finding(
            "one_meeting_at_a_time",
            f"citizen {row['citizen_id']}",
            f"sits in {row['groups']} groups at weekly time {row['group__times__slot']}.",
            "Ask the citizen which to keep, and release the other.",
        )


@register("every_request_is_owned")
def every_request_is_owned(at: datetime) -> Iterator[Finding]:
    """An accepted request has a pathway, and its citizen a current relation to somebody until the pathway has ended."""
    for request in Request.objects.filter(end_reason="accepted", pathway=None):
        yield Finding(
            "every_request_is_owned", f"request {request.pk}", "was accepted without a pathway.", "Begin one."
        )
    related = set(
        Relation.objects.filter(during__contains=day_of(at), scope="care").values_list("citizen_id", flat=True)
    )
    ended = Pathway.objects.filter(pathwayfacts__kind__in=FINAL_KINDS)
    for pathway in Pathway.objects.exclude(citizen_id__in=related).exclude(pk__in=ended):
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


@register("what_staff_write_is_signed")
def what_staff_write_is_signed(at: datetime) -> Iterator[Finding]:
    """A step answered on a citizen's behalf says who wrote it down, and by which way."""
    signed = set(ActOnBehalf.objects.filter(act="lesson").values_list("about_id", flat=True))
    answered = LessonStepDone.objects.filter(on_behalf=True, step=ACTION)
    for step_id, item_id in answered.order_by("id").values_list("pk", "plan_item_id"):
        if str(item_id) not in signed:
            yield Finding(
                "what_staff_write_is_signed",
                f"lesson step {step_id}",
                "was written down for the citizen, and nobody signed it.",
                "Find who did in the audit, and add the act.",
            )


@register("progress_has_a_source")
def progress_has_a_source(at: datetime) -> Iterator[Finding]:
    """Progress counts what is still said to be done, once, and none of it is dated in the future."""
    present = {
        str(pk) for pk in Attendance.objects.filter(superseded_at=None, state="present").values_list("pk", flat=True)
    }
    sessions = Progress.objects.filter(withdrawn_at=None, source_kind=Attendance._meta.label_lower)
    counted = {row.source_id: row for row in sessions}
    for source_id in sorted(counted.keys() - present):
        yield Finding(
            "progress_has_a_source",
            f"progress {counted[source_id].pk}",
            "counts a meeting nobody attended.",
            "Withdraw it.",
        )
    for source_id in sorted(present - counted.keys()):
        yield Finding("progress_has_a_source", f"attendance {source_id}", "is not counted.", "Save the meeting again.")
    for row in Progress.objects.filter(withdrawn_at=None, at__gt=at):
        yield Finding("progress_has_a_source", f"progress {row.pk}", "lies in the future.", "Withdraw it.")


@register("every_message_leaves")
def every_message_leaves(at: datetime) -> Iterator[Finding]:
    """No message has failed so often that nobody tries again."""
    for message in sending.stuck():
        yield Finding(
            "every_message_leaves",
            f"message {message.pk}",
            f"failed {message.attempts} times.",
            "Mend the channel, then try again.",
        )
