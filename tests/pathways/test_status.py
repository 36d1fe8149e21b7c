"""From facts to a status, and the edges in time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sundhedscenter.pathways.status import Fact, PathwayStatus, pathway_status, started_at

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ON = date(2026, 3, 10)
S = PathwayStatus


def fact(kind: str, days: int, until: date | None = None) -> Fact:
    return Fact(kind, AT + days * DAY, until)


@pytest.mark.parametrize(
    ("facts", "progress", "has_plan", "expected"),
    [
        ([], [], False, S.ASKED),
        ([], [], True, S.PLAN_PROPOSED),
        ([], [AT], True, S.STARTED),
        ([], [AT, AT + timedelta(hours=3)], True, S.STARTED),
        ([], [AT, AT + DAY], True, S.ACTIVE),
        ([fact("paused", 0, ON + DAY)], [AT], True, S.PAUSED),
        ([fact("paused", 0, ON)], [AT], True, S.STARTED),  # on the day itself it is over
        ([fact("paused", 0)], [], True, S.PAUSED),
        ([fact("paused", 0, ON + DAY), fact("resumed", 1)], [AT, AT + DAY], True, S.ACTIVE),
        ([fact("not_now", 0)], [AT], True, S.NOT_NOW),
        ([fact("not_now", 0), fact("resumed", 1)], [], True, S.PLAN_PROPOSED),
        ([fact("not_now", 0), fact("paused", 1, ON + DAY)], [], True, S.PAUSED),
        ([fact("dose_reached", 0)], [AT, AT + DAY], True, S.DOSE_REACHED),
        ([fact("left", 0)], [AT], True, S.LEFT),
        ([fact("left", 0), fact("resumed", 1)], [AT], True, S.STARTED),
        ([fact("left", 0), fact("resumed", 1), fact("left", 2)], [AT], True, S.LEFT),
        ([fact("closed", 0), fact("resumed", 1)], [AT], True, S.CLOSED),
        ([fact("moved", 0), fact("paused", 1, ON + DAY)], [AT], True, S.MOVED),
        ([fact("deceased", 3), fact("left", 0), fact("closed", 1)], [AT], True, S.DECEASED),
    ],
)
def test_status_follows_from_facts(
    facts: list[Fact], progress: list[datetime], has_plan: bool, expected: PathwayStatus
) -> None:
    assert pathway_status(facts, progress=progress, has_plan=has_plan, on=ON) == expected
    assert pathway_status(reversed(facts), progress=progress, has_plan=has_plan, on=ON) == expected


def test_two_days_are_danish_days() -> None:
    """23.30 and 0.30 in Denmark are two days, though one in UTC; 22.30 and 23.30 UTC are one."""
    late = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)
    for first, second, expected in (
        (late, late + timedelta(hours=1), S.ACTIVE),
        (late + timedelta(hours=1), late + timedelta(hours=2), S.STARTED),
    ):
        assert pathway_status([], progress=[first, second], has_plan=True, on=ON) == expected


def test_started_is_the_first_of_all() -> None:
    assert started_at([]) is None
    assert started_at([AT + DAY, AT, AT + 2 * DAY]) == AT


KINDS = st.sampled_from(
    ["begun", "paused", "resumed", "not_now", "left", "dose_reached", "closed", "moved", "deceased"]
)
FACTS = st.lists(st.builds(fact, KINDS, st.integers(0, 30)), max_size=6)


@given(
    facts=FACTS, progress=st.lists(st.integers(0, 30).map(lambda days: AT + days * DAY), max_size=4), plan=st.booleans()
)
def test_every_history_has_one_status_and_death_is_final(
    facts: list[Fact], progress: list[datetime], plan: bool
) -> None:
    status = pathway_status(facts, progress=progress, has_plan=plan, on=ON)
    assert status in PathwayStatus
    dead = [*facts, fact("deceased", 5)]
    assert pathway_status(dead, progress=progress, has_plan=plan, on=ON) == S.DECEASED
    if status == S.STARTED:
        assert progress
