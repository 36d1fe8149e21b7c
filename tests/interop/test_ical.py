"""The calendar file, read back as a calendar would."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from sundhedscenter.core.clock import COPENHAGEN
from sundhedscenter.groups.models import Session
from sundhedscenter.interop.ical.calendar import Meeting, calendar_bytes
from tests.people import AsOwner, person
from tests.web.citizen_walk import logged_in, seat_of, seated

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TRICKY = "Søndergade 1; baghuset, 2. sal\nRing på \\ døren"


def meeting(**changes: object) -> Meeting:
    given = {
        "uid": "1@example.invalid",
        "starts_at": datetime(2026, 3, 27, 16, 0, tzinfo=UTC),
        "minutes": 60,
        "summary": "Dit hold",
        "location": TRICKY,
    }
    return Meeting(**{**given, **changes})  # type: ignore[arg-type]


def test_file_reads_back_what_was_written() -> None:
    content = calendar_bytes([meeting(), meeting(uid="2@example.invalid", cancelled=True)], name="Dit hold", at=NOW)
    first, second = Calendar.from_ical(content).walk("VEVENT")
    assert first["location"] == TRICKY
    assert first["dtstart"].dt == datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
    assert first["dtend"].dt - first["dtstart"].dt == timedelta(minutes=60)
    assert [event["status"] for event in (first, second)] == ["CONFIRMED", "CANCELLED"]
    assert first["class"] == "PRIVATE"


def test_lines_are_short_and_end_as_the_standard_says() -> None:
    content = calendar_bytes([meeting(location="æøå " * 60)], name="Dit hold", at=NOW)
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert b"METHOD:PUBLISH" in lines
    for line in content.decode().splitlines():
        assert line.encode().decode() == line, "no character is cut in two"


def test_times_stay_on_the_danish_clock_over_the_change_to_summer_time() -> None:
    """A group at 17 stays at 17: the change is on the night to 29 March 2026."""
    moments = [datetime(2026, 3, day, 17, 0, tzinfo=COPENHAGEN) for day in (26, 31)]
    content = calendar_bytes(
        [meeting(uid=str(n), starts_at=moment.astimezone(UTC)) for n, moment in enumerate(moments)],
        name="Dit hold",
        at=NOW,
    )
    starts = [event["dtstart"].dt for event in Calendar.from_ical(content).walk("VEVENT")]
    assert [start.hour for start in starts] == [16, 15]
    assert [start.astimezone(COPENHAGEN).hour for start in starts] == [17, 17]


@pytest.mark.django_db
def test_citizen_gets_the_meetings_from_their_own_entry_on(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, group = seated(as_owner)
    seat = seat_of(someone)
    with as_owner():
        Session.objects.filter(group=group, number=3).update(cancelled_at=NOW)
        type(seat).objects.filter(pk=seat.pk).update(from_session=2)
    response = logged_in(someone).get(reverse("interop:seat_calendar", args=[seat.pk]))
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    assert response["Content-Disposition"] == 'attachment; filename="hold.ics"'
    events = Calendar.from_ical(response.content).walk("VEVENT")
    sessions = list(Session.objects.filter(group=group, number__gte=2).order_by("starts_at"))
    assert [event["dtstart"].dt for event in events] == [session.starts_at for session in sessions]
    assert [str(event["status"]) for event in events][:2] == ["CONFIRMED", "CANCELLED"]
    assert len({str(event["uid"]) for event in events}) == len(sessions)
    assert {str(event["location"]) for event in events} == {"Video"}


@pytest.mark.django_db
def test_file_is_neutral(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    """A calendar is often shared: no illness, no track, no link that lets anybody in."""
    someone, group = seated(as_owner)
    content = logged_in(someone).get(reverse("interop:seat_calendar", args=[seat_of(someone).pk])).content.decode()
    unfolded = content.replace("\r\n ", "").lower()
    for word in ("sygdom", "kol", "grundhold", group.room_link, someone.citizen.display_name.lower()):
        assert word not in unfolded
    assert "rummet åbner 10 minutter før" in unfolded


@pytest.mark.django_db
def test_another_citizens_seat_does_not_exist(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, group = seated(as_owner)
    path = reverse("interop:seat_calendar", args=[seat_of(someone).pk])
    assert logged_in(someone).get(path).status_code == 200
    assert logged_in(person(as_owner)).get(path).status_code == 404
    leader = Client()
    leader.force_login(group.leader)
    assert leader.get(path).status_code == 404


@pytest.mark.django_db
def test_stranger_logs_in_first(at: time_machine.Traveller, as_owner: AsOwner, client: Client) -> None:
    someone, _ = seated(as_owner)
    response = client.get(reverse("interop:seat_calendar", args=[seat_of(someone).pk]))
    assert response.url.startswith("/log-ind/?next=%2Fkalender%2F")
