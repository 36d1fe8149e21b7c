"""From a seat's meetings to bytes. Neutral: day, time and place; a shared family calendar must not tell of illness."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event
from icalendar.prop import vUri

PRODUCT = "-//Det Digitale Sundhedscenter//Kalender 1//DA"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting. `uid` never changes, so that a new file moves the entry instead of adding another.

    `written_at`: when what it says became so; the moment of the file when left out. A `public` one is about nobody.
    """

    uid: str
    starts_at: datetime
    minutes: int
    summary: str
    location: str
    description: str = ""
    url: str = ""
    cancelled: bool = False
    written_at: datetime | None = None
    public: bool = False


def calendar_bytes(meetings: Iterable[Meeting], *, name: str, at: datetime) -> bytes:
    """The whole file. Times are UTC (RFC 5545 3.3.5 form 2), which needs no time zone rules at the receiver."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    for meeting in meetings:
        calendar.add_component(_event(meeting, at))
    content: bytes = calendar.to_ical()
    return content


def _event(meeting: Meeting, at: datetime) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("dtstamp", (meeting.written_at or at).replace(microsecond=0))
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.starts_at + timedelta(minutes=meeting.minutes))
    event.add("summary", meeting.summary)
    event.add("location", meeting.location)
    if meeting.description:
        event.add("description", meeting.description)
    if meeting.url:
        event.add("url", vUri(meeting.url))
    event.add("class", "PUBLIC" if meeting.public else "PRIVATE")
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    return event
