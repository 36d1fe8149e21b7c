"""A solution seen from its citizens: who starts where, on which day, at what gain. Ids that nobody knows are left open.

Formulas stand here as the definition of pooling-1 has them, apart from the kernel's and the solvers': an evaluation that
shared them could not find them wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from formation.model import Citizen, Entry, Group, Instance, Programme, RunningGroup, Solution


@dataclass(frozen=True, slots=True)
class Placement:
    """One citizen in one new or running group. `day` is None where slots or start week are none of the instance."""

    where: str
    citizen: int
    programme: int
    language: str
    audience: str
    mode: str
    venue: int | None
    slots: tuple[int, ...]
    day: int | None


def placements(instance: Instance, solution: Solution) -> Iterator[Placement]:
    """Members of new groups, then entries, in the order of the solution; a running group that is unknown has none."""
    for number, group in enumerate(solution.groups):
        day = first_day(instance, group)
        for citizen in group.members:
            yield _placement(f"groups[{number}]", citizen, group, group.pattern, day)
    for number, entry in enumerate(solution.entries):
        running = instance.running_group.get(entry.running_group)
        if running:
            yield _placement(f"entries[{number}]", entry.citizen, running, running.slots, running.entry_day)


def _placement(
    where: str, citizen: int, group: Group | RunningGroup, slots: tuple[int, ...], day: int | None
) -> Placement:
    return Placement(
        where=where,
        citizen=citizen,
        programme=group.programme,
        language=group.language,
        audience=group.audience,
        mode=group.mode,
        venue=group.venue,
        slots=slots,
        day=day,
    )


def first_day(instance: Instance, group: Group) -> int | None:
    """min over the pattern of ((weekday - today_weekday - 1) mod 7) + 1 + 7 * week; None where it has none."""
    if not group.pattern or not 0 <= group.start_week < instance.start_weeks:
        return None
    if any(slot not in instance.slot for slot in group.pattern):
        return None
    weekdays = [instance.slot[slot].weekday for slot in group.pattern]
    return min((weekday - instance.today_weekday - 1) % 7 + 1 + 7 * group.start_week for weekday in weekdays)


def gain_of(citizen: Citizen, placement: Placement) -> int | None:
    """floor(value * keep_permille[day] * fit_permille[mode] / 1000000) - wait_value; None where a fact is missing."""
    if placement.day is None or placement.mode not in citizen.fit_permille:
        return None
    if not 0 <= placement.day < len(citizen.keep_permille):
        return None
    keep, fit = citizen.keep_permille[placement.day], citizen.fit_permille[placement.mode]
    return citizen.value * keep * fit // 1_000_000 - citizen.wait_value


def size_of(group: Group) -> int:
    """How many different people."""
    return len(set(group.members))


def leader_minutes(programme: Programme) -> int:
    """Minutes a week that a group of this programme asks of its leader."""
    return programme.sessions_per_week * programme.facilitator_minutes_per_session


def placed_citizens(instance: Instance, solution: Solution) -> dict[int, Placement]:
    """Each known citizen who starts, with the first of their placements."""
    first: dict[int, Placement] = {}
    for placement in placements(instance, solution):
        if placement.citizen in instance.citizen:
            first.setdefault(placement.citizen, placement)
    return first


def unknown_entries(instance: Instance, solution: Solution) -> Iterator[tuple[int, Entry]]:
    """Entries into running groups that the instance does not have, with their number."""
    for number, entry in enumerate(solution.entries):
        if entry.running_group not in instance.running_group:
            yield number, entry
