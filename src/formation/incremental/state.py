"""The state of a night that answers one citizen after another."""

from dataclasses import dataclass

from formation.incremental.answers import Answer, AnswerGone, Kind
from formation.incremental.board import Board, Where, check
from formation.incremental.forming import Forming
from formation.incremental.search import alone, fits, place_of, planned, running
from formation.model import Citizen, Instance, Solution


@dataclass(slots=True)
class State:
    """Built once a night, then kept in step by `take` and `release`. Not for several threads at once."""

    board: Board

    @classmethod
    def of(cls, instance: Instance, solution: Solution) -> "State":
        """The state after the night's plan, which must keep the hard rules."""
        board = Board(instance)
        board.put(solution)
        return cls(board)

    @property
    def instance(self) -> Instance:
        """The night with everybody who came since."""
        return self.board.instance()

    @property
    def solution(self) -> Solution:
        """Who starts where now."""
        return self.board.solution()

    def answer(self, citizen: Citizen, limit: int = 3) -> tuple[Answer, ...]:
        """What the citizen can start, best first, at most `limit`; empty when there is nothing even to wait for.

        Somebody known who waits is taken as given here, whatever the night knows of them. Raises InvalidCitizen.
        """
        if limit < 1:
            raise ValueError(f"limit is {limit}. Ask for at least 1 answer.")
        check(self.board, citizen)
        found = [*running(self.board, citizen), *planned(self.board, citizen)]
        changes = [answer.change for answer in found if answer.change is not None]
        found += Forming(self.board, citizen).best(limit, changes)
        return tuple(sorted(found, key=lambda answer: answer.order)[:limit])

    def take(self, answer: Answer) -> None:
        """The citizen starts there. Raises AnswerGone if that is not possible (any more), and changes nothing then."""
        check(self.board, answer.citizen)
        obstacle = self._obstacle(answer)
        if obstacle:
            raise AnswerGone(f"Citizen {answer.citizen.id} cannot start there: {obstacle} Ask again.")
        board, citizen = self.board, answer.citizen
        if citizen.id not in board.crowds[citizen.programme].number:
            board.welcome(citizen)
        if answer.kind is Kind.RUNNING:
            board.enter(answer.entry.running_group, citizen)
        elif answer.kind is Kind.PLANNED:
            board.join(place_of(answer), citizen)
        else:
            board.open(answer.group)

    def release(self, citizen_id: int) -> tuple[int, ...]:
        """The citizen gives the place up and waits. Gives the ids of everybody who waits again because of it.

        A planned group that would be too small then, or leave somebody the only woman or man, is not to be: all its people
        wait. Raises KeyError if the citizen has no place.
        """
        board = self.board
        if citizen_id not in board.place:
            raise KeyError(f"Citizen {citizen_id} has no place to give up.")
        where, citizen = board.place[citizen_id], board.citizen(citizen_id)
        if isinstance(where, int):
            board.leave(where, citizen)
            return (citizen_id,)
        if not self._stands_without(where, citizen):
            return board.end(where, citizen.programme)
        board.part(where, citizen)
        return (citizen_id,)

    def _stands_without(self, where: Where, citizen: Citizen) -> bool:
        programme = self.board.night.programme[citizen.programme]
        group = self.board.planned[programme.id][where]
        stay = [member for member in group.members if member != citizen.id]
        if len(stay) < programme.size_min:
            return False
        women = self.board.women(stay)
        return not (programme.no_isolated_gender and group.audience == "all" and 1 in (women, len(stay) - women))

    def _obstacle(self, answer: Answer) -> str:
        """Why the answer cannot be taken now; empty if it can."""
        board, citizen = self.board, answer.citizen
        if citizen.id in board.crowds[citizen.programme].number and board.citizen(citizen.id) != citizen:
            return "what the night knows of them is something else."
        if answer.kind is Kind.RUNNING:
            row = board.night.running_group[answer.entry.running_group]
            return "" if len(board.entered[row.id]) < row.seats else "the last seat is taken."
        if answer.kind is Kind.PLANNED:
            group = board.planned[citizen.programme].get(place_of(answer))
            if group is None or not fits(citizen, group, group.pattern):
                return "the group is not to be."
            full = len(group.members) >= board.most(citizen.programme, group.venue)
            return "the last seat is taken." if full else "somebody would be alone." * alone(board, group, citizen)
        return self._obstacle_to_forming(answer)

    def _obstacle_to_forming(self, answer: Answer) -> str:
        board, group = self.board, answer.group if answer.complete else None
        if group is None:
            return f"{answer.missing} people are missing."
        gone = [member for member in answer.others if member in board.place]
        if gone:
            return f"citizens {gone} have a place elsewhere."
        leaders = board.staff.leaders(
            group.programme, language=group.language, venue=group.venue, pattern=group.pattern, week=group.start_week
        )
        if not leaders >> board.staff.number[group.facilitator] & 1:
            return f"leader {group.facilitator} has no time left."
        if group.venue is not None and not board.staff.room_is_free(group.venue, group.pattern):
            return f"room {group.venue} is taken."
        return ""
