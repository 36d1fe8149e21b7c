"""How the house runs: who can log in, and whether messages leave. Counts alone: no recipient, no citizen."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sundhedscenter.core import clock
from sundhedscenter.core.models import OutboxMessage
from sundhedscenter.core.sending import counts_by_channel
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.partnership.models import Employment
from sundhedscenter.web.staff import words
from sundhedscenter.web.staff.model_words import ROLES
from sundhedscenter.web.staff.pages import staff_render
from sundhedscenter.web.staff.policy import staff_page

# A message that has waited longer than this needs somebody to look (status P).
SLOW = timedelta(minutes=15)


@staff_page("operations")
@require_GET
def operations(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    on = clock.day_of(at)
    employed = (
        Employment.objects.filter(during__contains=on)
        .select_related("user", "organisation")
        .order_by("organisation__name", "user__display_name", "id")
    )
    context = {
        "channels": queue_health(at),
        "users": [
            {
                "name": row.user.display_name or row.user.username,
                "role": str(ROLES[row.role]),
                "organisation": row.organisation.name,
                "active": row.user.is_active,
            }
            for row in employed
        ],
    }
    return staff_render(request, "operations", "staff/operations.html", context)


def queue_health(at: datetime) -> list[dict[str, Any]]:
    """Each channel with its counts. Read as the process that checks the house, in one query that returns no row of it."""
    with acting_as(system("check"), on=clock.day_of(at)):
        found = counts_by_channel(at)
    return [_channel(code, name, found.get(code, {}), at) for code, name in OutboxMessage.CHANNELS]


def _channel(code: str, name: str, row: dict[str, Any], at: datetime) -> dict[str, Any]:
    oldest = row.get("oldest")
    waited = at - oldest if oldest else timedelta()
    return {
        "name": _(name),
        "waiting": row.get("waiting", 0),
        "waited": words.duration(waited) if oldest else "",
        "slow": waited > SLOW,
        "failing": row.get("failing", 0),
        "sent_today": row.get("sent_today", 0),
        "ended": row.get("ended", 0),
    }
