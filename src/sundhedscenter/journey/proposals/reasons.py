"""Why a proposal fits: codes and numbers. The words are in `journey.reasons_text`.

The first card carries goal, topic with digital answer, time, readiness and importance; the second carries week,
distance with postal code, money, body and confidence. Together they name all twelve answers, so that each has effect.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sundhedscenter.journey.proposals.admissible import Citizen, distance_km, shared_slots
from sundhedscenter.journey.proposals.options import Form, GroupLike, GroupOption, Helpline, StartNow, WaitOption

type Param = str | int | bool | None


class ReasonCode(StrEnum):
    GOAL = "goal"
    TOPIC = "topic"
    TIME = "time"
    READINESS = "readiness"
    IMPORTANCE = "importance"
    WEEK = "week"
    TRAVEL = "travel"
    MONEY = "money"
    BODY = "body"
    CONFIDENCE = "confidence"
    DIFFERENT = "different"
    WHEN = "when"
    WAY = "way"
    PRICE = "price"
    WISHED = "wished"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class Reason:
    """One line on a card. `params` is sorted by name, so that equal reasons are equal."""

    code: ReasonCode
    params: tuple[tuple[str, Param], ...]

    @classmethod
    def of(cls, code: ReasonCode, **params: Param) -> "Reason":
        return cls(code, tuple(sorted(params.items())))

    @property
    def values(self) -> dict[str, Param]:
        return dict(self.params)


# The answer each reason speaks of: one that was skipped is not spoken of.
_ABOUT: Final = {
    ReasonCode.GOAL: "goal",
    ReasonCode.TOPIC: "topic",
    ReasonCode.TIME: "time",
    ReasonCode.READINESS: "readiness",
    ReasonCode.IMPORTANCE: "importance",
    ReasonCode.WEEK: "week",
    ReasonCode.WHEN: "week",
    ReasonCode.TRAVEL: "distance",
    ReasonCode.MONEY: "money",
    ReasonCode.BODY: "body",
    ReasonCode.CONFIDENCE: "confidence",
}


def of_given_answers(citizen: Citizen, reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The reasons whose answer was given."""
    return tuple(reason for reason in reasons if _ABOUT.get(reason.code) not in citizen.answers.skipped)


def shown_km(km: float | None) -> int | None:
    """Whole kilometres as written on the page; never 0, which would read as "at your home"."""
    return None if km is None else max(1, round(km))


def first_reasons(citizen: Citizen, option: StartNow | Helpline, form: Form, phone: str) -> tuple[Reason, ...]:
    answers = citizen.answers
    own_topic = isinstance(option, Helpline) or answers.topic in option.topics
    return (
        Reason.of(ReasonCode.GOAL, goal=answers.goal),
        Reason.of(
            ReasonCode.TOPIC,
            topic=answers.topic,
            own_topic=own_topic,
            talk=isinstance(option, Helpline),
            form=form,
            digital=answers.digital,
            phone=phone,
        ),
        Reason.of(ReasonCode.TIME, minutes=option.minutes, time=answers.time),
        Reason.of(ReasonCode.READINESS, ruler=answers.readiness),
        Reason.of(ReasonCode.IMPORTANCE, ruler=answers.importance),
    )


def second_reasons(citizen: Citizen, option: GroupLike | Helpline) -> tuple[Reason, ...]:
    answers = citizen.answers
    return (
        _week_reason(citizen, option),
        Reason.of(
            ReasonCode.TRAVEL,
            form=_form(option),
            km=None if isinstance(option, Helpline) else shown_km(distance_km(citizen, option)),
            distance=answers.distance,
            postal_code=answers.postal_code,
            town=citizen.home.town,
        ),
        Reason.of(ReasonCode.MONEY, cost=0 if isinstance(option, Helpline) else option.cost_dkk, money=answers.money),
        Reason.of(ReasonCode.BODY, body=answers.body, form=_form(option)),
        Reason.of(
            ReasonCode.CONFIDENCE,
            ruler=answers.confidence,
            leader=option.leader if isinstance(option, GroupOption) else None,
        ),
        *_plain_facts(citizen, option),
    )


def _plain_facts(citizen: Citizen, option: GroupLike | Helpline) -> Iterator[Reason]:
    """Way and price without an answer to hold them against, where distance or money was skipped."""
    if isinstance(option, Helpline):
        return
    if "distance" in citizen.answers.skipped:
        km = shown_km(distance_km(citizen, option))
        yield Reason.of(ReasonCode.WAY, km=km, form=option.form, town=citizen.home.town)
    if "money" in citizen.answers.skipped:
        yield Reason.of(ReasonCode.PRICE, cost=option.cost_dkk)


def third_reasons(citizen: Citizen, option: GroupLike | Helpline, than: GroupLike | Helpline) -> tuple[Reason, ...]:
    """What is different about the third card, seen from the second."""
    different = Reason.of(ReasonCode.DIFFERENT, what=difference(option, than), form=_form(option), place=_place(option))
    if isinstance(option, Helpline):
        return (different, _week_reason(citizen, option))
    km = shown_km(distance_km(citizen, option))
    return (
        different,
        Reason.of(
            ReasonCode.WHEN,
            gathers=isinstance(option, WaitOption),
            slots=shared_slots(citizen.answers, option),
            min_size=option.min_size if isinstance(option, WaitOption) else None,
        ),
        Reason.of(ReasonCode.WAY, km=km, form=option.form, town=citizen.home.town),
        Reason.of(ReasonCode.PRICE, cost=option.cost_dkk),
    )


def difference(option: GroupLike | Helpline, than: GroupLike | Helpline) -> str:
    """The one word for how the third card differs: talk, gathers, form, place or time."""
    if isinstance(option, Helpline):
        return "talk"
    if isinstance(option, WaitOption):
        return "gathers"
    if option.form != _form(than):
        return "form"
    if option.place_name != _place(than):
        return "place"
    return "time"


def _week_reason(citizen: Citizen, option: GroupLike | Helpline) -> Reason:
    week = citizen.answers.week
    if isinstance(option, Helpline):
        return Reason.of(ReasonCode.WEEK, kind="talk", week=week, slots=week, min_size=None)
    if isinstance(option, WaitOption):
        shared = shared_slots(citizen.answers, option)
        return Reason.of(ReasonCode.WEEK, kind="waiting", week=week, slots=shared, min_size=option.min_size)
    return Reason.of(ReasonCode.WEEK, kind="group", week=week, slots=option.slots, min_size=None)


def _form(option: GroupLike | Helpline) -> Form:
    return Form.PHONE if isinstance(option, Helpline) else option.form


def _place(option: GroupLike | Helpline) -> str | None:
    return None if isinstance(option, Helpline) else option.place_name
