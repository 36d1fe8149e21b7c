"""The choice itself: at most three proposals, and the next best when a seat has just gone.

The rule, with a worked table, is docs/algorithms/proposals.md.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sundhedscenter.core import week
from sundhedscenter.journey.proposals.admissible import (
    START_FORMS,
    Citizen,
    broken_barrier,
    distance_km,
    shared_slots,
    usable_starts,
)
from sundhedscenter.journey.proposals.answers import Answers, DigitalAnswer
from sundhedscenter.journey.proposals.options import (
    ONLINE_FORMS,
    Form,
    GroupLike,
    GroupOption,
    Helpline,
    Home,
    Option,
    Options,
    StartNow,
    WaitOption,
)
from sundhedscenter.journey.proposals.reasons import (
    Reason,
    first_reasons,
    of_given_answers,
    second_reasons,
    third_reasons,
)


class ProposalKind(StrEnum):
    START_NOW = "start_now"
    GROUP = "group"
    WAITING = "waiting"
    TALK = "talk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One card. `option` is the offer itself, `form` how the citizen takes part.

    `slots` is the mask of weekly times the proposal is about: the group's own, the shared ones of a waiting place, the
    citizen's week for a talk, 0 for a lesson. `help_phone` is set when the citizen goes online with help.
    """

    kind: ProposalKind
    option: Option
    form: Form
    starts_at: datetime
    slots: int
    distance_km: float | None
    help_phone: str | None
    reasons: tuple[Reason, ...]

    @property
    def ref(self) -> str:
        """Names the card in a form: kind and the option's id."""
        return f"{self.kind}:{self.option.id}"


type GroupKey = tuple[datetime, int, float, str]


def propose(*, answers: Answers, home: Home, options: Options, now: datetime) -> tuple[Proposal, ...]:
    """Two or three proposals, the one to begin with first. `now` is aware. With a wish: `wishes.propose_wished`."""
    citizen = Citizen(answers=answers, home=home)
    start = _start_proposal(citizen, options, now)
    groups = admissible_groups(citizen, options, now)
    waits = admissible_waits(citizen, options, now)
    if groups:
        second: GroupLike | Helpline = groups[0]
    else:
        second = waits[0] if waits else options.helpline
    first_two = [start, _proposal(citizen, options, second, second_reasons(citizen, second), now)]
    if isinstance(start.option, Helpline) and groups and groups[0].starts_at < start.starts_at:
        first_two.reverse()  # nobody answers yet and the group meets before they do
    if isinstance(second, Helpline):
        return tuple(first_two)
    third = _different(citizen, options, second, groups, waits)
    return (*first_two, _proposal(citizen, options, third, third_reasons(citizen, third, second), now))


def next_best(
    *, options: Options, answers: Answers, home: Home, now: datetime, excluding: Collection[str] = ()
) -> Proposal:
    """The proposal to show when a seat has just gone: nearest group, else waiting place, else a talk.

    `excluding` holds the ids of groups and waiting places not to propose again.
    """
    citizen = Citizen(answers=answers, home=home)
    offers: list[GroupLike] = [
        *admissible_groups(citizen, options, now),
        *admissible_waits(citizen, options, now),
    ]
    chosen = next((offer for offer in offers if offer.id not in excluding), options.helpline)
    return _proposal(citizen, options, chosen, second_reasons(citizen, chosen), now)


def admissible_groups(citizen: Citizen, options: Options, now: datetime) -> list[GroupOption]:
    """Groups that break no barrier: earliest first, then more seats, shorter way, id."""
    fitting = [group for group in options.groups if broken_barrier(citizen, group, now) is None]
    return sorted(fitting, key=lambda group: group_key(citizen, group))


def group_key(citizen: Citizen, group: GroupOption) -> GroupKey:
    return group.starts_at, -group.seats_left, distance_km(citizen, group) or 0.0, group.id


def admissible_waits(citizen: Citizen, options: Options, now: datetime) -> list[WaitOption]:
    """Waiting places that break no barrier: earliest possible start first, then more shared times, shorter way, id."""
    fitting = [wait for wait in options.waits if broken_barrier(citizen, wait, now) is None]
    return sorted(fitting, key=lambda wait: wait_key(citizen, wait))


def wait_key(citizen: Citizen, wait: WaitOption) -> GroupKey:
    shared = shared_slots(citizen.answers, wait).bit_count()
    return wait.starts_at, -shared, distance_km(citizen, wait) or 0.0, wait.id


def start_option(answers: Answers, options: Options) -> tuple[StartNow, Form] | None:
    """The lesson and form to begin with: own topic before general, then form by digital answer, minutes, code."""
    order = START_FORMS[answers.digital]
    return min(
        usable_starts(answers, options),
        key=lambda pair: (answers.topic not in pair[0].topics, order.index(pair[1]), pair[0].minutes, pair[0].code),
        default=None,
    )


def start_now(citizen: Citizen, options: Options, start: StartNow, form: Form, now: datetime) -> Proposal:
    phone = options.helpline.phone
    return Proposal(
        kind=ProposalKind.START_NOW,
        option=start,
        form=form,
        starts_at=now,
        slots=0,
        distance_km=None,
        help_phone=_help_phone(citizen, options, form),
        reasons=of_given_answers(citizen, first_reasons(citizen, start, form, phone)),
    )


def talk(citizen: Citizen, options: Options, now: datetime) -> Proposal:
    """The helpline rings at the first time in the citizen's week after it opens."""
    helpline = options.helpline
    return _proposal(citizen, options, helpline, second_reasons(citizen, helpline), now)


def offer_proposal(citizen: Citizen, options: Options, offer: GroupLike, now: datetime) -> Proposal:
    """A group or waiting place as a card on its own."""
    return _proposal(citizen, options, offer, second_reasons(citizen, offer), now)


def _start_proposal(citizen: Citizen, options: Options, now: datetime) -> Proposal:
    pair = start_option(citizen.answers, options)
    if pair:
        return start_now(citizen, options, *pair, now)
    helpline = options.helpline
    return Proposal(
        kind=ProposalKind.START_NOW,
        option=helpline,
        form=Form.PHONE,
        starts_at=max(now, helpline.opens_at),
        slots=0,
        distance_km=None,
        help_phone=None,
        reasons=of_given_answers(citizen, first_reasons(citizen, helpline, Form.PHONE, helpline.phone)),
    )


def _different(
    citizen: Citizen, options: Options, second: GroupLike, groups: list[GroupOption], waits: list[WaitOption]
) -> GroupLike | Helpline:
    if isinstance(second, WaitOption):
        return options.helpline  # two waiting places would be the same thing twice
    others = [group for group in groups if _differs(group, second)]
    if others:
        return min(
            others,
            key=lambda group: (group.starts_at, group.form == second.form, *group_key(citizen, group)[1:]),
        )
    return next((wait for wait in waits if _adds_to(citizen.answers, wait, second)), options.helpline)


def _differs(group: GroupOption, second: GroupOption) -> bool:
    return (group.form, group.place_name, group.slots) != (second.form, second.place_name, second.slots)


def _adds_to(answers: Answers, wait: WaitOption, second: GroupOption) -> bool:
    """A waiting place is another thing when it gives a form, place, track or time that the group does not."""
    same = (wait.form, wait.place_name, wait.track) == (second.form, second.place_name, second.track)
    return not same or bool(shared_slots(answers, wait) & ~second.slots)


def _proposal(
    citizen: Citizen, options: Options, offer: GroupLike | Helpline, reasons: tuple[Reason, ...], now: datetime
) -> Proposal:
    reasons = of_given_answers(citizen, reasons)
    if isinstance(offer, Helpline):
        free = citizen.answers.week
        opens = max(now, offer.opens_at)
        return Proposal(
            kind=ProposalKind.TALK,
            option=offer,
            form=Form.PHONE,
            starts_at=min(week.next_moment(number, opens) for number in week.numbers_from_mask(free)),
            slots=free,
            distance_km=None,
            help_phone=None,
            reasons=reasons,
        )
    return Proposal(
        kind=ProposalKind.GROUP if isinstance(offer, GroupOption) else ProposalKind.WAITING,
        option=offer,
        form=offer.form,
        starts_at=offer.starts_at,
        slots=shared_slots(citizen.answers, offer),
        distance_km=distance_km(citizen, offer),
        help_phone=_help_phone(citizen, options, offer.form),
        reasons=reasons,
    )


def _help_phone(citizen: Citizen, options: Options, form: Form) -> str | None:
    wants_help = citizen.answers.digital == DigitalAnswer.WITH_HELP and form in ONLINE_FORMS
    return options.helpline.phone if wants_help else None
