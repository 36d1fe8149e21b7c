"""Keeps the stored bodies of pathways equal to what follows from their facts (docs/algorithms/responsibility.md).

Everything is read and written for all pathways at once: the number of statements does not grow with them. It runs as
the process `responsibility`, whoever acted: a coordinator who moves a role may see no citizen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model, QuerySet

from sundhedscenter.catalogue.models import Offer
from sundhedscenter.catalogue.queries import spans_by_offer
from sundhedscenter.citizens.models import Relation, Residence
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.core.walls import CARE
from sundhedscenter.partnership.models import Responsibility
from sundhedscenter.partnership.spans import Span, Spans, merged
from sundhedscenter.pathways.bodies import OfferDays, PathwayDays, bodies, followed, sight
from sundhedscenter.pathways.models import Pathway, PathwayFact, PathwayResponsibility, PlanItem
from sundhedscenter.pathways.queries import FINAL_KINDS

PROCESS = system("responsibility")
ROLES = tuple(role for role, _ in Responsibility.ROLES)
type ByRole = Mapping[str, Spans]


@dataclass(frozen=True, slots=True)
class Worked:
    """One pathway worked out: whose it is, its bodies as they should be by role, and who may see on which days."""

    pathway_id: UUID
    citizen_id: UUID
    days: PathwayDays
    by_role: ByRole
    seen_by: Spans


def follow(pathway_ids: Iterable[UUID], *, on: date, using: str = "default") -> list[UUID]:
    """Bring the stored bodies and relations of these pathways into step. Returns those whose bodies changed.

    A pathway whose citizen has no address is left as it stands. `on` is today, for the walls.
    """
    with acting_as(PROCESS, on=on, using=using):
        # Two who change the facts of one pathway take turns, so that the second works with what the first wrote.
        locked = Pathway.objects.using(using).select_for_update(no_key=True).filter(pk__in=list(pathway_ids))
        ids = list(locked.order_by("pk").values_list("pk", flat=True))
        worked = work_out(ids, using=using)
        changed = _write_bodies(worked, using)
        _write_relations(worked, using)
    return changed


def follow_all(*, on: date) -> int:
    """Every pathway, after the rule or the catalogue has changed. Returns how many changed."""
    with acting_as(PROCESS, on=on):
        return len(follow(list(Pathway.objects.order_by("pk").values_list("pk", flat=True)), on=on))


def work_out(
    pathway_ids: Iterable[UUID], *, instead: Mapping[tuple[int, str], Spans] | None = None, using: str = "default"
) -> list[Worked]:
    """What should stand, without writing it. `instead` gives an offer's role (by id and role) other days than its own."""
    ids = list(pathway_ids)
    days = _days(ids, using)
    offer_ids = {offer for _, _, one in days for _, offer in one.follows}
    offers = _offers(offer_ids, instead or {}, using)
    result = []
    for pathway_id, citizen_id, one in days:
        by_role = {role: bodies(one, role, offers) for role in ROLES}
        result.append(Worked(pathway_id, citizen_id, one, by_role, sight(one, by_role)))
    return result


def stored(pathway_ids: Iterable[UUID], *, using: str = "default") -> dict[UUID, dict[str, Spans]]:
    """The bodies as they stand in the table, by pathway and role. One query."""
    found: dict[UUID, dict[str, list[Span]]] = {}
    rows = PathwayResponsibility.objects.using(using).filter(pathway_id__in=list(pathway_ids))
    for pathway_id, role, organisation_id, during in rows.order_by("id").values_list(
        "pathway_id", "role", "organisation_id", "during"
    ):
        if not during.isempty:
            span = Span(organisation_id, during.lower, during.upper)
            found.setdefault(pathway_id, {}).setdefault(role, []).append(span)
    return {pk: {role: merged(spans) for role, spans in roles.items()} for pk, roles in found.items()}


def that_follow(offer: Offer, *, using: str = "default") -> QuerySet[Pathway]:
    """Pathways with a part from the offer, now or once: whose bodies a move of the offer may change."""
    parts = PlanItem.objects.using(using).filter(offer=offer).values("pathway_id")
    return Pathway.objects.using(using).filter(pk__in=parts).order_by("pk")


def _days(ids: list[UUID], using: str) -> list[tuple[UUID, UUID, PathwayDays]]:
    """Each pathway and its citizen with the days that decide. Four queries."""
    pathways = list(
        Pathway.objects.using(using).filter(pk__in=ids).order_by("pk").values_list("pk", "citizen_id", "created_at")
    )
    homes: dict[UUID, list[tuple[date, int]]] = {}
    lived = Residence.objects.using(using).filter(citizen_id__in={citizen for _, citizen, _ in pathways})
    for citizen_id, since, municipality in lived.order_by("since", "id").values_list(
        "citizen_id", "since", "municipality_id"
    ):
        homes.setdefault(citizen_id, []).append((day_of(since), municipality))
    parts: dict[UUID, list[tuple[date, str, int]]] = {}
    planned = PlanItem.objects.using(using).filter(pathway_id__in=ids).exclude(offer=None)
    for pathway_id, at, kind, offer_id in planned.order_by("created_at", "id").values_list(
        "pathway_id", "created_at", "kind", "offer_id"
    ):
        parts.setdefault(pathway_id, []).append((day_of(at), kind, offer_id or 0))
    ended: dict[UUID, date] = {}
    final = PathwayFact.objects.using(using).filter(pathway_id__in=ids, kind__in=FINAL_KINDS, superseded_by=None)
    for pathway_id, at in final.order_by("-at", "-id").values_list("pathway_id", "at"):
        ended[pathway_id] = day_of(at)
    return [
        (pk, citizen, PathwayDays(day_of(at), ended.get(pk), homes.get(citizen, ()), followed(parts.get(pk, ()))))
        for pk, citizen, at in pathways
    ]


def _offers(ids: set[int], instead: Mapping[tuple[int, str], Spans], using: str) -> dict[int, OfferDays]:
    hosts = dict(Offer.objects.using(using).filter(pk__in=ids).values_list("pk", "organisation_id"))
    spans = {**spans_by_offer(ids, using=using), **instead}
    return {pk: OfferDays(host, {role: spans.get((pk, role), ()) for role in ROLES}) for pk, host in hosts.items()}


def _write_bodies(worked: list[Worked], using: str) -> list[UUID]:
    """Rows that are the same stay the same rows. Two statements at most beside the read."""
    wanted = {
        (one.pathway_id, role, span): one for one in worked for role, spans in one.by_role.items() for span in spans
    }
    touched = {one.pathway_id for one in worked if one.days.homes}
    gone, kept = [], set()
    rows = PathwayResponsibility.objects.using(using).filter(pathway_id__in=touched)
    for row in rows:
        key = (row.pathway_id, row.role, Span(row.organisation_id, row.during.lower, row.during.upper))
        if row.during.isempty or key not in wanted:
            gone.append(row)
        else:
            kept.add(key)
    new = [
        PathwayResponsibility(
            pathway_id=pathway_id,
            citizen_id=one.citizen_id,
            role=role,
            organisation_id=span.organisation_id,
            during=DateRange(span.begin, span.end),
        )
        for (pathway_id, role, span), one in wanted.items()
        if (pathway_id, role, span) not in kept
    ]
    _replace(PathwayResponsibility, gone, new, using)
    return sorted({row.pathway_id for row in [*gone, *new]})


def _write_relations(worked: list[Worked], using: str) -> None:
    """Who may see because of the pathway's roles. What others opened (a request, a seat) is not touched."""
    source = Pathway._meta.label_lower
    touched = {str(one.pathway_id): one for one in worked if one.days.homes}
    wanted = {(key, span) for key, one in touched.items() for span in one.seen_by}
    gone, kept = [], set()
    rows = Relation.objects.using(using).filter(source_kind=source, source_id__in=list(touched), scope=CARE)
    for row in rows.exclude(organisation=None):
        span = Span(row.organisation_id or 0, row.during.lower, row.during.upper)
        key = (row.source_id, span)
        if row.during.isempty or key not in wanted or key in kept:
            gone.append(row)
        else:
            kept.add(key)
    new = [
        Relation(
            citizen_id=touched[key].citizen_id,
            organisation_id=span.organisation_id,
            scope=CARE,
            during=DateRange(span.begin, span.end),
            source_kind=source,
            source_id=key,
        )
        for key, span in sorted(wanted - kept, key=lambda one: (one[0], one[1].begin, one[1].organisation_id))
    ]
    _replace(Relation, gone, new, using)


def _replace[Row: Model](model: type[Row], gone: list[Row], new: list[Row], using: str) -> None:
    rows = model._default_manager.using(using)
    with transaction.atomic(using=using):
        if gone:
            rows.filter(pk__in=[row.pk for row in gone])._raw_delete(using)
        rows.bulk_create(new)
