"""Tables of offers: what a citizen can choose, in which forms, and who answers for it. No citizen data."""

from decimal import Decimal
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from sundhedscenter.catalogue.place_models import Place
from sundhedscenter.catalogue.vocabulary import (
    Area,
    Form,
    Origin,
    Stage,
    WayIn,
    municipality_code,
    topic_list,
)
from sundhedscenter.core import walls
from sundhedscenter.core.week import FULL_MASK
from sundhedscenter.partnership.models import Organisation, Responsibility, never_two_at_once


def way_in_self() -> list[str]:
    return [WayIn.SELF.value]


def danish() -> list[str]:
    return ["da"]


class Offer(models.Model):
    """What a citizen can choose: the published version of its document, else the last that was, else the newest.

    Written by `publishing.project` alone. `task` names the public duty it belongs to (content/responsibilities.yaml);
    `slot_mask` the weekly times of an offer that runs no groups of its own; `municipalities` those whose people may
    come, empty for everybody; `origin_key` its name in the source it came from.
    """

    wall = walls.public()

    code = models.SlugField(max_length=60, unique=True)
    hsds_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.DRAFT)
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.CONTENT)
    origin_key = models.CharField(max_length=200, blank=True)
    name_da = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    summary_da = models.TextField()
    summary_en = models.TextField(blank=True)
    for_whom_da = models.TextField(blank=True)
    for_whom_en = models.TextField(blank=True)
    happens_da = models.TextField(blank=True)
    happens_en = models.TextField(blank=True)
    times_da = models.CharField(max_length=200, blank=True)
    times_en = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="offers")
    area = models.CharField(max_length=16, choices=Area, default=Area.HEALTH_CENTRE)
    topics = topic_list()
    programme = models.ForeignKey("catalogue.Programme", models.PROTECT, null=True, blank=True, related_name="offers")
    track = models.ForeignKey("catalogue.Track", models.PROTECT, null=True, blank=True, related_name="offers")
    places: "models.ManyToManyField[Place, models.Model]" = models.ManyToManyField(
        Place, related_name="offers", blank=True
    )
    slot_mask = models.BigIntegerField(default=0)
    languages = ArrayField(models.CharField(max_length=5), default=danish)
    municipalities = ArrayField(
        models.CharField(max_length=4, validators=[municipality_code]), default=list, blank=True
    )
    ways_in = ArrayField(models.CharField(max_length=12, choices=WayIn), default=way_in_self)
    keywords = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    min_age = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(120)])
    max_age = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(120)])
    cost_dkk = models.DecimalField(max_digits=8, decimal_places=2, default=Decimal(0))
    first_lesson = models.CharField(max_length=40, blank=True)
    join_da = models.TextField()
    join_en = models.TextField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    task = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    checked_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(cost_dkk__gte=0), name="offer_cost_not_negative"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="offer_stage_is_known"),
            models.CheckConstraint(
                condition=Q(slot_mask__gte=0) & Q(slot_mask__lte=FULL_MASK), name="offer_times_are_weekly"
            ),
            models.CheckConstraint(
                condition=Q(min_age=None) | Q(max_age=None) | Q(min_age__lte=models.F("max_age")),
                name="offer_ages_in_order",
            ),
            models.UniqueConstraint(fields=["origin_key"], condition=~Q(origin_key=""), name="offer_once_per_source"),
        ]

    def __str__(self) -> str:
        return self.name_da


class Variant(models.Model):
    """One form of an offer, with its own length and price."""

    wall = walls.public()

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="variants")
    form = models.CharField(max_length=20, choices=Form)
    minutes = models.PositiveSmallIntegerField(help_text="One meeting, lesson or call.")
    cost_dkk = models.DecimalField(max_digits=8, decimal_places=2, default=Decimal(0))

    class Meta:
        ordering = ["offer", "form"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "form"], name="variant_once_per_offer"),
            models.CheckConstraint(condition=Q(cost_dkk__gte=0), name="variant_cost_not_negative"),
            models.CheckConstraint(condition=Q(form__in=Form.values), name="variant_form_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id}: {self.form}"


class OfferResponsibility(Responsibility):
    """Who answers for the offer in one role, from one day to another. Never two at once for one role."""

    wall = walls.public()

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="responsibilities")

    class Meta:
        ordering = ["offer", "role", "during"]
        constraints = [*never_two_at_once("offer_responsibility_one_at_a_time", "offer")]

    def __str__(self) -> str:
        return f"{self.offer_id}: {self.role}"


class ResponsibilityMove(models.Model):
    """Somebody moved one role of one offer from a day on. `former` keeps the days as they were, for moving back."""

    wall = walls.public()

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="moves")
    role = models.CharField(max_length=12, choices=Responsibility.ROLES)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    on = models.DateField()
    why = models.CharField(max_length=300, blank=True)
    former = models.JSONField(help_text="Organisation id, first day, first day after or null: one triple per span.")
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=80)
    back_on = models.DateField(null=True)
    back_at = models.DateTimeField(null=True)
    back_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["-moved_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(back_on=None, back_at=None, back_by="")
                | (Q(back_on__isnull=False, back_at__isnull=False) & ~Q(back_by="")),
                name="move_taken_back_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.offer_id}: {self.role} from {self.on}"
