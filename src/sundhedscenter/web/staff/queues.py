"""The manager's page: what lies with whom. Numbers and days; no citizen is read or named."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sundhedscenter.core import clock
from sundhedscenter.journey.queues import queues
from sundhedscenter.web.citizen.data_wishes import KINDS
from sundhedscenter.web.staff import words
from sundhedscenter.web.staff.cases import TASKS
from sundhedscenter.web.staff.pages import staff_render
from sundhedscenter.web.staff.policy import staff_page


@staff_page("queues")
@require_GET
def queue_list(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, clock.day_of(clock.now())  # type: ignore[attr-defined]
    rows = [
        {
            "owner": line.owner or _("Ingen endnu"),
            "organisation": line.organisation,
            "what": TASKS.get(line.kind) or KINDS.get(line.kind) or _("Ny henvendelse"),
            "waiting": line.waiting,
            "late": line.late,
            "next": words.short_day(line.next_deadline),
        }
        for line in queues(viewer, on=on)
    ]
    return staff_render(request, "queues", "staff/queue_list.html", {"rows": rows})
