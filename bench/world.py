"""The world under measure, on top of the demo: 400 open groups, 5,000 places in line, a leader's group of twelve.

Groups are opened by the site's own action; what stands around people in line is written in bulk, as the tables' owner.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as LogIn
from django.db import connections, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.catalogue.models import Place, PostalArea, Track, TrackLeader
from sundhedscenter.citizens.models import Citizen, NeedToKnow, Relation
from sundhedscenter.core import week
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as, draft_hash
from sundhedscenter.core.walls import CARE, GROUP
from sundhedscenter.groups.actions import create_group
from sundhedscenter.groups.models import Group, GroupTime, Seat, WaitingPlace
from sundhedscenter.groups.pooling import LEAD, POOLING, patterns
from sundhedscenter.intake.models import Draft, Request
from sundhedscenter.journey.proposals import BodyAnswer, DigitalAnswer, DistanceAnswer, MoneyAnswer, TimeAnswer, Topic
from sundhedscenter.partnership.models import Employment, Organisation, User, WorkingTime
from sundhedscenter.pathways.models import Pathway, PathwayFact, PathwayResponsibility, PlanItem

GROUPS, WAITING, IN_THE_GROUP, IN_CARE = 400, 5000, 12, 400
LEADERS = 60
LEADER = "bench-"
SEED = 7
BATCH = 1000
FORMS = ("group_site", "group_video")


@dataclass(frozen=True, slots=True)
class World:
    """What the pages need to be asked for."""

    leader: User
    group: Group
    nurse: User
    coordinator: User


def build(*, at: datetime) -> World:
    """Everything above, in the database that Django is set up for."""
    chance = Random(SEED)
    with transaction.atomic(using="owner"):
        _leaders(at)
        people = _people(WAITING, at, chance)
        _lines(people, at, chance)
    groups = _groups(at, chance)
    with transaction.atomic(using="owner"):
        own = _seated(groups, at)
        nurse, coordinator = _team(at)
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE")
    return World(own.leader, own, nurse, coordinator)


def _leaders(at: datetime) -> None:
    """Made-up leaders who can lead anything at any time."""
    organisation = Organisation.objects.using("owner").filter(kind="municipality").order_by("code")[0]
    during = DateRange(day_of(at) - timedelta(days=365), None)
    users = _write(
        User(username=f"{LEADER}{n}", display_name=f"Leder {n}", phone="10 00 00 00", is_demo=True)
        for n in range(LEADERS)
    )
    _write(Employment(user=user, organisation=organisation, role="professional", during=during) for user in users)
    _write(
        WorkingTime(
            user=user,
            organisation=organisation,
            slot_mask=week.FULL_MASK,
            weekly_minutes=2400,
            languages=["da"],
            during=during,
        )
        for user in users
    )
    tracks = list(Track.objects.using("owner").all())
    _write(TrackLeader(track=track, user=user, during=during) for user in users for track in tracks)


def _team(at: datetime) -> tuple[User, User]:
    """A nurse whose centre has 400 citizens, none of whom has begun, and a coordinator."""
    during = DateRange(day_of(at) - timedelta(days=365), None)
    centre = Organisation(code="bench-centre", name="Målecentret", kind="health_centre", valid=during)
    centre.save(using="owner")
    nurse, coordinator = _write(
        User(username=f"{LEADER}{role}", display_name=role, phone="10 00 00 00", is_demo=True)
        for role in ("professional", "coordinator")
    )
    _write(
        Employment(user=user, organisation=centre, role=user.display_name, during=during)
        for user in (nurse, coordinator)
    )
    people = _people(IN_CARE, at, Random(SEED), at_organisation=centre)
    Pathway.objects.using("owner").filter(pk__in=[pathway.pk for pathway in people]).update(contact_person=nurse)
    return nurse, coordinator


def _people(count: int, at: datetime, chance: Random, *, at_organisation: Organisation | None = None) -> list[Pathway]:
    """Citizens with a pathway at this organisation, else in one of the municipalities."""
    partners = list(Organisation.objects.using("owner").filter(kind="municipality").order_by("code"))
    organisations = [at_organisation] if at_organisation else partners
    citizens = _write(
        Citizen(display_name=f"Borger {n}", created_at=at - timedelta(days=30), is_demo=True) for n in range(count)
    )
    requests = _write(
        Request(
            citizen=citizen,
            topic=chance.choice(list(Topic)),
            way="self",
            received_at=citizen.created_at,
            owner_organisation=chance.choice(organisations),
            deadline=day_of(at),
            ended_at=citizen.created_at,
            end_reason="accepted",
        )
        for citizen in citizens
    )
    pathways = _write(
        Pathway(citizen=request.citizen, request=request, topic=request.topic, created_at=request.received_at)
        for request in requests
    )
    _write(
        PathwayFact(pathway=pathway, citizen=pathway.citizen, kind="begun", at=pathway.created_at, by="bench")
        for pathway in pathways
    )
    _write(
        PathwayResponsibility(
            pathway=pathway,
            citizen=pathway.citizen,
            role=PathwayResponsibility.OPERATOR,
            organisation=pathway.request.owner_organisation,
            during=DateRange(day_of(pathway.created_at), None),
        )
        for pathway in pathways
    )
    _write(
        Relation(
            citizen=pathway.citizen,
            organisation=pathway.request.owner_organisation,
            scope=CARE,
            during=DateRange(day_of(pathway.created_at), None),
            source_kind=Pathway._meta.label_lower,
            source_id=str(pathway.pk),
        )
        for pathway in pathways
    )
    return pathways


def _lines(people: list[Pathway], at: datetime, chance: Random) -> None:
    """A place in line for each, with a week of their own."""
    tracks = list(Track.objects.using("owner").order_by("code"))
    places = [place.code for place in Place.objects.using("owner").order_by("code")]
    _write(
        WaitingPlace(
            citizen=pathway.citizen,
            pathway=pathway,
            track=chance.choice(tracks),
            since=at - timedelta(minutes=chance.randrange(1, 40_000)),
            slot_mask=_week(chance),
            forms=[chance.choice(FORMS)],
            places=chance.sample(places, 3),
        )
        for pathway in people
    )


def _week(chance: Random) -> int:
    return week.mask_from_numbers(chance.sample(range(len(week.SLOTS)), chance.randrange(8, 30)))


def _groups(at: datetime, chance: Random) -> list[Group]:
    """Open groups with all their meetings, spread over tracks, forms, places, leaders and times."""
    leaders = list(User.objects.filter(username__startswith=LEADER).order_by("pk"))
    tracks = list(Track.objects.order_by("code"))
    places = list(Place.objects.order_by("code"))
    taken = {(f"place {place_id}", slot) for place_id, slot in GroupTime.objects.values_list("place_id", "slot")}
    groups: list[Group] = []
    with acting_as(POOLING, on=day_of(at)):
        while len(groups) < GROUPS:
            track = tracks[len(groups) % len(tracks)]
            form = chance.choice([form for form in FORMS if form in track.forms])
            place = chance.choice(places) if form == "group_site" else None
            leader = chance.choice(leaders)
            mask = chance.choice(list(patterns(week.FULL_MASK, track.sessions_per_week)))
            wanted = {(f"leader {leader.pk}", slot) for slot in week.numbers_from_mask(mask)}
            wanted |= {(f"place {place.pk}", slot) for slot in week.numbers_from_mask(mask)} if place else set()
            if wanted & taken:
                continue
            taken |= wanted
            groups.append(
                create_group(
                    track=track,
                    form=form,
                    place=place,
                    slot_mask=mask,
                    leader=leader,
                    organisation=leader.employments.get().organisation,
                    earliest=at + LEAD + timedelta(days=chance.randrange(28)),
                    by=POOLING,
                    at=at,
                )
            )
    return groups


def _seated(groups: list[Group], at: datetime) -> Group:
    """Twelve people in one of the groups. It began some weeks ago, so that there are meetings to look back on."""
    group = next(group for group in groups if group.size_max >= IN_THE_GROUP)
    back = timedelta(weeks=4)
    group.sessions.using("owner").update(starts_at=models.F("starts_at") - back)
    people = _people(IN_THE_GROUP, at - back, Random(SEED))
    items = _write(
        PlanItem(
            pathway=pathway,
            citizen=pathway.citizen,
            kind="track",
            track_id=group.track_id,
            form=group.form,
            created_at=at - back,
        )
        for pathway in people
    )
    seats = _write(
        Seat(
            citizen=item.citizen,
            pathway=item.pathway,
            plan_item=item,
            group_id=group.pk,
            track_id=group.track_id,
            taken_at=at - back,
            from_session=1,
        )
        for item in items
    )
    _write(
        Relation(
            citizen=seat.citizen,
            staff_id=group.leader_id,
            scope=GROUP,
            during=DateRange(day_of(at - back), None),
            source_kind=Seat._meta.label_lower,
            source_id=str(seat.pk),
        )
        for seat in seats
    )
    _write(
        NeedToKnow(citizen=seat.citizen, code="other", text="Bruger stok", recorded_at=at - back) for seat in seats[::3]
    )
    return group


def _write[Row: models.Model](rows: Iterator[Row]) -> list[Row]:
    found = list(rows)
    model = type(found[0])
    return model._default_manager.using("owner").bulk_create(found, batch_size=BATCH)


def log_ins(user: User, count: int, *, at: datetime) -> list[str]:
    """That many separate log-ins of one user, as the cookie header of each."""
    value = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    store = SessionStore()
    rows = [
        LogIn(
            session_key=SessionStore()._get_new_session_key(),  # type: ignore[attr-defined]  # as the store makes them
            session_data=store.encode(value),
            expire_date=at + timedelta(hours=8),
        )
        for _ in range(count)
    ]
    LogIn.objects.bulk_create(rows)
    return [f"sessionid={row.session_key}" for row in rows]


def drafts(count: int, *, at: datetime) -> list[str]:
    """That many finished conversations, no two alike, as the cookie header of each."""
    chance = Random(SEED)
    partners = Organisation.objects.using("owner").filter(kind="municipality").values("municipality_code")
    codes = list(
        PostalArea.objects.using("owner")
        .filter(municipality_code__in=partners)
        .order_by("code")
        .values_list("code", flat=True)
    )
    keys = [f"bench-{number}-{chance.getrandbits(64):x}" for number in range(count)]
    _write(
        Draft(
            key_hash=draft_hash(key),
            created_at=at,
            expires_at=at + timedelta(days=30),
            answers=_answers(number, codes, chance),
        )
        for number, key in enumerate(keys)
    )
    return [f"kladde={key}" for key in keys]


def _answers(number: int, codes: list[str], chance: Random) -> dict[str, Any]:
    return {
        "postal_code": chance.choice(codes),
        "goal": f"gå {number} trin",
        "topic": chance.choice(list(Topic)),
        "time": chance.choice(list(TimeAnswer)),
        "distance": chance.choice(list(DistanceAnswer)),
        "money": chance.choice(list(MoneyAnswer)),
        "body": chance.choice(list(BodyAnswer)),
        "digital": chance.choice(list(DigitalAnswer)),
        "week": _week(chance),
        "importance": chance.randrange(11),
        "confidence": chance.randrange(11),
        "readiness": chance.randrange(11),
    }
