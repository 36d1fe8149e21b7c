"""Two wordings beside each other: what was taken away and what came."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sundhedscenter.catalogue.differences import Changed, Piece, changes, word_differences

WORDS = st.lists(st.sampled_from(["vi", "går", "en", "tur", "på", "fjorden.", "\n\nog"]), max_size=12).map(" ".join)


def test_words_that_came_and_went() -> None:
    assert word_differences("Vi går en tur.", "Vi går en lang tur sammen.") == (
        Piece("same", "Vi går en"),
        Piece("removed", " tur."),
        Piece("added", " lang tur sammen."),
    )


def test_same_text_is_one_piece_and_nothing_is_none() -> None:
    assert word_differences("Vi går.", "Vi går.") == (Piece("same", "Vi går."),)
    assert word_differences("", "") == ()


@given(WORDS, WORDS)
def test_pieces_make_both_texts_again(old: str, new: str) -> None:
    pieces = word_differences(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old.rstrip()
    assert "".join(piece.text for piece in pieces if piece.kind != "removed").rstrip() == new.rstrip()
    assert all(a.kind != b.kind for a, b in pairwise(pieces))


def test_fields_that_differ_texts_by_language() -> None:
    old = {"code": "a", "name": {"da": "Gåhold", "en": "Walk"}, "phone": "1", "places": ["x"], "demo": True}
    new = {"code": "b", "name": {"da": "Gåhold", "en": "Walking"}, "phone": "1", "places": ["x", "y"], "demo": False}
    assert changes(old, new) == (
        Changed("name", "en", "Walk", "Walking"),
        Changed("places", "", ["x"], ["x", "y"]),
    )
    assert changes(old, old) == ()


def test_first_version_differs_from_nothing() -> None:
    assert changes({}, {"name": {"da": "Gåhold", "en": ""}, "min_age": None}) == (Changed("name", "da", "", "Gåhold"),)
