"""Municipalities that get fewer starts than promised: what is possible at all, and what would help."""

from dataclasses import dataclass, replace
from fractions import Fraction

from formation.incremental.forming import Forming
from formation.incremental.search import fits
from formation.incremental.state import State
from formation.model import Citizen, Instance, Solution
from formation.waiting.changes import Change, ChangeKind
from formation.waiting.possible import most_starts
from formation.waiting.reasons import Reasons, Remedy, Standing, grouped


@dataclass(frozen=True, slots=True)
class UnmetFloor:
    """A municipality with fewer starts than its floor. No solution gives it more than `most`.

    `remedies` in the order to try them: where too few can start at all, each lets its citizens do so; else each lets them start
    beside the plan. `referrals` more citizens must come on top, who can be placed.
    """

    municipality: int
    floor: int
    starts: int
    most: int
    remedies: tuple[Remedy, ...] = ()
    referrals: int = 0

    @property
    def impossible(self) -> bool:
        """Whether no plan can meet it."""
        return self.most < self.floor

    def words(self, instance: Instance) -> str:
        """What is short, what is possible and what would help, in plain English sentences."""
        name = instance.municipality[self.municipality].name
        said = f"Municipality {self.municipality} ({name}): {self.starts} starts, the floor is {self.floor}."
        if self.impossible:
            said += f" It cannot be met: at most {self.most} can start, whatever the plan."
        else:
            said += f" This plan does not reach it; up to {self.most} are not ruled out."
        helps = [remedy.words(instance) for remedy in self.remedies]
        if self.referrals:
            helps.append(
                f"{self.referrals} more {'citizen' if self.referrals == 1 else 'citizens'} referred who can be placed."
            )
        return f"{said} Smallest change: {' '.join(helps)}" if helps else said


def unmet_floors(
    instance: Instance, solution: Solution, *, only_impossible: bool = False, seconds: float = 0
) -> tuple[UnmetFloor, ...]:
    """Every floor that the solution does not meet, in the order of the municipalities.

    `only_impossible` leaves out those that another plan might meet, which takes far less time. What counting does not rule out
    is given to the exact solver for `seconds` of wall time each (0: not at all), in nights small enough for it.
    """
    starts = _starts(instance, solution)
    short = [row for row in instance.municipalities if starts.get(row.id, 0) < row.floor_starts]
    if not short:
        return ()
    empty, after = State.of(instance, Solution()), State.of(instance, solution)
    found = []
    for row in short:
        citizens = [citizen for citizen in instance.citizens if citizen.municipality == row.id]
        kept_out = _kept_out(empty, citizens)
        floor = UnmetFloor(row.id, row.floor_starts, starts.get(row.id, 0), len(citizens) - len(kept_out))
        if floor.impossible:
            remedies = _grouped_in_empty_night(empty, kept_out)
            found.append(_with_remedies(floor, remedies, row.floor_starts - floor.most))
            continue
        proven = most_starts(instance, row.id, seconds=seconds) if seconds > 0 else None
        if proven is not None:
            floor = replace(floor, most=min(floor.most, proven))
        if floor.impossible or not only_impossible:
            lacking = row.floor_starts - floor.starts
            wait = sorted(citizen.id for citizen in citizens if citizen.id not in after.board.place)
            found.append(_with_remedies(floor, _until_ready(after, wait, lacking), lacking))
    return tuple(found)


def _until_ready(after: State, wait: list[int], lacking: int) -> list[Remedy]:
    """The reasons of those who wait, until so many have been found who can start as things are: nothing is less to change."""
    reasons, rows = Reasons(after), []
    for number in wait:
        citizen = after.board.citizen(number)
        reason = reasons.of(citizen)
        rows.append((citizen, reason))
        lacking -= reason.standing is Standing.READY
        if lacking == 0:
            break
    return grouped(rows)


def _starts(instance: Instance, solution: Solution) -> dict[int, int]:
    starts: dict[int, int] = {}
    placed = [member for group in solution.groups for member in group.members]
    for number in (*placed, *(entry.citizen for entry in solution.entries)):
        home = instance.citizen[number].municipality
        starts[home] = starts.get(home, 0) + 1
    return starts


def _kept_out(empty: State, citizens: list[Citizen]) -> list[Citizen]:
    """As few of them as possible who cannot start in any solution together with the others.

    Everybody else is in some group that people, a leader and a room allow, or has a seat in a running group that a largest
    matching gives them. So no solution starts more.
    """
    board = empty.board
    others = [citizen for citizen in citizens if all(opening.missing for opening in Forming(board, citizen).openings())]
    seated: dict[tuple[int, int], Citizen] = {}
    return [citizen for citizen in others if not _seat(empty, citizen, seated, set())]


def _seat(empty: State, citizen: Citizen, seated: dict[tuple[int, int], Citizen], tried: set[tuple[int, int]]) -> bool:
    """Find the citizen a seat of a running group, moving others if need be (an augmenting path)."""
    for group in open_to(empty, citizen):
        for number in range(empty.board.night.running_group[group].seats):
            seat = group, number
            if seat not in tried:
                tried.add(seat)
                if seat not in seated or _seat(empty, seated[seat], seated, tried):
                    seated[seat] = citizen
                    return True
    return False


def open_to(empty: State, citizen: Citizen) -> list[int]:
    """Running groups, by id, that the citizen may enter when there is a seat."""
    return sorted(
        row.id
        for row in empty.board.running[citizen.programme]
        if row.seats > 0 and fits(citizen, row, row.slots) and citizen.gain(day=row.entry_day, mode=row.mode) >= 0
    )


def _grouped_in_empty_night(empty: State, kept_out: list[Citizen]) -> list[Remedy]:
    """What would let them start at all. Who fits a running group needs one seat more in it."""
    reasons, rows = Reasons(empty), []
    for citizen in kept_out:
        reason = reasons.of(citizen)
        groups = open_to(empty, citizen)
        if groups:
            seat = Change(ChangeKind.SEAT, citizen.programme, running_group=groups[0])
            rows.append((citizen, replace(reason, standing=Standing.LACKS, changes=(seat,), starts=1, answer=None)))
        else:
            rows.append((citizen, reason))
    return grouped(rows)


def _with_remedies(floor: UnmetFloor, remedies: list[Remedy], lacking: int) -> UnmetFloor:
    """The floor with remedies until nobody is lacking: fewest things for each start first, then most starts.

    A remedy that changes more things than it starts people is left: one referral for each start changes fewer.
    """
    chosen = []
    useful = [remedy for remedy in remedies if remedy.kind != Standing.NOTHING]
    useful.sort(key=lambda remedy: (Fraction(_things(remedy), len(remedy.citizens)), -len(remedy.citizens)))
    for remedy in useful:
        if lacking > 0 and _things(remedy) <= min(len(remedy.citizens), lacking):
            chosen.append(remedy)
            lacking -= min(len(remedy.citizens), lacking)
    return replace(floor, remedies=tuple(chosen), referrals=lacking)


def _things(remedy: Remedy) -> int:
    """How many things it changes: what one citizen changes for themselves counts for each."""
    each = {ChangeKind.VIDEO, ChangeKind.TIME, ChangeKind.WISH, ChangeKind.SEAT}
    return sum(change.things * (len(remedy.citizens) if change.kind in each else 1) for change in remedy.changes)
