"""Reaching out to a citizen, and writing down what came of it. Nobody is lost by it: each outcome has its next thing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from sundhedscenter.citizens.actions import end_task, give_task
from sundhedscenter.citizens.models import Citizen, Contact, Task
from sundhedscenter.citizens.queries import newest_contact, rows_visible_to
from sundhedscenter.core import audit, outbox
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer, acting_as, system
from sundhedscenter.groups.seating import take_turn
from sundhedscenter.intake.models import Request
from sundhedscenter.journey.care import AFTER_NO, CALL, CALL_DAYS, has_open_task, with_something_ahead
from sundhedscenter.journey.duties import FOLLOW_UP_DAYS
from sundhedscenter.journey.reaching_out.counts import what_followed
from sundhedscenter.journey.reaching_out.rules import ANSWER_DAYS
from sundhedscenter.journey.staff import NotVisible, open_cases
from sundhedscenter.partnership.models import Organisation, User
from sundhedscenter.partnership.viewers import organisations_of
from sundhedscenter.pathways.models import Outreach, Pathway, PathwayResponsibility
from sundhedscenter.pathways.queries import body_of, open_pathway

NOTICE = "reaching_out"
SPOKEN, WRITTEN = ("phone", "in_person"), ("sms", "email", "letter")
CHANNELS = tuple(code for code, _name in Outreach.CHANNELS)
OUTCOMES = tuple(code for code, _name in Outreach.OUTCOMES)
WHYS = tuple(code for code, _name in Outreach.WHYS)
WISHES = ("wants_pause", "wants_other", "wants_stop")
# What the citizen asked for on the phone is done within two days (status P).
ASKED_US, WISH_DAYS = "asked_us", 2
MOST_WORDS = {"sms": 300, "email": 1000, "letter": 1000}
SWEEP = system("sweep")


class CannotReach(ValueError):
    """This cannot be written down or sent. Names field and mend: `choose`, `write`, `shorter`, `no_address`."""

    def __init__(self, field: str, mend: str) -> None:
        super().__init__(f"{field}: {mend}")
        self.field, self.mend = field, mend


@dataclass(frozen=True, slots=True)
class _Case:
    """Whom it is about, and who answers for the next thing."""

    citizen: Citizen
    pathway: Pathway | None
    organisation: Organisation
    owner: User | None
    source: Pathway | Request | Outreach


@transaction.atomic
def reach_out(
    *, viewer: Viewer, citizen_id: UUID, key: UUID, why: str, channel: str, outcome: str, text: str, at: datetime
) -> Outreach:
    """Write down a talk with its outcome, or send the words by SMS or e-mail, or keep those of a letter.

    `key` is made with the form: sent twice, it is one outreach. Raises NotVisible, CannotReach.
    """
    case = _case(viewer, citizen_id, day_of(at))
    # Two clicks at once: the second waits here, and finds what the first wrote.
    Citizen.objects.select_for_update(no_key=True).get(pk=case.citizen.pk)
    already = rows_visible_to(viewer, Outreach.objects.filter(pk=key, citizen=case.citizen)).first()
    if already is not None:
        return already
    words, recipient = text.replace("\r\n", "\n").strip(), ""
    _refuse(why, channel, outcome, words)
    if channel in WRITTEN:
        recipient = _recipient(newest_contact(case.citizen), channel)
    on = day_of(at)
    outreach = Outreach.objects.create(
        id=key,
        citizen=case.citizen,
        pathway=case.pathway,
        why=why,
        channel=channel,
        at=at,
        by_id=viewer.user_id or 0,
        owner_organisation=case.organisation,
        owner_id=viewer.user_id,
        text=words if channel in WRITTEN else "",
        deadline=on + timedelta(days=ANSWER_DAYS if channel in WRITTEN else 0),
    )
    audit.record(
        by=viewer,
        verb="reached_out",
        target=outreach,
        at=at,
        subject_id=case.citizen.pk,
        data={"why": why, "channel": channel},
    )
    if channel in SPOKEN:
        _end(outreach, case, outcome, viewer, at)
        return outreach
    if recipient:
        outbox.add(
            kind=NOTICE,
            channel=channel,
            recipient=recipient,
            about=outreach,
            at=at,
            subject_id=case.citizen.pk,
            language=case.citizen.language,
        )
    if not _has_more(case, at):
        _call(case, viewer, at, days=ANSWER_DAYS)
    return outreach


@transaction.atomic
def answer_outreach(*, viewer: Viewer, outreach_id: UUID, outcome: str, at: datetime) -> Outreach:
    """What came of a message. Said twice, the first stands. Raises NotVisible, CannotReach."""
    if outcome not in OUTCOMES:
        raise CannotReach("outcome", "choose")
    take_turn()  # before the row is held: whoever ends several takes them in this order too
    rows = rows_visible_to(viewer, Outreach.objects.select_for_update(of=("self",)).select_related("citizen"))
    outreach = rows.filter(pk=outreach_id).first()
    if outreach is None:
        raise NotVisible(f"No outreach {outreach_id} for {viewer.name}.")
    case = _case(viewer, outreach.citizen_id, day_of(at))
    if outreach.ended_at is None:
        _end(outreach, case, outcome, viewer, at)
    return outreach


def end_unanswered(*, at: datetime) -> int:
    """Messages whose day has passed: done by the citizen themselves, or not answered, and then somebody calls."""
    on = day_of(at)
    with acting_as(SWEEP, on=on):
        take_turn()  # before they are read: what somebody answers in this moment stays as they said
        late = list(
            Outreach.objects.filter(ended_at=None, deadline__lt=on)
            .select_related("citizen", "owner", "owner_organisation")
            .order_by("pk")
        )
        followed = what_followed(late)
        for outreach in late:
            found = open_pathway(outreach.citizen)
            source = found or _open_requests(outreach.citizen).first()
            outcome = "no_answer" if source is not None and not followed[outreach.pk] else "not_needed"
            organisation, owner = _who_calls(outreach, found, on)
            case = _Case(outreach.citizen, found, organisation, owner, source or outreach)
            _end(outreach, case, outcome, SWEEP, at)
    return len(late)


def _who_calls(outreach: Outreach, pathway: Pathway | None, on: date) -> tuple[Organisation, User | None]:
    """Who wrote, unless another operator has the pathway today: then that one, by the pathway's contact person."""
    operator = body_of(pathway, PathwayResponsibility.OPERATOR, on=on) if pathway else None
    if pathway is None or operator is None or operator == outreach.owner_organisation:
        return outreach.owner_organisation, outreach.owner
    return operator, pathway.contact_person


def _case(viewer: Viewer, citizen_id: UUID, on: date) -> _Case:
    """The citizen for a professional of whoever runs the pathway today, or owns the request. Raises NotVisible."""
    mine = organisations_of(viewer, "professional", on)
    citizen = open_cases(viewer, on=on).filter(pk=citizen_id).first() if mine else None
    pathway = open_pathway(citizen) if citizen else None
    if citizen is None:
        raise NotVisible(f"No citizen {citizen_id} for {viewer.name}.")
    if pathway is not None:
        roles = PathwayResponsibility.objects.filter(pathway=pathway, organisation_id__in=mine, during__contains=on)
        role = roles.filter(role=PathwayResponsibility.OPERATOR).select_related("organisation").first()
        if role is not None:
            return _Case(citizen, pathway, role.organisation, pathway.contact_person, pathway)
    else:
        request = _open_requests(citizen).filter(owner_organisation_id__in=mine).first()
        if request is not None:
            return _Case(citizen, None, request.owner_organisation, request.owner, request)
    raise NotVisible(f"Citizen {citizen_id} is not for {viewer.name} to reach out to.")


def may_reach(viewer: Viewer, citizen_id: UUID, *, on: date) -> bool:
    """Whether the viewer is one of those who reach out to this citizen today; who only may still look is not."""
    try:
        _case(viewer, citizen_id, on)
    except NotVisible:
        return False
    return True


def _open_requests(citizen: Citizen) -> QuerySet[Request]:
    rows = Request.objects.filter(citizen=citizen, ended_at=None).select_related("owner_organisation", "owner")
    return rows.order_by("received_at", "id")


def _refuse(why: str, channel: str, outcome: str, words: str) -> None:
    if why not in WHYS:
        raise CannotReach("why", "choose")
    if channel not in CHANNELS:
        raise CannotReach("channel", "choose")
    if channel in SPOKEN and outcome not in OUTCOMES:
        raise CannotReach("outcome", "choose")
    if channel in WRITTEN and not words:
        raise CannotReach("text", "write")
    if channel in WRITTEN and len(words) > MOST_WORDS[channel]:
        raise CannotReach("text", "shorter")


def _recipient(contact: Contact | None, channel: str) -> str:
    """Where it goes; empty for a letter, which is printed. Raises CannotReach when there is no such address."""
    if channel == "letter":
        return ""
    address = (contact.phone if channel == "sms" else contact.email) if contact else ""
    if not address:
        raise CannotReach("channel", "no_address")
    return address


def _end(outreach: Outreach, case: _Case, outcome: str, by: Viewer, at: datetime) -> None:
    outreach.ended_at, outreach.outcome = at, outcome
    outreach.save(update_fields=["ended_at", "outcome"])
    audit.record(
        by=by,
        verb="outreach_ended",
        target=outreach,
        at=at,
        subject_id=outreach.citizen_id,
        data={"outcome": outcome},
    )
    if outcome == "not_needed":
        return
    take_turn()
    how = "no_answer" if outcome == "no_answer" else "talked"
    for task in Task.objects.filter(citizen=case.citizen, kind__in=(CALL, AFTER_NO), ended_at=None):
        end_task(task=task, reason=how, by=by, at=at)
    if outcome == "no_answer":
        _call(case, by, at, days=CALL_DAYS)
    elif outcome in WISHES:
        _call(case, by, at, days=WISH_DAYS, kind=ASKED_US)
    elif not _has_more(case, at):
        _call(case, by, at, days=FOLLOW_UP_DAYS)


def _has_more(case: _Case, at: datetime) -> bool:
    """Whether something lies ahead, or somebody already owes the citizen something."""
    if case.pathway is None:
        return Task.objects.filter(citizen=case.citizen, ended_at=None).exists()
    return bool(with_something_ahead([case.pathway], at=at)) or has_open_task(case.pathway)


def _call(case: _Case, by: Viewer, at: datetime, *, days: int, kind: str = CALL) -> None:
    give_task(
        citizen=case.citizen,
        kind=kind,
        owner_organisation=case.organisation,
        owner=case.owner,
        deadline=day_of(at) + timedelta(days=days),
        source=case.source,
        by=by,
        at=at,
    )
