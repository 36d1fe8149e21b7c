"""The leader's pages: own groups, one group, who came, and the list on paper."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sundhedscenter.catalogue.wording import in_language
from sundhedscenter.core import access, clock, week
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.groups.led import LedGroup, Meeting, led_group
from sundhedscenter.groups.models import Group, Session
from sundhedscenter.groups.queries import RosterLine, attendances_visible_to, group_led_by, led_groups, roster
from sundhedscenter.journey.attendance import can_be_marked, save_attendance
from sundhedscenter.web import dates
from sundhedscenter.web.staff import words
from sundhedscenter.web.staff.forms import STATES, AttendanceForm, paused_until
from sundhedscenter.web.staff.needs import need_words
from sundhedscenter.web.staff.pages import staff_render
from sundhedscenter.web.staff.policy import staff_page

# Attendance that nobody wrote down is asked for this long; then it is too late to remember.
ASK_FOR = timedelta(days=60)
# A sheet of A4 has room for this many boxes beside the names.
BOXES_ON_PAPER = 10


@dataclass(frozen=True)
class Line:
    """A group on the leader's list."""

    title: str
    when: str
    where: str
    seats: str
    next_text: str
    url: str
    attendance_url: str


@staff_page("groups")
@require_GET
def group_list(request: HttpRequest) -> HttpResponse:
    viewer, at = request.viewer, clock.now()  # type: ignore[attr-defined]
    context = {"lines": group_lines(viewer, at=at), "missing": missing_attendance(viewer, at=at)}
    return staff_render(request, "groups", "staff/group_list.html", context)


@staff_page("groups")
@require_GET
def group_detail(request: HttpRequest, group_id: UUID) -> HttpResponse:
    viewer, at = request.viewer, clock.now()  # type: ignore[attr-defined]
    group = led_group(viewer, group_id)
    if group is None:
        raise Http404
    sessions = group.meetings
    lines = roster(viewer, group, at=at)
    access.seen(viewer, [line.citizen_id for line in lines], "group_roster")
    missing = [s for s in sessions if s.starts_at <= at and not s.marked and group.taken and at - s.starts_at < ASK_FOR]
    coming = [session for session in sessions if session.ends_at > at]
    context = {
        "group": group,
        "title": name_of(group.track),
        "facts": _facts(group),
        "next": _session_facts(coming[0], len(sessions)) if coming else None,
        "now": _attendance_url(group, coming[0]) if coming and can_be_marked(coming[0], at) else "",
        "missing": [{**_session_link(group, session), "title": name_of(group.track)} for session in missing],
        "participants": [participant(line) for line in lines],
        "sessions": [_session_line(group, session, at) for session in sessions],
        "roster_url": reverse("web:staff_roster", args=[group.pk]),
    }
    return staff_render(request, "groups", "staff/group_detail.html", context)


@staff_page("groups")
@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, group_id: UUID, number: int) -> HttpResponse:
    """Everyone is present until the leader says otherwise; one save for all. A later save corrects the earlier."""
    viewer, at = request.viewer, clock.now()  # type: ignore[attr-defined]
    group = own_group(viewer, group_id)
    session = get_object_or_404(Session, group=group, number=number, cancelled_at=None)
    is_open = can_be_marked(session, at)
    lines = roster(viewer, group, session=session)
    access.seen(viewer, [line.citizen_id for line in lines], "attendance")
    form = AttendanceForm(request.POST if request.method == "POST" else None, lines=lines)
    if request.method == "POST" and is_open and form.is_valid():
        save_attendance(viewer=viewer, session=session, exceptions=form.exceptions(), at=at)
        messages.success(request, _saved(lines, form))
        return redirect("web:staff_group", group_id=group.pk)
    context = {
        "group": group,
        "title": name_of(group.track),
        "when": dates.moment_text(session.starts_at),
        "number": session.number,
        "module": name_of(session.module) if session.module else "",
        "is_open": is_open,
        "rows": form.rows(),
        "has_pauses": any(line.pause for line in lines),
        "errors": form.error_list(),
        "states": STATES,
        "back_url": reverse("web:staff_group", args=[group.pk]),
    }
    return staff_render(request, "groups", "staff/attendance.html", context, status=422 if form.errors else 200)


@staff_page("groups")
@require_GET
def printed_roster(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """First name, what the leader needs to know, and a box for each coming session."""
    viewer, at = request.viewer, clock.now()  # type: ignore[attr-defined]
    group = own_group(viewer, group_id)
    lines = roster(viewer, group, at=at)
    access.seen(viewer, [line.citizen_id for line in lines], "printed_roster")
    today = clock.day_of(at)
    coming = [s for s in sessions_of(group) if clock.day_of(s.starts_at) >= today][:BOXES_ON_PAPER]
    context = {
        "title": name_of(group.track),
        "about": [when_of(group), where_of(group), group.leader.display_name],
        "people": first_names(lines),
        "sessions": [{"number": s.number, "day": words.short_day(clock.day_of(s.starts_at))} for s in coming],
        "back_url": reverse("web:staff_group", args=[group.pk]),
    }
    return staff_render(request, "groups", "staff/printed_roster.html", context)


def own_group(viewer: Viewer, group_id: UUID) -> Group:
    """The group when the viewer leads it. Anybody else's group is not found."""
    group = group_led_by(viewer, group_id)
    if group is None:
        raise Http404
    return group


def group_lines(viewer: Viewer, *, at: datetime) -> list[Line]:
    """The viewer's groups as lines, those that meet next first, finished ones last."""
    return [_line(line.group, line.next_session) for line in led_groups(viewer, at=at)]


def missing_attendance(viewer: Viewer, *, at: datetime) -> list[dict[str, str]]:
    """Sessions of own groups that have begun and that nobody has marked, oldest first. One query."""
    marked = attendances_visible_to(viewer).filter(session=OuterRef("pk"), superseded_at=None)
    sessions = (
        Session.objects.filter(
            group__leader_id=viewer.user_id,
            group__taken__gt=0,
            cancelled_at=None,
            group__cancelled_at=None,
            starts_at__range=(at - ASK_FOR, at),
        )
        .filter(~Exists(marked))
        .select_related("group__track")
        .order_by("starts_at", "id")
    )
    return [{**_session_link(s.group, s), "title": name_of(s.group.track)} for s in sessions]


def sessions_of(group: Group) -> QuerySet[Session]:
    """Sessions that are held, in order."""
    return group.sessions.filter(cancelled_at=None).select_related("module").order_by("starts_at", "id")


def name_of(thing: Any) -> str:
    """Danish or English name of a track, module or programme."""
    return in_language(thing, "name", get_language() or "da")


def where_of(group: Group | LedGroup) -> str:
    return group.place.name if group.place else _("På video")


def when_of(group: Group | LedGroup) -> str:
    """mandag og torsdag kl. 17"""
    return week.describe_hours(group.slot_mask, say=_)


def seats_of(group: Group | LedGroup) -> str:
    return _("%(taken)s af %(all)s pladser er taget") % {"taken": group.taken, "all": group.size_max}


def participant(line: RosterLine) -> dict[str, Any]:
    return {
        "name": line.display_name,
        "needs": [need_words(need) for need in line.need_to_know],
        "begins": line.from_session if line.from_session > 1 else None,
        "paused_until": paused_until(line),
    }


def first_names(lines: list[RosterLine]) -> list[dict[str, Any]]:
    """First names for paper; two people who share one keep what tells them apart."""
    firsts = [line.display_name.split()[0] for line in lines]
    return [
        {**participant(line), "name": first if firsts.count(first) == 1 else line.display_name}
        for line, first in zip(lines, firsts, strict=True)
    ]


def _line(group: Group, coming: Session | None) -> Line:
    return Line(
        title=name_of(group.track),
        when=when_of(group),
        where=where_of(group),
        seats=seats_of(group),
        next_text=dates.moment_text(coming.starts_at) if coming else "",
        url=reverse("web:staff_group", args=[group.pk]),
        attendance_url=_attendance_url(group, coming) if coming else "",
    )


def _facts(group: LedGroup) -> list[tuple[str, str]]:
    return [
        (_("Tid"), when_of(group)),
        (_("Sted"), where_of(group)),
        (_("Pladser"), seats_of(group)),
        (
            _("Varighed"),
            _("%(weeks)s uger fra %(day)s") % {"weeks": group.track.weeks, "day": words.year_day(group.first_day)},
        ),
    ]


def _session_facts(session: Meeting, of: int) -> dict[str, str]:
    return {
        "when": dates.moment_text(session.starts_at),
        "number": _("Mødegang %(number)s af %(all)s") % {"number": session.number, "all": of},
        "module": name_of(session.module) if session.module else "",
    }


def _attendance_url(group: Group | LedGroup, session: Session | Meeting) -> str:
    return reverse("web:staff_attendance", args=[group.pk, session.number])


def _session_link(group: Group | LedGroup, session: Session | Meeting) -> dict[str, str]:
    return {
        "when": dates.moment_text(session.starts_at),
        "number": str(session.number),
        "href": _attendance_url(group, session),
    }


def _session_line(group: LedGroup, session: Meeting, at: datetime) -> dict[str, Any]:
    is_open = can_be_marked(session, at)
    came = _("%(present)s af %(marked)s mødte") % {"present": session.present, "marked": session.marked}
    return {
        "number": session.number,
        "when": words.short_moment(session.starts_at),
        "module": name_of(session.module) if session.module else "",
        "came": came if session.marked else "",
        "missing": is_open and not session.marked and group.taken > 0,
        "href": _attendance_url(group, session) if is_open else "",
    }


def _saved(lines: list[RosterLine], form: AttendanceForm) -> str:
    return ngettext(
        "Fremmødet er gemt. %(present)s af %(all)s mødte.",
        "Fremmødet er gemt. %(present)s af %(all)s mødte.",
        len(lines),
    ) % {"present": form.present(), "all": len(lines)}
