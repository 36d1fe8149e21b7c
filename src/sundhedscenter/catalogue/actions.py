"""Writes to the catalogue that are not a file: one verb each, one transaction."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.catalogue.models import Offer, OfferResponsibility, ResponsibilityMove
from sundhedscenter.catalogue.queries import newest_move, spans_of
from sundhedscenter.core import audit
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.partnership.models import Organisation
from sundhedscenter.partnership.spans import Span, Spans, moved, put_back

# A day further ahead is a slip of the finger, not a plan.
FURTHEST = timedelta(days=3653)


class CannotMove(ValueError):
    """The role cannot be moved so. Names field, value and mend (a code; the page has the words)."""

    def __init__(self, field: str, value: object, mend: str) -> None:
        super().__init__(f"{field}: {value} ({mend})")
        self.field, self.value, self.mend = field, value, mend


def days_after_move(*, offer: Offer, role: str, to: Organisation, on: date, today: date) -> tuple[Spans, Spans]:
    """The role's days as they are and as they would be. Raises CannotMove."""
    if role not in dict(OfferResponsibility.ROLES):
        raise CannotMove("role", role, "unknown_role")
    former = spans_of(offer, role)
    if former and on < former[0].begin:
        raise CannotMove("on", on, "before_first_day")
    if on > today + FURTHEST:
        raise CannotMove("on", on, "too_far_ahead")
    if on not in to.valid:
        raise CannotMove("to", to.name, "not_valid_on_day")
    after = moved(former, on, to.pk)
    if after == former:
        raise CannotMove("to", to.name, "has_it_already")
    return former, after


@transaction.atomic
def move_responsibility(
    *, offer: Offer, role: str, to: Organisation, on: date, by: Viewer, at: datetime, why: str = ""
) -> ResponsibilityMove:
    """From the day `on`, `to` has the role for this offer. Earlier days keep the organisation that acted then.

    Moves planned for a later day lapse. The way back is `take_back`. Raises CannotMove.
    """
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    former, after = days_after_move(offer=offer, role=role, to=to, on=on, today=day_of(at))
    _write(offer, role, former, after)
    move = ResponsibilityMove.objects.create(
        offer=offer,
        role=role,
        organisation=to,
        on=on,
        why=why,
        former=[[span.organisation_id, span.begin.isoformat(), _iso(span.end)] for span in former],
        moved_at=at,
        moved_by=by.name,
    )
    said = {"offer": offer.code, "role": role, "to": to.code, "on": on.isoformat()}
    audit.record(by=by, verb="responsibility_moved", target=move, at=at, data=said)
    return move


@transaction.atomic
def take_back(*, move: ResponsibilityMove, on: date, by: Viewer, at: datetime) -> ResponsibilityMove:
    """From the day `on` (the move's own first day at the earliest) every day has the body it had before the move.

    Raises CannotMove when a newer move of the role stands, or the move was taken back already.
    """
    offer = Offer.objects.select_for_update().get(pk=move.offer_id)
    if newest_move(offer, move.role) != move:
        raise CannotMove("move", move.pk, "not_newest")
    on = max(on, move.on)
    before = spans_of(offer, move.role)
    _write(offer, move.role, before, put_back(before, on, former_days(move)))
    move.back_on, move.back_at, move.back_by = on, at, by.name
    move.save(update_fields=["back_on", "back_at", "back_by"])
    said = {"offer": offer.code, "role": move.role, "on": on.isoformat()}
    audit.record(by=by, verb="responsibility_moved_back", target=move, at=at, data=said)
    return move


def former_days(move: ResponsibilityMove) -> Spans:
    """The role's days as they were before the move."""
    return tuple(
        Span(organisation_id, date.fromisoformat(begin), date.fromisoformat(end) if end else None)
        for organisation_id, begin, end in move.former
    )


def days_put_back(move: ResponsibilityMove, on: date) -> Spans:
    """The role's days as they would be if the move were taken back from the day."""
    return put_back(spans_of(move.offer, move.role), max(on, move.on), former_days(move))


def days_when_it_began(moves: Iterable[ResponsibilityMove], day: date) -> dict[tuple[int, str], Spans]:
    """How the roles stood when the day began, by offer id and role; only those that were moved, or back, since."""
    by_role: dict[tuple[int, str], list[tuple[datetime, int, ResponsibilityMove]]] = {}
    for move in moves:
        events = by_role.setdefault((move.offer_id, move.role), [])
        events.append((move.moved_at, move.pk, move))
        if move.back_at is not None:
            events.append((move.back_at, move.pk, move))
    stood = {}
    for key, events in by_role.items():
        events.sort(key=lambda event: event[:2])
        if day_of(events[-1][0]) >= day:
            stood[key] = _replayed(events, day)
    return stood


def _replayed(events: Sequence[tuple[datetime, int, ResponsibilityMove]], day: date) -> Spans:
    days = former_days(events[0][2])
    done: set[int] = set()
    for at, pk, move in events:
        if day_of(at) >= day:
            break
        if pk not in done:
            days = moved(former_days(move), move.on, move.organisation_id)
        elif move.back_on is not None:
            days = put_back(days, move.back_on, former_days(move))
        done.add(pk)
    return days


def _write(offer: Offer, role: str, former: Spans, after: Spans) -> None:
    """Spans that are the same stay the same rows."""
    for row in OfferResponsibility.objects.filter(offer=offer, role=role):
        if Span(row.organisation_id, row.during.lower, row.during.upper) not in after:
            row.delete()
    OfferResponsibility.objects.bulk_create(
        OfferResponsibility(
            offer=offer, role=role, organisation_id=span.organisation_id, during=DateRange(span.begin, span.end)
        )
        for span in after
        if span not in former
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
