"""Running and planned groups that one citizen can join, with what each start changes."""

from collections.abc import Iterator

from formation.incremental.answers import Answer, Kind
from formation.incremental.board import Board, Where
from formation.model import WOMAN, Citizen, Group, RunningGroup, size_penalty


def running(board: Board, citizen: Citizen) -> Iterator[Answer]:
    """Seats in groups that meet already."""
    for row in board.running[citizen.programme]:
        left = row.seats - len(board.entered[row.id])
        if left < 1 or not fits(citizen, row, row.slots):
            continue
        gain = citizen.gain(day=row.entry_day, mode=row.mode)
        if gain < 0:
            continue
        yield Answer(
            kind=Kind.RUNNING,
            citizen=citizen,
            gain=gain,
            change=gain + _own_start(board, citizen),
            first_day=row.entry_day,
            mode=row.mode,
            venue=row.venue,
            pattern=row.slots,
            language=row.language,
            audience=row.audience,
            seats_left=left,
            running_group=row.id,
        )


def planned(board: Board, citizen: Citizen) -> Iterator[Answer]:
    """Places in groups of the solution."""
    programme = board.night.programme[citizen.programme]
    for group in board.planned[citizen.programme].values():
        left = board.most(programme.id, group.venue) - len(group.members)
        if left < 1 or not fits(citizen, group, group.pattern) or alone(board, group, citizen):
            continue
        day = board.night.first_day(group.pattern, group.start_week)
        gain = citizen.gain(day=day, mode=group.mode)
        if gain < 0:
            continue
        size = len(group.members)
        penalty = size_penalty(programme, size + 1) - size_penalty(programme, size)
        yield Answer(
            kind=Kind.PLANNED,
            citizen=citizen,
            gain=gain,
            change=gain + _own_start(board, citizen) - penalty,
            first_day=day,
            mode=group.mode,
            venue=group.venue,
            pattern=group.pattern,
            language=group.language,
            audience=group.audience,
            seats_left=left,
            start_week=group.start_week,
            leader=group.facilitator,
        )


def fits(citizen: Citizen, group: Group | RunningGroup, slots: tuple[int, ...]) -> bool:
    """Whether language, audience, way, place and times suit the citizen."""
    return (
        group.language in citizen.languages
        and group.audience in citizen.audiences
        and (citizen.online if group.venue is None else group.venue in citizen.venues)
        and citizen.slots.issuperset(slots)
    )


def alone(board: Board, group: Group, citizen: Citizen) -> bool:
    """Whether somebody would be the only woman or man where nobody may be."""
    if not board.night.programme[group.programme].no_isolated_gender or group.audience != "all":
        return False
    women = board.women(group.members) + (citizen.gender == WOMAN)
    return 1 in (women, len(group.members) + 1 - women)


def _own_start(board: Board, citizen: Citizen) -> int:
    tariff = board.night.programme[citizen.programme].tariff_minutes
    return board.ledger.change(citizen.municipality, tariff=tariff, started=1)


def place_of(answer: Answer) -> Where:
    """The planned or forming group of an answer."""
    assert answer.leader is not None, "a new group has a leader"
    return answer.leader, answer.pattern
