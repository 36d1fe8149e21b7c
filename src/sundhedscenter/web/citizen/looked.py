"""Who has looked: the citizen's own access log, by day and person, with why each of them may."""

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import access, clock
from sundhedscenter.journey.own_data import looks
from sundhedscenter.journey.own_data.parts import basis, words
from sundhedscenter.web.citizen.entry import citizen_page
from sundhedscenter.web.citizen.my_way import job_title
from sundhedscenter.web.dates import day_text, long_day_text, moment_text

VISITS = 20
WHAT: dict[str, str | Promise] = {
    "group_roster": _("Deltagerlisten på dit hold"),
    "printed_roster": _("Deltagerlisten på dit hold"),
    "attendance": _("Hvem der kom på holdet"),
    "case_list": _("Listen over borgere i din kommune"),
    "case": _("Din plan"),
    "on_behalf": _("Din plan, for at skrive noget ind for dig"),
    "on_behalf_paper": _("Din seddel eller plan, for at skrive den ud"),
    "possible_same": _("Dit navn, for at se om du var skrevet ind før"),
    "ideas": _("Dine idéer"),
    "helper_list": _("Dit navn på listen hos din hjælper"),
    "helper_dates": _("Dine tider"),
    "helper_slip": _("Dine tider på en seddel"),
    "helper_plan": _("Din plan"),
    "helper_act": _("Hvad der kan gøres for dig"),
    "data_requests": _("Dine ønsker om data"),
    "morning_list": _("Listen over dem, der har brug for os i dag"),
    "never_started": _("Listen over dem, der ikke er begyndt endnu"),
    "slipping": _("Listen over dem, vi ikke har hørt fra"),
    "offer": _("Om du har en plan, på et tilbuds side"),
    "reaching_out": _("Hvordan vi kan få fat i dig, og hvad vi har skrevet"),
}
PERIODS: dict[str, tuple[str | Promise, timedelta | None]] = {
    "maaned": (_("Den sidste måned"), timedelta(days=31)),
    "aar": (_("Det sidste år"), timedelta(days=366)),
    "alt": (_("Alt"), None),
}
USUAL_PERIOD = "alt"


@require_GET
@citizen_page("looked")
def looked(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """The newest day first, one line for each person on it. The citizen's own visits are counted, not listed."""
    at = clock.now()
    period = request.GET.get("periode", USUAL_PERIOD)
    if period not in PERIODS:
        period = USUAL_PERIOD
    span = PERIODS[period][1]
    since = at - span if span else None
    rows = access.visits(citizen.pk, but=request.viewer.name, since=since)
    page = Paginator(rows, VISITS).get_page(request.GET.get("side"))
    visits = looks.visits_of(citizen, page.object_list)
    times, last = access.own_visits(request.viewer, citizen.pk, since=since)
    context = {
        "days": [
            {"day": day_words(day, at), "visits": [visit_words(visit) for visit in of_day]}
            for day, of_day in groupby(visits, key=lambda visit: visit.day)
        ],
        "page": page,
        "period": period,
        "periods": [
            {"label": label, "href": f"?periode={code}", "current": code == period}
            for code, (label, _span) in PERIODS.items()
        ],
        "own": _own(times, last),
    }
    return render(request, "citizen/looked.html", context)


def day_words(day: Any, at: datetime) -> str:
    """The day; with its year when that is another."""
    text = day_text(day) if day.year == clock.day_of(at).year else long_day_text(day)
    return text[:1].upper() + text[1:]


def visit_words(visit: looks.Visit) -> dict[str, Any]:
    """One person on one day: who, what they saw, and why they may."""
    seen = [str(WHAT.get(code, _("Noget af det, vi gemmer om dig"))) for code in visit.codes]
    return {
        "who": who(visit),
        "what": list(dict.fromkeys(seen)),
        "why": why(visit),
        "helper": visit.why == looks.HELPER,
        "unknown": visit.why == looks.UNKNOWN,
        "day": visit.day.isoformat(),
        "viewer": visit.viewer,
    }


def who(visit: looks.Visit) -> str:
    if visit.why == looks.SYSTEM:
        return gettext("Centrets eget system")
    name = visit.name or gettext("En bruger, der er slettet")
    return ", ".join(part for part in (name, job_title(visit.title), visit.organisation) if part)


def why(visit: looks.Visit) -> str:
    """ "Fordi du har et forløb hos Skive Kommune." Where nothing allowed it, that is said."""
    if visit.why == looks.SYSTEM:
        return gettext("Fordi systemet skal sende beskeder og holde øje med frister.")
    if visit.why == looks.HELPER:
        return gettext("Fordi du har givet lov.")
    found = basis(visit.why)
    if found is None:
        return gettext("Vi kan ikke se hvorfor. Spørg os gerne.")
    text = words(found.text, get_language() or "da")
    return gettext("Fordi %(reason)s.") % {
        "reason": text.format(organisation=visit.organisation, person=visit.name),
    }


def _own(times: int, last: datetime | None) -> str:
    if last is None:
        return ""
    count = ngettext("Du har selv set %(n)s side.", "Du har selv set %(n)s sider.", times) % {"n": times}
    return f"{count} {gettext('Sidst %(when)s.') % {'when': moment_text(last)}}"
