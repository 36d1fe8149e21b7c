"""The professional's three lists: the morning, those who have not begun, and those who are slipping."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from sundhedscenter.core import access, clock
from sundhedscenter.journey.labels import TOPIC_LABELS
from sundhedscenter.journey.morning import SHOWN, Line, Page, morning, never_started, slipping_away
from sundhedscenter.journey.reaching_out.counts import Tally, tallies
from sundhedscenter.journey.reaching_out.rules import Why
from sundhedscenter.web.components import registry
from sundhedscenter.web.staff import words
from sundhedscenter.web.staff.pages import staff_render
from sundhedscenter.web.staff.policy import staff_page
from sundhedscenter.web.staff.reasons import CHANNELS, OUTCOMES, WHYS, reason_text

TABS = (
    ("web:staff_morning", gettext_lazy("Morgen")),
    ("web:staff_never_started", gettext_lazy("Ikke begyndt")),
    ("web:staff_slipping", gettext_lazy("På vej væk")),
)
NEVER_STARTED = TABS[1][0]
TEAM, ALL, BY_OWNER = ("vis", "team"), ("antal", "alle"), ("orden", "ejer")
NOBODY = UUID(int=0)
OPEN_CASE = frozenset({Why.TASK_LATE, Why.TASK_SOON, Why.REQUEST_WAITS})


@staff_page("morning")
@require_GET
def morning_list(request: HttpRequest) -> HttpResponse:
    """What is lost first if nobody acts stands first. One line in the access log for each citizen shown."""
    viewer = request.viewer  # type: ignore[attr-defined]
    page = morning(viewer, at=clock.now(), **_asked(request))
    access.seen(viewer, [line.citizen_id for line in page.lines], "morning_list")
    return _render(request, "web:staff_morning", "staff/morning_list.html", page)


@staff_page("morning")
@require_GET
def never_started_list(request: HttpRequest) -> HttpResponse:
    """Everyone who asked and has not begun, the longest wait first, or by owner."""
    viewer, by_owner = request.viewer, request.GET.get(BY_OWNER[0]) == BY_OWNER[1]  # type: ignore[attr-defined]
    page = never_started(viewer, at=clock.now(), by_owner=by_owner, **_asked(request))
    access.seen(viewer, [line.citizen_id for line in page.lines], "never_started")
    return _render(request, "web:staff_never_started", "staff/never_started_list.html", page, by_owner=by_owner)


@staff_page("morning")
@require_GET
def slipping_list(request: HttpRequest) -> HttpResponse:
    """Who may be about to stop, why, what was tried; and below, whether trying helped."""
    viewer, at = request.viewer, clock.now()  # type: ignore[attr-defined]
    page = slipping_away(viewer, at=at, **_asked(request))
    access.seen(viewer, [line.citizen_id for line in page.lines], "slipping")
    counted = [tally_row(row) for row in tallies(viewer, at=at)]
    return _render(request, "web:staff_slipping", "staff/slipping_list.html", page, tallies=counted)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Own lines or the team's; a page of them or all."""
    everybody = request.GET.get(ALL[0]) == ALL[1]
    return {"team": request.GET.get(TEAM[0]) == TEAM[1], "most": None if everybody else SHOWN}


def _render(request: HttpRequest, url_name: str, template: str, page: Page, **more: Any) -> HttpResponse:
    team = request.GET.get(TEAM[0]) == TEAM[1]
    here = reverse(url_name)
    context = {
        "rows": line_rows(page.lines, came_from=url_name),
        "own": page.own,
        "everyone": page.team,
        "total": page.team if team else page.own,
        "team": team,
        "tabs": _tabs(url_name),
        "href_own": _href(request, here, vis=""),
        "href_team": _href(request, here, vis=TEAM[1]),
        "href_all": _href(request, here, antal=ALL[1]),
        "href_age": _href(request, here, orden=""),
        "href_owner": _href(request, here, orden=BY_OWNER[1]),
        **more,
    }
    return staff_render(request, "morning", template, context)


def _tabs(url_name: str) -> list[dict[str, Any]]:
    return [{"label": str(label), "href": reverse(name), "current": name == url_name} for name, label in TABS]


def _href(request: HttpRequest, here: str, **change: str) -> str:
    """This list with one choice changed; what is not chosen stands in no address."""
    kept = {key: request.GET.get(key, "") for key in (TEAM[0], ALL[0], BY_OWNER[0])}
    chosen = "&".join(
        f"{key}={value}" for key, value in {**kept, **change}.items() if value in (TEAM[1], ALL[1], BY_OWNER[1])
    )
    return here + (f"?{chosen}" if chosen else "")


def line_rows(lines: Sequence[Line], *, came_from: str) -> list[dict[str, Any]]:
    """The lines as the page draws them: who, why now, who has it, and one thing to press.

    What is the same for many lines, the ways to a page and the tag of a status, is made once.
    """
    came = next(number for number, (name, _label) in enumerate(TABS) if name == came_from)
    case, reach = _addresses("web:staff_case"), _addresses("web:staff_reach")
    tags = {
        status: registry.render("status_tag", about="pathway", code=str(status))
        for status in {line.status for line in lines}
    }
    rows = []
    for line in lines:
        texts = _texts(line, waits=came_from == NEVER_STARTED)
        to_case = bool(line.reasons) and line.reasons[0].why in OPEN_CASE
        about = case(line.citizen_id)
        rows.append(
            {
                "name": line.name,
                "topic": TOPIC_LABELS.get(line.topic, line.topic),
                "status": tags[line.status],
                "first": texts[0] if texts else "",
                "others": texts[1:],
                "owner": _owner(line, always=came_from == NEVER_STARTED),
                "phone": line.phone,
                "last": _last(line),
                "case": about,
                "href": about if to_case else f"{reach(line.citizen_id)}?fra={came}",
                "label": _label(line, to_case=to_case),
            }
        )
    return rows


def _addresses(url_name: str) -> Callable[[UUID], str]:
    """The address of a citizen's page, looked up once for all of them."""
    before, after = reverse(url_name, args=[NOBODY]).split(str(NOBODY))
    return lambda citizen_id: f"{before}{citizen_id}{after}"


def _texts(line: Line, *, waits: bool) -> list[str]:
    """Why now. The list of those who have not begun says once how long they have waited, and since which day."""
    if not waits:
        return [reason_text(reason) for reason in line.reasons]
    waited = ngettext("%(n)s dag", "%(n)s dage", line.waited) % {"n": line.waited}
    since = words.year_day(clock.day_of(line.asked_at))
    texts = [reason_text(reason) for reason in line.reasons if reason.why != Why.NEVER_BEGUN]
    return [*texts, _("Har ventet i %(waited)s, siden %(day)s") % {"waited": waited, "day": since}]


def _owner(line: Line, *, always: bool) -> str:
    """Said where it is news: what is the viewer's own alone says nothing, except where every line must have an owner."""
    if line.is_own and line.owner and not always:
        return ""
    return line.owner or _("Køen, %(organisation)s") % {"organisation": line.organisation}


def _label(line: Line, *, to_case: bool) -> str:
    if to_case:
        return _("Åbn sagen")
    if line.phone and not (line.reasons and line.reasons[0].why == Why.NO_CHECKIN):
        return _("Ring")
    return _("Skriv")


def _last(line: Line) -> str:
    """Who reached out last, how, and what came of it."""
    last = line.last_reach
    if last is None:
        return ""
    facts = {
        "day": words.short_day(clock.day_of(last.at)),
        "who": last.by,
        "how": str(CHANNELS[last.channel]),
        "outcome": str(OUTCOMES[last.outcome]) if last.outcome else _("Venter på svar"),
    }
    return _("%(day)s, %(who)s: %(how)s. %(outcome)s.") % facts


def tally_row(row: Tally) -> dict[str, str]:
    return {
        "why": str(WHYS[row.why]),
        "tried": _("under 5") if row.tried is None else str(row.tried),
        "helped": _("skjult") if row.helped is None else str(row.helped),
    }
