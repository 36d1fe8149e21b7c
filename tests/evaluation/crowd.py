"""Many people at once, as rows: each `Journey` becomes the request, pathway and facts that it sums up."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any

from sundhedscenter.catalogue.models import Track
from sundhedscenter.citizens.models import Citizen, EverydayWeek
from sundhedscenter.core.week import FULL_MASK
from sundhedscenter.evaluation.measures.journeys import ALONE, Journey
from sundhedscenter.groups.models import Group, Seat
from sundhedscenter.intake.models import Request
from sundhedscenter.partnership.models import Organisation, User
from sundhedscenter.pathways.models import Pathway, PathwayFact, PlanItem, Progress
from tests.people import AsOwner

FACTS = ("left", "moved", "deceased", "closed")
_numbers = count(1)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(11), tzinfo=UTC)


def make(as_owner: AsOwner, journeys: Iterable[Journey]) -> None:
    """Rows for the journeys. Offers are tracks of the catalogue, municipalities its organisations, by code."""
    with as_owner():
        towns = {town.municipality_code: town for town in Organisation.objects.filter(kind="municipality")}
        tracks = {track.code: track for track in Track.objects.all()}
        groups = {code: _group(track, towns) for code, track in tracks.items()}
        for journey in journeys:
            _one(journey, towns[journey.municipality], tracks, groups)


def _group(track: Track, towns: dict[str, Organisation]) -> Group:
    leader = User.objects.create(username=f"crowd-leader-{next(_numbers)}", is_demo=True)
    return Group.objects.create(
        code=f"crowd-{track.code}-{next(_numbers)}",
        track=track,
        form="group_video",
        slot_mask=1,
        leader=leader,
        leader_organisation=next(iter(towns.values())),
        size_min=1,
        size_ideal=10,
        size_max=5000,
        first_day=date(2026, 1, 5),
        created_at=noon(date(2026, 1, 1)),
    )


def _one(journey: Journey, town: Organisation, tracks: dict[str, Track], groups: dict[str, Group]) -> None:
    at = noon(journey.asked_on)
    citizen = Citizen.objects.create(display_name="Borger", created_at=at)
    if journey.week is not None:
        EverydayWeek.objects.create(
            citizen=citizen, recorded_at=at, slot_mask=journey.week, distance="none", digital="alone"
        )
    refused = journey.end_kind in ("declined", "withdrawn", "redirected")
    request = Request.objects.create(
        citizen=citizen,
        topic="kol",
        way="self",
        received_at=at,
        owner_organisation=town,
        deadline=journey.asked_on + timedelta(days=5),
        ended_at=noon(journey.ended_on) if refused and journey.ended_on else at,
        end_reason=journey.end_kind if refused else "accepted",
    )
    if refused:
        return
    pathway = Pathway.objects.create(citizen=citizen, request=request, topic="kol", created_at=at)
    mine: dict[str, Any] = {"pathway": pathway, "citizen": citizen}
    lesson = PlanItem.objects.create(**mine, kind="lesson", lesson="start", form="alone_online", created_at=at)
    item = lesson
    track = tracks[journey.offer] if journey.offer != ALONE else next(iter(tracks.values()))
    if journey.offer != ALONE:
        item = PlanItem.objects.create(**mine, kind="track", track=track, form="group_video", created_at=at)
    elif journey.seat_on or journey.session_on:
        later = noon(journey.asked_on + timedelta(days=1))
        item = PlanItem.objects.create(**mine, kind="track", track=track, form="group_video", created_at=later)

    def progress(plan_item: PlanItem, kind: str, day: date) -> None:
        Progress.objects.create(
            **mine, plan_item=plan_item, kind=kind, at=noon(day), source_kind="test", source_id=str(next(_numbers))
        )

    if journey.started_on:
        progress(lesson, "lesson_step", journey.started_on)
    if journey.seat_on:
        Seat.objects.create(
            **mine,
            plan_item=item,
            group=groups[track.code],
            track=track,
            taken_at=noon(journey.seat_on),
            from_session=1,
        )
    if journey.session_on:
        progress(item, "session", journey.session_on)
    if journey.dose_on:
        PathwayFact.objects.create(**mine, kind="dose_reached", at=noon(journey.dose_on), by="system:test")
    if journey.end_kind in FACTS and journey.ended_on:
        PathwayFact.objects.create(
            **mine, kind=journey.end_kind, at=noon(journey.ended_on), by="system:test", reason="other"
        )


def random_journeys(
    chance: Random, number: int, *, first: date, days: int, offers: list[str], towns: list[str]
) -> list[Journey]:
    """Journeys whose days follow one another, some unfinished, some ended."""

    def later(day: date | None, most: int, share: float) -> date | None:
        return None if day is None or chance.random() > share else day + timedelta(days=chance.randrange(most))

    found = []
    for _ in range(number):
        asked = first + timedelta(days=chance.randrange(days))
        started = later(asked, 20, 0.8)
        seat = later(asked, 40, 0.6)
        session = later(max(filter(None, (started, seat))) if started and seat else None, 30, 0.8)
        dose = later(session, 90, 0.5)
        ended = later(asked, 120, 0.3)
        kinds = ["left", "moved", "deceased", "closed"]
        if not (started or seat):
            kinds += ["declined", "withdrawn", "redirected"]
        found.append(
            Journey(
                asked_on=asked,
                offer=chance.choice(offers),
                municipality=chance.choice(towns),
                started_on=started,
                seat_on=seat,
                session_on=session,
                dose_on=dose,
                ended_on=ended,
                end_kind=chance.choice(kinds) if ended else "",
                week=chance.choice([None, 0, FULL_MASK, chance.randrange(FULL_MASK)]),
            )
        )
    return found
