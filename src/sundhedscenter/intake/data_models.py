"""Tables of what a citizen asks about their own data, and what was done."""

import uuid

from django.db import models
from django.db.models import Q

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import walls
from sundhedscenter.partnership.models import Organisation, User


class DataRequest(models.Model):
    """A citizen asks the data controller to correct or erase something, or why somebody looked."""

    CORRECTION, ERASURE, ACCESS_QUESTION = "correction", "erasure", "access_question"
    KINDS = [(CORRECTION, "Ret noget"), (ERASURE, "Slet noget"), (ACCESS_QUESTION, "Spørgsmål om et besøg")]
    OUTCOMES = [
        ("corrected", "Rettet"),
        ("erased", "Slettet"),
        ("answered", "Besvaret"),
        ("refused", "Ikke ændret"),
    ]
    # The night's job gives what somebody who left owned to the queue.
    wall = walls.citizen(column="citizen_id", systems=("sweep", "check"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="data_requests")
    kind = models.CharField(max_length=16, choices=KINDS)
    parts = models.JSONField(default=list)
    about_day = models.DateField(null=True)
    about_viewer = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=1000, blank=True)
    on_behalf = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    owner_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    deadline = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=OUTCOMES, blank=True)
    answer = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["deadline", "received_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="", ended_by=None)
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(outcome="")),
                name="data_request_end_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(kind="access_question") | ~Q(parts=[]), name="data_request_names_its_parts"
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner_organisation", "deadline"], condition=Q(ended_at=None), name="data_requests_open"
            )
        ]


class DataRequestAct(models.Model):
    """What was done to one part of a citizen's data because of a request: corrected, erased, or kept for a reason.

    `before` and `after` are the words of a correction. Erasing the part later empties them too.
    """

    CORRECTED, ERASED, KEPT = "corrected", "erased", "kept"
    wall = walls.citizen(column="citizen_id", systems=("check",))

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="acts")
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=30)
    what = models.CharField(max_length=10, choices=[(CORRECTED, "Rettet"), (ERASED, "Slettet"), (KEPT, "Bevaret")])
    reason = models.CharField(max_length=30, blank=True)
    rows = models.PositiveIntegerField(default=0)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(what="kept") | ~Q(reason=""), name="data_act_kept_says_why"),
            models.UniqueConstraint(fields=["request", "part", "what"], name="data_act_once_per_part"),
        ]
