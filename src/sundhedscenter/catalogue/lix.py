"""Readability by LIX (Björnsson 1968): words per sentence plus the percentage of words longer than six letters."""

import re

SENTENCE_END = re.compile(r"[.!?:]+(?=\s|$)|\n{2,}|\n(?=[-*\d#])")
WORD = re.compile(r"[0-9A-Za-zÆØÅæøåÄÖÜäöüéèÉÈ]+(?:[-'’][0-9A-Za-zÆØÅæøåéè]+)*")
LONG = 6


def lix(text: str) -> float:
    """LIX of running text; a line of a list or a heading counts as a sentence. 0.0 for a text without words."""
    words = WORD.findall(text)
    if not words:
        return 0.0
    sentences = sum(1 for part in SENTENCE_END.split(text) if WORD.search(part)) or 1
    long_words = sum(1 for word in words if len(word) > LONG)
    return len(words) / sentences + 100 * long_words / len(words)


def word_count(text: str) -> int:
    return len(WORD.findall(text))
