"""A citizen's answers as they stand today, put together from the newest dated facts."""

from sundhedscenter.citizens.models import Answer, BarrierAnswer
from sundhedscenter.citizens.queries import current_residence, newest_week
from sundhedscenter.core.week import FULL_MASK
from sundhedscenter.journey.proposals import Answers
from sundhedscenter.pathways.models import Goal, Pathway

DEFAULTS = {"time": "ok", "distance": "far", "money": "ok", "body": "ok", "digital": "alone"}
RULERS = {"importance": 5, "confidence": 5, "readiness": 5}


def answers_now(pathway: Pathway) -> Answers:
    """The twelve answers today. What was never asked has the answer that hides nothing. Raises AnswerError."""
    citizen = pathway.citizen
    said = BarrierAnswer.objects.filter(citizen=citizen).order_by("recorded_at", "id").values_list("kind", "value")
    ruled = (
        Answer.objects.filter(citizen=citizen, instrument="rulers")
        .order_by("recorded_at", "id")
        .values_list("item", "value")
    )
    barriers, rulers = DEFAULTS | dict(said), RULERS | dict(ruled)
    week, residence = newest_week(citizen), current_residence(citizen)
    goal = Goal.objects.filter(pathway=pathway).order_by("-created_at", "-id").first()
    return Answers.from_mapping(
        {
            **barriers,
            **rulers,
            "postal_code": residence.postal_code if residence else "",
            "goal": goal.text if goal else "",
            "topic": pathway.topic,
            "week": week.slot_mask if week and week.slot_mask else FULL_MASK,
        }
    )
