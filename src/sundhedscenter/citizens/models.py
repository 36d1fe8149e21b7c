"""Tables about the person. Answers are dated and never edited: the newest counts."""

import uuid

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from sundhedscenter.citizens.helper_models import HelperAccess, HelperInvitation, HelperTry
from sundhedscenter.core import walls
from sundhedscenter.core.week import FULL_MASK
from sundhedscenter.partnership.models import Organisation, User

__all__ = [
    "AddressProtection",
    "Answer",
    "BarrierAnswer",
    "Citizen",
    "Contact",
    "EverydayWeek",
    "HelperAccess",
    "HelperInvitation",
    "HelperTry",
    "NationalIdentifier",
    "NeedToKnow",
    "Relation",
    "Residence",
    "Task",
]

WORKERS = ("pooling", "sweep", "outbox", "check")
RESPONSIBILITY = "responsibility"


class Citizen(models.Model):
    """A person the centre is for. The display name is what a group sees."""

    wall = walls.citizen(
        column="id",
        scope=walls.GROUP,
        write_scope=walls.CARE,
        systems=(*WORKERS, "login", "invitation"),
        helper=walls.HELPER_RIGHTS,
        also_read="user_id = (SELECT viewer_user())",
        also_write="user_id = (SELECT viewer_user())",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, on_delete=models.PROTECT, null=True, related_name="citizen")
    display_name = models.CharField(max_length=80)
    language = models.CharField(max_length=5, default="da")
    created_at = models.DateTimeField()
    died_on = models.DateField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["display_name", "id"]

    def __str__(self) -> str:
        return f"Citizen {self.pk}"


class OfCitizen(models.Model):
    """A dated fact about one citizen."""

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="%(class)ss")
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True
        get_latest_by = ["recorded_at", "id"]


class Contact(OfCitizen):
    """How to reach the citizen. Address-protected citizens have no address here."""

    wall = walls.citizen(column="citizen_id", systems=("outbox", "login", "check"))

    full_name = models.CharField(max_length=120)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    wants_sms = models.BooleanField(default=False)
    wants_email = models.BooleanField(default=True)

    class Meta(OfCitizen.Meta):
        ordering = ["-recorded_at", "-id"]


class Residence(models.Model):
    """Where the citizen lives, dated: decides the municipality that answers for them."""

    wall = walls.citizen(column="citizen_id", systems=(*WORKERS, "login", RESPONSIBILITY), helper_acts="read")

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="residences")
    postal_code = models.CharField(max_length=4)
    municipality = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        ordering = ["-since", "-id"]


class AddressProtection(models.Model):
    """Protected name and address, with the day the register must be asked again."""

    wall = walls.citizen(column="citizen_id", systems=("outbox", "check"))

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="address_protections")
    during = DateRangeField()

    class Meta:
        ordering = ["citizen_id", "id"]


class NationalIdentifier(models.Model):
    """The CPR number, encrypted. Looked up by a keyed hash; never in a URL, log or message."""

    wall = walls.citizen(column="citizen_id", systems=("login",))

    citizen = models.OneToOneField(Citizen, on_delete=models.PROTECT, related_name="national_identifier")
    key_id = models.CharField(max_length=16)
    nonce = models.BinaryField(max_length=12)
    ciphertext = models.BinaryField(max_length=64)
    blind_index = models.BinaryField(max_length=32, unique=True)

    class Meta:
        ordering = ["citizen_id"]


class EverydayWeek(OfCitizen):
    """The weekly times that are possible, and how far and by what means the citizen can take part."""

    wall = walls.citizen(column="citizen_id", systems=WORKERS, helper_acts="write")

    slot_mask = models.BigIntegerField()
    distance = models.CharField(max_length=8)
    digital = models.CharField(max_length=10)

    class Meta(OfCitizen.Meta):
        ordering = ["-recorded_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(slot_mask__gte=0, slot_mask__lte=FULL_MASK), name="week_within_forty")
        ]


class BarrierAnswer(OfCitizen):
    """One of the four barriers (time, distance, money, body) or digital confidence, as answered that day."""

    KINDS = [
        ("time", "Tid"),
        ("distance", "Afstand"),
        ("money", "Penge"),
        ("body", "Krop"),
        ("digital", "Digital tryghed"),
    ]
    wall = walls.citizen(column="citizen_id", systems=WORKERS, helper_acts="read")

    kind = models.CharField(max_length=10, choices=KINDS)
    value = models.CharField(max_length=12)

    class Meta(OfCitizen.Meta):
        ordering = ["-recorded_at", "-id"]


class Answer(OfCitizen):
    """One answered item of an instrument or a ruler, on its own scale; out of range is refused, never zero."""

    wall = walls.citizen(column="citizen_id", systems=("check",), helper_acts="read")

    instrument = models.CharField(max_length=30)
    item = models.CharField(max_length=30)
    value = models.IntegerField()

    class Meta(OfCitizen.Meta):
        ordering = ["-recorded_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(instrument="rulers") | Q(value__gte=0, value__lte=10), name="ruler_zero_to_ten"
            )
        ]


class NeedToKnow(OfCitizen):
    """What a group leader needs for safety, agreed with the citizen; never a diagnosis."""

    wall = walls.citizen(column="citizen_id", scope=walls.GROUP, write_scope=walls.CARE, systems=WORKERS)

    code = models.CharField(max_length=30)
    text = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(OfCitizen.Meta):
        ordering = ["-recorded_at", "-id"]


class Relation(models.Model):
    """Why somebody may see a citizen. The one table that scoping and row-level security read."""

    # A group leader reads their own relation and no other, and can write none: nobody opens a citizen to themselves.
    # A helper who takes or gives up a seat opens the citizen to that group's leader, never to themselves.
    _SEAT = "scope = 'group' AND staff_id <> (SELECT viewer_user()) AND citizen_id = (SELECT acted_for())"
    wall = walls.citizen(
        column="citizen_id",
        systems=("pooling", "sweep", "check", "attendance", RESPONSIBILITY),
        also_read=f"staff_id = (SELECT viewer_user()) OR ({_SEAT})",
        also_write=_SEAT,
    )

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="relations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    staff = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    scope = models.CharField(max_length=8, choices=[(walls.CARE, "Forløb"), (walls.GROUP, "Fælles hold")])
    during = DateRangeField()
    source_kind = models.CharField(max_length=60)
    source_id = models.CharField(max_length=64)

    class Meta:
        ordering = ["citizen_id", "id"]
        indexes = [
            models.Index(fields=["organisation", "citizen"]),
            models.Index(fields=["staff", "citizen"]),
            models.Index(fields=["source_kind", "source_id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation=None, staff__isnull=False) | Q(organisation__isnull=False, staff=None),
                name="relation_one_other_party",
            )
        ]


class Task(models.Model):
    """Something somebody must do for a citizen, with an owner, a deadline and, once done, a reason it ended."""

    wall = walls.citizen(column="citizen_id", systems=(*WORKERS, RESPONSIBILITY), helper_acts="write")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=40)
    owner_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    deadline = models.DateField()
    source_kind = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=64, blank=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["deadline", "created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, end_reason="") | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="task_end_has_reason",
            )
        ]
