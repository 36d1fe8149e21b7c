"""Tables of the ways in."""

import uuid

from django.db import models
from django.db.models import Q, Value

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import walls
from sundhedscenter.intake.data_models import DataRequest, DataRequestAct
from sundhedscenter.intake.idea_models import Posting, PostingDecision, PostingVote, PostingWriter
from sundhedscenter.partnership.models import Organisation, User

__all__ = [
    "ActOnBehalf",
    "DataRequest",
    "DataRequestAct",
    "Draft",
    "Posting",
    "PostingDecision",
    "PostingVote",
    "PostingWriter",
    "Request",
]


class Draft(models.Model):
    """The conversation before log-in. Only the hash of its cookie is stored; one typed by staff has no cookie.

    `wish` is what somebody came for from an offer's page (`journey.wishes`), empty for everybody else.
    """

    wall = walls.draft(column="key_hash", writer="typed_by_id", systems=("sweep",))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    language = models.CharField(max_length=5, default="da")
    answers = models.JSONField(default=dict)
    chosen = models.JSONField(default=dict)
    wish = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    used_at = models.DateTimeField(null=True)
    typed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["expires_at"])]


class Request(models.Model):
    """Somebody asks for something for a citizen. A professional's request is called a referral on the page."""

    WAYS = [
        ("self", "Borgeren selv"),
        ("phone", "Telefon"),
        ("paper", "Papir"),
        ("relative", "Pårørende"),
        ("practice", "Almen praksis"),
        ("hospital", "Hospital"),
        ("staff", "Fagperson"),
    ]
    END_REASONS = [
        ("accepted", "Forløb begyndt"),
        ("redirected", "Vist videre"),
        ("declined", "Takket nej"),
        ("duplicate", "Dublet"),
        ("withdrawn", "Trukket tilbage"),
        ("moved", "Flyttet"),
        ("deceased", "Død"),
    ]
    wall = walls.citizen(column="citizen_id", systems=("sweep", "check", "pooling"), helper_acts="read")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="requests")
    topic = models.CharField(max_length=20)
    way = models.CharField(max_length=10, choices=WAYS)
    received_at = models.DateTimeField()
    owner_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    deadline = models.DateField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=12, choices=END_REASONS, blank=True)

    class Meta:
        ordering = ["received_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, end_reason="") | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="request_end_has_reason",
            )
        ]


class ActOnBehalf(models.Model):
    """Something a citizen did by phone, on paper or face to face, and who wrote it down."""

    PHONE, PAPER, STAFF, HELPER = "phone", "paper", "staff", "helper"
    WAYS = [(PHONE, "Telefon"), (PAPER, "Papir"), (STAFF, "Personligt"), (HELPER, "Hjælper")]
    ACTS = [
        ("conversation", "Samtalen"),
        ("chose", "Valgte et forslag"),
        ("lesson", "Svarede på et skridt"),
        ("paused", "Holdt pause"),
        ("came_back", "Kom tilbage"),
        ("changed_time", "Skiftede tid"),
        ("changed_form", "Skiftede form"),
        ("said_no", "Sagde nej tak"),
        ("declined_seat", "Sagde nej tak til en plads"),
        ("contact", "Rettede navn, telefon eller e-mail"),
    ]
    wall = walls.citizen(column="citizen_id", systems=("check",), helper_acts="write")

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="acts_on_behalf")
    act = models.CharField(max_length=16, choices=ACTS)
    way = models.CharField(max_length=6, choices=WAYS)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    about_kind = models.CharField(max_length=60)
    about_id = models.CharField(max_length=64)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["citizen", "-at"], name="intake_acto_citizen_idx")]
