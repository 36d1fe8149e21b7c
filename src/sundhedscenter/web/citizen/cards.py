"""A proposal as the card on the page: what, when, how, why it fits, what to know. Words only; nothing is decided here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext, ngettext

from sundhedscenter.catalogue.wording import in_language
from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import clock, week
from sundhedscenter.journey.clashes import seats_given_up
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
        Form.GROUP_SITE: gettext("Hold, hvor I mødes"),
        Form.GROUP_VIDEO: gettext("Hold på video"),
        Form.ALONE_ONLINE: gettext("Alene på nettet"),
        Form.PHONE: gettext("I telefonen"),
        Form.PAPER: gettext("På papir"),
    }[Form(form)]


def price(cost: int) -> str:
    return gettext("%(cost)s kr.") % {"cost": cost} if cost else gettext("Gratis")


def cards_of(proposals: Iterable[Proposal], citizen: Citizen | None) -> list[Card]:
    """The cards as this citizen sees them: one that would cost them a seat they have says so."""
    return [card(proposal, given_up=given_up(citizen, proposal.ref)) for proposal in proposals]


def given_up(citizen: Citizen | None, ref: str) -> str:
    """The groups the citizen would leave for the card, because they meet at the same time; empty when none."""
    kind, _, group_id = ref.partition(":")
    seats = seats_given_up(citizen, UUID(group_id), at=clock.now()) if kind == ProposalKind.GROUP else []
    language = get_language() or "da"
    return gettext(" og ").join(in_language(seat.group.track, "name", language) for seat in seats)


def card(proposal: Proposal, *, given_up: str = "") -> Card:
    """The card of one proposal in the active language; `given_up` names what it takes the place of."""
    match proposal.option:
        case StartNow() as start:
            parts = _start(proposal, start)
        case GroupOption() as group:
            parts = _group(proposal, group)
        case WaitOption() as wait:
            parts = _waiting(proposal, wait)
        case Helpline() as helpline:
            parts = _talk(proposal, helpline)
    if given_up:
        words = gettext("%(group)s. Holdene er på samme tid.") % {"group": given_up}
        parts["facts"] = (*parts["facts"], (gettext("Du giver din plads fra dig på"), words))
    if proposal.help_phone:
        parts["facts"] = (*parts["facts"], (gettext("Hjælp til nettet"), gettext("Ring %s") % proposal.help_phone))
    return Card(
        key=proposal.ref,
        reasons=tuple(reason_text(reason) for reason in proposal.reasons),
        facts=tuple(fact for fact in parts.pop("facts") if fact[1]),
        **parts,
    )


def _start(proposal: Proposal, option: StartNow) -> dict[str, Any]:
    return {
        "kind": gettext("Kan begynde nu"),
        "title": option.title,
        "when": gettext("Med det samme – det tager %(minutes)s minutter") % {"minutes": option.minutes},
        "seats": "",
        "facts": (
            (gettext("Form"), form_name(proposal.form)),
            (gettext("Hvem"), gettext("Dig selv. Ring, hvis du vil have hjælp.")),
            (gettext("Tag med"), gettext("Ingenting")),
            (gettext("Pris"), price(option.cost_dkk)),
        ),
        "action": gettext("Begynd med det her"),
    }


def _group(proposal: Proposal, option: GroupOption) -> dict[str, Any]:
    return {
        "kind": gettext("Hold, der begynder snart"),
        "title": option.track_name,
        "when": moment_text(option.starts_at),
        "seats": ngettext("%(n)s plads tilbage", "%(n)s pladser tilbage", option.seats_left) % {"n": option.seats_left},
        "facts": (
            (gettext("Form"), form_name(option.form)),
            (gettext("Hver uge"), _weekly(proposal.slots)),
            (gettext("Sted"), option.place_name),
            (gettext("Leder"), f"{option.leader}, {option.leader_organisation}"),
            (gettext("Varer"), _length(option)),
            (gettext("Tag med"), option.bring),
            (gettext("Pris"), price(option.cost_dkk)),
        ),
        "action": gettext("Vælg det her hold"),
    }


def _waiting(proposal: Proposal, option: WaitOption) -> dict[str, Any]:
    return {
        "kind": gettext("Hold, vi samler nu"),
        "title": option.track_name,
        "when": gettext("Tidligst %(when)s") % {"when": moment_text(option.starts_at)},
        "seats": "",
        "facts": (
            (gettext("Form"), form_name(option.form)),
            (gettext("Sted"), option.place_name),
            (gettext("Hvornår"), week.describe_parts(proposal.slots, say=gettext)),
            (gettext("Begynder"), gettext("Når %(n)s er med. Du får besked.") % {"n": option.min_size}),
            (gettext("Varer"), gettext("%(minutes)s minutter hver gang") % {"minutes": option.minutes}),
            (gettext("Pris"), price(option.cost_dkk)),
        ),
        "action": gettext("Skriv mig op"),
    }


def _talk(proposal: Proposal, option: Helpline) -> dict[str, Any]:
    return {
        "kind": gettext("Kan begynde nu") if proposal.kind == ProposalKind.START_NOW else gettext("En samtale"),
        "title": gettext("Tal med os i telefonen"),
        "when": gettext("Vi ringer %(when)s") % {"when": moment_text(proposal.starts_at)},
        "seats": "",
        "facts": (
            (gettext("Form"), form_name(Form.PHONE)),
            (gettext("Hvem"), option.name),
            (gettext("Varer"), gettext("Cirka %(minutes)s minutter") % {"minutes": option.minutes}),
            (gettext("Pris"), price(0)),
        ),
        "action": gettext("Ja tak, ring til mig"),
    }


def _weekly(slots: int) -> str:
    """The weekly time or times: "tirsdag og torsdag kl. 17"."""
    return week.describe_hours(slots, say=gettext)


def _length(option: GroupOption) -> str:
    return gettext("%(minutes)s minutter hver gang i %(weeks)s uger") % {
        "minutes": option.minutes,
        "weeks": option.weeks,
    }
