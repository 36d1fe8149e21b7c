"""Texts to start from when somebody reaches out: `content/outreach.yaml`, checked as it is read."""

from functools import cache
from typing import Literal, Self, get_args

from pydantic import Field, model_validator

from sundhedscenter.catalogue import files
from sundhedscenter.catalogue.schemas import FigureStatus, Strict, Text

Reason = Literal["never_begun", "two_missed", "no_checkin", "first_meeting", "seat_held", "other"]


class OutreachText(Strict):
    """The text to start from for one reason."""

    why: Reason
    text: Text


class OutreachTexts(Strict):
    """One text for each reason, with where they come from."""

    status: FigureStatus
    source: str = Field(min_length=4)
    messages: list[OutreachText]

    @model_validator(mode="after")
    def _one_for_each_reason(self) -> Self:
        if sorted(row.why for row in self.messages) != sorted(get_args(Reason)):
            raise ValueError(f"messages: give one text for each of {', '.join(get_args(Reason))}")
        return self


@cache
def outreach_texts() -> OutreachTexts:
    """Raises ContentError naming file, field, value and mend."""
    return files.read(OutreachTexts, files.content_root() / "outreach.yaml")


def ready_text(why: str, language: str) -> str:
    """The words to start from, in the citizen's language. Raises KeyError for a reason that has none."""
    text = {str(row.why): row.text for row in outreach_texts().messages}[why]
    return text.en if language == "en" else text.da
