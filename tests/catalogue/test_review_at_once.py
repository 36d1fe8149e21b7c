"""Two readers of two houses who decide about one wording in the same moment, past the acts' own waiting."""

from collections.abc import Callable

import pytest
from django.db import transaction

from sundhedscenter.catalogue import workshop
from sundhedscenter.catalogue.models import Offer, OfferDecision, OfferVersion
from sundhedscenter.catalogue.offer_checks import offer_row_follows_its_versions
from sundhedscenter.catalogue.publishing import stage_of
from sundhedscenter.catalogue.vocabulary import Stage
from sundhedscenter.partnership.models import User
from tests import small_catalogue
from tests.at_once import at_once
from tests.catalogue.offers import as_viewer, editor, house, in_review
from tests.people import AT, AsOwner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def version(transactional_db: None, as_owner: AsOwner) -> OfferVersion:
    with as_owner():
        small_catalogue.make()
    return in_review(editor(as_owner, "lemvig"))


def test_rows_added_at_once_follow_one_another(version: OfferVersion, as_owner: AsOwner) -> None:
    """Sent back and let through: only one of them began in review."""
    readers = {"draft": (editor(as_owner, "struer"), "struer"), "operation": (editor(as_owner, "skive"), "skive")}

    def adds(stage: str) -> Callable[[], int]:
        user, code = readers[stage]
        there = house(code)

        def act() -> int:
            with transaction.atomic():
                return OfferDecision.objects.create(
                    version=version, stage=stage, decided_by=user, organisation=there, decided_at=AT
                ).pk

        return act

    ended = at_once([adds(stage) for stage in readers])
    assert sorted(isinstance(end, int) for end in ended) == [False, True]
    assert "offer_decision_in_order" in next(str(end) for end in ended if not isinstance(end, int))
    assert version.decisions.count() == 2


def test_acts_at_once_leave_one_decision_and_a_row_that_follows(version: OfferVersion, as_owner: AsOwner) -> None:
    struer, skive = editor(as_owner, "struer"), editor(as_owner, "skive")

    def lets(user: User) -> Callable[[], OfferDecision]:
        by = as_viewer(user)
        return lambda: workshop.let_through(version=version, stage=Stage.OPERATION, by=by, at=AT)

    ended = at_once([lets(struer), lets(skive)])
    assert sorted(type(end).__name__ for end in ended) == ["OfferDecision", "WrongStage"]
    assert (stage_of(version), Offer.objects.get(code="gaahold").stage) == (Stage.OPERATION, "operation")
    assert list(offer_row_follows_its_versions(AT)) == []
