"""Lessons: Markdown with checked front matter, made into steps with one action at the end.

Pure: no database. A lesson is guidance for all, never treatment advice; `notice` says that no clinical lead has
signed it yet, for as long as `reviewer` is empty.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal, Self

import yaml
from markdown_it import MarkdownIt
from pydantic import Field, model_validator

from sundhedscenter.catalogue import files
from sundhedscenter.catalogue.schemas import CODE, FigureStatus, Strict

LANGUAGES = ("da", "en")
WEEKDAYS = {
    "da": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
NOTICE = {
    "da": "Endnu ikke underskrevet af en klinisk leder.",
    "en": "Not yet signed by a clinical lead.",
}
DAYS_TO_TRY = 3
MARKDOWN = MarkdownIt("commonmark", {"html": False})


class LessonNotFound(LookupError):
    """No such lesson. Carries the codes that exist."""

    def __init__(self, *, code: str, known: tuple[str, ...]) -> None:
        super().__init__(f"There is no lesson '{code}'. Known: {', '.join(known)}.")
        self.code = code


# Front matter


class CheckOptionFront(Strict):
    text: str = Field(min_length=2)
    right: bool
    feedback: str = Field(min_length=2)


class CheckFront(Strict):
    question: str = Field(min_length=5)
    options: list[CheckOptionFront] = Field(min_length=2)

    @model_validator(mode="after")
    def one_right_answer(self) -> Self:
        if sum(option.right for option in self.options) != 1:
            raise ValueError("exactly one option must have `right: true`")
        return self


class ActionFront(Strict):
    question: str = Field(min_length=5)
    question_by_day: str = Field(pattern=r"\{day\}")
    choices: list[str] = Field(min_length=2)
    own_words: str = Field(min_length=2)


class Front(Strict):
    """What stands between the two lines of `---`."""

    code: str = Field(pattern=CODE)
    language: Literal["da", "en"]
    title: str = Field(min_length=2)
    summary: str = Field(min_length=5)
    programme: str
    module: str
    track: str
    minutes: int = Field(ge=1, le=60)
    status: FigureStatus
    sources: list[str] = Field(min_length=2)
    reviewer: str
    review_date: date | None
    check: CheckFront
    action: ActionFront
    safety: str = Field(min_length=20)

    @model_validator(mode="after")
    def signed_with_date(self) -> Self:
        if bool(self.reviewer) != (self.review_date is not None):
            raise ValueError("`reviewer` and `review_date` are filled in together, when a clinical lead has signed")
        return self


# What pages use


@dataclass(frozen=True)
class Step:
    number: int
    heading: str
    html: str
    text: str


@dataclass(frozen=True)
class CheckOption:
    number: int
    text: str
    right: bool
    feedback: str


@dataclass(frozen=True)
class Check:
    """The same question before and after the lesson."""

    question: str
    options: tuple[CheckOption, ...]


@dataclass(frozen=True)
class ActionChoice:
    code: str
    text: str


@dataclass(frozen=True)
class Action:
    """What the citizen answers at the end: a choice, own words, or both. Answering it is a first real step."""

    question: str
    question_by_day: str
    choices: tuple[ActionChoice, ...]
    own_words: str
    language: str

    def question_on(self, today: date) -> str:
        """The question with the weekday three days from `today`."""
        day = WEEKDAYS[self.language][(today + timedelta(days=DAYS_TO_TRY)).weekday()]
        return self.question_by_day.format(day=day)


@dataclass(frozen=True)
class Lesson:
    code: str
    language: str
    title: str
    summary: str
    programme: str
    module: str
    track: str
    minutes: int
    steps: tuple[Step, ...]
    check: Check
    action: Action
    safety: str
    status: str
    sources: tuple[str, ...]
    reviewer: str
    review_date: date | None
    notice: str

    def step(self, number: int) -> Step:
        """Step `number`, from 1. Raises LookupError outside 1 to the last."""
        if not 1 <= number <= len(self.steps):
            raise LookupError(f"Lesson {self.code} has steps 1 to {len(self.steps)}, not {number}.")
        return self.steps[number - 1]

    def plain_text(self) -> str:
        """Everything the citizen reads, as text: for paper, mail and readability."""
        parts = [self.title + ".", self.summary]
        for step in self.steps:
            parts += [step.heading + ".", step.text]
        parts += [self.check.question]
        for option in self.check.options:
            parts += [option.text + ".", option.feedback]
        parts += [self.action.question, *(choice.text + "." for choice in self.action.choices), self.safety]
        return "\n\n".join(parts)


def lesson_codes() -> tuple[str, ...]:
    return tuple(sorted(path.name.removesuffix(".da.md") for path in _folder().glob("*.da.md")))


@cache
def lesson(code: str, language: str = "da") -> Lesson:
    """The lesson in the language asked for. Raises LessonNotFound, or ContentError if the file is wrong."""
    if code not in lesson_codes() or language not in LANGUAGES:
        raise LessonNotFound(code=f"{code}.{language}", known=lesson_codes())
    return read_lesson(_folder() / f"{code}.{language}.md")


def read_lesson(path: Path) -> Lesson:
    """One file, checked. Raises ContentError naming file, field, value and mend."""
    name = files.short(path)
    head, body = _split(path.read_text(encoding="utf-8"), name)
    front = files.parse(Front, head, file=name)
    if path.name != f"{front.code}.{front.language}.md":
        raise files.ContentError(
            file=name, mistakes=[("code", front.code, "does not match the file name.", "Use the code of the file.")]
        )
    steps = tuple(_steps(body))
    if not 2 <= len(steps) <= 6:
        raise files.ContentError(
            file=name,
            mistakes=[("steps", len(steps), "a lesson has two to six steps.", "Begin each step with a line `## `.")],
        )
    return Lesson(
        code=front.code,
        language=front.language,
        title=front.title,
        summary=front.summary,
        programme=front.programme,
        module=front.module,
        track=front.track,
        minutes=front.minutes,
        steps=steps,
        check=Check(
            front.check.question,
            tuple(CheckOption(n, o.text, o.right, o.feedback) for n, o in enumerate(front.check.options, 1)),
        ),
        action=Action(
            front.action.question,
            front.action.question_by_day,
            tuple(ActionChoice(f"choice{n}", text) for n, text in enumerate(front.action.choices, 1)),
            front.action.own_words,
            front.language,
        ),
        safety=front.safety,
        status=front.status,
        sources=tuple(front.sources),
        reviewer=front.reviewer,
        review_date=front.review_date,
        notice="" if front.reviewer else NOTICE[front.language],
    )


def _folder() -> Path:
    return files.content_root() / "lessons"


def _split(text: str, name: str) -> tuple[object, str]:
    parts = text.split("---\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise files.ContentError(
            file=name,
            mistakes=[("front matter", text[:40], "is missing.", "Begin the file with `---`, fields, `---`.")],
        )
    try:
        return yaml.safe_load(parts[1]), parts[2]
    except yaml.YAMLError as error:
        raise files.ContentError(
            file=name,
            mistakes=[("front matter", str(error).splitlines()[0], "is not YAML.", "Put texts in quotation marks.")],
        ) from error


def _steps(body: str) -> list[Step]:
    found: list[Step] = []
    for number, part in enumerate(re.split(r"^## ", body, flags=re.MULTILINE)[1:], 1):
        heading, _, markdown = part.partition("\n")
        html = MARKDOWN.render(markdown.strip())
        found.append(Step(number, heading.strip(), html, re.sub(r"[*_`>#]", "", markdown).strip()))
    return found
