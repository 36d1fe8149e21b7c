"""Doing something in the citizen's place: the citizen's own acts, by a viewer whose right the database checks again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sundhedscenter.citizens.models import Citizen, HelperAccess
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer, acting_as
from sundhedscenter.core.walls import ACT
from sundhedscenter.groups.models import SeatOffer
from sundhedscenter.journey.helping.looking import NotHelping, helping
from sundhedscenter.pathways.models import Pathway, PlanItem, Progress
from sundhedscenter.pathways.queries import open_pathway, statuses
from sundhedscenter.pathways.status import PathwayStatus

RESTING = frozenset({PathwayStatus.PAUSED, PathwayStatus.NOT_NOW, PathwayStatus.LEFT})


@dataclass(frozen=True, slots=True)
class ActFor:
    """While it is open, `viewer` does the acts of `journey.changes` and `journey.steps` for the citizen, marked as such."""

    viewer: Viewer
    access: HelperAccess
    citizen: Citizen
    pathway: Pathway


@dataclass(frozen=True, slots=True)
class Doable:
    """What there is to do right now: the offers to answer, and the first steps that are not taken."""

    resting: bool
    offers: tuple[SeatOffer, ...]
    steps: tuple[PlanItem, ...]


@contextmanager
def act_for(viewer: Viewer, citizen_id: UUID, *, at: datetime) -> Iterator[ActFor]:
    """For as long as it is open the tables an act needs are open too; afterwards they are closed again.

    Raises NotHelping without the right `act`, or when the citizen has nothing that can be changed.
    """
    access = helping(viewer, citizen_id, ACT)
    with acting_as(viewer.for_citizen(citizen_id), on=day_of(at)) as acting:
        pathway = open_pathway(access.citizen)
        if pathway is None:
            raise NotHelping(f"{citizen_id} has no pathway to change.")
        pathway.citizen = access.citizen
        yield ActFor(acting, access, access.citizen, pathway)


def doable(act: ActFor, *, at: datetime) -> Doable:
    """Inside `act_for`. Five queries."""
    pathway = act.pathway
    status = statuses([pathway], on=day_of(at))[pathway.pk]
    offers = SeatOffer.objects.filter(pathway=pathway, ended_at=None, held_until__gt=at)
    done = Progress.objects.filter(pathway=pathway, withdrawn_at=None).values("plan_item_id")
    steps = PlanItem.objects.filter(pathway=pathway, kind="lesson", ended_at=None).exclude(pk__in=done)
    resting = status in RESTING
    return Doable(
        resting=resting,
        offers=tuple(
            offers.select_related("group__track", "group__place", "group__leader", "group__leader_organisation")
        ),
        steps=() if resting else tuple(steps.order_by("created_at", "id")),
    )


def offer_of(act: ActFor, offer_id: UUID) -> SeatOffer | None:
    """A seat the citizen was offered, answered or not. Inside `act_for`."""
    return SeatOffer.objects.filter(pk=offer_id, citizen=act.citizen).first()


def has_step(act: ActFor, item_id: UUID) -> bool:
    """Whether the first step is the citizen's, taken or not. Inside `act_for`."""
    return PlanItem.objects.filter(pk=item_id, citizen=act.citizen, kind="lesson").exists()
