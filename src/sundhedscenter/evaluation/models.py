"""What was published. Rows hold suppressed counts and rounded shares only: anybody may read them."""

from typing import Any

from django.db import models
from django.db.models import JSONField

from sundhedscenter.core import walls


class PublishedTable(models.Model):
    """One table as it was published. The newest row of a name and period is the one that stands."""

    NAMES = [
        ("funnel", "Fra henvendelse til forløb"),
        ("hours", "Tider i ugen"),
        ("retention", "Er med endnu"),
        ("waiting", "Ventetid"),
        ("started", "I gang inden for 1, 7 og 14 dage, kvartal for kvartal"),
        ("counter", "I gang inden for 1, 7 og 14 dage"),
    ]
    wall = walls.public(append_only=True)

    name = models.CharField(max_length=20, choices=NAMES)
    period = models.CharField(max_length=24)
    through = models.DateField(help_text="The last day whose facts are in it.")
    edition = models.PositiveSmallIntegerField(default=1, help_text="Above 1: published anew after a correction.")
    content: "JSONField[dict[str, Any], dict[str, Any]]" = JSONField(default=dict)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "period", "through", "edition"]
        constraints = [
            models.UniqueConstraint(fields=["name", "period", "through", "edition"], name="published_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.period}"
