"""Coverage against its slow, obvious second version over made-up offers."""

from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sundhedscenter.catalogue.coverage import Cell, coverage
from sundhedscenter.catalogue.models import Offer, Place, Variant
from sundhedscenter.catalogue.vocabulary import Area, Form, Stage
from sundhedscenter.core.clock import day_of
from sundhedscenter.partnership.models import Organisation
from tests.catalogue.offers import house
from tests.people import AT, AsOwner, staff
from tests.small_catalogue import TOWNS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
ON = day_of(AT)
PARTNERS = ("lemvig", "struer", "skive")


def oracle(partners: tuple[str, ...]) -> list[Cell]:
    cells = []
    for town in sorted(Organisation.objects.filter(code__in=partners), key=lambda row: (row.name, row.code)):
        for area in Area:
            usable = near = at_home = 0
            for offer in Offer.objects.all():
                if offer.area != area or offer.stage not in ("trial", "operation"):
                    continue
                if offer.municipalities and town.municipality_code not in offer.municipalities:
                    continue
                home = any(variant.form != "group_site" for variant in offer.variants.all())
                here = any(place.municipality_code == town.municipality_code for place in offer.places.all())
                usable += 1
                near += home or here
                at_home += home
            cells.append(Cell(town.name, area.value, usable, near, at_home))
    return cells


@pytest.fixture
def partners(catalogue: None, as_owner: AsOwner) -> None:
    for code in PARTNERS:
        staff(as_owner, code)


@pytest.mark.usefixtures("partners")
@pytest.mark.parametrize("seed", range(4))
def test_coverage_is_what_counting_by_hand_gives(as_owner: AsOwner, seed: int) -> None:
    chance = Random(seed)
    codes = [municipality for _code, municipality, *_rest in TOWNS]
    with as_owner():
        places = [
            Place.objects.create(
                code=f"p{number}", name="Sted", organisation=house("lemvig"), postal_code="7620",
                municipality_code=code, lat=56, lon=8, step_free=True,
            )
            for number, code in enumerate(codes)
        ]  # fmt: skip
        for number in range(40):
            offer = Offer.objects.create(
                code=f"o{number}", name_da="Tilbud", summary_da="Noget", join_da="Ring", organisation=house("lemvig"),
                area=chance.choice(list(Area)), stage=chance.choice(list(Stage)),
                municipalities=chance.sample(codes, chance.choice([0, 0, 1, 2])),
            )  # fmt: skip
            offer.places.set(chance.sample(places, chance.choice([0, 1, 2])))
            for form in chance.sample(list(Form), chance.choice([1, 1, 2])):
                Variant.objects.create(offer=offer, form=form, minutes=30)
    assert coverage(ON) == oracle(PARTNERS)


@pytest.mark.usefixtures("partners")
def test_one_query_however_many_rows() -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        cells = coverage(ON)
    assert len(queries) == 1
    assert len(cells) == len(PARTNERS) * len(Area)


@pytest.mark.usefixtures("partners")
def test_gap_distance_and_home_are_three_things(as_owner: AsOwner) -> None:
    with as_owner():
        Offer.objects.all().delete()
        offer = Offer.objects.create(
            code="svaemning", name_da="Svømning", summary_da="Vand", join_da="Ring", organisation=house("lemvig"),
            area="elderly", stage="trial",
        )  # fmt: skip
        offer.places.set(Place.objects.filter(code="lemvig-hus"))
        Variant.objects.create(offer=offer, form="group_site", minutes=60)
    states = {cell.municipality: cell.state for cell in coverage(ON) if cell.area == "elderly"}
    assert states == {"Lemvig Kommune": "some", "Skive Kommune": "far", "Struer Kommune": "far"}
    with as_owner():
        Offer.objects.update(municipalities=["0665"])
    states = {cell.municipality: cell.state for cell in coverage(ON) if cell.area == "elderly"}
    assert states == {"Lemvig Kommune": "some", "Skive Kommune": "none", "Struer Kommune": "none"}
