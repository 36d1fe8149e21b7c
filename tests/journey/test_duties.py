"""Tasks end: by the professional who did them, or because what they were for is in place. A late one is seen."""

import pytest

from sundhedscenter.citizens.models import Task
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import AuditEntry
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.journey.duties import NotYourTask, finish_task
from sundhedscenter.pathways.models import PlanItem
from tests.journey.acts import CHECK, DAY, VIDEO, answers_action, does, findings, finishes, resize
from tests.people import AT, AsOwner, Person, accepts, leader, person, staff, viewer_of

pytestmark = pytest.mark.django_db


def tasks() -> list[tuple[str, str]]:
    with acting_as(CHECK):
        return list(Task.objects.order_by("created_at", "deadline").values_list("kind", "end_reason"))


def open_task() -> Task:
    with acting_as(CHECK):
        return Task.objects.select_related("citizen").get(ended_at=None)


def with_a_talk_alone(as_owner: AsOwner) -> Person:
    """Somebody whose first step is done, and who waits for nothing but the call."""
    anna = person(as_owner, "Anna")
    accepts(anna, "lemvig", "talk:centre")
    answers_action(anna)
    return anna


def test_a_late_task_hides_nobody(content: None, as_owner: AsOwner) -> None:
    with_a_talk_alone(as_owner)
    assert findings(AT + 6 * DAY) == []
    (found,) = findings(AT + 7 * DAY)
    assert (found.check, found.problem) == ("nobody_is_lost", "has nothing but a task past its day.")


@pytest.mark.parametrize(("outcome", "days"), [("talked", 28), ("not_needed", 28), ("no_answer", 5)])
def test_a_finished_call_is_followed_up_when_nothing_is_ahead(
    content: None, as_owner: AsOwner, outcome: str, days: int
) -> None:
    with_a_talk_alone(as_owner)
    at = AT + 7 * DAY
    first = finishes(open_task(), at, outcome)
    assert (first.end_reason, first.ended_at) == (outcome, at)
    again = open_task()
    assert (again.kind, again.deadline) == (first.kind, day_of(at + days * DAY))
    with acting_as(CHECK):
        talk = PlanItem.objects.get(kind="talk")
        assert talk.end_reason == ("" if outcome == "no_answer" else outcome)
        assert AuditEntry.objects.filter(verb="task_ended", target_id=str(first.pk), actor="user:0").count() == 1
    assert findings(at) == []
    assert finishes(first, at, "no_answer").end_reason == outcome, "sent twice it ends once"
    assert len(tasks()) == 2


def test_a_finished_task_of_somebody_with_more_ahead_is_followed_by_none(content: None, as_owner: AsOwner) -> None:
    anna = person(as_owner)
    accepts(anna, "lemvig", "talk:centre")
    finishes(open_task())
    assert tasks() == [("call_citizen", "talked")]


@pytest.mark.parametrize(("town", "role"), [("struer", "professional"), ("lemvig", "assessor"), ("lemvig", "manager")])
def test_only_professionals_of_the_owner_finish_it(content: None, as_owner: AsOwner, town: str, role: str) -> None:
    with_a_talk_alone(as_owner)
    user, task = staff(as_owner, town, role=role), open_task()
    with acting_as(viewer_of(user), on=day_of(AT)) as viewer, pytest.raises(NotYourTask):
        finish_task(viewer=viewer, task_id=task.pk, outcome="talked", at=AT)
    assert tasks() == [("call_citizen", "")]


def test_an_outcome_that_is_none(content: None, as_owner: AsOwner) -> None:
    with_a_talk_alone(as_owner)
    with pytest.raises(ValueError, match="done"):
        finishes(open_task(), AT, "done")


def test_a_call_about_what_comes_next_ends_with_a_seat(content: None, as_owner: AsOwner) -> None:
    anna = person(as_owner)
    accepts(anna, "lemvig", "start_now:start")
    answers_action(anna)
    assert tasks() == [("call_citizen", "")]
    leader(as_owner, "skive")
    does(anna, "take", key=VIDEO)
    assert tasks() == [("call_citizen", "in_place")]


def test_a_talk_that_was_asked_for_is_still_owed_after_a_seat(content: None, as_owner: AsOwner) -> None:
    resize(as_owner, "core", least=1, most=2)
    leader(as_owner, "skive")
    anna = person(as_owner)
    accepts(anna, "lemvig", "talk:centre")
    does(anna, "take", key=VIDEO)
    assert tasks() == [("call_citizen", "")]
