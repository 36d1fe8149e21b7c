"""Which offers break no barrier the citizen named. The table is in docs/algorithms/proposals.md."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sundhedscenter.core import week
from sundhedscenter.journey.proposals.answers import (
    GENERAL,
    Answers,
    BodyAnswer,
    DigitalAnswer,
    DistanceAnswer,
    MoneyAnswer,
    TimeAnswer,
)
from sundhedscenter.journey.proposals.options import (
    ONLINE_FORMS,
    Form,
    GroupLike,
    GroupOption,
    Home,
    Options,
    StartNow,
    WaitOption,
    road_km,
)

SHORT_MINUTES: Final = 60
REACH_KM: Final = {DistanceAnswer.FAR: 40.0, DistanceAnswer.NEAR: 10.0}
# Paper before phone: it works at any hour, and whoever sits beside the citizen can read it aloud.
START_FORMS: Final = {
    DigitalAnswer.ALONE: (Form.ALONE_ONLINE, Form.PHONE, Form.PAPER),
    DigitalAnswer.WITH_HELP: (Form.ALONE_ONLINE, Form.PHONE, Form.PAPER),
    DigitalAnswer.NO: (Form.PAPER, Form.PHONE),
}


class Barrier(StrEnum):
    """Why an offer is not shown; `broken_barrier` names the first in this order."""

    TOPIC = "topic"
    WEEK = "week"
    TIME = "time"
    MONEY = "money"
    BODY = "body"
    DIGITAL = "digital"
    SEATS = "seats"
    BEGUN = "begun"
    DISTANCE = "distance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citizen:
    """The answers together with the place they are given from."""

    answers: Answers
    home: Home


def distance_km(citizen: Citizen, offer: GroupLike) -> float | None:
    """Estimated road kilometres to where the group meets; None when it needs no travel."""
    if offer.form != Form.GROUP_SITE or offer.place_point is None:
        return None
    return road_km(citizen.home.point, offer.place_point)


def shared_slots(answers: Answers, offer: GroupLike) -> int:
    """The weekly times, as a mask, that the citizen's week and the offer share."""
    return offer.slots & answers.week


def fits_week(answers: Answers, offer: GroupLike) -> bool:
    """A group: the citizen can at every one of its times. A waiting place: on as many days as the group would meet.

    Where the week was skipped nobody knows when to gather one, so no waiting place fits.
    """
    shared = shared_slots(answers, offer)
    if isinstance(offer, WaitOption):
        if "week" in answers.skipped:
            return False
        return len({slot.weekday for slot in week.slots_from_mask(shared)}) >= offer.per_week
    return shared == offer.slots


def broken_barrier(
    citizen: Citizen, offer: GroupLike, now: datetime, *, wished: bool = False, by_place: bool = False
) -> Barrier | None:
    """The first barrier that the group or waiting place breaks, or None when it can be proposed.

    `wished`: it was asked for, so the topic is not held against it. `by_place`: this very group was, so neither is a
    distance that nobody gave an answer about.
    """
    answers = citizen.answers
    if answers.topic not in offer.topics and not wished:
        return Barrier.TOPIC
    if not fits_week(answers, offer):
        return Barrier.WEEK
    if barrier := broken_by_content(answers, offer):
        return barrier
    if answers.body == BodyAnswer.STEP_FREE and offer.form == Form.GROUP_SITE and not offer.step_free:
        return Barrier.BODY
    if answers.digital == DigitalAnswer.NO and offer.form in ONLINE_FORMS:
        return Barrier.DIGITAL
    if isinstance(offer, GroupOption) and offer.seats_left < 1:
        return Barrier.SEATS
    if offer.starts_at <= now:
        return Barrier.BEGUN
    if by_place and "distance" in answers.skipped:
        return None
    return None if _within_reach(citizen, offer) else Barrier.DISTANCE


def usable_starts(answers: Answers, options: Options) -> Iterator[tuple[StartNow, Form]]:
    """Every lesson that can begin now, once for each form that the citizen can use."""
    for start in options.starts:
        if not {answers.topic, GENERAL} & start.topics or broken_by_content(answers, start):
            continue
        for form in START_FORMS[answers.digital]:
            if form in start.forms:
                yield start, form


def broken_by_content(answers: Answers, offer: GroupLike | StartNow) -> Barrier | None:
    """Barriers that do not depend on where or when the offer is."""
    if answers.time == TimeAnswer.SHORT and offer.minutes > SHORT_MINUTES:
        return Barrier.TIME
    if answers.money == MoneyAnswer.FREE_ONLY and offer.cost_dkk > 0:
        return Barrier.MONEY
    if answers.body == BodyAnswer.GENTLE and not offer.gentle:
        return Barrier.BODY
    return None


def _within_reach(citizen: Citizen, offer: GroupLike) -> bool:
    if offer.form != Form.GROUP_SITE:
        return True
    reach = REACH_KM.get(citizen.answers.distance)
    km = distance_km(citizen, offer)
    # A place without a point cannot be shown to be near enough, so it is not proposed to anyone.
    return reach is not None and km is not None and km <= reach
