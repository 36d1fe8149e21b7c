"""Plans on a market for tests: random ones, and those of a solution."""

from itertools import combinations
from random import Random

import numpy as np

from formation.evaluation import evaluate
from formation.lagrange import Split
from formation.market import ONLINE, Market, build
from formation.model import Entry, Group, Instance, Solution
from formation.night import Night
from formation.piece import Found


def night_of(instance: Instance) -> Night:
    """An empty plan."""
    market = build(instance)
    return Night(market, Split(market))


def assert_lawful(night: Night) -> None:
    """The evaluator finds no broken rule, and the same worth."""
    evaluation = evaluate(night.market.instance, night.solution())
    assert evaluation.violations == ()
    assert evaluation.objective == night.objective


def group_of(market: Market, lead: int, members: np.ndarray) -> Group:
    """A lead and its members in ids."""
    instance = market.instance
    roster = market.rosters[market.lead_roster[lead]]
    programme = instance.programmes[roster.programme]
    return Group(
        programme=programme.id,
        language=roster.language,
        audience=roster.audience,
        mode="online" if roster.venue == ONLINE else "physical",
        venue=None if roster.venue == ONLINE else instance.venues[roster.venue].id,
        pattern=programme.patterns[roster.pattern],
        start_week=roster.week,
        facilitator=instance.facilitators[market.lead_leader[lead]].id,
        members=tuple(instance.citizens[who].id for who in members),
    )


def some_members(night: Night, lead: int, lot: Random) -> np.ndarray | None:
    """Free people who make this lead a lawful group, or None where chance finds none."""
    market, instance = night.market, night.market.instance
    roster = int(market.lead_roster[lead])
    able = [int(who) for who in market.fits(roster)[0] if night.left.free[who]]
    sizes = range(int(market.size_min[roster]), min(int(market.size_cap[roster]), len(able)) + 1)
    every = [members for size in sizes for members in combinations(able[:8], size)]
    lot.shuffle(every)
    for members in every[:5]:
        group = group_of(market, lead, np.array(members))
        if evaluate(instance, Solution((group,))).keeps_the_rules:
            return np.array(members, dtype=np.int64)
    return None


def seat(night: Night, solution: Solution) -> bool:
    """Put a solution's groups and entries into the plan; False where a group's own language, audience or week is no lead."""
    market, instance = night.market, night.market.instance
    where = {citizen.id: n for n, citizen in enumerate(instance.citizens)}
    running = {group.id: n for n, group in enumerate(instance.running_groups)}
    for group in solution.groups:
        members = np.array([where[who] for who in group.members], dtype=np.int64)
        leads = [n for n in range(len(market.lead_leader)) if group_of(market, n, members) == group]
        if not leads:
            return False
        night.add(leads[0], members)
    for entry in solution.entries:
        night.enter(running[entry.running_group], where[entry.citizen])
    return True


def with_group(solution: Solution, group: Group) -> Solution:
    return Solution((*solution.groups, group), solution.entries)


def with_entry(solution: Solution, entry: Entry) -> Solution:
    return Solution(solution.groups, (*solution.entries, entry))


def form_anew(night: Night, found: Found) -> None:
    """Put the answer of a piece into the plan. Raises Taken where it does not fit."""
    for number in found.given_up:
        night.drop(number)
    for pair in found.left_entries:
        night.leave(*pair)
    for lead, members in found.groups:
        night.add(lead, members)
    for pair in found.entries:
        night.enter(*pair)
