"""Everything open has an owner: a person employed where it lies, or that organisation's queue, staffed and managed.

A person who leaves takes nothing along: every night what they owned falls to the queue.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from sundhedscenter.citizens.models import Task
from sundhedscenter.core import audit
from sundhedscenter.core.checks import Finding, register
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.groups.seating import take_turn
from sundhedscenter.intake.models import DataRequest, Request
from sundhedscenter.journey.hand_over import contact_person_at
from sundhedscenter.partnership.models import Employment, Organisation, Queue
from sundhedscenter.partnership.queues import is_staffed, keep_queue
from sundhedscenter.pathways.actions import change_contact
from sundhedscenter.pathways.models import Outreach, Pathway, PathwayResponsibility
from sundhedscenter.pathways.queries import FINAL_KINDS

SWEEP = system("sweep")
type Owned = Task | Request | DataRequest | Outreach
OWNED: tuple[type[Owned], ...] = (Task, Request, DataRequest, Outreach)


def heal(*, at: datetime) -> int:
    """What nobody here owns any more falls to the queue, and each citizen's contact works here. Returns how much."""
    on = day_of(at)
    with acting_as(SWEEP, on=on):
        take_turn()  # many tasks and pathways are held at once
        mended = sum(_to_the_queue(row, at) for model in OWNED for row in _left_behind(model, on))
        mended += sum(_another_contact(pathway, at, on) for pathway in _without_contact(on))
        owing = {row for model in OWNED for row in _open(model).values_list("owner_organisation_id", flat=True)}
        for organisation in Organisation.objects.filter(Q(pk__in=owing) | Q(queue__isnull=False)).distinct():
            mended += keep_queue(organisation=organisation, by=SWEEP, at=at, on=on)
    return mended


def _open[Row: Model](model: type[Row]) -> QuerySet[Row]:
    return model._default_manager.filter(ended_at=None)


def _left_behind[Row: Model](model: type[Row], on: date) -> list[Row]:
    """Open rows whose owner does not work where they lie."""
    here = Employment.objects.filter(
        user=OuterRef("owner"), organisation=OuterRef("owner_organisation"), during__contains=on, user__is_active=True
    )
    return list(_open(model).filter(owner__isnull=False).exclude(Exists(here)).order_by("pk"))


def _to_the_queue(row: Owned, at: datetime) -> int:
    audit.record(
        by=SWEEP, verb="fell_to_queue", target=row, at=at, subject_id=row.citizen_id, data={"from": row.owner_id}
    )
    row.owner = None
    row.save(update_fields=["owner"])
    return 1


def _without_contact(on: date) -> list[Pathway]:
    """Living pathways whose contact person is a professional at none of those who have a role in them today."""
    roles = PathwayResponsibility.objects.filter(pathway=OuterRef(OuterRef("pk")), during__contains=on)
    here = Employment.objects.filter(
        user=OuterRef("contact_person"),
        organisation_id__in=roles.values("organisation_id"),
        role="professional",
        during__contains=on,
        user__is_active=True,
    )
    living = Pathway.objects.exclude(pathwayfacts__kind__in=FINAL_KINDS)
    return list(living.filter(contact_person__isnull=False).exclude(Exists(here)).order_by("pk"))


def _another_contact(pathway: Pathway, at: datetime, on: date) -> int:
    role = PathwayResponsibility.objects.filter(
        pathway=pathway, role=PathwayResponsibility.OPERATOR, during__contains=on
    )
    operator = role.select_related("organisation").first()
    contact = contact_person_at(operator.organisation, at) if operator else None
    change_contact(pathway=pathway, contact_person=contact, by=SWEEP, at=at)
    return 1


@register("everything_has_an_owner")
def everything_has_an_owner(at: datetime) -> Iterator[Finding]:
    """Each open task, request, wish about data and outreach lies with somebody employed there today, or with a staffed queue."""
    on = day_of(at)
    queues = {queue.organisation_id: queue for queue in Queue.objects.select_related("organisation")}
    staffed = {pk for pk, queue in queues.items() if is_staffed(queue, on)}
    for model in OWNED:
        name = model._meta.model_name
        here = Employment.objects.filter(
            user=OuterRef("owner"),
            organisation=OuterRef("owner_organisation"),
            during__contains=on,
            user__is_active=True,
        )
        for row in _open(model).exclude(Exists(here)).exclude(owner_organisation_id__in=staffed).order_by("pk"):
            yield Finding(
                "everything_has_an_owner",
                f"{name} {row.pk}",
                f"lies with nobody at organisation {row.owner_organisation_id}.",
                "Staff the organisation's queue, and name a manager who works there.",
            )
