"""Reaching out: written down, sent once, followed up; and whether it helped, counted."""

import uuid
from datetime import datetime
from typing import Any

import pytest

from sundhedscenter.citizens.actions import relate
from sundhedscenter.citizens.models import Task
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import AuditEntry, OutboxMessage
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.intake.models import Request
from sundhedscenter.journey.reaching_out.actions import CannotReach, answer_outreach, end_unanswered, reach_out
from sundhedscenter.journey.reaching_out.counts import ByWhy, Tally, hide_small, tallies, tallies_of
from sundhedscenter.journey.staff import NotVisible
from sundhedscenter.partnership.models import Organisation, User
from sundhedscenter.pathways.models import Outreach, Pathway, PathwayResponsibility
from tests.journey.acts import CHECK, DAY, VIDEO, answers_action, findings
from tests.people import AT, AsOwner, Person, accepts, leader, person, staff, viewer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(content: None, as_owner: AsOwner) -> User:
    leader(as_owner, "skive")
    return staff(as_owner, "lemvig")


@pytest.fixture
def anna(nurse: User, as_owner: AsOwner) -> Person:
    someone = person(as_owner, "Anna")
    accepts(someone, "lemvig", VIDEO)
    return someone


def reaches(nurse: User, someone: Person, at: datetime = AT, **how: Any) -> Outreach:
    asked = {"key": uuid.uuid4(), "why": "never_begun", "channel": "phone", "outcome": "reached", "text": "", **how}
    with acting_as(viewer_of(nurse, at), on=day_of(at)) as viewer:
        return reach_out(viewer=viewer, citizen_id=someone.citizen.pk, at=at, **asked)


def writes(nurse: User, someone: Person, at: datetime = AT, **how: Any) -> Outreach:
    return reaches(nurse, someone, at, **{"channel": "email", "outcome": "", "text": "Hej", **how})


def open_tasks() -> list[tuple[str, int]]:
    """Kind, and days from `AT` to the deadline."""
    with acting_as(CHECK):
        rows = Task.objects.filter(ended_at=None).order_by("deadline")
        return [(task.kind, (task.deadline - day_of(AT)).days) for task in rows]


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("reached", []),
        ("no_answer", [("call_citizen", 5)]),
        ("wants_pause", [("asked_us", 2)]),
        ("wants_other", [("asked_us", 2)]),
        ("wants_stop", [("asked_us", 2)]),
        ("not_needed", []),
    ],
)
def test_each_outcome_has_its_next_thing(
    nurse: User, anna: Person, outcome: str, expected: list[tuple[str, int]]
) -> None:
    outreach = reaches(nurse, anna, outcome=outcome)
    assert (outreach.outcome, outreach.ended_at) == (outcome, AT)
    assert open_tasks() == expected
    with acting_as(CHECK):
        verbs = AuditEntry.objects.filter(target_id=str(outreach.pk)).values_list("verb", flat=True)
        assert sorted(verbs) == ["outreach_ended", "reached_out"]
    assert findings() == []


def test_a_call_that_was_owed_is_made(nurse: User, as_owner: AsOwner) -> None:
    bent = person(as_owner, "Bent")
    accepts(bent, "lemvig", "talk:centre")
    assert open_tasks() == [("call_citizen", 5)]
    reaches(nurse, bent, at=AT + DAY, outcome="no_answer")
    assert open_tasks() == [("call_citizen", 6)]
    with acting_as(CHECK):
        assert sorted(Task.objects.values_list("end_reason", flat=True)) == ["", "no_answer"]


def test_a_message_leaves_once_with_the_words_written(nurse: User, anna: Person) -> None:
    key = uuid.uuid4()
    for _ in range(2):
        outreach = writes(nurse, anna, key=key, text="Hej\r\ndu")
    with acting_as(CHECK):
        assert Outreach.objects.get().text == "Hej\ndu"
        message = OutboxMessage.objects.get(kind="reaching_out")
        assert (message.about_id, message.recipient) == (str(outreach.pk), "borger@example.org")


def test_a_message_nobody_answers_becomes_a_call(nurse: User, anna: Person) -> None:
    outreach = writes(nurse, anna)
    assert end_unanswered(at=AT + 7 * DAY) == 0
    assert end_unanswered(at=AT + 8 * DAY) == 1
    assert open_tasks() == [("call_citizen", 13)]
    with acting_as(CHECK):
        assert Outreach.objects.get(pk=outreach.pk).outcome == "no_answer"
    assert end_unanswered(at=AT + 9 * DAY) == 0


@pytest.mark.parametrize(("to", "name"), [("skive", "Ny"), ("lemvig", "Lone")])
def test_whoever_runs_the_pathway_today_makes_the_call(
    nurse: User, anna: Person, as_owner: AsOwner, to: str, name: str
) -> None:
    """The operator has changed since the message was sent: who wrote may not reach out any more."""
    with as_owner():
        User.objects.filter(pk=nurse.pk).update(display_name="Lone")
        new = staff(as_owner, "skive", name="Ny")
        Pathway.objects.filter(citizen=anna.citizen).update(contact_person=new if to == "skive" else nurse)
    writes(nurse, anna)
    with as_owner():
        roles = PathwayResponsibility.objects.filter(citizen=anna.citizen, role="operator")
        roles.update(organisation=Organisation.objects.get(code=to))
    end_unanswered(at=AT + 8 * DAY)
    with acting_as(CHECK):
        task = Task.objects.select_related("owner_organisation", "owner").get(citizen=anna.citizen, ended_at=None)
        assert (task.kind, task.owner_organisation.code, str(task.owner)) == ("call_citizen", to, name)


def test_a_message_that_helped_needs_no_call(nurse: User, anna: Person) -> None:
    writes(nurse, anna)
    answers_action(anna, AT + DAY)
    assert end_unanswered(at=AT + 8 * DAY) == 1
    assert open_tasks() == []
    with acting_as(CHECK):
        assert Outreach.objects.get().outcome == "not_needed"


def test_an_answer_is_written_once(nurse: User, anna: Person) -> None:
    outreach = writes(nurse, anna)
    with acting_as(viewer_of(nurse), on=day_of(AT)) as viewer:
        for outcome in ("reached", "no_answer"):
            said = answer_outreach(viewer=viewer, outreach_id=outreach.pk, outcome=outcome, at=AT + DAY)
            assert said.outcome == "reached"
        with pytest.raises(CannotReach, match="outcome"):
            answer_outreach(viewer=viewer, outreach_id=outreach.pk, outcome="gone", at=AT)
        with pytest.raises(NotVisible):
            answer_outreach(viewer=viewer, outreach_id=uuid.uuid4(), outcome="reached", at=AT)


@pytest.mark.parametrize(
    ("how", "field", "mend"),
    [
        ({"why": "because"}, "why", "choose"),
        ({"channel": "fax"}, "channel", "choose"),
        ({"outcome": ""}, "outcome", "choose"),
        ({"channel": "sms", "text": " "}, "text", "write"),
        ({"channel": "sms", "text": "x" * 301}, "text", "shorter"),
        ({"channel": "email", "text": "x" * 1001}, "text", "shorter"),
    ],
)
def test_what_cannot_be_is_refused(nurse: User, anna: Person, how: dict[str, str], field: str, mend: str) -> None:
    with pytest.raises(CannotReach) as refused:
        reaches(nurse, anna, **how)
    assert (refused.value.field, refused.value.mend) == (field, mend)
    with acting_as(CHECK):
        assert not Outreach.objects.exists()


def test_no_address_no_message(nurse: User, as_owner: AsOwner) -> None:
    bent = person(as_owner, "Bent")
    accepts(bent, "lemvig", VIDEO, contact={"full_name": "Bent B", "phone": "20 00 00 00", "email": ""})
    with pytest.raises(CannotReach, match="no_address"):
        writes(nurse, bent)
    assert writes(nurse, bent, channel="letter").outcome == ""


@pytest.mark.parametrize(("town", "role"), [("struer", "professional"), ("lemvig", "assessor"), ("lemvig", "manager")])
def test_only_professionals_of_those_who_run_the_pathway(anna: Person, as_owner: AsOwner, town: str, role: str) -> None:
    with pytest.raises(NotVisible):
        reaches(staff(as_owner, town, role=role), anna)


def test_somebody_whose_request_nobody_has_accepted(nurse: User, anna: Person, as_owner: AsOwner) -> None:
    with as_owner():
        bent = person(as_owner, "Bent")
        lemvig = Organisation.objects.get(code="lemvig")
        request = Request.objects.create(
            citizen=bent.citizen,
            topic="kol",
            way="practice",
            received_at=AT,
            owner_organisation=lemvig,
            deadline=day_of(AT),
        )
        relate(
            citizen_id=bent.citizen.pk, scope="care", source=request, begin=day_of(AT), end=None, organisation=lemvig
        )
    outreach = reaches(nurse, bent, outcome="no_answer")
    assert outreach.pathway is None
    assert open_tasks() == [("call_citizen", 5)]


def test_whether_it_helped_is_counted_by_why(nurse: User, anna: Person, as_owner: AsOwner) -> None:
    bent = person(as_owner, "Bent")
    accepts(bent, "lemvig", VIDEO)
    for someone in (anna, bent):
        reaches(nurse, someone, at=AT + DAY)
    answers_action(anna, AT + 3 * DAY)
    young, old = AT + 10 * DAY, AT + 20 * DAY
    with acting_as(viewer_of(nurse, old), on=day_of(old)) as viewer:
        assert tallies(viewer, at=young) == []
        assert tallies(viewer, at=old) == [Tally("never_begun", 2, 1)]
    with acting_as(CHECK, on=day_of(old)):
        lemvig = Organisation.objects.get(code="lemvig")
        assert tallies_of([lemvig.pk], at=old) == [Tally("never_begun", None, None)]
    with acting_as(viewer_of(staff(as_owner, "struer"), old), on=day_of(old)) as foreign:
        assert tallies(foreign, at=old) == []


@pytest.mark.parametrize(
    ("tried", "helped", "shown"),
    [
        (4, 2, (None, None)),
        (12, 4, (12, None)),
        (12, 8, (12, None)),
        (12, 6, (12, 6)),
        (12, 0, (12, 0)),
        (9, 9, (9, 9)),
    ],
)
def test_no_small_number_can_be_taken_away(tried: int, helped: int, shown: tuple[int | None, int | None]) -> None:
    people = [uuid.uuid4() for _ in range(tried)]
    row = hide_small(ByWhy("other", helped=people[:helped], rest=people[helped:]))
    assert (row.tried, row.helped) == shown


@pytest.mark.parametrize(
    ("helped", "rest", "shown"),
    [
        ("aaaaaa", "", (None, None)),
        ("aaaaaa", "bcdefgh", (13, None)),
        ("abcdef", "gggggg", (12, None)),
        ("abcdeee", "abcde", (12, 7)),
    ],
)
def test_many_messages_to_few_people_are_few(helped: str, rest: str, shown: tuple[int | None, int | None]) -> None:
    people = {letter: uuid.uuid4() for letter in "abcdefgh"}
    row = hide_small(ByWhy("other", [people[each] for each in helped], [people[each] for each in rest]))
    assert (row.tried, row.helped) == shown
