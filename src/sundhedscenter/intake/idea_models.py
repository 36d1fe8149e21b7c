"""Tables of what citizens propose, comment and vote. The words stand apart from who wrote them.

`Posting` is what everybody may read once a moderator has let it through; `PostingWriter` and `PostingVote` say whose it
is and are seen by the citizen alone. Days, not moments, so that the access log cannot be laid beside them.
"""

import uuid

from django.db import models
from django.db.models import Q

from sundhedscenter.catalogue.models import Offer
from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import walls
from sundhedscenter.partnership.models import Organisation, User

WAITING, NEW, LOOKING, TRYING, NOT_NOW = "waiting", "new", "looking", "trying", "not_now"
DECLINED, WITHDRAWN = "declined", "withdrawn"
STAGES = [
    (WAITING, "Venter på at blive læst"),
    (NEW, "Ny"),
    (LOOKING, "Vi ser på den"),
    (TRYING, "Bliver prøvet"),
    (NOT_NOW, "Ikke nu"),
    (DECLINED, "Ikke vist"),
    (WITHDRAWN, "Taget væk"),
]
SHOWN = (NEW, LOOKING, TRYING, NOT_NOW)
OPEN = (WAITING, NEW, LOOKING)
ENDED = (TRYING, NOT_NOW, DECLINED, WITHDRAWN)
ANSWERS = (LOOKING, TRYING, NOT_NOW)

_MINE = "SELECT posting_id FROM intake_postingwriter WHERE citizen_id IN (SELECT visible_citizens('own'))"
_MODERATES = "(SELECT viewer_is('{moderator}'))"
_EDITS = "(SELECT viewer_is('{offer_editor}'))"


class Posting(models.Model):
    """An idea, or (with `about`) a comment on one. `stage`, `due_on` and `votes` are kept by triggers.

    Withdrawing empties the words; nothing else ever changes them.
    """

    wall = walls.moderated(
        shown="stage IN ('new', 'looking', 'trying', 'not_now')",
        own=f"id IN ({_MINE})",
        staff=_MODERATES,
        add="viewer_user() IS NOT NULL AND stage = 'waiting' AND votes = 0",
        systems=("check",),
    )
    subject_path = "writer__citizen_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    about = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="comments")
    title = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=1000, blank=True)
    language = models.CharField(max_length=5, default="da")
    written_on = models.DateField()
    owner_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    stage = models.CharField(max_length=10, choices=STAGES, default=WAITING)
    votes = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-written_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage=WITHDRAWN, title="", text="")
                | (
                    ~Q(stage=WITHDRAWN)
                    & ~Q(text="")
                    & (Q(about=None) & ~Q(title="") | Q(about__isnull=False, title=""))
                ),
                name="posting_has_its_words",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=ENDED, due_on=None)
                | Q(stage=NEW, about__isnull=False, due_on=None)
                | Q(stage__in=[WAITING, NEW, LOOKING], due_on__isnull=False),
                name="posting_ends_or_has_deadline",
            ),
        ]
        indexes = [models.Index(fields=["stage", "-written_on"])]


class PostingWriter(models.Model):
    """Who wrote it: seen by the writer alone."""

    wall = walls.citizen(column="citizen_id", scope=walls.OWN, systems=("check",))

    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, related_name="writer")
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]


class PostingVote(models.Model):
    """One citizen's vote for an idea; taken back, the row is gone. `Posting.votes` counts them."""

    wall = walls.citizen(column="citizen_id", scope=walls.OWN, systems=("check",))

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="voters")
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="+")
    voted_on = models.DateField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["posting", "citizen"], name="vote_once_per_citizen")]


class PostingDecision(models.Model):
    """What became of it, and why; only added, the newest counts. Nobody is named on the writer's own withdrawal.

    `ready` is a ready text of content/ideas.yaml, `words` the moderator's own.
    """

    wall = walls.moderated(
        shown="posting_id IN (SELECT id FROM intake_posting)",
        own="false",
        staff="false",
        add=(
            f"(by_id = viewer_user() AND ({_MODERATES} OR ({_EDITS} AND stage IN ('looking', 'trying', 'not_now'))))"
            f" OR (stage = 'withdrawn' AND posting_id IN ({_MINE}))"
        ),
        systems=("check",),
    )
    subject_path = "posting__writer__citizen_id"

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="decisions")
    stage = models.CharField(max_length=10, choices=STAGES[1:])
    ready = models.CharField(max_length=30, blank=True)
    words = models.CharField(max_length=600, blank=True)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage=WITHDRAWN, by=None, organisation=None)
                | (~Q(stage=WITHDRAWN) & Q(by__isnull=False, organisation__isnull=False)),
                name="posting_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(stage=TRYING, offer__isnull=False) | (~Q(stage=TRYING) & Q(offer=None)),
                name="posting_tried_names_the_offer",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[NOT_NOW, DECLINED]) | ~Q(ready="", words=""), name="posting_no_says_why"
            ),
        ]
