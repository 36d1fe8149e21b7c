"""Reads of the catalogue that more than one caller needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from sundhedscenter.catalogue.models import Offer, OfferResponsibility, OfferVersion, ResponsibilityMove, Track
from sundhedscenter.catalogue.vocabulary import SHOWN, Stage
from sundhedscenter.partnership.spans import Span, Spans, merged


def shown_offers() -> QuerySet[Offer]:
    """What citizens may see, find and choose: offers on trial or in operation, by code."""
    return Offer.objects.filter(stage__in=SHOWN).order_by("code")


def run_here() -> QuerySet[Offer]:
    """Offers that the house has a part in: a public task, groups of a track, or a first step; by code.

    Those that have been published, so also what has ended. What a directory of others brought is on show, and no more.
    """
    here = ~Q(task="") | Q(track__isnull=False) | ~Q(first_lesson="")
    return Offer.objects.filter(here, stage__in=[*SHOWN, Stage.RETIRED]).order_by("code")


@dataclass(frozen=True, slots=True)
class Names:
    """An offer's name in Danish and English."""

    name_da: str
    name_en: str


def names_on_show(offer: Offer) -> Names | None:
    """What an offer that has ended was called when citizens last saw it; None when they never did. Two queries at most."""
    seen = OfferVersion.objects.filter(offer=offer, decisions__stage__in=SHOWN).order_by("-number").first()
    if seen is not None:
        return Names(seen.document["name"]["da"], seen.document["name"].get("en", ""))
    return None if offer.versions.exists() else Names(offer.name_da, offer.name_en)


def holders(role: str, on: date) -> dict[int, str]:
    """Who has the role for each offer on the day, by name and offer id. One query."""
    rows = OfferResponsibility.objects.filter(role=role, during__contains=on)
    return dict(rows.values_list("offer_id", "organisation__name"))


def spans_of(offer: Offer, role: str) -> Spans:
    """The days of one role of the offer, in order."""
    return spans_by_offer([offer.pk]).get((offer.pk, role), ())


def spans_by_offer(offer_ids: Iterable[int], *, using: str = "default") -> Mapping[tuple[int, str], Spans]:
    """The days of every role of these offers, by offer id and role. One query."""
    rows = OfferResponsibility.objects.using(using).filter(offer_id__in=list(offer_ids)).order_by("id")
    found: dict[tuple[int, str], list[Span]] = {}
    for offer_id, role, organisation_id, during in rows.values_list("offer_id", "role", "organisation_id", "during"):
        span = Span(organisation_id, during.lower or date.min, during.upper)
        found.setdefault((offer_id, role), []).append(span)
    return {key: merged(spans) for key, spans in found.items()}


def newest_move(offer: Offer, role: str) -> ResponsibilityMove | None:
    """The move of the role that can be taken back."""
    return (
        ResponsibilityMove.objects.filter(offer=offer, role=role, back_at=None)
        .select_related("offer", "organisation")
        .order_by("-moved_at", "-id")
        .first()
    )


def offer_of(*, topic: str, track: Track | None = None, lesson: str = "") -> Offer | None:
    """The offer a part of a plan comes from: with this track, or else this first lesson; None when there is none.

    Of several on show, one with the topic, then the first by code; one that has ended when none is on show.
    """
    if track is None and not lesson:
        return None
    offers = run_here().filter(track=track) if track is not None else run_here().filter(first_lesson=lesson)
    return best_offer(offers, topic)


def best_offer(offers: Iterable[Offer], topic: str) -> Offer | None:
    """The offer on show, with the topic, then the first by code."""
    return min(
        offers, key=lambda offer: (offer.stage not in SHOWN, topic not in offer.topics, offer.code), default=None
    )
