"""The tables as files: docs/how-to/numbers-in-a-spreadsheet.md. Only what a page shows; hidden counts are left out."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sundhedscenter.core import clock
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.core.week import DAY_NAMES, SLOTS
from sundhedscenter.evaluation.queries import by_period, funnels, newest, offer_gaps
from sundhedscenter.web.coordinator.words import ALL, Names, measure_name, names
from sundhedscenter.web.staff.groups import name_of
from sundhedscenter.web.staff.policy import staff_page

type Value = str | int
type Rows = Iterable[tuple[Value, ...]]

# Excel in Danish expects a semicolon, and a mark before the first byte to know that the text is UTF-8.
BOM, SEPARATOR = "\N{ZERO WIDTH NO-BREAK SPACE}", ";"
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@staff_page("figures")
@require_GET
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """One table, all periods, as a file. The first column names the definition, the second the period."""
    if code not in SHEETS:
        raise Http404(code)
    head, rows = SHEETS[code]
    text = as_csv([_("definition"), _("periode"), *head()], rows(request.viewer, names()))  # type: ignore[attr-defined]
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="tal-{code}.csv"'},
    )


def as_csv(head: Iterable[str], rows: Rows) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=SEPARATOR, lineterminator="\r\n")
    writer.writerow([_safe(each) for each in head])
    writer.writerows([_safe(value) for value in row] for row in rows)
    return BOM + out.getvalue()


def _safe(value: Value) -> Value:
    """A text that a spreadsheet would run gets a quote in front; a number stays a number."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _funnel(viewer: Viewer, called: Names) -> Iterator[tuple[Value, ...]]:
    for table in funnels(viewer):
        for stage, offer, town, month, count in table.lines():
            if count is not None:
                where = (called.offer(offer), called.town(town), _("Alle") if month == ALL else month)
                yield (stage, table.period, *where, measure_name(stage), count)


def _waiting(viewer: Viewer, called: Names) -> Iterator[tuple[Value, ...]]:
    content = newest(viewer, "waiting") or {"curves": []}
    for each in content["curves"]:
        for day, point in zip(content["days"], each["points"], strict=True):
            if point is not None:
                where = (called.offer(each["offer"]), called.town(each["municipality"]))
                yield ("waiting_curve", f"{content['first']}..{content['last']}", *where, day, *point)


def _started(viewer: Viewer, called: Names) -> Iterator[tuple[Value, ...]]:
    for period, table in by_period(viewer, "started").items():
        for day, share in zip(table["days"], table["shares"], strict=True):
            if share is not None:
                yield ("started_by_quarter", period, day, share)


def _hours(viewer: Viewer, called: Names) -> Iterator[tuple[Value, ...]]:
    for period, content in by_period(viewer, "hours").items():
        for slot, can, (seats, taken) in zip(SLOTS, content["times"], content["seats"], strict=True):
            when = (_(DAY_NAMES[slot.weekday]), slot.hour)
            if can is not None:
                yield ("wanted_times", period, *when, measure_name("wanted_times"), can)
            yield ("seats_by_time", period, *when, measure_name("seats_by_time"), seats)
            yield ("seats_by_time", period, *when, _("Pladser taget"), taken)


def _gaps(viewer: Viewer, called: Names) -> Iterator[tuple[Value, ...]]:
    today = clock.day_of(clock.now())
    for gap in offer_gaps(at=clock.now()):
        lacks = (_("mangler") if each else "" for each in (gap.lacks_no_travel, gap.lacks_evening))
        yield ("offers_without", today.isoformat(), name_of(gap.offer), *lacks)


def _retention(viewer: Viewer, called: Names) -> Iterator[tuple[Value, ...]]:
    for period, content in by_period(viewer, "retention").items():
        for line in content["lines"]:
            for week, share in zip(content["weeks"], line["shares"], strict=True):
                if share is not None:
                    yield ("retention", period, called.offer(line["offer"]), week, share)


SHEETS: dict[str, tuple[Callable[[], list[str]], Callable[[Viewer, Names], Rows]]] = {
    "forloeb": (lambda: [_("tilbud"), _("kommune"), _("måned"), _("trin"), _("antal")], _funnel),
    "ventetid": (
        lambda: [_("tilbud"), _("kommune"), _("dage"), _("venter procent"), _("lavest"), _("højest")],
        _waiting,
    ),
    "i-gang": (lambda: [_("dage"), _("i gang procent")], _started),
    "tider": (lambda: [_("dag"), _("time"), _("hvad"), _("antal")], _hours),
    "mangler": (lambda: [_("tilbud"), _("uden rejse"), _("aften eller weekend")], _gaps),
    "er-med": (lambda: [_("tilbud"), _("uger"), _("er med procent")], _retention),
}
