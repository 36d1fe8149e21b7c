"""Danish label, colour and icon of every status that a page shows: the only place where they stand."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Tone = Literal["calm", "good", "waiting", "attention", "ended"]


@dataclass(frozen=True)
class Look:
    label: str | Promise
    tone: Tone
    icon: str


LOOKS: dict[str, dict[str, Look]] = {
    "pathway": {
        "asked": Look(_("Henvendelse modtaget"), "waiting", "hourglass"),
        "plan_proposed": Look(_("Klar til første skridt"), "waiting", "checklist"),
        "started": Look(_("Begyndt"), "good", "check"),
        "active": Look(_("I gang"), "good", "check"),
        "paused": Look(_("På pause"), "attention", "pause"),
        "dose_reached": Look(_("Forløbet er nået"), "good", "flag"),
        "closed": Look(_("Afsluttet"), "ended", "flag"),
        "not_now": Look(_("Ikke nu"), "ended", "minus"),
        "left": Look(_("Stoppet"), "ended", "minus"),
        "moved": Look(_("Flyttet"), "ended", "arrow-forward"),
        "deceased": Look(_("Død"), "ended", "minus"),
    },
    "group": {
        "open": Look(_("Ledige pladser"), "good", "groups"),
        "full": Look(_("Alle pladser er taget"), "calm", "groups"),
        "running": Look(_("I gang"), "good", "check"),
    },
    "posting": {
        "waiting": Look(_("Venter på at blive læst"), "waiting", "hourglass"),
        "new": Look(_("Ny"), "calm", "flag"),
        "looking": Look(_("Vi ser på den"), "attention", "hourglass"),
        "trying": Look(_("Bliver prøvet"), "good", "check"),
        "not_now": Look(_("Ikke nu"), "ended", "minus"),
        "declined": Look(_("Ikke vist"), "ended", "minus"),
        "withdrawn": Look(_("Taget væk"), "ended", "minus"),
    },
    "offer": {
        "draft": Look(_("Kladde"), "calm", "document"),
        "review": Look(_("Til gennemsyn"), "waiting", "hourglass"),
        "trial": Look(_("Prøves af"), "attention", "checklist"),
        "operation": Look(_("I drift"), "good", "check"),
        "retired": Look(_("Udgået"), "ended", "minus"),
    },
    "step": {
        "done": Look(_("Gjort"), "good", "check"),
        "next": Look(_("Næste skridt"), "attention", "arrow-forward"),
        "later": Look(_("Senere"), "calm", "time"),
    },
}


def look(*, about: str, code: str) -> Look:
    """Raise KeyError with the choices when the table lacks the status: an unnamed status must not reach a page."""
    if code not in LOOKS.get(about, {}):
        known = ", ".join(LOOKS.get(about, LOOKS))
        raise KeyError(f'No label for {about} "{code}" in web/components/statuses.py. Known: {known}.')
    return LOOKS[about][code]
