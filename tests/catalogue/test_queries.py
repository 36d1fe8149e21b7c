from datetime import UTC, date, datetime

import pytest

from sundhedscenter.catalogue import queries
from sundhedscenter.catalogue.actions import move_responsibility
from sundhedscenter.catalogue.geography import distance_km
from sundhedscenter.catalogue.models import Offer
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.partnership.models import Organisation
from sundhedscenter.partnership.spans import body_on

LAST_DAY, FIRST_DAY = date(2026, 12, 31), date(2027, 1, 1)


def name_of(offer: Offer, role: str, on: date) -> str | None:
    body = body_on(queries.spans_of(offer, role), on)
    return Organisation.objects.get(pk=body).code if body else None


def test_authority_moves_on_new_years_day_as_rows_and_the_operator_stays(loaded: dict[str, int]) -> None:
    offer = Offer.objects.get(code="lungehold")
    assert [name_of(offer, "authority", on) for on in (LAST_DAY, FIRST_DAY)] == ["skive", "region-midtjylland"]
    assert [name_of(offer, "payer", on) for on in (LAST_DAY, FIRST_DAY)] == ["skive", "region-midtjylland"]
    assert [name_of(offer, "operator", on) for on in (LAST_DAY, FIRST_DAY)] == ["skive", "skive"]
    assert name_of(offer, "authority", date(2019, 12, 31)) is None


@pytest.mark.parametrize("code", ["ro-i-naturen", "nyt-knae", "hjertecafe"])
def test_other_tasks_stay_where_they_are(loaded: dict[str, int], code: str) -> None:
    offer = Offer.objects.get(code=code)
    for role in ("authority", "payer", "operator", "controller"):
        assert name_of(offer, role, LAST_DAY) == name_of(offer, role, FIRST_DAY) == offer.organisation.code


def test_responsibility_moves_on_any_day_for_one_offer_and_back(loaded: dict[str, int]) -> None:
    offer, other = Offer.objects.get(code="lungehold"), Offer.objects.get(code="grundhold")
    lemvig, skive = Organisation.objects.get(code="lemvig"), Organisation.objects.get(code="skive")
    at, there, back = datetime(2026, 11, 1, tzinfo=UTC), date(2026, 12, 1), date(2027, 3, 1)
    with acting_as(system("check")) as by:
        move_responsibility(offer=offer, role="operator", to=lemvig, on=there, by=by, at=at)
        move_responsibility(offer=offer, role="operator", to=skive, on=back, by=by, at=at)
    days = [date(2026, 11, 30), there, date(2027, 2, 28), back]
    assert [name_of(offer, "operator", on) for on in days] == ["skive", "lemvig", "lemvig", "skive"]
    assert {name_of(other, "operator", on) for on in days} == {"holstebro"}


def test_distance_of_known_towns() -> None:
    assert distance_km(56.36009, 8.61607, 56.49205, 8.59397) == pytest.approx(14.7, abs=0.2)  # Holstebro-Struer
    assert distance_km(55.0, 10.0, 55.0, 10.0) == 0.0
    assert distance_km(0, 0, 0, 180) == pytest.approx(20015.1, abs=0.1)  # half way round
