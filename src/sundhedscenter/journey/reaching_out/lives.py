"""From rows to the facts that the rules ask about."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sundhedscenter.core.clock import day_of
from sundhedscenter.journey.reaching_out.events import Event, events_of
from sundhedscenter.journey.reaching_out.ranking import Shown
from sundhedscenter.journey.reaching_out.rules import Due, Life, Reach
from sundhedscenter.pathways.models import Pathway
from sundhedscenter.pathways.status import Fact, pathway_status


def life_of(pathway: Pathway, *, at: datetime) -> Life:
    """One citizen's facts, for their own page and their case. One query."""
    events = events_of(pathways=[pathway.pk], citizens=[pathway.citizen_id], at=at)
    found = events.get(pathway.citizen_id, [])
    return life_from(pathway.citizen_id, pathway.request.received_at, found, on=day_of(at))


def lives_of(shown: Iterable[Shown], *, at: datetime) -> list[tuple[Shown, Life, dict[int, str]]]:
    """Those who are shown with their facts, and the names of who of us owns a task or reached out. One query."""
    rows = list(shown)
    pathways = [row.pathway_id for row in rows if row.pathway_id]
    events = events_of(pathways=pathways, citizens=[row.citizen_id for row in rows], at=at) if rows else {}
    found = []
    for row in rows:
        own = events.get(row.citizen_id, [])
        life = life_from(row.citizen_id, row.asked_at, own, on=day_of(at), request_due=row.request_due)
        found.append((row, life, {event.who: event.name for event in own if event.who}))
    return found


def life_from(
    citizen_id: UUID, asked_at: datetime, events: list[Event], *, on: date, request_due: date | None = None
) -> Life:
    """`events` are one citizen's, oldest first; `request_due` is there while nobody has accepted the request."""
    facts = [Fact(event.code, event.at, event.until) for event in events if event.source == "fact"]
    done = [event for event in events if event.source == "done"]
    moments = [moment for event in done for moment in (event.since, event.at) if moment]
    has_plan = any(event.source == "plan" for event in events)
    held = [event.at for event in events if event.source == "held"]
    rests = [fact.until for fact in facts if fact.kind == "paused" and fact.until and fact.until <= on]
    return Life(
        citizen_id=citizen_id,
        status=pathway_status(facts, progress=moments, has_plan=has_plan, on=on),
        asked_at=asked_at,
        started_at=min(moments, default=None),
        last_step_at=max(moments, default=None),
        back_at=max((fact.at for fact in facts if fact.kind == "resumed"), default=None),
        rest_until=max(rests, default=None),
        met=any(event.code == "session" for event in done),
        marks=tuple((event.at, event.code) for event in events if event.source == "mark"),
        first_meeting_at=next((event.at for event in events if event.source == "first"), None),
        waits=bool(held) or any(event.source == "line" for event in events),
        held_until=min(held, default=None),
        request_due=request_due,
        tasks=_tasks(events),
        reached=_reached(events),
    )


def _tasks(events: list[Event]) -> tuple[Due, ...]:
    return tuple(Due(e.code, e.until, e.who) for e in events if e.source == "task" and e.until)


def _reached(events: list[Event]) -> tuple[Reach, ...]:
    """Oldest first."""
    found = []
    for event in events:
        if event.source == "reach" and event.who and event.until:
            why, channel, outcome = event.code.split("/")
            found.append(Reach(event.at, event.who, why, channel, outcome, event.until))
    return tuple(found)
