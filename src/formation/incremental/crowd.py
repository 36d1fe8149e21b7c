"""The citizens of one programme, each with a number, and every "who ..." as one whole number of bits.

Numbers follow the order of the instance and are never given twice, so that taking and giving back a place changes `waiting` alone.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from formation.model import AUDIENCES, MODES, WOMAN, Citizen


def bits(number: int) -> Iterator[int]:
    """The positions that are set, lowest first."""
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low


def _no_bits() -> defaultdict[object, int]:
    return defaultdict(int)


@dataclass(slots=True)
class Crowd:
    """`last_day` is the latest day on which a new group may meet for the first time.

    `gains[mode][day]` has each citizen's gain by number, `willing[mode][day]` those for whom it is no loss.
    """

    last_day: int
    citizens: list[Citizen] = field(default_factory=list)
    number: dict[int, int] = field(default_factory=dict)
    waiting: int = 0
    women: int = 0
    online: int = 0
    at: defaultdict[object, int] = field(default_factory=_no_bits)
    speaks: defaultdict[object, int] = field(default_factory=_no_bits)
    accepts: defaultdict[object, int] = field(default_factory=_no_bits)
    room: defaultdict[object, int] = field(default_factory=_no_bits)
    willing: dict[str, list[int]] = field(default_factory=dict)
    gains: dict[str, list[list[int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for mode in MODES:
            self.willing[mode] = [0] * (self.last_day + 1)
            self.gains[mode] = [[] for _ in range(self.last_day + 1)]

    def add(self, citizen: Citizen) -> None:
        """Somebody who waits."""
        place = len(self.citizens)
        bit = 1 << place
        self.citizens.append(citizen)
        self.number[citizen.id] = place
        self.waiting |= bit
        self.women |= bit if citizen.gender == WOMAN else 0
        self.online |= bit if citizen.online else 0
        for slot in citizen.slots:
            self.at[slot] |= bit
        for language in citizen.languages:
            self.speaks[language] |= bit
        for audience in AUDIENCES:
            self.accepts[audience] |= bit if audience in citizen.audiences else 0
        for venue in citizen.venues:
            self.room[venue] |= bit
        for mode in MODES:
            for day in range(1, self.last_day + 1):
                gain = citizen.gain(day=day, mode=mode)
                self.gains[mode][day].append(gain)
                self.willing[mode][day] |= bit if gain >= 0 else 0

    def settle(self, citizen: int, *, waits: bool) -> None:
        """The citizen waits, or has a place."""
        bit = 1 << self.number[citizen]
        self.waiting = self.waiting | bit if waits else self.waiting & ~bit

    def company(self, *, language: str, audience: str, venue: int | None) -> int:
        """Who waits and may be in a group of this kind (by video without a room), whenever it is."""
        way = self.online if venue is None else self.room.get(venue, 0)
        return self.waiting & self.speaks.get(language, 0) & self.accepts.get(audience, 0) & way

    def can(self, pattern: tuple[int, ...]) -> int:
        """Who can at all these weekly times."""
        who = -1
        for slot in pattern:
            who &= self.at.get(slot, 0)
        return who & ((1 << len(self.citizens)) - 1)
