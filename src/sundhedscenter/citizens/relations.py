"""Which relations open a citizen to a viewer today. The SQL twin is `visible_citizens` in the migrations."""

from django.db.models import F, Func, Q, QuerySet
from django.db.models.fields import DateField

from sundhedscenter.citizens.models import Relation
from sundhedscenter.core.viewer import Viewer


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
