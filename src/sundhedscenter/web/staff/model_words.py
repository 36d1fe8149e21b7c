"""Words that stand in the tables' own lists (roles, kinds, channels), here with their English."""

from django.utils.functional import Promise
from django.utils.translation import gettext_noop as _
from django.utils.translation import pgettext_lazy

# "Leder" is a manager here and the one who leads a group elsewhere: roles have a context of their own.
ROLES: dict[str, str | Promise] = {
    "professional": pgettext_lazy("rolle", "Fagperson"),
    "assessor": pgettext_lazy("rolle", "Visitator"),
    "specialist": pgettext_lazy("rolle", "Fælles specialist"),
    "practice": pgettext_lazy("rolle", "Almen praksis"),
    "hospital": pgettext_lazy("rolle", "Hospitalsbruger"),
    "outside_partner": pgettext_lazy("rolle", "Frivillig eller ekstern partner"),
    "coordinator": pgettext_lazy("rolle", "Koordinator"),
    "practice_consultant": pgettext_lazy("rolle", "Praksiskonsulent"),
    "clinical_lead": pgettext_lazy("rolle", "Klinisk leder"),
    "offer_editor": pgettext_lazy("rolle", "Tilbudsredaktør"),
    "moderator": pgettext_lazy("rolle", "Moderator"),
    "manager": pgettext_lazy("rolle", "Leder"),
    "operator": pgettext_lazy("rolle", "Driftsansvarlig"),
}
# Marked only: the pages translate what the row says.
OTHER = (
    _("Kommune"),
    _("Region"),
    _("Sundhedsråd"),
    _("Hospital"),
    _("Sundhedscenter"),
    _("Almen praksis"),
    _("Forening"),
    _("Myndighed"),
    _("Privat leverandør"),
    _("Udfører"),
    _("Betaler"),
    _("Dataansvarlig"),
    _("E-mail"),
    _("SMS"),
    _("Brev"),
    _("Lungesygdom (KOL)"),
    _("Type 2-diabetes"),
    _("Hjertesygdom"),
    _("Knæ"),
    _("Blodtryk"),
    _("Stress og humør"),
    _("Hold, hvor I mødes"),
    _("Hold på video"),
    _("Alene på nettet"),
    _("Telefon"),
    _("Papir"),
)
