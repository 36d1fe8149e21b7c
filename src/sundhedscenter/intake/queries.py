"""Reads about the ways in."""

from django.db.models import QuerySet

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.intake.models import ActOnBehalf, Request
from sundhedscenter.partnership.models import Organisation


def acts_on_behalf(citizen: Citizen) -> QuerySet[ActOnBehalf]:
    """What was written down for a citizen the viewer may see, newest first, with who wrote it."""
    return ActOnBehalf.objects.filter(citizen=citizen).select_related("by").order_by("-at", "-id")


def waiting_request(citizen: Citizen, *, owner: Organisation | None = None) -> Request | None:
    """What somebody has asked for the citizen and nobody has answered: the newest, as the lists have it."""
    asked = Request.objects.filter(citizen=citizen, ended_at=None).select_related("owner", "owner_organisation")
    if owner is not None:
        asked = asked.filter(owner_organisation=owner)
    return asked.order_by("-received_at", "-id").first()
