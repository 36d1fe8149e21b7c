"""The manager's page: what lies with whom, and who takes from the queue. Numbers and days; no citizen is read or named."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sundhedscenter.core import clock
from sundhedscenter.journey.queues import (
    MESSAGE,
    ManagedQueue,
    NotYourQueue,
    change_staff,
    managed_queues,
    queues,
    whether_it_helps,
)
from sundhedscenter.partnership.queues import NotEmployed
from sundhedscenter.web.citizen.data_wishes import KINDS
from sundhedscenter.web.errors import bad_request
from sundhedscenter.web.staff import words
from sundhedscenter.web.staff.morning import tally_row
from sundhedscenter.web.staff.pages import staff_render
from sundhedscenter.web.staff.policy import staff_page
from sundhedscenter.web.staff.reasons import TASKS


@staff_page("queues")
@require_GET
def queue_list(request: HttpRequest) -> HttpResponse:
    viewer, at = request.viewer, clock.now()  # type: ignore[attr-defined]
    on = clock.day_of(at)
    rows = [
        {
            "owner": line.owner or _("Køen"),
            "organisation": line.organisation,
            "what": _("Besked, der venter på svar")
            if line.kind == MESSAGE
            else TASKS.get(line.kind) or KINDS.get(line.kind) or _("Ny henvendelse"),
            "waiting": line.waiting,
            "late": line.late,
            "next": words.short_day(line.next_deadline),
        }
        for line in queues(viewer, on=on)
    ]
    context = {
        "rows": rows,
        "queues": [_queue(found) for found in managed_queues(viewer, on=on)],
        "tallies": [tally_row(row) for row in whether_it_helps(viewer, at=at)],
    }
    return staff_render(request, "queues", "staff/queue_list.html", context)


@staff_page("queues")
@require_POST
def queue_staff(request: HttpRequest) -> HttpResponse:
    """One more takes from the queue, or one less. The last one stays: an empty queue is nobody's."""
    viewer, sent = request.viewer, request.POST  # type: ignore[attr-defined]
    do, queue_id, user_id = sent.get("do", ""), sent.get("queue", ""), sent.get("user", "")
    if do not in ("join", "leave") or not queue_id.isdecimal() or not user_id.isdecimal():
        return bad_request(request)
    try:
        done = change_staff(viewer, queue_id=int(queue_id), user_id=int(user_id), join=do == "join", at=clock.now())
    except NotYourQueue as hidden:
        raise Http404 from hidden
    except NotEmployed:
        return bad_request(request)
    if done:
        messages.success(request, _("Det er gemt."))
    else:
        messages.warning(request, _("Nogen skal passe køen. Sæt en anden på først."))
    return redirect("web:staff_queues")


def _queue(found: ManagedQueue) -> dict[str, Any]:
    return {
        "id": found.queue.pk,
        "organisation": found.queue.organisation.name,
        "manager": found.queue.manager.display_name,
        "staff": [
            {
                "id": row.user_id,
                "name": row.user.display_name,
                "title": row.user.title,
                "since": words.short_day(row.during.lower),
            }
            for row in found.staff
        ],
        "others": [
            (str(user.pk), f"{user.display_name}, {_(user.title)}" if user.title else user.display_name)
            for user in found.others
        ],
    }
