"""The feed and the calendar of coming starts. For everybody: no log-in, no cookie, nothing about a person."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from sundhedscenter.core import clock
from sundhedscenter.interop.hsds.parameters import read_parameters
from sundhedscenter.interop.hsds.problems import Problem
from sundhedscenter.interop.hsds.views import refuse_method, refused
from sundhedscenter.interop.ical.calendar import Meeting, calendar_bytes
from sundhedscenter.interop.open_data import kept
from sundhedscenter.interop.starts import words
from sundhedscenter.interop.starts.coming import FILTERS, Start, starts_wanted

RSS, CALENDAR = "application/rss+xml; charset=utf-8", "text/calendar; charset=utf-8; method=PUBLISH"


@csrf_exempt
def feed(request: HttpRequest) -> HttpResponse:
    """RSS 2.0, the earliest start first."""
    return _answered(request, _rss, RSS)


@csrf_exempt
def calendar(request: HttpRequest) -> HttpResponse:
    """One entry for each start; the meetings after it come with a seat."""
    return _answered(request, _ics, CALENDAR)


def _answered(
    request: HttpRequest, written: Callable[[HttpRequest, list[Start]], bytes], content_type: str
) -> HttpResponse:
    try:
        refuse_method(request)
        values = read_parameters(request.GET, FILTERS)
    except Problem as problem:
        return refused(problem)
    return kept(request, written(request, starts_wanted(values, at=clock.now())), content_type)


def _rss(request: HttpRequest, starts: list[Start]) -> bytes:
    made = Rss201rev2Feed(
        title=gettext("Hold, der starter snart"),
        link=request.build_absolute_uri(reverse("web:offers")),
        description=gettext("Hold med ledige pladser, det første først."),
        language="en" if words.is_english() else "da",
        feed_url=request.build_absolute_uri(),
        feed_copyright=f"{settings.CENTRE_NAME}, CC BY 4.0",
        ttl=60,
    )
    for start in starts:
        made.add_item(
            title=words.title(start),
            link=_page(request, start),
            description=words.about(start),
            unique_id=start.uid,
            unique_id_is_permalink=False,
            pubdate=start.coming.created_at,
        )
    return made.writeString("utf-8").encode()


def _ics(request: HttpRequest, starts: list[Start]) -> bytes:
    meetings = [
        Meeting(
            uid=start.uid,
            starts_at=start.coming.starts_at,
            minutes=start.coming.minutes,
            summary=words.name(start),
            location=words.where(start),
            description=words.about(start),
            url=_page(request, start),
            written_at=start.coming.created_at,
            public=True,
        )
        for start in starts
    ]
    return calendar_bytes(meetings, name=gettext("Hold, der starter snart"), at=clock.now())


def _page(request: HttpRequest, start: Start) -> str:
    return request.build_absolute_uri(reverse("web:offer", args=[start.offer.code]))
