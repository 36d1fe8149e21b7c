"""The made-up people one can log in as, grouped by role. Reads public tables only: no citizen is looked up."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from sundhedscenter.catalogue.models import TrackLeader
from sundhedscenter.partnership.models import Employment, User
from sundhedscenter.web.staff.model_words import ROLES

LEADERS, CITIZENS, RELATIVES = "leader", "citizen", "relative"
# How the user names of the demo's relatives begin.
RELATIVE = "demo-paaroerende"


@dataclass(frozen=True)
class DemoPerson:
    user_id: int
    name: str
    about: str


@dataclass(frozen=True)
class DemoGroup:
    code: str
    title: str
    people: tuple[DemoPerson, ...]


def demo_groups(*, on: date) -> list[DemoGroup]:
    """Citizens first, then relatives, leaders of groups, then each role in the order of the roles' table."""
    found: dict[str, list[DemoPerson]] = {}
    leaders = set(TrackLeader.objects.filter(during__contains=on).values_list("user_id", flat=True))
    current = Employment.objects.filter(during__contains=on).select_related("organisation").order_by("id")
    users = User.objects.filter(is_demo=True, is_active=True).prefetch_related(
        Prefetch("employments", queryset=current)
    )
    for user in users.order_by("id"):
        code, about = _place(user, leads=user.pk in leaders)
        found.setdefault(code, []).append(DemoPerson(user.pk, user.display_name or user.username, about))
    titles = {
        CITIZENS: _("Borgere"),
        RELATIVES: _("Pårørende"),
        LEADERS: _("Holdledere"),
        **{code: str(name) for code, name in ROLES.items()},
    }
    return [DemoGroup(code, title, tuple(found[code])) for code, title in titles.items() if code in found]


def _place(user: User, *, leads: bool) -> tuple[str, str]:
    """The heading a person stands under, and one line about them."""
    employments = list(user.employments.all())
    if not employments:
        return RELATIVES if is_relative(user) else CITIZENS, _in_words(user.title)
    about = ", ".join(part for part in (_in_words(user.title), employments[0].organisation.name) if part)
    return LEADERS if leads else employments[0].role, about


def is_relative(user: User) -> bool:
    return user.username.startswith(RELATIVE)


def _in_words(title: str) -> str:
    return _(title) if title else ""
