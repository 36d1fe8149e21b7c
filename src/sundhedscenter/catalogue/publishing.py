"""The row of an offer is written here alone: versions in, decisions in, and the offer shows the published one.

Callers hold the transaction. Whoever adds a version or a decision calls `settle` after it; search terms and the like
that follow from the published document are renewed there.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.catalogue import stages
from sundhedscenter.catalogue.checks import tasks
from sundhedscenter.catalogue.models import (
    Offer,
    OfferDecision,
    OfferResponsibility,
    OfferVersion,
    Place,
    Programme,
    Track,
    Variant,
)
from sundhedscenter.catalogue.offer_schemas import Offer as Document
from sundhedscenter.catalogue.search import index
from sundhedscenter.catalogue.vocabulary import SHOWN, Origin, Stage
from sundhedscenter.partnership.models import Organisation, User

HSDS_NAMESPACE = uuid5(NAMESPACE_URL, "urn:sundhedscenter:offer")


class UnknownCode(ValueError):
    """A document names something that the house does not have."""

    def __init__(self, *, field: str, value: str) -> None:
        self.field, self.value = field, value
        super().__init__(f"{field}: '{value}' is not known. Use the code of one that is here.")


def hsds_id_of(code: str) -> UUID:
    """The offer's number in open data: the same for the same code, in every installation."""
    return uuid5(HSDS_NAMESPACE, code)


def add_version(
    *,
    document: Document,
    organisation: Organisation,
    by: User | None,
    at: datetime,
    note: str = "",
    origin: Origin = Origin.WORKSHOP,
    origin_key: str = "",
    using: str = "default",
) -> OfferVersion:
    """The next version of the offer `document.code`; the offer is made when it is not here. Raises UnknownCode."""
    offer = Offer.objects.using(using).select_for_update().filter(code=document.code).first()
    if offer is None:
        offer = Offer(code=document.code, hsds_id=hsds_id_of(document.code), origin=origin, origin_key=origin_key)
        _write(offer, document, at=at, using=using)
    newest = offer.versions.using(using).order_by("-number").first()
    return OfferVersion.objects.using(using).create(
        offer=offer,
        number=newest.number + 1 if newest else 1,
        document=document.model_dump(mode="json", by_alias=True),
        organisation=organisation,
        written_by=by,
        written_at=at,
        note=note,
    )


def decide(
    *,
    version: OfferVersion,
    stage: Stage,
    by: User | None,
    organisation: Organisation | None,
    at: datetime,
    why: str = "",
    using: str = "default",
) -> OfferDecision:
    """Move a version on and let the offer follow. The database refuses what the rules of review forbid."""
    return decide_all(version=version, path=[stage], by=by, organisation=organisation, at=at, why=why, using=using)[0]


def decide_all(
    *,
    version: OfferVersion,
    path: Sequence[Stage],
    by: User | None,
    organisation: Organisation | None,
    at: datetime,
    why: str = "",
    using: str = "default",
) -> list[OfferDecision]:
    """As `decide`, several steps on end; the offer follows once, after the last."""
    decisions = [
        OfferDecision.objects.using(using).create(
            version=version, stage=stage, decided_by=by, organisation=organisation, decided_at=at, why=why
        )
        for stage in path
    ]
    settle(offer=version.offer, using=using)
    return decisions


def settle(*, offer: Offer, using: str = "default") -> None:
    """Make the row of the offer equal to its published version, else to the last that was, else to the newest.

    So where an offer that has ended is named, nobody meets words that nobody has read through.
    Everything follows from the versions and decisions: a second call changes nothing.
    """
    versions = {row.number: row for row in offer.versions.using(using).prefetch_related("decisions")}
    known = [stages.VersionStage(number, stage_of(row)) for number, row in versions.items()]
    shown = stages.published(known)
    seen = [number for number, row in versions.items() if any(done.stage in SHOWN for done in row.decisions.all())]
    version = versions[shown.number if shown else max(seen or versions)]
    moved = [decision.decided_at for decision in version.decisions.all()]
    offer.stage = stages.offer_stage(known)
    _write(offer, Document.model_validate(version.document), at=max([version.written_at, *moved]), using=using)
    index.renew(offer=offer, using=using)


def stage_of(version: OfferVersion) -> Stage:
    """Where the version stands; its decisions may be prefetched."""
    return stages.version_stage(row.stage for row in sorted(version.decisions.all(), key=lambda row: row.pk))


def _write(offer: Offer, document: Document, *, at: datetime, using: str) -> None:
    for field, value in _columns(document, using).items():
        setattr(offer, field, value)
    if document.checked_on is not None:
        offer.checked_on = max(document.checked_on, offer.checked_on or document.checked_on)
    offer.changed_at = at
    offer.save(using=using)
    offer.places.set([_of(Place, code, "places", using) for code in document.places])
    _give_variants(offer, document, using)
    _give_responsibilities(offer, document, using)


def _give_variants(offer: Offer, document: Document, using: str) -> None:
    """What is as it should be is left alone: plans point at variants."""
    rows = Variant.objects.using(using)
    stored = {row.form: row for row in rows.filter(offer=offer)}
    wanted = [
        Variant(offer=offer, form=said.form, minutes=said.minutes, cost_dkk=Decimal(said.cost_dkk))
        for said in document.variants
    ]
    for variant in wanted:
        row = stored.pop(variant.form, None)
        if row is None:
            variant.save(using=using)
        elif (row.minutes, row.cost_dkk) != (variant.minutes, variant.cost_dkk):
            row.minutes, row.cost_dkk = variant.minutes, variant.cost_dkk
            row.save(using=using)
    if stored:
        rows.filter(pk__in=[row.pk for row in stored.values()]).delete()


def _columns(document: Document, using: str) -> Mapping[str, object]:
    both = ("name", "summary", "for_whom", "happens", "times", "join")
    texts = {
        f"{field}_{language}": getattr(getattr(document, field), language)
        for field in both
        for language in ("da", "en")
    }
    same = (
        "area", "task", "slot_mask", "languages", "municipalities", "ways_in", "keywords", "min_age", "max_age",
        "first_lesson", "phone", "email", "website", "source", "topics",
    )  # fmt: skip
    return {
        **texts,
        **{field: getattr(document, field) for field in same},
        "organisation": _of(Organisation, document.organisation, "organisation", using),
        "programme": _of(Programme, document.programme, "programme", using) if document.programme else None,
        "track": _of(Track, document.track, "track", using) if document.track else None,
        "cost_dkk": Decimal(max(variant.cost_dkk for variant in document.variants)),
        "is_demo": document.demo,
    }


def _give_responsibilities(offer: Offer, document: Document, using: str) -> None:
    """Responsibility is history: a role that already has rows is left as it stands (see actions.py)."""
    own_roles = {entry.role for entry in document.responsibilities}
    rows = tasks()[document.task].rows if document.task else []
    by_task = [entry for entry in rows if entry.role not in own_roles]
    existing = OfferResponsibility.objects.using(using).filter(offer=offer)
    written = set(existing.values_list("role", flat=True))
    OfferResponsibility.objects.using(using).bulk_create(
        OfferResponsibility(
            offer=offer,
            role=entry.role,
            organisation=_of(
                Organisation,
                document.organisation if entry.organisation == "host" else entry.organisation,
                "responsibilities",
                using,
            ),
            during=DateRange(entry.from_, entry.to),
        )
        for entry in [*document.responsibilities, *by_task]
        if entry.role not in written
    )


def _of[M: models.Model](model: type[M], code: str, field: str, using: str) -> M:
    found = model._default_manager.using(using).filter(code=code).first()
    if found is None:
        raise UnknownCode(field=field, value=code)
    return found


def check_done(*, offer: Offer, on: date) -> None:
    """The stored copy of the newest check."""
    offer.checked_on = on
    offer.save(update_fields=["checked_on"])
