"""One role of one offer moves on a day, and every pathway that follows the offer moves with it: no plan is touched.

The rule stands in docs/algorithms/responsibility.md. The number of statements does not grow with the pathways.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from sundhedscenter.catalogue import actions as catalogue
from sundhedscenter.catalogue.actions import CannotMove
from sundhedscenter.catalogue.models import Offer, ResponsibilityMove
from sundhedscenter.catalogue.queries import newest_move, spans_of
from sundhedscenter.citizens.actions import hand_on_tasks
from sundhedscenter.core import audit
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer, acting_as
from sundhedscenter.groups.seating import take_turn
from sundhedscenter.partnership.models import Employment, Organisation, Responsibility
from sundhedscenter.partnership.spans import Spans, body_on
from sundhedscenter.pathways.actions import change_contacts
from sundhedscenter.pathways.following import PROCESS, follow, stored, that_follow, work_out
from sundhedscenter.pathways.models import Pathway, PathwayFact, PathwayResponsibility, PlanItem
from sundhedscenter.pathways.queries import FINAL_KINDS

# The sweep looks this far back for an operator's first day, should it have stood still.
LOOK_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a move would do. `lapses` are later turns planned for the role that would no longer come.

    `following` counts pathways whose bodies change, `parts` open parts of plans that would name another body although
    their pathway follows another offer. Both are for the page to hide when they are small.
    """

    before: Spans
    after: Spans
    lapses: Spans
    following: int
    parts: int
    first_day: date


@dataclass(frozen=True, slots=True)
class Moved:
    """A move that was made or taken back, and how many pathways went with it."""

    move: ResponsibilityMove
    following: int


def preview_move(*, offer: Offer, role: str, to: Organisation, on: date, at: datetime) -> Preview:
    """What the move would do, in numbers, with nothing written. Raises CannotMove."""
    before, after = catalogue.days_after_move(offer=offer, role=role, to=to, on=on, today=day_of(at))
    _refuse_empty_house(role, to, on)
    lapses = tuple(span for span in before if span.begin > on and span.organisation_id != to.pk)
    return _preview(offer, role, before, after, lapses, on, at)


def preview_back(*, move: ResponsibilityMove, on: date, at: datetime) -> Preview:
    """What taking the move back from the day would do, with nothing written. Raises CannotMove."""
    if newest_move(move.offer, move.role) != move:
        raise CannotMove("move", move.pk, "not_newest")
    before, on = spans_of(move.offer, move.role), max(on, move.on)
    return _preview(move.offer, move.role, before, catalogue.days_put_back(move, on), (), on, at)


def _preview(offer: Offer, role: str, before: Spans, after: Spans, lapses: Spans, on: date, at: datetime) -> Preview:
    with acting_as(PROCESS, on=day_of(at)):
        ids = list(that_follow(offer).values_list("pk", flat=True))
        now = stored(ids)
        worked = work_out(ids, instead={(offer.pk, role): after})
        following = {one.pathway_id for one in worked if one.days.homes and one.by_role != now.get(one.pathway_id)}
        ended = PathwayFact.objects.filter(pathway=OuterRef("pathway"), kind__in=FINAL_KINDS, superseded_by=None)
        parts = PlanItem.objects.filter(~Exists(ended), offer=offer, ended_at=None).exclude(pathway_id__in=following)
        return Preview(before, after, lapses, len(following), parts.count(), on)


@transaction.atomic
def move(*, offer: Offer, role: str, to: Organisation, on: date, why: str, by: Viewer, at: datetime) -> Moved:
    """From the day `on`, `to` has the role for the offer and for every pathway that follows it. Raises CannotMove."""
    _refuse_empty_house(role, to, on)
    take_turn()  # pathways are held one after another, as by whoever seats many
    made = catalogue.move_responsibility(offer=offer, role=role, to=to, on=on, by=by, at=at, why=why)
    return Moved(made, _take_along(made, by, at))


@transaction.atomic
def move_back(*, move: ResponsibilityMove, on: date, by: Viewer, at: datetime) -> Moved:
    """From the day `on` every day has the body it had before the move. Raises CannotMove."""
    take_turn()
    back = catalogue.take_back(move=move, on=on, by=by, at=at)
    return Moved(back, _take_along(back, by, at))


def _refuse_empty_house(role: str, to: Organisation, on: date) -> None:
    """An operator has somebody who answers the telephone."""
    if role == Responsibility.OPERATOR:
        at_work = Employment.objects.filter(organisation=to, role="professional", during__contains=on)
        if not at_work.filter(user__is_active=True).exists():
            raise CannotMove("to", to.name, "nobody_works_there")


def _take_along(move: ResponsibilityMove, by: Viewer, at: datetime) -> int:
    """The pathways follow. A fixed number of statements, one audit entry each; returns how many changed."""
    on = day_of(at)
    with acting_as(PROCESS, on=on):
        ids = list(that_follow(move.offer).values_list("pk", flat=True))
        before = _operators(ids, on)
        changed = follow(ids, on=on)
        subjects = dict(Pathway.objects.filter(pk__in=changed).values_list("pk", "citizen_id"))
        audit.record_all(
            by=by,
            verb="responsibility_followed",
            target_kind=Pathway._meta.label_lower,
            subjects={str(pk): citizen for pk, citizen in subjects.items()},
            at=at,
            data={"move": move.pk, "role": move.role, "offer": move.offer.code},
        )
        after = _operators(changed, on)
        turns = {pk: (before[pk], new) for pk, new in after.items() if pk in before and before[pk] != new}
        _hand_on(turns, by=by, at=at)
    return len(changed)


def _operators(pathway_ids: list[UUID], on: date) -> dict[UUID, int]:
    rows = PathwayResponsibility.objects.filter(
        pathway_id__in=pathway_ids, role=Responsibility.OPERATOR, during__contains=on
    )
    return dict(rows.order_by("id").values_list("pathway_id", "organisation_id"))


def hand_on_due(*, by: Viewer, at: datetime) -> int:
    """Operators whose first day has come take over contact and tasks. Safe to run again; returns how many pathways."""
    on = day_of(at)
    turned = PathwayResponsibility.objects.filter(
        role=Responsibility.OPERATOR, during__startswith__gt=on - LOOK_BACK, during__startswith__lte=on
    )
    with acting_as(PROCESS, on=on):
        take_turn()
        ids = list(turned.order_by("pathway_id").values_list("pathway_id", flat=True).distinct())
        ended = PathwayFact.objects.filter(pathway_id__in=ids, kind__in=FINAL_KINDS, superseded_by=None)
        over = set(ended.values_list("pathway_id", flat=True))
        turns = {}
        for pk, roles in stored(ids).items():
            turn = _turn(roles.get(Responsibility.OPERATOR, ()), on)
            if turn is not None and pk not in over:
                turns[pk] = turn
        return _hand_on(turns, by=by, at=at)


def _turn(spans: Spans, on: date) -> tuple[int, int] | None:
    """Who had it before the body of today, and that body; None when nobody had."""
    now = next((span for span in spans if span.covers(on)), None)
    old = body_on(spans, now.begin - timedelta(days=1)) if now else None
    return (old, now.organisation_id) if now is not None and old is not None else None


def _hand_on(turns: Mapping[UUID, tuple[int, int]], *, by: Viewer, at: datetime) -> int:
    """Contact person and open tasks go from one operator to the other; a body without staff leaves the contact be."""
    if not turns:
        return 0
    at_work = Employment.objects.filter(
        organisation_id__in={new for _, new in turns.values()},
        role="professional",
        during__contains=day_of(at),
        user__is_active=True,
    ).select_related("user")
    staff: dict[int, list[Employment]] = {}
    for row in at_work.order_by("during", "user_id"):
        staff.setdefault(row.organisation_id, []).append(row)
    contacts, tasks = {}, {}
    for pathway in Pathway.objects.filter(pk__in=list(turns)).order_by("pk"):
        old, new = turns[pathway.pk]
        known = [row.user for row in staff.get(new, [])]
        if known and pathway.contact_person_id not in {user.pk for user in known}:
            contacts[pathway] = known[0]
        tasks[pathway.citizen_id] = (old, new, known[0] if known else None)
    changed = change_contacts(contacts=contacts, by=by, at=at)
    moved = hand_on_tasks(turns=tasks, by=by, at=at)
    return len({pathway.citizen_id for pathway in changed} | moved)
