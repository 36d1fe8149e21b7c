"""Lists: pages, narrowing, and a number of queries that does not grow."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sundhedscenter.catalogue.models import Offer, Place, Variant
from sundhedscenter.catalogue.publishing import hsds_id_of
from sundhedscenter.catalogue.search.asking import Filters, ask
from sundhedscenter.groups.finding import find
from sundhedscenter.interop.hsds.endpoints import END_POINTS
from sundhedscenter.interop.hsds.taxonomies import LISTS
from sundhedscenter.partnership.models import Organisation
from tests.interop.hsds.conftest import Get, Read
from tests.interop.hsds.rows import group, offer
from tests.people import AT, AsOwner

pytestmark = pytest.mark.django_db
type Clock = time_machine.Traveller
TOPIC, AREA, FORM, WAY_IN = LISTS


def names(found: dict) -> list[str]:
    return [row["name"] for row in found["contents"]]


def copies(count: int) -> None:
    """Offers like Grundhold, each at a place and with an organisation of its own. Call with the owner's rights."""
    first = Offer.objects.get(code="grundhold")
    house = Place.objects.get(code="lemvig-hus")
    for number in range(count):
        home = Organisation.objects.create(
            code=f"forening-{number:04}",
            name=f"Forening {number:04}",
            kind="association",
            valid=first.organisation.valid,
        )
        made = offer(f"mere-{number:04}", track=first.track, programme=first.programme, organisation=home)
        house.pk, house.code, house.organisation = None, f"hus-{number:04}", home
        house.save()
        made.places.add(house)


def test_pages_join_to_the_whole_list(small: Clock, as_owner: AsOwner, read: Read) -> None:
    with as_owner():
        copies(4)
    pages = [read("services", per_page="2", page=str(number)) for number in (1, 2, 3, 4)]
    assert [name for page in pages for name in names(page)] == [
        "Grundhold",
        *(f"Tilbud mere-{number:04}" for number in range(4)),
    ]
    shape = {key: [page[key] for page in pages] for key in pages[0] if key != "contents"}
    assert shape == {
        "total_items": [5] * 4,
        "total_pages": [3] * 4,
        "page_number": [1, 2, 3, 4],
        "size": [2, 2, 1, 0],
        "first_page": [True, False, False, False],
        "last_page": [False, False, True, True],
        "empty": [False, False, False, True],
    }


def test_an_empty_list_is_its_own_first_and_last_page(small: Clock, read: Read) -> None:
    found = read("services", search="findes ikke")
    assert (found["total_items"], found["total_pages"], found["empty"]) == (0, 0, True)
    assert found["first_page"] is found["last_page"] is True


def test_minimal_gives_everything_on_one_page(small: Clock, as_owner: AsOwner, read: Read) -> None:
    with as_owner():
        copies(25)
    found = read("services", minimal="true")
    assert (found["size"], found["total_pages"]) == (26, 1)
    assert set(found["contents"][-1]) == {"id", "name", "status", "last_modified"}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"taxonomy_term_id": TOPIC.term_number("kol")}, ["Grundhold"]),
        ({"taxonomy_term_id": TOPIC.term_number("knee")}, []),
        ({"taxonomy_term_id": AREA.term_number("elderly")}, ["Ældre"]),
        ({"taxonomy_term_id": FORM.term_number("paper")}, ["Grundhold"]),
        ({"taxonomy_term_id": WAY_IN.term_number("gp")}, ["Ældre"]),
        ({"taxonomy_id": TOPIC.number}, ["Grundhold"]),
        ({"taxonomy_id": FORM.number}, ["Grundhold", "Ældre"]),
        ({"modified_after": "2026-01-10"}, ["Ældre"]),
        ({"modified_after": "2026-01-10T13:00:00+01:00"}, ["Ældre"]),
        ({"modified_after": "2026-01-10T12:00:01Z"}, []),
        ({"modified_after": "2026-01-11T11:59:00+23:59"}, ["Ældre"]),
        ({"modified_after": "0001-01-01T00:00:00+14:00"}, ["Ældre"]),
        ({"modified_after": "9999-12-31T23:59:59-14:00"}, []),
        ({"postcode": "7620"}, ["Grundhold", "Ældre"]),
        ({"postcode": "7800"}, ["Grundhold"]),
        ({"postcode": "7620", "proximity": "500"}, ["Grundhold"]),
        ({"postcode": "7600", "proximity": "10000"}, []),
        ({"postcode": "7600", "proximity": "30000"}, ["Grundhold"]),
    ],
)
def test_parameters_narrow_the_list(
    small: Clock, as_owner: AsOwner, read: Read, sent: dict[str, str], expected: list[str]
) -> None:
    with as_owner():
        offer("aeldre", name_da="Ældre", area="elderly", ways_in=["gp"], municipalities=["0665"])
    assert sorted(names(read("services", **sent))) == expected


def test_words_find_what_the_list_of_offers_finds(at: Clock, read: Read) -> None:
    """Lay words, a place and a typing error; best first, on every page."""
    hits = [hit.offer.name_da for hit in find(question=ask("rygerlunger"), filters=Filters(), at=AT).hits]
    assert len(hits) > 2
    found = [*names(read("services", search="rygerlunger", per_page="2"))]
    found += names(read("services", search="rygerlunger", per_page="100", page="1"))[2:]
    assert found == hits
    assert names(read("services", search="lungehodl"))[0] == names(read("services", search="lungehold"))[0]
    everything = read("services")["total_items"]
    assert read("services", search="  ")["total_items"] == everything


def test_an_organisations_own_services(small: Clock, as_owner: AsOwner, read: Read) -> None:
    with as_owner():
        copies(2)
    number = {row["name"]: row["id"] for row in read("organizations")["contents"]}["Forening 0001"]
    assert names(read("services", organization_id=number)) == ["Tilbud mere-0001"]
    assert names(read("organizations", search="forening 0001")) == ["Forening 0001"]


def test_a_place_further_away_is_left_out_though_its_offer_is_near(small: Clock, as_owner: AsOwner, read: Read) -> None:
    with as_owner():
        house = Place.objects.get(code="lemvig-hus")
        house.pk, house.code, house.name, house.lat, house.lon = None, "skive-hus", "Skive Hus", 56.57, 9.03
        house.save()
        Offer.objects.get(code="grundhold").places.add(house)
    found = read("service_at_locations", postcode="7800", proximity="1000")["contents"]
    assert [row["location"]["name"] for row in found] == ["Skive Hus"]
    assert read("service_at_locations")["total_items"] == 2


def test_terms_of_one_list(small: Clock, read: Read) -> None:
    found = read("taxonomy_terms", taxonomy_id=AREA.number)
    assert [row["code"] for row in found["contents"]] == list(AREA.terms.values)
    assert read("taxonomy_terms", top_only="true")["total_items"] == sum(len(of.terms) for of in LISTS)
    assert read("taxonomy_terms", parent_id=AREA.term_number("elderly"))["empty"] is True
    assert names(read("taxonomies", search="vej")) == ["Vej ind"]


def queries(get: Get) -> dict[str, int]:
    """Statements of each list, plain and full."""
    counted = {}
    for point in END_POINTS:
        switches = [p.name for p in point.parameters if p.name in {"full", "full_service", "minimal"}]
        for sent in () if point.has_id else ({}, *({name: "true"} for name in switches)):
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert get(point.path, **sent).status_code == 200
            own = [q for q in captured.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
            counted[f"{point.path}?{'&'.join(sent)}"] = len(own)
    return counted


def test_queries_do_not_grow_with_the_rows(small: Clock, as_owner: AsOwner, get: Get) -> None:
    with as_owner():
        group("V1", after=AT)
    with_one = queries(get)
    assert with_one == {
        "?": 0,
        "services?": 2,
        "services?minimal": 2,
        "services?full": 8,
        "organizations?": 2,
        "organizations?full": 7,
        "organizations?full_service": 11,
        "service_at_locations?": 7,
        "service_at_locations?full": 11,
        "taxonomies?": 0,
        "taxonomy_terms?": 0,
    }
    with as_owner():
        copies(3)
        group("V2", after=AT)
    assert queries(get) == with_one


@pytest.mark.slow
def test_a_thousand_offers_page_under_ten_queries(small: Clock, as_owner: AsOwner, get: Get, read: Read) -> None:
    first = Offer.objects.get(code="grundhold")
    with as_owner():
        group("V1", after=AT)
        made = Offer.objects.bulk_create(
            Offer(
                code=f"mange-{number:04}",
                hsds_id=hsds_id_of(f"mange-{number:04}"),
                name_da=f"Tilbud {number:04}",
                summary_da="En tekst.",
                organisation=first.organisation,
                join_da="Ring.",
                stage="operation",
                track=first.track,
                municipalities=[f"0{100 + number % 98}"],
                changed_at=datetime(2026, 1, 10, tzinfo=UTC),
            )
            for number in range(999)
        )
        Variant.objects.bulk_create(Variant(offer=row, form="group_video", minutes=60) for row in made)
        Offer.places.through.objects.bulk_create(
            Offer.places.through(offer=row, place=Place.objects.get(code="lemvig-hus")) for row in made
        )
    with CaptureQueriesContext(connection) as captured:
        found = read("services", full="true", per_page="100", page="10")
    assert (found["total_items"], found["total_pages"], found["size"]) == (1000, 10, 100)
    assert len(captured) <= 10
    assert all(row["capacities"][0]["available"] == 9 for row in found["contents"])
    assert read("services", minimal="true")["size"] == 1000
