"""The night's problem as a compact mixed-integer programme: one count per roster, not one column per group.

Columns (r roster, f leader, i citizen, c copy, m municipality, e running group):

    y[f,r]      leader f takes roster r                                   worth -running cost
    n[r,c]      groups of roster r                                         (y itself where one leader is possible)
    x[i,r,c]    citizen i starts in a group of roster r                   worth gain
    z[i,e]      citizen i enters running group e                          worth gain
    below/above[r,c]  people missing to, or beyond, n times the ideal     worth -penalty each
    p[i]        citizen i starts
    owed/lent[m], missing[m]  minutes beyond the tolerance, starts below the floor

One roster's groups share one set of members. That is exact: `size_min * n <= members <= capacity * n` holds, so members can
be dealt out one by one, as evenly as possible, and every group gets between the least and the most. Dealt evenly, all
groups are at or below the ideal, or all at or above it, so the sum of their penalties is the penalty of the sum; no
other dealing is cheaper, because the penalty is convex. A roster in which nobody may be alone of a gender has one copy
for each group it could have instead, because an even deal might leave somebody alone.

`x <= n` per citizen (strong linking) is what makes the bound tight; one citizen alone of a gender is ruled out by
x[i] <= the other x of the gender in the copy.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from formation.columns import Programme, Term, total
from formation.exact.rosters import Offer, Roster
from formation.model import MAN, WOMAN, Citizen, Instance, RunningGroup

MANY = 6  # people of one gender, from which a column more costs less than a row of all for each


@dataclass(frozen=True, slots=True)
class Copy:
    """One set of members of a roster: of all its groups, or of one. `count`: how many groups; `members`: by citizen."""

    count: int
    members: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Taken:
    """The columns of one offer. `leaders`: leader to column."""

    roster: Roster
    leaders: Mapping[int, int]
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class Formulation:
    """The programme, and what its columns stand for. `entries`: (running group, citizen) to column;
    `starts`: citizen to column."""

    programme: Programme
    taken: tuple[Taken, ...]
    entries: Mapping[tuple[int, int], int]
    starts: Mapping[int, int]

    @property
    def ceiling(self) -> int:
        """What no plan exceeds, known without a search: everybody where they gain most, at no cost."""
        best: dict[int, float] = defaultdict(float)
        columns = [pair for taken in self.taken for copy in taken.copies for pair in copy.members.items()]
        for who, column in [*columns, *((who, column) for (_, who), column in self.entries.items())]:
            best[who] = max(best[who], self.programme.worth[column])
        return round(sum(best.values()))


def formulate(instance: Instance, offers: Sequence[Offer]) -> Formulation:
    """The whole problem of the instance over these offers; see the text above."""
    programme = Programme()
    taken = tuple(_offer(programme, instance, offer) for offer in offers)
    entries = {
        (group.id, citizen.id): programme.column(gain)
        for group in instance.running_groups
        for citizen in instance.citizens
        if (gain := entry_gain(group, citizen)) is not None
    }
    starts = _citizens(programme, instance, taken, entries)
    for group in instance.running_groups:
        terms = [(column, 1.0) for (where, _), column in entries.items() if where == group.id]
        programme.row(terms, highest=group.seats)
    _leaders(programme, instance, taken)
    _rooms(programme, taken)
    _municipalities(programme, instance, taken, starts)
    return Formulation(programme, taken, entries, starts)


def entry_gain(group: RunningGroup, citizen: Citizen) -> int | None:
    """What entering is worth to this citizen; None where it is not possible or a loss."""
    possible = (
        citizen.programme == group.programme
        and group.language in citizen.languages
        and group.audience in citizen.audiences
        and citizen.slots.issuperset(group.slots)
        and (citizen.online if group.mode == "online" else group.venue in citizen.venues)
    )
    gain = citizen.gain(day=group.entry_day, mode=group.mode) if possible else -1
    return gain if gain >= 0 else None


def most_groups(offer: Offer) -> int:
    """How many groups of this roster could meet at once: a room holds one, each needs a leader and enough people."""
    roster = offer.roster
    return 1 if roster.venue else min(len(offer.leaders), len(roster.gains) // roster.programme.size_min)


def _offer(programme: Programme, instance: Instance, offer: Offer) -> Taken:
    roster, most = offer.roster, most_groups(offer)
    leaders = {
        leader.id: programme.column(-instance.running_cost(roster.programme, leader, roster.pattern, roster.venue))
        for leader in offer.leaders
    }
    if len(leaders) == 1:
        counts = list(leaders.values())
    elif roster.isolates:
        counts = [programme.column(0) for _ in range(most)]
    else:
        counts = [programme.column(0, upper=most)]
    if len(leaders) > 1:
        programme.row([*total(list(leaders.values())), *total(counts, -1.0)], lowest=0, highest=0)
    for one, after in pairwise(counts):
        programme.row([(one, 1.0), (after, -1.0)], lowest=0)  # copies are alike: fill them in order
    copies = tuple(_copy(programme, instance, roster, count, most // len(counts)) for count in counts)
    return Taken(roster, leaders, copies)


def _copy(programme: Programme, instance: Instance, roster: Roster, count: int, most: int) -> Copy:
    kind = roster.programme
    members = {who: programme.column(gain) for who, gain in roster.gains.items()}
    people = total(list(members.values()))
    for column in members.values():
        programme.row([(column, 1.0), (count, -1.0)], highest=0)
    if kind.size_min == roster.capacity:
        programme.row([*people, (count, -float(kind.size_min))], lowest=0, highest=0)
    else:
        programme.row([*people, (count, -float(kind.size_min))], lowest=0)
        programme.row([*people, (count, -float(roster.capacity))], highest=0)
    below = max(0, kind.size_ideal - kind.size_min) * most
    above = max(0, roster.capacity - kind.size_ideal) * most
    odd = [
        (programme.column(-kind.under_penalty, upper=below, whole=False), 1.0),
        (programme.column(-kind.over_penalty, upper=above, whole=False), -1.0),
    ]
    programme.row([*people, *odd, (count, -float(kind.size_ideal))], lowest=0, highest=0)
    if roster.isolates:
        for gender in (WOMAN, MAN):
            _nobody_alone(
                programme, [column for who, column in members.items() if instance.citizen[who].gender == gender]
            )
    return Copy(count, members)


def _nobody_alone(programme: Programme, same: Sequence[int]) -> None:
    if len(same) == 2:
        programme.row([(same[0], 1.0), (same[1], -1.0)], lowest=0, highest=0)
        return
    if len(same) < MANY:
        for column in same:
            programme.row([(other, -1.0 if other == column else 1.0) for other in same], lowest=0)
        return
    # The same with one column between, which is at least every x and at most half their sum: fewer terms, no weaker.
    present = programme.column(0, whole=False)
    for column in same:
        programme.row([(column, 1.0), (present, -1.0)], highest=0)
    programme.row([*total(same), (present, -2.0)], lowest=0)


def _citizens(
    programme: Programme, instance: Instance, taken: Sequence[Taken], entries: Mapping[tuple[int, int], int]
) -> dict[int, int]:
    ways: dict[int, list[int]] = defaultdict(list)
    for offer in taken:
        for copy in offer.copies:
            for who, column in copy.members.items():
                ways[who].append(column)
    for (_, who), column in entries.items():
        ways[who].append(column)
    starts = {who: programme.column(0, whole=False) for who in ways}
    for who, columns in ways.items():
        programme.row([*total(columns), (starts[who], -1.0)], lowest=0, highest=0)
    return starts


def _leaders(programme: Programme, instance: Instance, taken: Sequence[Taken]) -> None:
    for leader in instance.facilitators:
        mine = {offer.leaders[leader.id]: offer.roster for offer in taken if leader.id in offer.leaders}
        if mine:
            _week(programme, mine, leader.max_minutes_per_week)


def _week(programme: Programme, mine: Mapping[int, Roster], limit: int) -> None:
    """One leader's week: one group in a slot, and no more minutes than there are.

    Besides the sum of minutes, so many groups of at least this length fit into the week: implied for whole groups, not for
    parts of groups. Groups too long for a week with any of a slot stand in the slot's row, so that all exclude each other.
    """
    long = {column: roster.programme.minutes_per_week for column, roster in mine.items()}
    lengths = sorted({minutes for minutes in long.values() if minutes > 0})
    if lengths and limit < 2 * lengths[0] and lengths[0] == min(long.values()):
        possible = [column for column, minutes in long.items() if minutes <= limit]
        programme.row(total(possible), highest=1)
        programme.row(total([column for column in long if column not in set(possible)]), highest=0)
        return
    by_slot: dict[int, set[int]] = defaultdict(set)
    for column, roster in mine.items():
        for slot in roster.pattern:
            by_slot[slot].add(column)
    for columns in by_slot.values():
        shortest = min(long[column] for column in columns)
        apart = {column for column, minutes in long.items() if 2 * minutes > limit and minutes + shortest > limit}
        programme.row(total(sorted(columns | apart)), highest=1)
    programme.row([(column, float(minutes)) for column, minutes in long.items()], highest=limit)
    for least in lengths:
        programme.row(total([column for column, minutes in long.items() if minutes >= least]), highest=limit // least)


def _rooms(programme: Programme, taken: Sequence[Taken]) -> None:
    by_slot: dict[tuple[int, int], list[int]] = defaultdict(list)
    for offer in taken:
        if offer.roster.venue:
            for slot in offer.roster.pattern:
                by_slot[offer.roster.venue.id, slot] += [copy.count for copy in offer.copies]
    for columns in by_slot.values():
        programme.row(total(columns), highest=1)


def _municipalities(
    programme: Programme, instance: Instance, taken: Sequence[Taken], starts: Mapping[int, int]
) -> None:
    rules = instance.rules
    given: dict[int, list[Term]] = defaultdict(list)
    for offer in taken:
        kind = offer.roster.programme
        for leader, column in offer.leaders.items():
            minutes = float(kind.weeks * kind.minutes_per_week)
            given[instance.facilitator[leader].municipality].append((column, minutes))
    used: dict[int, list[Term]] = defaultdict(list)
    for who, column in starts.items():
        citizen = instance.citizen[who]
        tariff = instance.programme[citizen.programme].tariff_minutes
        used[citizen.municipality].append((column, -float(tariff)))
    for one in instance.municipalities:
        lent = programme.column(-rules.ledger_penalty_per_minute, upper=float("inf"), whole=False)
        owed = programme.column(-rules.ledger_penalty_per_minute, upper=float("inf"), whole=False)
        programme.row(
            [*given[one.id], *used[one.id], (lent, -1.0), (owed, 1.0)],
            lowest=-one.tolerance_minutes - one.balance_minutes,
            highest=one.tolerance_minutes - one.balance_minutes,
        )
        missing = programme.column(-rules.floor_penalty_per_start, upper=max(0, one.floor_starts), whole=False)
        mine = [(column, 1.0) for column, _ in used[one.id]]
        programme.row([*mine, (missing, 1.0)], lowest=one.floor_starts)
