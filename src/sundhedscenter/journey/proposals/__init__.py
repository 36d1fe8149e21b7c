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
    NOT_ASKED,
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
from sundhedscenter.journey.proposals.wishes import Wish, Wished, propose_wished

__all__ = [
    "LADDERS",
    "MAX_GOAL",
    "NOT_ASKED",
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
    "Wish",
    "Wished",
    "alternative_for",
    "alternatives_for",
    "broken_barrier",
    "next_best",
    "propose",
    "propose_wished",
    "road_km",
]
