"""The calendar file of one seat, for the citizen who has it."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sundhedscenter.core import access, clock
from sundhedscenter.groups.models import Group, Seat, Session
from sundhedscenter.groups.queries import seats_visible_to
from sundhedscenter.interop.ical.calendar import Meeting, calendar_bytes


@never_cache
@require_GET
def seat_calendar(request: HttpRequest, seat_id: UUID) -> HttpResponse:
    """The meetings from the citizen's own entry on, cancelled ones marked so. Another's seat does not exist."""
    viewer = request.viewer  # type: ignore[attr-defined]  # set by NamedViewer
    if viewer.user_id is None:
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")
    seat = (
        seats_visible_to(viewer)
        .filter(pk=seat_id, citizen__user_id=viewer.user_id, released_at=None)
        .select_related("group__place")
        .first()
    )
    if seat is None:
        raise Http404
    access.seen(viewer, [seat.citizen_id], "calendar")
    meetings = [_meeting(session, seat.group, seat) for session in _sessions(seat)]
    content = calendar_bytes(meetings, name=gettext("Dit hold"), at=clock.now())
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": 'attachment; filename="hold.ics"'},
    )


def _sessions(seat: Seat) -> list[Session]:
    return list(seat.group.sessions.filter(number__gte=seat.from_session).order_by("starts_at", "id"))


def _meeting(session: Session, group: Group, seat: Seat) -> Meeting:
    place = group.place
    return Meeting(
        uid=f"{seat.pk}-{session.number}@sundhedscenter.invalid",
        starts_at=session.starts_at,
        minutes=session.minutes,
        summary=gettext("Dit hold"),
        location=f"{place.name}, {place.address}, {place.postal_code}" if place else gettext("Video"),
        description="" if place else _room(session.starts_at),
        cancelled=session.cancelled_at is not None,
    )


def _room(starts_at: datetime) -> str:
    """How to get in. The link itself stands behind log-in: a calendar is often shared."""
    return gettext("Rummet åbner %(minutes)s minutter før. Log ind på Min vej, eller ring %(phone)s.") % {
        "minutes": settings.ROOM_OPENS_MINUTES,
        "phone": settings.CENTRE_PHONE,
    }
