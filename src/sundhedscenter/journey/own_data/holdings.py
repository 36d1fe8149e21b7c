"""What each organisation holds about a citizen: which kinds, how much, since when, why, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import CompositePrimaryKey, Count, DateField, DateTimeField, F, Func, Min, QuerySet, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast

from sundhedscenter.citizens.models import Citizen, Relation
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.core.walls import CARE
from sundhedscenter.groups.models import Seat
from sundhedscenter.intake.models import Draft
from sundhedscenter.journey.own_data.parts import (
    Part,
    Table,
    data_parts,
    is_shown_to_care,
    is_shown_to_leaders,
    subject_column,
)
from sundhedscenter.partnership.models import Employment, Organisation
from sundhedscenter.pathways.models import PathwayResponsibility


@dataclass(frozen=True, slots=True)
class Held:
    """How much there is of one part, and the day of its first row (None where nothing tells)."""

    part: Part
    rows: int
    since: date | None


@dataclass(frozen=True, slots=True)
class Why:
    """One relation: the basis (content/data_parts.yaml), the person where it is a person's, and its period."""

    basis: str
    person: str
    begin: date
    end: date | None


@dataclass(slots=True)
class Holder:
    """One organisation. `held` is what it may see now: all with a care relation, the roster with a shared group."""

    organisation: Organisation
    roles: list[str] = field(default_factory=list)
    whys: list[Why] = field(default_factory=list)
    held: tuple[Held, ...] = ()
    sees_all: bool = False


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything held, and who holds it: those who may see most first."""

    parts: tuple[Held, ...]
    holders: tuple[Holder, ...]


class Lower(Func):
    """The first day of a period."""

    function = "lower"
    output_field = DateField()


def rows_of(citizen: Citizen, table: Table, viewer: Viewer) -> QuerySet[Any]:
    """The citizen's rows of one table. The conversation before log-in is found by the viewer's own cookie alone."""
    if table.model is Draft:
        return Draft.objects.filter(key_hash=viewer.draft) if viewer.draft else Draft.objects.none()
    return table.model._default_manager.filter(**{subject_column(table.model): citizen.pk})


def holdings(*, viewer: Viewer, citizen: Citizen, at: datetime) -> Holdings:
    """A fixed number of queries: one counts all tables."""
    on = day_of(at)
    parts = tuple(_parts(citizen, viewer))
    holders: dict[int, Holder] = {}
    _add_relations(holders, citizen, on)
    for row in PathwayResponsibility.objects.filter(citizen=citizen, during__contains=on).select_related(
        "organisation"
    ):
        holder = holders.setdefault(row.organisation_id, Holder(row.organisation))
        if row.role not in holder.roles:
            holder.roles.append(row.role)
    order: list[str] = [role.code for role in data_parts().roles]
    roster = tuple(_roster(parts))
    care = tuple(held for held in parts if any(is_shown_to_care(table.model) for table in held.part.tables))
    for holder in holders.values():
        holder.roles.sort(key=order.index)
        if holder.whys:
            holder.held = care if holder.sees_all else roster
    ranked = sorted(holders.values(), key=lambda h: (not h.sees_all, not h.whys, h.organisation.name))
    return Holdings(parts, tuple(ranked))


def _add_relations(holders: dict[int, Holder], citizen: Citizen, on: date) -> None:
    relations = list(
        Relation.objects.filter(citizen=citizen, during__contains=on).select_related("organisation", "staff")
    )
    led = {str(seat.pk): seat for seat in _seats(relations)}
    staff = [relation.staff_id for relation in relations if relation.staff_id]
    works: dict[int, Organisation] = {}
    for row in Employment.objects.filter(user_id__in=staff, during__contains=on).select_related("organisation"):
        works.setdefault(row.user_id, row.organisation)
    for relation in relations:
        organisation = relation.organisation
        if organisation is None and relation.source_id in led:
            organisation = led[relation.source_id].group.leader_organisation
        elif organisation is None and relation.staff_id is not None:
            organisation = works.get(relation.staff_id)
        if organisation is None:
            continue
        holder = holders.setdefault(organisation.pk, Holder(organisation))
        person = relation.staff.display_name if relation.staff else ""
        why = Why(relation.source_kind, person, relation.during.lower, relation.during.upper)
        if why not in holder.whys:
            holder.whys.append(why)
        holder.sees_all = holder.sees_all or relation.scope == CARE


def _seats(relations: Iterable[Relation]) -> QuerySet[Seat]:
    ids = [UUID(relation.source_id) for relation in relations if relation.source_kind == Seat._meta.label_lower]
    return Seat.objects.filter(pk__in=ids).select_related("group__leader_organisation")


def _parts(citizen: Citizen, viewer: Viewer) -> Iterable[Held]:
    counted = _counted(citizen, viewer)
    for part in data_parts().parts:
        yield _held(part, part.tables, counted)


def _roster(parts: tuple[Held, ...]) -> Iterable[Held]:
    """Of each part what a leader of a shared group may see: whole tables, as their walls say."""
    for held in parts:
        if any(is_shown_to_leaders(table.model) for table in held.part.tables):
            yield held


def _held(part: Part, tables: Iterable[Table], counted: dict[str, tuple[int, date | None]]) -> Held:
    found = [counted.get(table.table, (0, None)) for table in tables]
    days = [day for _rows, day in found if day is not None]
    return Held(part, sum(rows for rows, _day in found), min(days, default=None))


def _counted(citizen: Citizen, viewer: Viewer) -> dict[str, tuple[int, date | None]]:
    """Rows and first day by table, in one query."""
    queries = [
        _count_query(rows_of(citizen, table, viewer), table) for part in data_parts().parts for table in part.tables
    ]
    first, *rest = queries
    rows = first.union(*rest, all=True).order_by()
    return {row["label"]: (row["rows"], day_of(row["first"]) if row["first"] else None) for row in rows}


def _count_query(rows: QuerySet[Any], table: Table) -> QuerySet[Any]:
    since: Any = Value(None)
    if table.since:
        is_period = not isinstance(table.model._meta.get_field(table.since), DateTimeField | DateField)
        since = Min(Lower(F(table.since))) if is_period else Min(table.since)
    key = "id" if isinstance(table.model._meta.pk, CompositePrimaryKey) else "pk"
    counted: QuerySet[Any] = (
        rows.order_by()
        .values(label=Value(table.table, output_field=CharField()))
        .annotate(rows=Count(key), first=Cast(since, DateTimeField()))
    )
    return counted
