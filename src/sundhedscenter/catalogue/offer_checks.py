"""Invariants of offers: the row and its stage equal what versions, decisions and checks say. Asked by `check`."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sundhedscenter.catalogue.models import Offer, OfferDecision, OfferVersion
from sundhedscenter.catalogue.offer_schemas import Offer as Document
from sundhedscenter.catalogue.publishing import hsds_id_of
from sundhedscenter.catalogue.search import index
from sundhedscenter.catalogue.vocabulary import SHOWN, Stage
from sundhedscenter.core.checks import Finding, register
from sundhedscenter.core.clock import day_of
from sundhedscenter.partnership.models import Employment

MEND = "Run `sundhedscenter migrate`, which settles the offers of the house, or decide on the version again."
TEXTS = ("name", "summary", "for_whom", "happens", "times", "join")
PLAIN = (
    "area", "task", "slot_mask", "languages", "municipalities", "ways_in", "keywords", "min_age", "max_age",
    "first_lesson", "phone", "email", "website", "source", "topics",
)  # fmt: skip


@register("offer_row_follows_its_versions")
def offer_row_follows_its_versions(at: datetime) -> Iterator[Finding]:
    """Stage, every column, places, forms and the day of the last check, computed anew. Five queries."""
    offers = (
        Offer.objects.select_related("organisation", "programme", "track")
        .prefetch_related("versions__decisions", "places", "variants", "checks")
        .order_by("code")
    )
    for offer in offers:
        versions = sorted(offer.versions.all(), key=lambda version: version.number)
        if not versions:
            continue  # made by hand, as tests do: there is nothing to compare with
        stage, version = _should_show(versions)
        wrong = [] if offer.stage == stage else ["stage"]
        wrong += _wrong_columns(offer, Document.model_validate(version.document))
        wrong += _wrong_check(offer, versions, version)
        if wrong:
            problem = f"does not follow version {version.number}: {', '.join(wrong)}."
            yield Finding("offer_row_follows_its_versions", f"offer {offer.pk}", problem, MEND)


@register("offer_let_through_by_another_house")
def offer_let_through_by_another_house(at: datetime) -> Iterator[Finding]:
    """What the trigger on decisions says, asked again of what stands there. Three queries."""
    work: dict[int, list[tuple[int, date, date]]] = {}
    for row in Employment.objects.order_by("pk"):
        days = row.during.lower or date.min, row.during.upper or date.max
        work.setdefault(row.user_id, []).append((row.organisation_id, *days))
    decisions = OfferDecision.objects.filter(stage__in=SHOWN, decided_by__isnull=False).select_related("version")
    for decision in decisions.order_by("pk"):
        version = decision.version
        first, last = day_of(version.written_at), day_of(decision.decided_at)

        def houses(user_id: int | None, first: date = first, last: date = last) -> set[int]:
            return {house for house, begin, end in work.get(user_id or 0, ()) if begin <= last and end > first}

        theirs = houses(version.written_by_id) | {version.organisation_id}
        if decision.decided_by_id == version.written_by_id or theirs & houses(decision.decided_by_id):
            problem = f"version {version.number} was let through in its own house."
            mend = "Retire the offer until another house has read it."
            yield Finding("offer_let_through_by_another_house", f"offer {version.offer_id}", problem, mend)


@register("offer_is_found_by_its_words")
def offer_is_found_by_its_words(at: datetime) -> Iterator[Finding]:
    """The words that the search has of each offer are those of its row, made anew. Four queries."""
    rows = Offer.objects.select_related("organisation", "programme", "track").prefetch_related("places", "search_terms")
    for offer in rows.filter(versions__isnull=False).distinct().order_by("code"):
        if {term.word: term.weight for term in offer.search_terms.all()} != dict(index.weights(offer)):
            problem, mend = "the search has other words of it.", "Run `sundhedscenter migrate`: it writes them anew."
            yield Finding("offer_is_found_by_its_words", f"offer {offer.pk}", problem, mend)


def _should_show(versions: Sequence[OfferVersion]) -> tuple[str, OfferVersion]:
    """Said again here, not taken from `stages`: the newest on trial or in operation, else the last that was."""
    stands = [(_last_word(version), version) for version in versions]
    shown = [pair for pair in stands if pair[0] in SHOWN]
    if shown:
        return shown[-1]
    seen = [version for version in versions if any(done.stage in SHOWN for done in version.decisions.all())]
    return stands[-1][0], (seen or versions)[-1]


def _last_word(version: OfferVersion) -> str:
    decisions = {decision.pk: decision.stage for decision in version.decisions.all()}
    return decisions[max(decisions)] if decisions else Stage.DRAFT.value


def _wrong_columns(offer: Offer, document: Document) -> list[str]:
    said: dict[str, Any] = {
        **{f"{field}_{code}": getattr(getattr(document, field), code) for field in TEXTS for code in ("da", "en")},
        **{field: getattr(document, field) for field in PLAIN},
        "is_demo": document.demo,
        "hsds_id": hsds_id_of(offer.code),
        "cost_dkk": Decimal(max(variant.cost_dkk for variant in document.variants)),
    }
    wrong = [field for field, value in said.items() if getattr(offer, field) != value]
    codes = {
        "organisation": (offer.organisation.code, document.organisation),
        "programme": (offer.programme.code if offer.programme else "", document.programme),
        "track": (offer.track.code if offer.track else "", document.track or ""),
        "places": ({place.code for place in offer.places.all()}, set(document.places)),
        "variants": (
            {(row.form, row.minutes, row.cost_dkk) for row in offer.variants.all()},
            {(row.form, row.minutes, Decimal(row.cost_dkk)) for row in document.variants},
        ),
    }
    return wrong + [field for field, (stored, meant) in codes.items() if stored != meant]


def _wrong_check(offer: Offer, versions: Sequence[OfferVersion], shown: OfferVersion) -> list[str]:
    """The stored day is one that somebody wrote, and none before the newest check or the wording's own."""
    days = [day for version in versions if (day := _day(version))]
    must = [check.checked_on for check in offer.checks.all()]
    must += [day for day in [_day(shown)] if day]
    stored = offer.checked_on
    if stored is None:
        return ["checked_on"] if must else []
    known = stored in (*days, *must)
    return [] if known and all(day <= stored for day in must) else ["checked_on"]


def _day(version: OfferVersion) -> date | None:
    said = version.document.get("checked_on")
    return date.fromisoformat(said) if said else None
