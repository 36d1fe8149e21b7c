"""Tables of the partnership: organisations, people who work there, agreements, ledger, responsibility."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from sundhedscenter.core import walls
from sundhedscenter.core.week import FULL_MASK


class Organisation(models.Model):
    """A partner: municipality, region, health council, hospital, practice, association ..."""

    KINDS = [
        ("municipality", "Kommune"),
        ("region", "Region"),
        ("health_council", "Sundhedsråd"),
        ("hospital", "Hospital"),
        ("health_centre", "Sundhedscenter"),
        ("practice", "Almen praksis"),
        ("association", "Forening"),
        ("agency", "Myndighed"),
        ("private_provider", "Privat leverandør"),
    ]
    wall = walls.public()

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=KINDS)
    municipality_code = models.CharField(max_length=4, blank=True)
    sor_id = models.CharField(max_length=20, blank=True)
    cvr = models.CharField(max_length=8, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    is_test = models.BooleanField(default=False)
    valid = DateRangeField()

    class Meta:
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """Someone who can log in. For a citizen it holds a pseudonym alone; their name and phone stand in `citizens`."""

    wall = walls.public()

    username = models.CharField(max_length=80, unique=True)
    display_name = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=5, default="da")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        ordering = ["display_name", "username"]
        constraints = [models.CheckConstraint(condition=~Q(username=""), name="user_has_name")]

    def __str__(self) -> str:
        return self.display_name or self.username


class Employment(models.Model):
    """A role held by a user at an organisation, for a period. Rights follow from these rows only."""

    ROLES = [
        ("professional", "Fagperson"),
        ("assessor", "Visitator"),
        ("specialist", "Fælles specialist"),
        ("practice", "Almen praksis"),
        ("hospital", "Hospitalsbruger"),
        ("outside_partner", "Frivillig eller ekstern partner"),
        ("coordinator", "Koordinator"),
        ("practice_consultant", "Praksiskonsulent"),
        ("clinical_lead", "Klinisk leder"),
        ("offer_editor", "Tilbudsredaktør"),
        ("moderator", "Moderator"),
        ("manager", "Leder"),
        ("operator", "Driftsansvarlig"),
    ]
    wall = walls.public()

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="employments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="employments")
    role = models.CharField(max_length=24, choices=ROLES)
    during = DateRangeField()

    class Meta:
        ordering = ["user_id", "organisation_id", "role", "id"]
        constraints = [
            ExclusionConstraint(
                name="employment_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            )
        ]


class Queue(models.Model):
    """What nobody in particular owns at an organisation: the manager answers for it, the staff take from it.

    One for each organisation with professionals. The manager is employed there.
    """

    wall = walls.public()

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="queue")
    manager = models.ForeignKey(User, on_delete=models.PROTECT, related_name="managed_queues")
    opened_on = models.DateField()

    class Meta:
        ordering = ["organisation_id"]


class QueueStaff(models.Model):
    """Somebody who takes from a queue, for a period. Ended by its last day, never deleted."""

    wall = walls.public()

    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="staff")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="queue_work")
    during = DateRangeField()

    class Meta:
        ordering = ["queue_id", "user_id", "id"]
        constraints = [
            ExclusionConstraint(
                name="queue_staff_once_at_a_time",
                expressions=[
                    ("queue", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            )
        ]


class WorkingTime(models.Model):
    """The weekly times at which an employed person can lead something new, and in which languages."""

    wall = walls.public()

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="working_times")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    slot_mask = models.BigIntegerField()
    weekly_minutes = models.PositiveIntegerField()
    languages = models.JSONField(default=list)
    during = DateRangeField()

    class Meta:
        ordering = ["user_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slot_mask__gte=0, slot_mask__lte=FULL_MASK), name="working_time_within_week"
            ),
            ExclusionConstraint(
                name="working_time_once_at_a_time",
                expressions=[("user", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
        ]


class Absence(models.Model):
    """Days on which an employed person is away."""

    wall = walls.public()

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    during = DateRangeField()

    class Meta:
        ordering = ["user_id", "during", "id"]


class Agreement(models.Model):
    """What partners have promised one another, and how they share the cost."""

    wall = walls.public()

    title = models.CharField(max_length=160)
    partners = models.ManyToManyField(Organisation, related_name="agreements")
    cost_key = models.JSONField(default=dict)
    during = DateRangeField()

    class Meta:
        ordering = ["title", "id"]


class Duty(models.Model):
    """One duty of an agreement, with the partner who owns it and its deadline."""

    wall = walls.public()

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="duties")
    what = models.CharField(max_length=200)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    deadline = models.DateField(null=True)
    done_on = models.DateField(null=True)

    class Meta:
        ordering = ["agreement_id", "deadline", "id"]


class LedgerEntry(models.Model):
    """Minutes or money given (+) or used (-) by an organisation. Written with its cause, only ever added."""

    wall = walls.public(append_only=True)

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="ledger")
    at = models.DateTimeField()
    minutes = models.IntegerField(default=0)
    amount_ore = models.BigIntegerField(default=0)
    what = models.CharField(max_length=60)
    source_kind = models.CharField(max_length=60)
    source_id = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "what", "source_kind", "source_id"], name="ledger_once_per_cause"
            )
        ]


class Responsibility(models.Model):
    """Who has one of the four roles, from when to when. Concrete for offers in catalogue, for pathways in pathways."""

    AUTHORITY, OPERATOR, PAYER, CONTROLLER = "authority", "operator", "payer", "controller"
    ROLES = [
        (AUTHORITY, "Myndighed"),
        (OPERATOR, "Udfører"),
        (PAYER, "Betaler"),
        (CONTROLLER, "Dataansvarlig"),
    ]
    role = models.CharField(max_length=12, choices=ROLES)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    during = DateRangeField()

    class Meta:
        abstract = True


def never_two_at_once(name: str, *owners: str) -> list[models.BaseConstraint]:
    """The constraint every concrete responsibility carries: one organisation per owner, role and day."""
    equal = [(owner, RangeOperators.EQUAL) for owner in (*owners, "role")]
    return [ExclusionConstraint(name=name, expressions=[*equal, ("during", RangeOperators.OVERLAPS)])]
