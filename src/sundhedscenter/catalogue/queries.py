"""Reads of the catalogue that more than one caller needs."""

from datetime import date

from sundhedscenter.catalogue.models import Offer, OfferResponsibility
from sundhedscenter.partnership.models import Organisation


def responsible_for(offer: Offer, role: str, on: date) -> Organisation | None:
    """Who has the role for the offer on the day; None when nobody has. The day is the caller's, never today's."""
    row = (
        OfferResponsibility.objects.filter(offer=offer, role=role, during__contains=on)
        .select_related("organisation")
        .first()
    )
    return row.organisation if row else None
