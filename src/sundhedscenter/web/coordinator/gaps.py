"""Offers that leave out those who cannot travel, or cannot come in office hours."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from sundhedscenter.core import clock
from sundhedscenter.evaluation.measures.variants import Gap
from sundhedscenter.evaluation.queries import offer_gaps
from sundhedscenter.web.coordinator.pages import figures_render
from sundhedscenter.web.staff.groups import name_of
from sundhedscenter.web.staff.policy import staff_page


@staff_page("figures")
@require_GET
def gaps(request: HttpRequest) -> HttpResponse:
    found = offer_gaps(at=clock.now())
    context = {"rows": [gap_row(gap) for gap in found], "look": gaps_look(found)}
    return figures_render(request, "staff_gaps", "gaps", context)


def gap_row(gap: Gap) -> dict[str, Any]:
    return {
        "name": name_of(gap.offer),
        "href": reverse("web:offer", args=[gap.offer.code]),
        "travel": gap.lacks_no_travel,
        "evening": gap.lacks_evening,
    }


def gaps_look(found: Sequence[Gap]) -> str:
    if not found:
        return _("Alle tilbud findes uden rejse og uden for kontortid.")
    travel = sum(1 for gap in found if gap.lacks_no_travel)
    evening = sum(1 for gap in found if gap.lacks_evening)
    return " ".join(
        [
            ngettext(
                "%(count)s tilbud kan man kun få ved at rejse.", "%(count)s tilbud kan man kun få ved at rejse.", travel
            )
            % {"count": travel},
            ngettext("%(count)s tilbud findes kun i kontortid.", "%(count)s tilbud findes kun i kontortid.", evening)
            % {"count": evening},
        ]
    )
