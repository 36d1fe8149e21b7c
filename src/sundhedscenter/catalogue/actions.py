"""Writes to the catalogue that are not a file: one verb each, one transaction."""

from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.catalogue.models import Offer, OfferResponsibility
from sundhedscenter.core import audit
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.partnership.models import Organisation


@transaction.atomic
def move_responsibility(
    *, offer: Offer, role: str, to: Organisation, on: date, by: Viewer, at: datetime
) -> OfferResponsibility:
    """From the day `on`, `to` has the role for this offer. Earlier days keep the organisation that acted then.

    Rows that begin on `on` or later are replaced; the row that holds on `on` ends there. May be called again to
    move the role back.
    """
    Offer.objects.select_for_update().get(pk=offer.pk)
    rows = OfferResponsibility.objects.filter(offer=offer, role=role)
    rows.filter(during__startswith__gte=on).delete()
    for row in rows.filter(during__contains=on):
        row.during = DateRange(row.during.lower, on)
        row.save(update_fields=["during"])
    moved = OfferResponsibility.objects.create(offer=offer, role=role, organisation=to, during=DateRange(on, None))
    audit.record(by=by, verb="moved responsibility", target=moved, at=at, data={"role": role, "to": to.code})
    return moved
