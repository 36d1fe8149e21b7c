"""What a citizen can choose: programmes, tracks, modules, places, offers. No citizen data.

The rows are copies of the files in `content/`; `loading.load_all` writes them. Professionals edit the files.
"""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from sundhedscenter.catalogue.place_models import Place, PostalArea, Room
from sundhedscenter.catalogue.vocabulary import Form, Topic
from sundhedscenter.core import walls
from sundhedscenter.partnership.models import Organisation, Responsibility, never_two_at_once

__all__ = [
    "Module",
    "Offer",
    "OfferResponsibility",
    "Place",
    "PostalArea",
    "Programme",
    "ResponsibilityMove",
    "Room",
    "Track",
    "TrackLeader",
    "TrackModule",
    "Variant",
]


def topic_list() -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=20, choices=Topic), default=list, blank=True)


class Programme(models.Model):
    """Must-haves per illness. `document` keeps every figure with value, status and source."""

    wall = walls.public()

    code = models.SlugField(max_length=40, unique=True)
    version = models.CharField(max_length=20)
    topic = models.CharField(max_length=20, choices=Topic, blank=True)
    name_da = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    document = models.JSONField(default=dict)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_da


class Module(models.Model):
    """One theme inside a track: what happens and how long one meeting lasts."""

    wall = walls.public()

    code = models.SlugField(max_length=40, unique=True)
    name_da = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    theme = models.CharField(max_length=30)
    document = models.JSONField(default=dict)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_da


class Track(models.Model):
    """What a group runs: a chain of modules with entry points. Several programmes share one."""

    wall = walls.public()

    code = models.SlugField(max_length=40, unique=True)
    name_da = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    summary_da = models.TextField()
    summary_en = models.TextField()
    bring_da = models.TextField()
    bring_en = models.TextField()
    weeks = models.PositiveSmallIntegerField()
    sessions_per_week = models.PositiveSmallIntegerField()
    session_minutes = models.PositiveSmallIntegerField()
    size_min = models.PositiveSmallIntegerField()
    size_ideal = models.PositiveSmallIntegerField()
    size_max = models.PositiveSmallIntegerField()
    rolling_entry = models.BooleanField(help_text="New participants may join at an entry point while the group runs.")
    gentle = models.BooleanField(help_text="Can be done sitting or as gentle exercise.")
    topics = topic_list()
    forms = ArrayField(models.CharField(max_length=20, choices=Form), default=list)
    leader_professions = ArrayField(models.CharField(max_length=40), default=list)
    document = models.JSONField(default=dict)
    programmes: "models.ManyToManyField[Programme, models.Model]" = models.ManyToManyField(
        Programme, related_name="tracks"
    )

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(size_min__gte=1) & Q(size_min__lte=F("size_ideal")) & Q(size_ideal__lte=F("size_max")),
                name="track_sizes_in_order",
            ),
            models.CheckConstraint(
                condition=Q(weeks__gte=1) & Q(sessions_per_week__gte=1) & Q(session_minutes__gte=1),
                name="track_dose_is_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name_da

    @property
    def sessions(self) -> int:
        """Meetings in the whole track."""
        return self.weeks * self.sessions_per_week


class TrackModule(models.Model):
    """One link of the chain. `is_entry`: a new participant may begin here."""

    wall = walls.public()

    track = models.ForeignKey(Track, models.CASCADE, related_name="chain")
    position = models.PositiveSmallIntegerField(help_text="From 1.")
    module = models.ForeignKey(Module, models.PROTECT, related_name="+")
    sessions = models.PositiveSmallIntegerField(default=1, help_text="Meetings spent on the module here.")
    is_entry = models.BooleanField(default=False)

    class Meta:
        ordering = ["track", "position"]
        constraints = [
            models.UniqueConstraint(fields=["track", "position"], name="one_module_per_position"),
            models.CheckConstraint(condition=Q(position__gte=1) & Q(sessions__gte=1), name="chain_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.track_id}/{self.position}"


class TrackLeader(models.Model):
    """Who may lead which track, and when."""

    wall = walls.public()

    track = models.ForeignKey(Track, models.CASCADE, related_name="leaders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="leads")
    during = DateRangeField()

    class Meta:
        ordering = ["track", "id"]
        constraints = [
            ExclusionConstraint(
                name="track_leader_once_at_a_time",
                expressions=[
                    ("track", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} leads {self.track_id}"


class Offer(models.Model):
    """What a citizen can choose. `task` names the public duty it belongs to (content/responsibilities.yaml)."""

    wall = walls.public()

    code = models.SlugField(max_length=60, unique=True)
    name_da = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    summary_da = models.TextField()
    summary_en = models.TextField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="offers")
    topics = topic_list()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="offers")
    track = models.ForeignKey(Track, models.PROTECT, null=True, blank=True, related_name="offers")
    places: "models.ManyToManyField[Place, models.Model]" = models.ManyToManyField(
        Place, related_name="offers", blank=True
    )
    cost_dkk = models.DecimalField(max_digits=8, decimal_places=2, default=Decimal(0))
    first_lesson = models.CharField(max_length=40, blank=True)
    join_da = models.TextField()
    join_en = models.TextField()
    task = models.CharField(max_length=40)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=Q(cost_dkk__gte=0), name="offer_cost_not_negative")]

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
