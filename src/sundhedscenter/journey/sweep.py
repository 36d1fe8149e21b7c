"""What falls due by itself: held seats that ran out, lines that make a group, pauses and groups that are over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from sundhedscenter.catalogue.models import Track
from sundhedscenter.core.clock import COPENHAGEN, day_of
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.groups.actions import end_offer
from sundhedscenter.groups.models import Seat, SeatOffer, Session, WaitingPlace
from sundhedscenter.groups.queries import open_groups
from sundhedscenter.groups.seating import take_turn
from sundhedscenter.intake.drafts import forget_expired
from sundhedscenter.journey.care import call_if_nothing_is_ahead, with_something_ahead
from sundhedscenter.journey.changes.rest import resume
from sundhedscenter.journey.choosing import gather, pass_on
from sundhedscenter.journey.responsibility import hand_on_due
from sundhedscenter.pathways.models import Pathway, PathwayFact
from sundhedscenter.pathways.queries import FINAL_KINDS, RESTS

SWEEP = system("sweep")
# A pause ends at midnight; nobody wants a message then.
MORNING = time(8)
# How long back a group may have ended and its people still be asked what comes next.
LOOK_BACK = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Swept:
    """How much was due."""

    offers: int
    groups: int
    pauses: int
    calls: int
    drafts: int
    handed_on: int


def sweep(*, at: datetime) -> Swept:
    """Do everything that is due at `at`, one transaction for each thing. Safe to run again: what is done is not due.

    What cannot be done does not keep the rest waiting; raises ExceptionGroup at the end with all that went wrong.
    """
    due = _Due(at)
    pauses = sum(due.attempt(_end_pause, pathway_id, at) for pathway_id in _pauses_due(at))
    offers = groups = 0
    for track in _tracks_due(at):
        offers += due.attempt(_expire_offers, track, at)
        groups += due.attempt(_gather, track, at)
    calls = due.attempt(_call_after_last_meeting, at)
    drafts = due.attempt(_forget_drafts, at)
    handed_on = due.attempt(_hand_on, at)
    if due.errors:
        raise ExceptionGroup("sweep", due.errors)
    return Swept(offers, groups, pauses, calls, drafts, handed_on)


class _Due:
    """Tries one thing after another, each in a transaction of its own, and keeps what went wrong."""

    def __init__(self, at: datetime) -> None:
        self.on = day_of(at)
        self.errors: list[Exception] = []

    def attempt[**P](self, act: Callable[P, int], *args: P.args, **kwargs: P.kwargs) -> int:
        try:
            with acting_as(SWEEP, on=self.on):
                return act(*args, **kwargs)
        except Exception as error:  # noqa: BLE001  raised again when everything else is done
            self.errors.append(error)
            return 0


def _tracks_due(at: datetime) -> list[Track]:
    """Tracks in which somebody waits or a hold has run out."""
    with acting_as(SWEEP, on=day_of(at)):
        waiting = WaitingPlace.objects.filter(ended_at=None).values("track_id")
        expired = SeatOffer.objects.filter(ended_at=None, held_until__lte=at).values("group__track_id")
        return list(Track.objects.filter(Q(pk__in=waiting) | Q(pk__in=expired)).order_by("code"))


def _expire_offers(track: Track, at: datetime) -> int:
    take_turn()
    due = SeatOffer.objects.filter(group__track=track, ended_at=None, held_until__lte=at)
    expired = list(due.select_related("group__track", "group__place"))
    for offer in expired:
        end_offer(offer=offer, reason="expired", by=SWEEP, at=at)
    for group in {offer.group_id: offer.group for offer in expired}.values():
        pass_on(group, at=at)
    return len(expired)


def _gather(track: Track, at: datetime) -> int:
    """New groups; and whoever still waits is offered a free seat in a group that runs and lets people in."""
    opened = len(gather(track, at=at))
    for group in open_groups(at=at).filter(track=track):
        if group.seats_left() > 0:
            pass_on(group, at=at)
    return opened


def _pauses_due(at: datetime) -> list[UUID]:
    """Pathways whose newest turn is a pause that has come to its day, by id."""
    on = day_of(at)
    later = PathwayFact.objects.filter(
        pathway=OuterRef("pathway"),
        kind__in=(*RESTS, "resumed", *FINAL_KINDS),
        superseded_by=None,
    ).filter(Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")))
    with acting_as(SWEEP, on=on):
        over = PathwayFact.objects.filter(kind="paused", until__lte=on, superseded_by=None).exclude(Exists(later))
        return list(over.values_list("pathway_id", flat=True))


def _end_pause(pathway_id: UUID, at: datetime) -> int:
    """On the day a pause ends the citizen is back, whether they say so or not."""
    pathway = Pathway.objects.select_related("citizen", "contact_person").get(pk=pathway_id)
    return resume(pathway=pathway, by=SWEEP, at=at, told_from=_not_before_morning(at))


def _not_before_morning(at: datetime) -> datetime | None:
    local = at.astimezone(COPENHAGEN)
    return None if local.time() >= MORNING else datetime.combine(local.date(), MORNING, tzinfo=COPENHAGEN)


def _call_after_last_meeting(at: datetime) -> int:
    """When a group has met for the last time, the contact person talks with each about what comes next."""
    sessions = Session.objects.filter(group=OuterRef("group"), cancelled_at=None)
    coming, recent = sessions.filter(starts_at__gt=at), sessions.filter(starts_at__gt=at - LOOK_BACK)
    over = Seat.objects.filter(~Exists(coming), Exists(recent), released_at=None)
    pathways = list(
        Pathway.objects.filter(pk__in=over.values("pathway_id"))
        .exclude(pathwayfacts__kind__in=FINAL_KINDS)
        .select_related("citizen", "contact_person")
        .order_by("created_at", "id")
    )
    ahead = with_something_ahead(pathways, at=at)
    return sum(
        call_if_nothing_is_ahead(viewer=SWEEP, pathway=pathway, at=at) is not None
        for pathway in pathways
        if pathway.pk not in ahead
    )


def _hand_on(at: datetime) -> int:
    """An operator's first day: contact and tasks are theirs now."""
    return hand_on_due(by=SWEEP, at=at)


def _forget_drafts(at: datetime) -> int:
    return forget_expired(at=at)
