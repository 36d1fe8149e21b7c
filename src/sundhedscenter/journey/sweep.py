"""What falls due by itself: held seats that ran out, lines that make a group, drafts past their day."""

from dataclasses import dataclass
from datetime import datetime

from sundhedscenter.catalogue.models import Track
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.groups.actions import end_offer
from sundhedscenter.groups.models import SeatOffer, WaitingPlace
from sundhedscenter.intake.drafts import forget_expired
from sundhedscenter.journey.choosing import gather, pass_on

SWEEP = system("sweep")


@dataclass(frozen=True, slots=True)
class Swept:
    """How much was due."""

    offers: int
    groups: int
    drafts: int


def sweep(*, at: datetime) -> Swept:
    """Do everything that is due at `at`. Safe to run again: what is done is not due any more."""
    with acting_as(SWEEP, on=day_of(at)):
        expired = list(
            SeatOffer.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(ended_at=None, held_until__lte=at)
            .select_related("group__track", "group__place")
        )
        for offer in expired:
            end_offer(offer=offer, reason="expired", by=SWEEP, at=at)
        for group in {offer.group_id: offer.group for offer in expired}.values():
            pass_on(group, at=at)
        tracks = Track.objects.filter(pk__in=WaitingPlace.objects.filter(ended_at=None).values("track_id")).order_by(
            "code"
        )
        groups = sum(len(gather(track, at=at)) for track in tracks)
        return Swept(len(expired), groups, forget_expired(at=at))
