"""Who somebody in the citizen's data is, as far as the citizen may know: staff by name and place, others not at all."""

from typing import Any

from sundhedscenter.citizens.models import Citizen, HelperAccess
from sundhedscenter.partnership.models import Employment, User

SELF, STAFF, HELPER, SYSTEM, OTHER = "self", "staff", "helper", "system", "other"
# Fields that hold a viewer's name as text: `user:12`, `system:pooling`, `draft`.
VIEWER_FIELDS = frozenset({"viewer", "actor", "by", "about_viewer"})

type Somebody = dict[str, str]


class People:
    """Looks nobody up one by one: the partners' staff and the citizen's helpers, read once. Two queries.

    Somebody who is neither is another citizen, or was: no name, and no number that could be one.
    """

    def __init__(self, citizen: Citizen) -> None:
        self.user_id = citizen.user_id
        self.staff: dict[int, Somebody] = {}
        rows = Employment.objects.select_related("user", "organisation").order_by("-during", "id")
        for row in rows:
            self.staff.setdefault(
                row.user_id, {"kind": STAFF, "name": str(row.user), "organisation": row.organisation.name}
            )
        helpers = HelperAccess.objects.filter(citizen=citizen)
        self.helpers = {helper.helper_id: {"kind": HELPER, "name": helper.name} for helper in helpers}

    def by_user_id(self, user_id: int) -> Somebody:
        if user_id == self.user_id:
            return {"kind": SELF}
        return self.staff.get(user_id) or self.helpers.get(user_id) or {"kind": OTHER}

    def by_viewer_name(self, name: str) -> Somebody:
        """From the log's own way of writing a viewer."""
        if name.startswith("user:"):
            return self.by_user_id(int(name[5:]))
        return {"kind": SELF} if name == "draft" else {"kind": SYSTEM, "name": name.removeprefix("system:")}

    def of(self, user: User | None) -> Somebody | None:
        return self.by_user_id(user.pk) if user else None


def is_viewer_field(name: str, value: Any) -> bool:
    return name in VIEWER_FIELDS and isinstance(value, str) and bool(value)
