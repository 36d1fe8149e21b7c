"""At most three proposals for a citizen, each with the reasons why it fits. Pure; see docs/algorithms/proposals.md."""

from sundhedscenter.journey.proposals.admissible import Barrier, Citizen, broken_barrier
from sundhedscenter.journey.proposals.alternatives import (
    LADDERS,
    Alternative,
    AlternativeKind,
    NoReason,
    alternative_for,
    alternatives_for,
)
from sundhedscenter.journey.proposals.answers import (
    MAX_GOAL,
    AnswerError,
    Answers,
    BodyAnswer,
    DigitalAnswer,
    DistanceAnswer,
    Mend,
    MoneyAnswer,
    TimeAnswer,
    Topic,
)
from sundhedscenter.journey.proposals.choose import Proposal, ProposalKind, next_best, propose
from sundhedscenter.journey.proposals.options import (
    Form,
    GroupOption,
    Helpline,
    Home,
    Options,
    Point,
    StartNow,
    WaitOption,
    road_km,
)
from sundhedscenter.journey.proposals.reasons import Reason, ReasonCode

__all__ = [
    "LADDERS",
    "MAX_GOAL",
    "Alternative",
    "AlternativeKind",
    "AnswerError",
    "Answers",
    "Barrier",
    "BodyAnswer",
    "Citizen",
    "DigitalAnswer",
    "DistanceAnswer",
    "Form",
    "GroupOption",
    "Helpline",
    "Home",
    "Mend",
    "MoneyAnswer",
    "NoReason",
    "Options",
    "Point",
    "Proposal",
    "ProposalKind",
    "Reason",
    "ReasonCode",
    "StartNow",
    "TimeAnswer",
    "Topic",
    "WaitOption",
    "alternative_for",
    "alternatives_for",
    "broken_barrier",
    "next_best",
    "propose",
    "road_km",
]
