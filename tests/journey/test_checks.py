"""`sundhedscenter check` finds what must never be: each invariant, broken by hand, is reported once and named."""

from collections.abc import Callable

import pytest

from sundhedscenter.citizens.models import Relation
from sundhedscenter.core.week import slot_number
from sundhedscenter.delivery.models import LessonStepDone
from sundhedscenter.groups.models import Attendance, Group, GroupTime, Seat, WaitingPlace
from sundhedscenter.intake.models import Request
from sundhedscenter.partnership.models import Organisation, User
from sundhedscenter.pathways.models import PathwayResponsibility, PlanItem, Progress
from tests.journey.acts import DAY, VIDEO, attends, findings, resize
from tests.people import AT, AsOwner, accepts, leader, person

pytestmark = pytest.mark.django_db


def count_wrong() -> None:
    Group.objects.update(taken=3)


def lose_everything() -> None:
    Seat.objects.update(released_at=AT, release_reason="lost")
    WaitingPlace.objects.filter(ended_at=None).update(ended_at=AT, end_reason="withdrawn")
    PlanItem.objects.filter(ended_at=None).update(ended_at=AT, end_reason="lost")
    Relation.objects.filter(scope="group").delete()


def close_the_door() -> None:
    Relation.objects.filter(scope="care").delete()


def forget_a_role() -> None:
    PathwayResponsibility.objects.filter(role="payer").delete()


def give_it_to_another() -> None:
    rows = PathwayResponsibility.objects.filter(role="payer")
    rows.update(organisation=Organisation.objects.get(code="struer"))


def forget_the_leader() -> None:
    Relation.objects.filter(scope="group").delete()


def change_the_leader() -> None:
    Group.objects.update(leader=User.objects.exclude(pk=Group.objects.get().leader_id).order_by("pk").first())


def uncount_a_meeting() -> None:
    Progress.objects.filter(kind="session").update(withdrawn_at=AT)


def count_who_was_away() -> None:
    Attendance.objects.update(state="absent")


def date_it_ahead() -> None:
    Progress.objects.filter(kind="session").update(at=AT + 300 * DAY)


def accept_without_pathway() -> None:
    citizen_id, owner = Request.objects.values_list("citizen_id", "owner_organisation_id")[0]
    Request.objects.create(
        citizen_id=citizen_id,
        topic="kol",
        way="self",
        received_at=AT,
        owner_organisation_id=owner,
        deadline=AT.date(),
        ended_at=AT,
        end_reason="accepted",
    )


def write_down_unsigned() -> None:
    for item in PlanItem.objects.filter(kind="lesson"):
        LessonStepDone.objects.create(
            citizen_id=item.citizen_id,
            plan_item=item,
            lesson=item.lesson,
            step="action",
            own_words="Går en tur",
            done_at=AT,
            on_behalf=True,
        )


@pytest.mark.parametrize(
    ("breach", "check", "times"),
    [
        (count_wrong, "group_taken_is_counted", 1),
        (lose_everything, "nobody_is_lost", 2),
        (close_the_door, "every_request_is_owned", 2),
        (accept_without_pathway, "every_request_is_owned", 1),
        (forget_a_role, "every_pathway_has_four_roles", 2),
        (give_it_to_another, "pathway_follows_its_offer", 2),
        (forget_the_leader, "every_seat_is_led", 2),
        (change_the_leader, "every_seat_is_led", 2),
        (uncount_a_meeting, "progress_has_a_source", 2),
        (count_who_was_away, "progress_has_a_source", 2),
        (date_it_ahead, "progress_has_a_source", 2),
        (write_down_unsigned, "what_staff_write_is_signed", 2),
    ],
)
def test_breach_is_found(content: None, as_owner: AsOwner, breach: Callable[[], None], check: str, times: int) -> None:
    resize(as_owner, "core", least=2, most=4)
    leader(as_owner, "skive")
    for _ in range(2):
        accepts(person(as_owner), "lemvig", VIDEO)
    group = Group.objects.get()
    attends(group, 1)
    at = group.sessions.get(number=1).starts_at + DAY
    assert findings(at) == []
    with as_owner():
        breach()
    found = findings(at)
    # A pathway whose roles or relations are torn also differs from what its facts say.
    also = "pathway_follows_its_offer"
    assert [finding.check for finding in found if finding.check != also or check == also] == [check] * times
    assert all(finding.mend and "Borger" not in finding.about + finding.problem for finding in found)


def test_two_meetings_at_one_time_are_found(content: None, as_owner: AsOwner) -> None:
    """The acts never make it so: the times of one group are moved by hand."""
    for number, track in enumerate(("core", "gentle")):
        resize(as_owner, track, least=1, most=2)
        leader(as_owner, "skive", track=track, slot_mask=1 << slot_number(1 + number, 19))
    anna = person(as_owner)
    for track in ("core", "gentle"):
        accepts(anna, "lemvig", f"waiting:{track}|group_video|")
    assert findings() == []
    with as_owner():
        GroupTime.objects.filter(group__track__code="gentle").update(slot=slot_number(1, 19))
    assert [finding.check for finding in findings()] == ["one_meeting_at_a_time"]
