"""Typing errors, odd input, and the pure parts of the search."""

import re
from collections.abc import Iterable

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sundhedscenter.catalogue.models import Offer, SearchTerm, SearchWord
from sundhedscenter.catalogue.queries import shown_offers
from sundhedscenter.catalogue.reach import WITHOUT_TRAVEL
from sundhedscenter.catalogue.search import compounds, index
from sundhedscenter.catalogue.search.asking import MAX_TEXT, Filters, ask
from sundhedscenter.catalogue.search.folding import (
    danish_order,
    distance,
    fold,
    forms,
    initial,
    plain,
    shortened,
    stem,
    tokens,
)
from sundhedscenter.catalogue.search.found import found_offers
from sundhedscenter.catalogue.search.lay_words import lay_words, lexicon, rows_of, words
from sundhedscenter.catalogue.search.stop_words import STOP_WORDS, meaningful
from sundhedscenter.groups.finding import find
from tests.catalogue.search.shares import found
from tests.content_rows import put_content
from tests.people import AT, AsOwner

LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"


@pytest.fixture
def content(db: None, as_owner: AsOwner) -> None:
    with as_owner():
        put_content()


def one_error(word: str) -> set[str]:
    """The word with one letter left out, put in or changed, or two neighbours that changed places."""
    typed = set()
    for at in range(len(word)):
        before, after = word[:at], word[at + 1 :]
        typed |= {before + after, before + word[at : at + 2][::-1] + word[at + 2 :]}
        typed |= {before + letter + rest for letter in LETTERS for rest in (word[at:], after)}
    return typed


def with_errors() -> list[tuple[str, str, set[str]]]:
    """Long words of names, each with every error, and the offers one of whose names has it or begins a word with it.

    What became another word of the catalogue is no error that anybody could see.
    """
    named = {offer.code: re.findall(r"[0-9a-zæøå]+", plain(offer.name_da)) for offer in shown_offers()}
    long = {word for spoken in named.values() for word in spoken if len(word) >= 6 and fold(word) not in STOP_WORDS}
    known = set(SearchWord.objects.values_list("word", flat=True))
    found = []
    for word in sorted(long):
        begins = stem(fold(word))
        own = {code for code, spoken in named.items() if any(fold(other).startswith(begins) for other in spoken)}
        found += [(word, typed, own) for typed in sorted(one_error(word)) if not known & set(forms(fold(typed)))]
    return found


def missed(cases: Iterable[tuple[str, str, set[str]]]) -> list[tuple[str, str]]:
    return [(word, typed) for word, typed, own in cases if not own & set(found(typed)[:3])]


def test_one_wrong_letter_in_a_name_still_finds_it(content: None) -> None:
    """One of the offers is in the first three. Every 400th case here; all of them in the long run."""
    cases = with_errors()
    assert len(cases) > 20_000
    assert missed(cases[::400]) == []


@pytest.mark.long
def test_every_wrong_letter_in_every_name_still_finds_it(content: None) -> None:
    assert missed(with_errors()) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=400))
def test_odd_input_is_harmless(content: None, text: str) -> None:
    everything = {offer.code for offer in shown_offers()} | {f"word:{word.code}" for word in words()}
    assert set(found(text)) <= everything


@pytest.mark.parametrize(
    "text",
    [
        "%",
        "_",
        "100%",
        "'; DROP TABLE catalogue_offer; --",
        "\\",
        "\x00",
        "a" * 5000,
        "KOL " * 500,
        "🫁",
        "((((",
        "\u202e",
    ],
)
def test_signs_that_mean_something_elsewhere(content: None, client: Client, text: str) -> None:
    answer = client.get("/tilbud/", {"q": text})
    assert answer.status_code == 200
    assert len(ask(text).text) <= MAX_TEXT
    assert Offer.objects.exists()


def test_wildcards_find_no_more_than_nothing_does(content: None) -> None:
    everything = {offer.code for offer in shown_offers()}
    assert set(found("%")) == everything  # no word was typed, so all are shown
    assert set(found("lungeh%")) < everything


@pytest.mark.parametrize(
    "said", ["øvelse øvelser øvelsen øvelserne", "hold holdet", "sygdom sygdommen sygdomme", "træne træner træning"]
)
def test_inflections_meet(said: str) -> None:
    assert len({stem(fold(word)) for word in said.split()}) == 1


def test_to_smoke_is_not_the_back() -> None:
    assert stem("ryge") != stem("ryggen") == stem("ryg")


@pytest.mark.parametrize(("one", "other"), [("aandenoed", "åndenød"), ("CAFÉ", "cafe"), ("Kröll", "krøll")])
def test_letters_are_folded(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_words_one_error_apart_share_a_shortened_form() -> None:
    for typed in ("lungehodl", "lugehold", "lungeholdd", "lumgehold"):
        assert shortened([typed]) & shortened(["lungehold"]) and distance(typed, "lungehold") == 1
    assert distance("lungehold", "hjertehold") == 3


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("knætræning", ("knæ", "træning")),
        ("sukkersygekost", ("sukkersyge", "kost")),
        ("lungehold", ("lunge", "hold")),
        ("xyzzy", None),
    ],
)
def test_compounds_are_cut_into_known_words(word: str, parts: tuple[str, str] | None) -> None:
    assert compounds.split(word, lexicon().known) == parts


def test_order_of_the_alphabet() -> None:
    names = ["Åse", "Aarhus", "Ærø", "Øst", "Zoo", "Abe", "1 ting"]
    assert sorted(names, key=danish_order) == ["1 ting", "Abe", "Zoo", "Ærø", "Øst", "Aarhus", "Åse"]
    assert [initial(name) for name in ("Aarhus", "Ærø", "øst", "9 liv", "é")] == ["Å", "Æ", "Ø", "#", "E"]


def test_times_and_places_are_read_from_the_words() -> None:
    question = ask("something for my mother with KOL in Struer in the evening")
    assert question.filters == Filters(after_16=True, municipality="0671")
    assert [thing.words for thing in question.sought] == [("kol",)]
    assert ask("gratis i weekenden nær 7600 på engelsk").filters == Filters(
        weekend=True, free=True, near="7600", language="en"
    )
    assert ask("lemvig kommune").filters.municipality == ask("Lemvigs").filters.municipality == "0665"
    assert ask("ved Thyborøn").filters.near == "7680"
    assert ask("vejen til bedre form").filters == Filters()


def test_a_chip_taken_away_leaves_the_other_words() -> None:
    question = ask("KOL i Struer om aftenen")
    assert tokens(question.left_without["municipality"]) == ["kol", "om", "aftenen"]
    assert tokens(question.left_without["after_16"]) == ["kol", "i", "struer"]


def test_lay_words_and_words_are_enough_and_reach_something(content: None) -> None:
    rows = list(rows_of(lay_words()))
    assert len(rows) >= 120 and len(words()) >= 45
    known = set(SearchTerm.objects.values_list("word", flat=True))
    lost = [row.da[:1] for row in rows if not any(lexicon().phrases[phrase].keys() & known for phrase in _phrases(row))]
    assert len(lost) <= len(rows) // 10, lost  # words for offers that other centres have


def _phrases(row: object) -> list[tuple[str, ...]]:
    return [tuple(stem(word) for word in meaningful(tokens(said))) for said in [*row.da, *row.en]]  # type: ignore[attr-defined]


def test_index_follows_the_row_and_a_second_time_changes_nothing(content: None, as_owner: AsOwner) -> None:
    offer = Offer.objects.get(code="stophold")
    before = list(SearchTerm.objects.order_by("pk").values())
    index.renew(offer=offer)
    assert list(SearchTerm.objects.order_by("pk").values()) == before
    offer.name_da = "Brandmandsklub"
    with as_owner():
        offer.save()
        index.renew(offer=offer)
    assert found("brandmandsklub")[0] == "stophold"
    assert SearchWord.objects.filter(word="brandmandsklub").exists()


@pytest.mark.parametrize("stage", ["draft", "review", "retired"])
def test_only_what_is_on_show_is_found(content: None, as_owner: AsOwner, stage: str) -> None:
    assert "lungekor" in {offer.code for offer in found_offers(ask("lungekor"))}
    with as_owner():
        Offer.objects.filter(code="lungekor").update(stage=stage)
    for text in ("lungekor", "lungekorr", "kor", "KOL", ""):
        assert "lungekor" not in {offer.code for offer in found_offers(ask(text))}


def test_nearest_first_when_a_postal_code_is_given(content: None) -> None:
    hits = find(question=ask(""), filters=Filters(near="7620"), at=AT).hits
    far = [hit.offer.code for hit in hits if not hit.offer.forms & WITHOUT_TRAVEL and (hit.km is None or hit.km > 30)]
    assert hits and far == []
    assert found("gåtur 7600")[0] == "gaa-tur-struer" and found("gåtur 7500")[0] == "gaa-tur-holstebro"
