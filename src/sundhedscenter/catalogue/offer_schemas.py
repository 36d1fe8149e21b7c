"""The document of an offer: one shape for the files of the house, the workshop, and what is brought in from elsewhere."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from sundhedscenter.catalogue.schemas import CODE, FormCode, ResponsibilityRow, Strict, TopicCode
from sundhedscenter.core.week import FULL_MASK

AreaCode = Literal["rehabilitation", "elderly", "labour_market", "psychiatry", "young", "health_centre"]
WayInCode = Literal["self", "gp", "hospital", "municipality"]


class OfferText(Strict):
    """Danish, and English where somebody has written it."""

    da: str = Field(min_length=2)
    en: str = ""


class MaybeText(Strict):
    """As `OfferText`; nothing at all is allowed."""

    da: str = ""
    en: str = ""


class Variant(Strict):
    form: FormCode
    minutes: int = Field(ge=1, le=300)
    cost_dkk: int = Field(default=0, ge=0)


class OfferName(OfferText):
    da: str = Field(min_length=2, max_length=120)
    en: str = Field(default="", max_length=120)


class OfferTimes(MaybeText):
    da: str = Field(default="", max_length=200)
    en: str = Field(default="", max_length=200)


class Offer(Strict):
    """Everything that a page tells about an offer and no other room knows.

    `slot_mask`: weekly times (core/week.py) of an offer that runs no groups; `times` the same in words.
    """

    code: str = Field(pattern=CODE, max_length=60)
    name: OfferName
    summary: OfferText
    for_whom: MaybeText = MaybeText()
    happens: MaybeText = MaybeText()
    times: OfferTimes = OfferTimes()
    join: OfferText
    organisation: str
    area: AreaCode = "health_centre"
    task: str = ""
    responsibilities: list[ResponsibilityRow] = Field(default_factory=list)
    topics: list[TopicCode] = Field(default_factory=list)
    programme: str = ""
    track: str | None = None
    places: list[str] = Field(default_factory=list)
    variants: list[Variant] = Field(min_length=1)
    slot_mask: int = Field(default=0, ge=0, le=FULL_MASK)
    languages: list[str] = Field(default=["da"], min_length=1)
    municipalities: list[str] = Field(default_factory=list)
    ways_in: list[WayInCode] = Field(default=["self"], min_length=1)
    keywords: list[str] = Field(default_factory=list)
    min_age: int | None = Field(default=None, ge=0, le=120)
    max_age: int | None = Field(default=None, ge=0, le=120)
    first_lesson: str = ""
    phone: str = Field(default="", pattern=r"^[+\d ]{0,20}$")
    email: str = Field(default="", pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$")
    website: str = Field(default="", max_length=200, pattern=r"^(https?://\S+)?$")
    checked_on: date | None = None
    demo: bool = False
    source: str = Field(min_length=4, max_length=300)

    @model_validator(mode="after")
    def forms_once_and_ages_in_order(self) -> Self:
        forms = [variant.form for variant in self.variants]
        if len(set(forms)) != len(forms):
            raise ValueError("each form may stand once in `variants`; take the second away")
        if self.min_age is not None and self.max_age is not None and self.min_age > self.max_age:
            raise ValueError("`min_age` must not be above `max_age`")
        return self
