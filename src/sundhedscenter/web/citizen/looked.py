"""Who has looked: the citizen's own access log, in words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import access
from sundhedscenter.core.models import AccessLine
from sundhedscenter.partnership.models import Organisation, User
from sundhedscenter.web.citizen.entry import citizen_page
from sundhedscenter.web.citizen.my_way import job_title
from sundhedscenter.web.dates import moment_text

SHOWN = 100
WHAT: dict[str, str | Promise] = {
    "group_roster": _("Deltagerlisten på dit hold"),
    "printed_roster": _("Deltagerlisten på dit hold"),
    "attendance": _("Hvem der kom på holdet"),
    "case_list": _("Listen over borgere i din kommune"),
    "case": _("Din plan"),
}


@require_GET
@citizen_page("looked")
def looked(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """The newest lines first. The citizen's own visits are counted, not listed: they are not news."""
    lines = access.newest_lines(request.viewer, citizen.pk, limit=SHOWN)
    users = User.objects.in_bulk({int(line.viewer[5:]) for line in lines if line.viewer.startswith("user:")})
    organisations = Organisation.objects.in_bulk({line.organisation_id for line in lines if line.organisation_id})
    context = {
        "lines": [
            {
                "when": moment_text(line.at),
                "who": _who(line, users),
                "where": str(organisations.get(line.organisation_id or 0, "")),
                "what": str(WHAT[line.what]),
            }
            for line in lines
        ]
    }
    return render(request, "citizen/looked.html", context)


def _who(line: AccessLine, users: dict[int, User]) -> str:
    if not line.viewer.startswith("user:"):
        return gettext("Centrets eget system")
    user = users.get(int(line.viewer[5:]))
    return (
        ", ".join(part for part in (str(user), job_title(user.title)) if part)
        if user
        else gettext("En bruger, der er slettet")
    )
