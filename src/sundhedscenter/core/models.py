"""Tables of the core: what was done, who looked, what is to be sent."""

import uuid

from django.db import models
from django.db.models import Q

from sundhedscenter.core import walls


class AuditEntry(models.Model):
    """One act. Append-only."""

    wall = walls.citizen(column="subject_id", insert_open=True, append_only=True, systems=("check",))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    verb = models.CharField(max_length=60)
    target_kind = models.CharField(max_length=80)
    target_id = models.CharField(max_length=64)
    subject_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["subject_id", "at"]), models.Index(fields=["target_kind", "target_id"])]


class AccessLine(models.Model):
    """One citizen shown to one viewer. Append-only, partitioned by month of `at` (see the first migration)."""

    wall = walls.citizen(column="subject_id", insert_open=True, append_only=True, systems=("check",))

    pk = models.CompositePrimaryKey("at", "id")
    id = models.UUIDField(default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    viewer = models.CharField(max_length=80)
    organisation_id = models.BigIntegerField(null=True)
    subject_id = models.UUIDField()
    what = models.CharField(max_length=60)
    path = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["subject_id", "at"])]


class OutboxMessage(models.Model):
    """A message that must leave exactly once. Holds kind, ids, recipient and channel; text is rendered when sent.

    `frozen_*` and `message_id` are written before the first attempt and used again on every resend.
    """

    EMAIL, SMS, LETTER = "email", "sms", "letter"
    CHANNELS = [(EMAIL, "E-mail"), (SMS, "SMS"), (LETTER, "Brev")]

    wall = walls.citizen(column="subject_id", insert_open=True, systems=("outbox", "check"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, choices=CHANNELS)
    recipient = models.CharField(max_length=200)
    language = models.CharField(max_length=5, default="da")
    subject_id = models.UUIDField(null=True)
    about_kind = models.CharField(max_length=80)
    about_id = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=120, unique=True)
    frozen_bytes = models.BinaryField(null=True)
    frozen_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["created_at"], condition=Q(sent_at=None, ended_at=None), name="outbox_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(frozen_bytes=None, frozen_at=None) | Q(frozen_bytes__isnull=False, frozen_at__isnull=False),
                name="outbox_frozen_together",
            ),
            models.CheckConstraint(condition=Q(sent_at=None) | Q(frozen_at__isnull=False), name="outbox_frozen_first"),
            models.CheckConstraint(condition=Q(ended_at=None) | ~Q(end_reason=""), name="outbox_end_has_reason"),
            models.UniqueConstraint(
                fields=["kind", "channel", "about_kind", "about_id", "recipient"], name="outbox_one_per_event"
            ),
        ]
