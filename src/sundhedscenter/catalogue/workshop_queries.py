"""Reads of the offer workshop: an editor's own offers, what waits for their eyes, and an offer's whole history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery

from sundhedscenter.catalogue.models import Offer, OfferDecision, OfferVersion
from sundhedscenter.catalogue.publishing import stage_of
from sundhedscenter.catalogue.reminders import due_days
from sundhedscenter.catalogue.vocabulary import Stage


@dataclass(frozen=True, slots=True)
class OwnOffer:
    """An offer of the editor's house with its newest wording, why that came back, and when it is read through next."""

    offer: Offer
    newest: OfferVersion | None
    newest_stage: Stage
    sent_back: str
    due_on: date | None


def own_offers(houses: Iterable[int]) -> list[OwnOffer]:
    """Every offer of these organisations, by name. A fixed number of queries."""
    versions = OfferVersion.objects.defer("document").prefetch_related("decisions").order_by("number")
    offers = list(
        Offer.objects.filter(organisation_id__in=list(houses))
        .select_related("organisation", "owner")
        .prefetch_related(Prefetch("versions", queryset=versions))
        .order_by("name_da", "code")
    )
    due = due_days(offers)
    return [_own(offer, due.get(offer.pk)) for offer in offers]


def _own(offer: Offer, due_on: date | None) -> OwnOffer:
    versions = list(offer.versions.all())
    newest = versions[-1] if versions else None
    if newest is None:
        return OwnOffer(offer, None, Stage(offer.stage), "", due_on)
    decisions = sorted(newest.decisions.all(), key=lambda row: row.pk)
    back = decisions[-1].why if decisions and decisions[-1].stage == Stage.DRAFT else ""
    return OwnOffer(offer, newest, stage_of(newest), back, due_on)


def waiting_for_readers(houses: Iterable[int]) -> QuerySet[OfferVersion]:
    """Newest wordings in review that were written in other houses, the longest waiting first."""
    last = OfferDecision.objects.filter(version=OuterRef("pk")).order_by("-pk")
    newer = OfferVersion.objects.filter(offer=OuterRef("offer"), number__gt=OuterRef("number"))
    return (
        OfferVersion.objects.annotate(
            stands=Subquery(last.values("stage")[:1]), waits_since=Subquery(last.values("decided_at")[:1])
        )
        .filter(~Exists(newer), stands=Stage.REVIEW)
        .exclude(organisation_id__in=list(houses))
        .select_related("offer", "organisation", "written_by")
        .order_by("waits_since", "pk")
    )


def history(offer: Offer) -> list[OfferVersion]:
    """All wordings with their decisions, the newest first."""
    decisions = OfferDecision.objects.select_related("decided_by", "organisation").order_by("pk")
    return list(
        offer.versions.select_related("organisation", "written_by")
        .prefetch_related(Prefetch("decisions", queryset=decisions))
        .order_by("-number")
    )
