"""Answers against a full search with the evaluator, and the state against one built anew."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.formation_answer import figures
from bench.formation_answer import main as bench_command
from formation.evaluation import evaluate
from formation.incremental import Answer, AnswerGone, InvalidCitizen, Kind, State
from formation.incremental.roster import Marginal, Person, fill, short_of
from formation.model import Citizen, Entry, Group, Instance, Solution
from tests.formation.tiny_worlds import tiny_world, tiny_worlds

Penalty = Callable[[int], int]


def some_solution(instance: Instance, chances: random.Random) -> Solution:
    """A plan that keeps the rules, reached by taking answers as they come."""
    state = State.of(instance, Solution())
    for citizen in chances.sample(instance.citizens, len(instance.citizens)):
        if citizen.id not in state.board.place and chances.random() < 0.4:
            answers = [answer for answer in state.answer(citizen, 9) if answer.complete]
            if answers:
                state.take(chances.choice(answers))
    return state.solution


def with_new(instance: Instance, citizen: Citizen) -> Instance:
    known = citizen.id in instance.citizen
    return instance if known else replace(instance, citizens=(*instance.citizens, citizen))


def every_step(instance: Instance, solution: Solution, citizen: Citizen) -> Iterator[Solution]:
    """Every solution that is one step away, rules or no rules: an entry, a place, a new group with people who wait."""
    for row in instance.running_groups:
        yield replace(solution, entries=(*solution.entries, Entry(row.id, citizen.id)))
    for place, group in enumerate(solution.groups):
        fuller = replace(group, members=(*group.members, citizen.id))
        yield replace(solution, groups=(*solution.groups[:place], fuller, *solution.groups[place + 1 :]))
    for group in every_group(instance, waiting(instance, solution) - {citizen.id}, citizen):
        yield replace(solution, groups=(*solution.groups, group))


def waiting(instance: Instance, solution: Solution) -> set[int]:
    placed = {member for group in solution.groups for member in group.members}
    return set(instance.citizen) - placed - {entry.citizen for entry in solution.entries}


def every_group(instance: Instance, others: set[int], citizen: Citizen) -> Iterator[Group]:
    programme = instance.programme[citizen.programme]
    for pattern in programme.patterns:
        if not citizen.slots >= set(pattern):
            continue
        able = [
            other
            for other in sorted(others)
            if instance.citizen[other].programme == programme.id and instance.citizen[other].slots >= set(pattern)
        ]
        for size in range(programme.size_min, programme.size_max + 1):
            for members in combinations(able, size - 1):
                for leader in instance.facilitators:
                    for week in range(instance.start_weeks):
                        for language in sorted(citizen.languages & leader.languages):
                            for audience in sorted(citizen.audiences):
                                for venue in (None, *leader.venues):
                                    yield Group(
                                        programme=programme.id,
                                        language=language,
                                        audience=audience,
                                        mode="online" if venue is None else "physical",
                                        venue=venue,
                                        pattern=pattern,
                                        start_week=week,
                                        facilitator=leader.id,
                                        members=(*members, citizen.id),
                                    )


def applied(solution: Solution, answer: Answer) -> Solution:
    """The solution with the answer taken, put together by hand."""
    if answer.kind is Kind.RUNNING:
        return replace(solution, entries=(*solution.entries, answer.entry))
    if answer.kind is Kind.FORMING:
        return replace(solution, groups=(*solution.groups, answer.group))
    groups = []
    for group in solution.groups:
        here = (group.facilitator, group.pattern) == (answer.leader, answer.pattern)
        groups.append(replace(group, members=(*group.members, answer.citizen.id)) if here else group)
    return replace(solution, groups=tuple(groups))


def who_asks(instance: Instance, solution: Solution, chances: random.Random) -> Citizen | None:
    """Somebody who waits, or somebody new like one of the night's people."""
    if not instance.citizens:
        return None
    left = sorted(waiting(instance, solution))
    if left and chances.random() < 0.5:
        return instance.citizen[chances.choice(left)]
    return replace(chances.choice(instance.citizens), id=1 + max(instance.citizen))


def compare_with_full_search(seed: int) -> str:
    """One world: every answer keeps the rules, its change is the evaluator's, and the first is the best there is."""
    instance, chances = tiny_world(seed), random.Random(seed)
    solution = some_solution(instance, chances)
    citizen = who_asks(instance, solution, chances)
    if citizen is None:
        return "nobody"
    state = State.of(instance, solution)
    answers = state.answer(citizen, 50)
    asked = with_new(instance, citizen)
    before = evaluate(asked, solution)
    assert before.keeps_the_rules
    for answer in answers:
        if answer.complete:
            after = evaluate(asked, applied(solution, answer))
            assert after.keeps_the_rules, (seed, answer, after.violations)
            assert after.objective - before.objective == answer.change, (seed, answer)
    found = [evaluate(asked, step) for step in every_step(asked, solution, citizen)]
    changes = [step.objective - before.objective for step in found if step.keeps_the_rules]
    complete = [answer for answer in answers if answer.complete]
    assert (complete[0].change if complete else None) == max(changes, default=None), seed
    assert state.answer(citizen, 3) == answers[:3], seed
    assert list(answers) == sorted(answers, key=lambda answer: answer.order)
    assert len({answer.order for answer in answers}) == len(answers)
    return complete[0].kind if complete else "incomplete" if answers else "none"


@pytest.mark.slow
def test_best_answer_is_that_of_a_full_search() -> None:
    outcomes = [compare_with_full_search(seed) for seed in range(150)]
    assert {"running", "planned", "forming", "incomplete", "none"} <= set(outcomes)


@pytest.mark.long
def test_best_answer_is_that_of_a_full_search_in_many_worlds() -> None:
    for seed in range(1_000, 6_000):
        compare_with_full_search(seed)


@pytest.mark.slow
def test_state_after_takes_and_releases_is_the_one_built_anew() -> None:
    taken = released = ended = 0
    for seed in range(250):
        instance, chances = tiny_world(seed), random.Random(seed)
        state = State.of(instance, Solution())
        for step in range(8):
            placed = sorted(state.board.place)
            if placed and chances.random() < 0.3:
                waits = state.release(chances.choice(placed))
                released, ended = released + 1, ended + (len(waits) > 1)
            else:
                citizen = who_asks(state.instance, state.solution, chances)
                answers = [answer for answer in state.answer(citizen, 9) if answer.complete] if citizen else []
                if not answers:
                    continue
                state.take(chances.choice(answers))
                taken += 1
            assert evaluate(state.instance, state.solution).keeps_the_rules, (seed, step)
            assert state == State.of(state.instance, state.solution), (seed, step)
    assert taken > 300
    assert released > 50
    assert ended > 10


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(instance=tiny_worlds(), chances=st.randoms(use_true_random=False))
def test_any_answer_can_be_taken_and_given_back(instance: Instance, chances: random.Random) -> None:
    state = State.of(instance, some_solution(instance, chances))
    citizen = who_asks(instance, state.solution, chances)
    for answer in state.answer(citizen, 9) if citizen else ():
        if not answer.complete:
            continue
        before = evaluate(with_new(instance, answer.citizen), state.solution)
        known = state.solution
        state.take(answer)
        after = evaluate(state.instance, state.solution)
        assert after.keeps_the_rules
        assert after.objective - before.objective == answer.change
        assert answer.citizen.id in state.release(answer.citizen.id)
        if answer.kind is not Kind.FORMING:
            assert state.solution == known
        assert state == State.of(state.instance, state.solution)
        if state.solution != known:
            break  # the group that was opened goes on without the citizen


def waiting_answer(kind: Kind) -> tuple[State, Answer]:
    """The first tiny world in which somebody can take an answer of this kind."""
    for seed in range(1_000):
        chances = random.Random(seed)
        instance = tiny_world(seed)
        state = State.of(instance, some_solution(instance, chances))
        for number in state.board.waits():
            for answer in state.answer(instance.citizen[number], 9):
                if answer.kind is kind and answer.complete and len(answer.others) != 1:
                    return state, answer
    raise AssertionError(kind)


@pytest.mark.parametrize("kind", list(Kind))
def test_an_answer_is_gone_when_it_was_taken_before(kind: Kind) -> None:
    state, answer = waiting_answer(kind)
    state.take(answer)
    while True:  # others like the first take what is left, until somebody finds nothing
        another = replace(answer.citizen, id=1 + max(state.instance.citizen))
        before = state.solution
        try:
            state.take(replace(answer, citizen=another))
        except AnswerGone as gone:
            assert "Ask again" in str(gone)
            assert state.solution == before
            assert another.id not in state.instance.citizen
            break


def test_an_answer_is_gone_when_the_group_is_not_to_be() -> None:
    state, answer = waiting_answer(Kind.PLANNED)
    assert answer.leader is not None
    where = answer.leader, answer.pattern
    while where in state.board.planned[answer.citizen.programme]:
        state.release(state.board.planned[answer.citizen.programme][where].members[0])
    with pytest.raises(AnswerGone, match="not to be"):
        state.take(answer)


def test_an_answer_is_gone_when_the_citizen_is_known_otherwise() -> None:
    state, answer = waiting_answer(Kind.RUNNING)
    changed = replace(answer.citizen, value=answer.citizen.value + 1)
    assert state.answer(changed), "on the page somebody may ask with other answers"
    with pytest.raises(AnswerGone, match="something else"):
        state.take(replace(answer, citizen=changed))


def test_every_way_in_which_a_forming_group_is_gone_is_said() -> None:
    said = set()
    for seed in range(120):
        instance = tiny_world(seed)
        first = State.of(instance, Solution())
        answers = [
            answer
            for citizen in instance.citizens
            for answer in first.answer(citizen, 99)
            if answer.kind is Kind.FORMING and answer.complete
        ]
        for one, other in list(combinations(answers, 2))[:60]:
            state = State.of(instance, Solution())
            state.take(one)
            if other.citizen.id in state.board.place:
                continue
            both = Solution((one.group, other.group))
            kept = evaluate(instance, both).keeps_the_rules
            try:
                state.take(other)
            except AnswerGone as gone:
                assert not kept, (seed, one, other)
                said |= {word for word in ("elsewhere", "no time", "room") if word in str(gone)}
            else:
                assert kept, (seed, one, other)
    assert said == {"elsewhere", "no time", "room"}


def test_an_answer_with_people_missing_cannot_be_taken() -> None:
    for seed in range(200):
        instance = tiny_world(seed)
        state = State.of(instance, Solution())
        for citizen in instance.citizens:
            answers = [answer for answer in state.answer(citizen, 9) if not answer.complete]
            if answers:
                with pytest.raises(AnswerGone, match=f"{answers[0].missing} people are missing"):
                    state.take(answers[0])
                return
    raise AssertionError("no world with people missing")


def test_who_has_a_place_must_release_it_first() -> None:
    state, answer = waiting_answer(Kind.FORMING)
    state.take(answer)
    with pytest.raises(InvalidCitizen, match="release it first"):
        state.answer(answer.citizen)
    assert answer.citizen.id in state.release(answer.citizen.id)
    assert state.answer(answer.citizen)
    with pytest.raises(KeyError, match="no place"):
        state.release(answer.citizen.id)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("programme", -1),
        ("municipality", -1),
        ("gender", "x"),
        ("audiences", frozenset({"men"})),
        ("venues", {-1: 10}),
        ("slots", frozenset({-1})),
        ("keep_permille", (1000,)),
        ("fit_permille", {"online": 1000}),
    ],
)
def test_a_wrong_value_is_named(field: str, value: object) -> None:
    instance = next(world for world in map(tiny_world, range(99)) if world.citizens)
    wrong = replace(instance.citizens[0], id=9_999, **{field: value})
    with pytest.raises(InvalidCitizen) as error:
        State.of(instance, Solution()).answer(wrong)
    assert error.value.field == field
    assert error.value.mend in str(error.value)


def test_at_least_one_answer_is_asked_for() -> None:
    instance = next(world for world in map(tiny_world, range(99)) if world.citizens)
    with pytest.raises(ValueError, match="at least 1"):
        State.of(instance, Solution()).answer(instance.citizens[0], 0)


def brute_fill(
    asks: Person, others: list[Person], sizes: tuple[int, int], marginal: Marginal, penalty: Penalty, together: bool
) -> int | None:
    """The value of the best group, by trying each."""
    values = []
    for size in range(max(1, sizes[0]), sizes[1] + 1):
        for some in combinations(others, size - 1):
            people = [asks, *some]
            women = sum(person.woman for person in people)
            if together and 1 in (women, size - women):
                continue
            value = sum(person.gain for person in people) - penalty(size)
            for municipality, count in Counter(person.municipality for person in people).items():
                value += sum(marginal(municipality, kth) for kth in range(1, count + 1))
            values.append(value)
    return max(values, default=None)


@pytest.mark.slow
def test_filling_a_group_is_as_good_as_trying_every_group() -> None:
    alone = 0
    for seed in range(1_500):
        chances = random.Random(seed)
        people = [
            Person(
                chances.randint(0, 100), number, chances.randint(0, 3), chances.random() < chances.choice((0.2, 0.5))
            )
            for number in range(chances.randint(1, 9))
        ]
        asks, others = people[0], sorted(people[1:], key=lambda person: (-person.gain, person.id))
        worth = {home: sorted((chances.randint(-120, 60) for _ in range(9)), reverse=True) for home in range(4)}
        least = chances.randint(1, 5)
        sizes, ideal = (least, least + chances.randint(0, 3)), chances.randint(1, 6)
        together = chances.random() < 0.7

        def marginal(municipality: int, kth: int, worth: dict[int, list[int]] = worth) -> int:
            return worth[municipality][kth - 1]

        def penalty(size: int, ideal: int = ideal) -> int:
            return 15 * abs(size - ideal)

        filled = fill(asks, others, sizes=sizes, marginal=marginal, penalty=penalty, together=together)
        expected = brute_fill(asks, others, sizes, marginal, penalty, together)
        assert (filled and filled.value) == expected, seed
        if filled is not None:
            inside = [person for person in people if person.id in filled.members]
            assert asks in inside
            assert sizes[0] <= len(inside) <= sizes[1]
            assert brute_fill(
                asks, [p for p in inside if p != asks], (len(inside),) * 2, marginal, penalty, together
            ) == (filled.value)
        free = fill(asks, others, sizes=sizes, marginal=marginal, penalty=penalty, together=False)
        alone += together and filled is not None and free is not None and free.value > filled.value
    assert alone > 100


@pytest.mark.slow
def test_short_of_counts_who_must_come() -> None:
    for seed in range(400):
        chances = random.Random(seed)
        women, men, least = chances.randint(0, 5), chances.randint(0, 5), chances.randint(1, 5)
        most, together, asks_woman = least + chances.randint(0, 3), chances.random() < 0.7, women > 0
        if women + men == 0:
            continue
        expected = None
        for come_w in range(8):
            for come_m in range(8 - come_w):
                for w in range(women + 1):
                    for m in range(men + 1):
                        all_w, all_m = w + come_w, m + come_m
                        if not least <= all_w + all_m <= most or not (w if asks_woman else m):
                            continue
                        if together and 1 in (all_w, all_m):
                            continue
                        found = come_w + come_m, -(w + m)
                        expected = found if expected is None or found < expected else expected
        answer = short_of(women, men, asks_woman, least, most, together)
        assert (answer and (answer.come, -answer.start)) == expected, (seed, women, men, least, most)


@pytest.mark.slow
def test_bench_finds_the_groups_that_a_plain_scan_finds() -> None:
    counted = 0
    for seed in range(120):
        instance = tiny_world(seed)
        if instance.citizens:
            row = figures(instance)
            counted += row["asked"]
            assert row["p50_ms"] <= row["p95_ms"] <= row["p99_ms"]
    assert counted > 400


def test_a_citizen_waits_for_one_programme() -> None:
    worlds = (tiny_world(seed) for seed in range(99))
    instance = next(world for world in worlds if len(world.programmes) > 1 and world.citizens)
    citizen = instance.citizens[0]
    other = next(row.id for row in instance.programmes if row.id != citizen.programme)
    with pytest.raises(InvalidCitizen, match=f"waits for programme {citizen.programme}"):
        State.of(instance, Solution()).answer(replace(citizen, programme=other))


@pytest.mark.reference
@pytest.mark.slow
def test_bench_command_prints_its_figures(reference: Path) -> None:
    tiny = reference / "pooling" / "tiny"
    options = ["--instance", f"{tiny}.json", "--solution", f"{tiny}.solution.json"]
    told = CliRunner().invoke(bench_command, [*options, "--json"])
    row = json.loads(told.output)
    assert (row["instance"], row["asked"], row["placed"]) == ("tiny", 24, 18)
    assert "ratio" in CliRunner().invoke(bench_command, options).output
