"""From the database to what can be proposed: open groups, places in line, first lessons, the helpline."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.conf import settings

from sundhedscenter.catalogue.lessons import lesson
from sundhedscenter.catalogue.models import Offer, Place, PostalArea, Track, Variant
from sundhedscenter.catalogue.wording import in_language
from sundhedscenter.core.clock import COPENHAGEN, day_of
from sundhedscenter.groups.calendar import session_moments
from sundhedscenter.groups.models import Group
from sundhedscenter.groups.pooling import LEAD, leading_times
from sundhedscenter.groups.queries import open_groups
from sundhedscenter.journey.proposals import (
    Answers,
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
    area = PostalArea.objects.get(code=postal_code)
    return Home(point=Point(area.lat, area.lon), town=area.name)


def proposals_for(*, answers: Answers, at: datetime, language: str) -> tuple[Proposal, ...]:
    """At most three proposals for these answers now; the one to begin with first."""
    return propose(
        answers=answers,
        home=home_of(answers.postal_code),
        options=options_for(topic=answers.topic, at=at, language=language),
        now=at,
    )


def options_for(*, topic: str, at: datetime, language: str) -> Options:
    """Everything that can be proposed for a topic now. A fixed number of queries, whatever there is to choose from."""
    offers = list(
        Offer.objects.filter(topics__overlap=[topic, "unsure"])
        .select_related("track")
        .prefetch_related("variants", "places")
        .order_by("code")
    )
    tracks = {o.track.pk for o in offers if o.track is not None}
    prices = _prices(offers)
    return Options(
        helpline=helpline(at),
        starts=tuple(_starts(offers, language)),
        groups=tuple(group_option(group, prices, language) for group in open_groups(at=at).filter(track_id__in=tracks)),
        waits=tuple(_waits(offers, prices, at, language)),
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


def _prices(offers: Iterable[Offer]) -> Prices:
    """The lowest price of each track in each form, whole kroner rounded up."""
    prices: Prices = {}
    for offer in offers:
        if offer.track_id is None:
            continue
        for variant in offer.variants.all():
            cost = int(-(-variant.cost_dkk // 1))
            key = (offer.track_id, variant.form)
            prices[key] = min(cost, prices.get(key, cost))
    return prices


def group_option(group: Group, prices: Prices, language: str) -> GroupOption:
    """A group with its next entry (`next_entry` from `open_groups`) as the rule sees it."""
    track, place = group.track, group.place
    return GroupOption(
        id=str(group.pk),
        track=track.code,
        track_name=in_language(track, "name", language),
        topics=frozenset(track.topics),
        form=Form(group.form),
        slots=group.slot_mask,
        minutes=track.session_minutes,
        starts_at=group.next_entry,  # type: ignore[attr-defined]  # annotated by open_groups
        weeks=track.weeks,
        seats_left=group.seats_left(),
        leader=group.leader.display_name,
        leader_organisation=group.leader_organisation.name,
        place_name=place.name if place else "",
        place_point=Point(place.lat, place.lon) if place else None,
        step_free=place.step_free if place else True,
        gentle=track.gentle,
        cost_dkk=prices.get((track.pk, group.form), 0),
        bring=in_language(track, "bring", language),
        language=group.language,
    )


def _starts(offers: Iterable[Offer], language: str) -> Iterable[StartNow]:
    """Each first lesson once, for the topics of the offers that begin with it."""
    topics: dict[str, set[str]] = {}
    forms: dict[str, set[Form]] = {}
    for offer in offers:
        if offer.first_lesson:
            topics.setdefault(offer.first_lesson, set()).update(offer.topics)
            usable = {Form(v.form) for v in offer.variants.all() if v.form in ALONE and v.cost_dkk == 0}
            forms.setdefault(offer.first_lesson, set()).update(usable)
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


def _waits(offers: Iterable[Offer], prices: Prices, at: datetime, language: str) -> Iterable[WaitOption]:
    """For each track, form and place: the weekly times at which somebody who leads the track works.

    What they lead already is not taken off: a line shows what is asked for, and a leader is free again one day.
    """
    with_track = [(offer, offer.track) for offer in offers if offer.track is not None]
    masks = leading_times({track for _, track in with_track}, day_of(at))
    seen: set[tuple[int, str, str]] = set()
    for offer, track in with_track:
        for variant in offer.variants.all() if masks[track.pk] else ():
            for place in _places_for(offer, variant):
                key = (track.pk, variant.form, place.code if place else "")
                if key not in seen:
                    seen.add(key)
                    yield _wait_option(track, variant.form, place, masks[track.pk], prices, at, language)


def _places_for(offer: Offer, variant: Variant) -> list[Place | None]:
    if variant.form == Form.GROUP_VIDEO:
        return [None]
    return list(offer.places.all()) if variant.form == Form.GROUP_SITE else []


def _wait_option(
    track: Track, form: str, place: Place | None, slots: int, prices: Prices, at: datetime, language: str
) -> WaitOption:
    return WaitOption(
        id=f"{track.code}|{form}|{place.code if place else ''}",
        track=track.code,
        track_name=in_language(track, "name", language),
        topics=frozenset(track.topics),
        form=Form(form),
        slots=slots,
        per_week=track.sessions_per_week,
        minutes=track.session_minutes,
        starts_at=session_moments(slots, at + LEAD, 1)[0],
        min_size=track.size_min,
        place_name=place.name if place else "",
        place_point=Point(place.lat, place.lon) if place else None,
        step_free=place.step_free if place else True,
        gentle=track.gentle,
        cost_dkk=prices.get((track.pk, form), 0),
        language="da",
    )
