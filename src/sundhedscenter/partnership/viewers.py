"""From a logged-in user to the viewer they are today."""

from datetime import date

from sundhedscenter.core.viewer import Viewer
from sundhedscenter.partnership.models import Employment, User

# The roles whose organisation's relations open a citizen (domain.md section 4). The others see no citizen this way.
CARE_ROLES = frozenset({"professional", "assessor", "manager"})


def viewer_for(user: User, on: date) -> Viewer:
    """The viewer of `user` on the Danish day `on`: current roles, and the organisations that open citizens."""
    rows = list(
        Employment.objects.filter(user=user, during__contains=on)
        .order_by("organisation_id", "role")
        .values_list("organisation_id", "role")
    )
    return Viewer(
        name=f"user:{user.pk}",
        user_id=user.pk,
        orgs=tuple(dict.fromkeys(org for org, role in rows if role in CARE_ROLES)),
        roles=frozenset(role for _, role in rows),
    )
