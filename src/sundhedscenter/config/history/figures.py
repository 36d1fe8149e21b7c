"""What the history is made from, as data: `content/demo/history.yaml`, each figure with status and source."""

from functools import cache
from random import Random

from pydantic import Field

from sundhedscenter.catalogue import files
from sundhedscenter.catalogue.schemas import Figure, Strict

type ByAge = Figure[list[tuple[int, float]]]
type Shares = Figure[dict[str, float]]
type Number = Figure[float]


class TopicFigures(Strict):
    """One topic: how many are new or live with it, how many ask, and what they want."""

    disease: str = ""
    more: Number | None = None
    living_with: Number | None = None
    asks: Number
    ages: ByAge
    women: Number
    leaves: Number
    tracks: Shares
    body: Shares
    goals: list[str] = Field(min_length=2)


class Asking(Strict):
    ways: Shares
    heart_ways: Shares
    contact_days: Number
    lost: Number
    lost_reasons: Shares


class Answering(Strict):
    works: ByAge
    cannot_travel: ByAge
    near_only: ByAge
    short_time: Number
    free_only: Number
    offline: ByAge
    with_help: ByAge


class Starting(Strict):
    cards: Shares
    ever: Shares
    same_minute: Number
    days: Number
    outreach_share: Number
    outreach_days: Number
    outreach: Shares
    patience_days: Number


class Meeting(Strict):
    offer_yes: Number
    offer_no: Number
    present: Number
    excused: Number
    cancelled: Number
    unmarked: Number
    dose: Number


class Changing(Strict):
    pauses: Number
    pause_days: Figure[tuple[int, int]]
    pause_reasons: Shares
    says_no_and_returns: Number
    new_form: Number
    silent: Number
    asked_again_weeks: Figure[list[int]]
    asks_later: Number
    reasons: Shares


class Ending(Strict):
    after_group: Shares
    after_part: Shares
    after_step: Shares
    next_tracks: Shares
    attainment: Shares
    moves: Number
    deaths: ByAge
    keeps_open_months: Figure[int]


class Figures(Strict):
    """The whole file."""

    months: Figure[int]
    growth: Figure[tuple[float, float]]
    season: Figure[list[float]]
    topics: dict[str, TopicFigures]
    asking: Asking
    answers: Answering
    starting: Starting
    groups: Meeting
    changing: Changing
    ending: Ending


@cache
def figures() -> Figures:
    """Raises ContentError naming file, field, value and mend."""
    return files.read(Figures, files.content_root() / "demo" / "history.yaml")


def by_age(figure: ByAge, age: int) -> float:
    """The value of the last pair whose age is reached."""
    return next((value for from_age, value in reversed(figure.value) if age >= from_age), 0.0)


def draw(shares: Shares, chance: Random) -> str:
    """One of the keys, by its share."""
    return chance.choices(list(shares.value), list(shares.value.values()))[0]


def narrowed(shares: Shares, allowed: list[str]) -> Shares:
    """The same shares for the keys that are allowed; empty when none is."""
    return shares.model_copy(update={"value": {key: share for key, share in shares.value.items() if key in allowed}})
