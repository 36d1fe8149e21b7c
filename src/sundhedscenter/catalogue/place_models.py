"""Where offers take place: houses with their rooms, and the areas of the postal codes. No citizen data."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from sundhedscenter.catalogue.vocabulary import municipality_code, postal_code
from sundhedscenter.core import walls
from sundhedscenter.partnership.models import Organisation


class Place(models.Model):
    """Where a group meets. `approximate`: the point is the town's, not the door's."""

    wall = walls.public()

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="places")
    address = models.CharField(max_length=160)
    postal_code = models.CharField(max_length=4, validators=[postal_code])
    municipality_code = models.CharField(max_length=4, validators=[municipality_code])
    lat = models.FloatField(validators=[MinValueValidator(54.0), MaxValueValidator(58.0)])
    lon = models.FloatField(validators=[MinValueValidator(7.5), MaxValueValidator(15.5)])
    approximate = models.BooleanField(default=True)
    step_free = models.BooleanField()
    outdoors = models.BooleanField(default=False)
    travel_da = models.TextField()
    travel_en = models.TextField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    wall = walls.public()

    place = models.ForeignKey(Place, models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=80)
    capacity = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["place", "name"]
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="room_name_once_per_place")]

    def __str__(self) -> str:
        return self.name


class PostalArea(models.Model):
    """One row per postal code, with a point inside it."""

    wall = walls.public()

    code = models.CharField(max_length=4, primary_key=True, validators=[postal_code])
    name = models.CharField(max_length=60)
    municipality_code = models.CharField(max_length=4, validators=[municipality_code])
    lat = models.FloatField()
    lon = models.FloatField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
