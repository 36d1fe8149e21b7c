"""The shape of every content file. Unknown fields are refused; every figure carries status and source."""

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

FigureStatus = Literal["V", "K", "P"]  # V read in the source, K to be confirmed by the clinical lead, P product choice
TopicCode = Literal["kol", "type2", "heart", "knee", "blood_pressure", "stress", "unsure"]
FormCode = Literal["group_site", "group_video", "alone_online", "phone", "paper"]
Role = Literal["authority", "operator", "payer", "controller"]
Alternative = Literal[
    "video", "home", "lift", "free_variant", "loan_tablet", "evening", "weekend", "alone", "phone", "paper",
    "help_online", "individual", "pause", "other_time", "other_level", "self_study", "new_talk", "maintenance",
    "new_body", "call_task", "contact_person", "none",
]  # fmt: skip
CODE = r"^[a-z0-9][a-z0-9_-]*$"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """The same words in Danish and English."""

    da: str = Field(min_length=2)
    en: str = Field(min_length=2)


class Figure[T](Strict):
    """One value with where it comes from."""

    value: T
    status: FigureStatus
    source: str = Field(min_length=4)
    note: str = ""


type AnyFigure = Figure[int | float | str | bool | list[str] | list[float] | dict[str, float | str | list[float]]]


# Programmes


class ProgrammeModule(Strict):
    code: str = Field(pattern=CODE)
    name: Text
    ref: str = ""
    figures: dict[str, AnyFigure] = Field(default_factory=dict)


class Programme(Strict):
    code: str = Field(pattern=CODE)
    version: str = Field(pattern=r"^\d{4}\.\d+$")
    topic: TopicCode | None
    state: Literal["active", "placeholder"]
    name: Text
    summary: Text
    target: dict[str, AnyFigure] = Field(default_factory=dict)
    modules: list[ProgrammeModule] = Field(default_factory=list)
    group_size: dict[str, AnyFigure] = Field(default_factory=dict)
    rules: dict[str, AnyFigure] = Field(default_factory=dict)
    outcomes: list[str] = Field(default_factory=list)
    evidence: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def active_has_modules(self) -> Self:
        if self.state == "active" and not self.modules:
            raise ValueError("an active programme needs at least one module; else set state: placeholder")
        return self


class Frame(Strict):
    """What every programme shares."""

    steps: Figure[list[str]]
    talks: dict[str, dict[str, AnyFigure]]
    figures: dict[str, AnyFigure]


# Modules and tracks


class Module(Strict):
    code: str = Field(pattern=CODE)
    name: Text
    summary: Text
    theme: Literal["coping", "movement", "food", "nicotine", "alcohol", "mind", "everyday", "illness", "nature"]
    minutes: Figure[int]
    must_for: list[str] = Field(default_factory=list)
    equivalents: list[str] = Field(default_factory=list)
    prerequisites: list[str] = Field(default_factory=list)
    lessons: list[str] = Field(default_factory=list)


class Modules(Strict):
    modules: list[Module] = Field(min_length=1)


class ChainLink(Strict):
    module: str
    sessions: int = Field(default=1, ge=1)
    entry: bool = False


class Track(Strict):
    code: str = Field(pattern=CODE)
    name: Text
    summary: Text
    bring: Text
    programmes: list[str] = Field(min_length=1)
    topics: list[TopicCode]
    forms: list[FormCode] = Field(min_length=1)
    weeks: Figure[int]
    sessions_per_week: Figure[int]
    session_minutes: Figure[int]
    size_min: Figure[int]
    size_ideal: Figure[int]
    size_max: Figure[int]
    rolling_entry: Figure[bool]
    gentle: bool
    leader_professions: list[str] = Field(min_length=1)
    chain: list[ChainLink] = Field(min_length=1)

    @model_validator(mode="after")
    def chain_fills_the_weeks(self) -> Self:
        meetings, planned = sum(link.sessions for link in self.chain), self.weeks.value * self.sessions_per_week.value
        if meetings != planned:
            raise ValueError(
                f"the chain has {meetings} meetings, but weeks x sessions_per_week = {planned}; change `sessions`"
            )
        if not self.chain[0].entry:
            raise ValueError("the first module of the chain must have `entry: true`")
        if not self.size_min.value <= self.size_ideal.value <= self.size_max.value:
            raise ValueError("size_min <= size_ideal <= size_max must hold")
        if not self.rolling_entry.value and any(link.entry for link in self.chain[1:]):
            raise ValueError("a track without rolling entry has one entry: the first module")
        return self


# Places, organisations, offers


class Room(Strict):
    name: str
    capacity: int = Field(ge=1)


class Place(Strict):
    code: str = Field(pattern=CODE)
    name: str
    organisation: str
    address: str
    postal_code: str = Field(pattern=r"^\d{4}$")
    municipality_code: str = Field(pattern=r"^0\d{3}$")
    lat: float | None = Field(default=None, ge=54, le=58)
    lon: float | None = Field(default=None, ge=7.5, le=15.5)
    approximate: bool = True
    step_free: bool
    outdoors: bool = False
    travel: Text
    rooms: list[Room] = Field(default_factory=list)
    demo: bool
    source: str = Field(min_length=4)


class Places(Strict):
    places: list[Place] = Field(min_length=1)


class Organisation(Strict):
    code: str = Field(pattern=CODE)
    name: str
    kind: Literal[
        "municipality", "region", "health_council", "hospital", "health_centre", "practice", "association",
        "agency", "private_provider",
    ]  # fmt: skip
    municipality_code: str = Field(default="", pattern=r"^(0\d{3})?$")
    parent: str = ""
    sor: str = Field(default="", pattern=r"^(\d{6,19})?$")
    phone: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    test: bool = False
    source: str = Field(min_length=4)


class Organisations(Strict):
    organisations: list[Organisation] = Field(min_length=1)


class ResponsibilityRow(Strict):
    """`organisation` is a code, or `host`: the organisation of the offer. `to` is the first day after."""

    role: Role
    organisation: str
    from_: date = Field(alias="from")
    to: date | None = None
    status: FigureStatus
    source: str = Field(min_length=4)

    @model_validator(mode="after")
    def days_in_order(self) -> Self:
        if self.to is not None and self.to <= self.from_:
            raise ValueError("`to` must be later than `from`")
        return self


class Task(Strict):
    code: str = Field(pattern=CODE)
    name: Text
    rows: list[ResponsibilityRow] = Field(min_length=1)


class Tasks(Strict):
    tasks: list[Task] = Field(min_length=1)


# Reasons


class NationalReason(Strict):
    code: str = Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
    display: str


class AlternativeText(Strict):
    code: Alternative
    label: Text
    explanation: Text


class Reason(Strict):
    code: str = Field(pattern=CODE)
    label: Text
    national: str
    national_when_professional: str = ""
    alternatives: list[Alternative] = Field(min_length=1)
    citizen_may_choose: bool = True
    needs_text: bool = False

    @property
    def alternative(self) -> str:
        """The one to offer first."""
        return self.alternatives[0]


class Reasons(Strict):
    system: str
    source: str
    national: list[NationalReason]
    alternatives: list[AlternativeText]
    reasons: list[Reason]

    @model_validator(mode="after")
    def codes_meet(self) -> Self:
        national = {row.code for row in self.national}
        known = {row.code for row in self.alternatives}
        for reason in self.reasons:
            if not {reason.national, reason.national_when_professional or reason.national} <= national:
                raise ValueError(f"reason {reason.code}: its national code is not in the list `national`")
            if not set(reason.alternatives) <= known:
                raise ValueError(f"reason {reason.code}: an alternative has no text in `alternatives`")
        return self
