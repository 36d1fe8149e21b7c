"""A citizen asks about their own data: who must answer, and by which day."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from sundhedscenter.citizens.actions import relate
from sundhedscenter.citizens.models import Citizen, Relation
from sundhedscenter.citizens.queries import current_residence
from sundhedscenter.core import audit
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.core.walls import CARE
from sundhedscenter.intake.models import DataRequest
from sundhedscenter.journey.own_data.parts import correctable, data_parts, erasable
from sundhedscenter.partnership.models import Employment, Organisation, User
from sundhedscenter.pathways.models import Pathway, PathwayResponsibility

MAX_TEXT = 1000


class NoController(LookupError):
    """Nobody answers for the citizen's data yet: no pathway and no address. There is nothing to correct either."""


class NothingAsked(ValueError):
    """The wish names no part of the data that this kind of wish can be about, or a question has no words."""


@dataclass(frozen=True, slots=True)
class AboutVisit:
    """The visit a question is about: the day, and the viewer's name in the log."""

    day: date
    viewer: str


def controller_on(citizen: Citizen, on: date) -> Organisation:
    """The data controller of the citizen's newest pathway on the day, else the municipality. Raises NoController."""
    newest = Pathway.objects.filter(citizen=citizen).order_by("-created_at", "-id").values("pk")[:1]
    named = PathwayResponsibility.objects.filter(pathway__in=newest, role="controller", during__contains=on)
    found = named.select_related("organisation").first()
    if found is not None:
        return found.organisation
    residence = current_residence(citizen)
    if residence is None:
        raise NoController(f"Citizen {citizen.pk} has no pathway and no address.")
    return residence.municipality


def deadline_after(day: date) -> date:
    """The same date next month, or that month's last day (content/data_parts.yaml says why)."""
    month = day.month - 1 + data_parts().deadline.months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@transaction.atomic
def ask(
    *,
    viewer: Viewer,
    citizen: Citizen,
    kind: str,
    at: datetime,
    parts: Sequence[str] = (),
    text: str = "",
    about: AboutVisit | None = None,
    on_behalf: bool = False,
) -> DataRequest:
    """The wish is received, with an owner and a deadline. The same wish sent twice is one.

    A question about a visit lies with the organisation, never with one person: it may be about that person.
    Raises NoController, NothingAsked.
    """
    wanted = _known(kind, parts)
    if not wanted and not text and about is None:
        raise NothingAsked(kind)
    on = day_of(at)
    citizen = Citizen.objects.select_for_update(no_key=True).get(pk=citizen.pk)
    said = {
        "citizen": citizen,
        "kind": kind,
        "parts": wanted,
        "text": text,
        "about_day": about.day if about else None,
        "about_viewer": about.viewer if about else "",
    }
    same = DataRequest.objects.filter(**said, ended_at=None).first()
    if same is not None:
        return same
    controller = controller_on(citizen, on)
    request = DataRequest.objects.create(
        **said,
        on_behalf=on_behalf,
        received_at=at,
        owner_organisation=controller,
        owner=None if kind == DataRequest.ACCESS_QUESTION else _owner(citizen, controller, on),
        deadline=deadline_after(on),
    )
    _open_to(request, on)
    audit.record(
        by=viewer, verb="data_request_received", target=request, at=at, subject_id=citizen.pk, data={"kind": kind}
    )
    return request


def _known(kind: str, parts: Sequence[str]) -> list[str]:
    """The named parts that exist for this kind of wish, in the file's order."""
    if kind == DataRequest.ACCESS_QUESTION:
        return []
    possible = correctable() if kind == DataRequest.CORRECTION else erasable()
    wanted = [part.code for part in possible if part.code in parts]
    if not wanted:
        raise NothingAsked(kind)
    return wanted


def _owner(citizen: Citizen, controller: Organisation, on: date) -> User | None:
    """The citizen's contact person when they work for the controller that day; else the organisation's queue."""
    works_there = Employment.objects.filter(
        user=OuterRef("contact_person"), organisation=controller, role="professional", during__contains=on
    )
    pathway = (
        Pathway.objects.filter(Exists(works_there), citizen=citizen, contact_person__is_active=True)
        .select_related("contact_person")
        .order_by("-created_at", "-id")
        .first()
    )
    return pathway.contact_person if pathway else None


def _open_to(request: DataRequest, on: date) -> None:
    """Whoever must answer may see the citizen until they have: a relation of its own where none lasts so long."""
    lasting = Relation.objects.filter(
        citizen_id=request.citizen_id,
        organisation_id=request.owner_organisation_id,
        scope=CARE,
        during__contains=on,
        during__upper_inf=True,
    )
    if not lasting.exists():
        relate(
            citizen_id=request.citizen_id,
            organisation=request.owner_organisation,
            scope=CARE,
            source=request,
            begin=on,
            end=None,
        )
