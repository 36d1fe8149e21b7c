"""What a municipality's own professional sees of its citizens' pathways."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from sundhedscenter.citizens.models import Citizen, Contact, Task
from sundhedscenter.citizens.queries import citizens_visible_to, newest_contact
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.intake.models import Request
from sundhedscenter.intake.queries import waiting_request
from sundhedscenter.journey.helping.looking import Helper, helpers_of
from sundhedscenter.journey.my_way import MyWay, my_way
from sundhedscenter.partnership.viewers import organisations_of
from sundhedscenter.pathways.models import Pathway
from sundhedscenter.pathways.queries import statuses
from sundhedscenter.pathways.status import PathwayStatus


class NotVisible(LookupError):
    """No such citizen for this viewer. The same answer whether they exist or not."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One citizen on the list: what they asked about, how far they are, and who must do what by when."""

    citizen_id: UUID
    display_name: str
    topic: str
    status: PathwayStatus
    asked_at: datetime
    deadline: date | None
    owner: str
    task: str


@dataclass(frozen=True, slots=True)
class Case:
    """One citizen in full, as their own page shows it, with how to reach them, and who helps them.

    `waiting` is the request of one who has no pathway yet.
    """

    citizen: Citizen
    contact: Contact | None
    way: MyWay | None
    helpers: tuple[Helper, ...]
    waiting: Request | None = None


def open_cases(viewer: Viewer, *, on: date) -> QuerySet[Citizen]:
    """Whom the viewer's role lets them work with: all with a relation to where they are a professional; as an assessor
    those of whom an open request or task lies with them. The wall of the tables knows the relation alone.
    """
    if "assessor" not in viewer.roles:
        return citizens_visible_to(viewer)
    assessed = organisations_of(viewer, "assessor", on)
    professional = replace(viewer, orgs=organisations_of(viewer, "professional", on))
    asked = Request.objects.filter(ended_at=None, owner_organisation_id__in=assessed).values("citizen_id")
    owed = Task.objects.filter(ended_at=None, owner_organisation_id__in=assessed).values("citizen_id")
    of_role = Q(pk__in=citizens_visible_to(professional).order_by().values("pk")) | Q(pk__in=asked) | Q(pk__in=owed)
    return citizens_visible_to(viewer).filter(of_role)


def cases(viewer: Viewer, *, on: date) -> list[CaseLine]:
    """The citizens of the viewer's organisations: open tasks first by deadline, then the newest. At most eight queries."""
    tasks = Task.objects.filter(ended_at=None).select_related("owner", "owner_organisation").order_by("deadline", "id")
    pathways = list(
        Pathway.objects.filter(citizen__in=open_cases(viewer, on=on).order_by())
        .select_related("citizen", "contact_person")
        .prefetch_related(Prefetch("citizen__tasks", queryset=tasks, to_attr="open_tasks"))
        .order_by("-created_at", "-id")
    )
    now = statuses(pathways, on=on)
    lines = [_line(pathway, now[pathway.pk]) for pathway in pathways]
    return sorted(lines, key=lambda line: (line.deadline or date.max, -line.asked_at.timestamp(), str(line.citizen_id)))


def _line(pathway: Pathway, status: PathwayStatus) -> CaseLine:
    open_tasks: list[Task] = getattr(pathway.citizen, "open_tasks", [])
    task = open_tasks[0] if open_tasks else None
    contact = pathway.contact_person.display_name if pathway.contact_person else ""
    owner = (task.owner.display_name if task.owner else task.owner_organisation.name) if task else contact
    return CaseLine(
        citizen_id=pathway.citizen_id,
        display_name=pathway.citizen.display_name,
        topic=pathway.topic,
        status=status,
        asked_at=pathway.created_at,
        deadline=task.deadline if task else None,
        owner=owner,
        task=task.kind if task else "",
    )


def case(viewer: Viewer, citizen_id: UUID, *, at: datetime, language: str) -> Case:
    """One citizen. Raises NotVisible."""
    citizen = open_cases(viewer, on=day_of(at)).filter(pk=citizen_id).first()
    if citizen is None:
        raise NotVisible(f"No citizen {citizen_id} for {viewer.name}.")
    way = my_way(viewer=viewer, citizen=citizen, at=at, language=language)
    return Case(
        citizen,
        newest_contact(citizen),
        way,
        tuple(helpers_of(viewer, citizen, at=at)),
        waiting_request(citizen) if way is None else None,
    )
