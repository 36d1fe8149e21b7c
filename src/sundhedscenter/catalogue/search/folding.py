"""Words as they are compared: small letters, no accents, æ ø å however they were typed, and without endings. Pure."""

import re
import unicodedata
from collections.abc import Iterable

MAX_WORD = 40
_WORD = re.compile(r"[0-9a-zæøå]+")
_KEPT = str.maketrans({"ä": "æ", "ö": "ø", "ü": "u", "ß": "s"})
DIGRAPHS = (("ae", "æ"), ("oe", "ø"), ("aa", "å"))

# Longest first. A stem keeps three letters; one with a vowel, or it is no stem.
_ENDINGS = (
    "ningerne", "ingernes", "erendes", "ningens", "ninger", "ingerne", "ningen", "hederne", "elserne", "ernes", "erens",
    "erede", "heden", "inger", "ingen", "elsen", "elser", "endes", "erne", "eren", "eret", "ende", "ning", "enes",
    "ers", "ets", "ens", "ing", "else", "ere", "ene", "ede", "hed", "es", "er", "en", "et", "e", "s",
)  # fmt: skip
# What the endings would take for another word, or for none: to smoke is not the back.
_IRREGULAR = {
    **dict.fromkeys(("ryge", "ryger", "rygere", "rygning", "rygningen", "røg", "røget", "røgen"), "ryge"),
    **dict.fromkeys(("gå", "går", "gået", "gik", "gående"), "gå"),
    **dict.fromkeys(("barn", "barnet", "børn", "børnene"), "barn"),
    **dict.fromkeys(("fod", "foden", "fødder", "fødderne"), "fod"),
    **dict.fromkeys(("mand", "manden", "mænd", "mændene"), "mand"),
    **dict.fromkeys(("tabe", "taber", "tabt", "tabte"), "tabe"),
    **dict.fromkeys(("sove", "sover", "sovet", "sov"), "sov"),
}
_VOWEL = re.compile(r"[aeiouyæøå]")
_SHORTEST = 3
_LONG_ENDING = 3  # from this length on an ending makes a new word, and wants a longer stem


def plain(text: str) -> str:
    """Small letters without accents; æ, ø and å stay letters of their own."""
    composed = unicodedata.normalize("NFC", text).lower().translate(_KEPT)
    return "".join(_bare(letter) for letter in composed)


def fold(text: str) -> str:
    """As `plain`, with ae, oe and aa read as æ, ø and å."""
    folded = plain(text)
    for pair, letter in DIGRAPHS:
        folded = folded.replace(pair, letter)
    return folded


def tokens(text: str) -> list[str]:
    """The words of a text, folded, in order. Nothing but letters and digits comes through."""
    return [word[:MAX_WORD] for word in _WORD.findall(fold(text))]


def stem(word: str) -> str:
    """A folded word without its ending: øvelser, øvelse, øvelserne give the same."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for ending in _ENDINGS:
        rest = word.removesuffix(ending)
        shortest = _SHORTEST + (1 if len(ending) >= _LONG_ENDING else 0)
        if rest != word and len(rest) >= shortest and _VOWEL.search(rest):
            return _undoubled(rest)
    return _undoubled(word)


def forms(word: str) -> tuple[str, ...]:
    """The word and its stem, without doubles."""
    return tuple(dict.fromkeys((word, stem(word))))


def stems(text: str) -> tuple[str, ...]:
    """The stems of a text, in order."""
    return tuple(stem(word) for word in tokens(text))


def shortened(words: Iterable[str]) -> set[str]:
    """Each word, and each less one letter: two words one error apart have one of these in common."""
    return {part for word in words for part in (word, *(word[:i] + word[i + 1 :] for i in range(len(word))))}


def distance(one: str, other: str, *, most: int = 2) -> int:
    """Letters left out, put in, changed, or neighbours that changed places; `most` + 1 for anything further.

    Optimal string alignment (Damerau 1964, each stretch edited once).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def danish_order(text: str) -> tuple[str, str]:
    """Key of the alphabet: æ, ø, å last, "aa" as "å" (Aabenraa beside Århus). The text itself breaks ties."""
    key = plain(text).replace("aa", "å").translate(str.maketrans("æøå", "{|}"))
    return " ".join(re.findall(r"[0-9a-z{|}]+", key)), text


def initial(text: str) -> str:
    """The letter of the index under which it stands; "#" for a digit."""
    letter = danish_order(text)[0][:1]
    return {"{": "Æ", "|": "Ø", "}": "Å"}.get(letter, letter.upper() if letter.isalpha() else "#")


def _bare(letter: str) -> str:
    if letter in "æøå":
        return letter
    return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))


def _undoubled(word: str) -> str:
    return word[:-1] if len(word) > _SHORTEST and word[-1] == word[-2] and not _VOWEL.match(word[-1]) else word
