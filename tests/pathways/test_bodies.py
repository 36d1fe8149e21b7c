"""The pure rule against single days: homes, followed offers and an end in any order."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sundhedscenter.partnership.spans import Span, before, body_on, from_day, merged, moved, put_back, union
from sundhedscenter.pathways.bodies import LOOKS_ON, OfferDays, PathwayDays, bodies, followed, sight

FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(60)]
LATE = DAYS[-1] + timedelta(days=400)
ROLE, HOST = "authority", 9
day = st.integers(0, 55).map(lambda n: FIRST + timedelta(days=n))
body = st.integers(1, 4)


@st.composite
def some_spans(draw: st.DrawFn) -> tuple[Span, ...]:
    """Spans that overlap nowhere, with gaps, the last for ever or not."""
    cuts = sorted(set(draw(st.lists(day, min_size=2, max_size=6))))
    spans = [
        Span(draw(st.sampled_from([1, 2, HOST])), begin, end)
        for begin, end in zip(cuts, [*cuts[1:], None], strict=True)
        if draw(st.booleans())
    ]
    return tuple(spans)


@given(some_spans(), day, body)
def test_a_move_and_its_way_back_day_by_day(spans: tuple[Span, ...], on: date, to: int) -> None:
    after = moved(spans, on, to)
    again = put_back(after, on, spans)
    for one in DAYS:
        assert body_on(after, one) == (to if one >= on else body_on(spans, one))
        assert body_on(again, one) == body_on(spans, one)
        assert body_on([*before(spans, on), *from_day(spans, on)], one) == body_on(spans, one)
    assert again == merged(spans)
    assert merged(after) == after


@given(st.lists(st.tuples(body, day, st.integers(1, 9)), max_size=8))
def test_union_has_each_day_once(rows: list[tuple[int, date, int]]) -> None:
    spans = [Span(who, begin, begin + timedelta(days=length)) for who, begin, length in rows]
    joined = union(spans)
    for who in range(1, 5):
        for one in DAYS:
            times = sum(span.organisation_id == who and span.covers(one) for span in joined)
            assert times == any(span.organisation_id == who and span.covers(one) for span in spans)


@given(
    homes=st.lists(st.tuples(day, st.sampled_from([5, 6])), min_size=1, max_size=3),
    parts=st.lists(st.tuples(day, st.sampled_from(["lesson", "track"]), st.sampled_from([1, 2])), max_size=4),
    first=some_spans(),
    second=some_spans(),
    begin=day,
    lasts=st.none() | st.integers(0, 40),
)
def test_bodies_follow_from_the_facts_of_each_day(
    homes: list[tuple[date, int]],
    parts: list[tuple[date, str, int]],
    first: tuple[Span, ...],
    second: tuple[Span, ...],
    begin: date,
    lasts: int | None,
) -> None:
    homes.sort(key=lambda home: home[0])
    parts.sort(key=lambda part: part[0])
    ended = begin + timedelta(days=lasts) if lasts is not None else None
    offers = {1: OfferDays(HOST, {ROLE: first}), 2: OfferDays(HOST, {ROLE: second})}
    pathway = PathwayDays(begin, ended, homes, followed(parts))
    found = bodies(pathway, ROLE, offers)
    assert merged(found) == found
    seen = sight(pathway, {ROLE: found})
    had: dict[int, list[date]] = {}
    for one in [d for d in [*DAYS, LATE] if d >= begin]:
        asked = min(one, ended) if ended else one
        home = next((who for since, who in reversed(homes) if since <= asked), homes[0][1])
        begun = [part for part in parts if part[0] <= asked]
        tracks = [offer for _, kind, offer in begun if kind == "track"]
        offer = next(iter([*reversed(tracks), *(o for _, _, o in reversed(begun))]), None)
        named = body_on({1: first, 2: second}[offer], asked) if offer else None
        expected = home if named in (None, HOST) else named
        assert body_on(found, one) == expected
        if ended is None or one <= ended:
            had.setdefault(expected, []).append(one)
        if one in DAYS:
            may = {who for who, days in had.items() if any(d <= one <= d + LOOKS_ON for d in days)}
            assert {span.organisation_id for span in seen if span.covers(one)} == may


def test_without_a_home_nothing_is_said() -> None:
    assert bodies(PathwayDays(FIRST, None, (), ()), ROLE, {}) == ()


def test_the_payer_sees_nobody() -> None:
    spans = (Span(1, FIRST, None),)
    assert sight(PathwayDays(FIRST, None, [(FIRST, 1)], ()), {"payer": spans}) == ()
    assert sight(PathwayDays(FIRST, None, [(FIRST, 1)], ()), {"operator": spans}) == spans
