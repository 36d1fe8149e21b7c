"""What somebody came for from an offer's page: kept in the conversation, and read anew on each of its pages."""

from dataclasses import dataclass
from datetime import datetime

from sundhedscenter.catalogue.models import Offer
from sundhedscenter.catalogue.queries import shown_offers
from sundhedscenter.catalogue.vocabulary import WayIn
from sundhedscenter.intake import drafts
from sundhedscenter.intake.models import Draft
from sundhedscenter.journey.offers import options_for
from sundhedscenter.journey.proposals import GENERAL, Answers, Home, Wish, Wished, propose_wished


@dataclass(frozen=True, slots=True)
class OfferWish:
    """The offer by code and name, and which part of it is wished for."""

    code: str
    name_da: str
    name_en: str
    wish: Wish


class NothingToJoin(ValueError):
    """The offer has no group and no first step that one can join by oneself here."""


def wish_for(*, draft: Draft, offer: Offer, group: str = "", step: bool = False, at: datetime) -> Draft:
    """Begin or turn a conversation towards an offer: one of its groups, its first step, or whatever it has.

    What the offer answers itself is not asked. Raises NothingToJoin, DraftUsed.
    """
    by_step = step or offer.track_id is None
    if not _is_open(offer) or not (offer.first_lesson if by_step else offer.track_id):
        raise NothingToJoin(f"{offer.code} has nothing one joins by oneself here: show how one joins it.")
    topic = _topic(draft.answers.get("topic"), offer)
    asks = ["sted"]
    if topic is None:
        asks.append("emne")
    if not group and not by_step:
        asks.append("uge")
    said = draft.answers.get("topic")
    wish = {
        "offer": offer.code,
        "group": group,
        "step": by_step,
        "asks": asks,
        "topic": topic if topic != said else draft.wish.get("topic"),
    }
    return drafts.keep_wish(draft=draft, wish=wish, answers={"topic": topic}, at=at)


def _is_open(offer: Offer) -> bool:
    """One comes in by oneself; others send those who need the offer."""
    return WayIn.SELF in offer.ways_in


def _topic(said: str | None, offer: Offer) -> str | None:
    """What it is about: as said before where the offer is for that, else the offer's only topic; None to ask."""
    if said in offer.topics:
        return said
    if len(offer.topics) == 1:
        return offer.topics[0]
    return GENERAL.value if GENERAL in offer.topics or not offer.topics else None


def wish_of(draft: Draft) -> OfferWish | None:
    """The wish as the offer stands today; None without one, or when one cannot come by oneself any more. One query at most."""
    if not draft.wish:
        return None
    offer = shown_offers().filter(code=draft.wish["offer"]).first()
    if offer is None or not _is_open(offer):
        return None
    wish = Wish(
        lesson=offer.first_lesson if draft.wish["step"] else "",
        group=draft.wish["group"],
    )
    return OfferWish(offer.code, offer.name_da, offer.name_en, wish)


def proposals_with(*, wished: OfferWish, answers: Answers, home: Home, at: datetime, language: str) -> Wished:
    """The proposals with the wish in front, and why it is not there when it cannot be had."""
    options = options_for(topic=answers.topic, at=at, language=language, offer=wished.code)
    return propose_wished(answers=answers, home=home, options=options, now=at, wish=wished.wish)
