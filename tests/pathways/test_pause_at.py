"""The pause at a moment is the status of that moment, asked another way."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sundhedscenter.core.clock import day_of
from sundhedscenter.pathways.status import Fact, PathwayStatus, pathway_status, pause_at

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOURS = st.integers(0, 500)


@given(
    rows=st.lists(st.tuples(st.sampled_from(["begun", "paused", "resumed", "not_now"]), HOURS, st.integers(1, 20))),
    hours=HOURS,
)
def test_a_pause_stands_exactly_when_the_status_says_paused(rows: list[tuple[str, int, int]], hours: int) -> None:
    at = START + timedelta(hours=hours)
    facts = []
    for kind, after, days in rows:
        moment = START + timedelta(hours=after)
        facts.append(Fact(kind, moment, day_of(moment) + timedelta(days=days) if kind == "paused" else None))
    known = [fact for fact in facts if fact.at <= at]
    status = pathway_status(known, progress=[], has_plan=True, on=day_of(at))
    pause = pause_at(facts, at=at)
    assert (pause is not None) == (status is PathwayStatus.PAUSED)
    assert pause is None or (pause.kind == "paused" and pause in known)
