"""All readings of the words that somebody typed: which words of the index answer them, and how well. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sundhedscenter.catalogue.search import compounds
from sundhedscenter.catalogue.search.asking import Sought
from sundhedscenter.catalogue.search.folding import DIGRAPHS, distance, forms, shortened, stem
from sundhedscenter.catalogue.search.lay_words import lexicon

# Qualities of docs/algorithms/search.md.
ITSELF, SAME_STEM, LAY, BEGINNING, COMPOUND, END, TYPO, SHORT_TYPO, SHORTEST_TYPO, TYPOS = (
    1.0,
    0.9,
    0.7,
    0.6,
    0.6,
    0.45,
    0.6,
    0.5,
    0.35,
    0.4,
)
A_KIND = 0.3  # "group" beside other words says little
KNOWN_ANYWAY = 0.35  # how much a typo's quality is worth when the word as typed exists
PROMISED_FROM = 6  # letters: shorter words have many neighbours, and may come after longer ones
BEGINS_FROM, FORGIVES_FROM, SHORT, FORGIVES_TWO_FROM, CUTS_FROM = 4, 5, 8, 9, 6


@dataclass(frozen=True, slots=True)
class Reading:
    """A word of the index that answers the question's `place`; parts from 1 on count together, part 0 by itself."""

    place: int
    part: int
    word: str
    quality: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the index is asked for: these words, words near these, words like these patterns, words alike."""

    whole: list[str]
    near: list[str]
    like: list[str]
    alike: list[str]


def wanted(sought: Iterable[Sought]) -> Wanted:
    """The question to the table of words. Words hold letters and digits only, so a pattern holds no other sign."""
    words = [word for thing in sought for word in thing.words]
    whole = {form for word in words for form in forms(word)}
    pieces = {piece for word in words if len(word) >= CUTS_FROM for pair in compounds.halves(word) for piece in pair}
    near = {part for word in words if len(word) >= FORGIVES_FROM for part in shortened(_asked(word))}
    long = [word for word in words if len(stem(word)) >= BEGINS_FROM]
    return Wanted(
        sorted(whole | {form for piece in pieces for form in forms(piece)}),
        sorted(near),
        sorted({pattern for word in long for pattern in (f"{stem(word)}%", f"%{word}", f"%{stem(word)}")}),
        sorted({word for word in words if len(word) >= FORGIVES_TWO_FROM}),
    )


def readings(sought: Iterable[Sought], index: Collection[str]) -> list[Reading]:
    """Every reading, given the words of the index that `wanted` brought."""
    things = list(sought)
    more = sum(len(thing.words) for thing in things) > 1
    found: list[Reading] = []
    for place, thing in enumerate(things):
        alone = len(thing.words) == 1
        found += [Reading(place, 0, target, LAY * worth) for target, worth in sorted(thing.targets.items())]
        for number, word in enumerate(thing.words, 1):  # the words of a phrase count together
            part, share = (0, 1.0) if alone else (number, 1 / len(thing.words))
            if more and compounds.is_known(word, compounds.KINDS):
                share *= A_KIND
            found += [Reading(place, part, other, share * how) for other, how in _of_word(word, index).items()]
        if alone:
            found += _by_parts(place, thing.words[0], index)
            if not thing.targets and stem(thing.words[0]) not in index:
                found += [
                    Reading(place, 0, target, LAY * TYPO * worth)
                    for target, worth in sorted(lexicon().alike(thing.words[0]).items())
                ]
    return found


def _of_word(word: str, index: Collection[str]) -> dict[str, float]:
    """Each word of the index that answers a typed one. What was cut off a word nobody knows is no stem to lean on."""
    own = forms(word) if compounds.is_known(word, index) else (word,)
    found: dict[str, float] = {}
    for other in index:
        exact = _exact(word, own, other)
        forgiven = _forgiven(word, other) * (KNOWN_ANYWAY if word in index else 1)
        if exact or forgiven:
            found[other] = max(exact, forgiven)
    return found


def _exact(word: str, own: tuple[str, ...], other: str) -> float:
    if other in own:
        return ITSELF if other == word else SAME_STEM
    if len(own[-1]) >= BEGINS_FROM and other.startswith(own[-1]):
        return BEGINNING
    return END if len(own[-1]) >= BEGINS_FROM and other.endswith(own) else 0.0


def _forgiven(word: str, other: str) -> float:
    if len(word) < FORGIVES_FROM:
        return 0.0
    most = 2 if len(word) >= FORGIVES_TWO_FROM else 1
    errors = min(distance(form, other, most=most) for form in _asked(word))
    if errors > most:
        return 0.0
    if errors == 2:
        return TYPOS
    if len(other) < PROMISED_FROM:
        return SHORTEST_TYPO
    return SHORT_TYPO if len(word) < SHORT else TYPO


def _by_parts(place: int, word: str, index: Collection[str]) -> list[Reading]:
    """A compound by its two parts, each with what lay words make of it."""
    if len(word) < CUTS_FROM:
        return []
    parts = compounds.split(word, lexicon().known) or compounds.split(word, index)
    if parts is None:
        return _by_beginning(place, word, index)
    found = []
    for number, (part, share) in enumerate(zip(parts, compounds.shares(parts), strict=True), 1):
        _length, targets = lexicon().phrase_at([stem(part)], 0)
        quality = COMPOUND * share
        found += [Reading(place, number, target, LAY * quality * worth) for target, worth in sorted(targets.items())]
        found += [Reading(place, number, form, quality) for form in forms(part)]
    return found


def _by_beginning(place: int, word: str, index: Collection[str]) -> list[Reading]:
    """The longest known word that this one begins with: søvnbesvær is about søvn, whatever besvær may be."""
    for head, _tail in compounds.halves(word):
        if len(head) < BEGINS_FROM:
            continue
        _length, targets = lexicon().phrase_at([stem(head)], 0)
        found = [Reading(place, 0, form, END) for form in forms(head) if form in index]
        found += [Reading(place, 0, target, LAY * END * worth) for target, worth in sorted(targets.items())]
        if found:
            return found
    return []


def _asked(word: str) -> tuple[str, ...]:
    """The word as it may have been meant: also with two letters that were read as one, or was it one ending?"""
    pairs = {letter: pair for pair, letter in DIGRAPHS}
    apart = (word[:at] + pairs[letter] + word[at + 1 :] for at, letter in enumerate(word) if letter in pairs)
    return tuple(dict.fromkeys((*forms(word), *apart)))
