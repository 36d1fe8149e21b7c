"""Instances small enough to try every plan, that still meet every rule: a function of a seed, and a hypothesis strategy.

Ids are scattered and in no order, patterns have one to three slots, keep_permille goes up and down, and rows of any kind
but municipalities, programmes and slots may be missing altogether.
"""

import random
from collections.abc import Callable, Sequence

from hypothesis import strategies as st

from formation.model import (
    AUDIENCES,
    MAN,
    MODES,
    WOMAN,
    Citizen,
    Facilitator,
    Instance,
    Municipality,
    Programme,
    Rules,
    RunningGroup,
    Slot,
    Venue,
)

LANGUAGES = ("da", "ar")
LAST_DAY = 21

Whole = Callable[[int, int], int]


def tiny_world(seed: int) -> Instance:
    """The instance of this seed: up to 7 citizens, 3 leaders, 2 rooms, 3 slots, 2 programmes."""
    return _Maker(random.Random(seed).randint, name=f"tiny-{seed}").world()


@st.composite
def tiny_worlds(draw: st.DrawFn) -> Instance:
    """The same worlds for hypothesis; simpler ones are smaller."""
    return _Maker(lambda low, high: draw(st.integers(low, high)), name="tiny").world()


class _Maker:
    """Makes a world out of whole numbers that `whole(low, high)` chooses."""

    def __init__(self, whole: Whole, *, name: str) -> None:
        self.whole = whole
        self.name = name

    def chance(self, percent: int) -> bool:
        return self.whole(1, 100) <= percent

    def one[T](self, options: Sequence[T]) -> T:
        return options[self.whole(0, len(options) - 1)]

    def some[T](self, options: Sequence[T], percent: int = 75) -> tuple[T, ...]:
        return tuple(option for option in options if self.chance(percent))

    def ids(self, count: int) -> list[int]:
        """Distinct ids, neither 0, 1, 2 nor rising."""
        first, step = self.whole(0, 50), self.one((-3, 1, 7))
        return [first + 20 + step * number for number in range(count)]

    def world(self) -> Instance:
        self.weeks = self.whole(1, 2)
        self.slots = [self.slot(number) for number in self.ids(self.whole(2, 3))]
        self.slot_ids = [slot.id for slot in self.slots]
        self.programmes = [self.programme(number) for number in self.ids(self.one((1, 1, 2)))]
        self.municipalities = [self.municipality(number) for number in self.ids(self.whole(1, 3))]
        self.venues = [self.venue(number) for number in self.ids(self.one((1, 1, 2, 0)))]
        return Instance(
            name=self.name,
            today_weekday=self.whole(0, 6),
            start_weeks=self.weeks,
            languages=LANGUAGES,
            slots=tuple(self.slots),
            programmes=tuple(self.programmes),
            municipalities=tuple(self.municipalities),
            venues=tuple(self.venues),
            facilitators=tuple(self.facilitator(number) for number in self.ids(self.one((2, 2, 3, 3, 1, 0)))),
            running_groups=tuple(self.running_group(number) for number in self.ids(self.one((0, 1, 1, 2)))),
            citizens=tuple(self.citizen(number) for number in self.ids(self.one((5, 6, 6, 7, 4, 3, 0)))),
            rules=Rules(ledger_penalty_per_minute=self.whole(0, 3), floor_penalty_per_start=self.one((0, 0, 50, 400))),
        )

    def slot(self, number: int) -> Slot:
        start = f"{self.whole(8, 20):02}:00"
        return Slot(id=number, weekday=self.whole(0, 6), start=start, premium_permille=self.one((1000, 1250, 1333)))

    def programme(self, number: int) -> Programme:
        least = self.one((2, 1, 1, 2, 3))
        ideal = least + self.whole(0, 2)
        return Programme(
            id=number,
            name=f"programme {number}",
            sessions_per_week=self.whole(1, 2),
            weeks=self.whole(1, 2),
            size_min=least,
            size_ideal=ideal,
            size_max=ideal + self.whole(0, 1),
            facilitator_minutes_per_session=self.one((45, 60, 90)),
            no_isolated_gender=self.chance(40),
            modes=self.one((MODES, MODES[::-1], MODES[:1], MODES[1:])),
            patterns=tuple(dict.fromkeys(self.pattern() for _ in range(self.whole(1, 3)))),
            tariff_minutes=self.one((0, 30, 80)),
            startup_cost=self.whole(0, 150),
            under_penalty=self.whole(0, 80),
            over_penalty=self.whole(0, 80),
        )

    def pattern(self) -> tuple[int, ...]:
        rest = list(self.slot_ids)
        length = min(len(rest), self.one((1, 1, 2, 3)))
        return tuple(rest.pop(self.whole(0, len(rest) - 1)) for _ in range(length))

    def municipality(self, number: int) -> Municipality:
        return Municipality(
            id=number,
            name=f"municipality {number}",
            population=self.whole(1, 9) * 1000,
            balance_minutes=self.whole(-200, 200),
            tolerance_minutes=self.one((0, 60, 300)),
            floor_starts=self.one((0, 0, 1, 2)),
        )

    def venue(self, number: int) -> Venue:
        return Venue(
            id=number,
            municipality=self.one(self.municipalities).id,
            capacity=self.whole(2, 5),
            features=self.some(("wheelchair",)),
            slots=frozenset(self.some(self.slot_ids, 90)),
            cost_per_session=self.one((0, 35)),
        )

    def facilitator(self, number: int) -> Facilitator:
        return Facilitator(
            id=number,
            municipality=self.one(self.municipalities).id,
            programmes=frozenset(programme.id for programme in self.some(self.programmes, 85)),
            languages=frozenset(self.one((LANGUAGES, LANGUAGES, LANGUAGES[:1], LANGUAGES[1:]))),
            slots={slot: self.one((0, 0, 0, 1, 2)) for slot in self.some(self.slot_ids, 90)},
            max_minutes_per_week=self.one((100, 180, 260, 400)),
            rate_per_hour=self.whole(40, 240),
            venues=frozenset(venue.id for venue in self.some(self.venues, 80)),
        )

    def running_group(self, number: int) -> RunningGroup:
        mode = self.one(MODES) if self.venues else "online"
        return RunningGroup(
            id=number,
            programme=self.one(self.programmes).id,
            language=self.one(LANGUAGES),
            audience=self.one((*AUDIENCES[:1] * 3, *AUDIENCES)),
            mode=mode,
            venue=self.one(self.venues).id if mode == "physical" else None,
            slots=self.pattern(),
            seats=self.one((1, 2, 0)),
            entry_day=self.whole(0, LAST_DAY),
        )

    def citizen(self, number: int) -> Citizen:
        gender = self.one((WOMAN, MAN))
        audiences = AUDIENCES[:1] if gender == MAN else self.one((AUDIENCES, AUDIENCES[:1], AUDIENCES[1:]))
        return Citizen(
            id=number,
            municipality=self.one(self.municipalities).id,
            programme=self.one(self.programmes).id,
            languages=frozenset(self.one((("da",), ("da",), LANGUAGES, LANGUAGES, LANGUAGES, ("ar",)))),
            gender=gender,
            audiences=frozenset(audiences),
            online=self.chance(80),
            venues={venue.id: self.whole(0, 60) for venue in self.some(self.venues, 80)},
            slots=frozenset(self.some(self.slot_ids, 92)),
            value=self.whole(300, 4000),
            wait_value=self.whole(0, 500),
            keep_permille=tuple(self.whole(500, 1000) for _ in range(LAST_DAY + 1)),
            fit_permille={mode: self.whole(500, 1000) for mode in MODES},
            vulnerable=self.chance(30),
            waited_days=self.whole(0, 90),
        )
