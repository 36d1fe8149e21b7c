"""Coming starts as a feed and as a calendar, read back as others would read them."""

from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from sundhedscenter.catalogue.models import Offer, Place, Variant
from sundhedscenter.core.clock import COPENHAGEN
from sundhedscenter.groups.models import Session
from tests.interop.hsds.rows import SECRET_LEADER, group, offer
from tests.people import AT, AsOwner

pytestmark = pytest.mark.django_db
type Clock = time_machine.Traveller
ATOM = "{http://www.w3.org/2005/Atom}"


def items(path: str = "/starter.rss", **sent: str) -> list[dict[str, str]]:
    """Each item of the feed with the texts of its elements."""
    response = Client().get(path, sent)
    assert response.status_code == 200, response.content
    channel = ElementTree.fromstring(response.content).find("channel")
    assert channel is not None
    return [{element.tag: element.text or "" for element in item} for item in channel.findall("item")]


def events(path: str = "/starter.ics", **sent: str) -> list:
    response = Client().get(path, sent)
    assert response.status_code == 200, response.content
    return Calendar.from_ical(response.content).walk("VEVENT")


@pytest.fixture
def starts(small: Clock, as_owner: AsOwner) -> None:
    """One by video, one in Lemvig, and what must not be told: full, cancelled, over, of an offer in review."""
    with as_owner():
        group("V1", after=AT)
        group("S1", after=AT + timedelta(days=7), place=Place.objects.get(code="lemvig-hus"))
        group("FULL", after=AT, taken=12)
        group("GONE", after=AT, cancelled_at=AT, cancel_reason="few")
        group("OVER", after=datetime(2025, 6, 1, tzinfo=UTC))


def test_feed_has_what_rss_requires(starts: None) -> None:
    response = Client().get("/starter.rss")
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    assert (root.tag, root.attrib["version"]) == ("rss", "2.0")
    (channel,) = root
    texts = {element.tag: element.text for element in channel if element.tag != "item"}
    assert {"title", "link", "description"} <= set(texts), "RSS 2.0: required channel elements"
    assert (texts["title"], texts["language"]) == ("Hold, der starter snart", "da")
    assert texts["link"] == "http://testserver/tilbud/"
    own = channel.find(f"{ATOM}link")
    assert own is not None
    assert own.attrib == {"href": "http://testserver/starter.rss", "rel": "self"}
    assert parsedate_to_datetime(str(texts["lastBuildDate"])) == AT - timedelta(days=3)


def test_items_are_the_starts_with_a_free_seat_earliest_first(starts: None) -> None:
    first, second = items()
    assert first["title"] == "Grundhold: tirsdag den 10. marts kl. 17.00, på video"
    assert first["description"] == "Tirsdag kl. 17. 9 ledige pladser. Lemvig Kommune."
    assert first["link"] == "http://testserver/tilbud/grundhold/"
    assert parsedate_to_datetime(first["pubDate"]) == AT - timedelta(days=10)
    assert second["title"] == "Grundhold: tirsdag den 17. marts kl. 17.00, Lemvig Hus"
    assert len({item["guid"] for item in (first, second)}) == 2


def test_english_address_is_english(starts: None) -> None:
    first, _second = items("/en/starter.rss")
    assert first["title"] == "Core group: Tuesday 10 March at 17:00, by video"
    assert first["link"] == "http://testserver/en/tilbud/grundhold/"
    assert [str(event["summary"]) for event in events("/en/starter.ics")] == ["Core group", "Core group"]


@pytest.mark.parametrize(
    ("sent", "places"),
    [
        ({"form": "group_site"}, ["Lemvig Hus"]),
        ({"form": "group_video"}, ["på video"]),
        ({"kommune": "0665"}, ["på video", "Lemvig Hus"]),
        ({"kommune": "0671"}, ["på video"]),
        ({"emne": "kol"}, ["på video", "Lemvig Hus"]),
        ({"emne": "knee"}, []),
    ],
)
def test_filters(starts: None, sent: dict[str, str], places: list[str]) -> None:
    assert [item["title"].split(", ")[-1] for item in items(**sent)] == places
    assert len(events(**sent)) == len(places)


def test_an_offer_for_others_or_without_the_form_is_left_out(starts: None, as_owner: AsOwner) -> None:
    with as_owner():
        Offer.objects.filter(code="grundhold").update(municipalities=["0665"])
        Variant.objects.filter(form="group_video").delete()
    assert [item["title"].split(", ")[-1] for item in items()] == ["Lemvig Hus"]
    assert items(kommune="0671") == []


@pytest.mark.parametrize("stage", ["draft", "review", "retired"])
def test_an_offer_that_is_not_shown_has_no_starts(starts: None, as_owner: AsOwner, stage: str) -> None:
    assert len(items()) == 2
    with as_owner():
        Offer.objects.filter(code="grundhold").update(stage=stage)
    assert items() == events() == []


def test_calendar_reads_back(starts: None) -> None:
    response = Client().get("/starter.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    first, second = Calendar.from_ical(response.content).walk("VEVENT")
    assert first["dtstart"].dt == datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
    assert first["dtend"].dt - first["dtstart"].dt == timedelta(minutes=60)
    assert first["dtstamp"].dt == AT - timedelta(days=10), "when the group was made, not when somebody asked"
    assert (str(first["location"]), str(second["location"])) == ("Video", "Lemvig Hus, Torvet 1, 7620")
    assert str(first["url"]) == "http://testserver/tilbud/grundhold/"
    assert (str(first["class"]), str(first["status"])) == ("PUBLIC", "CONFIRMED")


def test_a_house_that_is_its_own_address_stands_once(starts: None, as_owner: AsOwner) -> None:
    with as_owner():
        Place.objects.update(address="Lemvig Hus")
    assert str(events(form="group_site")[0]["location"]) == "Lemvig Hus, 7620"


def test_a_start_keeps_its_number_and_the_next_entry_is_another(starts: None, as_owner: AsOwner, small: Clock) -> None:
    before = [str(event["uid"]) for event in events()]
    small.shift(timedelta(days=2))
    assert [str(event["uid"]) for event in events()] == before
    assert [item["guid"] for item in items()] == before
    with as_owner():
        Session.objects.filter(group__code="V1", number=4).update(is_entry=True)
    assert [str(event["uid"]) for event in events()] == before
    small.move_to(datetime(2026, 3, 11, tzinfo=UTC))
    later = [str(event["uid"]) for event in events()]
    assert later[0] == before[1]
    assert later[1] == before[0].replace("-2@", "-4@")


def test_starts_stay_on_the_danish_clock_over_the_change_to_summer_time(small: Clock, as_owner: AsOwner) -> None:
    """Second Tuesdays before and after the night to 29 March 2026: both at 17 in Denmark."""
    with as_owner():
        group("WINTER", after=datetime(2026, 3, 12, tzinfo=UTC))
        group("SUMMER", after=datetime(2026, 3, 19, tzinfo=UTC))
    found = [event["dtstart"].dt for event in events()]
    assert [moment.hour for moment in found] == [16, 15]
    assert [moment.astimezone(COPENHAGEN).hour for moment in found] == [17, 17]
    assert [moment.date() for moment in found] == [date(2026, 3, 24), date(2026, 3, 31)]


def test_nobody_who_leads_is_named(starts: None) -> None:
    told = Client().get("/starter.rss").content.decode() + Client().get("/starter.ics").content.decode()
    for secret in (SECRET_LEADER, "99 88 77 66", "zenobia", "rum.example.org"):
        assert secret not in told.replace("\r\n ", "")


def test_signs_of_markup_and_calendar_are_only_signs(small: Clock, as_owner: AsOwner) -> None:
    odd = "Hold & <b>ro</b>; \x0b1, 2"
    with as_owner():
        Offer.objects.filter(code="grundhold").update(name_da=odd)
        group("V1", after=AT)
    shown = "Hold & <b>ro</b>; 1, 2"
    assert items()[0]["title"].startswith(f"{shown}: tirsdag")
    assert str(events()[0]["summary"]) == shown


@pytest.mark.parametrize(
    ("sent", "mend"),
    [
        ({"kommune": "671"}, "Send the four digits of a municipality, as 0671."),
        ({"form": "phone"}, "Send one of: group_site, group_video."),
        ({"kommun": "0671"}, "Send kommune instead."),
    ],
)
@pytest.mark.parametrize("path", ["/starter.rss", "/starter.ics"])
def test_a_wrong_filter_is_told_with_its_mend(starts: None, path: str, sent: dict[str, str], mend: str) -> None:
    response = Client().get(path, sent)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["mend"] == mend


@pytest.mark.parametrize("path", ["/starter.rss", "/starter.ics"])
def test_who_has_it_gets_it_not_again_and_nothing_is_written(starts: None, path: str) -> None:
    first = Client().get(path)
    assert Client().get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert not first.cookies
    assert Client(enforce_csrf_checks=True).post(path).status_code == 405


def test_queries_do_not_grow_with_the_rows(starts: None, as_owner: AsOwner) -> None:
    def count(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert Client().get(path).status_code == 200
        return len([q for q in captured.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))])

    assert (count("/starter.rss"), count("/starter.ics")) == (4, 4)
    with as_owner():
        track = Offer.objects.get(code="grundhold").track
        for number in range(3):
            offer(f"flere-{number}", track=track)
            group(f"V{number + 2}", after=AT)
    assert (count("/starter.rss"), count("/starter.ics")) == (4, 4)
