"""Tables of what the citizen did."""

import uuid

from django.db import models
from django.db.models import Q

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import walls
from sundhedscenter.pathways.models import PlanItem


class LessonStepDone(models.Model):
    """A step whose question the citizen has answered: the action they will try, or the check they took."""

    wall = walls.citizen(column="citizen_id", systems=("check",), helper_acts="write")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="lesson_steps")
    plan_item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="lesson_steps")
    lesson = models.CharField(max_length=40)
    step = models.CharField(max_length=40)
    choice = models.CharField(max_length=60, blank=True)
    own_words = models.CharField(max_length=500, blank=True)
    done_at = models.DateTimeField()
    on_behalf = models.BooleanField(default=False)

    class Meta:
        ordering = ["done_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan_item", "step"], name="lesson_step_once"),
            models.CheckConstraint(condition=~Q(choice="") | ~Q(own_words=""), name="lesson_step_is_answered"),
        ]
