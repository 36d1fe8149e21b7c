"""From the database to what can be proposed: open groups, places in line, first lessons, the helpline."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from functools import cache

from django.conf import settings

from sundhedscenter.catalogue.lessons import lesson
from sundhedscenter.catalogue.models import PostalArea
from sundhedscenter.catalogue.offered import Arena, Offered, OfferedTrack, offered_for
from sundhedscenter.catalogue.wording import in_language
from sundhedscenter.core.clock import COPENHAGEN, day_of
from sundhedscenter.groups.calendar import session_moments
from sundhedscenter.groups.pooling import LEAD, leading_times
from sundhedscenter.groups.search import Opening, openings
from sundhedscenter.groups.whose import is_of
from sundhedscenter.journey.proposals import (
    Answers,
    DigitalAnswer,
    DistanceAnswer,
    Form,
    GroupOption,
    Helpline,
    Home,
    Options,
    Point,
    Proposal,
    StartNow,
    WaitOption,
    propose,
)

ALONE = (Form.ALONE_ONLINE, Form.PHONE, Form.PAPER)


def home_of(postal_code: str) -> Home:
    """Where a postal code lies. Raises PostalArea.DoesNotExist."""
    return home_in(PostalArea.objects.get(code=postal_code))


def home_in(area: PostalArea) -> Home:
    """All that is known of somebody's home: the area of its postal code."""
    return Home(point=Point(area.lat, area.lon), town=area.name)


def proposals_for(*, answers: Answers, at: datetime, language: str, home: Home | None = None) -> tuple[Proposal, ...]:
    """At most three proposals for these answers now; the one to begin with first. Give `home` where it is known."""
    home = home or home_of(answers.postal_code)
    options = options_for(topic=answers.topic, at=at, language=language, within=answers)
    return propose(answers=answers, home=home, options=options, now=at)


def options_for(*, topic: str, at: datetime, language: str, within: Answers | None = None, offer: str = "") -> Options:
    """Everything that can be proposed for a topic now. A fixed number of queries, whatever there is to choose from.

    `within` leaves out groups that break a barrier which the database can see; the rule itself still decides.
    `offer`, by code, is among them whatever it is about: somebody has asked for it.
    """
    offered = offered_for(topic, offer=offer)
    tracks = {each.track.pk: each.track for each in offered if each.track is not None}
    prices = _prices(offered)
    opened = _openings(tracks, at, within)
    return Options(
        helpline=helpline(at),
        starts=tuple(_starts(offered, language)),
        groups=tuple(_groups(opened, tracks, prices, language)),
        waits=tuple(_waits(offered, prices, at, language)),
        asked_for=frozenset(_ids_of(offer, offered, opened)),
    )


def helpline(at: datetime) -> Helpline:
    """The centre's own phone, staffed on weekdays within the hours of the settings."""
    opens, closes = settings.PHONE_HOURS
    local = at.astimezone(COPENHAGEN)
    day = local.date()
    if local.weekday() < 5 and opens <= local.hour < closes:
        moment = at
    else:
        if local.weekday() >= 5 or local.hour >= closes:
            day += timedelta(days=1)
        while day.weekday() >= 5:
            day += timedelta(days=1)
        moment = datetime.combine(day, time(opens), tzinfo=COPENHAGEN)
    return Helpline(id="centre", phone=settings.CENTRE_PHONE, name=settings.CENTRE_NAME, opens_at=moment)


type Prices = dict[tuple[int, str], int]


def _prices(offered: Iterable[Offered]) -> Prices:
    """The lowest price of each track in each form."""
    prices: Prices = {}
    for each in offered:
        if each.track is None:
            continue
        for form, cost in each.prices.items():
            key = (each.track.pk, form)
            prices[key] = min(cost, prices.get(key, cost))
    return prices


def _ids_of(offer: str, offered: Iterable[Offered], opened: Iterable[Opening]) -> Iterator[str]:
    """The groups that are this offer's, and the lines that one can stand in for it."""
    for each in offered:
        if each.track is None or each.code != offer:
            continue
        places = {arena.pk for arena in each.arenas}
        for group in opened:
            if is_of(group, track_id=each.track.pk, forms=each.prices, places=places):
                yield str(group.id)
        for form in each.prices:
            for arena in _arenas_for(each, form):
                yield _wait_id(each.track, form, arena)


def _groups(
    opened: Iterable[Opening], tracks: Mapping[int, OfferedTrack], prices: Prices, language: str
) -> Iterator[GroupOption]:
    """Open groups of these tracks with their next entry, as the rule sees them."""
    words = {
        pk: (in_language(track, "name", language), in_language(track, "bring", language))
        for pk, track in tracks.items()
    }
    for group in opened:
        track, (name, bring) = tracks[group.track_id], words[group.track_id]
        yield GroupOption(
            id=str(group.id),
            track=track.code,
            track_name=name,
            topics=track.topics,
            form=Form(group.form),
            slots=group.slot_mask,
            minutes=track.session_minutes,
            starts_at=group.next_entry,
            weeks=track.weeks,
            seats_left=group.seats_left,
            leader=group.leader,
            leader_organisation=group.leader_organisation,
            place_name=group.place or "",
            place_point=Point(group.lat, group.lon) if group.lat is not None and group.lon is not None else None,
            step_free=group.step_free is not False,
            gentle=track.gentle,
            cost_dkk=prices.get((track.pk, group.form), 0),
            bring=bring,
            language=group.language,
        )


def _openings(tracks: Collection[int], at: datetime, within: Answers | None) -> list[Opening]:
    """With `within`, less those that are full, meet when the citizen cannot, or in a form they cannot take part in."""
    if within is None:
        return openings(tracks=tracks, at=at)
    forms = [
        form
        for form, is_open in (
            (Form.GROUP_SITE, within.distance != DistanceAnswer.NONE),
            (Form.GROUP_VIDEO, within.digital != DigitalAnswer.NO),
        )
        if is_open
    ]
    return openings(tracks=tracks, at=at, within=within.week, forms=forms, full=False) if forms else []


def _starts(offered: Iterable[Offered], language: str) -> Iterator[StartNow]:
    """Each first lesson once, for the topics of the offers that begin with it."""
    topics: dict[str, set[str]] = {}
    forms: dict[str, set[Form]] = {}
    for each in offered:
        if code := each.first_lesson:
            topics.setdefault(code, set()).update(each.topics)
            usable = {Form(form) for form, cost in each.prices.items() if form in ALONE and cost == 0}
            forms.setdefault(code, set()).update(usable)
    for code in sorted(topics):
        content = lesson(code, language)
        yield StartNow(
            code=code,
            title=content.title,
            topics=frozenset(topics[code]),
            forms=frozenset(forms[code]),
            minutes=content.minutes,
            gentle=True,
        )


def _waits(offered: Iterable[Offered], prices: Prices, at: datetime, language: str) -> Iterator[WaitOption]:
    """For each track, form and place: the weekly times at which somebody who leads the track works.

    What they lead already is not taken off: a line shows what is asked for, and a leader is free again one day.
    """
    with_track = [(each, each.track) for each in offered if each.track is not None]
    masks = leading_times({track.pk: track.sessions_per_week for _, track in with_track}, day_of(at))

    @cache
    def begins(slots: int) -> datetime:
        return session_moments(slots, at + LEAD, 1)[0]

    seen: set[tuple[int, str, str]] = set()
    for each, track in with_track:
        slots = masks[track.pk]
        for form in sorted(each.prices) if slots else ():
            for arena in _arenas_for(each, form):
                key = (track.pk, form, arena.code if arena else "")
                if key not in seen:
                    seen.add(key)
                    yield _wait_option(track, form, arena, slots, begins(slots), prices, language)


def _arenas_for(each: Offered, form: str) -> Collection[Arena | None]:
    if form == Form.GROUP_VIDEO:
        return (None,)
    return each.arenas if form == Form.GROUP_SITE else ()


def _wait_id(track: OfferedTrack, form: str, arena: Arena | None) -> str:
    return f"{track.code}|{form}|{arena.code if arena else ''}"


def _wait_option(
    track: OfferedTrack, form: str, arena: Arena | None, slots: int, begins: datetime, prices: Prices, language: str
) -> WaitOption:
    return WaitOption(
        id=_wait_id(track, form, arena),
        track=track.code,
        track_name=in_language(track, "name", language),
        topics=track.topics,
        form=Form(form),
        slots=slots,
        per_week=track.sessions_per_week,
        minutes=track.session_minutes,
        starts_at=begins,
        min_size=track.size_min,
        place_name=arena.name if arena else "",
        place_point=Point(arena.lat, arena.lon) if arena else None,
        step_free=arena.step_free if arena else True,
        gentle=track.gentle,
        cost_dkk=prices.get((track.pk, form), 0),
        language="da",
    )
