"""What a citizen can choose: programmes, tracks, modules, places, offers. No citizen data.

The rows are copies of the files in `content/`; `loading.load_all` writes them. Professionals edit the files.
"""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from sundhedscenter.catalogue.offer_models import Offer, OfferResponsibility, ResponsibilityMove, Variant
from sundhedscenter.catalogue.place_models import Place, PostalArea, Room
from sundhedscenter.catalogue.search_models import SearchTerm, SearchWord
from sundhedscenter.catalogue.vocabulary import Form, Topic, topic_list
from sundhedscenter.catalogue.workshop_models import OfferCheck, OfferDecision, OfferReminder, OfferVersion
from sundhedscenter.core import walls

__all__ = [
    "Module",
    "Offer",
    "OfferCheck",
    "OfferDecision",
    "OfferReminder",
    "OfferResponsibility",
    "OfferVersion",
    "Place",
    "PostalArea",
    "Programme",
    "ResponsibilityMove",
    "Room",
    "SearchTerm",
    "SearchWord",
    "Track",
    "TrackLeader",
    "TrackModule",
    "Variant",
]


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
