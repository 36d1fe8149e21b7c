"""The alternative that answers a no: each reason has a ladder, and the first admissible rung is offered at once.

Reasons and ladders follow the glossary ("Reasons"); ladders from content may be passed in instead. The no is believed:
a rung is searched as if its barrier held (video: cannot travel; free variant: free only; phone, paper: nothing online).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from sundhedscenter.core import week
from sundhedscenter.journey.proposals.admissible import Citizen
from sundhedscenter.journey.proposals.answers import Answers, DigitalAnswer, DistanceAnswer, MoneyAnswer
from sundhedscenter.journey.proposals.choose import (
    Proposal,
    admissible_groups,
    group_key,
    offer_proposal,
    start_now,
    start_option,
    talk,
)
from sundhedscenter.journey.proposals.options import Form, GroupOption, Home, Options


class NoReason(StrEnum):
    """Why a citizen stops, changes or says no; the same codes as in content/reasons.yaml."""

    TIME_WORK = "time_work"
    TRANSPORT_LOGISTICS = "transport_logistics"
    TRANSPORT_COST = "transport_cost"
    OTHER_COST = "other_cost"
    OWN_ILLNESS = "own_illness"
    FAMILY = "family"
    TECHNOLOGY = "technology"
    GROUP_FORM = "group_form"
    CONTENT_LEVEL = "content_level"
    TRAINS_ALONE = "trains_alone"
    OTHER_TRAINING = "other_training"
    NOT_RELEVANT = "not_relevant"
    GOAL_REACHED = "goal_reached"
    MOVED = "moved"
    NO_CONTACT = "no_contact"
    DECEASED = "deceased"
    OTHER = "other"


class AlternativeKind(StrEnum):
    """What is offered instead; the same codes as in content/reasons.yaml."""

    VIDEO = "video"
    HOME = "home"
    LIFT = "lift"
    FREE_VARIANT = "free_variant"
    LOAN_TABLET = "loan_tablet"
    EVENING = "evening"
    WEEKEND = "weekend"
    ALONE = "alone"
    PHONE = "phone"
    PAPER = "paper"
    HELP_ONLINE = "help_online"
    INDIVIDUAL = "individual"
    PAUSE = "pause"
    OTHER_TIME = "other_time"
    OTHER_LEVEL = "other_level"
    SELF_STUDY = "self_study"
    NEW_TALK = "new_talk"
    MAINTENANCE = "maintenance"
    NEW_BODY = "new_body"
    CALL_TASK = "call_task"
    CONTACT_PERSON = "contact_person"
    NONE = "none"


_K = AlternativeKind
LADDERS: Final[dict[NoReason, tuple[AlternativeKind, ...]]] = {
    NoReason.TIME_WORK: (_K.EVENING, _K.WEEKEND, _K.ALONE),
    NoReason.TRANSPORT_LOGISTICS: (_K.VIDEO, _K.HOME, _K.LIFT),
    NoReason.TRANSPORT_COST: (_K.VIDEO, _K.HOME, _K.LIFT),
    NoReason.OTHER_COST: (_K.FREE_VARIANT, _K.LOAN_TABLET),
    NoReason.OWN_ILLNESS: (_K.PAUSE,),
    NoReason.FAMILY: (_K.PAUSE, _K.OTHER_TIME),
    NoReason.TECHNOLOGY: (_K.PHONE, _K.PAPER, _K.HELP_ONLINE),
    NoReason.GROUP_FORM: (_K.ALONE, _K.INDIVIDUAL),
    NoReason.CONTENT_LEVEL: (_K.OTHER_LEVEL,),
    NoReason.TRAINS_ALONE: (_K.SELF_STUDY,),
    NoReason.OTHER_TRAINING: (_K.SELF_STUDY,),
    NoReason.NOT_RELEVANT: (_K.NEW_TALK,),
    NoReason.GOAL_REACHED: (_K.MAINTENANCE,),
    NoReason.MOVED: (_K.NEW_BODY,),
    NoReason.NO_CONTACT: (_K.CALL_TASK,),
    NoReason.DECEASED: (_K.NONE,),
    NoReason.OTHER: (_K.CONTACT_PERSON,),
}

_WEEKEND: Final = week.mask_from_slots(slot for slot in week.SLOTS if week.is_weekend(slot.weekday))


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """What is offered after a no. `proposal` is the card to show, where the alternative is one."""

    kind: AlternativeKind
    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    citizen: Citizen
    options: Options
    now: datetime
    leaving: GroupOption | None
    excluding: frozenset[str]

    def group(
        self, fits: Callable[[GroupOption], bool] = lambda group: True, citizen: Citizen | None = None
    ) -> Proposal | None:
        """The nearest admissible group that fits; one on the track being left comes before one on another."""
        citizen = citizen or self.citizen
        track = self.leaving.track if self.leaving else None
        groups = [
            group
            for group in admissible_groups(citizen, self.options, self.now)
            if group.id not in self.excluding and fits(group)
        ]
        if not groups:
            return None
        best = min(groups, key=lambda group: (group.track != track, *group_key(citizen, group)))
        return offer_proposal(citizen, self.options, best, self.now)

    def start(self, form: Form | None = None, citizen: Citizen | None = None) -> Proposal | None:
        """A lesson to begin with now, in the given form or in the citizen's best."""
        citizen = citizen or self.citizen
        starts = [start for start in self.options.starts if start.code not in self.excluding]
        if form:
            starts = [replace(start, forms=start.forms & {form}) for start in starts]
        options = replace(self.options, starts=tuple(starts))
        pair = start_option(citizen.answers, options)
        return start_now(citizen, options, *pair, self.now) if pair else None

    def having(self, **changes: str) -> Citizen:
        """The citizen as they would be with other answers."""
        return replace(self.citizen, answers=replace(self.citizen.answers, **changes))  # type: ignore[arg-type]


def _free(search: _Search) -> Proposal | None:
    citizen = search.having(money=MoneyAnswer.FREE_ONLY)
    return search.group(citizen=citizen) or search.start(citizen=citizen)


def _evening(search: _Search) -> Proposal | None:
    """Every meeting outside office hours, and not all of them at a weekend."""
    return search.group(lambda group: not group.slots & ~week.OUTSIDE_OFFICE_HOURS and bool(group.slots & ~_WEEKEND))


def _other_time(search: _Search) -> Proposal | None:
    slots = search.leaving.slots if search.leaving else None
    return search.group(lambda group: group.slots != slots)


def _other_level(search: _Search) -> Proposal | None:
    track = search.leaving.track if search.leaving else None
    return search.group(lambda group: group.track != track)


# Rungs that need something to offer: no card, no rung.
_CARDS: Final[dict[AlternativeKind, Callable[[_Search], Proposal | None]]] = {
    _K.VIDEO: lambda s: s.group(
        lambda group: group.form == Form.GROUP_VIDEO, citizen=s.having(distance=DistanceAnswer.NONE)
    ),
    _K.HOME: lambda s: s.start(),
    _K.FREE_VARIANT: _free,
    _K.EVENING: _evening,
    _K.WEEKEND: lambda s: s.group(lambda group: not group.slots & ~_WEEKEND),
    _K.ALONE: lambda s: s.start(),
    _K.PHONE: lambda s: s.start(Form.PHONE, s.having(digital=DigitalAnswer.NO)),
    _K.PAPER: lambda s: s.start(Form.PAPER, s.having(digital=DigitalAnswer.NO)),
    _K.OTHER_TIME: _other_time,
    _K.OTHER_LEVEL: _other_level,
}
# Rungs that the house can always do, with the card that goes with them.
_ACTS: Final[dict[AlternativeKind, Callable[[_Search], Proposal | None]]] = {
    _K.INDIVIDUAL: lambda s: talk(s.citizen, s.options, s.now),
    _K.NEW_TALK: lambda s: talk(s.citizen, s.options, s.now),
    _K.SELF_STUDY: lambda s: s.start(),
}


def alternatives_for(
    reason: str,
    *,
    answers: Answers,
    home: Home,
    options: Options,
    now: datetime,
    leaving: GroupOption | None = None,
    excluding: Collection[str] = (),
    ladder: Sequence[str] | None = None,
) -> tuple[Alternative, ...]:
    """Every admissible rung for a reason, best first; never empty. A new talk stands in when no rung can be had.

    `leaving` is the group the citizen says no to; it and the ids in `excluding` are not offered again.
    `ladder` replaces the built-in one (content may order it otherwise).
    Raises ValueError on a reason or rung that does not exist.
    """
    rungs = [AlternativeKind(rung) for rung in ladder] if ladder is not None else LADDERS[NoReason(reason)]
    search = _Search(
        citizen=Citizen(answers=answers, home=home),
        options=options,
        now=now,
        leaving=leaving,
        excluding=frozenset(excluding) | ({leaving.id} if leaving else set()),
    )
    found = tuple(alternative for rung in rungs if (alternative := _climb(search, rung)))
    return found or (Alternative(kind=_K.NEW_TALK, proposal=talk(search.citizen, options, now)),)


def alternative_for(
    reason: str,
    *,
    answers: Answers,
    home: Home,
    options: Options,
    now: datetime,
    leaving: GroupOption | None = None,
    excluding: Collection[str] = (),
    ladder: Sequence[str] | None = None,
) -> Alternative:
    """The one alternative to show at once: the first of `alternatives_for`."""
    return alternatives_for(
        reason,
        answers=answers,
        home=home,
        options=options,
        now=now,
        leaving=leaving,
        excluding=excluding,
        ladder=ladder,
    )[0]


def _climb(search: _Search, rung: AlternativeKind) -> Alternative | None:
    if rung in _CARDS:
        card = _CARDS[rung](search)
        return Alternative(kind=rung, proposal=card) if card else None
    if rung == _K.LOAN_TABLET and search.citizen.answers.digital == DigitalAnswer.NO:
        return None
    act = _ACTS.get(rung)
    return Alternative(kind=rung, proposal=act(search) if act else None)
