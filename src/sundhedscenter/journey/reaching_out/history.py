"""What was tried for one citizen, newest first, and what followed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sundhedscenter.citizens.queries import rows_visible_to
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.journey.reaching_out.counts import what_followed
from sundhedscenter.journey.staff import NotVisible
from sundhedscenter.pathways.models import Outreach


@dataclass(frozen=True, slots=True)
class Tried:
    """One outreach. `followed` is first_step, session, seat or resumed within 14 days, else empty."""

    id: UUID
    why: str
    channel: str
    at: datetime
    by: str
    text: str
    outcome: str
    followed: str


def tried_for(viewer: Viewer, citizen_id: UUID) -> list[Tried]:
    """Two queries."""
    rows = rows_visible_to(viewer, Outreach.objects.filter(citizen_id=citizen_id)).select_related("by")
    found = list(rows.order_by("-at", "-id"))
    followed = what_followed(found)
    return [
        Tried(row.pk, row.why, row.channel, row.at, row.by.display_name, row.text, row.outcome, followed[row.pk])
        for row in found
    ]


def letter_of(viewer: Viewer, outreach_id: UUID) -> Outreach:
    """The letter to print. Raises NotVisible."""
    rows = rows_visible_to(viewer, Outreach.objects.filter(pk=outreach_id, channel="letter"))
    found = rows.select_related("citizen", "by", "owner_organisation").first()
    if found is None:
        raise NotVisible(f"No letter {outreach_id} for {viewer.name}.")
    return found
