"""What a plan is worth, by hand, and each rule broken alone."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from formation.evaluation import evaluate
from formation.model import Entry, Group, Instance, Municipality, Rules, RunningGroup, Slot, Solution
from formation.reading import read_instance, read_solution
from tests.formation.worked_example import IN_ROOM, PLAN, THURSDAY, citizen, world


def test_every_part_by_hand() -> None:
    """Each gains 1000 * 0.9 - 100; two weeks at 100 an hour; one person below the ideal; 120 minutes led, 120 used."""
    evaluation = evaluate(world(), PLAN)
    assert evaluation.gain == 4 * 800
    assert (evaluation.startup, evaluation.leaders, evaluation.rooms, evaluation.sizes) == (10, 200, 0, 5)
    assert (evaluation.ledger, evaluation.floors) == (0, 0)
    assert evaluation.objective == 3200 - 10 - 200 - 5
    assert (evaluation.placed, evaluation.waiting) == (4, 0)
    assert evaluation.keeps_the_rules


def test_a_room_costs_each_session_and_the_evening_more() -> None:
    base = world()
    dear = replace(base, slots=(base.slots[0], Slot(42, 3, "19:00", 1255)))
    evaluation = evaluate(dear, Solution((IN_ROOM,)))
    assert (evaluation.leaders, evaluation.rooms) == (2 * 125, 2 * 7)


def test_too_many_for_the_ideal() -> None:
    base = world()
    small_ideal = replace(base, programmes=(replace(base.programmes[0], size_ideal=3, over_penalty=9, size_max=5),))
    people = Solution((replace(THURSDAY, members=(11, 12, 13, 14)),))
    assert evaluate(small_ideal, people).sizes == 9


def test_the_gain_is_rounded_down_before_the_wait_is_taken_off() -> None:
    base = world()
    odd = replace(base.citizens[0], value=999, wait_value=0, keep_permille=(777,) * 10)
    assert evaluate(replace(base, citizens=(odd,)), Solution((), (Entry(4, 11),))).gain == 776


@pytest.mark.parametrize(
    ("balance", "tolerance", "expected"), [(0, 0, 0), (100, 60, 3 * 40), (-100, 60, 3 * 40), (60, 60, 0), (61, 60, 3)]
)
def test_ledger_counts_minutes_beyond_tolerance_either_way(balance: int, tolerance: int, expected: int) -> None:
    """The plan leads 120 minutes and uses 4 * 30."""
    base = world()
    ledger = replace(
        base,
        municipalities=(Municipality(1, "Struer", 1, balance, tolerance, 0),),
        rules=Rules(ledger_penalty_per_minute=3, floor_penalty_per_start=0),
    )
    assert evaluate(ledger, PLAN).ledger == expected


def test_floors_count_starts_of_the_own_citizens() -> None:
    base = world()
    floors = replace(
        base,
        municipalities=(Municipality(1, "Struer", 1, 0, 999, 6), Municipality(2, "Skive", 1, 0, 999, 1)),
        rules=Rules(ledger_penalty_per_minute=0, floor_penalty_per_start=50),
    )
    assert evaluate(floors, PLAN).floors == 50 * (2 + 1)


def group(**facts: object) -> Callable[[], Solution]:
    return lambda: replace(PLAN, groups=(replace(THURSDAY, **facts),))


def room(**facts: object) -> Callable[[], Solution]:
    return lambda: replace(PLAN, groups=(replace(IN_ROOM, **facts),))


def same(instance: Instance) -> Instance:
    return instance


def people(**facts: object) -> Callable[[Instance], Instance]:
    """Facts of the first citizen, 11."""
    return lambda instance: replace(instance, citizens=(replace(instance.citizens[0], **facts), *instance.citizens[1:]))


def programme(**facts: object) -> Callable[[Instance], Instance]:
    return lambda instance: replace(instance, programmes=(replace(instance.programmes[0], **facts),))


def leader(**facts: object) -> Callable[[Instance], Instance]:
    return lambda instance: replace(
        instance, facilitators=(replace(instance.facilitators[0], **facts), *instance.facilitators[1:])
    )


def venue(**facts: object) -> Callable[[Instance], Instance]:
    return lambda instance: replace(instance, venues=(replace(instance.venues[0], **facts),))


def more_people(instance: Instance) -> Instance:
    return replace(
        instance,
        citizens=instance.citizens
        + tuple(replace(citizen(one, slots=(41, 42), waited_days=1), venues={3: 1}) for one in range(21, 29)),
    )


def another_programme(instance: Instance) -> Instance:
    return replace(instance, programmes=(*instance.programmes, replace(instance.programmes[0], id=6)))


SECOND = replace(THURSDAY, members=(21, 22, 23))

BROKEN: dict[str, tuple[Callable[[Instance], Instance], Callable[[], Solution], set[tuple[int, str, str]]]] = {
    "1 twice": (
        same,
        lambda: replace(PLAN, entries=(Entry(4, 11),)),
        {(1, "citizen 11", "placed in groups[0], entries[0]")},
    ),
    "1 twice in one": (same, group(members=(11, 13, 14, 14)), {(1, "citizen 14", "placed in groups[0], groups[0]")}),
    "1 nobody": (same, group(members=(11, 13, 14, 99)), {(1, "citizen 99", "placed in groups[0]")}),
    "1 programme": (
        lambda instance: people(programme=6)(another_programme(instance)),
        group(),
        {(1, "citizen 11 in groups[0]", "programme 5")},
    ),
    "1 language": (people(languages=frozenset({"ar"})), group(), {(1, "citizen 11 in groups[0]", "language da")}),
    "1 audience": (people(audiences=frozenset({"women"})), group(), {(1, "citizen 11 in groups[0]", "audience all")}),
    "1 slot": (people(slots=frozenset({41})), group(), {(1, "citizen 11 in groups[0]", "slot 42")}),
    "1 online": (people(online=False), group(), {(1, "citizen 11 in groups[0]", "mode online")}),
    "1 room": (people(venues={}), room(), {(1, "citizen 11 in groups[0]", "room 3")}),
    "2 loss": (people(value=100), group(), {(2, "citizen 11 in groups[0]", "gain -10")}),
    "2 no loss at 0": (people(wait_value=900), group(), set()),
    "2 no value": (people(keep_permille=(900,) * 5), group(), {(2, "citizen 11 in groups[0]", "starts on day 5")}),
    "3 few": (same, group(members=(11, 13)), {(3, "groups[0]", "2 members")}),
    "3 many": (more_people, group(members=(11, 13, 14, 21, 22)), {(3, "groups[0]", "5 members")}),
    "3 capacity": (more_people, room(members=(11, 13, 14, 21)), {(3, "groups[0]", "4 members")}),
    "3 no room": (
        same,
        group(mode="physical"),
        {(3, "groups[0]", "room None"), (4, "leader 7 of groups[0]", "room None")}
        | {(1, f"citizen {one} in groups[0]", "room None") for one in (11, 13, 14)},
    ),
    "3 room online": (same, group(venue=3), {(3, "groups[0]", "room 3")}),
    "3 mode": (programme(modes=("physical",)), group(), {(3, "groups[0]", "mode online")}),
    "3 pattern": (programme(patterns=((41,),)), group(), {(3, "groups[0]", "pattern [42]")}),
    "3 week": (same, group(start_week=1), {(3, "groups[0]", "start_week 1")}),
    "3 week before": (
        same,
        group(start_week=-1),
        {(3, "groups[0]", "start_week -1"), (4, "leader 7 of groups[0]", "start_week -1")},
    ),
    "3 programme": (
        same,
        group(programme=77),
        {(3, "groups[0]", "programme 77"), (4, "leader 7 of groups[0]", "programme 77")}
        | {(1, f"citizen {one} in groups[0]", "programme 77") for one in (11, 13, 14)},
    ),
    "4 leader": (same, group(facilitator=99), {(4, "groups[0]", "leader 99")}),
    "4 programme": (leader(programmes=frozenset()), group(), {(4, "leader 7 of groups[0]", "programme 5")}),
    "4 language": (leader(languages=frozenset({"ar"})), group(), {(4, "leader 7 of groups[0]", "language da")}),
    "4 slot": (leader(slots={41: 0}), group(), {(4, "leader 7 of groups[0]", "slot 42")}),
    "4 week": (leader(slots={42: 1}), group(), {(4, "leader 7 of groups[0]", "start_week 0")}),
    "4 room": (same, room(facilitator=8), {(4, "leader 8 of groups[0]", "room 3")}),
    "4 two at once": (
        lambda instance: more_people(leader(max_minutes_per_week=120)(instance)),
        lambda: Solution((THURSDAY, SECOND)),
        {(4, "leader 7", "leads groups[0], groups[1] in slot 42")},
    ),
    "4 minutes": (
        lambda instance: more_people(leader(max_minutes_per_week=119)(instance)),
        lambda: Solution((THURSDAY, replace(SECOND, pattern=(41,)))),
        {(4, "leader 7", "120 minutes a week in groups[0], groups[1]")},
    ),
    "5 closed": (venue(slots=frozenset({41})), room(), {(5, "room 3 of groups[0]", "slot 42")}),
    "5 two at once": (
        lambda instance: replace(
            more_people(instance),
            facilitators=tuple(replace(one, venues=frozenset({3})) for one in instance.facilitators),
        ),
        lambda: Solution((IN_ROOM, replace(IN_ROOM, facilitator=8, members=(21, 22, 23)))),
        {(5, "room 3", "hosts groups[0], groups[1] in slot 42")},
    ),
    "6 woman": (
        lambda instance: programme(no_isolated_gender=True)(people(gender="f")(instance)),
        group(),
        {(6, "groups[0]", "one woman")},
    ),
    "6 women among themselves": (
        lambda instance: programme(no_isolated_gender=True)(
            replace(
                instance,
                citizens=tuple(replace(one, audiences=frozenset({"women"})) for one in instance.citizens[:1])
                + tuple(replace(one, gender="f", audiences=frozenset({"women"})) for one in instance.citizens[1:]),
            )
        ),
        lambda: Solution((replace(THURSDAY, audience="women"),)),
        set(),
    ),
    "7 seats": (
        same,
        lambda: Solution((), (Entry(4, 11), Entry(4, 12))),
        {(7, "running group 4", "2 entries")},
    ),
    "7 nothing": (same, lambda: Solution((), (Entry(9, 11),)), {(7, "entries[0]", "running group 9")}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_rule_broken_alone_is_named(name: str) -> None:
    change, plan, expected = BROKEN[name]
    evaluation = evaluate(change(world()), plan())
    assert {(one.rule, one.about, one.value) for one in evaluation.violations} == expected
    assert len(evaluation.violations) == len(expected)
    assert all(one.limit and one.mend and str(one).startswith(f"Rule {one.rule}, ") for one in evaluation.violations)


def test_entries_follow_the_running_groups_way_of_meeting() -> None:
    base = world()
    at_a_place = RunningGroup(4, 5, "ar", "women", "physical", 3, (42,), 9, 2)
    strict = replace(base, running_groups=(at_a_place,), citizens=(replace(base.citizens[1], venues={}),))
    broken = evaluate(strict, Solution((), (Entry(4, 12),))).violations
    assert {one.value for one in broken} == {"language ar", "audience women", "slot 42", "room 3"}


def test_a_set_of_slots_has_no_order() -> None:
    base = world()
    twice = programme(patterns=((41, 42),), sessions_per_week=2, size_min=1)(base)
    plan = Solution((replace(THURSDAY, pattern=(42, 41), members=(11,)),))
    assert not evaluate(twice, plan).violations


def test_a_plan_of_nothing_known_is_worth_its_floors() -> None:
    """Nothing can be priced, nothing crashes."""
    strange = Group(77, "xx", "men", "by phone", 88, (), 10**15, 99, (1, 1, 2))
    evaluation = evaluate(world(), Solution((strange,), (Entry(66, 55),)))
    assert evaluation.objective == 0
    assert {one.rule for one in evaluation.violations} == {1, 3, 4, 7}


def test_who_is_placed_twice_counts_once() -> None:
    evaluation = evaluate(world(), replace(PLAN, entries=(Entry(4, 11),)))
    assert evaluation.placed == 3
    assert evaluation.gain == 3 * 800


@pytest.mark.reference
def test_tiny_gives_its_proven_optimum(reference: Path) -> None:
    folder = reference / "pooling"
    instance = read_instance((folder / "tiny.json").read_text())
    evaluation = evaluate(instance, read_solution((folder / "tiny.solution.json").read_text(), instance))
    assert evaluation.objective == 18940
    assert not evaluation.violations
