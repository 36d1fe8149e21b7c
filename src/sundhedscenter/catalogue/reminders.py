"""Offers on show are read through every 90 days; who has them is reminded, once for each day on which it falls due."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Min, QuerySet

from sundhedscenter.catalogue.models import Offer, OfferReminder
from sundhedscenter.catalogue.queries import shown_offers
from sundhedscenter.catalogue.vocabulary import SHOWN
from sundhedscenter.catalogue.workshop_rules import EDITORS
from sundhedscenter.core import audit, outbox
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import OutboxMessage
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.partnership.models import Employment, User

CHECK_EVERY: Final = timedelta(days=90)
KIND: Final = "offer_reminder"


@dataclass(frozen=True, slots=True)
class Due:
    """An offer with the day on which it is to be read through."""

    offer: Offer
    due_on: date


def due_days(offers: Iterable[Offer]) -> dict[int, date]:
    """When each offer on show is to be read through next, by offer id. One query.

    Ninety calendar days after the newest check, or after it first was shown where nobody has checked it.
    """
    offers = [offer for offer in offers if offer.stage in SHOWN]
    first = _first_shown(offers)
    return {
        offer.pk: since + CHECK_EVERY
        for offer in offers
        if (since := offer.checked_on or first.get(offer.pk)) is not None
    }


def due_offers(on: date, offers: QuerySet[Offer] | None = None) -> list[Due]:
    """What is to be read through that day or was before, the longest overdue first."""
    rows = list((shown_offers() if offers is None else offers).select_related("owner", "organisation"))
    days = due_days(rows)
    due = [Due(offer, days[offer.pk]) for offer in rows if offer.pk in days and days[offer.pk] <= on]
    return sorted(due, key=lambda line: (line.due_on, line.offer.code))


@transaction.atomic
def remind(*, by: Viewer, at: datetime) -> int:
    """Write to the owner, else to every editor of the house. A second run on the day writes nothing. Returns how many.

    The row names the first who was written to. A house without an editor gets nothing: nobody there could answer.
    """
    on, written = day_of(at), 0
    due = due_offers(on)
    told = set(OfferReminder.objects.filter(offer__in=[line.offer for line in due]).values_list("offer_id", "due_on"))
    readers = _editors({line.offer.organisation_id for line in due}, on)
    for line in due:
        if (line.offer.pk, line.due_on) in told:
            continue
        recipients = _recipients(line.offer, readers.get(line.offer.organisation_id, []))
        if recipients:
            _write(line, recipients, by=by, at=at)
            written += 1
    return written


def _write(line: Due, recipients: list[User], *, by: Viewer, at: datetime) -> None:
    reminder = OfferReminder.objects.create(offer=line.offer, due_on=line.due_on, sent_at=at, recipient=recipients[0])
    for user in recipients:
        outbox.add(
            kind=KIND,
            channel=OutboxMessage.EMAIL if user.email else OutboxMessage.SMS,
            recipient=user.email or user.phone,
            about=reminder,
            at=at,
            subject_id=None,
            language=user.language,
        )
    data = {"offer": line.offer.code, "due_on": line.due_on.isoformat(), "users": [user.pk for user in recipients]}
    audit.record(by=by, verb="offer_reminded", target=reminder, at=at, data=data)


def _recipients(offer: Offer, editors: list[User]) -> list[User]:
    """The owner while they are an editor there; those without mail and phone cannot be written to."""
    own = [user for user in editors if user.pk == offer.owner_id]
    found: dict[str, User] = {}
    for user in own or editors:
        if address := user.email or user.phone:
            found.setdefault(address, user)
    return list(found.values())


def _editors(organisations: Iterable[int], on: date) -> Mapping[int, list[User]]:
    rows = (
        Employment.objects.filter(
            organisation_id__in=organisations, role__in=EDITORS, during__contains=on, user__is_active=True
        )
        .select_related("user")
        .order_by("user__display_name", "user_id")
    )
    found: dict[int, list[User]] = {}
    for row in rows:
        users = found.setdefault(row.organisation_id, [])
        if row.user not in users:
            users.append(row.user)
    return found


def _first_shown(offers: Iterable[Offer]) -> dict[int, date]:
    rows = (
        Offer.objects.filter(pk__in=[offer.pk for offer in offers], versions__decisions__stage__in=SHOWN)
        .values_list("pk")
        .annotate(first=Min("versions__decisions__decided_at"))
        .order_by()
    )
    return {pk: day_of(first) for pk, first in rows}
