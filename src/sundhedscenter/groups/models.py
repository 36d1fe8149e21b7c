"""Tables of groups. `Group` and `Session` are public; who waits, sits and comes is the citizen's."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from sundhedscenter.catalogue.models import Module, Place, Track
from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import walls
from sundhedscenter.core.week import FULL_MASK, SLOTS
from sundhedscenter.partnership.models import Organisation, User
from sundhedscenter.pathways.models import Pathway, PlanItem

WORKERS = ("pooling", "sweep", "check", "outbox")
# A leader sees seats and attendance of the groups they lead, not what else their participants take part in.
SHARED = "citizen_id IN (SELECT visible_citizens('group'))"
LED = "SELECT id FROM groups_group WHERE leader_id = (SELECT viewer_user())"
FORMS = [("group_site", "På stedet"), ("group_video", "Over video")]


class Group(models.Model):
    """A group that meets every week at one or two of the forty weekly times (`slot_mask`)."""

    wall = walls.public()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=20, unique=True)
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="groups")
    form = models.CharField(max_length=14, choices=FORMS)
    language = models.CharField(max_length=5, default="da")
    audience = models.CharField(max_length=10, default="all")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="groups")
    slot_mask = models.BigIntegerField()
    leader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="led_groups")
    leader_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    size_min = models.PositiveSmallIntegerField()
    size_ideal = models.PositiveSmallIntegerField()
    size_max = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    first_day = models.DateField()
    room_link = models.URLField(blank=True)
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["first_day", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("size_max")), name="group_never_overbooked"),
            models.CheckConstraint(
                condition=Q(slot_mask__gt=0, slot_mask__lte=FULL_MASK), name="group_slots_within_forty"
            ),
            models.CheckConstraint(
                condition=Q(size_min__lte=F("size_ideal"), size_ideal__lte=F("size_max")), name="group_sizes_in_order"
            ),
            models.CheckConstraint(
                condition=Q(form="group_site", place__isnull=False) | Q(form="group_video", place=None),
                name="group_on_site_has_place",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancel_reason="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancel_reason="")),
                name="group_cancel_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["track", "first_day"], condition=Q(cancelled_at=None), name="groups_open")]

    def __str__(self) -> str:
        return self.code

    def seats_left(self) -> int:
        """Free seats: the maximum less seats taken and offers still open."""
        return self.size_max - self.taken


class GroupTime(models.Model):
    """One weekly time of a group: a leader leads, and a place hosts, one group at a time. Removed on cancelling."""

    wall = walls.public()

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="times")
    leader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    slot = models.PositiveSmallIntegerField()
    during = DateRangeField()

    class Meta:
        ordering = ["group_id", "slot"]
        constraints = [
            models.CheckConstraint(condition=Q(slot__lt=len(SLOTS)), name="group_time_within_forty"),
            ExclusionConstraint(
                name="leader_one_group_at_a_time",
                expressions=[
                    ("leader", RangeOperators.EQUAL),
                    ("slot", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="place_one_group_at_a_time",
                expressions=[
                    ("place", RangeOperators.EQUAL),
                    ("slot", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(place__isnull=False),
            ),
        ]


class Session(models.Model):
    """One meeting of a group."""

    wall = walls.public()

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    module = models.ForeignKey(Module, on_delete=models.PROTECT, null=True, related_name="+")
    is_entry = models.BooleanField(default=False)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [models.UniqueConstraint(fields=["group", "number"], name="session_number_once")]


class WaitingPlace(models.Model):
    """A citizen waits for a group of this track: at which times, in which forms, how far from home."""

    END_REASONS = [
        ("seated", "Fik plads"),
        ("withdrawn", "Trukket"),
        ("moved", "Flyttet"),
        ("deceased", "Død"),
        ("paused", "Pause"),
    ]
    wall = walls.citizen(column="citizen_id", systems=WORKERS, helper=(walls.PLAN,), helper_acts="write")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="waiting_places")
    pathway = models.ForeignKey(Pathway, on_delete=models.PROTECT, related_name="waiting_places")
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="waiting_places")
    since = models.DateTimeField()
    slot_mask = models.BigIntegerField()
    forms = models.JSONField(default=list)
    places = models.JSONField(default=list)
    language = models.CharField(max_length=5, default="da")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=12, choices=END_REASONS, blank=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slot_mask__gt=0, slot_mask__lte=FULL_MASK), name="waiting_place_has_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end_reason="") | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="waiting_place_end_has_reason",
            ),
            models.UniqueConstraint(
                fields=["citizen", "track"], condition=Q(ended_at=None), name="one_waiting_place_per_track"
            ),
        ]
        indexes = [models.Index(fields=["track", "since"], condition=Q(ended_at=None), name="waiting_now")]


class SeatOffer(models.Model):
    """A seat held for one citizen until a moment; ends as accepted, declined or expired."""

    END_REASONS = [
        ("accepted", "Taget imod"),
        ("declined", "Takket nej"),
        ("expired", "Udløbet"),
        ("withdrawn", "Trukket"),
    ]
    wall = walls.citizen(column="citizen_id", scope=walls.CARE, systems=WORKERS, helper_acts="write")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="seat_offers")
    pathway = models.ForeignKey(Pathway, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="offers")
    made_at = models.DateTimeField()
    held_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=10, choices=END_REASONS, blank=True)

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, end_reason="") | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="seat_offer_end_has_reason",
            ),
            models.UniqueConstraint(
                fields=["citizen", "group"], condition=Q(ended_at=None), name="one_open_offer_per_group"
            ),
        ]


class Seat(models.Model):
    """A citizen's seat in a group from session n until released with a reason."""

    wall = walls.citizen(
        column="citizen_id",
        systems=WORKERS,
        helper=(walls.DATES,),
        helper_acts="write",
        also_read=f"{SHARED} AND group_id IN ({LED})",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="seats")
    pathway = models.ForeignKey(Pathway, on_delete=models.PROTECT, related_name="seats")
    plan_item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="seats")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="seats")
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    from_session = models.PositiveSmallIntegerField()
    released_at = models.DateTimeField(null=True)
    release_reason = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["taken_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["citizen", "track"], condition=Q(released_at=None), name="one_seat_per_track"
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, release_reason="")
                | (Q(released_at__isnull=False) & ~Q(release_reason="")),
                name="seat_release_has_reason",
            ),
        ]


class Attendance(models.Model):
    """Who came: one current row per seat and session; a correction supersedes."""

    STATES = [("present", "Mødt"), ("excused", "Afbud"), ("absent", "Udeblevet")]
    _LED = f"{SHARED} AND session_id IN (SELECT id FROM groups_session WHERE group_id IN ({LED}))"  # noqa: S608  our own constants
    wall = walls.citizen(column="citizen_id", systems=WORKERS, helper_acts="write", also_read=_LED, also_write=_LED)

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="attendances")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=STATES)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["session_id", "seat_id", "recorded_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "session"], condition=Q(superseded_at=None), name="one_current_attendance"
            )
        ]
