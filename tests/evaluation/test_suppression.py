"""What is hidden stays hidden: against an oracle that lists every table that fits."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sundhedscenter.evaluation.suppression import (
    SMALL,
    WIDTH,
    BrokenTables,
    CannotProtect,
    Cell,
    Relation,
    Tables,
    about,
    audit,
    cross_table,
    protect,
    rounded_share,
    rounding_step,
)
from sundhedscenter.evaluation.suppression.attacker import intervals
from tests.oracles import suppression as oracle

MOST = 16
QUICK = settings(max_examples=15, deadline=None)


def table(rows: list[list[int]]) -> Tables:
    return cross_table(
        {(f"r{i}", f"c{j}"): count for i, row in enumerate(rows) for j, count in enumerate(row)},
        sizes=([f"r{i}" for i in range(len(rows))], [f"c{j}" for j in range(len(rows[0]))]),
    )


def grids(rows: int, columns: int, most: int) -> st.SearchStrategy[list[list[int]]]:
    return st.lists(st.lists(st.integers(0, most), min_size=columns, max_size=columns), min_size=rows, max_size=rows)


def test_a_lone_small_count_is_covered() -> None:
    """The worked table of docs/algorithms/small-numbers.md."""
    tables = table([[3, 14, 22], [9, 11, 30]])
    hidden = protect(tables).hidden
    assert ("r0", "c0") in hidden
    assert len(hidden) == 4
    assert not hidden & {key for key in tables.cells if "*" in key}
    found = intervals(tables, hidden)
    assert all(high - low >= WIDTH for low, high in found.values())


def test_a_table_without_small_counts_is_shown_whole() -> None:
    assert protect(table([[5, 6], [7, 50]])).hidden == frozenset()


def test_a_zero_is_small_unless_a_rule_makes_it_zero() -> None:
    cells = {("a",): Cell(0), ("b",): Cell(9), ("all",): Cell(9)}
    sums = (Relation(("all",), (("a",), ("b",))),)
    assert ("a",) in protect(Tables(cells, sums)).hidden
    assert protect(Tables(cells | {("a",): Cell(0, structural=True)}, sums)).hidden == frozenset()


@pytest.mark.slow
@QUICK
@given(grids(2, 3, 8))
@example([[0, 0, 0], [0, 0, 0]])
@example([[5, 0, 5], [0, 5, 0]])
@example([[1, 1, 1], [1, 1, 40]])
def test_the_oracle_recovers_nothing(rows: list[list[int]]) -> None:
    tables = table(rows)
    hidden = protect(tables).hidden
    assert tables.small() <= hidden
    assert audit(tables, hidden) == []
    shown_total = ("*", "*") not in hidden
    most = tables.cells["*", "*"].count if shown_total else max(cell.count for cell in tables.cells.values()) + WIDTH
    if shown_total and most <= MOST:
        assert oracle.recovered(tables, hidden, most=most) == set()


@pytest.mark.slow
@QUICK
@given(grids(2, 2, 7), st.data())
def test_the_audit_finds_what_the_oracle_finds(rows: list[list[int]], data: st.DataObject) -> None:
    """For any choice of hidden cells with the grand total shown, so that the oracle's list is finite."""
    tables = table(rows)
    can = sorted(tables.hideable() - {("*", "*")})
    hidden = frozenset(data.draw(st.sets(st.sampled_from(can)))) | (tables.small() - {("*", "*")})
    total = tables.cells["*", "*"].count
    expected = oracle.recovered(tables, hidden, most=total) - {("*", "*")}
    assert {exposure.key for exposure in audit(tables, hidden)} == expected
    ranges = oracle.ranges(tables, hidden, most=total)
    for key, (low, high) in intervals(tables, hidden).items():
        assert (low, high) == ranges[key]


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(grids(2, 2, 6))
def test_little_is_hidden(rows: list[list[int]]) -> None:
    """Within two percent of the cheapest safe choice, tried one by one; the grand total is known."""
    plain = table(rows)
    if plain.cells["*", "*"].is_small:
        return
    tables = Tables(plain.cells, plain.relations, known=frozenset({("*", "*")}))
    best = oracle.least_weight(tables, most=plain.cells["*", "*"].count)
    found = sum(tables.cells[key].weight for key in protect(tables).hidden)
    assert found <= best * 1.02 + 1e-9


@QUICK
@given(st.integers(5, 14), st.integers(0, 14))
def test_who_did_not_get_there_is_protected_too(asked: int, started: int) -> None:
    started = min(started, asked)
    cells = {("asked",): Cell(asked), ("started",): Cell(started), ("not",): Cell(asked - started, publish=False)}
    tables = Tables(cells, (Relation(("asked",), (("started",), ("not",))),))
    hidden = protect(tables).hidden
    assert oracle.recovered(tables, hidden, most=asked + WIDTH + 1) == set()
    assert (hidden == frozenset()) == (started >= SMALL and asked - started >= SMALL)


def test_fractions_prove_nothing() -> None:
    """Three pairs with odd sums: halves fit, whole numbers hardly do, and only whole numbers count."""
    cells = {
        ("a",): Cell(3), ("b",): Cell(3), ("c",): Cell(3), ("d",): Cell(6),
        ("ab",): Cell(6), ("bc",): Cell(6), ("ac",): Cell(6), ("abcd",): Cell(15),
    }  # fmt: skip
    sums = (
        Relation(("ab",), (("a",), ("b",))),
        Relation(("bc",), (("b",), ("c",))),
        Relation(("ac",), (("a",), ("c",))),
        Relation(("abcd",), (("a",), ("b",), ("c",), ("d",))),
    )
    tables = Tables(cells, sums)
    only_small = tables.small()
    assert {exposure.key for exposure in audit(tables, only_small)} == {("a",), ("b",), ("c",)}
    assert oracle.recovered(tables, protect(tables).hidden, most=20) == set()


def test_what_was_shown_before_stays_known() -> None:
    tables = table([[3, 14, 22], [9, 11, 30]])
    known = frozenset({("r0", "c1"), ("r1", "c0"), ("r1", "c1")})
    hidden = protect(Tables(tables.cells, tables.relations, known=known)).hidden
    assert not hidden & known
    assert ("r0", "c0") in hidden
    assert oracle.recovered(Tables(tables.cells, tables.relations, known=known), hidden, most=89) == set()


def test_numbers_that_give_a_small_one_away_are_refused() -> None:
    cells = {("a",): Cell(3), ("b",): Cell(9), ("all",): Cell(12)}
    sums = (Relation(("all",), (("a",), ("b",))),)
    with pytest.raises(CannotProtect, match="Leave out the table"):
        protect(Tables(cells, sums, known=frozenset({("b",), ("all",)})))


def test_limits_from_elsewhere_count_as_known() -> None:
    """A rounded share says that a lies in 2 to 6: four wide is too narrow whatever is hidden."""
    cells = {("a",): Cell(3), ("b",): Cell(9), ("all",): Cell(12)}
    sums = (Relation(("all",), (("a",), ("b",))),)
    with pytest.raises(CannotProtect):
        protect(Tables(cells, sums, between={("a",): (2, 6)}))
    assert ("a",) in protect(Tables(cells, sums, between={("a",): (0, 8)})).hidden


def test_tables_that_contradict_themselves_are_refused() -> None:
    with pytest.raises(BrokenTables, match="parts make 12"):
        Tables({("a",): Cell(3), ("b",): Cell(9), ("all",): Cell(13)}, (Relation(("all",), (("a",), ("b",))),))
    with pytest.raises(BrokenTables, match="is no cell"):
        Tables({("all",): Cell(3)}, (Relation(("all",), (("a",),)),))
    with pytest.raises(BrokenTables, match="cannot be known"):
        Tables({("a",): Cell(3)}, known=frozenset({("a",)}))


@given(st.data())
def test_a_rounded_share_leaves_at_least_six_whole_numbers(data: st.DataObject) -> None:
    """However many people, and also at the ends: nobody can tell five in a row apart."""
    people = data.draw(st.integers(0, 1200))
    started = data.draw(st.integers(0, people))
    step = rounding_step(people)
    if step is None:
        assert people < 4 * (WIDTH + 1)
        assert rounded_share(0.5, people) is None
        return
    rounded = rounded_share(started / people, people)
    assert rounded is not None
    assert rounded % step == 0
    assert step <= rounded <= 100 - step
    assert abs(rounded - started / people * 100) <= step
    alike = [count for count in range(people + 1) if rounded_share(count / people, people) == rounded]
    assert alike[-1] - alike[0] >= WIDTH
    assert about(people) <= people < about(people) + 10
