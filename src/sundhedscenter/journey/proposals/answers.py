"""What the citizen answered before seeing proposals: the twelve answers, checked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final, Self
from unicodedata import category

from sundhedscenter.core import week

MAX_GOAL: Final = 500
MAX_RULER: Final = 10


class Topic(StrEnum):
    KOL = "kol"
    TYPE2 = "type2"
    HEART = "heart"
    KNEE = "knee"
    BLOOD_PRESSURE = "blood_pressure"
    STRESS = "stress"
    UNSURE = "unsure"


GENERAL: Final = Topic.UNSURE
"""An offer with this topic is for everyone: the common core."""


class TimeAnswer(StrEnum):
    OK = "ok"
    SHORT = "short"  # at most 60 minutes at a time


class DistanceAnswer(StrEnum):
    FAR = "far"
    NEAR = "near"
    NONE = "none"  # cannot travel


class MoneyAnswer(StrEnum):
    OK = "ok"
    FREE_ONLY = "free_only"


class BodyAnswer(StrEnum):
    OK = "ok"
    GENTLE = "gentle"
    STEP_FREE = "step_free"


class DigitalAnswer(StrEnum):
    ALONE = "alone"
    WITH_HELP = "with_help"
    NO = "no"  # nothing online


class Mend(StrEnum):
    """What the citizen can do about a wrong answer; the words are in `journey.reasons_text`."""

    POSTAL_CODE = "postal_code"
    GOAL_SHORTER = "goal_shorter"
    GOAL_PLAIN_TEXT = "goal_plain_text"
    CHOOSE_ONE = "choose_one"
    WEEK_CHOOSE_TIME = "week_choose_time"
    WEEK_UNKNOWN_TIME = "week_unknown_time"
    RULER = "ruler"


class AnswerError(ValueError):
    """An answer that cannot be used. Names the field, the value and what mends it."""

    def __init__(self, field: str, value: object, mend: Mend) -> None:
        super().__init__(f"{field}: {str(value)[:40]!r} cannot be used ({mend})")
        self.field = field
        self.value = value
        self.mend = mend


_CHOICES: Final[dict[str, type[StrEnum]]] = {
    "topic": Topic,
    "time": TimeAnswer,
    "distance": DistanceAnswer,
    "money": MoneyAnswer,
    "body": BodyAnswer,
    "digital": DigitalAnswer,
}
RULERS: Final = ("importance", "confidence", "readiness")
# What an answer is taken for that was never asked: it hides nothing. Neither shown nor stored.
NOT_ASKED: Final[Mapping[str, str | int]] = {
    "goal": "",
    "time": TimeAnswer.OK,
    "distance": DistanceAnswer.FAR,
    "money": MoneyAnswer.OK,
    "body": BodyAnswer.OK,
    "digital": DigitalAnswer.ALONE,
    "week": week.FULL_MASK,
    "importance": 5,
    "confidence": 5,
    "readiness": 5,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The conversation's twelve answers. Raises `AnswerError` at the first that cannot be used.

    Plain strings are taken for the choices and turned into their enum. Whether a postal code exists is for the
    caller, who knows the areas; here it only has to look like one. An empty goal is an answer: "not yet".
    `skipped` names what nobody said: those of `NOT_ASKED` hold what is written there, a topic that of the offer wished for.
    """

    postal_code: str
    goal: str
    topic: Topic
    time: TimeAnswer
    distance: DistanceAnswer
    money: MoneyAnswer
    body: BodyAnswer
    digital: DigitalAnswer
    week: int
    importance: int
    confidence: int
    readiness: int
    skipped: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._check_words()
        for name, choices in _CHOICES.items():
            value = getattr(self, name)
            if value not in tuple(choices):
                raise AnswerError(name, value, Mend.CHOOSE_ONE)
            object.__setattr__(self, name, choices(value))
        self._check_week()
        for name in RULERS:
            value = getattr(self, name)
            if type(value) is not int or not 0 <= value <= MAX_RULER:
                raise AnswerError(name, value, Mend.RULER)

    def _check_words(self) -> None:
        # Typed as str, but from_mapping hands over whatever a draft holds.
        code: object = self.postal_code
        goal: object = self.goal
        if not isinstance(code, str) or len(code) != 4 or not (code.isascii() and code.isdigit()):
            raise AnswerError("postal_code", code, Mend.POSTAL_CODE)
        # Control characters and half surrogates cannot be stored; everything a keyboard gives can, emoji too.
        if not isinstance(goal, str) or any(category(c) in {"Cc", "Cs"} and not c.isspace() for c in goal):
            raise AnswerError("goal", goal, Mend.GOAL_PLAIN_TEXT)
        object.__setattr__(self, "goal", " ".join(goal.split()))
        if len(self.goal) > MAX_GOAL:
            raise AnswerError("goal", self.goal, Mend.GOAL_SHORTER)

    def _check_week(self) -> None:
        if type(self.week) is not int or not 0 <= self.week <= week.FULL_MASK:
            raise AnswerError("week", self.week, Mend.WEEK_UNKNOWN_TIME)
        if self.week == 0:
            raise AnswerError("week", self.week, Mend.WEEK_CHOOSE_TIME)

    @classmethod
    def from_mapping(cls, data: Mapping[str, object]) -> Self:
        """Read what a draft keeps. A missing answer is an `AnswerError` with value None; other keys are ignored."""
        return cls(**{name: data.get(name) for name in _ASKED})  # type: ignore[arg-type]  # checked above

    @classmethod
    def of_those_given(
        cls, data: Mapping[str, object], *, needed: Collection[str], unsaid: Collection[str] = ()
    ) -> Self:
        """As `from_mapping`, but what is missing and not needed counts as skipped; so does what is there `unsaid`."""
        skipped = frozenset(name for name in NOT_ASKED if name not in needed and data.get(name) is None)
        given = {name: NOT_ASKED[name] if name in skipped else data.get(name) for name in _ASKED}
        return cls(**given, skipped=skipped.union(unsaid))  # type: ignore[arg-type]  # checked above

    def as_mapping(self) -> dict[str, str | int]:
        """Plain values, ready for JSON; `from_mapping` reads them back."""
        return {
            name: str(value) if isinstance(value := getattr(self, name), str) else value
            for name in _ASKED
            if name not in self.skipped
        }


_ASKED: Final = tuple(field.name for field in fields(Answers) if field.name != "skipped")
