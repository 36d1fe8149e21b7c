"""What somebody typed, read: filters from words of time and place, lay words, and words to look for. No database."""

import re
from dataclasses import dataclass, field

from sundhedscenter.catalogue.search.folding import stem, tokens
from sundhedscenter.catalogue.search.lay_words import Targets, lexicon
from sundhedscenter.catalogue.search.places import Gazetteer, gazetteer
from sundhedscenter.catalogue.search.stop_words import STOP_WORDS, meaningful

MAX_TEXT = 200
MAX_WORDS = 16

AFTER_16, WEEKEND, WITHOUT_TRAVEL, AT_ONCE, FREE = "after_16", "weekend", "without_travel", "at_once", "free"
LANGUAGE, WAY_IN, MUNICIPALITY, NEAR = "language", "way_in", "municipality", "near"


@dataclass(frozen=True, slots=True)
class Filters:
    """What an offer must meet; empty for anything. `municipality` a code, `near` a postal code."""

    after_16: bool = False
    weekend: bool = False
    without_travel: bool = False
    at_once: bool = False
    free: bool = False
    language: str = ""
    way_in: str = ""
    municipality: str = ""
    near: str = ""

    def active(self) -> tuple[str, ...]:
        return tuple(name for name in self.__slots__ if getattr(self, name))

    def without(self, name: str) -> "Filters":
        return Filters(**{other: getattr(self, other) for other in self.__slots__ if other != name})

    def and_also(self, other: "Filters") -> "Filters":
        """Both; where both say something of one kind, this one wins."""
        return Filters(**{name: getattr(self, name) or getattr(other, name) for name in self.__slots__})


@dataclass(frozen=True, slots=True)
class Sought:
    """One thing to look for: words as typed, and terms that lay words stand for."""

    words: tuple[str, ...]
    targets: Targets = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """`text` as typed (cut); `filters` read from it; `left_without` the text less the words of each such filter."""

    text: str
    sought: tuple[Sought, ...] = ()
    filters: Filters = Filters()
    left_without: dict[str, str] = field(default_factory=dict)
    asks_for_a_word: bool = False


_PHRASES: dict[tuple[str, ...], tuple[str, str | bool]] = {}
_LANGUAGES = {
    "da": ("dansk", "danish"),
    "en": ("engelsk", "english"),
    "de": ("tysk", "german"),
    "ar": ("arabisk", "arabic"),
    "tr": ("tyrkisk", "turkish"),
    "pl": ("polsk", "polish"),
    "ro": ("rumænsk", "romanian"),
    "uk": ("ukrainsk", "ukrainian"),
    "so": ("somali", "somalisk"),
    "fa": ("farsi", "persisk", "persian"),
}


def _say(name: str, *phrases: str, value: str | bool = True) -> None:
    for phrase in phrases:
        _PHRASES[tuple(tokens(phrase))] = name, value


_say(
    AFTER_16, "aften", "aftenen", "aftener", "aftenerne", "evening", "evenings", "efter arbejde", "efter arbejdstid",
    "efter fyraften", "efter 16", "efter kl 16", "efter klokken 16", "after work", "after 16", "after 4",
)  # fmt: skip
_say(
    WEEKEND, "weekend", "weekenden", "weekender", "weekends", "lørdag", "lørdage", "søndag", "søndage", "saturday",
    "sunday",
)  # fmt: skip
_say(
    WITHOUT_TRAVEL, "online", "på nettet", "over nettet", "på video", "over video", "hjemmefra", "uden transport",
    "uden rejse", "uden at køre", "uden bil", "from home", "by video", "without travel",
)  # fmt: skip
_say(AT_ONCE, "i dag", "nu", "straks", "med det samme", "today", "now", "right away", "at once", "begynde i dag")
_say(FREE, "gratis", "uden at betale", "free of charge", "for free")
for _code, _names in _LANGUAGES.items():
    for _name in _names:
        _say(LANGUAGE, f"på {_name}", f"in {_name}", value=_code)
_LONGEST = max(map(len, _PHRASES))

_BEFORE_PLACES = frozenset(tokens("i ved nær omkring tæt fra in near around from at til by"))
_NEARNESS = frozenset(tokens("ved nær omkring tæt near around"))
_ALSO_WORDS = frozenset(tokens("vejen odder greve"))  # municipalities that are words of every day
_AFTER_PLACES = frozenset(("kommune", "kommunes", "municipality"))
_ASKS = re.compile(r"^\s*(hvad (er|betyder|vil)|hvem er|forklar|what (is|are|does)|who is)\b", re.IGNORECASE)
_RAW = re.compile(r"[^\W_]+(?:[:'´][^\W_]+)*")


def ask(text: str) -> Question:
    """Read the text. Odd or very long input gives a shorter question, never an error."""
    kept = " ".join(text.replace("\x00", " ")[:MAX_TEXT].split())
    raw = [word for word in _RAW.findall(kept) if tokens(word)][:MAX_WORDS]
    return _Reader(kept, raw).read()


class _Reader:
    """One walk over the words, from left to right."""

    def __init__(self, text: str, raw: list[str]) -> None:
        self.text, self.raw = text, raw
        self.words = ["".join(tokens(word)) for word in raw]
        self.used: dict[str, list[int]] = {}
        self.filters = Filters()
        self.rest: list[int] = []

    def read(self) -> Question:
        places, at = gazetteer(), 0
        while at < len(self.words):
            length = self._phrase(at) or self._place(places, at)
            if not length:
                self.rest.append(at)
            at += length or 1
        left = {
            name: " ".join(word for at, word in enumerate(self.raw) if at not in places)
            for name, places in self.used.items()
        }
        return Question(self.text, self._sought(), self.filters, left, bool(_ASKS.match(self.text)))

    def _phrase(self, at: int) -> int:
        for length in range(min(_LONGEST, len(self.words) - at), 0, -1):
            said = _PHRASES.get(tuple(self.words[at : at + length]))
            if said:
                return self._use(said[0], said[1], at, length)
        return 0

    def _place(self, places: Gazetteer, at: int) -> int:
        word, before = self.words[at], self.words[at - 1] if at else ""
        if len(word) == 4 and word.isdigit() and word in places.spots:
            return self._use(NEAR, word, at, 1)
        length, code = places.municipality_at(self.words, at)
        if length and (word not in _ALSO_WORDS or before in _BEFORE_PLACES):
            length += self.words[at + length : at + length + 1][:1] != [] and self.words[at + length] in _AFTER_PLACES
            if before in _NEARNESS:
                town, postal_code = places.town_at(self.words, at)
                if town:
                    return self._use(NEAR, postal_code, at, length)
            return self._use(MUNICIPALITY, code, at, length)
        if before in _BEFORE_PLACES or len(self.words) == 1:
            length, postal_code = places.town_at(self.words, at)
            if length and (before or not self._means_something(at)):
                return self._use(NEAR, postal_code, at, length)
        return 0

    def _means_something(self, at: int) -> bool:
        return bool(lexicon().phrase_at([stem(self.words[at])], 0)[0])

    def _use(self, name: str, value: str | bool, at: int, length: int) -> int:
        self.filters = self.filters.and_also(Filters(**{name: value}))  # type: ignore[arg-type]  # one of its fields
        joined = [at - 1] if at and self.words[at - 1] in _BEFORE_PLACES | {"om", "på", "the"} else []
        self.used.setdefault(name, []).extend([*joined, *range(at, at + length)])
        return length

    def _sought(self) -> tuple[Sought, ...]:
        left = [self.words[at] for at in self.rest]
        words = [word for word in left if word not in STOP_WORDS]
        if not words and not self.used:
            words = meaningful(left)
        stems, found, at = [stem(word) for word in words], [], 0
        while at < len(words):
            length, targets = lexicon().phrase_at(stems, at)
            found.append(Sought(tuple(words[at : at + max(length, 1)]), targets))
            at += max(length, 1)
        return tuple(found)
