"""What can be proposed: plain copies of catalogue and group facts, made by the caller."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from typing import Final

EARTH_RADIUS_KM: Final = 6371.0
# Status P: a planning figure, the usual detour of a road against the straight line. See docs/algorithms/proposals.md.
ROAD_FACTOR: Final = 1.3


class Form(StrEnum):
    GROUP_SITE = "group_site"
    GROUP_VIDEO = "group_video"
    ALONE_ONLINE = "alone_online"
    PHONE = "phone"
    PAPER = "paper"


ONLINE_FORMS: Final = frozenset({Form.GROUP_VIDEO, Form.ALONE_ONLINE})


@dataclass(frozen=True, slots=True)
class Point:
    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where the citizen's postal code is: the only thing known about where they live."""

    point: Point
    town: str


def road_km(a: Point, b: Point) -> float:
    """Road distance, estimated: great circle times `ROAD_FACTOR`."""
    lat = sin(radians(b.lat - a.lat) / 2) ** 2
    lon = sin(radians(b.lon - a.lon) / 2) ** 2
    straight = 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(lat + cos(radians(a.lat)) * cos(radians(b.lat)) * lon)))
    return straight * ROAD_FACTOR


@dataclass(frozen=True, slots=True, kw_only=True)
class StartNow:
    """A first lesson that can begin this minute. `forms` holds online alone, paper and phone only."""

    code: str
    title: str
    topics: frozenset[str]
    forms: frozenset[Form]
    minutes: int
    gentle: bool
    cost_dkk: int = 0

    @property
    def id(self) -> str:
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOption:
    """The next admissible entry into one open group. `slots` is the mask of its weekly times; `starts_at` is aware.

    A group by video has no `place_point`.
    """

    id: str
    track: str
    track_name: str
    topics: frozenset[str]
    form: Form
    slots: int
    minutes: int
    starts_at: datetime
    weeks: int
    seats_left: int
    leader: str
    leader_organisation: str
    place_name: str
    place_point: Point | None
    step_free: bool
    gentle: bool
    cost_dkk: int
    bring: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitOption:
    """A track in one form and place where a group can be gathered.

    `slots` holds the times some leader can, of which a group uses `per_week` on different days; `starts_at` is the
    earliest moment a group could begin.
    """

    id: str
    track: str
    track_name: str
    topics: frozenset[str]
    form: Form
    slots: int
    minutes: int
    starts_at: datetime
    min_size: int
    per_week: int = 1
    place_name: str
    place_point: Point | None
    step_free: bool
    gentle: bool
    cost_dkk: int
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpline:
    """The talk by phone that is open to everyone. `opens_at` is when someone next answers; past means open now."""

    id: str
    phone: str
    name: str
    opens_at: datetime
    minutes: int = 20


type GroupLike = GroupOption | WaitOption
type Option = StartNow | GroupOption | WaitOption | Helpline


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Everything there is to choose from, in any order. `asked_for`: ids of what is the offer's that somebody wishes for."""

    helpline: Helpline
    starts: tuple[StartNow, ...] = field(default=())
    groups: tuple[GroupOption, ...] = field(default=())
    waits: tuple[WaitOption, ...] = field(default=())
    asked_for: frozenset[str] = field(default=frozenset())
