"""Tables of the pathway. Facts are added; a mistake is superseded, never edited."""

import uuid

from django.db import models
from django.db.models import Q

from sundhedscenter.catalogue.models import Offer, Track
from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import walls
from sundhedscenter.intake.models import Request
from sundhedscenter.partnership.models import Organisation, Responsibility, User, never_two_at_once

WORKERS = ("pooling", "sweep", "check", "outbox", "attendance", "responsibility")


class Pathway(models.Model):
    """From accepted request to end."""

    wall = walls.citizen(column="citizen_id", systems=WORKERS, helper=(walls.PLAN,), helper_acts="read")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="pathways")
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="pathway")
    topic = models.CharField(max_length=20)
    contact_person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "id"]


class OfPathway(models.Model):
    """Something that belongs to a pathway; the citizen is repeated here so that the wall is one comparison."""

    pathway = models.ForeignKey(Pathway, on_delete=models.PROTECT, related_name="%(class)ss")
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class PathwayFact(OfPathway):
    """Something that happened to the pathway as a whole."""

    KINDS = [
        ("begun", "Begyndt"),
        ("paused", "Pause"),
        ("resumed", "Genoptaget"),
        ("not_now", "Ikke nu"),
        ("left", "Stoppet"),
        ("dose_reached", "Nået det planlagte"),
        ("closed", "Afsluttet"),
        ("moved", "Flyttet"),
        ("deceased", "Død"),
    ]
    wall = walls.citizen(column="citizen_id", systems=WORKERS, helper=(walls.PLAN,), helper_acts="write")

    kind = models.CharField(max_length=16, choices=KINDS)
    at = models.DateTimeField()
    reason = models.CharField(max_length=30, blank=True)
    until = models.DateField(null=True)
    by = models.CharField(max_length=80)
    on_behalf = models.BooleanField(default=False)
    superseded_by = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="supersedes")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["paused", "left", "not_now"]) | ~Q(reason=""), name="pathway_fact_says_why"
            )
        ]


class PlanItem(OfPathway):
    """A part of the plan: a first lesson, a place in a track, a home programme. Replaced or ended, never edited."""

    KINDS = [("lesson", "Første skridt"), ("track", "Hold"), ("talk", "Samtale")]
    wall = walls.citizen(column="citizen_id", systems=WORKERS, helper=(walls.PLAN,), helper_acts="write")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=KINDS)
    lesson = models.CharField(max_length=40, blank=True)
    track = models.ForeignKey(Track, on_delete=models.PROTECT, null=True, related_name="+")
    # Where the part came from when it was planned: who is responsible follows from it.
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, related_name="+")
    form = models.CharField(max_length=14)
    created_at = models.DateTimeField()
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaces")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="track", track__isnull=False) | ~Q(kind="track"), name="plan_item_names_its_track"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end_reason="") | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="plan_item_end_has_reason",
            ),
        ]


class Goal(OfPathway):
    """What the citizen wants, in their own words."""

    wall = walls.citizen(column="citizen_id", systems=("check",), helper=(walls.PLAN,), helper_acts="read")

    text = models.CharField(max_length=500)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-id"]


class GoalAttainment(OfPathway):
    """How close the citizen says they are, on a day: -2 (further away) to 2 (better than hoped)."""

    wall = walls.citizen(column="citizen_id", systems=("check",), helper=(walls.PLAN,))

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="attainments")
    recorded_at = models.DateTimeField()
    value = models.SmallIntegerField()

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=-2, value__lte=2), name="attainment_minus_two_to_two")
        ]


class Progress(OfPathway):
    """Something done that counts in the plan; written by delivery or groups together with their own fact."""

    KINDS = [("lesson_step", "Skridt taget"), ("session", "Mødegang"), ("self_study", "På egen hånd")]
    wall = walls.citizen(column="citizen_id", systems=WORKERS, helper=(walls.PLAN,), helper_acts="write")

    plan_item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="progress")
    kind = models.CharField(max_length=14, choices=KINDS)
    at = models.DateTimeField()
    source_kind = models.CharField(max_length=60)
    source_id = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_kind", "source_id"],
                condition=Q(withdrawn_at=None),
                name="progress_once_per_source",
            )
        ]


class Outreach(models.Model):
    """Somebody here reached out to a citizen: why, how, what was sent, and how it ended.

    `pathway` is empty for one whose request nobody has accepted yet.

    Ends with an outcome, at once after a talk, by the deadline after a message. Whether it helped is computed
    (`journey.reaching_out`), never stored.
    """

    WHYS = [
        ("never_begun", "Ikke begyndt"),
        ("two_missed", "To møder uden fremmøde"),
        ("no_checkin", "Stille i 14 dage"),
        ("first_meeting", "Før første møde"),
        ("seat_held", "Holdt plads"),
        ("other", "Andet"),
    ]
    CHANNELS = [
        ("phone", "Telefon"),
        ("sms", "SMS"),
        ("email", "E-mail"),
        ("letter", "Brev"),
        ("in_person", "Ansigt til ansigt"),
    ]
    OUTCOMES = [
        ("reached", "Talt sammen"),
        ("no_answer", "Intet svar"),
        ("wants_pause", "Vil holde pause"),
        ("wants_other", "Vil noget andet"),
        ("wants_stop", "Vil stoppe"),
        ("not_needed", "Ikke nødvendig mere"),
    ]
    wall = walls.citizen(column="citizen_id", systems=("sweep", "check", "outbox"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="outreaches")
    pathway = models.ForeignKey(Pathway, on_delete=models.PROTECT, null=True, related_name="outreaches")
    why = models.CharField(max_length=14, choices=WHYS)
    channel = models.CharField(max_length=10, choices=CHANNELS)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    owner_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(max_length=1000, blank=True)
    deadline = models.DateField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=OUTCOMES, blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["owner_organisation", "deadline"], condition=Q(ended_at=None), name="outreach_open")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="outreach_end_has_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(channel__in=["sms", "email", "letter"]) | ~Q(text=""), name="outreach_written_has_words"
            ),
        ]


class PathwayResponsibility(Responsibility):
    """Who has which of the four roles for this pathway, from when to when."""

    wall = walls.citizen(column="citizen_id", systems=WORKERS, helper=(walls.PLAN,), helper_acts="read")

    pathway = models.ForeignKey(Pathway, on_delete=models.PROTECT, related_name="responsibilities")
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pathway_id", "role", "during", "id"]
        constraints = never_two_at_once("pathway_responsibility_once", "pathway")
