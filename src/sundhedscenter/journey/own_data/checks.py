"""Invariants of data requests; asked by `sundhedscenter check`."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef

from sundhedscenter.citizens.models import Relation
from sundhedscenter.core.checks import Finding, register
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.walls import CARE
from sundhedscenter.intake.models import DataRequest, DataRequestAct
from sundhedscenter.partnership.models import Employment

OWNED, SAID = "every_data_request_is_owned", "every_erasure_is_accounted_for"


@register(OWNED)
def every_data_request_is_owned(at: datetime) -> Iterator[Finding]:
    """Each open wish about data lies with somebody employed there, or where professionals work, and they may look."""
    on = day_of(at)
    here = Employment.objects.filter(
        organisation=OuterRef("owner_organisation"), role="professional", during__contains=on
    )
    may_look = Relation.objects.filter(
        citizen=OuterRef("citizen"), organisation=OuterRef("owner_organisation"), scope=CARE, during__contains=on
    )
    rows = DataRequest.objects.filter(ended_at=None).annotate(
        staffed=Exists(here), owner_works=Exists(here.filter(user=OuterRef("owner"))), may_look=Exists(may_look)
    )
    for row in rows:
        about = f"data request {row.pk}"
        if not (row.owner_works if row.owner_id else row.staffed):
            yield Finding(OWNED, about, "nobody who works there owns it.", "Give it to a professional who does.")
        if row.deadline <= day_of(row.received_at):
            yield Finding(OWNED, about, f"its deadline is {row.deadline}.", "Set the deadline a month after its day.")
        if not row.may_look:
            yield Finding(OWNED, about, "its owner may not see the citizen.", "Add the relation of the request again.")


@register(SAID)
def every_erasure_is_accounted_for(at: datetime) -> Iterator[Finding]:
    """An answered erasure says of each part what went or what stayed."""
    acts: dict[object, set[str]] = {}
    for request_id, part in DataRequestAct.objects.values_list("request_id", "part"):
        acts.setdefault(request_id, set()).add(part)
    for row in DataRequest.objects.filter(kind=DataRequest.ERASURE, ended_at__isnull=False):
        silent = set(row.parts) - acts.get(row.pk, set())
        if silent:
            yield Finding(
                SAID, f"data request {row.pk}", f"says nothing of {', '.join(sorted(silent))}.", "Answer it again."
            )
