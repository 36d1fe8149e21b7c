"""The market against a plain loop over the definition, and against every lawful group that can be written down."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings

from formation.evaluation import evaluate
from formation.market import ONLINE, Market, build
from formation.model import AUDIENCES, Citizen, Entry, Group, Instance, Programme, Solution, Venue, size_penalty
from tests.formation.oracle import best_objective
from tests.formation.test_oracle import every_group, smaller
from tests.formation.tiny_worlds import tiny_world, tiny_worlds
from tests.formation.varied_worlds import varied_world

type Key = tuple[int, str, str, int | None, tuple[int, ...], int, int]  # a group without members; the leader last
type Told = dict[Key, tuple[int, dict[int, int]]]  # cost, and the gain of everybody who fits


def told_by(market: Market) -> Told:
    """Every lead of the market, in ids."""
    instance = market.instance
    told: Told = {}
    for number, leader in enumerate(market.lead_leader):
        at = int(market.lead_roster[number])
        roster = market.rosters[at]
        programme = instance.programmes[roster.programme]
        venue = None if roster.venue == ONLINE else instance.venues[roster.venue].id
        pattern = programme.patterns[roster.pattern]
        key = (
            programme.id,
            roster.language,
            roster.audience,
            venue,
            pattern,
            roster.week,
            instance.facilitators[leader].id,
        )
        people, gains = market.fits(at)
        fit = {instance.citizens[who].id: int(gain) for who, gain in zip(people, gains, strict=True)}
        assert key not in told
        told[key] = int(market.lead_cost[number]), fit
    return told


def plain_leads(instance: Instance) -> Told:
    """Every language, audience, place, pattern, week and leader in turn."""
    told: Told = {}
    for programme in instance.programmes:
        venues = [None] * ("online" in programme.modes) + list(instance.venues) * ("physical" in programme.modes)
        for language in instance.languages:
            for audience in AUDIENCES:
                for venue in venues:
                    for pattern in programme.patterns:
                        told |= _of_all_leaders(instance, programme, language, audience, venue, pattern)
    return told


def _of_all_leaders(
    instance: Instance,
    programme: Programme,
    language: str,
    audience: str,
    venue: Venue | None,
    pattern: tuple[int, ...],
) -> Told:
    if venue and (venue.capacity < programme.size_min or not set(pattern) <= venue.slots):
        return {}
    open_to = [one for one in instance.citizens if _could_come(one, programme, language, audience, venue, pattern)]
    mode = "physical" if venue else "online"
    told: Told = {}
    for leader in instance.facilitators:
        if programme.id not in leader.programmes or language not in leader.languages:
            continue
        if (venue and venue.id not in leader.venues) or programme.minutes_per_week > leader.max_minutes_per_week:
            continue
        earlier: list[list[int]] = []
        for week in range(instance.start_weeks):
            if not all(leader.slots.get(slot, instance.start_weeks) <= week for slot in pattern):
                continue
            day = min(instance.day(slot, week) for slot in pattern)
            gains = [one.gain(day=day, mode=mode) for one in open_to]
            needless = any(all(then >= now for then, now in zip(old, gains, strict=True)) for old in earlier)
            earlier.append(gains)
            fit = {one.id: gain for one, gain in zip(open_to, gains, strict=True) if gain >= 0}
            if len(fit) >= programme.size_min and not needless:
                key = programme.id, language, audience, venue.id if venue else None, pattern, week, leader.id
                told[key] = instance.running_cost(programme, leader, pattern, venue), fit
    return told


def _could_come(
    one: Citizen, programme: Programme, language: str, audience: str, venue: Venue | None, pattern: tuple[int, ...]
) -> bool:
    return (
        one.programme == programme.id
        and language in one.languages
        and audience in one.audiences
        and set(pattern) <= one.slots
        and (venue.id in one.venues if venue else one.online)
    )


def assert_facts(instance: Instance, market: Market) -> None:
    """What the market says of each roster, cell and running group besides."""
    for at, roster in enumerate(market.rosters):
        programme = instance.programmes[roster.programme]
        room = programme.size_max if roster.venue == ONLINE else instance.venues[roster.venue].capacity
        assert market.size_min[at] == programme.size_min
        assert market.size_cap[at] == min(programme.size_max, room)
        assert market.programme_of[at] == roster.programme
        assert [instance.slots[slot].id for slot in market.slots_of[at]] == list(programme.patterns[roster.pattern])
        assert market.isolates[at] == (programme.no_isolated_gender and roster.audience == "all")
        assert (np.diff(market.fits(at)[0]) > 0).all()
    for lead, cell in enumerate(market.lead_cell):
        roster = market.rosters[market.lead_roster[lead]]
        programme = instance.programmes[roster.programme]
        slots = market.slots_of[market.lead_roster[lead]]
        assert market.cell_leader[cell] == market.lead_leader[lead]
        assert market.cell_programme[cell] == roster.programme
        assert market.cell_minutes[cell] == programme.sessions_per_week * programme.facilitator_minutes_per_session
        assert market.cell_slots[cell] == sum(2**slot for slot in slots)
    assert (np.diff(market.lead_cell) >= 0).all()
    assert (np.diff(market.cell_leader) >= 0).all()
    assert set(market.lead_cell.tolist()) == set(range(len(market.cell_leader)))


@pytest.mark.slow
def test_the_market_holds_what_a_plain_loop_finds() -> None:
    leads = later = 0
    for seed in range(400):
        for world in (tiny_world(seed), varied_world(seed)):
            market = build(world)
            told = told_by(market)
            assert told == plain_leads(world), world.name
            assert_facts(world, market)
            leads += len(told)
            later += len({key[-2] for key in told}) > 1
    assert leads > 2000 and later > 50


@settings(max_examples=40)
@given(world=tiny_worlds())
def test_the_market_of_any_tiny_world(world: Instance) -> None:
    assert told_by(build(world)) == plain_leads(world)


@pytest.mark.slow
def test_every_lawful_group_is_a_lead_that_gains_no_less() -> None:
    """Same leader, slots and room, room for the same members, at no smaller worth: so no plan is lost with what is left out."""
    seen = 0
    for seed in range(14):
        world = smaller(varied_world(seed), citizens=3)
        leads = told_by(build(world))
        for group in every_group(world):
            alone = evaluate(world, Solution((group,)))
            if alone.keeps_the_rules:
                seen += 1
                most = max(_worths(world, leads, group), default=None)
                own = alone.gain - alone.startup - alone.leaders - alone.rooms - alone.sizes
                assert most is not None and most >= own, (world.name, group)
    assert seen > 60


def _worths(world: Instance, leads: Told, group: Group) -> list[int]:
    size = size_penalty(world.programme[group.programme], len(group.members))
    return [
        sum(fit[who] for who in group.members) - cost - size
        for (programme, language, audience, venue, pattern, _, leader), (cost, fit) in leads.items()
        if (programme, language, audience, venue, pattern, leader)
        == (group.programme, group.language, group.audience, group.venue, group.pattern, group.facilitator)
        and fit.keys() >= set(group.members)
    ]


def best_of_leads(world: Instance) -> int:
    """The best plan over the leads of the market and its running groups, every one tried."""
    market = build(world)
    ids = [citizen.id for citizen in world.citizens]
    groups: dict[int, list[Group]] = {who: [] for who in ids}
    for (programme, language, audience, venue, pattern, week, leader), (_, fit) in told_by(market).items():
        kind = world.programme[programme]
        for size in range(kind.size_min, kind.size_max + 1):
            for members in combinations(fit, size):
                mode = "online" if venue is None else "physical"
                group = Group(programme, language, audience, mode, venue, pattern, week, leader, members)
                if evaluate(world, Solution((group,))).keeps_the_rules:
                    groups[min(members, key=ids.index)].append(group)
    entries: dict[int, list[int]] = {who: [] for who in ids}
    for n, running in enumerate(world.running_groups):
        for who in market.entry_people[market.entry_start[n] : market.entry_start[n + 1]]:
            entries[ids[who]].append(running.id)
    return _best(world, ids, groups, entries, Solution())


def _best(
    world: Instance, ids: list[int], groups: dict[int, list[Group]], entries: dict[int, list[int]], plan: Solution
) -> int:
    if not ids:
        return evaluate(world, plan).objective
    who, rest = ids[0], ids[1:]
    found = [_best(world, rest, groups, entries, plan)]
    if not any(who in group.members for group in plan.groups):
        ways = [replace(plan, groups=(*plan.groups, group)) for group in groups[who]]
        ways += [_entered(plan, running, who) for running in entries[who]]
        found += [_best(world, rest, groups, entries, way) for way in ways if evaluate(world, way).keeps_the_rules]
    return max(found)


def _entered(plan: Solution, running: int, who: int) -> Solution:
    return replace(plan, entries=(*plan.entries, Entry(running, who)))


@pytest.mark.slow
def test_the_best_plan_over_the_market_is_the_best_plan() -> None:
    for seed in range(30):
        world = smaller(varied_world(seed), citizens=4)
        assert best_of_leads(world) == best_objective(world), world.name


@pytest.mark.slow
def test_entries_are_those_the_evaluator_allows() -> None:
    seen = 0
    for seed in range(100):
        world = varied_world(seed)
        market = build(world)
        for n, group in enumerate(world.running_groups):
            roomy = replace(world, running_groups=tuple(replace(one, seats=1) for one in world.running_groups))
            span = slice(market.entry_start[n], market.entry_start[n + 1])
            told = zip(market.entry_people[span].tolist(), market.entry_gains[span].tolist(), strict=True)
            plain = []
            for who, citizen in enumerate(world.citizens):
                one = evaluate(roomy, Solution((), (Entry(group.id, citizen.id),)))
                if one.keeps_the_rules:
                    plain.append((who, one.gain))
            assert list(told) == plain
            seen += len(plain)
    assert seen > 30


def test_a_later_week_that_is_best_for_nobody_may_be_best_for_two() -> None:
    """Each of two gains most in a week of their own; the third week is second best for both, and best for the pair."""
    world = next(world for world in map(tiny_world, range(200)) if told_by(build(world)))
    programme, leader, slot = world.programmes[0], world.facilitators[0], world.slots[0]
    days = [world.day(slot.id, week) for week in range(3)]
    keeps = ((1000, 0, 900), (0, 1000, 900))
    one = replace(
        world.citizens[0],
        municipality=world.municipalities[0].id,
        programme=programme.id,
        languages=frozenset({"da"}),
        audiences=frozenset({"all"}),
        online=True,
        slots=frozenset({slot.id}),
        value=4000,
        wait_value=0,
        fit_permille={"online": 1000, "physical": 1000},
    )
    pair = tuple(
        replace(one, id=90 + n, keep_permille=tuple(keep[days.index(d)] if d in days else 0 for d in range(22)))
        for n, keep in enumerate(keeps)
    )
    night = replace(
        world,
        start_weeks=3,
        citizens=pair,
        running_groups=(),
        programmes=(
            replace(
                programme,
                size_min=2,
                size_ideal=2,
                size_max=2,
                no_isolated_gender=False,
                modes=("online",),
                patterns=((slot.id,),),
            ),
        ),
        facilitators=(
            replace(
                leader,
                programmes=frozenset({programme.id}),
                languages=frozenset({"da"}),
                slots={slot.id: 0},
                max_minutes_per_week=400,
            ),
        ),
    )
    assert {key[-2] for key in told_by(build(night))} == {0, 1, 2}


@pytest.mark.parametrize("left_out", ["citizens", "facilitators", "venues", "running_groups"])
def test_a_market_without(left_out: str) -> None:
    for seed in range(20):
        world = replace(tiny_world(seed), **{left_out: ()})
        if left_out == "venues":
            online = tuple(replace(one, venues=frozenset()) for one in world.facilitators)
            home = tuple(replace(one, venues={}) for one in world.citizens)
            world = replace(world, facilitators=online, citizens=home, running_groups=())
        assert told_by(build(world)) == plain_leads(world)


def test_penalties_are_those_of_the_model() -> None:
    world = tiny_world(5)
    table = build(world).penalties
    most = max(one.size_max for one in world.programmes)
    assert 0 < most <= len(world.citizens)
    assert table.tolist() == [[size_penalty(one, size) for size in range(most + 1)] for one in world.programmes]


def test_a_programme_without_a_largest_size_takes_no_more_memory() -> None:
    world = tiny_world(5)
    open_ended = replace(world, programmes=tuple(replace(one, size_max=1_000_000) for one in world.programmes))
    assert build(open_ended).penalties.shape == (len(world.programmes), len(world.citizens) + 1)
