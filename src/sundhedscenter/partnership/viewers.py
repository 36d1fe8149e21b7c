"""From a logged-in user to the viewer they are today."""

from datetime import date

from django.db import connection

from sundhedscenter.core.viewer import Viewer
from sundhedscenter.partnership.models import Employment, User

# The roles whose organisation's relations open a citizen (docs/security/walls.md). The others, managers among them, see no
# citizen this way. An assessor's pages show fewer than the relations open: see `journey.staff.open_cases`.
CARE_ROLES = frozenset({"professional", "assessor"})


def viewer_for(user: User, on: date) -> Viewer:
    """The viewer of `user` on the Danish day `on`: current roles, and the organisations that open citizens."""
    with connection.cursor() as cursor:  # by hand: every page of a known user begins with it
        cursor.execute(_EMPLOYED, [user.pk, on])
        rows = cursor.fetchall()
    return Viewer(
        name=f"user:{user.pk}",
        user_id=user.pk,
        orgs=tuple(dict.fromkeys(org for org, role in rows if role in CARE_ROLES)),
        roles=frozenset(role for _, role in rows),
    )


_EMPLOYED = """
SELECT organisation_id, role FROM partnership_employment WHERE user_id = %s AND during @> %s ORDER BY 1, 2
"""


def organisations_of(viewer: Viewer, role: str, on: date) -> tuple[int, ...]:
    """Where the viewer has the role on the day, by organisation id."""
    if viewer.user_id is None:
        return ()
    rows = Employment.objects.filter(user_id=viewer.user_id, role=role, during__contains=on)
    return tuple(rows.order_by("organisation_id").values_list("organisation_id", flat=True).distinct())


def ever_employed(user: User) -> bool:
    """Whether the user works, has worked or will work at a partner."""
    return Employment.objects.filter(user=user).exists()
