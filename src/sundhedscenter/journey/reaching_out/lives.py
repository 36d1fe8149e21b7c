"""From rows to the facts that the rules ask about. Three queries for a whole municipality, whatever its size."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.citizens.queries import rows_visible_to
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.intake.models import Request
from sundhedscenter.journey.reaching_out.events import Event, events_of
from sundhedscenter.journey.reaching_out.rules import Due, Life, Reach
from sundhedscenter.partnership.models import Employment, QueueStaff
from sundhedscenter.pathways.models import Pathway, PathwayFact, PathwayResponsibility
from sundhedscenter.pathways.queries import FINAL_KINDS
from sundhedscenter.pathways.status import Fact, PathwayStatus, pathway_status

OPERATOR = PathwayResponsibility.OPERATOR


@dataclass(frozen=True, slots=True)
class Known:
    """One citizen as the lists show them. `owner` is None for what lies in the queue of the organisation.

    `from_queue` says that the viewer takes from that queue. `names` are of those who own a task or reached out.
    """

    citizen: Citizen
    life: Life
    topic: str
    organisation_id: int
    organisation: str
    owner: int | None
    owner_name: str
    from_queue: bool
    names: dict[int, str]


def known_to(viewer: Viewer, *, at: datetime) -> list[Known]:
    """Whoever asked and has not ended, of the municipalities where the viewer is a professional. Three queries.

    Those whose pathway another organisation runs today are left out, though they may still be seen.
    """
    on = day_of(at)
    newest = {pathway.citizen_id: pathway for pathway in reversed(_run_by_mine(viewer, on))}
    asking = {r.citizen_id: r for r in reversed(_asking(viewer, on)) if r.citizen_id not in newest}
    ids = [pathway.pk for pathway in newest.values()]
    events = events_of(pathways=ids, citizens=[*newest, *asking], at=at)
    found = [_known(pathway, events.get(pathway.citizen_id, []), on) for pathway in newest.values()]
    return [*found, *(_asked(request, events.get(request.citizen_id, [])) for request in asking.values())]


def life_of(pathway: Pathway, *, at: datetime) -> Life:
    """One citizen's facts, for their own page and their case. One query."""
    events = events_of(pathways=[pathway.pk], citizens=[pathway.citizen_id], at=at)
    return _life(pathway, events.get(pathway.citizen_id, []), day_of(at))


def _mine(viewer: Viewer, on: date) -> QuerySet[Employment, Any]:
    """Where the viewer is a professional today, by organisation id."""
    rows = Employment.objects.filter(user_id=viewer.user_id or 0, role="professional", during__contains=on)
    return rows.values("organisation_id")


def _run_by_mine(viewer: Viewer, on: date) -> list[Pathway]:
    """Pathways that have not ended, newest first, run today by an organisation where the viewer is a professional."""
    facts = PathwayFact.objects.filter(pathway=OuterRef("pk"), superseded_by=None)
    again = PathwayFact.objects.filter(
        pathway=OuterRef("pathway"), kind="resumed", superseded_by=None, at__gte=OuterRef("at")
    )
    roles = PathwayResponsibility.objects.filter(pathway=OuterRef("pk"), role=OPERATOR, during__contains=on)
    return list(
        rows_visible_to(viewer, Pathway.objects.all())
        .exclude(Exists(facts.filter(kind__in=FINAL_KINDS)))
        .exclude(Exists(facts.filter(kind="left").exclude(Exists(again))))
        .annotate(
            run_by=Subquery(roles.values("organisation_id")[:1]),
            run_by_name=Subquery(roles.values("organisation__name")[:1]),
        )
        .filter(run_by__in=_mine(viewer, on))
        .annotate(
            owner_is_here=_is_employed("contact_person", "run_by", on), from_queue=_takes_from("run_by", viewer, on)
        )
        .select_related("citizen", "contact_person", "request")
        .order_by("-created_at", "-id")
    )


def _asking(viewer: Viewer, on: date) -> list[Request]:
    """Requests that nobody has accepted yet, newest first."""
    return list(
        rows_visible_to(viewer, Request.objects.filter(ended_at=None, pathway=None))
        .filter(owner_organisation_id__in=_mine(viewer, on))
        .annotate(
            owner_is_here=_is_employed("owner", "owner_organisation", on),
            from_queue=_takes_from("owner_organisation", viewer, on),
        )
        .select_related("citizen", "owner", "owner_organisation")
        .order_by("-received_at", "-id")
    )


def _is_employed(user: str, organisation: str, on: date) -> Exists:
    rows = Employment.objects.filter(user=OuterRef(user), organisation=OuterRef(organisation), during__contains=on)
    return Exists(rows.filter(user__is_active=True))


def _takes_from(organisation: str, viewer: Viewer, on: date) -> Exists:
    """Whether the viewer staffs the organisation's queue today."""
    staff = QueueStaff.objects.filter(queue__organisation=OuterRef(organisation), during__contains=on)
    return Exists(staff.filter(user_id=viewer.user_id or 0))


def _known(pathway: Any, events: list[Event], on: date) -> Known:
    owner = pathway.contact_person if pathway.owner_is_here else None
    return Known(
        citizen=pathway.citizen,
        life=_life(pathway, events, on),
        topic=pathway.topic,
        organisation_id=pathway.run_by,
        organisation=pathway.run_by_name,
        owner=owner.pk if owner else None,
        owner_name=owner.display_name if owner else "",
        from_queue=pathway.from_queue,
        names=_names(events),
    )


def _asked(request: Any, events: list[Event]) -> Known:
    owner = request.owner if request.owner_is_here else None
    life = Life(
        citizen_id=request.citizen_id,
        status=PathwayStatus.ASKED,
        asked_at=request.received_at,
        request_due=request.deadline,
        tasks=_tasks(events),
        reached=_reached(events),
    )
    return Known(
        citizen=request.citizen,
        life=life,
        topic=request.topic,
        organisation_id=request.owner_organisation_id,
        organisation=request.owner_organisation.name,
        owner=owner.pk if owner else None,
        owner_name=owner.display_name if owner else "",
        from_queue=request.from_queue,
        names=_names(events),
    )


def _life(pathway: Pathway, events: list[Event], on: date) -> Life:
    facts = [Fact(event.code, event.at, event.until) for event in events if event.source == "fact"]
    done = [event for event in events if event.source == "done"]
    moments = [moment for event in done for moment in (event.since, event.at) if moment]
    has_plan = any(event.source == "plan" for event in events)
    held = [event.at for event in events if event.source == "held"]
    rests = [fact.until for fact in facts if fact.kind == "paused" and fact.until and fact.until <= on]
    return Life(
        citizen_id=pathway.citizen_id,
        status=pathway_status(facts, progress=moments, has_plan=has_plan, on=on),
        asked_at=pathway.request.received_at,
        started_at=min(moments, default=None),
        last_step_at=max(moments, default=None),
        back_at=max((fact.at for fact in facts if fact.kind == "resumed"), default=None),
        rest_until=max(rests, default=None),
        met=any(event.code == "session" for event in done),
        marks=tuple((event.at, event.code) for event in events if event.source == "mark"),
        first_meeting_at=next((event.at for event in events if event.source == "first"), None),
        waits=bool(held) or any(event.source == "line" for event in events),
        held_until=min(held, default=None),
        tasks=_tasks(events),
        reached=_reached(events),
    )


def _tasks(events: list[Event]) -> tuple[Due, ...]:
    return tuple(Due(e.code, e.until, e.who) for e in events if e.source == "task" and e.until)


def _reached(events: list[Event]) -> tuple[Reach, ...]:
    """Oldest first."""
    found = []
    for event in events:
        if event.source == "reach" and event.who and event.until:
            why, channel, outcome = event.code.split("/")
            found.append(Reach(event.at, event.who, why, channel, outcome, event.until))
    return tuple(found)


def _names(events: list[Event]) -> dict[int, str]:
    return {event.who: event.name for event in events if event.who}
