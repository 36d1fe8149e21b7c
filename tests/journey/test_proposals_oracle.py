"""Proposals of 2,000 generated citizens against the slow oracle that enumerates every offer."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from random import Random

import pytest

from sundhedscenter.core import week
from sundhedscenter.journey.proposals import (
    NOT_ASKED,
    Answers,
    BodyAnswer,
    DigitalAnswer,
    DistanceAnswer,
    Home,
    MoneyAnswer,
    Options,
    Proposal,
    ProposalKind,
    TimeAnswer,
    Topic,
    Wish,
    next_best,
    propose,
    propose_wished,
)
from sundhedscenter.journey.reasons_text import reason_text
from tests.journey.proposal_worlds import NOW, a_citizen, a_world
from tests.oracles import proposals as oracle

CITIZENS = 2000
SEED = 20260302
CHOICES = {
    "topic": tuple(Topic),
    "time": tuple(TimeAnswer),
    "distance": tuple(DistanceAnswer),
    "money": tuple(MoneyAnswer),
    "body": tuple(BodyAnswer),
    "digital": tuple(DigitalAnswer),
}

type Case = tuple[Answers, Home, Options]


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    random = Random(SEED)
    return [(*a_citizen(random), a_world(random)) for _ in range(CITIZENS)]


def cards_of(case: Case) -> tuple[Proposal, ...]:
    answers, home, options = case
    return propose(answers=answers, home=home, options=options, now=NOW)


def shown(cards: tuple[Proposal, ...]) -> list[tuple[str, list[str]]]:
    """What the citizen reads."""
    return [(card.ref, [reason_text(reason) for reason in card.reasons]) for card in cards]


def changed(answers: Answers, random: Random) -> Iterator[tuple[str, Answers]]:
    """Each answer changed alone, to several other values."""
    for name, choices in CHOICES.items():
        for value in choices:
            if value != getattr(answers, name):
                yield name, replace(answers, **{name: value})
    for name in ("importance", "confidence", "readiness"):
        ruler = getattr(answers, name)
        for value in {(ruler + 1) % 11, (ruler + 5) % 11}:
            yield name, replace(answers, **{name: value})
    for mask in {answers.week ^ (1 << random.randrange(40)), week.FULL_MASK, 1} - {answers.week, 0}:
        yield "week", replace(answers, week=mask)
    yield "goal", replace(answers, goal=answers.goal + " igen")
    yield "goal", replace(answers, goal="cykle til arbejde")
    yield "postal_code", replace(answers, postal_code="7540")


@pytest.mark.slow
def test_proposals_are_those_of_the_oracle(cases: list[Case]) -> None:
    for case in cases:
        found = [(card.kind.value, card.option.id, card.form.value) for card in cards_of(case)]
        assert found == oracle.expected(*case, NOW), case


@pytest.mark.slow
def test_no_proposal_breaks_a_barrier_and_the_starts_are_the_earliest(cases: list[Case]) -> None:
    kinds = set()
    for case in cases:
        cards = cards_of(case)
        fitting = [row for row in oracle.all_rows(*case, NOW) if not row.against]
        allowed = {(row.id, row.form) for row in fitting}
        assert 2 <= len(cards) <= 3
        assert {(card.option.id, card.form.value) for card in cards} <= allowed
        sure = [row.start for row in fitting if row.kind != "waiting"]
        assert cards[0].starts_at == min(sure)
        if any(row.kind == "start_now" for row in fitting):
            assert cards[0].starts_at == NOW
        groups = [row.start for row in fitting if row.kind == "group"]
        shown_groups = [card.starts_at for card in cards if card.kind == ProposalKind.GROUP]
        assert shown_groups[:1] == sorted(groups)[:1]
        assert shown_groups == sorted(shown_groups)
        assert len({(card.kind, card.option.id) for card in cards}) == len(cards)
        assert all(1 <= len(card.reasons) <= 5 for card in cards)
        kinds |= {tuple(card.kind for card in cards)}
    # The generated worlds reach every shape of answer, so the lines above are not empty promises.
    first, group, wait, talk = ProposalKind.START_NOW, ProposalKind.GROUP, ProposalKind.WAITING, ProposalKind.TALK
    assert kinds >= {
        (first, group, group),
        (first, group, wait),
        (first, group, talk),
        (first, wait, talk),
        (first, talk),
        (group, first, group),
    }


@pytest.mark.slow
def test_changing_one_answer_changes_a_proposal_or_its_reason(cases: list[Case]) -> None:
    random = Random(SEED)
    tried: dict[str, int] = {}
    for answers, home, options in cases:
        before = [(card.ref, card.form, card.reasons) for card in cards_of((answers, home, options))]
        for name, other in changed(answers, random):
            cards = cards_of((other, home, options))
            assert [(card.ref, card.form, card.reasons) for card in cards] != before, (name, answers, other)
            tried[name] = tried.get(name, 0) + 1
    assert tried.keys() == {field.name for field in fields(Answers)} - {"skipped"}
    assert min(tried.values()) >= CITIZENS


@pytest.mark.slow
def test_changing_one_answer_changes_what_the_citizen_reads(cases: list[Case]) -> None:
    random = Random(SEED)
    for answers, home, options in cases[::20]:
        before = shown(cards_of((answers, home, options)))
        for name, other in changed(answers, random):
            assert shown(cards_of((other, home, options))) != before, (name, answers, other)


@pytest.mark.slow
def test_order_of_offers_does_not_matter(cases: list[Case]) -> None:
    random = Random(SEED)
    for answers, home, options in cases[::4]:
        mixed = replace(
            options,
            starts=tuple(random.sample(options.starts, len(options.starts))),
            groups=tuple(random.sample(options.groups, len(options.groups))),
            waits=tuple(random.sample(options.waits, len(options.waits))),
        )
        assert cards_of((answers, home, mixed)) == cards_of((answers, home, options))


@pytest.mark.slow
def test_next_best_is_that_of_the_oracle(cases: list[Case]) -> None:
    for answers, home, options in cases[::2]:
        gone: set[str] = set()
        for _ in range(4):
            card = next_best(options=options, answers=answers, home=home, now=NOW, excluding=gone)
            assert (card.kind.value, card.option.id) == oracle.expected_next_best(answers, home, options, NOW, gone)
            gone.add(card.option.id)


@pytest.mark.slow
def test_talk_is_at_the_first_free_time_after_the_helpline_opens(cases: list[Case]) -> None:
    for answers, home, options in cases[::10]:
        card = next_best(
            options=replace(options, groups=(), waits=()), answers=answers, home=home, now=NOW, excluding=()
        )
        opens = max(NOW, options.helpline.opens_at)
        assert card.starts_at == oracle.first_free_hour(answers, opens)
        assert card.starts_at - opens <= timedelta(days=7)


def a_wish(random: Random, options: Options) -> tuple[Wish, Options]:
    """An offer with some of the groups and lines, and one group, a lesson or anything of it; now and then it is gone."""
    of_track = random.choice(("common", "kol", "none"))
    meetings = [each for each in (*options.groups, *options.waits) if each.track == of_track]
    options = replace(options, asked_for=frozenset(each.id for each in meetings if random.random() < 0.7))
    groups, starts = [*options.groups], [*options.starts]
    kind = random.choice(("group", "lesson", "offer"))
    if kind == "group":
        gone = not groups or random.random() < 0.2
        return Wish(group="gone" if gone else random.choice(groups).id), options
    if kind == "lesson":
        return Wish(lesson=random.choice(starts).code if starts else "gone"), options
    return Wish(), options


def with_skipped(answers: Answers, random: Random) -> Answers:
    """As if some of the questions that may be skipped had been."""
    skipped = frozenset(random.sample(sorted(NOT_ASKED), random.randint(0, len(NOT_ASKED))))
    return replace(answers, **{name: NOT_ASKED[name] for name in skipped}, skipped=skipped)


@pytest.mark.slow
def test_wishes_are_met_as_the_oracle_says(cases: list[Case]) -> None:
    random = Random(SEED)
    seen = set()
    for answers, home, options in cases:
        asked = with_skipped(answers, random)
        wish, on_offer = a_wish(random, options)
        found = propose_wished(answers=asked, home=home, options=on_offer, now=NOW, wish=wish)
        shown = [(card.kind.value, card.option.id) for card in found.cards]
        assert (shown, found.unmet is None) == oracle.expected_wished(asked, home, on_offer, NOW, wish), (asked, wish)
        assert 2 <= len(found.cards) <= 3
        assert len(set(shown)) == len(shown)
        first = found.cards[0].reasons[0].code.value if found.cards[0].reasons else ""
        seen.add((wish.what, found.unmet is None, first in ("wished", "nearest")))
    assert seen == {
        (what, met, front)
        for what in ("group", "lesson", "offer")
        for met, front in ((True, True), (False, False), (False, True))
        if (what, met, front) not in {("lesson", False, True), ("offer", False, True)}
    }


@pytest.mark.slow
def test_a_skipped_answer_is_quoted_nowhere(cases: list[Case]) -> None:
    about = {"goal": "goal", "time": "time", "importance": "importance", "confidence": "confidence",
             "readiness": "readiness", "week": "week", "distance": "travel", "money": "money", "body": "body"}  # fmt: skip
    random = Random(SEED)
    for answers, home, options in cases[::4]:
        asked = with_skipped(answers, random)
        for card in propose(answers=asked, home=home, options=options, now=NOW):
            quoted = {reason.code.value for reason in card.reasons}
            assert not quoted & {about[name] for name in asked.skipped if name in about}
