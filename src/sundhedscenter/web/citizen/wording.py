"""The words of the citizen's own acts: reasons, alternatives, what happened. Codes come from `journey`."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sundhedscenter.journey.proposals import Form, NoReason

type Words = str | Promise

PAUSE_REASONS = (
    NoReason.OWN_ILLNESS,
    NoReason.FAMILY,
    NoReason.TIME_WORK,
    NoReason.TRANSPORT_LOGISTICS,
    NoReason.OTHER,
)
# How long a pause may be asked for, in weeks, with its words.
PAUSE_WEEKS: dict[int, Words] = {2: _("2 uger"), 4: _("4 uger"), 12: _("12 uger")}

# What is chosen instead, in the citizen's words, with the reason that it tells us.
FORM_WISHES: dict[Form, tuple[Words, NoReason]] = {
    Form.GROUP_SITE: (_("Jeg vil møde de andre på stedet"), NoReason.TECHNOLOGY),
    Form.GROUP_VIDEO: (_("Jeg vil være med på video"), NoReason.TRANSPORT_LOGISTICS),
    Form.ALONE_ONLINE: (_("Jeg vil gøre det alene på nettet"), NoReason.GROUP_FORM),
    Form.PHONE: (_("Jeg vil gøre det i telefonen"), NoReason.TECHNOLOGY),
    Form.PAPER: (_("Jeg vil have det på papir"), NoReason.TECHNOLOGY),
}


@dataclass(frozen=True, slots=True)
class Happened:
    """Heading and first line of the page after an act."""

    heading: Words
    text: Words


OUTCOMES: dict[str, Happened] = {
    "paused_seat_kept": Happened(
        _("Du holder pause"), _("Din plads er gemt til dig. Du kan komme tilbage før, hvis du vil.")
    ),
    "paused": Happened(
        _("Du holder pause"), _("En anden får din plads imens. Når du er tilbage, finder vi en ny til dig.")
    ),
    "welcome_back": Happened(_("Velkommen tilbage"), _("Det, du har gjort, tæller stadig.")),
    "week_saved": Happened(_("Din uge er gemt"), _("Din plads passer stadig.")),
    "week_saved_new_group": Happened(
        _("Din uge er gemt"), _("Vi finder et nyt hold på de tider. Du får besked, når det er klar.")
    ),
    "form_changed": Happened(_("Det er skiftet"), _("Det, du har gjort, tæller stadig med.")),
    "form_group_found": Happened(_("Her er et hold til dig"), _("Du beholder din plads, til du siger ja til den nye.")),
    "form_waiting": Happened(
        _("Vi samler et hold"), _("Du beholder din plads imens. Du får besked, når der er et nyt hold.")
    ),
    "consider_pause": Happened(_("Vil du hellere holde pause?"), _("Så er din plads din, når du kommer tilbage.")),
    "said_no": Happened(
        _("Tak, fordi du sagde det"), _("Det er i orden at sige nej. Her er noget andet, du kan vælge.")
    ),
    "offer_declined": Happened(_("Tak for svaret"), _("Du står stadig på listen. Du får besked om den næste plads.")),
}
