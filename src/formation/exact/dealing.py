"""From columns to groups and back: members dealt out evenly, and a known solution as a start for the solver."""

from collections.abc import Iterator, Sequence

from formation.exact.formulation import Formulation, Taken
from formation.exact.rosters import Roster
from formation.model import Entry, Group, Solution


def read_columns(formulation: Formulation, values: Sequence[float]) -> Solution:
    """The groups and entries that these column values mean; members of a group by id."""
    chosen = [value > 0.5 for value in values]
    groups = [group for taken in formulation.taken for group in _groups(taken, chosen, values)]
    entries = [Entry(where, who) for (where, who), column in formulation.entries.items() if chosen[column]]
    return Solution(tuple(groups), tuple(entries))


def _groups(taken: Taken, chosen: Sequence[bool], values: Sequence[float]) -> Iterator[Group]:
    leaders = iter([leader for leader, column in taken.leaders.items() if chosen[column]])
    for copy in taken.copies:
        count = round(values[copy.count])
        members = sorted(who for who, column in copy.members.items() if chosen[column])
        for at in range(count):
            yield _group(taken.roster, next(leaders), members[at::count])


def _group(roster: Roster, leader: int, members: Sequence[int]) -> Group:
    return Group(
        programme=roster.programme.id,
        language=roster.language,
        audience=roster.audience,
        mode=roster.mode,
        venue=roster.venue.id if roster.venue else None,
        pattern=roster.pattern,
        start_week=roster.week,
        facilitator=leader,
        members=tuple(members),
    )


def as_columns(formulation: Formulation, solution: Solution) -> list[float]:
    """Whole-number columns of this solution, each group in the best roster that its leader has for it.

    Every group that keeps the rules has one; what does not is left out. Penalties are left to the solver.
    """
    values = [0.0] * len(formulation.programme.worth)
    placed: list[int] = []
    for group in solution.groups:
        fitting = [taken for taken in formulation.taken if _fits(taken, group)]
        if fitting:
            best = max(fitting, key=lambda taken: sum(taken.roster.gains[who] for who in group.members))
            _seat(best, group, values)
            placed += group.members
    for entry in solution.entries:
        column = formulation.entries.get((entry.running_group, entry.citizen))
        if column is not None:
            values[column] = 1.0
            placed.append(entry.citizen)
    for who in placed:
        values[formulation.starts[who]] = 1.0
    return values


def _seat(taken: Taken, group: Group, values: list[float]) -> None:
    values[taken.leaders[group.facilitator]] = 1.0
    shared = len(taken.copies) == 1
    free = [copy for copy in taken.copies if shared or values[copy.count] == 0]
    if not free:
        return
    copy = free[0]
    if copy.count not in taken.leaders.values():
        values[copy.count] += 1.0
    for who in group.members:
        values[copy.members[who]] = 1.0


def _fits(taken: Taken, group: Group) -> bool:
    roster = taken.roster
    venue = roster.venue.id if roster.venue else None
    return (
        roster.programme.id == group.programme
        and roster.mode == group.mode
        and venue == group.venue
        and set(roster.pattern) == set(group.pattern)
        and group.facilitator in taken.leaders
        and roster.gains.keys() >= set(group.members)
    )
