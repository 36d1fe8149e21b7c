"""Choosing what to hide: cover, audit, cover again with what the audit found, until it finds nothing."""

from dataclasses import dataclass

from sundhedscenter.evaluation.suppression.attacker import Exposure, audit
from sundhedscenter.evaluation.suppression.cover import CannotProtect, Cover, Row
from sundhedscenter.evaluation.suppression.tables import Key, Tables

__all__ = ["CannotProtect", "Protected", "protect"]

# So many new rows at a time: those of one round often say the same in other words, and each costs two programmes.
ENOUGH = 10


@dataclass(frozen=True, slots=True)
class Protected:
    """`hidden`: the cells that no table may show. `rounds`: how often the audit sent the choice back."""

    hidden: frozenset[Key]
    rounds: int


def protect(tables: Tables) -> Protected:
    """What to hide so that no protected cell can be worked out to fewer than WIDTH + 1 whole numbers in a row.

    Least weight, within the gap of the covering model. The answer has passed the audit. Raises CannotProtect.
    """
    cover = Cover(tables)
    rounds = 0
    exposures: list[Exposure] = []
    while True:
        hidden = cover.cheapest()
        exposures = audit(tables, hidden, first={each.key for each in exposures}, enough=ENOUGH)
        if not exposures:
            return Protected(hidden, rounds)
        for each in exposures:
            cover.add(Row(each.key, each.need, each.gains))
        rounds += 1
