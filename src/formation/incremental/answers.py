"""What a citizen can start, and in which order it is said."""

from dataclasses import dataclass
from enum import StrEnum

from formation.model import Citizen, Entry, Group


class Kind(StrEnum):
    """Running: a group that meets already. Planned: one of the solution. Forming: a new one."""

    RUNNING = "running"
    PLANNED = "planned"
    FORMING = "forming"


RANK = {kind: rank for rank, kind in enumerate(Kind)}


class AnswerGone(Exception):
    """Somebody else was faster, or the answer was never complete. Ask again."""


class InvalidCitizen(ValueError):
    """A citizen with a value that this night does not know."""

    def __init__(self, *, field: str, value: object, mend: str) -> None:
        super().__init__(f"citizen.{field} is {value!r}. {mend}")
        self.field, self.value, self.mend = field, value, mend


@dataclass(frozen=True, slots=True)
class Answer:
    """One start.

    `gain` is the citizen's own, `change` that of the whole objective if it is taken (None while people are missing), both in
    points. `seats_left` counts before the citizen, in a forming group after everybody in `others`. `others` are the ids of the
    people who start with the citizen in a forming group, in order; `missing` is how many more it needs.
    """

    kind: Kind
    citizen: Citizen
    gain: int
    change: int | None
    first_day: int
    mode: str
    venue: int | None
    pattern: tuple[int, ...]
    language: str
    audience: str
    seats_left: int
    start_week: int | None = None
    leader: int | None = None
    running_group: int | None = None
    others: tuple[int, ...] = ()
    missing: int = 0

    @property
    def complete(self) -> bool:
        """Whether it can be taken as it is."""
        return self.missing == 0

    @property
    def group(self) -> Group:
        """The new group with everybody in it. Only for a forming one."""
        assert self.kind is Kind.FORMING, "only a forming group is opened by an answer"
        assert self.start_week is not None, "a new group has a week"
        assert self.leader is not None, "a new group has a leader"
        return Group(
            programme=self.citizen.programme,
            language=self.language,
            audience=self.audience,
            mode=self.mode,
            venue=self.venue,
            pattern=self.pattern,
            start_week=self.start_week,
            facilitator=self.leader,
            members=tuple(sorted((*self.others, self.citizen.id))),
        )

    @property
    def entry(self) -> Entry:
        """The seat in the running group. Only for a running one."""
        assert self.running_group is not None, "only a running group is entered"
        return Entry(running_group=self.running_group, citizen=self.citizen.id)

    @property
    def order(self) -> tuple[object, ...]:
        """Smaller is better; no two answers to one citizen have the same.

        Complete before incomplete; greatest change, or fewest missing; then the earliest, and so on down to ids.
        """
        return (
            self.missing,
            0 if self.change is None else -self.change,
            self.first_day,
            -self.gain,
            RANK[self.kind],
            self.mode,
            -1 if self.venue is None else self.venue,
            self.pattern,
            -1 if self.start_week is None else self.start_week,
            self.language,
            self.audience,
            -1 if self.leader is None else self.leader,
            -1 if self.running_group is None else self.running_group,
        )
