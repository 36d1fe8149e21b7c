"""Reads about the person. The scoping function names its viewer; row-level security says the same."""

from django.db.models import Model, Q, QuerySet

from sundhedscenter.citizens.models import Citizen, Contact, EverydayWeek, Residence, Task
from sundhedscenter.citizens.relations import current_helping, current_relations
from sundhedscenter.core.viewer import Viewer


def citizens_visible_to(viewer: Viewer, *, scope: str = "care") -> QuerySet[Citizen]:
    """Citizens the viewer may see with this scope: themselves, and those with a current relation."""
    mine = Q(user_id=viewer.user_id) if viewer.user_id else Q(pk__in=[])
    related = Q(pk__in=current_relations(viewer, scope=scope).values("citizen_id"))
    return Citizen.objects.filter(mine | related).order_by("display_name", "id")


def rows_visible_to[Row: Model](viewer: Viewer, rows: QuerySet[Row], *, scope: str = "care") -> QuerySet[Row]:
    """The rows with a `citizen` that the viewer may see. A named process sees what each table's wall lists for it."""
    if viewer.is_system:
        return rows
    return rows.filter(citizen__in=citizens_visible_to(viewer, scope=scope).order_by())


def citizens_helped_by(viewer: Viewer, *rights: str) -> QuerySet[Citizen]:
    """Citizens who have ticked any of the rights for the viewer, while it lasts."""
    helping = current_helping(viewer, *rights).values("citizen_id")
    return Citizen.objects.filter(pk__in=helping).order_by("display_name", "id")


def rows_helped_by[Row: Model](viewer: Viewer, rows: QuerySet[Row], *rights: str) -> QuerySet[Row]:
    """The rows with a `citizen` who has ticked any of the rights for the viewer."""
    return rows.filter(citizen__in=citizens_helped_by(viewer, *rights).order_by())


def tasks_visible_to(viewer: Viewer) -> QuerySet[Task]:
    return rows_visible_to(viewer, Task.objects.all())


def somebody_is_not_demo() -> bool:
    """Whether any citizen the viewer may see is not marked as made up; asked by the process `login`, which sees all."""
    return Citizen.objects.filter(is_demo=False).exists()


def citizen_of(viewer: Viewer) -> Citizen | None:
    """The logged-in citizen, or None when the viewer is not one."""
    if viewer.user_id is None:
        return None
    return Citizen.objects.filter(user_id=viewer.user_id).first()


def newest_contact(citizen: Citizen) -> Contact | None:
    return Contact.objects.filter(citizen=citizen).order_by("-recorded_at", "-id").first()


def newest_week(citizen: Citizen) -> EverydayWeek | None:
    return EverydayWeek.objects.filter(citizen=citizen).order_by("-recorded_at", "-id").first()


def current_residence(citizen: Citizen) -> Residence | None:
    return Residence.objects.filter(citizen=citizen).order_by("-since", "-id").first()
