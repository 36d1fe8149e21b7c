"""Min vej: one next step, big; then plan, people, dates; then the acts. And who has looked."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from sundhedscenter.catalogue.wording import in_language
from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import clock
from sundhedscenter.groups.models import Seat
from sundhedscenter.journey.labels import FORM_LABELS
from sundhedscenter.journey.my_way import DateLine, MyWay, Person, PlanLine, my_way
from sundhedscenter.journey.reaching_out.lives import life_of
from sundhedscenter.journey.reaching_out.rules import Life, Why, reasons
from sundhedscenter.pathways.status import PathwayStatus
from sundhedscenter.web.answering_words import part_words, turn_lines
from sundhedscenter.web.citizen.desk import Desk
from sundhedscenter.web.citizen.entry import citizen_page
from sundhedscenter.web.citizen.next_step import next_step
from sundhedscenter.web.citizen.seats import address, group_facts, room_words
from sundhedscenter.web.dates import day_text, moment_text
from sundhedscenter.web.marks import mark_lines, marks_of_plan

SHOWN_DATES = 3


def load(request: HttpRequest, citizen: Citizen, at: datetime) -> MyWay | None:
    return my_way(viewer=request.viewer, citizen=citizen, at=at, language=get_language() or "da")


@require_GET
@citizen_page("my_way")
def overview(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """The page. Somebody who has not begun is shown how."""
    at = clock.now()
    way = load(request, citizen, at)
    if way is None:
        return render(request, "citizen/not_begun.html")
    dates = [date_line(line) for line in coming(way)]
    context = {
        "name": citizen.display_name,
        "step": next_step(way, at),
        "status": way.status,
        "goal": way.goal,
        "plan": plan_items(way),
        "people": [person_card(person) for person in way.people],
        "responsible": way.responsible,
        "turns": turn_lines(way.answering.turns, on=clock.day_of(at)),
        "dates": dates[:SHOWN_DATES],
        "more_dates": dates[SHOWN_DATES:],
        "calendars": calendars(way),
        "acts": acts(way, Desk(request.viewer, citizen)),
        "written_down": mark_lines(way.written_down),
        "contacting": why_we_contact(life_of(way.pathway, at=at), at),
        "has_seat": bool(way.seats),
    }
    return render(request, "citizen/my_way.html", context)


@require_GET
@citizen_page("my_way")
def welcome(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """The confirmation: what you have now, the next step, the slip and the calendar."""
    at = clock.now()
    way = load(request, citizen, at)
    if way is None:
        return redirect("web:my_way")
    context = {
        "step": next_step(way, at),
        "seats": seat_boxes(way),
        "waiting": [line["title"] for line in plan_items(way) if line["waits"]],
        "calendars": calendars(way),
        "people": [person_card(person) for person in way.people][:1],
    }
    return render(request, "citizen/welcome.html", context)


def seat_boxes(way: MyWay) -> list[dict[str, Any]]:
    """Each seat with the facts one needs to come."""
    language = get_language() or "da"
    first = {line.session.group_id: line for line in reversed(coming(way))}
    return [
        {
            "title": in_language(seat.group.track, "name", language),
            "facts": _facts(seat, first.get(seat.group_id), language),
        }
        for seat in way.seats
    ]


def _facts(seat: Seat, line: DateLine | None, language: str) -> tuple[tuple[str, str], ...]:
    begun = line is not None and line.session.number > seat.from_session
    return group_facts(seat.group, first_at=line and line.starts_at, language=language, begun=begun)


def coming(way: MyWay) -> tuple[DateLine, ...]:
    """The dates to come to: none from a pause, where nobody waits for one."""
    until = way.paused_until
    return tuple(line for line in way.dates if until is None or clock.day_of(line.starts_at) >= until)


def calendars(way: MyWay) -> list[dict[str, str]]:
    """A calendar file for each seat."""
    return [{"href": reverse("interop:seat_calendar", args=[seat.pk])} for seat in way.seats]


def plan_items(way: MyWay) -> list[dict[str, Any]]:
    """The plan as the timeline shows it: what is done, what is next, what comes later."""
    waiting = {place.track_id for place in way.waiting}
    # In a pause the next step is to come back; it does not stand in the plan.
    lines, next_found = [], way.paused_until is not None
    written = marks_of_plan(way.written_down)
    for line in sorted(way.plan, key=lambda line: (line.item.created_at, line.kind != "lesson")):
        if line.done >= line.total:
            state = "done"
        elif line.is_over:
            state = ""
        else:
            state, next_found = ("later" if next_found else "next"), True
        waits = line.item.track_id in waiting and not line.is_over
        how_far, by = _how_far(line, waits=waits), written.get(str(line.item.pk), "")
        other = way.other_authorities.get(line.item.pk, "")
        answers = part_words(other) if other else ""
        lines.append(
            {
                "title": line.title or gettext("Samtale i telefonen"),
                "when": str(FORM_LABELS[line.form]),
                "text": _in_a_row(how_far, by, answers),
                "href": reverse("web:lesson", args=[line.item.pk]) if line.kind == "lesson" else "",
                "state": state,
                "waits": waits,
            }
        )
    return lines


def _in_a_row(*sentences: str) -> str:
    """Those that say something, one after the other."""
    said = [sentence for sentence in sentences if sentence]
    return ". ".join([*(sentence.removesuffix(".") for sentence in said[:-1]), *said[-1:]])


def _how_far(line: PlanLine, *, waits: bool) -> str:
    if waits:
        return gettext("Vi samler et hold. Du får besked.")
    if line.is_over and line.done < line.total:
        return gettext("Ikke med i planen længere")
    if line.kind != "track":
        return ""
    return gettext("%(done)s af %(total)s mødegange") % {"done": line.done, "total": line.total}


def date_line(line: DateLine) -> dict[str, str]:
    """One meeting. A video room is linked, with when it opens and whom to phone."""
    return {
        "when": moment_text(line.starts_at),
        "title": line.title,
        "place": address(line.place_name, line.address) or gettext("På video"),
        "room": room_words(line.opens_at, line.phone) if line.opens_at else "",
        "room_link": line.room_link,
    }


def person_card(person: Person) -> dict[str, str]:
    words = {
        "contact": gettext("Din kontakt"),
        "leader": gettext("Leder dit hold"),
        "centre": gettext("Centrets telefon"),
    }
    role = ", ".join(part for part in (words[person.role], job_title(person.title), person.organisation) if part)
    opens, closes = settings.PHONE_HOURS
    hours = gettext("Hverdage kl. %(opens)s til %(closes)s") % {"opens": opens, "closes": closes}
    return {
        "name": person.name,
        "role": role,
        "phone": person.phone,
        "hours": hours if person.role == "centre" else "",
    }


def job_title(title: str) -> str:
    """A title in the language of the page, as it stands inside a line: "sygeplejerske"."""
    words = gettext(title) if title else ""
    return words[:1].lower() + words[1:]


def why_we_contact(life: Life, at: datetime) -> list[str]:
    """The rules of the professional's lists that hold for the citizen now, as they are told to themselves."""
    texts = {
        Why.SEAT_EXPIRES: gettext("Din plads holdes kun til i dag. Derfor ringer vi måske."),
        Why.FIRST_MEETING: gettext("Du har snart dit første møde. Vi ringer måske først og siger hej."),
        Why.NEVER_BEGUN: gettext(
            "Du bad om at komme i gang og er ikke begyndt endnu. Vi ringer måske og hører, om vi kan hjælpe."
        ),
        Why.TWO_MISSED: gettext("Du var her ikke de sidste to gange. Vi ringer måske og hører, hvad der passer dig."),
        Why.NO_CHECKIN: gettext("Vi har ikke hørt fra dig i 14 dage. Vi skriver måske og hører, hvordan det går."),
    }
    return [texts[reason.why] for reason in reasons(life, at=at) if reason.why in texts]


def acts(way: MyWay, desk: Desk) -> list[dict[str, str]]:
    """What the citizen can do about the pathway; only what makes sense now."""
    back = {"label": gettext("Kom tilbage"), "href": desk.url("come_back"), "icon": "arrow-forward"}
    time = {
        "label": gettext("Skift tid"),
        "hint": gettext("Fortæl, hvornår du kan nu"),
        "href": desk.url("change_time"),
        "icon": "calendar-month",
    }
    if way.status == PathwayStatus.PAUSED:
        until = day_text(way.paused_until) if way.paused_until else ""
        return [{**back, "hint": gettext("Pausen slutter %(day)s") % {"day": until} if until else ""}, time]
    if way.status in (PathwayStatus.NOT_NOW, PathwayStatus.LEFT):
        return [{**back, "hint": gettext("Din plan er her stadig")}]
    return [
        {
            "label": gettext("Hold pause"),
            "hint": gettext("Op til fire uger beholder du din plads"),
            "href": desk.url("pause"),
            "icon": "pause",
        },
        time,
        {
            "label": gettext("Gør det på en anden måde"),
            "hint": gettext("På video, alene, i telefonen eller på papir"),
            "href": desk.url("switch_format"),
            "icon": "arrow-forward",
        },
        {
            "label": gettext("Sig nej tak"),
            "hint": gettext("Fortæl hvorfor, så finder vi noget andet"),
            "href": desk.url("say_no"),
            "icon": "minus",
        },
    ]
