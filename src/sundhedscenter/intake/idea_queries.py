"""Reads about ideas. None of those that others read joins who wrote it."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.intake.idea_models import SHOWN, WAITING, Posting, PostingDecision, PostingVote
from sundhedscenter.partnership.models import Employment

MODERATOR, EDITOR = "moderator", "offer_editor"
_DECISIONS = Prefetch("decisions", PostingDecision.objects.select_related("offer", "organisation").order_by("id"))


def shown_ideas() -> QuerySet[Posting]:
    """Ideas that a moderator has let through, the newest first, with their decisions and how many shown comments."""
    shown = Count("comments", filter=Q(comments__stage__in=SHOWN))
    return (
        Posting.objects.filter(about=None, stage__in=SHOWN)
        .annotate(shown_comments=Coalesce(shown, 0))
        .prefetch_related(_DECISIONS)
        .order_by("-written_on", "id")
    )


def shown_comments(idea: Posting) -> QuerySet[Posting]:
    """Comments that have been let through, in the order they were written."""
    return Posting.objects.filter(about=idea, stage__in=SHOWN).order_by("written_on", "id")


def own_postings(citizen: Citizen) -> QuerySet[Posting]:
    """All the citizen has written, with what became of it. Only the citizen's own log-in finds any."""
    mine = Posting.objects.filter(writer__citizen=citizen).select_related("about")
    return mine.prefetch_related(_DECISIONS).order_by("-written_on", "id")


def own_votes(citizen: Citizen, ideas: Collection[UUID]) -> set[UUID]:
    """Those of the ideas the citizen has voted for."""
    votes = PostingVote.objects.filter(citizen=citizen, posting_id__in=ideas)
    return set(votes.values_list("posting_id", flat=True))


def may_read_first(viewer: Viewer) -> bool:
    """Moderators read what nobody else has read; editors answer what is shown."""
    return MODERATOR in viewer.roles


def postings_to_answer(viewer: Viewer) -> QuerySet[Posting]:
    """What waits for the viewer: unread postings for moderators, open ideas for moderators and editors.

    The nearest deadline first. Nobody else gets any.
    """
    waits = Q(pk__in=[])
    if viewer.roles & {MODERATOR, EDITOR}:
        waits = Q(stage__in=SHOWN, due_on__isnull=False)
    if may_read_first(viewer):
        waits |= Q(stage=WAITING)
    found = Posting.objects.filter(waits).select_related("owner_organisation", "about")
    return found.prefetch_related(_DECISIONS).order_by("due_on", "written_on", "id")


def posting_for(viewer: Viewer, posting_id: UUID) -> Posting | None:
    """One posting for those who answer; None when it is not theirs to see, or its words are gone."""
    readable = Q(pk__in=[])
    if viewer.roles & {MODERATOR, EDITOR}:
        readable = Q(stage__in=SHOWN)
    if may_read_first(viewer):
        readable |= Q(stage__in=[WAITING, "declined"])
    found = Posting.objects.filter(readable, pk=posting_id).select_related("owner_organisation", "about")
    return found.prefetch_related(_DECISIONS).first()


def organisations_that_read(on: date) -> list[int]:
    """Organisations where a moderator works on the day, by id."""
    rows = Employment.objects.filter(role=MODERATOR, during__contains=on)
    return sorted(set(rows.values_list("organisation_id", flat=True)))
