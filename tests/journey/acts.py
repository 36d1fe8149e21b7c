"""Acts as short sentences, and what the database then holds, read by the process that may read it all."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sundhedscenter.catalogue.models import Track
from sundhedscenter.citizens.models import Task
from sundhedscenter.core.checks import Finding, run_all
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import OutboxMessage
from sundhedscenter.core.viewer import Viewer, acting_as, system
from sundhedscenter.groups.models import Group, Seat, SeatOffer, Session, WaitingPlace
from sundhedscenter.journey import changes
from sundhedscenter.journey.attendance import save_attendance
from sundhedscenter.journey.duties import finish_task
from sundhedscenter.journey.my_way import MyWay, my_way
from sundhedscenter.journey.steps import ACTION, answer_step
from sundhedscenter.pathways.models import Pathway, PlanItem
from sundhedscenter.pathways.queries import open_pathway
from tests.people import AT, AsOwner, Person, viewer_of

CHECK = system("check")
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
VIDEO = "waiting:core|group_video|"


@contextmanager
def seen_by(person: Person, at: datetime = AT) -> Iterator[Viewer]:
    with acting_as(person.viewer, on=day_of(at)) as viewer:
        yield viewer


def does(person: Person, what: str, at: datetime = AT, **how: Any) -> Any:
    """The person does `what` of `journey.changes`, as themselves."""
    with seen_by(person, at) as viewer:
        pathway = open_pathway(person.citizen)
        assert pathway is not None
        return getattr(changes, what)(viewer=viewer, pathway=pathway, at=at, **how)


def way_of(person: Person, at: datetime = AT) -> MyWay:
    with seen_by(person, at) as viewer:
        way = my_way(viewer=viewer, citizen=person.citizen, at=at, language="da")
        assert way is not None
        return way


def answers_action(person: Person, at: datetime = AT, choice: str = "", words: str = "Jeg går en tur") -> None:
    with seen_by(person, at) as viewer:
        item = PlanItem.objects.filter(citizen=person.citizen, kind="lesson", ended_at=None).get()
        answer_step(viewer=viewer, plan_item=item, step=ACTION, choice=choice, own_words=words, at=at)


def attends(
    group: Group, number: int, *, away: dict[Person, str] | None = None, after: timedelta = timedelta(hours=1)
) -> int:
    """The leader saves who came, an hour after the meeting began."""
    session = Session.objects.get(group=group, number=number)
    at = session.starts_at + after
    with acting_as(viewer_of(group.leader, at), on=day_of(at)) as viewer:
        exceptions = {
            Seat.objects.get(citizen=person.citizen, group=group, released_at=None).pk: state
            for person, state in (away or {}).items()
        }
        return save_attendance(viewer=viewer, session=session, exceptions=exceptions, at=at)


def staff_finish_late_tasks(at: datetime, outcome: str = "talked") -> int:
    """In each municipality a professional makes the calls whose day has passed. Returns how many."""
    with acting_as(CHECK, on=day_of(at)):
        late = list(Task.objects.filter(ended_at=None, deadline__lt=day_of(at)).order_by("deadline", "id"))
    for task in late:
        finishes(task, at, outcome)
    return len(late)


def finishes(task: Task, at: datetime = AT, outcome: str = "talked") -> Task:
    """A professional of the organisation that owns the task ends it."""
    professional = Viewer("user:0", 0, (task.owner_organisation_id,), frozenset({"professional"}))
    with acting_as(professional, on=day_of(at)):
        return finish_task(viewer=professional, task_id=task.pk, outcome=outcome, at=at)


def resize(as_owner: AsOwner, track: str, *, least: int, most: int) -> None:
    """Smaller groups make shorter tests; the rule reads the sizes from the track."""
    with as_owner():
        Track.objects.filter(code=track).update(size_min=least, size_ideal=least, size_max=most)


def live_seats() -> list[Seat]:
    with acting_as(CHECK):
        return list(Seat.objects.filter(released_at=None).select_related("group", "citizen"))


def seated(group: Group) -> set[str]:
    return {seat.citizen.display_name for seat in live_seats() if seat.group_id == group.pk}


def waiting() -> list[str]:
    """Who waits, in the order they came."""
    with acting_as(CHECK):
        rows = WaitingPlace.objects.filter(ended_at=None).order_by("since", "id")
        return list(rows.values_list("citizen__display_name", flat=True))


def open_offers() -> list[SeatOffer]:
    with acting_as(CHECK):
        return list(SeatOffer.objects.filter(ended_at=None).select_related("group", "citizen"))


def told(kind: str) -> list[str]:
    """Whom a message of this kind is for, by name."""
    with acting_as(CHECK):
        names = {p.citizen_id: p.citizen.display_name for p in Pathway.objects.select_related("citizen")}
        rows = OutboxMessage.objects.filter(kind=kind, channel="email").order_by("created_at", "id")
        return [names[m.subject_id] for m in rows]


def findings(at: datetime = AT) -> list[Finding]:
    with acting_as(CHECK, on=day_of(at)):
        return run_all(at)
