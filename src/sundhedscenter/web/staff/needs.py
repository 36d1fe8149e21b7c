"""What a leader needs to know, in words. Never a diagnosis: only what to do."""

from sundhedscenter.journey.labels import NEED_LABELS


def need_words(need: str) -> str:
    """A known code in words; what was written in words is shown as it stands."""
    return str(NEED_LABELS.get(need, need))
