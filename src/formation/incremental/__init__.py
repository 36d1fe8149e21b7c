"""One citizen against running, planned and forming groups, while they are on the page.

Guarantees and steps: docs/algorithms/incremental-answer.md.
"""

from formation.incremental.answers import Answer, AnswerGone, InvalidCitizen, Kind
from formation.incremental.state import State

__all__ = ["Answer", "AnswerGone", "InvalidCitizen", "Kind", "State"]
