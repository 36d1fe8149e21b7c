"""What an act answers: what happened, and what is offered at once."""

from dataclasses import dataclass
from datetime import datetime

from sundhedscenter.citizens.models import Task
from sundhedscenter.journey.answers_now import answers_now
from sundhedscenter.journey.changes.holdings import live_seats
from sundhedscenter.journey.offers import home_of, options_for
from sundhedscenter.journey.proposals import AlternativeKind, NoReason, Proposal, ProposalKind, alternative_for
from sundhedscenter.pathways.models import Pathway


@dataclass(frozen=True, slots=True)
class Alternative:
    """What is offered at once: `kind` is a code of `AlternativeKind`, with its card or the task somebody now has."""

    kind: AlternativeKind
    proposal: Proposal | None = None
    task: Task | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened (`what` is a code the page has words for) and what answers it."""

    what: str
    pathway: Pathway
    alternative: Alternative | None = None


def nearest_group(pathway: Pathway, at: datetime) -> Alternative | None:
    """The nearest group that fits the citizen's answers as they are now; None when they have a seat, or none fits."""
    if live_seats(pathway):
        return None
    answers = answers_now(pathway)
    found = alternative_for(
        NoReason.FAMILY,
        answers=answers,
        home=home_of(answers.postal_code),
        options=options_for(topic=pathway.topic, at=at, language=pathway.citizen.language),
        now=at,
        ladder=[AlternativeKind.OTHER_TIME],
    )
    is_group = found.proposal is not None and found.proposal.kind == ProposalKind.GROUP
    return Alternative(found.kind, found.proposal) if is_group else None
