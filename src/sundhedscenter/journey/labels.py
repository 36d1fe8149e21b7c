"""The words, colour and icon of every code a page shows; one table, Danish with English translation."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sundhedscenter.catalogue.checks import reasons
from sundhedscenter.catalogue.schemas import Text as BothLanguages
from sundhedscenter.journey.proposals import AlternativeKind, NoReason
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

NEED_LABELS: dict[str, Text] = {
    "gentle": _("Siddende eller skånsomme øvelser"),
    "step_free": _("Adgang uden trin"),
}

# Reasons that only staff give about a citizen.
STAFF_REASONS = (NoReason.NO_CONTACT, NoReason.DECEASED)


def reason_choices(language: str) -> list[tuple[str, str]]:
    """Why a citizen pauses, changes or says no: code and words (content/reasons.yaml), in the file's order."""
    return [(row.code, _in(row.label, language)) for row in reasons().reasons if row.code not in STAFF_REASONS]


def alternative_words(kind: AlternativeKind, language: str) -> tuple[str, str]:
    """The words of an alternative: what the button says, and one line about it (content/reasons.yaml)."""
    row = next(row for row in reasons().alternatives if row.code == kind)
    return _in(row.label, language), _in(row.explanation, language)


def _in(text: BothLanguages, language: str) -> str:
    return text.en if language == "en" else text.da
