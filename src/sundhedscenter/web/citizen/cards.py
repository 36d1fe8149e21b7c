"""A proposal as the card on the page: what, when, how, why it fits, what to know. Words only; nothing is decided here."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as say
from django.utils.translation import ngettext

from sundhedscenter.core import week
from sundhedscenter.journey.proposals import (
    Form,
    GroupOption,
    Helpline,
    Proposal,
    ProposalKind,
    StartNow,
    WaitOption,
)
from sundhedscenter.journey.reasons_text import reason_text
from sundhedscenter.web.dates import moment_text

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Card:
    """What `components/proposal_card.html` shows, and the key that its one button sends."""

    key: str
    kind: str
    title: str
    when: str
    seats: str
    reasons: tuple[str, ...]
    facts: tuple[Fact, ...]
    action: str

    @property
    def attributes(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "title": self.title,
            "when": self.when,
            "seats": self.seats,
            "reasons": self.reasons,
            "facts": self.facts,
        }


def form_name(form: str) -> str:
    """How one takes part, in words."""
    return {
        Form.GROUP_SITE: say("Hold, hvor I mødes"),
        Form.GROUP_VIDEO: say("Hold på video"),
        Form.ALONE_ONLINE: say("Alene på nettet"),
        Form.PHONE: say("I telefonen"),
        Form.PAPER: say("På papir"),
    }[Form(form)]


def price(cost: int) -> str:
    return say("%(cost)s kr.") % {"cost": cost} if cost else say("Gratis")


def card(proposal: Proposal) -> Card:
    """The card of one proposal in the active language."""
    match proposal.option:
        case StartNow() as start:
            parts = _start(proposal, start)
        case GroupOption() as group:
            parts = _group(proposal, group)
        case WaitOption() as wait:
            parts = _waiting(proposal, wait)
        case Helpline() as helpline:
            parts = _talk(proposal, helpline)
    if proposal.help_phone:
        parts["facts"] = (*parts["facts"], (say("Hjælp til nettet"), say("Ring %s") % proposal.help_phone))
    return Card(
        key=proposal.ref,
        reasons=tuple(reason_text(reason) for reason in proposal.reasons),
        facts=tuple(fact for fact in parts.pop("facts") if fact[1]),
        **parts,
    )


def _start(proposal: Proposal, option: StartNow) -> dict[str, Any]:
    return {
        "kind": say("Kan begynde nu"),
        "title": option.title,
        "when": say("Med det samme – det tager %(minutes)s minutter") % {"minutes": option.minutes},
        "seats": "",
        "facts": (
            (say("Form"), form_name(proposal.form)),
            (say("Hvem"), say("Dig selv. Ring, hvis du vil have hjælp.")),
            (say("Tag med"), say("Ingenting")),
            (say("Pris"), price(option.cost_dkk)),
        ),
        "action": say("Begynd med det her"),
    }


def _group(proposal: Proposal, option: GroupOption) -> dict[str, Any]:
    return {
        "kind": say("Hold, der begynder snart"),
        "title": option.track_name,
        "when": moment_text(option.starts_at),
        "seats": ngettext("%(n)s plads tilbage", "%(n)s pladser tilbage", option.seats_left) % {"n": option.seats_left},
        "facts": (
            (say("Form"), form_name(option.form)),
            (say("Hver uge"), _weekly(proposal.slots)),
            (say("Sted"), option.place_name),
            (say("Leder"), f"{option.leader}, {option.leader_organisation}"),
            (say("Varer"), _length(option)),
            (say("Tag med"), option.bring),
            (say("Pris"), price(option.cost_dkk)),
        ),
        "action": say("Vælg det her hold"),
    }


def _waiting(proposal: Proposal, option: WaitOption) -> dict[str, Any]:
    return {
        "kind": say("Hold, vi samler nu"),
        "title": option.track_name,
        "when": say("Tidligst %(when)s") % {"when": moment_text(option.starts_at)},
        "seats": "",
        "facts": (
            (say("Form"), form_name(option.form)),
            (say("Sted"), option.place_name),
            (say("Hvornår"), week.describe_parts(proposal.slots, say=say)),
            (say("Begynder"), say("Når %(n)s er med. Du får besked.") % {"n": option.min_size}),
            (say("Varer"), say("%(minutes)s minutter hver gang") % {"minutes": option.minutes}),
            (say("Pris"), price(option.cost_dkk)),
        ),
        "action": say("Skriv mig op"),
    }


def _talk(proposal: Proposal, option: Helpline) -> dict[str, Any]:
    return {
        "kind": say("Kan begynde nu") if proposal.kind == ProposalKind.START_NOW else say("En samtale"),
        "title": say("Tal med os i telefonen"),
        "when": say("Vi ringer %(when)s") % {"when": moment_text(proposal.starts_at)},
        "seats": "",
        "facts": (
            (say("Form"), form_name(Form.PHONE)),
            (say("Hvem"), option.name),
            (say("Varer"), say("Cirka %(minutes)s minutter") % {"minutes": option.minutes}),
            (say("Pris"), price(0)),
        ),
        "action": say("Ja tak, ring til mig"),
    }


def _weekly(slots: int) -> str:
    """The weekly time or times: "tirsdag kl. 17 og torsdag kl. 17"."""
    return say(" og ").join(week.describe_slot(number, say=say) for number in week.numbers_from_mask(slots))


def _length(option: GroupOption) -> str:
    return say("%(minutes)s minutter hver gang i %(weeks)s uger") % {"minutes": option.minutes, "weeks": option.weeks}
