"""The rules of the professional's lists, against a slow and obvious second version."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sundhedscenter.core.clock import day_of
from sundhedscenter.journey.reaching_out import rules
from sundhedscenter.journey.reaching_out.rules import ORDER, Due, Life, Reach, Why, reasons, slipping
from sundhedscenter.pathways.status import PathwayStatus
from tests.oracles import reaching_out as oracle

AT = datetime(2026, 3, 30, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WHO = UUID(int=1)
hours_ago = st.integers(0, 60 * 24).map(lambda hours: AT - timedelta(hours=hours))
days_near = st.integers(-10, 10).map(lambda days: day_of(AT) + days * DAY)
maybe = st.one_of(st.none(), hours_ago)
reach = st.builds(
    Reach,
    at=hours_ago,
    by=st.just(1),
    why=st.just("other"),
    channel=st.just("phone"),
    outcome=st.sampled_from(["", "reached", "no_answer"]),
    deadline=days_near,
)
life = st.builds(
    Life,
    citizen_id=st.just(WHO),
    status=st.sampled_from(list(PathwayStatus)),
    asked_at=hours_ago,
    started_at=maybe,
    last_step_at=maybe,
    back_at=maybe,
    rest_until=st.one_of(st.none(), st.integers(0, 40).map(lambda days: day_of(AT) - days * DAY)),
    met=st.booleans(),
    marks=st.lists(st.tuples(hours_ago, st.sampled_from(["present", "excused", "absent"])), max_size=5).map(
        lambda marks: tuple(sorted(marks))
    ),
    first_meeting_at=st.one_of(st.none(), st.integers(1, 100).map(lambda hours: AT + timedelta(hours=hours))),
    waits=st.booleans(),
    held_until=st.one_of(st.none(), st.integers(-5, 60).map(lambda hours: AT + timedelta(hours=hours))),
    tasks=st.lists(st.builds(Due, kind=st.just("call_citizen"), deadline=days_near, owner=st.just(1)), max_size=3).map(
        tuple
    ),
    reached=st.lists(reach, max_size=3).map(lambda found: tuple(sorted(found, key=lambda r: r.at))),
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first draw builds the strategies
@given(life=life)
def test_slipping_as_the_oracle_says(life: Life) -> None:
    found = {reason.why for reason in slipping(life, at=AT)}
    assert (Why.TWO_MISSED in found) == oracle.was_missed_twice(life)
    assert (Why.NO_CHECKIN in found) == oracle.is_quiet(life, AT)
    assert rules.in_peace(life, at=AT) == oracle.left_in_peace(life, AT)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first draw builds the strategies
@given(life=life)
def test_who_rests_or_has_ended_is_asked_for_nothing_but_what_is_owed(life: Life) -> None:
    found = reasons(life, at=AT)
    assert found == sorted(found, key=lambda reason: ORDER[reason.why])
    resting = {PathwayStatus.PAUSED, PathwayStatus.NOT_NOW, PathwayStatus.LEFT, PathwayStatus.CLOSED}
    owed = {Why.TASK_LATE, Why.TASK_SOON, Why.UNANSWERED, Why.SEAT_EXPIRES}
    if life.status in resting - {PathwayStatus.LEFT, PathwayStatus.CLOSED}:
        assert {reason.why for reason in found} <= owed
    if oracle.left_in_peace(life, AT):
        assert not {reason.why for reason in found} & {Why.NEVER_BEGUN, Why.TWO_MISSED, Why.NO_CHECKIN}


signs = st.lists(st.tuples(st.sampled_from(["first_step", "session", "seat", "resumed"]), hours_ago), max_size=6)


@given(reached_at=hours_ago, found=signs)
def test_helped_as_the_oracle_says(reached_at: datetime, found: list[tuple[str, datetime]]) -> None:
    assert rules.helped(reached_at, found) == oracle.helped(reached_at, found)


def someone(**facts: object) -> Life:
    return Life(**{"citizen_id": WHO, "status": PathwayStatus.ACTIVE, "asked_at": AT - 40 * DAY, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"held_until": AT + timedelta(hours=5), "last_step_at": AT}, "seat_expires"),
        ({"first_meeting_at": AT + DAY}, "first_meeting"),
        ({"request_due": date(2026, 3, 31), "status": PathwayStatus.ASKED, "asked_at": AT - DAY}, "request_waits"),
        ({"status": PathwayStatus.PLAN_PROPOSED, "asked_at": AT - 5 * DAY}, "never_begun"),
        ({"last_step_at": AT - DAY, "marks": ((AT - 9 * DAY, "absent"), (AT - 2 * DAY, "absent"))}, "two_missed"),
        ({"last_step_at": AT - 14 * DAY}, "no_checkin"),
        ({"last_step_at": AT, "tasks": (Due("call_citizen", date(2026, 3, 29), 1),)}, "task_late"),
        ({"last_step_at": AT, "tasks": (Due("call_citizen", date(2026, 3, 31), 1),)}, "task_soon"),
        (
            {"last_step_at": AT, "reached": (Reach(AT - 7 * DAY, 1, "other", "sms", "", date(2026, 3, 30)),)},
            "unanswered",
        ),
    ],
)
def test_each_rule_by_an_example(facts: dict[str, object], why: str) -> None:
    assert [reason.why for reason in reasons(someone(**facts), at=AT)] == [why]


@pytest.mark.parametrize(
    "facts",
    [
        {"held_until": AT + 2 * DAY, "last_step_at": AT},
        {"first_meeting_at": AT + 3 * DAY},
        {"first_meeting_at": AT + DAY, "met": True},
        {"status": PathwayStatus.PLAN_PROPOSED, "asked_at": AT - 4 * DAY},
        {"last_step_at": AT, "marks": ((AT - 9 * DAY, "absent"), (AT - 8 * DAY, "excused"), (AT - 2 * DAY, "absent"))},
        {"last_step_at": AT - 13 * DAY},
        {"last_step_at": AT - 30 * DAY, "waits": True},
        {"last_step_at": AT - 30 * DAY, "rest_until": date(2026, 3, 20)},
        {"last_step_at": AT, "tasks": (Due("call_citizen", date(2026, 4, 1), 1),)},
    ],
)
def test_just_outside_each_rule(facts: dict[str, object]) -> None:
    assert reasons(someone(**facts), at=AT) == []
