"""The night's problem as one first writes it down: a yes-or-no for each possible group, and one for each person in it.

No preprocessing beyond what the rules say of a single group or person, no counts, no strong links. It is the model that a
general solver is given in the comparison, and an independent second version of ours for the tests.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from formation.columns import Programme as Columns
from formation.columns import Term, total
from formation.model import AUDIENCES, MAN, WOMAN, Citizen, Entry, Group, Instance, RunningGroup, Solution

MOST = 1_000_000  # yes-or-nos that CP-SAT holds within a gigabyte


class TooLarge(RuntimeError):
    """The model has more yes-or-nos than were allowed."""


@dataclass(frozen=True, slots=True)
class Plain:
    """The rows, and what the columns stand for. `groups`: a group without members, its column, its people's columns."""

    columns: Columns
    groups: tuple[tuple[Group, int, Mapping[int, int]], ...]
    entries: Mapping[tuple[int, int], int]

    def solution(self, chosen: Sequence[bool]) -> Solution:
        """The plan that these column values mean."""
        groups = [
            Group(
                group.programme,
                group.language,
                group.audience,
                group.mode,
                group.venue,
                group.pattern,
                group.start_week,
                group.facilitator,
                tuple(who for who, column in people.items() if chosen[column]),
            )
            for group, taken, people in self.groups
            if chosen[taken]
        ]
        return Solution(tuple(groups), tuple(Entry(*key) for key, column in self.entries.items() if chosen[column]))


def write(instance: Instance, *, most: int = MOST) -> Plain:
    """Raises TooLarge with more than `most` columns."""
    columns = Columns()
    groups = []
    for group, people in possible_groups(instance):
        venue = None if group.venue is None else instance.venue[group.venue]
        programme, leader = instance.programme[group.programme], instance.facilitator[group.facilitator]
        taken = columns.column(-instance.running_cost(programme, leader, group.pattern, venue))
        groups.append((group, taken, {who: columns.column(gain) for who, gain in people.items()}))
        if len(columns.worth) > most:
            raise TooLarge(f"{instance.name}: more than {most:,} columns.")
    entries = {
        (group.id, one.id): columns.column(gain)
        for group in instance.running_groups
        for one in instance.citizens
        if may_come(one, group) and (gain := one.gain(day=group.entry_day, mode=group.mode)) >= 0
    }
    plain = Plain(columns, tuple(groups), entries)
    _sizes(instance, plain)
    _once(instance, plain)
    _weeks(instance, plain)
    _ledger(instance, plain)
    return plain


def may_come(citizen: Citizen, group: Group | RunningGroup) -> bool:
    """Rule 1 for one person."""
    slots = group.pattern if isinstance(group, Group) else group.slots
    return (
        citizen.programme == group.programme
        and group.language in citizen.languages
        and group.audience in citizen.audiences
        and citizen.slots.issuperset(slots)
        and (citizen.online if group.mode == "online" else group.venue in citizen.venues)
    )


def possible_groups(instance: Instance) -> Iterator[tuple[Group, dict[int, int]]]:
    """Every group that somebody could lead and enough people could come to, with their gains."""
    for leader in instance.facilitators:
        for programme in (row for row in instance.programmes if row.id in leader.programmes):
            people = [one for one in instance.citizens if one.programme == programme.id]
            for group in _led_by(instance, leader.id, programme.id):
                day = instance.first_day(group.pattern, group.start_week)
                coming = [one for one in people if may_come(one, group)]
                gains = {one.id: gain for one in coming if (gain := one.gain(day=day, mode=group.mode)) >= 0}
                if len(gains) >= programme.size_min:
                    yield group, gains


def _led_by(instance: Instance, leader_id: int, programme_id: int) -> Iterator[Group]:
    leader, programme = instance.facilitator[leader_id], instance.programme[programme_id]
    for pattern in programme.patterns:
        if not leader.slots.keys() >= set(pattern):
            continue
        places: list[tuple[str, int | None]] = [("online", None)] if "online" in programme.modes else []
        if "physical" in programme.modes:
            places += [
                ("physical", one.id)
                for one in instance.venues
                if one.id in leader.venues and one.slots.issuperset(pattern)
            ]
        first = max(leader.slots[slot] for slot in pattern)
        for mode, venue in places:
            for language in sorted(leader.languages):
                for audience in AUDIENCES:
                    for week in range(first, instance.start_weeks):
                        yield Group(programme_id, language, audience, mode, venue, pattern, week, leader_id, ())


def _sizes(instance: Instance, plain: Plain) -> None:
    for group, taken, members in plain.groups:
        programme = instance.programme[group.programme]
        capacity = programme.size_max
        if group.venue is not None:
            capacity = min(capacity, instance.venue[group.venue].capacity)
        people = total(list(members.values()))
        below = plain.columns.column(-programme.under_penalty, upper=programme.size_ideal)
        above = plain.columns.column(-programme.over_penalty, upper=programme.size_max)
        plain.columns.row([*people, (taken, -float(programme.size_min))], lowest=0)
        plain.columns.row([*people, (taken, -float(capacity))], highest=0)
        plain.columns.row([*people, (below, 1.0), (taken, -float(programme.size_ideal))], lowest=0)
        plain.columns.row([*people, (above, -1.0), (taken, -float(programme.size_ideal))], highest=0)
        if programme.no_isolated_gender and group.audience == "all":
            for gender in (WOMAN, MAN):
                _in_company(plain.columns, [members[who] for who in members if instance.citizen[who].gender == gender])


def _in_company(columns: Columns, same: Sequence[int]) -> None:
    """None of them, or two at least."""
    some = columns.column(0)
    columns.row([*total(same), (some, -2.0)], lowest=0)
    columns.row([*total(same), (some, -float(len(same)))], highest=0)


def _once(instance: Instance, plain: Plain) -> None:
    ways: dict[int, list[int]] = defaultdict(list)
    for _, _, members in plain.groups:
        for who, column in members.items():
            ways[who].append(column)
    for (_, who), column in plain.entries.items():
        ways[who].append(column)
    for columns in ways.values():
        plain.columns.row(total(columns), highest=1)
    for group in instance.running_groups:
        plain.columns.row(
            total([column for (where, _), column in plain.entries.items() if where == group.id]), highest=group.seats
        )


def _weeks(instance: Instance, plain: Plain) -> None:
    """One group of a leader, and one in a room, in a slot; and the leaders' minutes."""
    busy: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    minutes: dict[int, list[Term]] = defaultdict(list)
    for group, taken, _ in plain.groups:
        minutes[group.facilitator].append((taken, float(instance.programme[group.programme].minutes_per_week)))
        for slot in group.pattern:
            busy["leader", group.facilitator, slot].append(taken)
            if group.venue is not None:
                busy["venue", group.venue, slot].append(taken)
    for columns in busy.values():
        plain.columns.row(total(columns), highest=1)
    for leader, terms in minutes.items():
        plain.columns.row(terms, highest=instance.facilitator[leader].max_minutes_per_week)


def _ledger(instance: Instance, plain: Plain) -> None:
    net: dict[int, list[Term]] = defaultdict(list)
    starts: dict[int, list[int]] = defaultdict(list)
    placed = [pair for _, _, members in plain.groups for pair in members.items()]
    for who, column in [*placed, *((who, column) for (_, who), column in plain.entries.items())]:
        citizen = instance.citizen[who]
        net[citizen.municipality].append((column, -float(instance.programme[citizen.programme].tariff_minutes)))
        starts[citizen.municipality].append(column)
    for group, taken, _ in plain.groups:
        programme = instance.programme[group.programme]
        home = instance.facilitator[group.facilitator].municipality
        net[home].append((taken, float(programme.weeks * programme.minutes_per_week)))
    for one in instance.municipalities:
        at_most = abs(one.balance_minutes) + sum(abs(minutes) for _, minutes in net[one.id])
        beyond = plain.columns.column(-instance.rules.ledger_penalty_per_minute, upper=at_most)
        missing = plain.columns.column(-instance.rules.floor_penalty_per_start, upper=one.floor_starts)
        allowed = one.tolerance_minutes
        plain.columns.row([*net[one.id], (beyond, -1.0)], highest=allowed - one.balance_minutes)
        plain.columns.row([*net[one.id], (beyond, 1.0)], lowest=-allowed - one.balance_minutes)
        plain.columns.row([*total(starts[one.id]), (missing, 1.0)], lowest=one.floor_starts)
