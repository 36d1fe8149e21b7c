"""Danish order and search, against a slow and obvious second version."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import permutations

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from sundhedscenter.core import search

pytestmark = pytest.mark.django_db
ALPHABET = " abcdefghijklmnopqrstuvwxyzæøå"


def in_order(words: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute('SELECT w FROM unnest(%s::text[]) w ORDER BY danish_key(w) COLLATE "C", w COLLATE "C"', [words])
        return [word for (word,) in cursor.fetchall()]


def oracle(word: str) -> list[int]:
    """Letter by letter, as a person at a card index would."""
    letters, rest = [], word.lower()
    while rest:
        letter, rest = ("å", rest[2:]) if rest.startswith("aa") else (rest[0], rest[1:])
        letters.append(ALPHABET.index(letter))
    return letters


def test_danish_names_stand_in_danish_order() -> None:
    expected = ["Bo", "Lemvig", "Skive", "Struer", "Zoo", "Ærø", "Ødense", "Aabenraa", "Århus"]
    for words in list(permutations(expected))[::40_000]:
        assert in_order(list(words)) == expected


def test_foreign_letters_stand_where_a_dane_looks() -> None:
    assert in_order(["Zink", "Ängel", "Özil", "Müller", "Mynte", "Myte", "Café", "Cafe"]) == [
        "Cafe",
        "Café",
        "Müller",
        "Mynte",
        "Myte",
        "Zink",
        "Ängel",
        "Özil",
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="abyzæøåABYZÆØÅ ", max_size=6), max_size=8))
def test_order_equals_the_oracle(words: list[str]) -> None:
    assert in_order(words) == sorted(words, key=lambda word: (oracle(word), word.encode()))


def test_key_is_usable_in_an_index(as_owner: Callable[[], AbstractContextManager[None]]) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE names (name text)")
        cursor.execute('CREATE INDEX ON names ((danish_key(name) COLLATE "C"))')
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute('EXPLAIN SELECT * FROM names ORDER BY (danish_key(name) COLLATE "C")')
        assert "Index Scan" in cursor.fetchone()[0]


def found(text: str, words: str, *, names: bool = False) -> bool:
    config = search.WHOLE if names else search.STEMMED
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsvector(%s::regconfig, %s) @@ websearch_to_tsquery(%s::regconfig, %s)",
            [config, text, config, words],
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("words", ["hjertesygdom", "gåtur", "gatur", "aero", "ærø", "gåture -knæ"])
def test_words_are_found_in_any_form(words: str) -> None:
    assert found("Hjertesygdomme og gåture på Ærø", words)


@pytest.mark.parametrize("words", ["knæ", "cykel", "gåture -ærø"])
def test_other_words_are_not_found(words: str) -> None:
    assert not found("Hjertesygdomme og gåture på Ærø", words)


def test_names_are_left_whole() -> None:
    assert found("Søren Holm", "soren", names=True)
    assert not found("Søren Holmsgaard", "holm", names=True)


def test_expressions_order_and_search_rows() -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob  # any table with a text column

    rows = ProcrastinateJob.objects.annotate(words=search.vector("task_name")).filter(words=search.query("sundhed"))
    assert list(rows.order_by(search.DanishKey("task_name"), "pk")) == []
