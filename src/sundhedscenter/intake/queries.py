"""Reads about the ways in."""

from django.db.models import QuerySet

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.intake.models import ActOnBehalf


def acts_on_behalf(citizen: Citizen) -> QuerySet[ActOnBehalf]:
    """What was written down for a citizen the viewer may see, newest first, with who wrote it."""
    return ActOnBehalf.objects.filter(citizen=citizen).select_related("by").order_by("-at", "-id")
