"""Citizens propose, comment and vote; moderators let through and answer. What was written is seen by nobody before."""

import re
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction

from sundhedscenter.catalogue.models import Offer
from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import audit
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.intake.idea_models import (
    ANSWERS,
    DECLINED,
    LOOKING,
    NEW,
    OPEN,
    SHOWN,
    TRYING,
    WAITING,
    WITHDRAWN,
    Posting,
    PostingDecision,
    PostingVote,
    PostingWriter,
)
from sundhedscenter.intake.idea_queries import EDITOR, MODERATOR, organisations_that_read, posting_for
from sundhedscenter.partnership.models import Employment

ANSWER_WITHIN = timedelta(days=14)
MOST_OPEN_IDEAS, MOST_COMMENTS_A_DAY = 5, 20
# Ten figures, also parted by signs or after the day, month and year: a CPR number. Eight in a row, in pairs or fours: a
# phone number, also after its country's. Or an address of mail. A day written out in figures is neither.
PRIVATE = re.compile(
    r"(?<!\d)\d{2}[ ./-]?\d{2}[ ./-]?\d{2}[ ./–-]{0,3}\d{4}(?!\d)"
    r"|(?<!\d)(?:00)?(?:45)?(?:\d{8}|\d{4} \d{4}|\d{2}([ .-])\d{2}(?:\1\d{2}){2}|(?:\d{2} ?){3}\d{2})(?!\d)"
    r"|\S+@\S+\.\w+"
)


class TooManyIdeas(Exception):
    """The citizen has `MOST_OPEN_IDEAS` that nobody has answered yet."""


class TooManyComments(Exception):
    """The citizen has written `MOST_COMMENTS_A_DAY` comments today."""


class HoldsNumber(Exception):
    """The words hold what looks like a CPR number, a phone number or a mail address."""


class NobodyReads(Exception):
    """No organisation has a moderator today."""


class NotShown(Exception):
    """The idea is not one that everybody can read."""


class NotYours(Exception):
    """The posting is not the viewer's to withdraw or to decide."""


class OutOfOrder(Exception):
    """The posting cannot go from where it stands to the wanted stage."""


@transaction.atomic
def propose(*, viewer: Viewer, citizen: Citizen, title: str, text: str, language: str, at: datetime) -> Posting:
    """A new idea, unread. Raises TooManyIdeas, HoldsNumber, NobodyReads."""
    _one_at_a_time(citizen)
    if Posting.objects.filter(writer__citizen=citizen, about=None, stage__in=OPEN).count() >= MOST_OPEN_IDEAS:
        raise TooManyIdeas(f"{MOST_OPEN_IDEAS} ideas are open.")
    return _write(viewer, citizen, None, title, text, language, at)


@transaction.atomic
def comment(*, viewer: Viewer, citizen: Citizen, idea_id: UUID, text: str, language: str, at: datetime) -> Posting:
    """A comment on a shown idea, unread. Raises TooManyComments, HoldsNumber, NotShown, NobodyReads."""
    _one_at_a_time(citizen)
    idea = _shown(idea_id)
    today = Posting.objects.filter(writer__citizen=citizen, about__isnull=False, written_on=day_of(at))
    if today.count() >= MOST_COMMENTS_A_DAY:
        raise TooManyComments(f"{MOST_COMMENTS_A_DAY} comments are written today.")
    return _write(viewer, citizen, idea, "", text, language, at)


@transaction.atomic
def vote(*, viewer: Viewer, citizen: Citizen, idea_id: UUID, at: datetime) -> None:
    """One vote; given twice, it counts once. Raises NotShown."""
    idea = _shown(idea_id)
    _, given = PostingVote.objects.get_or_create(posting=idea, citizen=citizen, defaults={"voted_on": day_of(at)})
    if given:
        audit.record(by=viewer, verb="voted", target=idea, at=at)


@transaction.atomic
def take_vote_back(*, viewer: Viewer, citizen: Citizen, idea_id: UUID, at: datetime) -> None:
    """As if never given; without a vote nothing happens."""
    for given in PostingVote.objects.filter(posting_id=idea_id, citizen=citizen).select_related("posting"):
        given.delete()
        audit.record(by=viewer, verb="took_vote_back", target=given.posting, at=at)


@transaction.atomic
def withdraw(*, viewer: Viewer, citizen: Citizen, posting_id: UUID, at: datetime) -> None:
    """The writer takes the words away for good; that something stood there remains. Raises NotYours."""
    posting = Posting.objects.filter(pk=posting_id, writer__citizen=citizen).first()
    if posting is None:
        raise NotYours(f"posting {posting_id}")
    if posting.stage != WITHDRAWN:
        PostingDecision.objects.create(posting=posting, stage=WITHDRAWN, at=at)
        audit.record(by=viewer, verb="withdrew_posting", target=posting, at=at)


@transaction.atomic
def decide(
    *,
    viewer: Viewer,
    posting_id: UUID,
    stage: str,
    at: datetime,
    ready: str = "",
    words: str = "",
    offer: Offer | None = None,
) -> PostingDecision:
    """What becomes of a posting. An idea that is shown or looked at gets a new deadline; the others end.

    Letting through and declining is for moderators, answering also for editors of offers. Raises NotYours, OutOfOrder.
    """
    if viewer.user_id is None:
        raise NotYours(f"posting {posting_id}")
    posting = posting_for(viewer, posting_id)
    roles = {MODERATOR, EDITOR} if stage in ANSWERS else {MODERATOR}
    works = Employment.objects.filter(user_id=viewer.user_id, role__in=roles, during__contains=day_of(at))
    work = works.order_by("organisation__code", "id").first()
    if posting is None or work is None:
        raise NotYours(f"posting {posting_id}")
    if not may_become(posting, stage):
        raise OutOfOrder(f"{posting.stage} to {stage}")
    goes_on = posting.about_id is None and stage in (NEW, LOOKING)
    decision = PostingDecision.objects.create(
        posting=posting,
        stage=stage,
        ready=ready,
        words=words,
        offer=offer if stage == TRYING else None,
        due_on=day_of(at) + ANSWER_WITHIN if goes_on else None,
        by_id=viewer.user_id,
        organisation_id=work.organisation_id,
        at=at,
    )
    audit.record(by=viewer, verb="decided_posting", target=posting, at=at, data={"stage": stage})
    return decision


def may_become(posting: Posting, stage: str) -> bool:
    """The order of stages; the database says the same."""
    if stage == DECLINED:
        return posting.stage != WITHDRAWN
    if stage == NEW:
        return posting.stage in (WAITING, DECLINED)
    return stage in ANSWERS and posting.about_id is None and posting.stage in SHOWN


def _write(
    viewer: Viewer, citizen: Citizen, idea: Posting | None, title: str, text: str, language: str, at: datetime
) -> Posting:
    if PRIVATE.search(f"{title} {text}"):
        raise HoldsNumber("a number or an address stands in the words.")
    key, on = uuid4(), day_of(at)
    posting = Posting.objects.create(
        id=key,
        about=idea,
        title=title,
        text=text,
        language=language,
        written_on=on,
        owner_organisation_id=_reader(key, on),
        due_on=on + ANSWER_WITHIN,
    )
    PostingWriter.objects.create(posting=posting, citizen=citizen)
    # Without a subject: whoever may see the citizen shall not read here what they wrote.
    audit.record(by=viewer, verb="proposed" if idea is None else "commented", target=posting, at=at)
    return posting


def _reader(key: UUID, on: date) -> int:
    """The queue it waits in. Drawn from the posting's own number: it says nothing of where the writer lives."""
    readers = organisations_that_read(on)
    if not readers:
        raise NobodyReads(f"no moderator works on {on}.")
    return readers[key.int % len(readers)]


def _shown(idea_id: UUID) -> Posting:
    idea = Posting.objects.filter(pk=idea_id, about=None, stage__in=SHOWN).first()
    if idea is None:
        raise NotShown(f"idea {idea_id}")
    return idea


def _one_at_a_time(citizen: Citizen) -> None:
    """Two tabs at once count as one after the other: the limits hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"ideas:{citizen.pk}"])
