"""Writes about requests."""

from datetime import date, datetime
from uuid import UUID

from django.db import connection, models

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import audit
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.intake.models import ActOnBehalf, Request
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


def register_citizen(
    *, display_name: str, language: str, organisation: Organisation, by: Viewer, at: datetime
) -> Citizen:
    """A person who has no log-in, written in by a professional of `organisation`; open to it for the day.

    The database makes the citizen and the relation in one function, which takes no id: nobody who is there already is
    reached by it. A citizen written in by a demo user is made up too. Raises ProgrammingError for anybody else.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT register_citizen(%s, %s, %s, %s)", [organisation.pk, display_name, language, at])
        rows: list[tuple[UUID]] = cursor.fetchall()
    citizen = Citizen.objects.get(pk=rows[0][0])
    audit.record(by=by, verb="citizen_created", target=citizen, at=at, subject_id=citizen.pk)
    return citizen


def note_on_behalf(*, by: Viewer, citizen_id: UUID, act: str, about: models.Model, at: datetime) -> ActOnBehalf | None:
    """Who wrote down what the citizen said, and by which way. None when the citizen does it alone."""
    if not by.on_behalf or by.user_id is None:
        return None
    return ActOnBehalf.objects.create(
        citizen_id=citizen_id,
        act=act,
        way=by.on_behalf,
        by_id=by.user_id,
        at=at,
        about_kind=about._meta.label_lower,
        about_id=str(about.pk),
    )
