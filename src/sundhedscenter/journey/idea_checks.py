"""Invariants of ideas; asked by `sundhedscenter check`."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, F, Q

from sundhedscenter.core.checks import Finding, register
from sundhedscenter.core.clock import day_of
from sundhedscenter.intake.idea_models import OPEN, WAITING, Posting
from sundhedscenter.intake.idea_queries import organisations_that_read

FOLLOWS, OWNED, COUNTED = (
    "every_posting_follows_its_decisions",
    "every_open_idea_is_owned",
    "every_vote_is_counted_once",
)


@register(FOLLOWS)
def every_posting_follows_its_decisions(at: datetime) -> Iterator[Finding]:
    """Stage and deadline are those of the newest decision, and each posting has its writer."""
    for row in Posting.objects.select_related("writer").prefetch_related("decisions"):
        newest = max(row.decisions.all(), key=lambda decision: decision.pk, default=None)
        told = (newest.stage, newest.due_on) if newest else (WAITING, row.due_on)
        if (row.stage, row.due_on) != told:
            yield Finding(FOLLOWS, f"posting {row.pk}", f"is {row.stage}, not {told[0]}.", "Decide on it again.")
        if not hasattr(row, "writer"):
            yield Finding(FOLLOWS, f"posting {row.pk}", "nobody has written it.", "Find who added a row by hand.")


@register(OWNED)
def every_open_idea_is_owned(at: datetime) -> Iterator[Finding]:
    """What waits for an answer lies where a moderator works, with a deadline after its day."""
    on = day_of(at)
    readers = set(organisations_that_read(on))
    for row in Posting.objects.filter(stage__in=OPEN, due_on__isnull=False).select_related("owner_organisation"):
        about = f"posting {row.pk}"
        if row.owner_organisation_id not in readers:
            yield Finding(OWNED, about, f"{row.owner_organisation.code} has no moderator.", "Employ one, or answer it.")
        if row.due_on is not None and row.due_on <= row.written_on:
            yield Finding(OWNED, about, f"its deadline is {row.due_on}.", "Set it two weeks after its day.")


@register(COUNTED)
def every_vote_is_counted_once(at: datetime) -> Iterator[Finding]:
    """The number on an idea is the number of its voters."""
    counted = Posting.objects.annotate(given=Count("voters"))
    for row in counted.filter(~Q(votes=F("given"))):
        yield Finding(COUNTED, f"posting {row.pk}", f"says {row.votes} votes, has {row.given}.", "Set it to the rows.")
