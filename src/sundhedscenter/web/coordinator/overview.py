"""The coordinator's hour: what each page says today, in the order it is worth looking."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sundhedscenter.core import clock
from sundhedscenter.core.week import PART_MASKS
from sundhedscenter.evaluation.queries import READY_STAGES, by_period, funnels, newest, offer_gaps
from sundhedscenter.web.coordinator.curves import retention_look, started_look, waiting_look
from sundhedscenter.web.coordinator.funnel import worst_offer, worst_step
from sundhedscenter.web.coordinator.gaps import gaps_look
from sundhedscenter.web.coordinator.hours import hours_look, part_of_week
from sundhedscenter.web.coordinator.pages import figures_render
from sundhedscenter.web.coordinator.words import ALL, names, quarter_name
from sundhedscenter.web.staff.policy import staff_page


@staff_page("figures")
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    viewer, called = request.viewer, names()  # type: ignore[attr-defined]
    tables = funnels(viewer)
    ready = [table for table in tables if len(table.stages) >= READY_STAGES] or tables
    waiting, hours, retention = newest(viewer, "waiting"), newest(viewer, "hours"), newest(viewer, "retention")
    none = _("Der er ingen tal endnu.")
    everywhere = {"offer": ALL, "municipality": ALL}
    steps = [
        (
            "staff_funnel",
            _("Hvor falder folk fra?"),
            [worst_step(ready[-1], everywhere, called), worst_offer(ready[-1], ALL, called)] if ready else [none],
            _("Ring til lederen af det tilbud, og spørg, hvad der skete efter det skridt."),
        ),
        (
            "staff_waiting",
            _("Hvor længe venter de?"),
            [waiting_look(waiting["days"], waiting["curves"][0]["points"]) if waiting else none],
            _("Find det tilbud, hvor kurven falder langsomst. Mangler der et hold eller en leder?"),
        ),
        (
            "staff_started",
            _("Går det hurtigere end før?"),
            [started_look(by_period(viewer, "started"))],
            _("Fortæl partnerne det, både når det går op, og når det går ned."),
        ),
        (
            "staff_hours",
            _("Passer tiderne?"),
            [hours_look({box: part_of_week(hours, box) for box in PART_MASKS}) if hours else none],
            _("Spørg, om en leder kan tage den tid. Et hold på tværs kan fylde den."),
        ),
        (
            "staff_gaps",
            _("Hvem holder vi ude?"),
            [gaps_look(offer_gaps(at=clock.now()))],
            _("Vælg ét tilbud, og aftal en form på video, i telefonen eller om aftenen."),
        ),
        (
            "staff_retention",
            _("Bliver de?"),
            [retention_look(retention, called) if retention else none],
            _("Hør lederen, hvad folk siger, når de stopper."),
        ),
    ]
    context = {
        "period": quarter_name(ready[-1].period) if ready else "",
        "steps": [
            {"href": reverse(f"web:{name}"), "title": title, "looks": looks, "act": act}
            for name, title, looks, act in steps
        ],
    }
    return figures_render(request, "staff_figures", "overview", context)
