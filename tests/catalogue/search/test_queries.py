"""The wanted first hits, over the catalogue of `content/`."""

import pytest

from sundhedscenter.catalogue.search import lay_words
from tests.catalogue.search.shares import shares
from tests.content_rows import put_content
from tests.people import AsOwner


@pytest.fixture
def content(db: None, as_owner: AsOwner) -> None:
    with as_owner():
        put_content()


def test_wanted_queries_stand_first(content: None) -> None:
    found = shares("queries.yaml")
    assert found.first >= 0.9 and found.in_three >= 0.98, found


def test_unseen_queries_stand_first(content: None) -> None:
    found = shares("unseen.yaml")
    assert found.first >= 0.9 and found.in_three >= 0.98, (found.first, found.in_three)  # not which: see the file


def test_without_lay_words_the_wanted_queries_fail(content: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lay_words, "_lay_words", lambda root: lay_words.LayWords())
    lay_words._lexicon.cache_clear()
    try:
        found = shares("queries.yaml")
    finally:
        lay_words._lexicon.cache_clear()
    assert found.first < 0.9, found.first
