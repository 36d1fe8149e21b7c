"""The index of the search: words of offers. Written by `search.index`, in the transaction that publishes an offer."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from sundhedscenter.catalogue.offer_models import Offer
from sundhedscenter.core import walls


class SearchTerm(models.Model):
    """A word of an offer, with the highest weight it has there in tenths (docs/algorithms/search.md)."""

    wall = walls.public()

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="search_terms")
    word = models.CharField(max_length=48)
    weight = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["offer", "word"]
        constraints = [
            models.UniqueConstraint(fields=["word", "offer"], name="search_word_once_per_offer"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="search_weight_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id}: {self.word}"


class SearchWord(models.Model):
    """Each word of the index once. `near`: the word, and the word less one letter in every way."""

    wall = walls.public()

    word = models.CharField(max_length=48, unique=True)
    near = ArrayField(models.CharField(max_length=48))

    class Meta:
        ordering = ["word"]
        indexes = [
            GinIndex(fields=["near"], name="search_word_near"),
            GinIndex(fields=["word"], name="search_word_alike", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.word
