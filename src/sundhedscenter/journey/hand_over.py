"""A citizen who moves to another partner municipality: who answers for them changes, and nothing they have does."""

from datetime import datetime, timedelta

from sundhedscenter.citizens.actions import end_relations, move_tasks, relate
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.core.walls import CARE
from sundhedscenter.partnership.models import Employment, Organisation, User
from sundhedscenter.pathways.actions import change_contact, move_responsibility
from sundhedscenter.pathways.models import Pathway

# Half a year: how long an organisation whose part is over may still look (docs/security/walls.md).
LOOKS_ON = timedelta(days=183)


def hand_over(*, pathway: Pathway, old: Organisation, new: Organisation, by: Viewer, at: datetime) -> None:
    """From today `new` answers for the pathway: roles, relation, contact person and open tasks.

    Plan, seats, places in line and dates stay as they are. The old municipality sees the citizen for half a year more.
    """
    on = day_of(at)
    move_responsibility(pathway=pathway, old=old, new=new, by=by, at=at, on=on)
    end_relations(source=pathway, organisation=old, on=on + LOOKS_ON)
    relate(citizen_id=pathway.citizen_id, organisation=new, scope=CARE, source=pathway, begin=on, end=None)
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
