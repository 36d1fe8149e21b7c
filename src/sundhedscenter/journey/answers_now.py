"""A citizen's answers as they stand today, put together from the newest dated facts."""

from sundhedscenter.citizens.models import Answer, BarrierAnswer
from sundhedscenter.citizens.queries import current_residence, newest_week
from sundhedscenter.journey.proposals import NOT_ASKED, Answers
from sundhedscenter.pathways.models import Goal, Pathway


def answers_now(pathway: Pathway) -> Answers:
    """The twelve answers today. What was never asked has the answer that hides nothing. Raises AnswerError."""
    citizen = pathway.citizen
    said = BarrierAnswer.objects.filter(citizen=citizen).order_by("recorded_at", "id").values_list("kind", "value")
    ruled = (
        Answer.objects.filter(citizen=citizen, instrument="rulers")
        .order_by("recorded_at", "id")
        .values_list("item", "value")
    )
    week, residence = newest_week(citizen), current_residence(citizen)
    goal = Goal.objects.filter(pathway=pathway).order_by("-created_at", "-id").first()
    return Answers.from_mapping(
        {
            **NOT_ASKED,
            **dict(said),
            **dict(ruled),
            "postal_code": residence.postal_code if residence else "",
            "goal": goal.text if goal else "",
            "topic": pathway.topic,
            "week": week.slot_mask if week and week.slot_mask else NOT_ASKED["week"],
        }
    )
