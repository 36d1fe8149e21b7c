"""A file of the house is followed until the workshop speaks."""

from datetime import timedelta
from typing import Any

import pytest

from sundhedscenter.catalogue import workshop
from sundhedscenter.catalogue.checks import read_content
from sundhedscenter.catalogue.loading import Loader
from sundhedscenter.catalogue.models import Offer
from sundhedscenter.catalogue.offer_schemas import Offer as Document
from sundhedscenter.catalogue.vocabulary import Stage
from tests.catalogue.offers import as_viewer, editor
from tests.people import AT, AsOwner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
CODE = "diabeteshold"


def load(as_owner: AsOwner, days: int, **changes: Any) -> None:
    content = read_content()
    content.offers[CODE] = content.offers[CODE].model_copy(update=changes)
    only = {CODE: content.offers[CODE]}
    content.offers.clear()
    content.offers.update(only)
    with as_owner():
        Loader(using="default", content=content, at=AT + timedelta(days=days)).offers()


def test_file_that_says_the_same_adds_nothing(as_owner: AsOwner) -> None:
    load(as_owner, 1)
    assert Offer.objects.get(code=CODE).versions.count() == 1


def test_file_that_says_something_new_is_a_version_in_operation(as_owner: AsOwner) -> None:
    load(as_owner, 1, phone="70 00 00 99")
    offer = Offer.objects.get(code=CODE)
    assert (offer.versions.count(), offer.stage, offer.phone) == (2, "operation", "70 00 00 99")


def test_workshop_stands_when_the_file_changes(as_owner: AsOwner) -> None:
    offer = Offer.objects.get(code=CODE)
    author = editor(as_owner, offer.organisation.code)
    said = Document.model_validate(offer.versions.get().document)
    changed = said.model_copy(update={"phone": "70 00 00 11"})
    by = as_viewer(author)
    version = workshop.write(document=changed, organisation=offer.organisation, by=by, at=AT)
    load(as_owner, 1, phone="70 00 00 99")
    assert Offer.objects.get(code=CODE).phone == said.phone  # a draft is a word spoken, and shows nothing
    workshop.send_to_review(version=version, by=by, at=AT)
    reader = editor(as_owner, "dgi")
    workshop.let_through(version=version, stage=Stage.OPERATION, by=as_viewer(reader), at=AT)
    load(as_owner, 2, phone="70 00 00 99")
    assert Offer.objects.get(code=CODE).phone == "70 00 00 11"


def test_what_the_workshop_retired_stays_so(as_owner: AsOwner) -> None:
    offer = Offer.objects.get(code=CODE)
    by = as_viewer(editor(as_owner, offer.organisation.code))
    workshop.retire(offer=offer, why="Det er slut.", by=by, at=AT)
    load(as_owner, 1, phone="70 00 00 99")
    assert Offer.objects.get(code=CODE).stage == "retired"
