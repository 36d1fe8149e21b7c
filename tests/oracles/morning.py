"""The professional's lists a second time: every citizen read through the ORM, judged by the pure rules, then sorted."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from sundhedscenter.citizens.queries import rows_visible_to
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.intake.models import Request
from sundhedscenter.journey import morning as lists_of_the_site
from sundhedscenter.journey.morning import Line, Page
from sundhedscenter.journey.reaching_out.events import Event, events_of
from sundhedscenter.journey.reaching_out.lives import life_from
from sundhedscenter.journey.reaching_out.ranking import NEWEST_FIRST
from sundhedscenter.journey.reaching_out.rules import ON_THE_LIST, ORDER, Life, Reason, reasons, slipping
from sundhedscenter.partnership.models import Employment, QueueStaff
from sundhedscenter.pathways.models import Pathway, PathwayFact, PathwayResponsibility
from sundhedscenter.pathways.queries import FINAL_KINDS
from sundhedscenter.pathways.status import PathwayStatus

OPERATOR = PathwayResponsibility.OPERATOR


@dataclass(frozen=True, slots=True)
class Known:
    """One citizen that the viewer's organisations have. `owner` is None for what lies in the queue."""

    life: Life
    organisation: str
    owner: int | None
    from_queue: bool
    names: dict[int, str]


@dataclass(frozen=True, slots=True)
class Stands:
    """One citizen on a list, with all reasons, and whose they are."""

    citizen_id: UUID
    status: PathwayStatus
    reasons: tuple[Reason, ...]
    owner: str
    is_own: bool
    organisation: str


def agreed(viewer: Viewer, *, at: datetime) -> list[Stands]:
    """Every list of the site is this one's, the team's whole and one's own cut. Gives the team's morning list."""
    team = morning(viewer, at=at)
    lists = (
        (lists_of_the_site.morning, {}, team),
        (lists_of_the_site.slipping_away, {}, slipping_away(viewer, at=at)),
        (lists_of_the_site.never_started, {"by_owner": False}, never_started(viewer, at=at, by_owner=False)),
        (lists_of_the_site.never_started, {"by_owner": True}, never_started(viewer, at=at, by_owner=True)),
    )
    for theirs, how, every in lists:
        own = [stands for stands in every if stands.is_own]
        for is_team, most, expected in ((True, None, every), (False, 2, own)):
            page: Page = theirs(viewer, at=at, team=is_team, most=most, **how)  # type: ignore[operator]
            assert [_said(line) for line in page.lines] == expected[:most]
            assert (page.own, page.team) == (len(own), len(every))
    return team


def _said(line: Line) -> Stands:
    return Stands(line.citizen_id, line.status, line.reasons, line.owner, line.is_own, line.organisation)


def morning(viewer: Viewer, *, at: datetime) -> list[Stands]:
    found = [(known, reasons(known.life, at=at)) for known in known_to(viewer, at=at)]
    return [_stands(known, why, viewer) for known, why in sorted(filter(_has_reason, found), key=_place)]


def slipping_away(viewer: Viewer, *, at: datetime) -> list[Stands]:
    found = [(known, slipping(known.life, at=at)) for known in known_to(viewer, at=at)]
    return [_stands(known, why, viewer) for known, why in sorted(filter(_has_reason, found), key=_place)]


def never_started(viewer: Viewer, *, at: datetime, by_owner: bool) -> list[Stands]:
    found = [
        (known.life.asked_at, _stands(known, reasons(known.life, at=at), viewer))
        for known in known_to(viewer, at=at)
        if known.life.started_at is None and known.life.status in ON_THE_LIST
    ]
    found.sort(key=lambda pair: (pair[1].owner if by_owner else "", pair[0], str(pair[1].citizen_id)))
    return [stands for _asked_at, stands in found]


def _has_reason(found: tuple[Known, list[Reason]]) -> bool:
    return bool(found[1])


def _place(found: tuple[Known, list[Reason]]) -> tuple[int, float, str]:
    """By reason; within it by its moment or day, the nearest first; and always in the same order."""
    known, (reason, *_others) = found
    moment = reason.at.timestamp() if reason.at else float(reason.day.toordinal()) if reason.day else 0.0
    return ORDER[reason.why], -moment if reason.why in NEWEST_FIRST else moment, str(known.life.citizen_id)


def _stands(known: Known, why: list[Reason], viewer: Viewer) -> Stands:
    task = why[0].task if why else None
    owner = task.owner if task else known.owner
    is_own = owner == viewer.user_id if owner else known.from_queue
    return Stands(
        known.life.citizen_id,
        known.life.status,
        tuple(why),
        known.names[owner] if owner else "",
        is_own,
        known.organisation,
    )


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
    return [*found, *(_asked(request, events.get(request.citizen_id, []), on) for request in asking.values())]


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
    life = life_from(pathway.citizen_id, pathway.request.received_at, events, on=on)
    return Known(life, pathway.run_by_name, owner and owner.pk, pathway.from_queue, _names(owner, events))


def _asked(request: Any, events: list[Event], on: date) -> Known:
    owner = request.owner if request.owner_is_here else None
    life = life_from(request.citizen_id, request.received_at, events, on=on, request_due=request.deadline)
    organisation = request.owner_organisation.name
    return Known(life, organisation, owner and owner.pk, request.from_queue, _names(owner, events))


def _names(owner: Any, events: list[Event]) -> dict[int, str]:
    return {event.who: event.name for event in events if event.who} | ({owner.pk: owner.display_name} if owner else {})
