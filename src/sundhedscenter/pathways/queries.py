"""Reads about pathways that more than one caller needs."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.citizens.queries import rows_visible_to
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.partnership.models import Organisation, Responsibility
from sundhedscenter.pathways.models import Outreach, Pathway, PathwayFact, PathwayResponsibility, PlanItem, Progress
from sundhedscenter.pathways.status import Fact, PathwayStatus, pathway_status, pause_at

FINAL_KINDS = ("deceased", "moved", "closed")
RESTS = ("paused", "not_now", "left")


def plan_items_visible_to(viewer: Viewer) -> QuerySet[PlanItem]:
    return rows_visible_to(viewer, PlanItem.objects.all())


def pathway_facts_visible_to(viewer: Viewer) -> QuerySet[PathwayFact]:
    return rows_visible_to(viewer, PathwayFact.objects.all())


def outreach_visible_to(viewer: Viewer) -> QuerySet[Outreach]:
    return rows_visible_to(viewer, Outreach.objects.all())


def open_pathway(citizen: Citizen) -> Pathway | None:
    """The citizen's newest pathway that has not ended for good. One who left can still come back to it."""
    return (
        Pathway.objects.filter(citizen=citizen)
        .exclude(pathwayfacts__kind__in=FINAL_KINDS)
        .select_related("contact_person")
        .order_by("-created_at", "-id")
        .first()
    )


def body_of(pathway: Pathway, role: str, *, on: date) -> Organisation | None:
    """Who has the role for the pathway on the day; None when nobody has. The day is the caller's, never today's."""
    rows = PathwayResponsibility.objects.filter(pathway=pathway, role=role, during__contains=on)
    row = rows.select_related("organisation").first()
    return row.organisation if row else None


def authority_of(viewer: Viewer, citizen_id: UUID, *, on: date) -> str:
    """Who answers for the citizen's newest pathway on the day, by name; empty when nobody does."""
    rows = PathwayResponsibility.objects.filter(
        citizen_id=citizen_id, role=Responsibility.AUTHORITY, during__contains=on
    ).select_related("organisation")
    newest = rows_visible_to(viewer, rows).order_by("-pathway__created_at", "-pathway_id").first()
    return newest.organisation.name if newest else ""


def bodies_of(pathway: Pathway) -> list[PathwayResponsibility]:
    """Every body the pathway has had, has and will have, with its organisation: by role, the earliest first."""
    rows = PathwayResponsibility.objects.filter(pathway=pathway).select_related("organisation")
    return list(rows.order_by("role", "during", "id"))


def rests_of(pathway: Pathway) -> list[PathwayFact]:
    """Pauses, "not now" and leavings since the citizen last was on the way, oldest first; none when they are."""
    rests: list[PathwayFact] = []
    facts = PathwayFact.objects.filter(pathway=pathway, superseded_by=None, kind__in=(*RESTS, "resumed"))
    for fact in facts.order_by("at", "id"):
        if fact.kind == "resumed":
            rests.clear()
        else:
            rests.append(fact)
    return rests


def statuses(pathways: Iterable[Pathway], *, on: date) -> dict[UUID, PathwayStatus]:
    """The status of each pathway on a day, by pathway id. Three queries, whatever their number."""
    ids = [pathway.pk for pathway in pathways]
    facts: dict[UUID, list[Fact]] = {pk: [] for pk in ids}
    moments: dict[UUID, list[datetime]] = {pk: [] for pk in ids}
    rows = PathwayFact.objects.filter(pathway_id__in=ids, superseded_by=None)
    for pathway_id, kind, at, until in rows.values_list("pathway_id", "kind", "at", "until"):
        facts[pathway_id].append(Fact(kind, at, until))
    done = Progress.objects.filter(pathway_id__in=ids, withdrawn_at=None)
    for pathway_id, at in done.values_list("pathway_id", "at"):
        moments[pathway_id].append(at)
    planned = set(PlanItem.objects.filter(pathway_id__in=ids).values_list("pathway_id", flat=True))
    return {pk: pathway_status(facts[pk], progress=moments[pk], has_plan=pk in planned, on=on) for pk in ids}


def pauses_at(pathway_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, Fact]:
    """The pause each pathway was in at a moment, by pathway id; those on the way are left out. One query."""
    facts: dict[UUID, list[Fact]] = {}
    with connection.cursor() as cursor:  # by hand: it is asked for every list of a group's participants
        cursor.execute(_FACTS_UNTIL, [list(pathway_ids), at])
        for pathway_id, *fact in cursor.fetchall():
            facts.setdefault(pathway_id, []).append(Fact(*fact))
    found = {pk: pause_at(rows, at=at) for pk, rows in facts.items()}
    return {pk: pause for pk, pause in found.items() if pause is not None}


_FACTS_UNTIL = """
SELECT pathway_id, kind, at, until FROM pathways_pathwayfact
WHERE pathway_id = ANY(%s::uuid[]) AND superseded_by_id IS NULL AND at <= %s
ORDER BY at, id
"""
