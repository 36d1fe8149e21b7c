"""Why one citizen still waits, and what would start most of those who do."""

from dataclasses import dataclass
from enum import StrEnum

from formation.incremental.answers import Answer
from formation.incremental.forming import Forming
from formation.incremental.state import State
from formation.model import Citizen, Instance, Solution
from formation.waiting.changes import Change
from formation.waiting.needs import Needs, Target


class Standing(StrEnum):
    """Ready: a start is there. Costs: it is there and costs more than it gains. Lacks: the changes are missing. Nothing helps."""

    READY = "ready"
    COSTS = "costs"
    LACKS = "lacks"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why `citizen` waits: the smallest changes, and `starts`, how many who wait would start with them (the citizen too).

    `target` is the group they would start in (None when nothing helps). `answer` is the best start of who is ready or costs;
    `to_pay` is how many people like this one that start would need to pay for itself (None: it never would).
    """

    citizen: int
    standing: Standing
    changes: tuple[Change, ...] = ()
    starts: int = 0
    target: Target | None = None
    answer: Answer | None = None
    to_pay: int | None = None

    @property
    def kind(self) -> str:
        """`ready`, `costs`, `nothing`, the kind of change if all are of one, else `several`."""
        kinds = {change.kind for change in self.changes}
        if not kinds:
            return self.standing.value
        return kinds.pop().value if len(kinds) == 1 else "several"

    @property
    def binding(self) -> tuple[str, ...]:
        """The constraints that bind, by their kinds of change, each once."""
        return tuple(dict.fromkeys(change.kind.value for change in self.changes))

    def words(self, instance: Instance) -> str:
        """The reason as one plain English sentence."""
        who = f"Citizen {self.citizen}"
        if self.standing is Standing.NOTHING:
            return f"{who} cannot start: no group of the programme is within reach, whatever else is changed."
        if self.answer is not None:
            change = self.answer.change or 0
            if self.standing is Standing.READY:
                return f"{who} can start on day {self.answer.first_day}: the plan left a {self.answer.kind} group out."
            more = (
                "It would not pay for itself with any number of people"
                if self.to_pay is None
                else f"{self.to_pay} more like this one would make it pay for itself"
            )
            return f"{who} could start on day {self.answer.first_day}, at {-change} points more than it gains. {more}."
        return f"{who} waits. Would start {_people(self.starts)}: {said(self.changes, instance)}."


def said(changes: tuple[Change, ...], instance: Instance) -> str:
    """The changes in one line."""
    return ", and ".join(change.words(instance) for change in changes)


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def why_waiting(instance: Instance, solution: Solution, citizen_id: int) -> Reason:
    """Why this citizen still waits after the solution.

    Raises KeyError if there is no such citizen, InvalidCitizen if they have a place.
    """
    state = State.of(instance, solution)
    return Reasons(state).of(instance.citizen[citizen_id])


class Reasons:
    """Reasons over one state, which must not change meanwhile."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.needs = Needs(state.board)

    def of(self, citizen: Citizen) -> Reason:
        """Why this citizen waits."""
        need = self.needs.smallest(citizen)
        if need is None:
            return Reason(citizen.id, Standing.NOTHING)
        if need.changes:
            return Reason(citizen.id, Standing.LACKS, need.changes, need.starts, need.target)
        answer = self.state.answer(citizen, 1)[0]
        starts, change = len(answer.others) + 1, answer.change
        assert change is not None, "nothing is missing, so the answer is complete"
        target = Target(
            answer.first_day,
            answer.mode,
            answer.venue,
            answer.pattern,
            -1 if answer.start_week is None else answer.start_week,
            answer.language,
            answer.audience,
            leader=answer.leader,
            running_group=answer.running_group,
        )
        if change >= 0:
            return Reason(citizen.id, Standing.READY, (), starts, target, answer)
        to_pay = Forming(self.state.board, citizen).to_pay(answer) if answer.kind == "forming" else None
        return Reason(citizen.id, Standing.COSTS, (), starts, target, answer, to_pay)


@dataclass(frozen=True, slots=True)
class Remedy:
    """Changes that several wait for. `starts` would start at once if they were made for one group; `citizens` wait for them."""

    kind: str
    programme: int
    changes: tuple[Change, ...]
    starts: int
    citizens: tuple[int, ...]

    def words(self, instance: Instance) -> str:
        """One plain English sentence."""
        who = _people(len(self.citizens))
        waits = "waits" if len(self.citizens) == 1 else "wait"
        name = instance.programme[self.programme].name
        if not self.changes:
            what = {
                Standing.READY: "can start as things are, each by themselves",
                Standing.COSTS: "could start, at more points than it gains",
                Standing.NOTHING: "cannot be helped by any change",
            }[Standing(self.kind)]
            return f"{name}: {who} {what}."
        return f"{name}: {said(self.changes, instance)} would start {_people(self.starts)}; {who} {waits} for it."


def why_all_waiting(instance: Instance, solution: Solution) -> list[Remedy]:
    """What those who wait need, one row for the same changes and programme; what starts most people first.

    Then fewest things changed, how many wait for it, and the order of the changes. Each citizen who waits is in one row.
    """
    state = State.of(instance, solution)
    reasons = Reasons(state)
    citizens = [instance.citizen[number] for number in state.board.waits()]
    return grouped([(citizen, reasons.of(citizen)) for citizen in citizens])


def grouped(rows: list[tuple[Citizen, Reason]]) -> list[Remedy]:
    """Reasons with the same changes and programme put together."""
    found: dict[tuple[str, int, tuple[Change, ...]], list[Reason]] = {}
    for citizen, reason in rows:
        found.setdefault((reason.kind, citizen.programme, reason.changes), []).append(reason)
    remedies = [
        Remedy(
            kind=kind,
            programme=programme,
            changes=changes,
            starts=max(reason.starts for reason in reasons),
            citizens=tuple(sorted(reason.citizen for reason in reasons)),
        )
        for (kind, programme, changes), reasons in found.items()
    ]
    remedies.sort(
        key=lambda remedy: (
            -remedy.starts if remedy.changes else 0,
            sum(change.things for change in remedy.changes),
            -len(remedy.citizens),
            remedy.kind,
            remedy.programme,
            tuple(change.order for change in remedy.changes),
        )
    )
    return remedies
