"""What might be changed so that somebody can start, and how it is said in plain English."""

from dataclasses import dataclass
from enum import StrEnum

from formation.model import Instance

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class ChangeKind(StrEnum):
    """In this order among equally small changes that start equally many."""

    SEAT = "seat"
    VIDEO = "video"
    TIME = "time"
    HOURS = "hours"
    LEADER_TIME = "leader_time"
    LEADER = "leader"
    ROOM = "room"
    ANOTHER_ROOM = "another_room"
    PEOPLE = "people"
    WISH = "wish"


RANK = {kind: rank for rank, kind in enumerate(ChangeKind)}


@dataclass(frozen=True, slots=True)
class Change:
    """One change for groups of `programme`. What a kind does not need is left as it is.

    seat: `count` seats more in `running_group`, or in the planned group of `leader` at `pattern`. video, time: the citizen accepts
    video, or can at `pattern` (one weekly time). hours: `leader` gives `count` minutes a week more. leader_time: `leader` is free
    at `pattern` (one weekly time) from start week `week` on. leader: somebody who leads `programme` in `language`, at `pattern`
    from `week` on, in `venue` if it is not None. room: `venue` is open at `pattern`. another_room: one more like `venue`, open and free at
    `pattern`. people: `count` must come who fit the group; `women` of them women, None if it does not matter. wish: the citizen still
    wants to start on day `count`.
    """

    kind: ChangeKind
    programme: int
    count: int = 1
    pattern: tuple[int, ...] = ()
    week: int = -1
    language: str = ""
    venue: int | None = None
    leader: int | None = None
    running_group: int | None = None
    women: int | None = None

    @property
    def things(self) -> int:
        """How many things it changes."""
        return self.count if self.kind in {ChangeKind.PEOPLE, ChangeKind.SEAT} else 1

    @property
    def order(self) -> tuple[object, ...]:
        """Total; by kind, then ids."""
        numbers = (self.venue, self.leader, self.running_group, self.women)
        ids = tuple(-1 if number is None else number for number in numbers)
        return (RANK[self.kind], self.programme, self.count, self.pattern, self.week, self.language, *ids)

    def words(self, instance: Instance) -> str:
        """What would help, as the end of "would help:"; names of programmes as the instance has them."""
        return _WORDS[self.kind].format(
            count=self.count,
            people="person" if self.count == 1 else "people",
            seats="seat" if self.count == 1 else "seats",
            women=f" ({self.women} of them women)" if self.women else "",
            times=times(instance, self.pattern),
            programme=instance.programme[self.programme].name,
            where="by video" if self.venue is None else f"in room {self.venue}",
            venue=self.venue,
            leader=self.leader,
            language=self.language,
            group=f"running group {self.running_group}"
            if self.running_group is not None
            else f"the group of leader {self.leader} on {times(instance, self.pattern)}",
        )


_WORDS = {
    ChangeKind.SEAT: "{count} {seats} more in {group}",
    ChangeKind.VIDEO: "accepting to meet by video",
    ChangeKind.TIME: "being free on {times}",
    ChangeKind.HOURS: "{count} minutes a week more from leader {leader}",
    ChangeKind.LEADER_TIME: "leader {leader} free on {times}",
    ChangeKind.LEADER: "one leader more for {programme} in {language} {where} on {times}",
    ChangeKind.ROOM: "room {venue} open on {times}",
    ChangeKind.ANOTHER_ROOM: "one room more beside room {venue} on {times}",
    ChangeKind.PEOPLE: "{count} {people} more{women} for {programme} {where} on {times}",
    ChangeKind.WISH: "still wanting to start on day {count}",
}


def times(instance: Instance, pattern: tuple[int, ...]) -> str:
    """ "Tuesday at 19:00 and Thursday at 19:00"."""
    slots = [instance.slot[slot] for slot in pattern]
    return " and ".join(f"{WEEKDAYS[slot.weekday]} at {slot.start}" for slot in slots)
