"""What a number means, as `content/measures` says: for coordinators all, for everybody the public counter's."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sundhedscenter.evaluation.measures.definitions import Measure, measures
from sundhedscenter.evaluation.queries import public_counter
from sundhedscenter.web.coordinator.pages import figures_render
from sundhedscenter.web.coordinator.words import day_name, said
from sundhedscenter.web.staff.figure_words import STATUS, value_words
from sundhedscenter.web.staff.policy import staff_page

PUBLIC = "started_within"


@staff_page("figures")
@require_GET
def definition(request: HttpRequest, code: str) -> HttpResponse:
    found = measures().get(code)
    if found is None:
        raise Http404(code)
    return figures_render(request, "", "definition", described(found))


@require_GET
def public_numbers(request: HttpRequest) -> HttpResponse:
    """The counter of the front page, and how it is made."""
    counter = public_counter()
    context = {
        **described(measures()[PUBLIC]),
        "counter": counter,
        "first": day_name(counter.first.isoformat()) if counter else "",
        "last": day_name(counter.last.isoformat()) if counter else "",
    }
    return render(request, "citizen/numbers.html", context)


def described(measure: Measure) -> dict[str, Any]:
    """The definition as pairs of a word and what it is; each chosen figure with its status and source."""
    return {
        "code": measure.code,
        "name": said(measure.name),
        "what": said(measure.what),
        "facts": [
            (_("Tæller"), said(measure.numerator)),
            (_("Ud af"), said(measure.denominator) if measure.denominator else ""),
            (_("Hvornår"), said(measure.period)),
            (_("Måles i"), said(measure.unit)),
            (_("Tæller ikke"), said(measure.leaves_out)),
        ],
        "figures": [
            {
                "name": FIGURES[key](),
                "value": value_words(figure.value),
                "status": figure.status,
                "label": STATUS[figure.status][0],
                "source": figure.source,
            }
            for key, figure in measure.figures.items()
        ],
    }


FIGURES = {
    "within_days": lambda: _("Dage fra de spurgte"),
    "share_of_sessions": lambda: _("Del af møderne"),
    "window_days": lambda: _("Dage, der tælles med"),
    "days": lambda: _("Dage efter at de spurgte"),
    "weeks": lambda: _("Uger efter start"),
}
