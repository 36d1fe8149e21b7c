"""What opens a citizen to a viewer today. The SQL twins are `visible_citizens` and `helped_citizens` in the migrations."""

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.fields import DateField

from sundhedscenter.citizens.models import HelperAccess, Relation
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.partnership.models import Employment


class ViewerOn(Func):
    """The Danish calendar day of the request, as the database was told it."""

    function = "viewer_on"
    arity = 0
    output_field = DateField()


def current_relations(viewer: Viewer, *, scope: str) -> QuerySet[Relation]:
    """Relations of the viewer's organisations or of themselves that hold today."""
    if viewer.user_id is None:
        return Relation.objects.none()
    wanted = Q() if scope == "group" else Q(scope="care")
    whose = Q(organisation_id__in=viewer.orgs) | Q(staff_id=viewer.user_id)
    return Relation.objects.alias(today=ViewerOn()).filter(wanted, whose, during__contains=F("today"))


def current_helping(viewer: Viewer, *rights: str) -> QuerySet[HelperAccess]:
    """What the viewer holds as a helper today with any of the rights; nothing for a log-in that belongs to a job."""
    if viewer.user_id is None:
        return HelperAccess.objects.none()
    ticked = Q(pk__in=[])
    for right in rights:
        ticked |= Q(scope__contains=[right])
    at_work = Employment.objects.filter(user=OuterRef("helper"))
    return HelperAccess.objects.alias(today=ViewerOn()).filter(
        ticked,
        ~Exists(at_work),
        helper_id=viewer.user_id,
        withdrawn_at=None,
        during__contains=F("today"),
        citizen__died_on=None,
    )
