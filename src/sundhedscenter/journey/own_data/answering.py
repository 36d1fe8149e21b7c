"""The data controller's professionals answer: corrected, erased or explained, in one transaction with what was done."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from sundhedscenter.citizens.actions import end_relations
from sundhedscenter.citizens.models import Citizen
from sundhedscenter.citizens.queries import rows_visible_to
from sundhedscenter.core import audit
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.intake.models import DataRequest, DataRequestAct
from sundhedscenter.journey.own_data.correcting import correct, current
from sundhedscenter.journey.own_data.erasing import erase, with_the_rest
from sundhedscenter.journey.own_data.parts import part
from sundhedscenter.journey.telling import tell
from sundhedscenter.partnership.viewers import organisations_of

ANSWERED = "data_answered"
ROLE = "professional"
LOOKS_ON = timedelta(days=1)


class NotYours(LookupError):
    """No such wish for this viewer: another organisation's, or none at all."""


class AlreadyAnswered(Exception):
    """The wish has its answer. Nothing is done twice."""


class NoWords(ValueError):
    """The answer needs words: a citizen who gets a no, or asked a question, is told why."""


def requests_visible_to(viewer: Viewer) -> QuerySet[DataRequest]:
    return rows_visible_to(viewer, DataRequest.objects.all())


def acts_visible_to(viewer: Viewer) -> QuerySet[DataRequestAct]:
    return rows_visible_to(viewer, DataRequestAct.objects.all())


def open_requests(viewer: Viewer, *, on: date) -> QuerySet[DataRequest]:
    """What lies with the organisations where the viewer is a professional, the nearest deadline first."""
    mine = organisations_of(viewer, ROLE, on)
    rows = requests_visible_to(viewer).filter(ended_at=None, owner_organisation_id__in=mine)
    return rows.select_related("citizen", "owner", "owner_organisation").order_by("deadline", "received_at", "id")


def request_for(viewer: Viewer, request_id: UUID, *, on: date) -> DataRequest:
    """One wish, open or answered, of the viewer's own organisation. Raises NotYours."""
    mine = organisations_of(viewer, ROLE, on)
    found = (
        requests_visible_to(viewer)
        .filter(pk=request_id, owner_organisation_id__in=mine)
        .select_related("citizen", "owner", "owner_organisation", "ended_by")
        .first()
    )
    if found is None:
        raise NotYours(f"No data request {request_id} for {viewer.name}.")
    return found


@transaction.atomic
def answer_correction(
    *, viewer: Viewer, request_id: UUID, values: Mapping[str, Mapping[str, Any]], answer: str, at: datetime
) -> DataRequest:
    """Correct each part named in `values`, by part. Nothing changed needs words that say why.

    Raises NotYours, AlreadyAnswered, NoWords.
    """
    request, citizen = _take(viewer, request_id, DataRequest.CORRECTION, at)
    changed = False
    for code in request.parts:
        wanted = dict(values.get(code, {}))
        if not wanted:
            continue
        before = current(citizen, code)
        if correct(citizen=citizen, part=code, values=wanted, by=viewer, at=at):
            changed = True
            _note(request, code, DataRequestAct.CORRECTED, at, rows=1, before=before, after=wanted)
    if not changed and not answer:
        raise NoWords(request.pk)
    return _end(request, citizen, viewer, "corrected" if changed else "refused", answer, at)


@transaction.atomic
def answer_erasure(*, viewer: Viewer, request_id: UUID, answer: str, at: datetime) -> DataRequest:
    """Erase what may be erased of the named parts, and note what is kept and why. Raises NotYours, AlreadyAnswered.

    A citizen whose phone and e-mail go gets no message: there is nowhere to send it. The answer stands on their page.
    The wish's own words quote what goes, so they go too; the answer stays to be read, until its part is erased again.
    """
    request, citizen = _take(viewer, request_id, DataRequest.ERASURE, at)
    request.text = ""
    for code, rows in erase(citizen, request.parts, at=at).items():
        _note(request, code, DataRequestAct.ERASED, at, rows=rows)
    for found in with_the_rest(request.parts):
        if found.kept:
            _note(request, found.code, DataRequestAct.KEPT, at, reason=found.kept)
    return _end(request, citizen, viewer, "erased", answer, at)


@transaction.atomic
def refuse_erasure(*, viewer: Viewer, request_id: UUID, answer: str, at: datetime) -> DataRequest:
    """Everything stays, for a reason said in words. Raises NotYours, AlreadyAnswered, NoWords."""
    request, citizen = _take(viewer, request_id, DataRequest.ERASURE, at)
    if not answer:
        raise NoWords(request.pk)
    for code in request.parts:
        _note(request, code, DataRequestAct.KEPT, at, reason=part(code).kept or "case")
    return _end(request, citizen, viewer, "refused", answer, at)


@transaction.atomic
def answer_question(*, viewer: Viewer, request_id: UUID, answer: str, at: datetime) -> DataRequest:
    """Say why somebody looked. Raises NotYours, AlreadyAnswered, NoWords."""
    request, citizen = _take(viewer, request_id, DataRequest.ACCESS_QUESTION, at)
    if not answer:
        raise NoWords(request.pk)
    return _end(request, citizen, viewer, "answered", answer, at)


def _take(viewer: Viewer, request_id: UUID, kind: str, at: datetime) -> tuple[DataRequest, Citizen]:
    """The open wish with its row and its citizen held, so that two professionals answer it once."""
    mine = organisations_of(viewer, ROLE, day_of(at))
    request = (
        requests_visible_to(viewer)
        .select_for_update(of=("self",))
        .filter(pk=request_id, kind=kind, owner_organisation_id__in=mine)
        .first()
    )
    if request is None:
        raise NotYours(f"No data request {request_id} for {viewer.name}.")
    if request.ended_at is not None:
        raise AlreadyAnswered(request.pk)
    return request, Citizen.objects.select_for_update(no_key=True).get(pk=request.citizen_id)


def _note(request: DataRequest, code: str, what: str, at: datetime, **more: Any) -> DataRequestAct:
    return DataRequestAct.objects.create(
        request=request, citizen_id=request.citizen_id, part=code, what=what, at=at, **more
    )


def _end(
    request: DataRequest, citizen: Citizen, viewer: Viewer, outcome: str, answer: str, at: datetime
) -> DataRequest:
    """The answer is given; whoever could look because of the wish alone looks no more from tomorrow."""
    request.ended_at, request.outcome, request.answer = at, outcome, answer
    request.ended_by_id = viewer.user_id
    request.save(update_fields=["ended_at", "outcome", "answer", "ended_by", "text"])
    audit.record(
        by=viewer,
        verb="data_request_answered",
        target=request,
        at=at,
        subject_id=citizen.pk,
        data={"kind": request.kind, "outcome": outcome},
    )
    tell(citizen=citizen, kind=ANSWERED, about=request, at=at)
    end_relations(source=request, on=day_of(at) + LOOKS_ON)
    return request
