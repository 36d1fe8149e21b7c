"""The demo's ideas: one in each stage, written, let through, voted for and answered by the acts of the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import cycle
from typing import Literal

from pydantic import Field

from sundhedscenter.catalogue import files
from sundhedscenter.catalogue.models import Offer
from sundhedscenter.catalogue.schemas import Strict
from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer, acting_as, system
from sundhedscenter.intake import ideas
from sundhedscenter.intake.models import Posting
from sundhedscenter.partnership.models import Employment
from sundhedscenter.partnership.viewers import viewer_for


class Step(Strict):
    stage: Literal["new", "looking", "trying", "not_now", "declined"]
    after: int = Field(ge=0)
    ready: str = ""
    words: str = ""
    offer: str = ""


class Idea(Strict):
    title: str
    text: str
    days_ago: int = Field(ge=0)
    votes: int = Field(ge=0)
    steps: list[Step]
    comments: list[str]


class Ideas(Strict):
    """The file content/demo/ideas.yaml."""

    source: str
    ideas: list[Idea]


def fill(*, at: datetime) -> None:
    """Citizens take turns to write; the moderator answers. Each citizen votes once for an idea."""
    with acting_as(system("check"), on=day_of(at)):
        people = list(Citizen.objects.exclude(user=None).select_related("user").order_by("user__username"))
    moderator = Employment.objects.filter(role="moderator").select_related("user").earliest("pk").user
    writers = cycle(people)
    for idea in files.read(Ideas, files.content_root() / "demo" / "ideas.yaml").ideas:
        written = at - timedelta(days=idea.days_ago)
        with _as(next(writers), written) as (viewer, citizen):
            posting = ideas.propose(
                viewer=viewer, citizen=citizen, title=idea.title, text=idea.text, language="da", at=written
            )
        for step in idea.steps:
            moment = written + timedelta(days=step.after)
            with acting_as(viewer_for(moderator, day_of(moment)), on=day_of(moment)) as viewer:
                _decide(viewer, posting, step, moment)
            if step.stage == "new":
                _voices(posting, idea, people, writers, moderator=viewer, at=moment)


def _voices(
    posting: Posting, idea: Idea, people: list[Citizen], writers: Iterator[Citizen], *, moderator: Viewer, at: datetime
) -> None:
    for voter in people[: idea.votes]:
        with _as(voter, at) as (viewer, citizen):
            ideas.vote(viewer=viewer, citizen=citizen, idea_id=posting.pk, at=at)
    for text in idea.comments:
        with _as(next(writers), at) as (viewer, citizen):
            said = ideas.comment(viewer=viewer, citizen=citizen, idea_id=posting.pk, text=text, language="da", at=at)
        with acting_as(moderator, on=day_of(at)):
            ideas.decide(viewer=moderator, posting_id=said.pk, stage="new", at=at)


def _decide(viewer: Viewer, posting: Posting, step: Step, at: datetime) -> None:
    offer = Offer.objects.get(code=step.offer) if step.offer else None
    ideas.decide(
        viewer=viewer, posting_id=posting.pk, stage=step.stage, ready=step.ready, words=step.words, offer=offer, at=at
    )


@contextmanager
def _as(citizen: Citizen, at: datetime) -> Iterator[tuple[Viewer, Citizen]]:
    """The citizen with their own viewer, for the acts inside."""
    assert citizen.user is not None, "demo citizens of this size have a log-in"
    on = day_of(at)
    with acting_as(viewer_for(citizen.user, on), on=on) as viewer:
        yield viewer, citizen
