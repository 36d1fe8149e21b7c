"""What is there before the first made-up citizen asks: places, tracks, leaders, and the people of the small demo.

Read once, in a fixed order, so that the same seed gives the same history. Nothing is written here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.db import connections, models

from sundhedscenter.catalogue.lessons import lesson
from sundhedscenter.catalogue.models import Offer, Place, PostalArea, Track, TrackLeader
from sundhedscenter.catalogue.queries import shown_offers
from sundhedscenter.config.history.rows import is_history
from sundhedscenter.core import week
from sundhedscenter.core.clock import day_of
from sundhedscenter.groups.models import Group, GroupTime, Seat, WaitingPlace
from sundhedscenter.groups.pooling import LEAD
from sundhedscenter.groups.queries import open_groups
from sundhedscenter.journey.proposals import Form, Home, Point, WaitOption
from sundhedscenter.partnership.models import Employment, Organisation, User, WorkingTime

ROOMS = ("core", "citizens", "intake", "pathways", "groups", "delivery")


@dataclass(frozen=True, slots=True)
class Leader:
    user: User
    organisation: Organisation
    slot_mask: int
    tracks: frozenset[int]
    since: date


@dataclass(frozen=True, slots=True)
class Course:
    """A track with one entry per meeting: its module, and whether a new participant may begin there."""

    track: Track
    modules: tuple[int | None, ...]
    entries: tuple[bool, ...]
    waits: tuple[WaitOption, ...]


@dataclass(frozen=True, slots=True)
class Booked:
    """A weekly time that somebody outside the history has taken. `place` is empty for video."""

    leader: int
    place: str
    slot: int
    begin: date
    end: date


@dataclass(frozen=True, slots=True)
class Waiter:
    """Somebody outside the history who waits: the weekly times they are free, and what they accept."""

    track: int
    since: datetime
    free: int
    forms: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """A group outside the history that still lets people in."""

    track: int
    form: str
    place: str
    slot_mask: int
    seats_left: int


@dataclass(frozen=True)
class World:
    """Everything a history is built on."""

    organisations: Mapping[str, Organisation]
    contacts: Mapping[str, tuple[tuple[User, date], ...]]
    courses: Mapping[str, Course]
    leaders: tuple[Leader, ...]
    places: Mapping[str, Place]
    homes: Mapping[str, Home]
    first_lessons: Mapping[str, str]
    actions: Mapping[str, tuple[str, ...]]
    booked: tuple[Booked, ...]
    waiters: tuple[Waiter, ...]
    open_groups: tuple[OpenGroup, ...]
    codes: frozenset[str]
    first_ids: Mapping[type[models.Model], int]


def read_world(*, first_day: date, at: datetime, using: str) -> World:
    """The world as it stands in the open transaction. Reserves the numbers of numbered rows from `first_ids` on."""
    organisations = {row.code: row for row in Organisation.objects.using(using).order_by("code")}
    leaders = _leaders(first_day, using)
    places = {row.code: row for row in Place.objects.using(using).order_by("code")}
    first_lessons = _first_lessons(using)
    return World(
        organisations={
            row.municipality_code: row
            for row in organisations.values()
            if row.kind == "municipality" and row.municipality_code
        },
        contacts=_contacts(using),
        courses=_courses(leaders, at, using),
        leaders=leaders,
        places=places,
        homes={
            row.code: Home(point=Point(row.lat, row.lon), town=row.name)
            for row in PostalArea.objects.using(using).order_by("code")
        },
        first_lessons=first_lessons,
        actions={code: tuple(c.code for c in lesson(code, "da").action.choices) for code in first_lessons.values()},
        booked=_booked(using),
        waiters=_waiters(day_of(at), using),
        open_groups=_open_groups(at, using),
        codes=frozenset(Group.objects.using(using).order_by().values_list("code", flat=True)),
        first_ids=_first_ids(using),
    )


def _leaders(first_day: date, using: str) -> tuple[Leader, ...]:
    """Who may lead something and works, by user id; from the day they may do both."""
    tracks: dict[int, set[int]] = {}
    since: dict[int, date] = {}
    for row in TrackLeader.objects.using(using).filter(during__endswith=None).order_by("user_id", "track_id"):
        tracks.setdefault(row.user_id, set()).add(row.track_id)
        since[row.user_id] = max(since.get(row.user_id, date.min), row.during.lower or date.min)
    times = WorkingTime.objects.using(using).filter(user_id__in=tracks, user__is_active=True, during__endswith=None)
    return tuple(
        Leader(
            row.user,
            row.organisation,
            row.slot_mask,
            frozenset(tracks[row.user_id]),
            max(since[row.user_id], row.during.lower or date.min, first_day),
        )
        for row in times.select_related("user", "organisation").order_by("user_id")
    )


def _contacts(using: str) -> dict[str, tuple[tuple[User, date], ...]]:
    """Professionals by municipality code, with their first day; the one employed longest first."""
    found: dict[str, list[tuple[User, date]]] = {}
    rows = Employment.objects.using(using).filter(role="professional", organisation__kind="municipality")
    for row in rows.select_related("user", "organisation").order_by("during", "user_id"):
        found.setdefault(row.organisation.municipality_code, []).append((row.user, row.during.lower or date.min))
    return {code: tuple(people) for code, people in found.items()}


def _courses(leaders: tuple[Leader, ...], at: datetime, using: str) -> dict[str, Course]:
    """Tracks somebody can lead, by code, with every form and place in which they are offered."""
    courses = {}
    offers = shown_offers().using(using).exclude(track=None).prefetch_related("variants", "places")
    by_track: dict[int, list[Offer]] = {}
    for offer in offers:
        by_track.setdefault(offer.track_id or 0, []).append(offer)
    for track in Track.objects.using(using).order_by("code"):
        mask = 0
        for leader in leaders:
            mask |= leader.slot_mask if track.pk in leader.tracks else 0
        if not mask or track.pk not in by_track:
            continue
        links = [link for link in track.chain.order_by("position") for _ in range(link.sessions)]
        entries = [
            index == 0 or (track.rolling_entry and link.is_entry and link is not links[index - 1])
            for index, link in enumerate(links)
        ]
        missing = track.sessions - len(links)
        courses[track.code] = Course(
            track,
            tuple([*(link.module_id for link in links), *[None] * missing][: track.sessions]),
            tuple([*entries, *[False] * missing][: track.sessions]),
            tuple(_waits(track, by_track[track.pk], mask, at)),
        )
    return courses


def _waits(track: Track, offers: list[Offer], mask: int, at: datetime) -> list[WaitOption]:
    """The places in line that the real page would offer for the track."""
    starts_at = min(week.next_moment(slot, at + LEAD) for slot in week.numbers_from_mask(mask))
    found: dict[tuple[str, str], WaitOption] = {}
    for offer in offers:
        for variant in offer.variants.all():
            if variant.form not in (Form.GROUP_SITE, Form.GROUP_VIDEO):
                continue
            places: list[Place | None] = list(offer.places.all()) if variant.form == Form.GROUP_SITE else [None]
            for place in places:
                code = place.code if place else ""
                found[variant.form, code] = WaitOption(
                    id=f"{track.code}|{variant.form}|{code}",
                    track=track.code,
                    track_name=track.name_da,
                    topics=frozenset(track.topics),
                    form=Form(variant.form),
                    slots=mask,
                    per_week=track.sessions_per_week,
                    minutes=track.session_minutes,
                    starts_at=starts_at,
                    min_size=track.size_min,
                    place_name=place.name if place else "",
                    place_point=Point(place.lat, place.lon) if place else None,
                    step_free=place.step_free if place else True,
                    gentle=track.gentle,
                    cost_dkk=int(-(-variant.cost_dkk // 1)),
                    language="da",
                )
    return [found[key] for key in sorted(found)]


def _first_lessons(using: str) -> dict[str, str]:
    """Topic to the lesson one begins with: the topic's own before the one for everybody."""
    found: dict[str, str] = {}
    rows = shown_offers().using(using).exclude(first_lesson="").values_list("first_lesson", "topics")
    for code, topics in sorted(rows, key=lambda row: (len(row[1]), row[0])):
        for topic in topics:
            found.setdefault(topic, code)
    return found


def _booked(using: str) -> tuple[Booked, ...]:
    rows = GroupTime.objects.using(using).select_related("place").order_by("leader_id", "slot", "during", "id")
    return tuple(
        Booked(row.leader_id, row.place.code if row.place else "", row.slot, row.during.lower, row.during.upper)
        for row in rows
    )


def _waiters(on: date, using: str) -> tuple[Waiter, ...]:
    rows = WaitingPlace.objects.using(using).filter(ended_at=None).order_by("since", "id")
    return tuple(
        Waiter(row.track_id, row.since, row.slot_mask & ~busy, tuple(row.forms), tuple(row.places))
        for row in rows
        if not is_history(row.citizen_id)
        for busy in [_busy(row, on, using)]
    )


def _busy(waiting: WaitingPlace, on: date, using: str) -> int:
    """The weekly times at which somebody who waits sits in groups of other tracks."""
    seats = Seat.objects.using(using).filter(citizen_id=waiting.citizen_id, released_at=None)
    running = seats.exclude(track_id=waiting.track_id).filter(group__times__during__endswith__gt=on)
    return week.mask_from_numbers(running.order_by().values_list("group__times__slot", flat=True))


def _open_groups(at: datetime, using: str) -> tuple[OpenGroup, ...]:
    return tuple(
        OpenGroup(g.track_id, g.form, g.place.code if g.place else "", g.slot_mask, g.seats_left())
        for g in open_groups(at=at).using(using)
    )


def _first_ids(using: str) -> dict[type[models.Model], int]:
    """The next number of each numbered table that a history writes to; the numbers are ours until the transaction ends."""
    first = {}
    with connections[using].cursor() as cursor:
        for model in numbered():
            table = connections[using].ops.quote_name(model._meta.db_table)
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
            first[model] = int(cursor.fetchone()[0])
    return first


def numbered() -> list[type[models.Model]]:
    """The models of the citizens' rooms whose rows have numbers."""
    return [
        model
        for model in sorted(apps.get_models(), key=lambda m: m._meta.db_table)
        if model._meta.app_label in ROOMS and isinstance(model._meta.pk, models.AutoField)
    ]
