"""What a citizen has in the groups right now: seats, places in line, held seats."""

from datetime import datetime

from sundhedscenter.catalogue.models import Track
from sundhedscenter.citizens.queries import newest_week
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.core.week import FULL_MASK
from sundhedscenter.groups.actions import end_offer, end_waiting, wait_for_group
from sundhedscenter.groups.models import Group, Seat, SeatOffer, WaitingPlace
from sundhedscenter.pathways.models import Pathway, PlanItem


def live_seats(pathway: Pathway) -> list[Seat]:
    rows = Seat.objects.filter(pathway=pathway, released_at=None).order_by("taken_at", "id")
    return list(rows.select_related("group__place", "group__track", "track", "plan_item", "citizen", "pathway"))


def places_in_line(pathway: Pathway) -> list[WaitingPlace]:
    rows = WaitingPlace.objects.filter(pathway=pathway, ended_at=None).order_by("since", "id")
    return list(rows.select_related("track"))


def tracks_in_plan(pathway: Pathway) -> list[Track]:
    """The tracks the citizen is in, waits for or does alone, by code."""
    items = PlanItem.objects.filter(pathway=pathway, kind="track", ended_at=None)
    seats = Seat.objects.filter(pathway=pathway, released_at=None)
    lines = WaitingPlace.objects.filter(pathway=pathway, ended_at=None)
    ids = {pk for rows in (items, seats, lines) for pk in rows.order_by().values_list("track_id", flat=True)}
    return list(Track.objects.filter(pk__in=ids).order_by("code"))


def leave_every_line(*, pathway: Pathway, reason: str, by: Viewer, at: datetime) -> None:
    for waiting in places_in_line(pathway):
        end_waiting(waiting=waiting, reason=reason, by=by, at=at)


def give_back_offers(*, pathway: Pathway, reason: str, by: Viewer, at: datetime) -> list[Group]:
    """End every held seat. Returns the groups whose seat must be passed on."""
    offers = SeatOffer.objects.filter(pathway=pathway, ended_at=None).select_related("group__track", "group__place")
    ended = [end_offer(offer=offer, reason=reason, by=by, at=at) for offer in offers]
    return [offer.group for offer in ended]


def week_now(pathway: Pathway) -> int:
    """The weekly times the citizen can as a mask; the whole week while nothing is known."""
    week = newest_week(pathway.citizen)
    return week.slot_mask if week and week.slot_mask else FULL_MASK


def wait_like(seat: Seat, *, by: Viewer, at: datetime) -> WaitingPlace:
    """A place in line for what a given-up seat was, in the citizen's week as it is now."""
    return wait_for_group(
        pathway=seat.pathway,
        track=seat.track,
        slot_mask=week_now(seat.pathway),
        forms=[seat.group.form],
        places=[seat.group.place.code] if seat.group.place else [],
        language=seat.group.language,
        by=by,
        at=at,
    )
