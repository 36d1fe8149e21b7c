"""One made-up citizen: name, home, phone, and the twelve answers of the conversation."""

from dataclasses import dataclass
from random import Random
from typing import Literal

from sundhedscenter.config.history.figures import Figures, by_age, draw
from sundhedscenter.config.history.population import WOMEN, Asker, postal_weights
from sundhedscenter.core.week import SLOTS, is_weekend
from sundhedscenter.journey.proposals import Answers
from sundhedscenter.web.login.names import names

# Chances that a weekly time is possible, for those who work and for those who do not (status P).
WORKING = {"day": 0.06, "afternoon": 0.16, "evening": 0.72, "weekend": 0.4}
AT_HOME = {"day": 0.8, "afternoon": 0.76, "evening": 0.3, "weekend": 0.12}
FEWEST_TIMES = 4


@dataclass(frozen=True, slots=True)
class Person:
    """What is known from the first day. Age and sex are used to draw the rest; no table keeps them."""

    number: int
    asker: Asker
    first_name: str
    last_name: str
    phone: str
    email: str
    works: bool
    answers: Answers

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


def draw_person(number: int, asker: Asker, figures: Figures, chance: Random) -> Person:
    """`number` counts the history's citizens from 1: it makes phone and e-mail unlike."""
    pool = names().women if asker.sex == WOMEN else names().men
    works = chance.random() < by_age(figures.answers.works, asker.age)
    answers = _answers(asker, figures, chance, works=works)
    online = answers.digital != "no"
    has_phone = not online or chance.random() < 0.7
    return Person(
        number=number,
        asker=asker,
        first_name=chance.choice(pool),
        last_name=chance.choice(names().last),
        phone=_phone(number) if has_phone else "",
        email=f"borger-{number:05}@example.org" if online else "",
        works=works,
        answers=answers,
    )


def _phone(number: int) -> str:
    """From 10 10 00 01 up: no Danish number begins with 1, so nobody is rung up."""
    digits = f"{10_100_000 + number:08}"
    return " ".join(digits[at : at + 2] for at in range(0, 8, 2))


def _answers(asker: Asker, figures: Figures, chance: Random, *, works: bool) -> Answers:
    figure, topic = figures.answers, figures.topics[asker.topic]
    codes, weights = postal_weights(asker.municipality)
    return Answers.from_mapping(
        {
            "postal_code": chance.choices(codes, weights)[0],
            "goal": chance.choice(topic.goals) if chance.random() < 0.9 else "",
            "topic": asker.topic,
            "time": "short" if chance.random() < figure.short_time.value else "ok",
            "distance": _one_of(
                chance,
                ("none", by_age(figure.cannot_travel, asker.age)),
                ("near", by_age(figure.near_only, asker.age)),
                otherwise="far",
            ),
            "money": "free_only" if chance.random() < figure.free_only.value else "ok",
            "body": draw(topic.body, chance),
            "digital": _one_of(
                chance,
                ("no", by_age(figure.offline, asker.age)),
                ("with_help", by_age(figure.with_help, asker.age)),
                otherwise="alone",
            ),
            "week": _week(chance, works=works),
            "importance": min(10, max(3, round(chance.gauss(7.8, 1.6)))),
            "confidence": min(10, max(0, round(chance.gauss(5.8, 2.0)))),
            "readiness": min(10, max(1, round(chance.gauss(6.8, 1.9)))),
        }
    )


def _one_of(chance: Random, *shares: tuple[str, float], otherwise: str) -> str:
    drawn = chance.random()
    for value, share in shares:
        drawn -= share
        if drawn < 0:
            return value
    return otherwise


def _week(chance: Random, *, works: bool) -> int:
    """A week with at least a few free times; whole parts of days are likelier than loose hours."""
    shape = WORKING if works else AT_HOME
    while True:
        mask, drawn = 0, {}
        for number, slot in enumerate(SLOTS):
            part = _part(slot.weekday, slot.hour)
            half = (slot.weekday, slot.hour // 4)
            if half not in drawn:
                drawn[half] = chance.random() < shape[part]
            if drawn[half] and chance.random() < 0.95:
                mask |= 1 << number
        if mask.bit_count() >= FEWEST_TIMES:
            return mask


def _part(weekday: int, hour: int) -> Literal["day", "afternoon", "evening", "weekend"]:
    if is_weekend(weekday):
        return "weekend"
    if hour >= 17:
        return "evening"
    return "afternoon" if hour >= 13 else "day"
