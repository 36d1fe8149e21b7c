"""Search among plans near the one at hand: a few programmes' groups are taken apart and formed anew, again and again.

Two pieces are searched at the same time, always of different programmes. Pieces are laid out and their answers put into
the plan in the order they were begun, so that with a limit of nodes instead of seconds the same search gives the same
plan. While nearly every piece changes the plan, what one under way may use is closed to those begun after it.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import numpy as np

from formation.kinds import Kind, UnderWay
from formation.market import ONLINE, Bools, Floats, Ints
from formation.night import Left, Night, Taken
from formation.piece import Found, Limits, Piece

THREADS = 2
LARGEST, SMALLEST = 10_000, 300  # columns of a piece
GROWS, SHRINKS = 1.3, 0.7
TRIPLES, DRAWS = 200, 10
STIR = 0.3  # of the groups
FEW = 3_500  # columns of the first piece of many programmes
BROAD = 0.7  # of the pieces, where leads are known to be promising
STIRRED = 0.05  # share of a kind's leaders: with fewer in other weeks than before, it is not searched again


class Search:
    """Improves `night` in place."""

    def __init__(
        self,
        night: Night,
        values: Floats,
        *,
        limits: Callable[[], Limits],
        first: int,
        least: float,
        seed: int,
    ) -> None:
        """`values` per lead: what it is worth at good prices; leads worth less than `least` are left alone unless they are
        in the plan. `limits` are asked for each piece; `first`: columns of the first pieces."""
        self.night, self.limits, self.size = night, limits, float(first)
        self.random = np.random.default_rng(seed)
        self.changes = 0
        market = night.market
        self.worthwhile = values > least
        self.promising: Ints = np.zeros(0, dtype=np.int64)  # leads that programmes took at prices near the best
        self.broad_size = min(FEW, self.size)
        self.programme_of_lead = market.programme_of[market.lead_roster]
        # Also those of which nobody can lead a new group, where somebody could enter a running one.
        self.present = sorted({*self.programme_of_lead.tolist(), *night.programme[market.entry_people].tolist()})
        self.able = {n: self._able(n) for n in self.present}
        self.programme_changed = np.zeros(len(market.instance.programmes), dtype=np.int64)
        self.leader_changed = np.zeros(len(market.instance.facilitators), dtype=np.int64)
        leads = np.bincount(self.programme_of_lead, minlength=len(market.instance.programmes))
        singles = [self._kind(n) for n in sorted(self.present, key=lambda n: -int(leads[n]))]
        pairs = [
            self._kind(*two) for two in combinations(self.present, 2) if (self.able[two[0]] & self.able[two[1]]).any()
        ]
        self.first = deque(singles)
        self.kinds = [*singles, *pairs]
        self.triples = 0
        self.vain: set[tuple[int, ...]] = set()  # many programmes that were searched in vain since the plan changed
        self.idle = 0  # pieces since the plan changed

    def _able(self, programme: int) -> Bools:
        market = self.night.market
        able = np.zeros(len(market.instance.facilitators), dtype=bool)
        able[market.cell_leader[market.cell_programme == programme]] = True
        return able

    def _kind(self, *programmes: int) -> Kind:
        return Kind(programmes, np.logical_or.reduce([self.able[n] for n in programmes]), self.size)

    def run(self, *, go_on: Callable[[], bool], done: Callable[[], None]) -> None:
        """Search until `go_on` says no, or whole pieces of one, two and many threes of programmes find nothing more. `done` is
        called after every piece."""
        under: deque[UnderWay] = deque()
        with ThreadPoolExecutor(THREADS) as pool:
            while True:
                while len(under) < THREADS and go_on() and (begun := self._begin(pool, under)):
                    under.append(begun)
                if not under:
                    return
                self._finish(under.popleft())
                done()

    def stir(self) -> None:
        """Take groups drawn by chance out of the plan: the search begins anew from a plan that is worse, but elsewhere."""
        night = self.night
        gone = [number for number in list(night.groups) if self.random.random() < STIR]
        leads = np.array([night.drop(number).lead for number in gone], dtype=np.int64)
        stirred = set(self.programme_of_lead[leads].tolist())
        self._changed()
        self.leader_changed[:] = self.programme_changed[:] = self.changes
        singles = [kind for kind in self.kinds if len(kind.programmes) == 1 and kind.programmes[0] in stirred]
        self.first = deque(singles[n] for n in self.random.permutation(len(singles)))

    # --- one piece

    def _begin(self, pool: ThreadPoolExecutor, under: deque[UnderWay]) -> UnderWay | None:
        busy = {programme for one in under for programme in one.kind.programmes}
        opening = bool(self.first)
        kind = self._choose(busy)
        if kind is None:
            return None
        groups, whole, leads = self._broad(kind) if kind.broad else self._groups(kind)
        piece = Piece(self.night, programmes=kind.programmes, groups=groups, leads=leads, left=self._open(under))
        market = self.night.market
        taken = np.array(piece.leads, dtype=np.int64)
        rooms = [
            (market.rosters[roster].venue, slot)
            for roster in market.lead_roster[taken]
            if market.rosters[roster].venue != ONLINE
            for slot in market.slots_of[roster]
        ]
        answer = pool.submit(piece.solve, self.limits())
        leaders = np.unique(market.lead_leader[taken])
        return UnderWay(kind, piece, whole, opening, self.changes, answer, leaders, rooms)

    def _open(self, under: deque[UnderWay]) -> Left:
        """What is left over. While nearly every piece changes the plan, without what those under way may take; later they
        seldom meet, and the second answer is put back."""
        left = self.night.left.copy()
        for one in [one for one in under if one.closes]:
            left.busy[one.leaders] = True
            left.minutes[one.leaders] = 0
            for venue, slot in one.rooms:
                left.taken[venue, slot] = True
        return left

    def _choose(self, busy: set[int]) -> Kind | None:
        for kind in self.first:
            if not busy & set(kind.programmes):
                self.first.remove(kind)
                return kind
        if len(self.promising) and self.random.random() < BROAD:
            return self._some(busy)
        free = [kind for kind in self.kinds if not busy & set(kind.programmes) and not self._is_quiet(kind)]
        if not free:
            return self._three(busy)
        weights = np.array([1.0 + kind.won for kind in free])
        return free[int(self.random.choice(len(free), p=weights / weights.sum()))]

    def _is_quiet(self, kind: Kind) -> bool:
        """Whether nothing changed for these programmes and their leaders since all of them were searched in vain."""
        if kind.quiet_at < 0 or self.programme_changed[list(kind.programmes)].max() > kind.quiet_at:
            return False
        changed = self.leader_changed[kind.leaders] > kind.quiet_at
        return int(changed.sum()) <= STIRRED * len(changed)

    def _three(self, busy: set[int]) -> Kind | None:
        """Three programmes drawn by chance, where one and two find nothing more."""
        free = [n for n in self.present if n not in busy]
        if len(free) < 3 or self.triples >= TRIPLES:
            return None
        self.triples += 1
        return self._kind(*sorted(self.random.choice(free, 3, replace=False).tolist()))

    def _some(self, busy: set[int]) -> Kind | None:
        """Half of the programmes, drawn by chance, to be searched together with few leads of each."""
        free = [n for n in self.present if n not in busy]
        many = min(len(free), max(2, len(self.present) // 2))
        if many < 2:
            return None
        for _ in range(DRAWS):
            drawn = tuple(sorted(self.random.choice(free, many, replace=False).tolist()))
            if drawn not in self.vain:
                break
        kind = self._kind(*drawn)
        kind.broad, kind.size = True, self.broad_size
        return kind

    def _all(self, kind: Kind) -> tuple[list[int], Ints]:
        """Groups of these programmes, and their worthwhile leads."""
        of_lead = self.programme_of_lead
        mine = [n for n, placed in self.night.groups.items() if of_lead[placed.lead] in kind.programmes]
        return mine, np.flatnonzero(np.isin(of_lead, kind.programmes) & self.worthwhile)

    def _broad(self, kind: Kind) -> tuple[list[int], bool, Ints]:
        """All groups of these programmes, their promising leads, and of the others as many as the size allows, by chance."""
        market = self.night.market
        mine, wanted = self._all(kind)
        known = np.isin(wanted, self.promising)
        order = np.concatenate([self.random.permutation(wanted[known]), self.random.permutation(wanted[~known])])
        rosters = market.lead_roster[order]
        _, first = np.unique(rosters, return_index=True)
        columns = np.zeros(len(order))
        columns[first] = np.diff(market.start)[rosters[first]]
        return mine, False, np.sort(order[np.cumsum(columns) <= kind.size])

    def _groups(self, kind: Kind) -> tuple[list[int], bool, Ints]:
        """Which groups to take apart: all where they fit the size, else those nearest to one drawn by chance."""
        night = self.night
        mine, leads = self._all(kind)
        free = [who for who in np.flatnonzero(night.left.free).tolist() if night.programme[who] in kind.programmes]
        per_person = self._ways(kind, leads)
        total = per_person * (len(free) + sum(len(night.groups[n].members) for n in mine))
        if total <= kind.size or len(mine) <= 3:
            return mine, True, leads
        room = int(max(3, (kind.size - per_person * len(free)) / max(1.0, total - per_person * len(free)) * len(mine)))
        seed = mine[int(self.random.integers(len(mine)))]
        near = self._nearness(seed, mine) + self._shared(kind, mine) + self.random.random(len(mine))
        order = np.argsort(-near, kind="stable")
        return [mine[n] for n in order[:room]], False, leads

    def _shared(self, kind: Kind, mine: list[int]) -> Floats:
        """1 for a group whose leader could also lead another programme of the kind: there hours can change hands."""
        able = np.sum([self.able[n] for n in kind.programmes], axis=0)
        market, night = self.night.market, self.night
        return np.array([float(able[market.lead_leader[night.groups[n].lead]] > 1) for n in mine])

    def _ways(self, kind: Kind, leads: Ints) -> float:
        """Columns per person, about: how many worthwhile rosters one of these programmes' citizens fits."""
        market = self.night.market
        rosters = np.unique(market.lead_roster[leads])
        pairs = int((market.start[rosters + 1] - market.start[rosters]).sum())
        people = int(np.isin(self.night.programme, kind.programmes).sum())
        return pairs / max(1, people)

    def _nearness(self, seed: int, mine: list[int]) -> Floats:
        """How many of each group's members could come to the seed's slots, and the other way about; a share."""
        night, market = self.night, self.night.market
        instance = market.instance

        def can(members: Ints, lead: int) -> float:
            slots = {instance.slots[s].id for s in market.slots_of[market.lead_roster[lead]]}
            return float(np.mean([slots <= instance.citizens[who].slots for who in members]))

        one = night.groups[seed]
        return np.array(
            [
                2.0 if n == seed else can(night.groups[n].members, one.lead) + can(one.members, night.groups[n].lead)
                for n in mine
            ]
        )

    def _finish(self, one: UnderWay) -> None:
        found = one.answer.result()
        kind = one.kind
        before = self.night.objective
        changed = found is not None and found.better and self._put(found)
        gained = self.night.objective - before
        kind.won = 0.5 * (kind.won + gained)
        self.idle += 1
        if found is not None and changed:
            self._note(one, found)
        if found is not None and found.ended:
            kind.size = min(LARGEST, kind.size * GROWS)
            if kind.broad and not found.better:
                self.vain.add(kind.programmes)
            if one.whole and not found.better:
                self._quieten(one)
        else:
            kind.size = max(SMALLEST, kind.size * (0.9 if changed else SHRINKS))
        if kind.broad:
            self.broad_size = kind.size

    def _quieten(self, one: UnderWay) -> None:
        """What was searched whole in vain, and all that is part of it."""
        wanted = set(one.kind.programmes)
        for kind in self.kinds:
            if wanted >= set(kind.programmes):
                kind.quiet_at = max(kind.quiet_at, one.at)

    def _changed(self) -> None:
        self.changes += 1
        self.vain.clear()
        self.idle = 0

    def _note(self, one: UnderWay, found: Found) -> None:
        """Whose turn it is again."""
        self._changed()
        market = self.night.market
        leads = [placed.lead for placed in one.piece.old] + [lead for lead, _ in found.groups]
        self.leader_changed[market.lead_leader[leads]] = self.changes
        self.programme_changed[list(one.kind.programmes)] = self.changes

    def _put(self, found: Found) -> bool:
        """Into the plan, unless it does not fit or is no better."""
        night = self.night
        before = night.objective
        old = [night.drop(number) for number in found.given_up]
        for pair in found.left_entries:
            night.leave(*pair)
        new: list[int] = []
        entered: list[tuple[int, int]] = []
        try:
            for lead, members in found.groups:
                new.append(night.add(lead, members))
            for pair in found.entries:
                night.enter(*pair)
                entered.append(pair)
        except Taken:
            fits = False
        else:
            fits = night.objective > before
        if not fits:
            for number in new:
                night.drop(number)
            for pair in entered:
                night.leave(*pair)
            for placed in old:
                night.add(placed.lead, placed.members)
            for pair in found.left_entries:
                night.enter(*pair)
        return fits
