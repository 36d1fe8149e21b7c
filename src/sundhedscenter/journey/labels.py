"""The words of codes that several pages show, Danish with English translation. Statuses: `web.components.statuses`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sundhedscenter.catalogue.checks import reasons
from sundhedscenter.catalogue.schemas import Text as BothLanguages
from sundhedscenter.journey.proposals import AlternativeKind, NoReason

type Text = str | Promise


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
