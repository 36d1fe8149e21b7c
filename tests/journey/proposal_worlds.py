"""Seeded citizens and offers for the tests of proposals."""

from datetime import UTC, datetime, timedelta
from random import Random

from sundhedscenter.core import week
from sundhedscenter.journey.proposals import (
    Answers,
    BodyAnswer,
    DigitalAnswer,
    DistanceAnswer,
    Form,
    GroupOption,
    Helpline,
    Home,
    MoneyAnswer,
    Options,
    Point,
    StartNow,
    TimeAnswer,
    Topic,
    WaitOption,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOWNS = {
    "7620": ("Lemvig", Point(56.5486, 8.3102)),
    "7600": ("Struer", Point(56.4912, 8.5838)),
    "7500": ("Holstebro", Point(56.3601, 8.6161)),
    "7800": ("Skive", Point(56.5667, 9.0271)),
    "6950": ("Ringkøbing", Point(56.0901, 8.2440)),
    "7680": ("Thyborøn", Point(56.6985, 8.2133)),
}
GOALS = ("gå en tur med hunden", "", "sove bedre", "kunne lege med mine børnebørn", "tage trappen uden pause")
TOPICS = tuple(Topic)


def home_in(postal_code: str) -> Home:
    town, point = TOWNS[postal_code]
    return Home(point=point, town=town)


def some_topics(random: Random) -> frozenset[str]:
    return frozenset(str(topic) for topic in random.sample(TOPICS, random.choice((1, 3, 7, 7))))


def a_place(random: Random) -> tuple[str, Point]:
    """A town, or a village somewhere between, so that ways of every length come up."""
    town, point = TOWNS[random.choice(list(TOWNS))]
    if random.random() < 0.5:
        return town, point
    return f"nær {town}", Point(point.lat + random.uniform(-0.2, 0.2), point.lon + random.uniform(-0.3, 0.3))


def a_week(random: Random) -> int:
    """Mostly whole parts, as people answer; sometimes everything, sometimes exact hours."""
    if random.random() < 0.2:
        return week.FULL_MASK
    if random.random() < 0.7:
        return week.mask_from_parts(random.sample(week.WEEK_PARTS, random.randint(1, 12)))
    return random.randint(1, week.FULL_MASK)


def a_citizen(random: Random) -> tuple[Answers, Home]:
    code = random.choice(list(TOWNS))
    answers = Answers(
        postal_code=code,
        goal=random.choice(GOALS),
        topic=random.choice(TOPICS),
        time=random.choice(list(TimeAnswer)),
        distance=random.choice(list(DistanceAnswer)),
        money=random.choice(list(MoneyAnswer)),
        body=random.choice(list(BodyAnswer)),
        digital=random.choice(list(DigitalAnswer)),
        week=a_week(random),
        importance=random.randint(0, 10),
        confidence=random.randint(0, 10),
        readiness=random.randint(0, 10),
    )
    return answers, home_in(code)


def a_start(random: Random, number: int) -> StartNow:
    forms = random.sample((Form.ALONE_ONLINE, Form.PAPER, Form.PHONE), random.randint(1, 3))
    return StartNow(
        code=f"lesson-{number}",
        title=f"Lektion {number}",
        topics=some_topics(random),
        forms=frozenset(forms),
        minutes=random.choice((10, 15, 75)),
        gentle=random.random() < 0.6,
        cost_dkk=random.choice((0, 0, 50)),
    )


def a_group(random: Random, number: int, slots: list[int]) -> GroupOption:
    times = random.sample(slots, random.choice((1, 1, 2)))
    town, point = a_place(random)
    on_site = random.random() < 0.6
    after = NOW + timedelta(days=7 * random.randint(-1, 2))
    return GroupOption(
        id=f"group-{number}",
        track=random.choice(("common", "common", "kol")),
        track_name="Fælles forløb",
        topics=some_topics(random),
        form=Form.GROUP_SITE if on_site else Form.GROUP_VIDEO,
        slots=week.mask_from_numbers(times),
        minutes=random.choice((45, 60, 60, 61)),
        starts_at=min(week.next_moment(slot, after) for slot in times),
        weeks=8,
        seats_left=random.choice((0, 1, 2, 5)),
        leader="Bente",
        leader_organisation="Skive Kommune",
        place_name=f"Sundhedscenter {town}" if on_site else "",
        place_point=point if on_site else None,
        step_free=random.random() < 0.7,
        gentle=random.random() < 0.7,
        cost_dkk=random.choice((0, 0, 100)),
        bring="Vand og sko",
        language="da",
    )


def a_wait(random: Random, number: int, times: list[int]) -> WaitOption:
    town, point = a_place(random)
    on_site = random.random() < 0.5
    return WaitOption(
        id=f"wait-{number}",
        track=random.choice(("common", "common", "kol")),
        track_name="Fælles forløb",
        topics=some_topics(random),
        form=Form.GROUP_SITE if on_site else Form.GROUP_VIDEO,
        slots=a_week(random) if random.random() < 0.5 else week.mask_from_numbers(random.sample(times, 2)),
        minutes=random.choice((45, 60, 60, 61)),
        starts_at=NOW + timedelta(days=random.choice((7, 14, 21))),
        min_size=6,
        per_week=random.choice((1, 1, 2)),
        place_name=f"Sundhedscenter {town}" if on_site else "",
        place_point=point if on_site else None,
        step_free=random.random() < 0.7,
        gentle=random.random() < 0.7,
        cost_dkk=random.choice((0, 0, 100)),
        language="da",
    )


def a_world(random: Random) -> Options:
    slots = random.sample(range(len(week.SLOTS)), 4)  # few times, so that groups begin at the same moment
    return Options(
        helpline=Helpline(
            id="helpline",
            phone="96 11 11 11",
            name="Sundhedslinjen",
            opens_at=NOW + timedelta(hours=random.choice((-2, 0, 20, 60))),
        ),
        starts=tuple(a_start(random, number) for number in range(random.randint(0, 4))),
        groups=tuple(a_group(random, number, slots) for number in range(random.randint(0, 14))),
        waits=tuple(a_wait(random, number, slots) for number in range(random.randint(0, 4))),
    )
