from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from pytest_django import DjangoAssertNumQueries

from sundhedscenter.catalogue import queries
from sundhedscenter.catalogue.actions import move_responsibility
from sundhedscenter.catalogue.geography import distance_km
from sundhedscenter.catalogue.models import Offer, PostalArea, Track, TrackLeader
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.partnership.models import Organisation, User

LAST_DAY, FIRST_DAY = date(2026, 12, 31), date(2027, 1, 1)
type AsOwner = Callable[..., AbstractContextManager[None]]


def name_of(offer: Offer, role: str, on: date) -> str | None:
    organisation = queries.responsible_for(offer, role, on)
    return organisation.code if organisation else None


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


def test_offers_on_a_day_carry_that_days_responsibility_in_few_queries(
    loaded: dict[str, int], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        offers = list(queries.offers_on(on=FIRST_DAY, topic="kol"))
        seen = {
            offer.code: sorted((r.role, r.organisation.code) for r in offer.responsibilities.all()) for offer in offers
        }
        forms = {offer.code: sorted(v.form for v in offer.variants.all()) for offer in offers}
    assert set(seen) == {"grundhold", "lungehold", "rolig-start", "foerste-samtale", "stophold", "lungekor"}
    assert seen["lungehold"] == [
        ("authority", "region-midtjylland"),
        ("controller", "skive"),
        ("operator", "skive"),
        ("payer", "region-midtjylland"),
    ]
    assert forms["lungehold"] == ["alone_online", "group_site", "group_video", "paper", "phone"]
    assert not queries.offers_on(on=date(2019, 1, 1)).exists()


def test_specific_tracks_come_before_shared_ones(loaded: dict[str, int]) -> None:
    assert [track.code for track in queries.tracks_for_topic("kol")] == ["kol_hold", "core", "gentle"]
    assert [track.code for track in queries.tracks_for_topic("stress")] == ["calm_hold", "nature_hold"]


def test_entries_of_a_rolling_and_of_a_closed_track(loaded: dict[str, int]) -> None:
    kol, knee = Track.objects.get(code="kol_hold"), Track.objects.get(code="knee_hold")
    assert queries.entry_sessions(kol) == [1, 9, 15]
    assert [module.code for module in queries.entry_modules(kol)] == ["kol_breath", "kol_stamina", "kol_daily"]
    assert queries.entry_sessions(knee) == [1]
    assert [module.code for module in queries.entry_modules(knee)] == ["knee_learn"]


def test_track_leaders_are_those_of_the_day(loaded: dict[str, int], as_owner: AsOwner) -> None:
    track = Track.objects.get(code="core")
    with as_owner():
        now, later = (User.objects.create(username=name) for name in ("nu", "senere"))
        TrackLeader.objects.create(track=track, user=now, during=DateRange(date(2026, 1, 1), FIRST_DAY))
        TrackLeader.objects.create(track=track, user=later, during=DateRange(FIRST_DAY, None))
    assert [row.user for row in queries.track_leaders(track, LAST_DAY)] == [now]
    assert [row.user for row in queries.track_leaders(track, FIRST_DAY)] == [later]


def test_places_near_lemvig(loaded: dict[str, int]) -> None:
    lemvig = queries.postal_area(" 7620 ")
    assert isinstance(lemvig, PostalArea)
    near = queries.places_by_distance(lemvig, within_km=10)
    assert [row.place.code for row in near] == ["klosterheden", "lemvig-sundhedshus"]
    step_free = queries.places_by_distance(lemvig, within_km=40, step_free=True)
    assert all(row.place.step_free and row.km <= 40 for row in step_free)
    assert [row.km for row in step_free] == sorted(row.km for row in step_free)
    assert queries.postal_area("0000") is None


def test_distance_of_known_towns() -> None:
    assert distance_km(56.36009, 8.61607, 56.49205, 8.59397) == pytest.approx(14.7, abs=0.2)  # Holstebro-Struer
    assert distance_km(55.0, 10.0, 55.0, 10.0) == 0.0
    assert distance_km(0, 0, 0, 180) == pytest.approx(20015.1, abs=0.1)  # half way round
