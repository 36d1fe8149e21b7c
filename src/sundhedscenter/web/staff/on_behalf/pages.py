"""One citizen in the professional's care: what comes next, read aloud, and every step the citizen could take alone."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.citizens.queries import newest_contact
from sundhedscenter.core import clock
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.journey.answers_now import answers_now
from sundhedscenter.journey.my_way import MyWay
from sundhedscenter.journey.offers import home_of, proposals_for
from sundhedscenter.journey.on_behalf import Acting, correct_contact, in_care, sight_ends_on
from sundhedscenter.journey.staff import Case
from sundhedscenter.pathways.models import Pathway
from sundhedscenter.web import marks
from sundhedscenter.web.citizen import acts, paper
from sundhedscenter.web.citizen.cards import cards_of
from sundhedscenter.web.citizen.conversation import errors_of
from sundhedscenter.web.citizen.desk import on_pathway
from sundhedscenter.web.citizen.my_way import acts as acts_of
from sundhedscenter.web.citizen.my_way import load, seat_boxes
from sundhedscenter.web.citizen.next_step import next_step
from sundhedscenter.web.dates import day_text
from sundhedscenter.web.staff.on_behalf.desk import SLUG_OF, WAYS, StaffDesk, for_citizen
from sundhedscenter.web.staff.on_behalf.lesson import answer_lesson
from sundhedscenter.web.staff.on_behalf.sheet import CallerForm

ON_BEHALF, PRINTED = "on_behalf", "on_behalf_paper"
SHOWN_MARKS = 10


def overview(request: HttpRequest, desk: StaffDesk) -> HttpResponse:
    """What to read aloud, the one thing to do, everything else, and the slip for the post."""
    at = clock.now()
    way = load(request, desk.citizen, at)
    context: dict[str, Any] = {"case_url": reverse("web:staff_case", args=[desk.citizen.pk])}
    if way is not None:
        written = marks.mark_lines(way.written_down[:SHOWN_MARKS])
        context |= {
            "step": next_step(way, at),
            "act": _act(way, desk),
            "acts": [*acts_of(way, desk), *_more(desk)],
            "responsible": way.responsible,
            "written_down": written,
            "until": _until(desk.viewer, desk.citizen, on=clock.day_of(at)),
            "slip_url": desk.url("slip"),
            "plan_url": desk.urls["plan"],
            "sheet_url": _sheet(way),
            "seats": seat_boxes(way),
        }
    return desk.render(request, "staff/on_behalf/overview.html", context)


def _act(way: MyWay, desk: StaffDesk) -> tuple[str, str] | None:
    """The button for what comes next, where there is something to write down."""
    step = way.next_step
    if step.kind == "lesson" and step.plan_item is not None:
        return gettext("Skriv svaret på skridtet ind"), desk.url("lesson", item_id=step.plan_item.pk)
    if step.kind == "answer_offer" and step.offer is not None:
        return gettext("Svar på pladsen"), desk.url("seat_offer", offer_id=step.offer.pk)
    if step.kind == "come_back":
        return gettext("Kom tilbage"), desk.url("come_back")
    if step.kind == "waiting":
        return gettext("Tilføj flere tider"), desk.url("change_time")
    return None


def _sheet(way: MyWay) -> str:
    """The first step on paper, while it is what comes next."""
    item = way.next_step.plan_item
    return reverse("web:paper_step", args=[item.lesson]) if item is not None and item.lesson else ""


def _more(desk: StaffDesk) -> list[dict[str, str]]:
    return [
        {
            "label": gettext("Vælg et andet forslag"),
            "hint": gettext("Højst tre, med grunde, efter svarene som de er nu"),
            "href": desk.url("proposals"),
            "icon": "checklist",
        },
        {
            "label": gettext("Ret navn, telefon eller e-mail"),
            "hint": "",
            "href": desk.url("contact"),
            "icon": "edit",
        },
    ]


def _until(viewer: Viewer, citizen: Citizen, *, on: date) -> str:
    """The last day the viewer sees the citizen; empty where none is known."""
    ends = sight_ends_on(viewer, citizen, on=on)
    return day_text(ends) if ends else ""


def proposals(request: HttpRequest, desk: StaffDesk, pathway: Pathway) -> HttpResponse:
    """At most three cards for the answers as they are now."""
    answers, language = answers_now(pathway), get_language() or "da"
    home = home_of(answers.postal_code)
    found = proposals_for(answers=answers, home=home, at=clock.now(), language=language)
    return desk.render(request, "staff/on_behalf/again.html", {"cards": cards_of(found, desk.citizen)})


def contact(request: HttpRequest, desk: StaffDesk) -> HttpResponse:
    """How to reach the citizen, corrected."""
    if request.method == "POST":
        form = CallerForm(request.POST)
        if form.is_valid():
            acting = Acting(desk.viewer, desk.citizen, desk.way)
            correct_contact(acting=acting, contact=form.cleaned_data, at=clock.now())
            return redirect(desk.home)
    else:
        known = newest_contact(desk.citizen)
        form = CallerForm(
            initial={"full_name": known.full_name, "phone": known.phone, "email": known.email} if known else {}
        )
    context = {"form": form, "errors": errors_of(form)}
    return desk.render(request, "staff/on_behalf/contact.html", context, status=422 if form.is_bound else 200)


def case_links(viewer: Viewer, found: Case, *, on: date) -> dict[str, Any]:
    """What the case page shows: the ways to write something down, for who may, and what was."""
    may_write = in_care(viewer, on=on).filter(pk=found.citizen.pk).exists()
    ways = [
        {"label": str(label), "href": reverse("web:staff_for", args=[found.citizen.pk, SLUG_OF[code]])}
        for code, label in WAYS.items()
        if may_write
    ]
    written = found.way.written_down[:SHOWN_MARKS] if found.way else ()
    return {"write_in": ways, "written_down": marks.mark_lines(written)}


read_or_send = require_http_methods(["GET", "POST"])
for_overview = require_GET(for_citizen(ON_BEHALF, overview))
for_lesson = read_or_send(for_citizen(ON_BEHALF, answer_lesson))
for_proposals = require_GET(for_citizen(ON_BEHALF, on_pathway(proposals)))
for_contact = read_or_send(for_citizen(ON_BEHALF, contact))
for_pause = read_or_send(for_citizen(ON_BEHALF, on_pathway(acts.pause)))
for_come_back = read_or_send(for_citizen(ON_BEHALF, on_pathway(acts.come_back)))
for_change_time = read_or_send(for_citizen(ON_BEHALF, on_pathway(acts.change_time)))
for_switch_format = read_or_send(for_citizen(ON_BEHALF, on_pathway(acts.switch_format)))
for_say_no = read_or_send(for_citizen(ON_BEHALF, on_pathway(acts.say_no)))
for_take = require_POST(for_citizen(ON_BEHALF, on_pathway(acts.take)))
for_seat_offer = read_or_send(for_citizen(ON_BEHALF, on_pathway(acts.seat_offer)))
for_slip = require_GET(for_citizen(PRINTED, paper.slip_at))
for_plan = require_GET(for_citizen(PRINTED, paper.plan_at))
