"""Who starts together with the citizen who asks, so that the whole objective grows most.

Exact, see step 3 of docs/algorithms/incremental-answer.md: within a municipality the next start is never worth more than the
one before, so taking the best next person gives the best group of every size.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import heapify, heappop, heappush
from typing import NamedTuple


class Person(NamedTuple):
    """Somebody who may be in the group; `gain` in points."""

    gain: int
    id: int
    municipality: int
    woman: bool


Marginal = Callable[[int, int], int]
"""What the k-th start of a municipality in this group changes in its ledger and floor: (municipality, k) -> points."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A group of at least the least size; `value` has gains, ledgers and floors and what the size costs."""

    value: int
    members: tuple[int, ...]


@dataclass(slots=True)
class _Crew:
    """People chosen so far and what they are worth, the citizen who asks first."""

    people: list[Person]
    count: dict[int, int] = field(default_factory=dict)
    value: int = 0

    def copy(self) -> "_Crew":
        return _Crew(list(self.people), dict(self.count), self.value)

    def add(self, person: Person, marginal: Marginal) -> None:
        kth = self.count.get(person.municipality, 0) + 1
        self.count[person.municipality] = kth
        self.people.append(person)
        self.value += person.gain + marginal(person.municipality, kth)


def fill(
    asks: Person,
    others: Iterable[Person],
    *,
    sizes: tuple[int, int],
    marginal: Marginal,
    penalty: Callable[[int], int],
    together: bool,
) -> Filled | None:
    """The best group with `asks` and some of `others`, or None if there is none.

    `others` come greatest gain first, equal gains by id. `sizes` are least and most, at least 1. `together`: nobody may be the only woman or
    man. Of equally good groups the smallest is taken, then those who come first in `others`.
    """
    known = list(others)
    least, most = sizes
    best: Filled | None = None
    same: dict[int, _Crew] = {}
    if together:
        own = [person for person in known if person.woman == asks.woman]
        same = {len(crew.people): crew.copy() for crew in _grow(asks, own, most, marginal)}
    for crew in _grow(asks, known, most, marginal):
        size = len(crew.people)
        if size < least:
            continue
        allowed = _let_nobody_be_alone(crew, known, same.get(size), marginal) if together else crew
        if allowed and (best is None or allowed.value - penalty(size) > best.value):
            members = tuple(sorted(person.id for person in allowed.people))
            best = Filled(allowed.value - penalty(size), members)
    return best


def _grow(asks: Person, others: list[Person], most: int, marginal: Marginal) -> Iterator[_Crew]:
    """The best crew of each size. The same object grows: use it before the next is asked for."""
    crew = _Crew([])
    crew.add(asks, marginal)
    yield crew
    queues: dict[int, list[Person]] = {}
    rank = {}
    for place, person in enumerate(others):
        rank[person.id] = place
        queues.setdefault(person.municipality, []).append(person)
    for queue in queues.values():
        queue.reverse()

    def offer(municipality: int) -> tuple[int, int, Person]:
        person = queues[municipality].pop()
        worth = person.gain + marginal(municipality, crew.count.get(municipality, 0) + 1)
        return -worth, rank[person.id], person

    heap = [offer(municipality) for municipality in queues]
    heapify(heap)
    while heap and len(crew.people) < most:
        _, _, person = heappop(heap)
        crew.add(person, marginal)
        if queues[person.municipality]:
            heappush(heap, offer(person.municipality))
        yield crew


def _let_nobody_be_alone(crew: _Crew, known: list[Person], same: _Crew | None, marginal: Marginal) -> _Crew | None:
    """The best crew of this size in which nobody is the only woman or man, from the best one without that rule."""
    size = len(crew.people)
    women = sum(person.woman for person in crew.people)
    if women != 1 and size - women != 1:
        return crew
    exchanged = _one_more(crew, known, women == 1, marginal) if size >= 4 else None
    if size == 1 or not same:
        return exchanged
    return exchanged if exchanged and exchanged.value > same.value else same


def _one_more(crew: _Crew, known: list[Person], woman: bool, marginal: Marginal) -> _Crew | None:
    """The best exchange of one person for one more of the gender that has one. Who asks stays."""
    inside = {person.id for person in crew.people}
    comers = _one_each(person for person in known if person.woman == woman and person.id not in inside)
    leavers = _one_each((person for person in reversed(crew.people[1:]) if person.woman != woman), last=True)
    best: tuple[int, Person, Person] | None = None
    for comer in comers:
        for leaver in leavers:
            change = comer.gain - leaver.gain
            if comer.municipality != leaver.municipality:
                change += marginal(comer.municipality, crew.count.get(comer.municipality, 0) + 1)
                change -= marginal(leaver.municipality, crew.count[leaver.municipality])
            if best is None or change > best[0]:
                best = change, comer, leaver
    if best is None:
        return None
    change, comer, leaver = best
    people = [person for person in crew.people if person.id != leaver.id]
    return _Crew([*people, comer], {}, crew.value + change)


def _one_each(people: Iterable[Person], *, last: bool = False) -> list[Person]:
    """Of each municipality the person with the greatest gain, or with `last` the least; the first of equals."""
    found: dict[int, Person] = {}
    for person in people:
        known = found.get(person.municipality)
        if known is None or (person.gain < known.gain if last else person.gain > known.gain):
            found[person.municipality] = person
    return list(found.values())


class Short(NamedTuple):
    """`come` people must come, `start` of those who wait are then in the group, `women` of the comers are women (None: whoever)."""

    come: int
    start: int
    women: int | None


@lru_cache(maxsize=100_000)
def short_of(women: int, men: int, asks_woman: bool, least: int, most: int, together: bool) -> Short | None:
    """Who must come so that a group can be.

    `women` and `men` wait, who asks among them. Fewest comers, then most of those who wait, then fewest women. None: no
    number helps (a room for one person, where nobody may be alone).
    """
    options = []
    for size in range(max(1, least), most + 1):
        if not together:
            come = max(0, size - women - men)
            options.append(Short(come, size - come, None))
            continue
        for w in range(size + 1):
            if w != 1 and size - w != 1 and (w if asks_woman else size - w):
                come_women, come_men = max(0, w - women), max(0, size - w - men)
                options.append(Short(come_women + come_men, size - come_women - come_men, come_women))
    return min(options, key=lambda short: (short.come, -short.start, short.women or 0), default=None)
