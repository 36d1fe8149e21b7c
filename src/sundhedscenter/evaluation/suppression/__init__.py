"""Hiding small numbers: docs/algorithms/small-numbers.md. Pure: no database, no clock, no settings."""

from sundhedscenter.evaluation.suppression.attacker import Exposure, audit
from sundhedscenter.evaluation.suppression.protect import CannotProtect, Protected, protect
from sundhedscenter.evaluation.suppression.rounding import about, rounded_share, rounding_step
from sundhedscenter.evaluation.suppression.tables import (
    SMALL,
    WIDTH,
    BrokenTables,
    Cell,
    Key,
    Relation,
    Tables,
    cross_table,
)

__all__ = [
    "SMALL",
    "WIDTH",
    "BrokenTables",
    "CannotProtect",
    "Cell",
    "Exposure",
    "Key",
    "Protected",
    "Relation",
    "Tables",
    "about",
    "audit",
    "cross_table",
    "protect",
    "rounded_share",
    "rounding_step",
]
