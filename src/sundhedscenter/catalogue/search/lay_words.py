"""What people say, professionals' own words, and the house's word list: files, checked as they are read. No database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from sundhedscenter.catalogue import files
from sundhedscenter.catalogue.schemas import CODE, FigureStatus, Strict, Text, TopicCode
from sundhedscenter.catalogue.search.folding import distance, forms, shortened, stem, stems, tokens
from sundhedscenter.catalogue.search.stop_words import meaningful

LONGEST_PHRASE = 8
FORGIVES_FROM = 6  # letters; shorter words have too many neighbours
FORGIVES_TWO_FROM = 9


class Row(Strict):
    """Ways to say one thing, and the topics of offers and the words in them that it leads to."""

    da: list[str] = Field(default_factory=list)
    en: list[str] = Field(default_factory=list)
    topics: list[TopicCode] = Field(default_factory=list)
    words: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def says_something_and_leads_somewhere(self) -> Self:
        if not [*self.da, *self.en]:
            raise ValueError("give at least one word in `da` or `en`")
        if not [*self.topics, *self.words]:
            raise ValueError("give `topics` or `words` that it leads to")
        return self


class Group(Strict):
    about: str = Field(min_length=2)
    status: FigureStatus
    source: str = Field(min_length=4)
    rows: list[Row] = Field(min_length=1)


class LayWords(Strict):
    groups: list[Group] = Field(default_factory=list)
    parts: list[str] = Field(default_factory=list)


class Word(Strict):
    """A word of the house in everyday language. `says`: other ways to ask for it; `leads_to`: a page of ours."""

    code: str = Field(pattern=CODE)
    name: Text
    text: Text
    says: list[str] = Field(default_factory=list)
    leads_to: str = Field(default="", pattern=r"^(/[a-z0-9/-]*(\?q=[\w -]+)?)?$")
    link: Text | None = None

    @model_validator(mode="after")
    def link_with_its_words(self) -> Self:
        if bool(self.leads_to) != bool(self.link):
            raise ValueError("give `leads_to` and `link` together, or neither")
        return self


class Words(Strict):
    status: FigureStatus
    source: str = Field(min_length=4)
    words: list[Word]


# What a lay word stands for: terms of the index, each with how near it comes (1 for the first word of a row).
type Targets = Mapping[str, float]
NOTHING: Targets = {}
TOPIC, FURTHER = 0.8, 0.7


@dataclass(frozen=True)
class Lexicon:
    """Lay words made ready for search: phrases of stems with the terms of the index that they stand for."""

    phrases: Mapping[tuple[str, ...], Targets]
    near: Mapping[str, frozenset[str]]
    beginning: Mapping[str, frozenset[str]]
    known: frozenset[str]

    def phrase_at(self, words: Sequence[str], start: int) -> tuple[int, Targets]:
        """How many of the stems from `start` on make the longest phrase, and what it stands for; 0 for none."""
        for length in range(min(LONGEST_PHRASE, len(words) - start), 0, -1):
            targets = self.phrases.get(tuple(words[start : start + length]))
            if targets:
                return length, targets
        return 0, NOTHING

    def alike(self, word: str) -> Targets:
        """What single lay words one wrong letter away from `word` stand for; two in a long word that begins alike."""
        if len(word) < FORGIVES_FROM:
            return NOTHING
        asked = forms(word)
        most = 2 if len(word) >= FORGIVES_TWO_FROM else 1
        found = {lay for part in shortened(asked) for lay in self.near.get(part, ())}
        if most > 1:
            found |= self.beginning.get(word[:1], frozenset())
        close = [lay for lay in found if min(distance(form, lay, most=most) for form in asked) <= most]
        return _best(self.phrases.get((stem(lay),), NOTHING) for lay in close)


def topic_term(topic: str) -> str:
    """How a topic stands in the index: no word of a text can be that."""
    return f"#{topic}"


def lexicon_of(lay: LayWords) -> Lexicon:
    phrases: dict[tuple[str, ...], Targets] = {}
    near: dict[str, set[str]] = {}
    beginning: dict[str, set[str]] = {}
    known = {form for part in lay.parts for word in tokens(part) for form in forms(word)}
    for row in rows_of(lay):
        targets = _targets(row)
        for said in [*row.da, *row.en]:
            words = meaningful(tokens(said))
            phrase = tuple(map(stem, words))
            phrases[phrase] = _best([phrases.get(phrase, NOTHING), targets])
            known.update(form for word in words if len(word) > 2 for form in forms(word))
            if len(words) == 1:
                beginning.setdefault(words[0][0], set()).update(forms(words[0]))
                for part in shortened(forms(words[0])):
                    near.setdefault(part, set()).update(forms(words[0]))
    return Lexicon(
        phrases,
        {part: frozenset(words) for part, words in near.items()},
        {letter: frozenset(words) for letter, words in beginning.items()},
        frozenset(known),
    )


def _targets(row: Row) -> Targets:
    """The first word is what is meant most; topics and further words come after it."""
    named = [
        {stem(word): FURTHER if place else 1.0 for word in meaningful(tokens(text))}
        for place, text in enumerate(row.words)
    ]
    return _best([*named, {topic_term(topic): TOPIC for topic in row.topics}])


def _best(several: Iterable[Targets]) -> Targets:
    found: dict[str, float] = {}
    for targets in several:
        for target, worth in targets.items():
            found[target] = max(worth, found.get(target, 0.0))
    return found


def rows_of(lay: LayWords) -> Iterator[Row]:
    return (row for group in lay.groups for row in group.rows)


def lay_words() -> LayWords:
    """`content/lay_words.yaml`. Raises ContentError naming file, field, value and mend."""
    return _lay_words(files.content_root())


def lexicon() -> Lexicon:
    return _lexicon(files.content_root())


def words() -> tuple[Word, ...]:
    """`content/words.yaml`, in the file's order."""
    return _words(files.content_root())


def words_asked_for(text: str) -> list[tuple[Word, bool]]:
    """Words of the house that `text` asks for, best first, each with whether it is named by itself alone."""
    asked = stems(text)
    found = []
    for word in words():
        names = {stems(name) for name in (word.name.da, word.name.en, *word.says)}
        length = max((len(name) for name in names if name and _stands_in(name, asked)), default=0)
        if length:
            found.append((-length, word, asked in names))
    return [(word, alone) for _length, word, alone in sorted(found, key=lambda row: (row[0], row[1].code))]


def _stands_in(name: tuple[str, ...], asked: tuple[str, ...]) -> bool:
    return any(asked[start : start + len(name)] == name for start in range(len(asked) - len(name) + 1))


@cache
def _lay_words(root: Path) -> LayWords:
    return files.read(LayWords, root / "lay_words.yaml")


@cache
def _lexicon(root: Path) -> Lexicon:
    return lexicon_of(_lay_words(root))


@cache
def _words(root: Path) -> tuple[Word, ...]:
    read = files.read(Words, root / "words.yaml").words
    codes = [word.code for word in read]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise files.ContentError(
            file="content/words.yaml", mistakes=[("code", twice[0], "is used twice.", "Give each its own code.")]
        )
    return tuple(read)
