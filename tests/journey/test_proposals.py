"""Proposals: the worked table of the algorithm page, and the single rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sundhedscenter.core import week
from sundhedscenter.journey.proposals import (
    Answers,
    Barrier,
    BodyAnswer,
    Citizen,
    DigitalAnswer,
    DistanceAnswer,
    Form,
    GroupOption,
    Helpline,
    MoneyAnswer,
    Options,
    ProposalKind,
    StartNow,
    TimeAnswer,
    Topic,
    WaitOption,
    alternative_for,
    broken_barrier,
    next_best,
    propose,
    road_km,
)
from tests.journey.proposal_worlds import NOW, TOWNS, home_in

TUESDAY_17 = week.slot_number(1, 17)
THURSDAY_9 = week.slot_number(3, 9)
MONDAY_17 = week.slot_number(0, 17)

KAREN = Answers(
    postal_code="7620",
    goal="gå en tur med hunden",
    topic=Topic.KOL,
    time=TimeAnswer.SHORT,
    distance=DistanceAnswer.FAR,
    money=MoneyAnswer.FREE_ONLY,
    body=BodyAnswer.GENTLE,
    digital=DigitalAnswer.WITH_HELP,
    week=week.mask_from_parts([(1, "evening"), (3, "am")]),
    importance=8,
    confidence=3,
    readiness=5,
)
HOME = home_in("7620")
LESSON = StartNow(
    code="kol-breath",
    title="Træk vejret roligt",
    topics=frozenset({"kol"}),
    forms=frozenset({Form.ALONE_ONLINE, Form.PAPER}),
    minutes=15,
    gentle=True,
)
HELPLINE = Helpline(id="helpline", phone="96 11 11 11", name="Sundhedslinjen", opens_at=NOW - timedelta(hours=1))


def a_group(id: str, *, slot: int, town: str | None, minutes: int = 60, seats: int = 2, cost: int = 0) -> GroupOption:
    return GroupOption(
        id=id,
        track="common",
        track_name="Fælles forløb",
        topics=frozenset({"kol", "type2", "heart", "unsure"}),
        form=Form.GROUP_SITE if town else Form.GROUP_VIDEO,
        slots=1 << slot,
        minutes=minutes,
        starts_at=week.next_moment(slot, NOW),
        weeks=8,
        seats_left=seats,
        leader="Bente",
        leader_organisation="Skive Kommune",
        place_name=TOWNS[town][0] if town else "",
        place_point=TOWNS[town][1] if town else None,
        step_free=True,
        gentle=True,
        cost_dkk=cost,
        bring="Vand",
        language="da",
    )


A = a_group("A", slot=TUESDAY_17, town="7600")
B = a_group("B", slot=THURSDAY_9, town=None, minutes=45, seats=5)
C = a_group("C", slot=MONDAY_17, town=None, minutes=45)
D = a_group("D", slot=TUESDAY_17, town="7620", minutes=90)
E = a_group("E", slot=THURSDAY_9, town="7800")
F = a_group("F", slot=THURSDAY_9, town="7620", cost=100)
WAIT = WaitOption(
    id="W",
    track="common",
    track_name="Fælles forløb",
    topics=frozenset({"kol"}),
    form=Form.GROUP_VIDEO,
    slots=week.mask_from_numbers([TUESDAY_17, MONDAY_17]),
    minutes=60,
    starts_at=NOW + timedelta(days=10),
    min_size=6,
    place_name="",
    place_point=None,
    step_free=True,
    gentle=True,
    cost_dkk=0,
    language="da",
)
TABLE = Options(helpline=HELPLINE, starts=(LESSON,), groups=(F, E, D, C, B, A))


def refs(options: Options, answers: Answers = KAREN) -> list[str]:
    return [card.ref for card in propose(answers=answers, home=HOME, options=options, now=NOW)]


def barrier(offer: GroupOption | WaitOption, answers: Answers = KAREN) -> Barrier | None:
    return broken_barrier(Citizen(answers=answers, home=HOME), offer, NOW)


def test_worked_table_gives_lesson_then_nearest_group_then_another_form() -> None:
    assert refs(TABLE) == ["start_now:kol-breath", "group:A", "group:B"]


def test_worked_table_names_each_barrier() -> None:
    assert [barrier(offer) for offer in (A, B, C, D, E, F)] == [
        None,
        None,
        Barrier.WEEK,
        Barrier.TIME,
        Barrier.DISTANCE,
        Barrier.MONEY,
    ]
    assert round(road_km(HOME.point, TOWNS["7600"][1])) == 23
    assert road_km(HOME.point, TOWNS["7800"][1]) > 40


def test_first_card_starts_now_and_names_the_phone_for_help_online() -> None:
    first = propose(answers=KAREN, home=HOME, options=TABLE, now=NOW)[0]
    assert (first.starts_at, first.form, first.help_phone) == (NOW, Form.ALONE_ONLINE, "96 11 11 11")


def test_without_digital_the_lesson_is_on_paper_and_no_video_is_shown() -> None:
    answers = replace(KAREN, digital=DigitalAnswer.NO)
    cards = propose(answers=answers, home=HOME, options=TABLE, now=NOW)
    assert [card.form for card in cards] == [Form.PAPER, Form.GROUP_SITE, Form.PHONE]


def test_general_lesson_only_when_the_topic_has_none() -> None:
    general = replace(LESSON, code="general", topics=frozenset({"unsure"}), minutes=5)
    options = replace(TABLE, starts=(general, LESSON))
    assert refs(options)[0] == "start_now:kol-breath"
    assert refs(options, replace(KAREN, topic=Topic.STRESS))[0] == "start_now:general"


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"seats_left": 0}, Barrier.SEATS),
        ({"starts_at": NOW}, Barrier.BEGUN),
        ({"topics": frozenset({"knee"})}, Barrier.TOPIC),
        ({"gentle": False}, Barrier.BODY),
        ({"place_point": None}, Barrier.DISTANCE),
    ],
)
def test_group_that_breaks_one_barrier_is_not_shown(change: dict[str, object], broken: Barrier) -> None:
    group = replace(A, **change)
    assert barrier(group) == broken
    assert refs(replace(TABLE, groups=(group,))) == ["start_now:kol-breath", "talk:helpline"]


def test_step_free_matters_on_site_only() -> None:
    answers = replace(KAREN, body=BodyAnswer.STEP_FREE)
    assert barrier(replace(A, step_free=False), answers) == Barrier.BODY
    assert barrier(replace(B, step_free=False), answers) is None


def test_distance_none_leaves_video_only() -> None:
    assert refs(TABLE, replace(KAREN, distance=DistanceAnswer.NONE))[1:] == ["group:B", "talk:helpline"]


def test_equal_starts_give_more_seats_then_shorter_way_then_id() -> None:
    more = replace(A, id="more", seats_left=3)
    assert refs(replace(TABLE, groups=(A, more)))[1] == "group:more"
    near = replace(A, id="near", place_name="Lemvig", place_point=TOWNS["7620"][1])
    assert refs(replace(TABLE, groups=(A, near)))[1] == "group:near"
    assert refs(replace(TABLE, groups=(replace(A, id="Z"), A)))[1] == "group:A"


def test_same_group_twice_is_not_a_different_thing() -> None:
    assert refs(replace(TABLE, groups=(A, replace(A, id="A2")))) == [
        "start_now:kol-breath",
        "group:A",
        "talk:helpline",
    ]


def test_waiting_place_when_there_is_no_other_group_names_shared_hours() -> None:
    cards = propose(answers=KAREN, home=HOME, options=replace(TABLE, groups=(A,), waits=(WAIT,)), now=NOW)
    assert [card.kind for card in cards] == [ProposalKind.START_NOW, ProposalKind.GROUP, ProposalKind.WAITING]
    assert cards[2].slots == 1 << TUESDAY_17


def test_waiting_place_that_only_repeats_the_group_is_not_shown() -> None:
    same = replace(WAIT, form=A.form, place_name=A.place_name, place_point=A.place_point)
    assert refs(replace(TABLE, groups=(A,), waits=(same,)))[2] == "talk:helpline"


def test_group_that_meets_twice_needs_both_times() -> None:
    both = replace(A, slots=A.slots | B.slots)
    assert barrier(both) is None
    assert barrier(replace(A, slots=A.slots | C.slots)) == Barrier.WEEK


def test_waiting_place_for_two_meetings_a_week_needs_two_shared_days() -> None:
    twice = replace(WAIT, per_week=2)
    assert barrier(twice) == Barrier.WEEK
    assert barrier(replace(twice, slots=WAIT.slots | B.slots)) is None


def test_no_group_gives_waiting_place_then_talk() -> None:
    assert refs(replace(TABLE, groups=(), waits=(WAIT,))) == ["start_now:kol-breath", "waiting:W", "talk:helpline"]


def test_nothing_but_the_helpline_still_gives_two_cards() -> None:
    cards = propose(answers=KAREN, home=HOME, options=Options(helpline=HELPLINE), now=NOW)
    assert [(card.kind, card.starts_at) for card in cards] == [
        (ProposalKind.START_NOW, NOW),
        (ProposalKind.TALK, datetime(2026, 3, 3, 16, tzinfo=UTC)),
    ]


def test_group_comes_first_when_nobody_answers_before_it_meets() -> None:
    closed = replace(HELPLINE, opens_at=NOW + timedelta(days=3))
    assert refs(Options(helpline=closed, groups=(A,)))[:2] == ["group:A", "start_now:helpline"]


def test_next_best_passes_over_the_lost_seat() -> None:
    options = replace(TABLE, waits=(WAIT,))

    def after(*ids: str) -> str:
        return next_best(options=options, answers=KAREN, home=HOME, now=NOW, excluding=set(ids)).ref

    assert [after(), after("A"), after("A", "B"), after("A", "B", "W")] == [
        "group:A",
        "group:B",
        "waiting:W",
        "talk:helpline",
    ]


def test_no_because_of_technology_gives_the_paper_lesson() -> None:
    answer = alternative_for("technology", answers=KAREN, home=HOME, options=TABLE, now=NOW, leaving=B)
    assert answer.proposal is not None
    assert (answer.kind, answer.proposal.ref, answer.proposal.form) == (
        "paper",
        "start_now:kol-breath",
        Form.PAPER,
    )
