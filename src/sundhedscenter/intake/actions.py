"""Writes about requests."""

from datetime import date, datetime

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import audit
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.intake.models import Request
from sundhedscenter.partnership.models import Organisation


def receive_request(
    *, citizen: Citizen, topic: str, way: str, owner: Organisation, deadline: date, by: Viewer, at: datetime
) -> Request:
    """Somebody asks for something. It has an owner and a deadline from the first moment."""
    request = Request.objects.create(
        citizen=citizen, topic=topic, way=way, received_at=at, owner_organisation=owner, deadline=deadline
    )
    audit.record(by=by, verb="request_received", target=request, at=at, subject_id=citizen.pk)
    return request


def end_request(*, request: Request, reason: str, by: Viewer, at: datetime) -> Request:
    """The request is over, for a reason. An ended request stays as it ended."""
    if request.ended_at is None:
        request.ended_at, request.end_reason = at, reason
        request.save(update_fields=["ended_at", "end_reason"])
        audit.record(
            by=by, verb="request_ended", target=request, at=at, subject_id=request.citizen_id, data={"reason": reason}
        )
    return request
