"""What was written down for a citizen, in words: the same on their own page and on their municipality's."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sundhedscenter.intake.models import ActOnBehalf
from sundhedscenter.web.dates import moment_text

type Words = str | Promise

ACTS: dict[str, Words] = {
    "conversation": _("Svarene på de ti spørgsmål"),
    "chose": _("Valg af forslag"),
    "lesson": _("Svar på et skridt"),
    "paused": _("Pause"),
    "came_back": _("I gang igen"),
    "changed_time": _("Nye tider i ugen"),
    "changed_form": _("Ønske om en anden form"),
    "said_no": _("Nej tak"),
    "declined_seat": _("Nej tak til en plads"),
    "contact": _("Navn, telefon eller e-mail"),
}
BY: dict[str, Words] = {
    ActOnBehalf.PHONE: _("Skrevet ind af %(name)s i telefonen"),
    ActOnBehalf.PAPER: _("Skrevet ind af %(name)s fra papir"),
    ActOnBehalf.STAFF: _("Skrevet ind af %(name)s ved et møde"),
    ActOnBehalf.HELPER: _("Gjort af %(name)s, som hjælper"),
}


def mark_text(act: ActOnBehalf) -> str:
    """Skrevet ind af Karen Holm i telefonen"""
    return str(BY[act.way]) % {"name": act.by.display_name or gettext("en medarbejder")}


def mark_lines(acts: tuple[ActOnBehalf, ...]) -> list[dict[str, Any]]:
    """Newest first: what, by whom and by which way, when."""
    return [{"what": str(ACTS[act.act]), "by": mark_text(act), "when": moment_text(act.at)} for act in acts]


def marks_of_plan(acts: tuple[ActOnBehalf, ...]) -> dict[str, str]:
    """The newest mark of each part of the plan, by its id."""
    found: dict[str, str] = {}
    for act in acts:
        if act.about_kind == "pathways.planitem":
            found.setdefault(act.about_id, mark_text(act))
    return found
