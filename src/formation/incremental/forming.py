"""New groups that one citizen can start together with people who wait, with what each start changes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from formation.incremental.answers import Answer, Kind
from formation.incremental.board import Board
from formation.incremental.crowd import bits
from formation.incremental.openings import Kinds, Opening, kinds, short_with
from formation.incremental.roster import Filled, Person, Short, fill
from formation.model import WOMAN, Citizen, Facilitator, Programme, size_penalty


class Lead(NamedTuple):
    """A leader of `home` who can take a group at this cost; `least` is the cost less the most that the hours do for the ledger."""

    least: int
    id: int
    home: int
    cost: int


@dataclass(slots=True)
class Forming:
    """The search for new groups for one citizen: what is asked more than once is kept until the answer is there."""

    board: Board
    citizen: Citizen
    programme: Programme = field(init=False)
    minutes: int = field(init=False)
    _marginals: dict[tuple[int, int, int], int] = field(default_factory=dict)
    _rows: tuple[Facilitator, ...] = ()
    _credit: dict[int, int] = field(default_factory=dict)
    _firsts: dict[int, int] = field(default_factory=dict)
    _met: dict[tuple[int, int], int] = field(default_factory=dict)
    _leads: dict[tuple[tuple[int, ...], int | None, int], list[Lead]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.programme = self.board.night.programme[self.citizen.programme]
        self._rows = self.board.night.facilitators
        self.minutes = self.programme.weeks * self.programme.minutes_per_week

    def openings(self) -> Iterator[Opening]:
        """Every group that a leader and a room allow, complete or not."""
        board, programme, citizen = self.board, self.programme, self.citizen
        crowd, staff = board.crowds[programme.id], board.staff
        rested = staff.rested[programme.id]
        mine = [pattern for pattern in programme.patterns if citizen.slots.issuperset(pattern)]
        times = [
            (pattern, week, board.night.first_day(pattern, week), crowd.can(pattern), free)
            for pattern in mine
            for week in range(board.night.start_weeks)
            if (free := staff.free_at(pattern, week) & rested)
        ]
        for kind in kinds(board, citizen):
            for pattern, week, day, can, free in times:
                leaders = kind.able & free
                if not leaders or (kind.venue is not None and not staff.room_is_free(kind.venue, pattern)):
                    continue
                gain = citizen.gain(day=day, mode=kind.mode)
                if gain < 0:
                    continue
                who = kind.who & can & crowd.willing[kind.mode][day]
                short = self.short(who, kind)
                if short:
                    yield Opening(kind, pattern, week, day, gain, who, leaders, short.come)

    def short(self, who: int, kind: Kinds) -> Short | None:
        """Who must come so that the citizen and some of `who` are a group."""
        return short_with(self.board, self.citizen, who, most=kind.most, together=kind.together)

    def best(self, limit: int, beat: list[int]) -> list[Answer]:
        """The best groups; `beat` has the changes of the answers found already."""
        openings = list(self.openings())
        hopes = [(self._bound(opening), opening) for opening in openings if not opening.missing]
        hopes.sort(key=lambda hope: -hope[0])
        complete: list[Answer] = []
        changes = sorted(beat, reverse=True)[:limit]
        for bound, opening in hopes:
            if len(changes) == limit and bound < changes[-1]:
                break
            answer, change = self._filled(opening)
            complete.append(answer)
            changes = sorted((*changes, change), reverse=True)[:limit]
        if len(changes) < limit:
            lacking = [opening for opening in openings if opening.missing]
            lacking.sort(key=lambda opening: (opening.missing, opening.day, -opening.gain, opening.kind.mode))
            return complete + self._incomplete(lacking, limit)
        return complete

    def _bound(self, opening: Opening) -> int:
        """No roster under any leader changes the objective by more.

        A start is never worth more than the first of its municipality; what a leader's minutes change is taken at its best.
        """
        crowd, worth = self.board.crowds[self.programme.id], self._first
        gains, rows = crowd.gains[opening.kind.mode][opening.day], crowd.citizens
        upper = [gains[place] + worth(rows[place].municipality) for place in bits(opening.who)]
        upper.sort(reverse=True)
        value, best = opening.gain + worth(self.citizen.municipality), None
        for size in range(1, min(opening.kind.most, len(upper) + 1) + 1):
            value += upper[size - 2] if size > 1 else 0
            if size >= self.programme.size_min:
                sized = value - size_penalty(self.programme, size)
                best = sized if best is None or sized > best else best
        assert best is not None, "an opening without anybody missing has people enough"
        return best - self._leaders(opening)[0].least

    def _filled(self, opening: Opening) -> tuple[Answer, int]:
        """The opening with its best roster and leader, and the change."""
        people = self._people(opening)
        count: dict[int, int] = {}
        for person in (*people, self._asks(opening)):
            count[person.municipality] = count.get(person.municipality, 0) + 1
        plain = self._fill(opening, people, None)
        best: tuple[int, int, Filled] | None = None
        for leader in self._leaders(opening):
            if best is not None and plain.value - leader.least < best[0]:
                break  # the others can hope for less
            led = self._meets(leader.home, 0)
            steady = led == self._meets(leader.home, min(count.get(leader.home, 0), opening.kind.most))
            filled = plain if steady else self._fill(opening, people, leader.home)
            value = filled.value - leader.cost + led
            if best is None or (value, -leader.id) > best[:2]:
                best = value, -leader.id, filled
        assert best is not None, "the opening has a leader"
        return self._answer(opening, leader=-best[1], change=best[0], members=best[2].members), best[0]

    def to_pay(self, answer: Answer) -> int | None:
        """How many people like the citizen must come so that this group pays for itself under its leader; None: however many."""
        wanted = answer.venue, answer.language, answer.audience, answer.pattern, answer.start_week
        opening = next(
            row
            for row in self.openings()
            if (row.kind.venue, row.kind.language, row.kind.audience, row.pattern, row.week) == wanted
        )
        leader = next(lead for lead in self._leaders(opening) if lead.id == answer.leader)
        led = self.board.ledger.change(leader.home, led=self.minutes)
        people, asks = self._people(opening), self._asks(opening)
        for come in range(1, opening.kind.most):
            more = [asks._replace(id=-1 - number) for number in range(come)]
            both = sorted((*people, *more), key=lambda person: (-person.gain, person.id))
            if self._fill(opening, both, leader.home).value + led >= leader.cost:
                return come
        return None

    def _people(self, opening: Opening) -> list[Person]:
        crowd = self.board.crowds[self.programme.id]
        gains = crowd.gains[opening.kind.mode][opening.day]
        rows = crowd.citizens
        found = [
            Person(gains[place], rows[place].id, rows[place].municipality, rows[place].gender == WOMAN)
            for place in bits(opening.who)
        ]
        found.sort(key=lambda person: (-person.gain, person.id))
        return found

    def _asks(self, opening: Opening) -> Person:
        who = self.citizen
        return Person(opening.gain, who.id, who.municipality, who.gender == WOMAN)

    def _leaders(self, opening: Opening) -> list[Lead]:
        """Who can lead it, who can hope for most first."""
        venue, pattern = opening.kind.venue, opening.pattern
        asked = pattern, venue, opening.leaders
        if asked not in self._leads:
            room = 0 if venue is None else self.board.night.venue[venue].cost_per_session
            rooms = self.programme.weeks * len(pattern) * room
            costs, rows, credit = self.board.costs[self.programme.id][pattern], self._rows, self._credit
            found = []
            for place in bits(opening.leaders):
                row = rows[place]
                home, cost = row.municipality, costs[place] + rooms
                if home not in credit:
                    credit[home] = self._meets(home, self.programme.size_max)
                found.append((cost - credit[home], row.id, home, cost))
            found.sort()
            self._leads[asked] = [Lead._make(row) for row in found]
        return self._leads[asked]

    def _first(self, municipality: int) -> int:
        """What the first start of a municipality changes."""
        if municipality not in self._firsts:
            self._firsts[municipality] = self._marginal(None)(municipality, 1)
        return self._firsts[municipality]

    def _meets(self, home: int, count: int) -> int:
        """What the leader's minutes change in the own municipality's ledger when `count` of its people start with them.

        Never less than with fewer people: minutes given weigh most where most are used (the penalty is convex).
        """
        if (home, count) not in self._met:
            ledger, tariff = self.board.ledger, self.programme.tariff_minutes
            led = ledger.value(home, led=self.minutes, tariff=tariff, started=count)
            self._met[home, count] = led - ledger.value(home, tariff=tariff, started=count)
        return self._met[home, count]

    def _marginal(self, home: int | None) -> Callable[[int, int], int]:
        """What the k-th start of a municipality changes, if a leader of `home` leads the group."""
        ledger, tariff, known = self.board.ledger, self.programme.tariff_minutes, self._marginals

        def marginal(municipality: int, kth: int) -> int:
            led = self.minutes if municipality == home else 0
            asked = municipality, kth, led
            if asked not in known:
                now = ledger.value(municipality, led=led, tariff=tariff, started=kth)
                known[asked] = now - ledger.value(municipality, led=led, tariff=tariff, started=kth - 1)
            return known[asked]

        return marginal

    def _fill(self, opening: Opening, people: list[Person], home: int | None) -> Filled:
        filled = fill(
            self._asks(opening),
            people,
            sizes=(self.programme.size_min, opening.kind.most),
            marginal=self._marginal(home),
            penalty=lambda size: size_penalty(self.programme, size),
            together=opening.kind.together,
        )
        assert filled is not None, "an opening without anybody missing has people enough"
        return filled

    def _incomplete(self, lacking: list[Opening], limit: int) -> list[Answer]:
        crowd = self.board.crowds[self.programme.id]
        answers: list[Answer] = []
        for opening in lacking:
            if len(answers) >= limit and opening.missing > answers[limit - 1].missing:
                break  # sorted by how many are missing
            leader = min(self._leaders(opening), key=lambda lead: (lead.cost, lead.id)).id
            members = (*(crowd.citizens[place].id for place in bits(opening.who)), self.citizen.id)
            answers.append(self._answer(opening, leader=leader, change=None, members=members))
        return answers

    def _answer(self, opening: Opening, *, leader: int, change: int | None, members: tuple[int, ...]) -> Answer:
        kind = opening.kind
        return Answer(
            kind=Kind.FORMING,
            citizen=self.citizen,
            gain=opening.gain,
            change=change,
            first_day=opening.day,
            mode=kind.mode,
            venue=kind.venue,
            pattern=opening.pattern,
            language=kind.language,
            audience=kind.audience,
            seats_left=max(0, kind.most - len(members)),
            start_week=opening.week,
            leader=leader,
            others=tuple(sorted(member for member in members if member != self.citizen.id)),
            missing=opening.missing,
        )
