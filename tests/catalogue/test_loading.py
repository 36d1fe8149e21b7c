from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.catalogue.loading import load_all
from sundhedscenter.catalogue.models import (
    Offer,
    OfferResponsibility,
    Place,
    PostalArea,
    Room,
    Track,
    TrackLeader,
    TrackModule,
    Variant,
)
from sundhedscenter.partnership.models import Organisation, User
from tests.people import AT

type AsOwner = Callable[..., AbstractContextManager[None]]


def everything() -> dict[str, list[dict[str, object]]]:
    """All rows of the catalogue and the organisations, ids included."""
    models = [*apps.get_app_config("catalogue").get_models(include_auto_created=True), Organisation]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}


def test_loading_twice_changes_nothing(loaded: dict[str, int], as_owner: AsOwner) -> None:
    before = everything()
    with as_owner():
        again = load_all(using="default", at=AT)
    assert dict(again) == loaded
    assert everything() == before
    assert before["catalogue.Track"] and before["catalogue.OfferResponsibility"]


def test_a_changed_row_follows_the_file_again(loaded: dict[str, int], as_owner: AsOwner) -> None:
    with as_owner():
        Track.objects.filter(code="core").update(name_da="Noget andet")
        core = Track.objects.get(code="core")
        TrackModule.objects.create(track=core, position=99, module=core.chain.all()[0].module)
        Variant.objects.create(offer=Offer.objects.get(code="foerste-samtale"), form="paper", minutes=5)
        Room.objects.create(place=Place.objects.get(code="lemvig-sundhedshus"), name="Ekstra", capacity=1)
        load_all(using="default", at=AT)
    core.refresh_from_db()
    assert core.name_da.startswith("Fælles grundhold") and core.chain.count() == 8
    assert not Variant.objects.filter(offer__code="foerste-samtale", form="paper").exists()
    assert not Room.objects.filter(name="Ekstra").exists()


def test_responsibility_that_was_moved_is_left_alone(loaded: dict[str, int], as_owner: AsOwner) -> None:
    lemvig = Organisation.objects.get(code="lemvig")
    with as_owner():
        OfferResponsibility.objects.filter(offer__code="lungehold", role="operator").update(organisation=lemvig)
        load_all(using="default", at=AT)
    assert OfferResponsibility.objects.get(offer__code="lungehold", role="operator").organisation == lemvig


def test_postal_areas_are_single_codes_with_a_municipality(loaded: dict[str, int]) -> None:
    assert loaded["postal_areas"] == PostalArea.objects.count() == 1090
    assert not PostalArea.objects.exclude(code__regex=r"^\d{4}$").exists()
    assert PostalArea.objects.get(code="7620").municipality_code == "0665"
    assert PostalArea.objects.get(code="1050").municipality_code == "0101"
    assert PostalArea.objects.get(code="1970").municipality_code == "0147"
    assert not PostalArea.objects.filter(code="0999").exists()  # a bulk receiver is nobody's home


def test_partners_are_there_and_made_up_ones_are_marked(loaded: dict[str, int]) -> None:
    municipalities = Organisation.objects.filter(kind="municipality").values_list("municipality_code", flat=True)
    assert set(municipalities) == {"0661", "0665", "0671", "0779", "0760"}
    council = Organisation.objects.get(code="sundhedsraad-vestjylland")
    assert council.valid.lower == date(2027, 1, 1)
    assert not Organisation.objects.filter(kind="practice", is_test=False).exists()


@pytest.mark.parametrize("begins", [date(2026, 12, 31), date(2020, 1, 1)])
def test_two_organisations_cannot_have_one_role_at_once(
    loaded: dict[str, int], as_owner: AsOwner, begins: date
) -> None:
    offer = Offer.objects.get(code="lungehold")
    values = {"offer": offer, "role": "authority", "organisation": Organisation.objects.get(code="struer")}
    with as_owner(), pytest.raises(IntegrityError, match="offer_responsibility_one_at_a_time"), transaction.atomic():
        OfferResponsibility.objects.create(during=DateRange(begins, date(2027, 1, 1)), **values)
    with as_owner():  # before the first row nobody had the role
        OfferResponsibility.objects.create(during=DateRange(date(2019, 1, 1), date(2020, 1, 1)), **values)


def test_a_leader_has_a_track_once_at_a_time(loaded: dict[str, int], as_owner: AsOwner) -> None:
    track = Track.objects.get(code="core")
    with as_owner():
        user = User.objects.create(username="leder")
        TrackLeader.objects.create(track=track, user=user, during=DateRange(date(2026, 1, 1), date(2026, 7, 1)))
        TrackLeader.objects.create(track=track, user=user, during=DateRange(date(2026, 7, 1), None))
        with pytest.raises(IntegrityError, match="track_leader_once_at_a_time"), transaction.atomic():
            TrackLeader.objects.create(track=track, user=user, during=DateRange(date(2026, 9, 1), None))


def test_sizes_out_of_order_are_refused_by_the_database(loaded: dict[str, int], as_owner: AsOwner) -> None:
    with as_owner(), pytest.raises(IntegrityError, match="track_sizes_in_order"), transaction.atomic():
        Track.objects.filter(code="core").update(size_min=20)
