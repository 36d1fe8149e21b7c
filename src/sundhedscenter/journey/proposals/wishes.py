"""Proposals for somebody who comes from an offer's page: what they wish for stands first, if it can be chosen.

The rule is in docs/algorithms/proposals.md, "Somebody came with a wish".
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sundhedscenter.journey.proposals.admissible import (
    START_FORMS,
    Barrier,
    Citizen,
    broken_barrier,
    broken_by_content,
)
from sundhedscenter.journey.proposals.answers import Answers
from sundhedscenter.journey.proposals.choose import (
    Proposal,
    ProposalKind,
    group_key,
    offer_proposal,
    propose,
    start_now,
    wait_key,
)
from sundhedscenter.journey.proposals.options import GroupLike, Home, Options
from sundhedscenter.journey.proposals.reasons import Reason, ReasonCode

MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody came for: the group by id, else the first lesson by code, else any group of the offer."""

    lesson: str = ""
    group: str = ""

    @property
    def what(self) -> str:
        return "group" if self.group else "lesson" if self.lesson else "offer"


@dataclass(frozen=True, slots=True)
class Wished:
    """The proposals, and why the wish is not among them; None when it stands first."""

    cards: tuple[Proposal, ...]
    unmet: Barrier | None


def propose_wished(*, answers: Answers, home: Home, options: Options, now: datetime, wish: Wish) -> Wished:
    """As `propose`, with the wish or what comes nearest to it in front. Three proposals at most."""
    citizen = Citizen(answers=answers, home=home)
    plain = propose(answers=answers, home=home, options=options, now=now)
    if wish.what == "lesson":
        front, unmet = _lesson(citizen, options, wish, now)
    elif wish.what == "group":
        front, unmet = _group(citizen, options, wish, now)
    else:
        front = _of_offer(citizen, options, now)
        unmet = None if front else _against_offer(citizen, options, now)
    if front is None:
        return Wished(plain, unmet)
    code = ReasonCode.WISHED if unmet is None else ReasonCode.NEAREST
    front = replace(front, reasons=(Reason.of(code, what=wish.what), *front.reasons))
    return Wished((front, *(card for card in plain if not _same(card, front)))[:MOST], unmet)


def _same(card: Proposal, front: Proposal) -> bool:
    twice_now = card.kind == front.kind == ProposalKind.START_NOW
    return twice_now or card.option.id == front.option.id


def _lesson(citizen: Citizen, options: Options, wish: Wish, now: datetime) -> tuple[Proposal | None, Barrier | None]:
    start = next((start for start in options.starts if start.code == wish.lesson), None)
    if start is None:
        return None, Barrier.BEGUN
    if barrier := broken_by_content(citizen.answers, start):
        return None, barrier
    form = next((form for form in START_FORMS[citizen.answers.digital] if form in start.forms), None)
    return (start_now(citizen, options, start, form, now), None) if form else (None, Barrier.DIGITAL)


def _group(citizen: Citizen, options: Options, wish: Wish, now: datetime) -> tuple[Proposal | None, Barrier | None]:
    group = next((group for group in _asked_for(options, options.groups) if group.id == wish.group), None)
    unmet = broken_barrier(citizen, group, now, wished=True, by_place=True) if group else Barrier.BEGUN
    if group is not None and unmet is None:
        return offer_proposal(citizen, options, group, now), None
    return _of_offer(citizen, options, now), unmet


def _of_offer(citizen: Citizen, options: Options, now: datetime) -> Proposal | None:
    """The earliest admissible group of the offer, else its waiting place with the earliest start."""
    groups = [each for each in _asked_for(options, options.groups) if _can(citizen, each, now)]
    waits = [each for each in _asked_for(options, options.waits) if _can(citizen, each, now)]
    found: GroupLike | None = min(groups, key=lambda group: group_key(citizen, group), default=None)
    found = found or min(waits, key=lambda wait: wait_key(citizen, wait), default=None)
    return offer_proposal(citizen, options, found, now) if found else None


def _asked_for[G: GroupLike](options: Options, among: Iterable[G]) -> list[G]:
    return [each for each in among if each.id in options.asked_for]


def _can(citizen: Citizen, each: GroupLike, now: datetime) -> bool:
    return broken_barrier(citizen, each, now, wished=True) is None


def _against_offer(citizen: Citizen, options: Options, now: datetime) -> Barrier:
    """Why nothing of the offer can be had: what speaks against its earliest group, else its earliest waiting place."""
    for kind in (options.groups, options.waits):
        first = min(_asked_for(options, kind), key=lambda each: (each.starts_at, each.id), default=None)
        if first is not None:
            return broken_barrier(citizen, first, now, wished=True) or Barrier.BEGUN
    return Barrier.BEGUN
