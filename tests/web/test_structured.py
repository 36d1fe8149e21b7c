"""What search engines read: true, in the page's language, and only signs whatever a text holds."""

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from sundhedscenter.catalogue.models import Offer, Place, Variant
from sundhedscenter.web.structured import block
from tests.interop.hsds.rows import SECRET_LEADER, group
from tests.people import AT, AsOwner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at(catalogue: None) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


def markup(path: str) -> list[dict[str, Any]]:
    """The things that the page's one block tells."""
    html = Client().get(path).text
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, flags=re.DOTALL)
    found = json.loads(text)
    assert found["@context"] == "https://schema.org"
    return found["@graph"]


def test_offer_is_a_service_with_its_prices(as_owner: AsOwner) -> None:
    with as_owner():
        Variant.objects.filter(form="group_site").update(cost_dkk=Decimal(50))
        Offer.objects.update(min_age=65)
    (service,) = markup("/tilbud/grundhold/")
    assert (service["@type"], service["name"], service["description"]) == ("Service", "Grundhold", "Et hold.")
    assert service["url"] == "http://testserver/tilbud/grundhold/"
    assert service["provider"] == {"@type": "Organization", "name": "Lemvig Kommune"}
    assert service["audience"] == {"@type": "PeopleAudience", "suggestedMinAge": 65}
    assert service["isAccessibleForFree"] is False
    assert {offer["price"] for offer in service["offers"]} == {"0.00", "50.00"}
    (english,) = markup("/en/tilbud/grundhold/")
    assert (english["name"], english["url"]) == ("Core group", "http://testserver/en/tilbud/grundhold/")


def test_each_start_with_a_free_seat_is_an_event(as_owner: AsOwner) -> None:
    with as_owner():
        group("V1", after=AT)
        group("S1", after=AT, place=Place.objects.get(code="lemvig-hus"))
        group("FULL", after=AT, taken=12)
    _service, *events = markup("/tilbud/grundhold/")
    assert [event["@type"] for event in events] == ["Event", "Event"]
    here = next(event for event in events if event["location"]["@type"] == "Place")
    assert here["location"]["address"] == {
        "@type": "PostalAddress",
        "postalCode": "7620",
        "addressCountry": "DK",
        "streetAddress": "Torvet 1",
    }
    assert (here["startDate"], here["endDate"]) == ("2026-03-10T17:00:00+01:00", "2026-03-10T18:00:00+01:00")
    assert (here["remainingAttendeeCapacity"], here["maximumAttendeeCapacity"]) == (9, 12)
    assert here["isAccessibleForFree"] is True
    assert here["offers"]["availability"] == "https://schema.org/InStock"
    assert here["eventSchedule"] == [
        {
            "@type": "Schedule",
            "repeatFrequency": "P1W",
            "byDay": ["https://schema.org/Tuesday"],
            "startDate": "2026-03-10",
            "endDate": "2026-04-21",
            "startTime": "17:00",
            "duration": "PT60M",
            "scheduleTimezone": "Europe/Copenhagen",
        }
    ]
    assert SECRET_LEADER not in json.dumps(events)
    assert date.fromisoformat(here["eventSchedule"][0]["endDate"]) > AT.date()


def test_no_text_can_end_the_block(as_owner: AsOwner) -> None:
    odd = "</script><script>alert(1)</script><!-- & \u2028"
    with as_owner():
        Offer.objects.update(name_da=odd)
    html = Client().get("/tilbud/grundhold/").text
    assert "<script>alert" not in html
    assert markup("/tilbud/grundhold/")[0]["name"] == odd
    assert block({"text": odd}).count("<") == 2


def test_front_page_names_the_centre_and_its_search() -> None:
    centre, site = markup("/")
    assert (centre["@type"], centre["name"]) == ("Organization", "Det Digitale Sundhedscenter")
    assert site["publisher"] == {"@id": centre["@id"]}
    target = site["potentialAction"]["target"]["urlTemplate"]
    assert target == "http://testserver/tilbud/?q={search_term_string}"
    assert Client().get(target.format(search_term_string="grundhold")).status_code == 200


def test_only_open_pages_carry_it() -> None:
    assert "ld+json" not in Client().get("/tilbud/grundhold/papir/").text
    assert "ld+json" not in Client().get("/om/").text
