"""What open data tell of an offer, and what they never tell."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
import time_machine

from sundhedscenter.catalogue.models import Offer, Place, Variant
from sundhedscenter.catalogue.publishing import hsds_id_of
from sundhedscenter.catalogue.vocabulary import SHOWN, Stage
from sundhedscenter.interop.hsds.endpoints import END_POINTS
from sundhedscenter.interop.hsds.ids import number_of
from sundhedscenter.partnership.models import Organisation
from tests.interop.hsds.conftest import Get, Read
from tests.interop.hsds.rows import SECRET_LEADER, group, offer
from tests.people import AT, AsOwner

pytestmark = pytest.mark.django_db
type Clock = time_machine.Traveller


def own() -> str:
    return str(Offer.objects.get(code="grundhold").hsds_id)


def test_service_tells_what_the_offer_is(small: Clock, as_owner: AsOwner, read: Read) -> None:
    with as_owner():
        Offer.objects.filter(code="grundhold").update(
            stage="trial",
            happens_da="I mødes.",
            for_whom_da="For voksne.",
            min_age=18,
            checked_on="2026-02-01",
            municipalities=["0665", "0999"],
            changed_at=datetime(2026, 1, 10, 12, 0, tzinfo=UTC),
            phone="97 00 00 00",
            website="https://example.org/hold",
        )
        Variant.objects.filter(form="group_site").update(cost_dkk=Decimal(50))
    found = read(f"services/{own()}")
    assert found["id"] == own()
    assert (found["name"], found["alternate_name"], found["status"]) == ("Grundhold", "Core group", "active")
    assert found["description"] == "Et hold.\n\nI mødes."
    assert (found["eligibility_description"], found["minimum_age"]) == ("For voksne.", 18)
    assert "maximum_age" not in found
    assert (found["assured_date"], found["last_modified"]) == ("2026-02-01", "2026-01-10T13:00:00+01:00")
    assert found["alert"] == "Tilbuddet prøves af."
    assert [(area["name"], area["extent"]) for area in found["service_areas"]] == [
        ("Lemvig Kommune", "0665"),
        ("0999", "0999"),
    ]
    costs = {cost["option"]: cost["amount"] for cost in found["cost_options"]}
    assert costs == {"alone_online": 0, "group_site": 50, "group_video": 0, "paper": 0, "phone": 0}
    assert found["fees_description"] == "0 til 50 kr."
    assert [phone["number"] for phone in found["phones"]] == ["97 00 00 00"]
    assert found["url"] == "http://testserver/tilbud/grundhold/"
    assert [url["url"] for url in found["additional_urls"]] == ["https://example.org/hold"]
    assert [(language["code"], language["name"]) for language in found["languages"]] == [("da", "dansk")]
    assert found["organization"]["name"] == "Lemvig Kommune"
    assert [funding["source"] for funding in found["funding"]] == ["Lemvig Kommune"]
    assert sorted(contact["title"] for contact in found["contacts"]) == [
        "Betaler",
        "Dataansvarlig",
        "Myndighed",
        "Udfører",
    ]
    carried = {(a["taxonomy_term"]["taxonomy"], a["taxonomy_term"]["code"]) for a in found["attributes"]}
    assert {("topic", "kol"), ("area", "health_centre"), ("form", "phone"), ("way_in", "self")} <= carried


def test_free_seats_and_next_start_are_those_of_real_groups(small: Clock, as_owner: AsOwner, read: Read) -> None:
    with as_owner():
        video = group("V1", after=AT)
        here = group("S1", after=AT, place=Place.objects.get(code="lemvig-hus"), taken=12)
        group("GONE", after=AT, cancelled_at=AT, cancel_reason="few")
        group("OVER", after=datetime(2025, 6, 1, tzinfo=UTC))
    found = read(f"services/{own()}")
    assert [(c["id"], c["available"], c["maximum"], c["description"]) for c in found["capacities"]] == [
        (
            number_of("capacity", here.pk),
            0,
            12,
            "Hold, hvor I mødes. Næste start 2026-03-10 kl. 17.00.",
        ),
        (number_of("capacity", video.pk), 9, 12, "Hold på video. Næste start 2026-03-10 kl. 17.00."),
    ]
    assert {(c["unit"]["name"], c["updated"]) for c in found["capacities"]} == {("Plads", "2026-03-02T10:00:00+01:00")}
    assert [s["attending_type"] for s in found["schedules"]] == ["Hold på video"]
    (at_place,) = found["service_at_locations"]
    (schedule,) = at_place["schedules"]
    assert schedule == {
        "id": number_of("schedule", here.pk, 17),
        "dtstart": "2026-03-10",
        "until": "2026-04-21",
        "timezone": 1.0,
        "freq": "WEEKLY",
        "interval": 1,
        "byday": "TU",
        "opens_at": "17:00+01:00",
        "closes_at": "18:00+01:00",
        "attending_type": "Hold, hvor I mødes",
        "description": "tirsdag kl. 17, dansk tid. Ikke på helligdage.",
    }
    place = at_place["location"]
    assert place["addresses"][0]["city"] == "Lemvig"
    assert place["accessibility"][0]["description"] == "Trinfri adgang."


def test_a_form_that_the_offer_lacks_brings_no_groups(small: Clock, as_owner: AsOwner, read: Read) -> None:
    with as_owner():
        group("V1", after=AT)
        Variant.objects.filter(form="group_video").delete()
    assert "capacities" not in read(f"services/{own()}")


def test_nobody_who_works_there_is_named(small: Clock, as_owner: AsOwner, get: Get) -> None:
    with as_owner():
        group("V1", after=AT)
        group("S1", after=AT, place=Place.objects.get(code="lemvig-hus"))
    told = "".join(
        get(point.path, **({"full": "true"} if {p.name for p in point.parameters} >= {"full"} else {})).content.decode()
        for point in END_POINTS
        if not point.has_id
    )
    assert "Hold på video" in told
    for secret in (SECRET_LEADER, "99 88 77 66", "zenobia", "rum.example.org"):
        assert secret not in told


@pytest.mark.parametrize("stage", [stage for stage in Stage.values if stage not in SHOWN])
def test_what_is_not_shown_is_in_no_answer(small: Clock, as_owner: AsOwner, get: Get, read: Read, stage: str) -> None:
    """The hidden offer has its own organisation and place, which nothing else leads to."""
    with as_owner():
        house = Organisation.objects.get(code="struer")
        place = Place.objects.get(code="lemvig-hus")
        place.pk, place.code, place.name = None, "skjult-hus", "Skjult Hus"
        place.organisation = house
        place.save()
        hidden = offer("skjult", name_da="Skjult tilbud", stage=stage, organisation=house)
        hidden.places.add(place)
    told = "".join(
        get(point.path, **sent).content.decode()
        for point in END_POINTS
        if not point.has_id
        for sent in ({}, *({name.name: "true"} for name in point.parameters if name.name in {"full", "full_service"}))
    )
    assert "Grundhold" in told
    assert "Skjult" not in told
    assert "Struer" not in told
    for path in (
        f"services/{hidden.hsds_id}",
        f"organizations/{number_of('organization', 'struer')}",
        f"service_at_locations/{number_of('service_at_location', 'skjult', 'skjult-hus')}",
    ):
        assert get(path).status_code == 404
    with as_owner():
        Offer.objects.filter(code="skjult").update(stage="operation")
    assert read(f"services/{hidden.hsds_id}")["name"] == "Skjult tilbud"
    assert read(f"organizations/{number_of('organization', 'struer')}")["name"] == "Struer Kommune"


def test_numbers_are_the_same_tomorrow_and_elsewhere(small: Clock, as_owner: AsOwner, read: Read) -> None:
    with as_owner():
        Offer.objects.filter(code="grundhold").update(hsds_id=hsds_id_of("grundhold"))
    found = read("service_at_locations")["contents"][0]
    assert (found["id"], found["service_id"]) == (
        "127d0b45-7282-5d6e-a220-629562774eaf",
        str(hsds_id_of("grundhold")),
    )
    assert read("organizations")["contents"][0]["id"] == "f8f8a69c-8d7a-53c9-984b-cd88def9c588"


def test_organisation_in_full_has_its_places_and_services(small: Clock, as_owner: AsOwner, read: Read) -> None:
    with as_owner():
        offer("to")
        Organisation.objects.filter(code="lemvig").update(phone="96 63 12 00", cvr="29189935")
    number = number_of("organization", "lemvig")
    found = read(f"organizations/{number}")
    assert [service["name"] for service in found["services"]] == ["Grundhold", "Tilbud to"]
    assert [place["name"] for place in found["locations"]] == ["Lemvig Hus"]
    assert [(i["identifier_scheme"], i["identifier"]) for i in found["organization_identifiers"]] == [
        ("CVR", "29189935"),
        ("KOM", "0665"),
    ]
    assert [(c["name"], c["phones"][0]["number"]) for c in found["contacts"]] == [("Lemvig Kommune", "96 63 12 00")]
    assert "cost_options" not in found["services"][0]
    assert "cost_options" in read(f"organizations/{number}", full_service="true")["services"][0]


def test_every_record_of_a_list_is_found_by_its_id(small: Clock, read: Read) -> None:
    for point in END_POINTS:
        if point.has_id:
            path = point.path.removesuffix("/{id}")
            rows = read(path)["contents"]
            assert rows
            for row in rows:
                assert read(f"{path}/{row['id']}")["id"] == row["id"]
