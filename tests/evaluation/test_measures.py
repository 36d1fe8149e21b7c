"""Each number against a slow second version that asks each person in turn."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sundhedscenter.core.week import FULL_MASK, SLOTS, slot_number
from sundhedscenter.evaluation.measures.counter import started_within
from sundhedscenter.evaluation.measures.funnel import STAGES, funnel, stages_due
from sundhedscenter.evaluation.measures.hours import GroupHours, outside_office_hours, seats_by_time, wanted_times
from sundhedscenter.evaluation.measures.journeys import Journey
from sundhedscenter.evaluation.measures.periods import (
    Quarter,
    last_month_end,
    last_sunday,
    quarters,
    year_before,
)
from sundhedscenter.evaluation.measures.retention import retention
from sundhedscenter.evaluation.measures.variants import OfferForms, gaps
from sundhedscenter.evaluation.measures.waiting import Wait, at_days, kaplan_meier, waits
from tests.evaluation.crowd import random_journeys
from tests.oracles import measures as oracle

WITHIN = {"asked": 0, "first_step": 14, "seat": 28, "first_session": 60, "dose_reached": 180}
OFFERS, TOWNS = ["core", "alone"], ["0665", "0671", "0779"]
SPRING = Quarter(2026, 2)


def crowd(seed: int, number: int = 80) -> list[Journey]:
    return random_journeys(Random(seed), number, first=date(2026, 2, 15), days=150, offers=OFFERS, towns=TOWNS)


@pytest.mark.parametrize("seed", range(4))
def test_funnel(seed: int) -> None:
    journeys = crowd(seed)
    counts = funnel(journeys, quarter=SPRING, stages=STAGES, within=WITHIN)
    for stage in STAGES:
        for offer in OFFERS:
            for town in TOWNS:
                for month in SPRING.months():
                    expected = oracle.people_at(
                        journeys,
                        stage,
                        WITHIN[stage],
                        offer=offer,
                        municipality=town,
                        month=month,
                        quarter=SPRING.months(),
                    )
                    assert counts.get((stage, offer, town, month), 0) == expected
    assert 0 not in counts.values()


def test_a_stage_is_due_when_everybody_has_been_followed() -> None:
    assert stages_due(SPRING, WITHIN, date(2026, 6, 29)) == ()
    assert stages_due(SPRING, WITHIN, date(2026, 6, 30)) == ("asked",)
    assert stages_due(SPRING, WITHIN, date(2026, 7, 13)) == ("asked",)
    assert stages_due(SPRING, WITHIN, date(2026, 7, 14)) == ("asked", "first_step")
    assert stages_due(SPRING, WITHIN, date(2026, 12, 27)) == STAGES


@pytest.mark.parametrize("seed", range(4))
def test_public_counter(seed: int) -> None:
    journeys, through = crowd(seed), date(2026, 6, 28)
    found = started_within(journeys, through=through, window_days=90, days=(1, 7, 14))
    assert (found.last - found.first).days == 89
    assert found.last + timedelta(days=14) == through
    asked = [journey for journey in journeys if found.first <= journey.asked_on <= found.last]
    assert found.asked == len(asked)
    for days, started in zip(found.days, found.started, strict=True):
        by_then = [
            journey
            for journey in asked
            if any(journey.started_on == journey.asked_on + timedelta(days=n) for n in range(days + 1))
        ]
        assert started == len(by_then)


@given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=30))
def test_waiting_curve(pairs: list[tuple[int, bool]]) -> None:
    steps = kaplan_meier([Wait(*pair) for pair in pairs])
    expected = oracle.waiting_by_redistribution(pairs)
    assert [step.day for step in steps] == sorted(expected)
    for step in steps:
        assert step.waiting == pytest.approx(float(expected[step.day]))
        assert 0 <= step.low <= step.waiting + 1e-12
        assert step.waiting <= step.high + 1e-12 <= 1 + 1e-9
        assert step.at_risk == sum(1 for days, _ in pairs if days >= step.day)
        if 0 < expected[step.day] < 1:
            assert (step.low, step.high) == pytest.approx(oracle.greenwood(pairs, step.day, float(expected[step.day])))
    shares = [step.waiting for step in steps]
    assert shares == sorted(shares, reverse=True)


def test_the_worked_table_of_the_page() -> None:
    people = [Wait(0, True)] * 4 + [Wait(1, True)] * 2 + [Wait(1, False)] + [Wait(9, True)] + [Wait(9, False)] * 2
    steps = kaplan_meier(people)
    assert [(s.day, s.at_risk, round(s.waiting, 3)) for s in steps] == [(0, 10, 0.6), (1, 6, 0.4), (9, 3, 0.267)]
    read = at_days(steps, [0, 7, 30], 10)
    assert [(s.day, round(s.waiting, 3)) for s in read] == [(0, 0.6), (7, 0.4), (30, 0.267)]
    assert at_days(kaplan_meier([Wait(5, True)]), [1], 1)[0].waiting == 1.0


@pytest.mark.parametrize("seed", range(4))
def test_waits_are_followed_day_by_day(seed: int) -> None:
    journeys, through = crowd(seed), date(2026, 7, 31)
    found = [(wait.days, wait.started) for wait in waits(journeys, through=through)]
    assert found == [oracle.wait_of(journey, through) for journey in journeys if journey.asked_on <= through]


@pytest.mark.parametrize("seed", range(4))
def test_retention(seed: int) -> None:
    journeys = crowd(seed)
    for kept in retention(journeys, quarter=SPRING, weeks=(1, 2, 4, 8, 12)):
        assert (kept.people, kept.kept) == oracle.kept_after(journeys, SPRING.months(), kept.week)


def test_hours() -> None:
    tuesday, saturday = slot_number(1, 17), slot_number(5, 9)
    day = date(2026, 4, 2)
    journeys = [
        Journey(day, "core", "0665", week=1 << tuesday),
        Journey(day, "core", "0665", week=FULL_MASK),
        Journey(day, "core", "0665", week=None),
        Journey(date(2026, 7, 1), "core", "0665", week=FULL_MASK),
    ]
    wanted = wanted_times(journeys, quarter=SPRING)
    assert wanted.asked == 3
    assert wanted.times[tuesday] == 2
    assert wanted.times[saturday] == 1
    seats = seats_by_time([GroupHours(1 << tuesday | 1 << saturday, 12, 7), GroupHours(1 << tuesday, 8, 8)])
    assert seats[tuesday] == (20, 15)
    assert seats[saturday] == (12, 7)
    assert sum(seats[number] != (0, 0) for number in range(len(SLOTS))) == 2
    assert {number for number, slot in enumerate(SLOTS) if outside_office_hours(number)} == {
        number for number, slot in enumerate(SLOTS) if slot.weekday >= 5 or slot.hour >= 16 or slot.hour < 8
    }


def test_offers_that_leave_somebody_out() -> None:
    def offer(code: str, forms: set[str], *masks: int) -> OfferForms:
        return OfferForms(code, code, code, frozenset(forms), masks)

    evening, noon = 1 << slot_number(2, 19), 1 << slot_number(2, 13)
    found = gaps(
        [
            offer("on-site-by-day", {"group_site"}, noon),
            offer("on-site-at-night", {"group_site"}, noon, evening),
            offer("video-by-day", {"group_video"}, noon),
            offer("alone", {"group_site", "alone_online"}),
            offer("phone", {"phone"}),
        ]
    )
    assert [(gap.offer.code, gap.lacks_no_travel, gap.lacks_evening) for gap in found] == [
        ("on-site-at-night", True, False),
        ("on-site-by-day", True, True),
        ("phone", False, True),
        ("video-by-day", False, True),
    ]


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_periods(day: date) -> None:
    quarter = Quarter.of(day)
    assert day in quarter
    assert quarter.last + timedelta(days=1) == quarter.following().first
    assert quarter.months()[0] == f"{quarter.first:%Y-%m}"
    assert quarter.months()[-1] == f"{quarter.last:%Y-%m}"
    assert list(quarters(day, quarter.last)) == [quarter]
    assert list(quarters(day, quarter.last - timedelta(days=1))) == []
    assert last_sunday(day) < day
    assert last_sunday(day).weekday() == 6
    assert (day - last_sunday(day)).days <= 7
    end = last_month_end(day)
    assert end < day
    assert (end + timedelta(days=1)).day == 1
    assert year_before(end).day == 1
    assert 365 <= (end + timedelta(days=1) - year_before(end)).days <= 366
