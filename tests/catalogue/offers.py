"""Documents and editors for tests of the offer workshop. Works beside tests/small_catalogue.py."""

from datetime import datetime
from typing import Any

from sundhedscenter.catalogue import publishing, workshop
from sundhedscenter.catalogue.models import OfferVersion
from sundhedscenter.catalogue.offer_schemas import Offer as Document
from sundhedscenter.catalogue.vocabulary import Stage
from sundhedscenter.core.viewer import Viewer, acting_as
from sundhedscenter.partnership.models import Employment, Organisation, User
from tests.people import AT, LONG, AsOwner, staff, viewer_of


def document(code: str = "gaahold", organisation: str = "lemvig", **changes: Any) -> Document:
    """A small offer by phone and on site; `changes` replace whole fields."""
    said: dict[str, Any] = {
        "code": code,
        "name": {"da": "Gåhold", "en": "Walking group"},
        "summary": {"da": "Vi går en tur.", "en": "We take a walk."},
        "join": {"da": "Mød op.", "en": "Turn up."},
        "organisation": organisation,
        "variants": [{"form": "group_site", "minutes": 60}, {"form": "phone", "minutes": 15, "cost_dkk": 20}],
        "source": "Skrevet til en prøve",
    }
    return Document.model_validate(said | changes)


def editor(as_owner: AsOwner, organisation: str, name: str = "Redaktør", role: str = "offer_editor") -> User:
    return staff(as_owner, organisation, role=role, name=name)


def also_at(as_owner: AsOwner, user: User, organisation: str, role: str = "offer_editor", during: Any = LONG) -> None:
    with as_owner():
        house = Organisation.objects.get(code=organisation)
        Employment.objects.create(user=user, organisation=house, role=role, during=during)


def house(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def written(author: User, at: datetime = AT, **changes: Any) -> OfferVersion:
    """A draft by the author, for the house the document names."""
    said = document(**changes)
    with acting_as(as_viewer(author, at)) as by:
        return workshop.write(document=said, organisation=house(said.organisation), by=by, at=at)


def in_review(author: User, at: datetime = AT, **changes: Any) -> OfferVersion:
    version = written(author, at, **changes)
    with acting_as(as_viewer(author, at)) as by:
        workshop.send_to_review(version=version, by=by, at=at)
    return version


def shown(
    author: User, reader: User, at: datetime = AT, stage: Stage = Stage.OPERATION, **changes: Any
) -> OfferVersion:
    """Written, read by somebody elsewhere, and let out."""
    version = in_review(author, at, **changes)
    with acting_as(as_viewer(reader, at)) as by:
        workshop.let_through(version=version, stage=stage, by=by, at=at)
    return version


def of_the_house(as_owner: AsOwner, at: datetime = AT, **changes: Any) -> OfferVersion:
    """As the loader leaves a file: no author, in operation."""
    said = document(**changes)
    with as_owner():
        version = publishing.add_version(document=said, organisation=house(said.organisation), by=None, at=at)
        publishing.decide(version=version, stage=Stage.OPERATION, by=None, organisation=None, at=at)
    return version


def as_viewer(user: User, at: datetime = AT) -> Viewer:
    return viewer_of(user, at)
