"""The words, colour and icon of every code a page shows; one table, Danish with English translation."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sundhedscenter.journey.proposals import NoReason
from sundhedscenter.pathways.status import PathwayStatus

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class StatusLabel:
    """How a status is shown. `colour` is a class of the style sheet, `icon` a name in the icon set."""

    text: Text
    colour: str
    icon: str


STATUS_TABLE: dict[PathwayStatus, StatusLabel] = {
    PathwayStatus.ASKED: StatusLabel(_("Vi har fået din besked"), "info", "mail"),
    PathwayStatus.PLAN_PROPOSED: StatusLabel(_("Klar til første skridt"), "info", "arrow-forward"),
    PathwayStatus.STARTED: StatusLabel(_("Du er i gang"), "success", "check"),
    PathwayStatus.ACTIVE: StatusLabel(_("Godt i gang"), "success", "check"),
    PathwayStatus.PAUSED: StatusLabel(_("Du holder pause"), "warning", "pause"),
    PathwayStatus.DOSE_REACHED: StatusLabel(_("Du har nået det, vi aftalte"), "success", "star"),
    PathwayStatus.NOT_NOW: StatusLabel(_("Ikke lige nu"), "warning", "schedule"),
    PathwayStatus.LEFT: StatusLabel(_("Stoppet"), "neutral", "remove"),
    PathwayStatus.MOVED: StatusLabel(_("Flyttet"), "neutral", "home"),
    PathwayStatus.DECEASED: StatusLabel(_("Afsluttet"), "neutral", "remove"),
    PathwayStatus.CLOSED: StatusLabel(_("Afsluttet"), "neutral", "check"),
}

FORM_LABELS: dict[str, Text] = {
    "group_site": _("Hold, hvor I mødes"),
    "group_video": _("Hold på video"),
    "alone_online": _("Alene på nettet"),
    "phone": _("På telefon"),
    "paper": _("På papir"),
}

TOPIC_LABELS: dict[str, Text] = {
    "kol": _("Lunger (KOL)"),
    "type2": _("Type 2-diabetes"),
    "heart": _("Hjertet"),
    "knee": _("Knæ"),
    "blood_pressure": _("Blodtryk"),
    "stress": _("Stress eller tungt humør"),
    "unsure": _("Jeg ved det ikke endnu"),
}

REASON_LABELS: dict[NoReason, Text] = {
    NoReason.TIME_OR_WORK: _("Jeg mangler tid, eller jeg er på arbejde"),
    NoReason.TRANSPORT_LOGISTICS: _("Det er svært at komme derhen"),
    NoReason.TRANSPORT_COST: _("Turen koster for meget"),
    NoReason.OTHER_COST: _("Det koster for meget på anden vis"),
    NoReason.OWN_ILLNESS: _("Jeg er syg"),
    NoReason.FAMILY: _("Min familie har brug for mig"),
    NoReason.TECHNOLOGY: _("Det er svært med computer eller telefon"),
    NoReason.GROUP_FORM: _("Jeg vil ikke være på et hold"),
    NoReason.CONTENT: _("Det er for let eller for svært"),
    NoReason.TRAINS_ON_OWN: _("Jeg træner selv"),
    NoReason.OTHER_TRAINING: _("Jeg går til noget andet"),
    NoReason.NOT_RELEVANT: _("Det passer ikke til mig"),
    NoReason.GOAL_REACHED: _("Jeg har nået mit mål"),
    NoReason.MOVED: _("Jeg er flyttet"),
    NoReason.NO_CONTACT: _("Vi kan ikke få fat i dig"),
    NoReason.DECEASED: _("Død"),
    NoReason.OTHER: _("Noget andet"),
}

NEED_LABELS: dict[str, Text] = {
    "gentle": _("Siddende eller skånsomme øvelser"),
    "step_free": _("Adgang uden trin"),
}
