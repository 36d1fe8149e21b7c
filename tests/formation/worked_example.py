"""The worked example of docs/algorithms/pooling.md as an instance: one leader, Tuesday 19 (slot 41) and Thursday 19 (42)."""

from dataclasses import replace

from formation.model import (
    MODES,
    Citizen,
    Entry,
    Facilitator,
    Group,
    Instance,
    Municipality,
    Programme,
    Rules,
    RunningGroup,
    Slot,
    Solution,
    Venue,
)

SATURDAY = 5  # so that Tuesday and Thursday of week 0 are days 3 and 5


def citizen(number: int, *, slots: tuple[int, ...], waited_days: int, gender: str = "m") -> Citizen:
    """Somebody of municipality 1 who takes anything online."""
    return Citizen(
        id=number,
        municipality=1,
        programme=5,
        languages=frozenset({"da"}),
        gender=gender,
        audiences=frozenset({"all"}),
        online=True,
        venues={},
        slots=frozenset(slots),
        value=1000,
        wait_value=100,
        keep_permille=(900,) * 10,
        fit_permille=dict.fromkeys(MODES, 1000),
        vulnerable=False,
        waited_days=waited_days,
    )


def worked_example(
    *,
    citizens: tuple[Citizen, ...] | None = None,
    running: tuple[tuple[int, tuple[int, ...], int], ...] = (),
    no_isolated_gender: bool = False,
) -> Instance:
    """Minimum 3, maximum 4. `running`: (id, slots, entry_day) of groups with one seat each."""
    anna_ben_clara_dan = (
        citizen(11, slots=(41, 42), waited_days=40),
        citizen(12, slots=(41,), waited_days=30),
        citizen(13, slots=(42,), waited_days=20),
        citizen(14, slots=(42,), waited_days=10),
    )
    return Instance(
        name="worked example",
        today_weekday=SATURDAY,
        start_weeks=1,
        languages=("da",),
        slots=(Slot(41, 1, "19:00", 1000), Slot(42, 3, "19:00", 1000)),
        programmes=(
            Programme(
                id=5,
                name="core",
                sessions_per_week=1,
                weeks=2,
                size_min=3,
                size_ideal=4,
                size_max=4,
                facilitator_minutes_per_session=60,
                no_isolated_gender=no_isolated_gender,
                modes=MODES,
                patterns=((41,), (42,)),
                tariff_minutes=30,
                startup_cost=10,
                under_penalty=5,
                over_penalty=5,
            ),
        ),
        municipalities=(Municipality(1, "Struer", 1000, 0, 1000, 0),),
        venues=(),
        facilitators=(
            Facilitator(
                id=7,
                municipality=1,
                programmes=frozenset({5}),
                languages=frozenset({"da"}),
                slots={41: 0, 42: 0},
                max_minutes_per_week=120,
                rate_per_hour=100,
                venues=frozenset(),
            ),
        ),
        running_groups=tuple(
            RunningGroup(number, 5, "da", "all", "online", None, slots, 1, day) for number, slots, day in running
        ),
        citizens=anna_ben_clara_dan if citizens is None else citizens,
        rules=Rules(ledger_penalty_per_minute=1, floor_penalty_per_start=1),
    )


THURSDAY = Group(5, "da", "all", "online", None, (42,), 0, 7, (11, 13, 14))
IN_ROOM = replace(THURSDAY, mode="physical", venue=3)
PLAN = Solution((THURSDAY,), (Entry(4, 12),))


def world() -> Instance:
    """The worked example with a room for three, a running group with one seat, and a second leader without rooms."""
    plain = worked_example(running=((4, (41,), 2),))
    room = Venue(3, municipality=1, capacity=3, features=(), slots=frozenset({41, 42}), cost_per_session=7)
    leader = replace(plain.facilitators[0], venues=frozenset({3}))
    return replace(
        plain,
        venues=(room,),
        citizens=tuple(replace(one, venues={3: 10}) for one in plain.citizens),
        facilitators=(leader, replace(leader, id=8, venues=frozenset())),
    )
