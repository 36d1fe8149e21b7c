"""Tables about helpers: who a citizen has invited, and what they may. What they do stands among `intake.ActOnBehalf`."""

import uuid

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from sundhedscenter.core import walls
from sundhedscenter.partnership.models import User


def _known_rights(field: str) -> Q:
    return Q(**{f"{field}__contained_by": list(walls.HELPER_RIGHTS)}) & ~Q(**{field: []})


class HelperInvitation(models.Model):
    """A code on a slip that the citizen hands over. Only its keyed hash is stored; it works once, for a week."""

    # Made and withdrawn by the citizen alone; taken by the named process that knows the code's hash.
    wall = walls.citizen(column="citizen_id", write_scope=walls.OWN, systems=("invitation", "check"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    citizen = models.ForeignKey("citizens.Citizen", on_delete=models.PROTECT, related_name="helper_invitations")
    name = models.CharField(max_length=80)
    rights = models.JSONField()
    last_day = models.DateField()
    code_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=_known_rights("rights"), name="helper_invitation_names_rights"),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(withdrawn_at=None), name="helper_invitation_used_or_withdrawn"
            ),
        ]


class HelperAccess(models.Model):
    """A relative or friend who may see and do what the citizen ticked, while it lasts. A change is a new row."""

    # Written by the citizen, and by the process that takes a code; the helper reads their own.
    wall = walls.citizen(
        column="citizen_id",
        write_scope=walls.OWN,
        systems=("invitation", "check"),
        also_read="helper_id = (SELECT viewer_user())",
    )

    citizen = models.ForeignKey("citizens.Citizen", on_delete=models.PROTECT, related_name="helpers")
    helper = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    scope = models.JSONField(default=list)
    during = DateRangeField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["citizen_id", "id"]
        indexes = [models.Index(fields=["helper", "citizen"], condition=Q(withdrawn_at=None), name="helping_now")]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="helper_withdrawn_by_somebody",
            ),
            models.CheckConstraint(condition=_known_rights("scope"), name="helper_access_names_rights"),
            models.CheckConstraint(condition=Q(during__upper_inf=False), name="helper_access_ends"),
            models.UniqueConstraint(
                fields=["citizen", "helper"], condition=Q(withdrawn_at=None), name="one_helper_access_at_a_time"
            ),
        ]


class HelperTry(models.Model):
    """A code that fitted no invitation. Names who typed it and when, not whom it was about: nobody knows."""

    wall = walls.public()

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
