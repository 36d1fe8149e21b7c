"""The alternative that answers a no: the whole table, and what stands in when the first rung is not to be had."""

from dataclasses import replace
from random import Random

import pytest
import yaml
from django.conf import settings

from sundhedscenter.core import week
from sundhedscenter.journey.proposals import (
    LADDERS,
    Alternative,
    AlternativeKind,
    Answers,
    DigitalAnswer,
    Form,
    GroupOption,
    NoReason,
    Options,
    ProposalKind,
    TimeAnswer,
    alternative_for,
    alternatives_for,
)
from tests.journey.proposal_worlds import NOW, a_citizen, a_world
from tests.journey.test_proposals import HELPLINE, HOME, KAREN, LESSON, TABLE, A, B, a_group
from tests.oracles import proposals as oracle

OPEN = replace(KAREN, week=week.FULL_MASK)
PHONE_LESSON = replace(LESSON, code="by-phone", forms=frozenset({Form.PHONE}))
SATURDAY = a_group("S", slot=week.slot_number(5, 11), town="7620")
OTHER_TRACK = replace(a_group("T", slot=week.slot_number(4, 13), town="7620"), track="kol")
EMPTY = Options(helpline=HELPLINE)


def answer(
    reason: str, options: Options, *, answers: Answers = OPEN, leaving: GroupOption | None = B
) -> tuple[str, str | None]:
    found = alternative_for(reason, answers=answers, home=HOME, options=options, now=NOW, leaving=leaving)
    return found.kind, found.proposal.ref if found.proposal else None


@pytest.mark.parametrize(
    ("reason", "kind", "ref"),
    [
        ("time_work", "evening", "group:A"),
        ("transport_logistics", "home", "start_now:kol-breath"),
        ("transport_cost", "home", "start_now:kol-breath"),
        ("other_cost", "free_variant", "group:A"),
        ("own_illness", "pause", None),
        ("family", "pause", None),
        ("technology", "phone", "start_now:by-phone"),
        ("group_form", "alone", "start_now:kol-breath"),
        ("content_level", "other_level", "group:T"),
        ("trains_alone", "self_study", "start_now:kol-breath"),
        ("other_training", "self_study", "start_now:kol-breath"),
        ("not_relevant", "new_talk", "talk:helpline"),
        ("goal_reached", "maintenance", None),
        ("moved", "new_body", None),
        ("no_contact", "call_task", None),
        ("other", "contact_person", None),
        ("deceased", "none", None),
    ],
)
def test_each_reason_has_its_alternative(reason: str, kind: str, ref: str | None) -> None:
    options = replace(TABLE, starts=(LESSON, PHONE_LESSON), groups=(A, B, SATURDAY, OTHER_TRACK))
    assert answer(reason, options) == (kind, ref)


def test_table_covers_every_reason() -> None:
    assert LADDERS.keys() == set(NoReason)
    assert {rung for ladder in LADDERS.values() for rung in ladder} == set(AlternativeKind)


def test_table_is_the_one_that_professionals_edit() -> None:
    rows = yaml.safe_load((settings.CONTENT / "reasons.yaml").read_text())["reasons"]
    assert {row["code"]: tuple(row["alternatives"]) for row in rows} == LADDERS


def test_transport_gives_video_on_the_same_track_before_an_earlier_other() -> None:
    earlier = replace(B, id="early", track="kol", starts_at=week.next_moment(week.slot_number(2, 9), NOW))
    options = replace(TABLE, groups=(A, B, earlier))
    assert answer("transport_logistics", options, leaving=A) == ("video", "group:B")


def test_transport_without_digital_is_answered_at_home_on_paper_then_with_a_lift() -> None:
    offline = replace(OPEN, digital=DigitalAnswer.NO)
    assert answer("transport_cost", TABLE, answers=offline, leaving=A) == ("home", "start_now:kol-breath")
    assert answer("transport_cost", EMPTY, answers=offline, leaving=A) == ("lift", None)


def test_cost_gives_free_start_then_tablet_then_talk() -> None:
    assert answer("other_cost", replace(TABLE, groups=(B,))) == ("free_variant", "start_now:kol-breath")
    assert answer("other_cost", EMPTY) == ("loan_tablet", None)
    assert answer("other_cost", EMPTY, answers=replace(OPEN, digital=DigitalAnswer.NO)) == ("new_talk", "talk:helpline")


def test_work_gives_weekend_then_alone_then_talk() -> None:
    assert answer("time_work", replace(TABLE, groups=(B, SATURDAY))) == ("weekend", "group:S")
    assert answer("time_work", replace(TABLE, groups=(B,))) == ("alone", "start_now:kol-breath")
    assert answer("time_work", EMPTY) == ("new_talk", "talk:helpline")


def test_technology_gives_paper_then_help_to_get_online() -> None:
    assert answer("technology", TABLE) == ("paper", "start_now:kol-breath")
    assert answer("technology", EMPTY) == ("help_online", None)


def test_group_form_gives_individual_and_content_gives_talk_when_nothing_else_is_there() -> None:
    assert answer("group_form", EMPTY) == ("individual", "talk:helpline")
    assert answer("content_level", EMPTY) == ("new_talk", "talk:helpline")


def test_family_names_another_time_beside_the_pause() -> None:
    found = alternatives_for("family", answers=OPEN, home=HOME, options=TABLE, now=NOW, leaving=B)
    assert [(one.kind, one.proposal.ref if one.proposal else None) for one in found] == [
        ("pause", None),
        ("other_time", "group:C"),
    ]


def test_ladder_from_content_replaces_the_built_in_one() -> None:
    found = alternative_for(
        "family", answers=OPEN, home=HOME, options=TABLE, now=NOW, leaving=B, ladder=("other_time", "pause")
    )
    assert found.kind == "other_time"


def test_unknown_reason_and_rung_are_refused() -> None:
    with pytest.raises(ValueError, match="bored"):
        answer("bored", TABLE)
    with pytest.raises(ValueError, match="party"):
        alternative_for("other", answers=OPEN, home=HOME, options=TABLE, now=NOW, ladder=("party",))


def holds(found: Alternative, answers: Answers, reason: NoReason) -> bool:
    """The no is believed: what is offered does not run into it again."""
    card = found.proposal
    if card is None or card.kind == ProposalKind.TALK:
        return True
    if reason in {NoReason.TRANSPORT_LOGISTICS, NoReason.TRANSPORT_COST}:
        return card.form != Form.GROUP_SITE
    if reason == NoReason.TECHNOLOGY:
        return card.form in {Form.PHONE, Form.PAPER}
    if reason == NoReason.OTHER_COST:
        return card.option.cost_dkk == 0  # type: ignore[union-attr]
    if reason == NoReason.TIME_WORK and card.kind == ProposalKind.GROUP:
        return bool(card.slots & week.OUTSIDE_OFFICE_HOURS)
    if reason == NoReason.GROUP_FORM:
        return card.kind == ProposalKind.START_NOW
    return answers.time == TimeAnswer.OK or card.option.minutes <= 60


@pytest.mark.slow
def test_alternatives_break_no_barrier_and_answer_the_no() -> None:
    random = Random(7)
    kinds = set()
    for _ in range(300):
        answers, home = a_citizen(random)
        options = a_world(random)
        fitting = {row.id for row in oracle.all_rows(answers, home, options, NOW) if not row.against}
        leaving = random.choice([*options.groups, None])
        for reason in NoReason:
            found = alternatives_for(reason, answers=answers, home=home, options=options, now=NOW, leaving=leaving)
            assert found
            for one in found:
                kinds.add(one.kind)
                assert holds(one, answers, reason)
                if one.proposal and one.kind not in {AlternativeKind.PHONE, AlternativeKind.PAPER}:
                    assert one.proposal.option.id in fitting
                if one.proposal and leaving:
                    assert one.proposal.option.id != leaving.id
    assert kinds == set(AlternativeKind)
