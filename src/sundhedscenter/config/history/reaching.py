"""How the contact persons of a history reached out, and what came of it: the rows of `journey.reaching_out`.

Messages are kept as they were sent, but none is queued: nobody is written to about something that never happened.
"""

from datetime import datetime, timedelta

from sundhedscenter.catalogue.outreach import ready_text
from sundhedscenter.config.history.story import Journey, Story
from sundhedscenter.core.clock import day_of
from sundhedscenter.journey.reaching_out.rules import ANSWER_DAYS
from sundhedscenter.pathways.models import Outreach


def spoke(story: Story, journey: Journey, why: str, outcome: str, at: datetime) -> None:
    """A call, and how it ended."""
    _add(story, journey, why, "phone", outcome, at, ended_at=at, text="")


def wrote(story: Story, journey: Journey, why: str, at: datetime) -> None:
    """A message before the call: by the time of the call it had not been answered."""
    channel = "sms" if journey.person.phone else "email"
    sent_at = at - timedelta(days=story.aside.choice((6, 7)))
    sent_at -= timedelta(days=max(0, sent_at.weekday() - 4))  # offices are shut
    if journey.pathway is not None and journey.pathway.created_at < sent_at < at:
        _add(story, journey, why, channel, "no_answer", sent_at, ended_at=at, text=ready_text(why, "da"))


def _add(
    story: Story, journey: Journey, why: str, channel: str, outcome: str, at: datetime, *, ended_at: datetime, text: str
) -> None:
    row = story.rows.add(
        Outreach(
            id=story.rows.key(story.aside),
            citizen_id=journey.citizen.pk,
            pathway_id=journey.path.pk,
            why=why,
            channel=channel,
            at=at,
            by_id=journey.contact.pk,
            owner_organisation_id=journey.municipality.pk,
            owner_id=journey.contact.pk,
            text=text,
            deadline=day_of(at) + timedelta(days=ANSWER_DAYS if text else 0),
            ended_at=ended_at,
            outcome=outcome,
        )
    )
    for verb, moment, data in (
        ("reached_out", at, {"why": why, "channel": channel}),
        ("outreach_ended", ended_at, {"outcome": outcome}),
    ):
        story.rows.audit(
            verb,
            row,
            by=journey.helper(),
            at=moment,
            citizen=journey.citizen.pk,
            data=data,
            chance=story.aside,
        )
