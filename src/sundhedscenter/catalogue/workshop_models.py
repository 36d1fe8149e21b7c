"""Tables of the offer workshop: versions, decisions about them, checks and reminders. Rows are added, never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sundhedscenter.catalogue.offer_models import Offer
from sundhedscenter.catalogue.vocabulary import Stage
from sundhedscenter.core import walls
from sundhedscenter.partnership.models import Organisation


class OfferVersion(models.Model):
    """One wording of the whole offer. `document` has the shape of `offer_schemas.Offer`.

    `organisation` is the author's own. No author: it was read from a file of the house or brought in by an import.
    """

    wall = walls.public(append_only=True)

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(help_text="From 1.")
    document = models.JSONField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["offer", "number"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "number"], name="offer_version_numbered_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="offer_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} v{self.number}"


class OfferDecision(models.Model):
    """Somebody moved a version on. A trigger refuses trial and operation by anybody of the author's own organisation.

    `organisation` is where the decider works. Nobody decided what the owner login read from the files of the house.
    """

    wall = walls.public(append_only=True)

    version = models.ForeignKey(OfferVersion, models.PROTECT, related_name="decisions")
    stage = models.CharField(max_length=12, choices=Stage)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["version", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="offer_decision_stage_is_known"),
            models.CheckConstraint(
                condition=Q(decided_by=None, organisation=None)
                | Q(decided_by__isnull=False, organisation__isnull=False),
                name="offer_decision_by_somebody_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.stage}"


class OfferCheck(models.Model):
    """Somebody read the offer through on a day and found it true."""

    wall = walls.public(append_only=True)

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="checks")
    checked_on = models.DateField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["offer", "-checked_on", "-id"]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.checked_on}"


class OfferReminder(models.Model):
    """The owner was asked to read the offer through. Once for each day on which it fell due."""

    wall = walls.public(append_only=True)

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="reminders")
    due_on = models.DateField()
    sent_at = models.DateTimeField()
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["offer", "-due_on"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "due_on"], name="offer_reminded_once_per_day_due"),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.due_on}"
