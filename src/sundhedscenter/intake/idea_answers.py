"""The ready answers to ideas: content/ideas.yaml, read once."""

from functools import cache
from typing import Literal

from pydantic import Field

from sundhedscenter.catalogue import files
from sundhedscenter.catalogue.schemas import CODE, Strict, Text

FILE = "ideas.yaml"


class ReadyAnswer(Strict):
    """A text for one stage."""

    code: str = Field(pattern=CODE, max_length=30)
    stage: Literal["looking", "trying", "not_now", "declined"]
    text: Text


class ReadyAnswers(Strict):
    answers: tuple[ReadyAnswer, ...]


@cache
def ready_answers() -> dict[str, ReadyAnswer]:
    """By code, in the order of the file. Raises ContentError naming field and mend."""
    found = files.read(ReadyAnswers, files.content_root() / FILE)
    return {row.code: row for row in found.answers}


def ready_words(code: str, language: str) -> str:
    """The ready text; empty for no code, or one that has gone from the file since."""
    row = ready_answers().get(code)
    if row is None:
        return ""
    return row.text.en if language == "en" else row.text.da
