"""Danish compounds: which known words a long word is made of. Pure."""

from collections.abc import Collection, Iterator

from sundhedscenter.catalogue.search.folding import stem
from sundhedscenter.catalogue.search.stop_words import STOP_WORDS

SHORTEST = 3
LINKS = ("s", "e", "er", "n")
# Last parts that say what kind of thing it is, not what it is about.
KINDS = frozenset(
    [
        "hold",
        "kursus",
        "forløb",
        "gruppe",
        "skole",
        "tilbud",
        "klub",
        "møde",
        "team",
        "plan",
        "dag",
        "group",
        "course",
        "class",
        "programme",
    ]
)
KIND_SHARE = 0.2


def halves(word: str) -> Iterator[tuple[str, str]]:
    """Every way to cut the word in two, with or without a letter that only joins; longest head first."""
    for cut in range(len(word) - SHORTEST, SHORTEST - 1, -1):
        head, tail = word[:cut], word[cut:]
        yield head, tail
        for link in LINKS:
            if head.endswith(link) and len(head) - len(link) >= SHORTEST:
                yield head.removesuffix(link), tail


def is_known(word: str, known: Collection[str]) -> bool:
    return word in known or stem(word) in known


def split(word: str, known: Collection[str]) -> tuple[str, str] | None:
    """The two known words that it is made of; None when there are none. The longest head wins."""
    found = (pair for pair in halves(word) if all(is_known(part, known) for part in pair))
    return next((pair for pair in found if not STOP_WORDS.intersection(pair)), None)


def shares(parts: tuple[str, str]) -> tuple[float, float]:
    """How much of the meaning each part bears: a half, but a word for a kind of thing bears little."""
    return (1 - KIND_SHARE, KIND_SHARE) if names_a_kind(parts) else (0.5, 0.5)


def names_a_kind(parts: tuple[str, str]) -> bool:
    return is_known(parts[1], KINDS)
