"""What each group that a citizen might be in still lacks, and which lacks least."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from formation.incremental.board import Board
from formation.incremental.crowd import bits
from formation.incremental.openings import short_with
from formation.incremental.search import alone
from formation.model import AUDIENCES, Citizen, Group, RunningGroup
from formation.waiting.changes import RANK, Change, ChangeKind


class Target(NamedTuple):
    """The group that somebody would be in. `running_group` or, for a planned one, `leader`; neither: it is to be formed."""

    day: int
    mode: str
    venue: int | None
    pattern: tuple[int, ...]
    week: int
    language: str
    audience: str
    leader: int | None = None
    running_group: int | None = None


class Need(NamedTuple):
    """Changes that together let the citizen start in `target`, with `starts` people who wait (the citizen among them)."""

    changes: tuple[Change, ...]
    starts: int
    target: Target

    @property
    def things(self) -> int:
        """How many things are changed in all."""
        return sum(change.things for change in self.changes)

    @property
    def order(self) -> tuple[object, ...]:
        """Smaller is better: fewest things, most people, kinds, first day, ids."""
        ids = tuple(-1 if value is None else value for value in self.target)
        kinds = tuple(RANK[change.kind] for change in self.changes)
        return (self.things, -self.starts, kinds, ids, tuple(change.order for change in self.changes))


Kind = tuple[str, str, int | None]
"""Language, audience and room (None: by video)."""


@dataclass(slots=True)
class Needs:
    """The search over one board, which must not change meanwhile: what several citizens ask is kept."""

    board: Board
    _can: dict[tuple[int, tuple[int, ...]], int] = field(default_factory=dict)
    _company: dict[tuple[int, Kind], int] = field(default_factory=dict)
    _able: dict[tuple[int, str, int | None], int] = field(default_factory=dict)
    _free: dict[tuple[tuple[int, ...], int], int] = field(default_factory=dict)
    _led: dict[tuple[int, str, int | None, tuple[int, ...], int], tuple[Change, ...]] = field(default_factory=dict)
    _roomed: dict[tuple[int, int, tuple[int, ...]], tuple[Change, ...]] = field(default_factory=dict)

    def smallest(self, citizen: Citizen) -> Need | None:
        """The need that lacks least; None if no list of changes helps."""
        best: Need | None = None
        for need in (*self._running(citizen), *self._planned(citizen)):
            if best is None or need.order < best.order:
                best = need
        return self._forming(citizen, best)

    def _running(self, citizen: Citizen) -> Iterator[Need]:
        for row in self.board.running[citizen.programme]:
            own = self._own(citizen, row, row.slots, row.entry_day)
            if own is not None:
                full = len(self.board.entered[row.id]) >= row.seats
                seat = (Change(ChangeKind.SEAT, citizen.programme, running_group=row.id),) if full else ()
                target = Target(
                    row.entry_day, row.mode, row.venue, row.slots, -1, row.language, row.audience, running_group=row.id
                )
                yield _need((*own, *seat), 1, target)

    def _planned(self, citizen: Citizen) -> Iterator[Need]:
        for group in self.board.planned[citizen.programme].values():
            day = self.board.night.first_day(group.pattern, group.start_week)
            own = self._own(citizen, group, group.pattern, day)
            if own is None:
                continue
            changes = list(own)
            lonely = alone(self.board, group, citizen)
            if lonely:
                changes.append(_people(citizen, group.pattern, group.venue, 1, int(citizen.gender == "f")))
            lacking = len(group.members) + 1 + lonely - self.board.most(group.programme, group.venue)
            if lacking > 0:
                where = {"pattern": group.pattern, "leader": group.facilitator, "venue": group.venue}
                changes.append(Change(ChangeKind.SEAT, citizen.programme, lacking, **where))  # type: ignore[arg-type]
            target = Target(
                day,
                group.mode,
                group.venue,
                group.pattern,
                group.start_week,
                group.language,
                group.audience,
                leader=group.facilitator,
            )
            yield _need(changes, 1, target)

    def _own(
        self, citizen: Citizen, group: Group | RunningGroup, slots: tuple[int, ...], day: int
    ) -> tuple[Change, ...] | None:
        """What the citizen would have to change for this group; None if that cannot be asked."""
        if group.language not in citizen.languages or group.audience not in citizen.audiences:
            return None
        if group.venue is not None and group.venue not in citizen.venues:
            return None
        wish = _wish(citizen, day, group.mode)
        return None if wish is None else (*_video(citizen, group.venue), *_times(citizen, slots), *wish)

    def _forming(self, citizen: Citizen, best: Need | None) -> Need | None:
        """The smallest of `best` and what groups that might form lack."""
        night = self.board.night
        times = [
            (pattern, missing, week, night.first_day(pattern, week))
            for pattern in night.programme[citizen.programme].patterns
            for missing in (_times(citizen, pattern),)
            for week in range(night.start_weeks)
        ]
        times.sort(key=lambda row: (len(row[1]), row[3], row[0]))  # what asks least of the citizen first
        things = best.things if best else None
        for kind in self._kinds(citizen):
            mode = "online" if kind[2] is None else "physical"
            video = _video(citizen, kind[2])
            wishes = {day: _wish(citizen, day, mode) for *_, day in times}
            for pattern, missing, week, day in times:
                wish = wishes[day]
                if wish is None or (things is not None and len(video) + len(missing) + len(wish) > things):
                    continue
                target = Target(day, mode, kind[2], pattern, week, *kind[:2])
                need = self._opening(citizen, kind, (*video, *missing, *wish), target, best, things)
                if need is not None and (best is None or need.order < best.order):
                    best, things = need, need.things
        return best

    def _kinds(self, citizen: Citizen) -> Iterator[Kind]:
        """Languages, audiences and ways to meet, by video also for who does not accept it."""
        programme = self.board.night.programme[citizen.programme]
        venues: list[int | None] = [None] if "online" in programme.modes else []
        venues += sorted(citizen.venues) if "physical" in programme.modes else []
        for venue in venues:
            if self.board.most(programme.id, venue) >= programme.size_min:
                for language in sorted(citizen.languages):
                    for audience in sorted(citizen.audiences & set(AUDIENCES)):
                        yield language, audience, venue

    def _opening(
        self,
        citizen: Citizen,
        kind: Kind,
        own: tuple[Change, ...],
        target: Target,
        best: Need | None,
        limit: int | None,
    ) -> Need | None:
        """What a new group at this time lacks; None if surely more than `best` (`limit` things), or if no people help."""
        language, audience, venue = kind
        programme = self.board.night.programme[citizen.programme]
        roomed = () if venue is None else self._room(programme.id, venue, target.pattern)
        leaderless = not self._leaders(programme.id, language, venue, target.pattern, target.week)
        things = len(own) + leaderless + len(roomed)
        if limit is not None and things > limit:
            return None
        who, most = self._who(citizen, kind, target), self.board.most(programme.id, venue)
        if best is not None and things == limit and min(most, who.bit_count() + 1) < best.starts:
            return None
        together = programme.no_isolated_gender and audience == "all"
        short = short_with(self.board, citizen, who, most=most, together=together)
        if short is None or (limit is not None and things + short.come > limit):
            return None
        people = (_people(citizen, target.pattern, venue, short.come, short.women),) if short.come else ()
        led = self._no_leader(programme.id, language, venue, target.pattern, target.week) if leaderless else ()
        return _need((*own, *led, *roomed, *people), short.start, target)

    def _who(self, citizen: Citizen, kind: Kind, target: Target) -> int:
        """Who waits and can be in the group besides the citizen."""
        language, audience, venue = kind
        crowd = self.board.crowds[citizen.programme]
        if (citizen.programme, target.pattern) not in self._can:
            self._can[citizen.programme, target.pattern] = crowd.can(target.pattern)
        if (citizen.programme, kind) not in self._company:
            company = crowd.company(language=language, audience=audience, venue=venue)
            self._company[citizen.programme, kind] = company
        own = 1 << crowd.number[citizen.id] if citizen.id in crowd.number else 0
        who = self._company[citizen.programme, kind] & self._can[citizen.programme, target.pattern]
        return who & crowd.willing[target.mode][target.day] & ~own

    def _leaders(self, programme: int, language: str, venue: int | None, pattern: tuple[int, ...], week: int) -> int:
        """Who has time for one such group more."""
        staff = self.board.staff
        if (programme, language, venue) not in self._able:
            able = staff.able(programme, language=language, venue=venue) & staff.rested[programme]
            self._able[programme, language, venue] = able
        if (pattern, week) not in self._free:
            self._free[pattern, week] = staff.free_at(pattern, week)
        return self._able[programme, language, venue] & self._free[pattern, week]

    def _no_leader(
        self, programme: int, language: str, venue: int | None, pattern: tuple[int, ...], week: int
    ) -> tuple[Change, ...]:
        """The one change that gives a leader, where none has time."""
        asked = programme, language, venue, pattern, week
        if asked not in self._led:
            self._led[asked] = (self._one_leader(*asked),)
        return self._led[asked]

    def _one_leader(
        self, programme: int, language: str, venue: int | None, pattern: tuple[int, ...], week: int
    ) -> Change:
        staff, rows = self.board.staff, self.board.night.facilitators
        able = staff.able(programme, language=language, venue=venue)
        free = able & staff.free_at(pattern, week)
        if free:
            minutes = self.board.night.programme[programme].minutes_per_week
            short, leader = min((minutes - staff.left[place], rows[place].id) for place in bits(free))
            return Change(ChangeKind.HOURS, programme, short, leader=leader)
        almost = []
        for slot in pattern:
            others = able & staff.rested[programme] & staff.free_at(tuple(s for s in pattern if s != slot), week)
            idle = others & ~staff.leads_at[slot]
            almost += [(rows[place].id, slot) for place in bits(idle)]
        if almost:
            leader, slot = min(almost)
            return Change(ChangeKind.LEADER_TIME, programme, pattern=(slot,), week=week, leader=leader)
        return Change(ChangeKind.LEADER, programme, pattern=pattern, week=week, language=language, venue=venue)

    def _room(self, programme: int, venue: int, pattern: tuple[int, ...]) -> tuple[Change, ...]:
        """Nothing where the room is open and free, else the one change that gives one."""
        asked = programme, venue, pattern
        if asked not in self._roomed:
            taken = not self.board.staff.taken[venue].isdisjoint(pattern)
            closed = tuple(slot for slot in pattern if slot not in self.board.night.venue[venue].slots)
            changes: tuple[Change, ...] = ()
            if taken:
                changes = (Change(ChangeKind.ANOTHER_ROOM, programme, pattern=pattern, venue=venue),)
            elif closed:
                changes = (Change(ChangeKind.ROOM, programme, pattern=closed, venue=venue),)
            self._roomed[asked] = changes
        return self._roomed[asked]


def _need(changes: tuple[Change, ...] | list[Change], starts: int, target: Target) -> Need:
    return Need(tuple(sorted(changes, key=lambda change: change.order)), starts, target)


def _video(citizen: Citizen, venue: int | None) -> tuple[Change, ...]:
    return () if citizen.online or venue is not None else (Change(ChangeKind.VIDEO, citizen.programme),)


def _times(citizen: Citizen, slots: tuple[int, ...]) -> tuple[Change, ...]:
    return tuple(
        Change(ChangeKind.TIME, citizen.programme, pattern=(slot,)) for slot in slots if slot not in citizen.slots
    )


def _wish(citizen: Citizen, day: int, mode: str) -> tuple[Change, ...] | None:
    """Nothing where a start on that day is no loss; None where it would be one even for somebody who surely wants it."""
    if citizen.gain(day=day, mode=mode) >= 0:
        return ()
    if citizen.value * citizen.fit_permille[mode] // 1000 < citizen.wait_value:
        return None
    return (Change(ChangeKind.WISH, citizen.programme, day),)


def _people(citizen: Citizen, pattern: tuple[int, ...], venue: int | None, count: int, women: int | None) -> Change:
    return Change(ChangeKind.PEOPLE, citizen.programme, count, pattern=pattern, venue=venue, women=women)
