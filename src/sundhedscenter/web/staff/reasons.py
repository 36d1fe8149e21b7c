"""Why a citizen stands on a list, and what came of reaching out: the rules' own words."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from sundhedscenter.core.clock import day_of
from sundhedscenter.journey.reaching_out.rules import Reason, Why
from sundhedscenter.web.staff import words

type Words = str | Promise
# What somebody must do, by kind of task.
TASKS: dict[str, Words] = {
    "call_citizen": gettext_lazy("Ring til borgeren"),
    "after_no": gettext_lazy("Borgeren sagde nej: ring og hør hvorfor"),
    "asked_us": gettext_lazy("Borgeren bad om noget: gør det"),
}
CHANNELS: dict[str, Words] = {
    "phone": gettext_lazy("I telefonen"),
    "in_person": gettext_lazy("Ansigt til ansigt"),
    "sms": gettext_lazy("SMS"),
    "email": gettext_lazy("E-mail"),
    "letter": gettext_lazy("Brev"),
}
OUTCOMES: dict[str, Words] = {
    "reached": gettext_lazy("Vi har talt sammen"),
    "no_answer": gettext_lazy("Intet svar"),
    "wants_pause": gettext_lazy("Vil holde pause"),
    "wants_other": gettext_lazy("Vil noget andet"),
    "wants_stop": gettext_lazy("Vil stoppe"),
    "not_needed": gettext_lazy("Ikke nødvendig mere"),
}
WHYS: dict[str, Words] = {
    "never_begun": gettext_lazy("Ikke begyndt"),
    "two_missed": gettext_lazy("Udeblevet to gange"),
    "no_checkin": gettext_lazy("Ikke hørt fra i 14 dage"),
    "first_meeting": gettext_lazy("Før første møde"),
    "seat_held": gettext_lazy("Holdt plads"),
    "other": gettext_lazy("Andet"),
}
FOLLOWED: dict[str, Words] = {
    "first_step": gettext_lazy("tog første skridt"),
    "session": gettext_lazy("kom til et møde"),
    "seat": gettext_lazy("fik plads på et hold"),
    "resumed": gettext_lazy("kom tilbage"),
}


# What the rule says, with the fact behind it; who has not begun is told in days, one or more.
RULES: dict[Why, Words] = {
    Why.SEAT_EXPIRES: gettext_lazy("Vi holder en plads til %(when)s"),
    Why.FIRST_MEETING: gettext_lazy("Første møde %(when)s, og ingen har talt med borgeren"),
    Why.REQUEST_WAITS: gettext_lazy("Ny henvendelse: svar senest %(day)s"),
    Why.TWO_MISSED: gettext_lazy("Udeblev %(n)s gange i træk, sidst %(day)s"),
    Why.NO_CHECKIN: gettext_lazy("Ikke hørt fra i %(n)s dage"),
    Why.TASK_LATE: gettext_lazy("%(what)s. Fristen var %(day)s"),
    Why.UNANSWERED: gettext_lazy("Intet svar på vores besked inden %(day)s"),
    Why.TASK_SOON: gettext_lazy("%(what)s senest %(day)s"),
}


def reason_text(reason: Reason) -> str:
    """One line, with the fact behind the rule."""
    return _rule(reason) % _facts(reason)


def _rule(reason: Reason) -> str:
    if reason.why != Why.NEVER_BEGUN:
        return str(RULES[reason.why])
    return ngettext(
        "Bad om hjælp for %(n)s dag siden og er ikke begyndt",
        "Bad om hjælp for %(n)s dage siden og er ikke begyndt",
        reason.days,
    )


def _facts(reason: Reason) -> dict[str, Any]:
    """What the rule's words ask for, and no date that they do not: a list has many lines."""
    if reason.why in (Why.NEVER_BEGUN, Why.NO_CHECKIN):
        return {"n": reason.days}
    if reason.why in (Why.SEAT_EXPIRES, Why.FIRST_MEETING):
        return {"when": words.short_moment(reason.at) if reason.at else ""}
    on = reason.day or (day_of(reason.at) if reason.at else None)
    what = str(TASKS.get(reason.task.kind, reason.task.kind)) if reason.task else ""
    return {"n": reason.days, "day": words.short_day(on) if on else "", "what": what}
