"""A citizen who moves to another partner municipality: who answers for them changes, and nothing they have does."""

from datetime import datetime

from sundhedscenter.citizens.actions import move_tasks
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.partnership.models import Employment, Organisation, Responsibility, User
from sundhedscenter.pathways.actions import change_contact, move_home
from sundhedscenter.pathways.bodies import LOOKS_ON
from sundhedscenter.pathways.models import Pathway
from sundhedscenter.pathways.queries import body_of

__all__ = ["LOOKS_ON", "contact_person_at", "hand_over"]


def hand_over(*, pathway: Pathway, old: Organisation, new: Organisation, by: Viewer, at: datetime) -> None:
    """The citizen lives in `new` from today (the residence is written): roles, relation, contact and open tasks follow.

    Plan, seats, places in line and dates stay as they are. The old municipality sees the citizen for half a year more.
    Where another body operates, contact person and tasks stay with it.
    """
    move_home(pathway=pathway, old=old, new=new, by=by, at=at)
    if body_of(pathway, Responsibility.OPERATOR, on=day_of(at)) != new:
        return
    contact = contact_person_at(new, at)
    change_contact(pathway=pathway, contact_person=contact, by=by, at=at)
    move_tasks(citizen=pathway.citizen, old=old, new=new, owner=contact, by=by, at=at)


def contact_person_at(municipality: Organisation, at: datetime) -> User | None:
    """The professional of the municipality who is the citizen's contact; the one employed longest."""
    employed = (
        Employment.objects.filter(
            organisation=municipality, role="professional", during__contains=day_of(at), user__is_active=True
        )
        .select_related("user")
        .order_by("during", "user_id")
        .first()
    )
    return employed.user if employed else None
