"""Messages about an act, in the act's own transaction: one row per channel the citizen wants."""

from datetime import datetime

from django.db import models

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.citizens.queries import newest_contact
from sundhedscenter.core import outbox
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import OutboxMessage
from sundhedscenter.core.viewer import acting_as, system

# Only the process that sends may read how to reach a citizen; acts on others' behalf borrow its eyes.
READING = system("outbox")


def tell(*, citizen: Citizen, kind: str, about: models.Model, at: datetime, not_before: datetime | None = None) -> int:
    """Queue a message of `kind`. Returns the number of rows; none for a citizen who has died."""
    if citizen.died_on is not None:
        return 0
    with acting_as(READING, on=day_of(at)):
        contact = newest_contact(citizen)
    if contact is None:
        return 0
    ways = [
        (OutboxMessage.EMAIL, contact.email if contact.wants_email else ""),
        (OutboxMessage.SMS, contact.phone if contact.wants_sms else ""),
    ]
    added = 0
    for channel, recipient in ways:
        if recipient:
            outbox.add(
                kind=kind,
                channel=channel,
                recipient=recipient,
                about=about,
                at=at,
                subject_id=citizen.pk,
                language=citizen.language,
                not_before=not_before,
            )
            added += 1
    return added


def tell_once(*, citizen: Citizen, kind: str, about: models.Model, at: datetime) -> int:
    """Queue a message that may have been told before: then nothing is added."""
    with acting_as(READING, on=day_of(at)):
        told = outbox.is_told(kind=kind, about=about)
    return 0 if told else tell(citizen=citizen, kind=kind, about=about, at=at)


def untell(*, citizen: Citizen, kind: str, at: datetime) -> int:
    """A message of `kind` that waits for the morning is overtaken by what the citizen does now. Returns how many."""
    with acting_as(READING, on=day_of(at)):
        return outbox.withdraw(kind=kind, subject_id=citizen.pk, reason="overtaken", at=at)
