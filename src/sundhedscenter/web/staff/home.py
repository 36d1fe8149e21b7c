"""The first page after log-in: what waits for this person today, then the way to everything else."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from sundhedscenter.core import access, clock
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.journey.morning import morning
from sundhedscenter.journey.staff import cases
from sundhedscenter.partnership.models import Employment
from sundhedscenter.web.staff.cases import case_row
from sundhedscenter.web.staff.groups import group_lines, missing_attendance
from sundhedscenter.web.staff.model_words import ROLES
from sundhedscenter.web.staff.morning import line_rows
from sundhedscenter.web.staff.pages import staff_render
from sundhedscenter.web.staff.policy import LEADING, pages_for, staff_page

# A deadline is shown on the first page when it is passed or comes within a week.
SOON = timedelta(days=7)
# Lines of the morning list on the first page; the list itself has the rest.
FIRST = 5


@staff_page("home")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    viewer, at = request.viewer, clock.now()  # type: ignore[attr-defined]
    context: dict[str, Any] = {"name": request.user.display_name, "works": _works(viewer, at)}
    if "professional" in viewer.roles:
        page = morning(viewer, at=at, most=FIRST)
        access.seen(viewer, [line.citizen_id for line in page.lines], "morning_list")
        context["morning"] = line_rows(page.lines, came_from="web:staff_morning")
        context["morning_more"] = page.own - len(page.lines)
        context["team_has"] = page.team
    if viewer.roles & LEADING:
        lines = group_lines(viewer, at=at)
        context["next"] = next((line for line in lines if line.next_text), None)
        context["other_groups"] = max(0, len(lines) - 1)
        context["missing"] = missing_attendance(viewer, at=at)
    if "assessor" in viewer.roles and "professional" not in viewer.roles:
        soon = [
            line
            for line in cases(viewer, on=clock.day_of(at))
            if line.deadline and line.deadline <= clock.day_of(at) + SOON
        ]
        access.seen(viewer, [line.citizen_id for line in soon], "case_list")
        context["due"] = [case_row(line, on=clock.day_of(at)) for line in soon]
    context["actions"] = [
        {"label": str(page.label), "hint": str(page.hint), "icon": page.icon, "href": reverse(page.url_name)}
        for page in pages_for(viewer)
        if page.code != "home"
    ]
    return staff_render(request, "home", "staff/home.html", context)


def _works(viewer: Viewer, at: Any) -> list[str]:
    """What the person is here: "Fagperson, Skive Kommune"."""
    rows = Employment.objects.filter(user_id=viewer.user_id, during__contains=clock.day_of(at)).select_related(
        "organisation"
    )
    return [f"{ROLES[row.role]}, {row.organisation.name}" for row in rows]
