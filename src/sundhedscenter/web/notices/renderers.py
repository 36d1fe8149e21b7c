"""One text per kind, and its shape on each road: a mail and a letter have room, an SMS has not."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sundhedscenter.core import outbox
from sundhedscenter.core.models import OutboxMessage
from sundhedscenter.core.outbox import Rendered
from sundhedscenter.web.dates import day_text, moment_text
from sundhedscenter.web.notices.facts import Facts, facts_of


@dataclass(frozen=True, slots=True)
class Notice:
    """Subject, what has happened, and what to do if it does not fit."""

    subject: str | Promise
    opening: str | Promise
    closing: str | Promise


CANNOT = _("Kan du ikke komme, så ring %(phone)s, eller skift tid på Min vej.")
QUESTIONS = _("Har du spørgsmål, så ring %(phone)s.")

NOTICES: dict[str, Notice] = {
    "seat_confirmed": Notice(_("Din plads er klar"), _("Du har en plads."), CANNOT),
    "group_formed": Notice(_("Nu er der et hold"), _("Holdet er samlet, og du har en plads."), CANNOT),
    "offer_made": Notice(
        _("Der er en plads til dig"),
        _("Vi holder en plads til dig."),
        _("Log ind på Min vej, og svar ja eller nej. Eller ring %(phone)s."),
    ),
    "seat_released": Notice(
        _("Din plads er givet videre"),
        _("Du har sagt nej til din plads. Det er noteret."),
        _("Vil du noget andet, så ring %(phone)s, eller se dine muligheder på Min vej."),
    ),
    "seat_replaced": Notice(
        _("Din gamle plads er givet videre"),
        _("Du har valgt et andet hold på samme tid. Din gamle plads er givet videre."),
        _("Var det ikke meningen, så ring %(phone)s."),
    ),
    "step_confirmed": Notice(
        _("Dit første skridt er klar"), _("Dit første skridt er klar. Du finder det på Min vej."), QUESTIONS
    ),
    "call_confirmed": Notice(
        _("Vi ringer til dig"), _("Vi ringer til dig."), _("Du må gerne ringe selv på %(phone)s.")
    ),
    "waiting_confirmed": Notice(
        _("Du står på listen"),
        _("Vi samler et hold på de tider, du kan. Du får besked, når der er nok med."),
        _("Kan du på flere tider, så tilføj dem på Min vej, eller ring %(phone)s."),
    ),
    "pause_confirmed": Notice(
        _("Din pause er noteret"),
        _("Du holder pause. Din plan er her, når du er klar."),
        _("Vil du tilbage før, så gør det på Min vej, eller ring %(phone)s."),
    ),
    "welcome_back": Notice(
        _("Velkommen tilbage"), _("Du er i gang igen. Dit næste skridt står på Min vej."), QUESTIONS
    ),
    "helper_began": Notice(
        _("Din hjælper er i gang"),
        _("Din kode er brugt. Din hjælper kan nu se det, du har valgt."),
        _("Er det ikke den rigtige, så luk adgangen på Min vej, eller ring %(phone)s."),
    ),
    "data_answered": Notice(
        _("Du har fået svar"),
        _("Vi har svaret på det, du spurgte om. Svaret står på din egen side."),
        _("Log ind, og se under Dine data. Eller ring %(phone)s."),
    ),
    # To somebody who works here. The words are the name of the offer, which is public.
    "offer_reminder": Notice(
        _("Et tilbud skal læses igennem"),
        _("Det er 90 dage siden, nogen læste det her tilbud igennem:"),
        _("Log ind, og se under Værksted. Passer alt, så tryk på Læst igennem i dag. Eller ring %(phone)s."),
    ),
    # The words are the sender's own; what stands round them is ours.
    "reaching_out": Notice(_("Hilsen fra os"), "", _("Ring til os på %(phone)s, når det passer dig.")),
    "reminder": Notice(_("Husk din tid"), _("Her er din næste tid."), CANNOT),
}
CHANNELS = (OutboxMessage.EMAIL, OutboxMessage.SMS, OutboxMessage.LETTER)


def register_all() -> None:
    """Tell core who writes what. Called once at start."""
    for kind in NOTICES:
        for channel in CHANNELS:
            outbox.register(kind, channel, _renderer(kind, channel))


def _renderer(kind: str, channel: str) -> Callable[[OutboxMessage], Rendered]:
    write = _short if channel == OutboxMessage.SMS else _long

    def render(message: OutboxMessage) -> Rendered:
        with translation.override(message.language):
            return write(NOTICES[kind], facts_of(message))

    return render


def _long(notice: Notice, facts: Facts) -> Rendered:
    """A mail or a letter: greeting, what happened, the facts one below the other, what to do, who writes."""
    parts = [
        gettext("Hej"),
        str(notice.opening),
        facts.words,
        "\n".join(_lines(facts)),
        _closing(notice),
        _authority(facts),
    ]
    signature = "\n".join((gettext("Venlig hilsen"), settings.CENTRE_NAME, settings.CENTRE_PHONE))
    text = "\n\n".join([part for part in parts if part] + [signature])
    return Rendered(subject=str(notice.subject), text=text + "\n")


def _short(notice: Notice, facts: Facts) -> Rendered:
    """An SMS: what happened, the facts, and what to do, in one go."""
    facts_text = " ".join(f"{line}." for line in _lines(facts))
    parts = (str(notice.opening), facts.words, facts_text, _closing(notice))
    return Rendered(subject="", text=" ".join(part for part in parts if part))


def _lines(facts: Facts) -> list[str]:
    lines = []
    if facts.meeting is not None:
        lines.append(gettext("Tid: %(when)s") % {"when": moment_text(facts.meeting.starts_at)})
        where = gettext("På video") if facts.meeting.is_video else facts.meeting.place
        lines.append(gettext("Sted: %(where)s") % {"where": where})
    if facts.answer_by is not None:
        lines.append(gettext("Svar senest %(when)s") % {"when": moment_text(facts.answer_by)})
    if facts.until is not None:
        lines.append(gettext("Pausen slutter %(day)s") % {"day": day_text(facts.until)})
    if facts.call_by is not None:
        lines.append(gettext("Senest %(day)s") % {"day": day_text(facts.call_by)})
    return lines


def _authority(facts: Facts) -> str:
    if not facts.authority:
        return ""
    return gettext("%(authority)s har ansvaret for dit forløb.") % {"authority": facts.authority}


def _closing(notice: Notice) -> str:
    return str(notice.closing) % {"phone": settings.CENTRE_PHONE}
