"""What editors do with offers: write, send to review, let through, retire, bring back, check, give to another.

Whoever writes is an editor of the offer's organisation, whoever lets through one of another; the trigger on decisions
says the same (adr/0011). Each act takes the offer's row first, so that two editors follow one another.
"""

from datetime import datetime

from django.db import transaction

from sundhedscenter.catalogue import publishing
from sundhedscenter.catalogue.models import Offer, OfferCheck, OfferDecision, OfferVersion
from sundhedscenter.catalogue.offer_schemas import Offer as Document
from sundhedscenter.catalogue.publishing import stage_of
from sundhedscenter.catalogue.vocabulary import SHOWN, Stage
from sundhedscenter.catalogue.workshop_rules import (
    CodeTaken,
    NeedsWhy,
    NotAnEditorThere,
    NothingNew,
    NotTheNewest,
    NotYourOffer,
    OwnHouse,
    WrongStage,
    editors_at,
    houses_of,
    may_review,
    newest_version,
)
from sundhedscenter.core import audit
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.partnership.models import Organisation, User


@transaction.atomic
def write(
    *, document: Document, organisation: Organisation, by: Viewer, at: datetime, note: str = "", new: bool = False
) -> OfferVersion:
    """A new wording as a draft; `new` makes the offer. An older wording in review goes back: nobody reads two.

    Raises NotYourOffer, CodeTaken, NothingNew, UnknownCode.
    """
    if organisation.pk not in houses_of(by, day_of(at)) or document.organisation != organisation.code:
        raise NotYourOffer(document.code)
    offer = Offer.objects.select_for_update().filter(code=document.code).first()
    if offer is not None and (new or offer.organisation_id != organisation.pk):
        raise CodeTaken(document.code) if new else NotYourOffer(document.code)
    newest = newest_version(offer) if offer else None
    if newest is not None and newest.document == document.model_dump(mode="json", by_alias=True):
        raise NothingNew(document.code)
    if newest is not None and stage_of(newest) == Stage.REVIEW:
        _move(newest, Stage.DRAFT, by=by, organisation=organisation, at=at, why="")
    version = publishing.add_version(document=document, organisation=organisation, by=_user(by), at=at, note=note)
    publishing.settle(offer=version.offer)
    _record(version.offer, "offer_written", by=by, at=at, number=version.number)
    return version


@transaction.atomic
def send_to_review(*, version: OfferVersion, by: Viewer, at: datetime) -> OfferDecision:
    """The author's house says that it is ready to be read. Raises NotYourOffer, NotTheNewest, WrongStage."""
    offer = _held(version)
    house = _own_house(offer, by, at)
    _is_newest(version)
    if stage_of(version) not in (Stage.DRAFT, Stage.RETIRED):
        raise WrongStage(stage_of(version))
    return _move(version, Stage.REVIEW, by=by, organisation=house, at=at, why="", verb="offer_sent_to_review")


@transaction.atomic
def send_back(*, version: OfferVersion, why: str, by: Viewer, at: datetime) -> OfferDecision:
    """A reader of another house says what is missing. From trial too: then an older wording in operation shows again.

    Raises OwnHouse, WrongStage, NeedsWhy.
    """
    _held(version)
    house = _other_house(version, by, at)
    if stage_of(version) not in (Stage.REVIEW, Stage.TRIAL):
        raise WrongStage(stage_of(version))
    return _move(version, Stage.DRAFT, by=by, organisation=house, at=at, why=_said(why), verb="offer_sent_back")


@transaction.atomic
def take_back(*, version: OfferVersion, by: Viewer, at: datetime) -> OfferDecision:
    """The author's house takes a wording out of review to write on. Raises NotYourOffer, WrongStage."""
    offer = _held(version)
    house = _own_house(offer, by, at)
    if stage_of(version) != Stage.REVIEW:
        raise WrongStage(stage_of(version))
    return _move(version, Stage.DRAFT, by=by, organisation=house, at=at, why="", verb="offer_taken_back")


@transaction.atomic
def let_through(*, version: OfferVersion, stage: Stage, by: Viewer, at: datetime, why: str = "") -> OfferDecision:
    """A reader of another house lets the wording out to citizens, on trial or in operation.

    Raises OwnHouse, NotTheNewest, WrongStage.
    """
    _held(version)
    house = _other_house(version, by, at)
    _is_newest(version)
    if (stage_of(version), stage) not in (
        (Stage.REVIEW, Stage.TRIAL),
        (Stage.REVIEW, Stage.OPERATION),
        (Stage.TRIAL, Stage.OPERATION),
    ):
        raise WrongStage(stage_of(version))
    return _move(version, stage, by=by, organisation=house, at=at, why=why.strip(), verb="offer_let_through")


@transaction.atomic
def retire(*, offer: Offer, why: str, by: Viewer, at: datetime) -> None:
    """The offer no longer runs: every wording on show ends, and the newest with them. Plans keep pointing at it.

    Raises NotYourOffer, NeedsWhy, WrongStage when it has ended already.
    """
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    house, said = _own_house(offer, by, at), _said(why)
    if offer.stage == Stage.RETIRED:
        raise WrongStage(offer.stage)
    newest = newest_version(offer)
    for version in offer.versions.prefetch_related("decisions").order_by("number"):
        if stage_of(version) in SHOWN:
            publishing.decide(version=version, stage=Stage.RETIRED, by=_user(by), organisation=house, at=at, why=said)
        elif version == newest and stage_of(version) != Stage.RETIRED:
            _end_unshown(version, by=by, house=house, at=at, why=said)
    _record(offer, "offer_retired", by=by, at=at)


@transaction.atomic
def bring_back(*, offer: Offer, by: Viewer, at: datetime) -> OfferDecision:
    """A retired offer's newest wording goes to review: somebody reads it before it shows. Raises as send_to_review."""
    if offer.stage != Stage.RETIRED:
        raise WrongStage(offer.stage)
    version = newest_version(offer)
    if version is None:
        raise WrongStage(offer.stage)
    return send_to_review(version=version, by=by, at=at)


@transaction.atomic
def check(*, offer: Offer, by: Viewer, at: datetime, note: str = "") -> OfferCheck:
    """Somebody of the house has read the offer through today and found it true. Raises NotYourOffer, WrongStage."""
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    _own_house(offer, by, at)
    if offer.stage not in SHOWN:
        raise WrongStage(offer.stage)
    done = OfferCheck.objects.create(offer=offer, checked_on=day_of(at), checked_by=_user(by), note=note.strip())
    publishing.check_done(offer=offer, on=done.checked_on)
    audit.record(by=by, verb="offer_checked", target=done, at=at, data={"offer": offer.code})
    return done


@transaction.atomic
def give_to(*, offer: Offer, owner: User, by: Viewer, at: datetime) -> Offer:
    """From now on `owner` is reminded of the offer. Raises NotYourOffer, NotAnEditorThere."""
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    house = _own_house(offer, by, at)
    if not editors_at(house.pk, day_of(at)).filter(pk=owner.pk).exists():
        raise NotAnEditorThere(owner.pk)
    offer.owner = owner
    offer.save(update_fields=["owner"])
    _record(offer, "offer_given", by=by, at=at, owner=owner.pk)
    return offer


def _end_unshown(version: OfferVersion, *, by: Viewer, house: Organisation, at: datetime, why: str) -> None:
    """From review the way to the end leads over the draft."""
    steps = [Stage.DRAFT, Stage.RETIRED] if stage_of(version) == Stage.REVIEW else [Stage.RETIRED]
    for stage in steps:
        publishing.decide(version=version, stage=stage, by=_user(by), organisation=house, at=at, why=why)


def _move(
    version: OfferVersion,
    stage: Stage,
    *,
    by: Viewer,
    organisation: Organisation,
    at: datetime,
    why: str,
    verb: str = "offer_taken_back",
) -> OfferDecision:
    decision = publishing.decide(version=version, stage=stage, by=_user(by), organisation=organisation, at=at, why=why)
    _record(version.offer, verb, by=by, at=at, number=version.number, stage=stage.value)
    return decision


def _held(version: OfferVersion) -> Offer:
    return Offer.objects.select_for_update().get(pk=version.offer_id)


def _own_house(offer: Offer, by: Viewer, at: datetime) -> Organisation:
    if offer.organisation_id not in houses_of(by, day_of(at)):
        raise NotYourOffer(offer.code)
    return Organisation.objects.get(pk=offer.organisation_id)


def _other_house(version: OfferVersion, by: Viewer, at: datetime) -> Organisation:
    house = may_review(version, by, day_of(at))
    if house is None:
        raise OwnHouse(version)
    return house


def _is_newest(version: OfferVersion) -> None:
    if OfferVersion.objects.filter(offer_id=version.offer_id, number__gt=version.number).exists():
        raise NotTheNewest(version)


def _said(why: str) -> str:
    if not why.strip():
        raise NeedsWhy("why")
    return why.strip()


def _user(by: Viewer) -> User:
    if by.user_id is None:
        raise NotYourOffer(by.name)
    return User.objects.get(pk=by.user_id)


def _record(offer: Offer, verb: str, *, by: Viewer, at: datetime, **more: object) -> None:
    audit.record(by=by, verb=verb, target=offer, at=at, data={"offer": offer.code, **more})
