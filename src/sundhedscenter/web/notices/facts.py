"""What a message needs to know, read when it is sent. The sender sees no more than this."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sundhedscenter.catalogue.models import OfferReminder
from sundhedscenter.catalogue.wording import in_language
from sundhedscenter.citizens.queries import tasks_visible_to
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import OutboxMessage
from sundhedscenter.core.viewer import current
from sundhedscenter.groups.models import Group, Session
from sundhedscenter.groups.queries import seat_offers_visible_to, seats_visible_to
from sundhedscenter.pathways.queries import authority_of, outreach_visible_to, pathway_facts_visible_to

# Messages about these say who answers for the pathway; one about a log-in or a helper does not.
ABOUT_PATHWAY = ("groups.", "pathways.", "citizens.task")


@dataclass(frozen=True, slots=True)
class Meeting:
    """The meeting that the message is about. `place` is empty for a video room."""

    starts_at: datetime
    place: str
    is_video: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a message may say."""

    meeting: Meeting | None = None
    answer_by: datetime | None = None
    until: date | None = None
    call_by: date | None = None
    authority: str = ""
    words: str = ""


def facts_of(message: OutboxMessage) -> Facts:
    """What the message may say on the day it is written. Raises DoesNotExist where its row is gone."""
    facts = _facts_of_row(message)
    if message.subject_id is None or not message.about_kind.startswith(ABOUT_PATHWAY):
        return facts
    on = day_of(message.frozen_at or message.created_at)
    return replace(facts, authority=authority_of(current(), message.subject_id, on=on))


def _facts_of_row(message: OutboxMessage) -> Facts:
    match message.about_kind:
        case "groups.seat" if message.kind in ("seat_released", "seat_replaced"):
            return Facts()  # the time is no longer theirs
        case "groups.seat":
            seat = seats_visible_to(current()).select_related("group__place").get(pk=message.about_id)
            first = seat.group.sessions.filter(number=seat.from_session).get()
            return Facts(meeting=_meeting(first, seat.group))
        case "groups.seatoffer":
            offer = seat_offers_visible_to(current()).select_related("group__place").get(pk=message.about_id)
            entry = offer.group.sessions.filter(starts_at__gt=offer.made_at, is_entry=True, cancelled_at=None)
            first_entry = entry.order_by("starts_at", "id").first()
            meeting = _meeting(first_entry, offer.group) if first_entry else None
            return Facts(meeting=meeting, answer_by=offer.held_until)
        case "groups.session":
            session = Session.objects.select_related("group__place").get(pk=message.about_id)
            return Facts(meeting=_meeting(session, session.group))
        case "pathways.outreach":
            return Facts(words=outreach_visible_to(current()).get(pk=message.about_id).text)
        case "catalogue.offerreminder":
            about = OfferReminder.objects.select_related("offer").get(pk=message.about_id).offer
            return Facts(words=in_language(about, "name", message.language) or about.name_da)
        case "citizens.task":
            return Facts(call_by=tasks_visible_to(current()).get(pk=message.about_id).deadline)
        case "pathways.pathwayfact":
            return Facts(until=pathway_facts_visible_to(current()).get(pk=message.about_id).until)
        case _:
            return Facts()


def _meeting(session: Session, group: Group) -> Meeting:
    place = group.place
    where = f"{place.name}, {place.address}, {place.postal_code}" if place else ""
    return Meeting(session.starts_at, where, is_video=place is None)
