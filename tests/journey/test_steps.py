"""Started counts when the step's action is answered, not before, and then stands in the plan."""

import pytest

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import AuditEntry
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.delivery.models import LessonStepDone
from sundhedscenter.journey.steps import StepUnanswered, answer_step
from sundhedscenter.pathways.models import PlanItem, Progress
from tests.journey.acts import CHECK, DAY, answers_action, findings, seen_by, way_of
from tests.people import AT, AsOwner, Person, accepts, person, staff, viewer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(content: None, as_owner: AsOwner) -> Person:
    found = person(as_owner, "Anna")
    accepts(found, "lemvig", "start_now:kol", topic="kol")
    return found


def answer(who: Person, step: str, choice: str = "", words: str = "", *, days: int = 0) -> LessonStepDone:
    at = AT + days * DAY
    with seen_by(who, at) as viewer:
        item = PlanItem.objects.get(citizen=who.citizen, kind="lesson")
        return answer_step(viewer=viewer, plan_item=item, step=step, choice=choice, own_words=words, at=at)


def standing(who: Person, *, days: int = 0) -> tuple[str, object, list[tuple[str, int, int]], str]:
    """Status, when started, the plan's lines with what is done, and the next step."""
    way = way_of(who, AT + days * DAY)
    lines = [(line.kind, line.done, line.total) for line in way.plan]
    return str(way.status), way.started_at, lines, way.next_step.kind


def test_the_action_answered_is_started_and_stands_in_the_plan(anna: Person) -> None:
    assert standing(anna) == ("plan_proposed", None, [("lesson", 0, 1)], "lesson")
    done = answer(anna, "action", words="  Jeg går \n til postkassen ")
    assert (done.own_words, done.choice, done.on_behalf) == ("Jeg går til postkassen", "", False)
    assert standing(anna) == ("started", AT, [("lesson", 1, 1)], "call")
    with seen_by(anna):
        (progress,) = Progress.objects.all()
        assert (progress.kind, progress.source_kind, progress.source_id) == (
            "lesson_step",
            "delivery.lessonstepdone",
            str(done.pk),
        )


def test_the_check_questions_do_not_count(anna: Person) -> None:
    answer(anna, "check_before", "1")
    answer(anna, "check_after", "2")
    assert standing(anna) == ("plan_proposed", None, [("lesson", 0, 1)], "lesson")


def test_looking_at_the_step_does_not_count(anna: Person) -> None:
    way_of(anna, AT + DAY)
    assert standing(anna, days=1)[:2] == ("plan_proposed", None)


def test_the_same_answer_sent_again_is_one(anna: Person) -> None:
    first = answer(anna, "action", words="Jeg går")
    again = answer(anna, "action", words="Jeg løber", days=1)
    assert again == first
    with acting_as(CHECK):
        assert [row.own_words for row in LessonStepDone.objects.all()] == ["Jeg går"]
        assert Progress.objects.count() == 1
        assert AuditEntry.objects.filter(verb="step_answered").count() == 1
    assert standing(anna, days=1)[0] == "started"


@pytest.mark.parametrize(
    ("step", "choice", "words", "field", "mend"),
    [
        ("action", "", "  \n ", "choice", "choose_or_write"),
        ("action", "no_such_choice", "", "choice", "unknown_choice"),
        ("action", "", "x" * 501, "own_words", "shorter"),
        ("no_such_step", "", "Jeg går", "step", "unknown_step"),
    ],
)
def test_an_answer_that_cannot_be_used(anna: Person, step: str, choice: str, words: str, field: str, mend: str) -> None:
    with pytest.raises(StepUnanswered) as refused:
        answer(anna, step, choice, words)
    assert (refused.value.field, refused.value.mend) == (field, mend)
    assert "x" * 41 not in str(refused.value)
    assert standing(anna)[0] == "plan_proposed"


def test_answered_by_staff_on_behalf(anna: Person, as_owner: AsOwner) -> None:
    helper = staff(as_owner, "lemvig")
    with acting_as(viewer_of(helper).writing_down("phone"), on=day_of(AT)) as viewer:
        item = PlanItem.objects.get(citizen=anna.citizen, kind="lesson")
        done = answer_step(viewer=viewer, plan_item=item, step="action", choice="", own_words="Går en tur", at=AT)
    assert done.on_behalf
    assert standing(anna)[0] == "started"


def test_the_last_thing_done_and_somebody_calls(anna: Person) -> None:
    answers_action(anna)
    way = way_of(anna)
    assert [task.kind for task in way.tasks] == ["call_citizen"]
    assert findings(AT + 5 * DAY) == []
