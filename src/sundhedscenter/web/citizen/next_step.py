"""The one next step in words, with its one button."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext

from sundhedscenter.catalogue.wording import in_language
from sundhedscenter.core.clock import COPENHAGEN
from sundhedscenter.journey.my_way import DateLine, MyWay, NextStep
from sundhedscenter.web.citizen.seats import address, room_words
from sundhedscenter.web.dates import day_text, moment_text
from sundhedscenter.web.templatetags.components import tel

type Fact = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Heading, a sentence or two, facts, and what to press."""

    title: str
    text: str
    action: str
    href: str
    facts: tuple[Fact, ...] = ()
    icon: str = "arrow-forward"
    second_action: str = ""
    second_href: str = ""


def next_step(way: MyWay, at: datetime) -> Shown:
    """The words for `way.next_step`. Every kind has a button: nobody is left with nothing to do."""
    step = way.next_step
    writers = {
        "come_back": _come_back,
        "answer_offer": _answer_offer,
        "lesson": _lesson,
        "session": _session,
        "waiting": _waiting,
        "call": _call,
        "talk": _talk,
    }
    return writers[step.kind](way, step, at)


def _come_back(way: MyWay, step: NextStep, at: datetime) -> Shown:
    text = gettext("Din plan er her, når du er klar.")
    if way.paused_until:
        text = gettext("Pausen slutter %(day)s. Du kan komme tilbage før.") % {"day": day_text(way.paused_until)}
    title = gettext("Du holder pause") if way.paused_until else gettext("Vil du i gang igen?")
    return Shown(title=title, text=text, action=gettext("Kom tilbage"), href=reverse("web:come_back"))


def _answer_offer(way: MyWay, step: NextStep, at: datetime) -> Shown:
    text = gettext("Vi holder pladsen til dig. Svar senest %(when)s.") % {
        "when": moment_text(step.at) if step.at else ""
    }
    href = reverse("web:seat_offer", args=[step.offer.pk]) if step.offer else reverse("web:my_way")
    return Shown(title=gettext("Der er en plads til dig"), text=text, action=gettext("Se pladsen"), href=href)


def _lesson(way: MyWay, step: NextStep, at: datetime) -> Shown:
    """Online it is read here; on paper it is printed; by phone somebody rings, and it can be read meanwhile."""
    item = step.plan_item
    if item is None:
        return _talk(way, step, at)
    read = reverse("web:lesson", args=[item.pk])
    printed = reverse("web:paper_step", args=[item.lesson])
    minutes = {"minutes": step.minutes}
    if item.form == "paper":
        return Shown(
            title=step.title,
            text=gettext(
                "Dit første skridt. Skriv det ud, eller ring, så sender vi det. Det tager %(minutes)s minutter."
            )
            % minutes,
            action=gettext("Skriv ud"),
            href=printed,
            icon="print",
            second_action=gettext("Læs det her"),
            second_href=read,
        )
    if item.form == "phone":
        return Shown(
            title=step.title,
            text=gettext("Dit første skridt. Vi ringer og gør det sammen med dig. Det tager %(minutes)s minutter.")
            % minutes,
            action=gettext("Ring nu: %(phone)s") % {"phone": settings.CENTRE_PHONE},
            href=tel(settings.CENTRE_PHONE),
            icon="phone",
            second_action=gettext("Læs det her"),
            second_href=read,
        )
    return Shown(
        title=step.title,
        text=gettext("Dit første skridt. Det tager %(minutes)s minutter, og du kan gøre det nu.") % minutes,
        action=gettext("Begynd nu"),
        href=read,
    )


def _session(way: MyWay, step: NextStep, at: datetime) -> Shown:
    line = next((line for line in way.dates if step.session and line.session.pk == step.session.pk), None)
    if line is None:
        return _talk(way, step, at)
    slip = reverse("web:slip")
    if line.room_link and line.opens_at and at >= line.opens_at:
        action, href = gettext("Gå ind i rummet"), line.room_link
    else:
        action, href = gettext("Se og skriv din seddel ud"), slip
    return Shown(
        title=line.title, text=moment_text(line.starts_at), facts=_session_facts(way, line), action=action, href=href
    )


def _session_facts(way: MyWay, line: DateLine) -> tuple[Fact, ...]:
    seat = next(seat for seat in way.seats if seat.group_id == line.session.group_id)
    where = address(line.place_name, line.address) or gettext("På video, hjemme hos dig selv")
    room = room_words(line.opens_at, line.phone) if line.opens_at else ""
    return (
        (gettext("Sted"), where),
        (gettext("Rummet"), room),
        (gettext("Tag med"), in_language(seat.group.track, "bring", get_language() or "da")),
    )


def _waiting(way: MyWay, step: NextStep, at: datetime) -> Shown:
    since = step.waiting.since.astimezone(COPENHAGEN) if step.waiting else at
    return Shown(
        title=gettext("Vi samler et hold til dig"),
        text=gettext("Du har stået på listen siden %(day)s. Du får besked, når der er nok med. Jo flere tider, jo før.")
        % {"day": day_text(since)},
        action=gettext("Tilføj flere tider"),
        href=reverse("web:change_time"),
    )


def _call(way: MyWay, step: NextStep, at: datetime) -> Shown:
    deadline = day_text(step.task.deadline) if step.task else ""
    return Shown(
        title=gettext("Vi ringer til dig"),
        text=gettext("Det sker senest %(day)s. Du må også gerne ringe selv.") % {"day": deadline},
        action=gettext("Ring nu: %(phone)s") % {"phone": _phone(way)},
        href=tel(_phone(way)),
        icon="phone",
    )


def _talk(way: MyWay, step: NextStep, at: datetime) -> Shown:
    return Shown(
        title=gettext("Tal med os"),
        text=gettext("Så finder vi sammen det næste, der passer til dig."),
        action=gettext("Ring nu: %(phone)s") % {"phone": _phone(way)},
        href=tel(_phone(way)),
        icon="phone",
    )


def _phone(way: MyWay) -> str:
    return way.people[0].phone if way.people else settings.CENTRE_PHONE
