"""Who looked at a citizen, and why they may: each visit is held against what was allowed on that day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sundhedscenter.catalogue.actions import days_when_it_began
from sundhedscenter.catalogue.models import ResponsibilityMove
from sundhedscenter.citizens.models import Citizen, HelperAccess, Relation
from sundhedscenter.core import access
from sundhedscenter.core.walls import GROUP
from sundhedscenter.partnership.models import Employment, Organisation, User
from sundhedscenter.pathways.following import Worked, work_out
from sundhedscenter.pathways.models import Pathway, PlanItem

BY_PATHWAY = Pathway._meta.label_lower
SYSTEM, HELPER, UNKNOWN = "system", "helper", "unknown"
# Pages that show a group: whoever leads one was there because of that.
GROUP_PAGES = frozenset({"group_roster", "printed_roster", "attendance"})


@dataclass(frozen=True, slots=True)
class Visit:
    """One person's visits on one day. `why` is a basis of content/data_parts.yaml, or SYSTEM, HELPER, UNKNOWN."""

    day: date
    last: datetime
    viewer: str
    name: str
    title: str
    organisation: str
    codes: tuple[str, ...]
    times: int
    why: str


def visits_of(citizen: Citizen, rows: Iterable[Mapping[str, Any]]) -> list[Visit]:
    """Rows of `core.access.visits`, in words' reach. Five queries, whatever their number.

    A visit that nothing of today explains costs a few more: responsibility may have moved since.
    """
    rows = list(rows)
    user_ids = {int(row["viewer"][5:]) for row in rows if row["viewer"].startswith("user:")}
    users = User.objects.in_bulk(user_ids)
    organisations = Organisation.objects.in_bulk({pk for row in rows for pk in row["organisations"] if pk})
    reasons = _Reasons(citizen, user_ids)
    return [_visit(row, users, organisations, reasons) for row in rows]


def _visit(
    row: Mapping[str, Any], users: Mapping[int, User], organisations: dict[int, Organisation], reasons: "_Reasons"
) -> Visit:
    user_id = int(row["viewer"][5:]) if row["viewer"].startswith("user:") else None
    user = users.get(user_id) if user_id is not None else None
    why, organisation = SYSTEM, None
    if user_id is not None:
        why, organisation = reasons.of(user_id, row["day"], row["codes"])
    if organisation is None:
        organisation = next((organisations[pk] for pk in row["organisations"] if pk in organisations), None)
    return Visit(
        day=row["day"],
        last=row["last"],
        viewer=row["viewer"],
        name=(reasons.helper_name(user_id) if why == HELPER else "") or (str(user) if user else ""),
        title=user.title if user else "",
        organisation=organisation.name if organisation else "",
        codes=tuple(row["codes"]),
        times=row["times"],
        why=why,
    )


class _Reasons:
    """Everything that ever let somebody see the citizen, asked day by day."""

    def __init__(self, citizen: Citizen, user_ids: set[int]) -> None:
        self.relations = list(Relation.objects.filter(citizen=citizen).select_related("organisation"))
        self.helpers = {
            helper.helper_id: helper for helper in HelperAccess.objects.filter(citizen=citizen).order_by("-id")
        }
        worked = Employment.objects.filter(user_id__in=user_ids).select_related("organisation")
        self.worked: dict[int, list[Employment]] = {}
        for row in worked.order_by("id"):
            self.worked.setdefault(row.user_id, []).append(row)
        self.citizen = citizen
        self.stood: dict[Any, list[Worked]] = {}

    @cached_property
    def pathways(self) -> list[UUID]:
        return list(Pathway.objects.filter(citizen=self.citizen).order_by("pk").values_list("pk", flat=True))

    @cached_property
    def moves(self) -> list[ResponsibilityMove]:
        offers = PlanItem.objects.filter(citizen=self.citizen).exclude(offer=None).values("offer_id")
        return list(ResponsibilityMove.objects.filter(offer_id__in=offers).order_by("moved_at", "id"))

    def helper_name(self, user_id: int | None) -> str:
        helper = self.helpers.get(user_id) if user_id is not None else None
        return helper.name if helper else ""

    def before_moves(self, day: date) -> tuple[int, ...]:
        """Organisations that might look on the day, as responsibility stood when it began.

        A role that is moved from a day in the past takes its relation from the body that had it, and that body looked
        lawfully until then. The moves themselves keep the days as they were. It explains; it opens nothing.
        """
        stood = days_when_it_began(self.moves, day)
        key = tuple(sorted(stood.items(), key=lambda item: item[0]))
        if key not in self.stood:
            self.stood[key] = work_out(self.pathways, instead=stood) if stood else []
        spans = [span for one in self.stood[key] for span in one.seen_by if span.covers(day)]
        return tuple(span.organisation_id for span in spans)

    def of(self, user_id: int, day: date, codes: Iterable[str]) -> tuple[str, Organisation | None]:
        """The basis that let this person look on the day, and the organisation they looked for."""
        here = [row.organisation for row in self.worked.get(user_id, []) if _holds(row.during, day)]
        led = [relation for relation in self.relations if relation.staff_id == user_id and _holds(relation.during, day)]
        places = {organisation.pk: organisation for organisation in here}
        cared = [r for r in self.relations if r.organisation_id in places and _holds(r.during, day)]
        by_group = sorted(led, key=lambda r: r.scope != GROUP)
        candidates = [*by_group, *cared] if GROUP_PAGES & set(codes) else [*cared, *by_group]
        if not candidates:
            helper = self.helpers.get(user_id)
            if helper is not None and helper.during.lower <= day:
                return HELPER, None
            former = next((places[pk] for pk in self.before_moves(day) if pk in places), None) if places else None
            return (BY_PATHWAY, former) if former else (UNKNOWN, here[0] if here else None)
        found = candidates[0]
        if found.organisation_id is not None:
            return found.source_kind, places[found.organisation_id]
        return found.source_kind, here[0] if here else None


def _holds(during: Any, day: date) -> bool:
    return not during.isempty and day in during


def was_a_visit(citizen: Citizen, *, viewer_name: str, day: date) -> bool:
    """Whether somebody else really looked that day: a question is asked about a visit that was."""
    return access.was_seen_by(citizen.pk, viewer_name=viewer_name, day=day)
