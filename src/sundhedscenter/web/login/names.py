"""Made-up names: first and last names from the shipped list, put together by chance."""

import csv
from dataclasses import dataclass
from functools import cache
from random import Random

from django.conf import settings


@dataclass(frozen=True)
class Names:
    women: tuple[str, ...]
    men: tuple[str, ...]
    last: tuple[str, ...]

    def draw(self, chance: Random) -> tuple[str, str]:
        """First and last name."""
        first = chance.choice(self.women if chance.random() < 0.55 else self.men)
        return first, chance.choice(self.last)


@cache
def names() -> Names:
    with (settings.CONTENT / "reference" / "names.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Names(
        women=tuple(row["name"] for row in rows if (row["kind"], row["gender"]) == ("first", "K")),
        men=tuple(row["name"] for row in rows if (row["kind"], row["gender"]) == ("first", "M")),
        last=tuple(row["name"] for row in rows if row["kind"] == "last"),
    )
