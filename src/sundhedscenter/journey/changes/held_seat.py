"""A seat held for one citizen: yes, no, or too late."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sundhedscenter.core.viewer import Viewer
from sundhedscenter.groups.actions import end_offer
from sundhedscenter.groups.models import SeatOffer
from sundhedscenter.groups.seating import take_turn
from sundhedscenter.intake.actions import note_on_behalf
from sundhedscenter.journey.answers_now import answers_now
from sundhedscenter.journey.care import call_if_nothing_is_ahead
from sundhedscenter.journey.changes.outcome import Outcome
from sundhedscenter.journey.changes.refusal import take
from sundhedscenter.journey.choosing import Accepted, SeatGone, pass_on, seat_gone
from sundhedscenter.journey.offers import options_for
from sundhedscenter.pathways.models import Pathway


class OfferExpired(SeatGone):
    """The hold ran out. Carries what to show instead."""


@transaction.atomic
def take_offer(*, viewer: Viewer, pathway: Pathway, offer_id: UUID, at: datetime) -> Accepted:
    """Yes to a held seat. Raises OfferExpired with what to show instead, SeatOffer.DoesNotExist."""
    take_turn()
    offer = SeatOffer.objects.get(pk=offer_id, citizen=pathway.citizen)
    ref = f"group:{offer.group_id}"
    if offer.ended_at is not None or offer.held_until <= at:
        options = options_for(topic=pathway.topic, at=at, language=pathway.citizen.language)
        raise OfferExpired(ref, seat_gone(ref, answers_now(pathway), options, at).alternatives)
    return take(viewer=viewer, pathway=pathway, key=ref, at=at)


@transaction.atomic
def decline_offer(*, viewer: Viewer, pathway: Pathway, offer_id: UUID, at: datetime) -> Outcome:
    """No to a held seat: the next in line gets it, and the citizen keeps their place. Raises SeatOffer.DoesNotExist."""
    take_turn()
    offer = SeatOffer.objects.select_related("group__track", "group__place").get(pk=offer_id, citizen=pathway.citizen)
    if offer.ended_at is None:
        end_offer(offer=offer, reason="declined", by=viewer, at=at)
        note_on_behalf(by=viewer, citizen_id=pathway.citizen_id, act="declined_seat", about=offer, at=at)
        pass_on(offer.group, at=at)
        call_if_nothing_is_ahead(viewer=viewer, pathway=pathway, at=at)
    return Outcome("offer_declined", pathway)
