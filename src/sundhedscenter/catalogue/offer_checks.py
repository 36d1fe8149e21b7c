"""Invariants of offers: the row and its stage equal what versions, decisions and checks say. Asked by `check`."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sundhedscenter.catalogue.models import Offer, OfferVersion
from sundhedscenter.catalogue.offer_schemas import Offer as Document
from sundhedscenter.catalogue.vocabulary import SHOWN, Stage
from sundhedscenter.core.checks import Finding, register

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
