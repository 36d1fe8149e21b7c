"""Why somebody still waits, and which floors are not met: the smallest change that would help.

Guarantees, kinds of change and their order: docs/algorithms/incremental-answer.md.
"""

from formation.waiting.changes import Change, ChangeKind
from formation.waiting.floors import UnmetFloor, unmet_floors
from formation.waiting.reasons import Reason, Remedy, Standing, why_all_waiting, why_waiting

__all__ = [
    "Change",
    "ChangeKind",
    "Reason",
    "Remedy",
    "Standing",
    "UnmetFloor",
    "unmet_floors",
    "why_all_waiting",
    "why_waiting",
]
