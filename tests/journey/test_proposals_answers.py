"""The twelve answers: what is taken, what is refused, and how a draft keeps them."""

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sundhedscenter.core import week
from sundhedscenter.journey.proposals import MAX_GOAL, NOT_ASKED, AnswerError, Answers, Mend, Topic
from sundhedscenter.journey.reasons_text import mend_text
from tests.journey.test_proposals import KAREN

WRONG = [
    ("postal_code", "762", Mend.POSTAL_CODE),
    ("postal_code", "76200", Mend.POSTAL_CODE),
    ("postal_code", "７６２０", Mend.POSTAL_CODE),
    ("postal_code", 7620, Mend.POSTAL_CODE),
    ("goal", "x" * 10_000, Mend.GOAL_SHORTER),
    ("goal", "gå\x00tur", Mend.GOAL_PLAIN_TEXT),
    ("goal", "\ud83d", Mend.GOAL_PLAIN_TEXT),
    ("goal", None, Mend.GOAL_PLAIN_TEXT),
    ("topic", "cancer", Mend.CHOOSE_ONE),
    ("time", "", Mend.CHOOSE_ONE),
    ("distance", "mars", Mend.CHOOSE_ONE),
    ("money", None, Mend.CHOOSE_ONE),
    ("body", [], Mend.CHOOSE_ONE),
    ("digital", "yes", Mend.CHOOSE_ONE),
    ("week", 0, Mend.WEEK_CHOOSE_TIME),
    ("week", -1, Mend.WEEK_UNKNOWN_TIME),
    ("week", week.FULL_MASK + 1, Mend.WEEK_UNKNOWN_TIME),
    ("week", "3", Mend.WEEK_UNKNOWN_TIME),
    ("importance", 11, Mend.RULER),
    ("confidence", -1, Mend.RULER),
    ("readiness", "7", Mend.RULER),
    ("readiness", True, Mend.RULER),
]


@pytest.mark.parametrize(("field", "value", "mend"), WRONG)
def test_wrong_answer_names_field_value_and_mend(field: str, value: object, mend: Mend) -> None:
    with pytest.raises(AnswerError) as caught:
        replace(KAREN, **{field: value})
    assert (caught.value.field, caught.value.value, caught.value.mend) == (field, value, mend)
    assert field in str(caught.value) and len(str(caught.value)) < 120
    assert mend_text(caught.value).endswith(".")


def test_every_answer_can_be_wrong() -> None:
    assert {field for field, _, _ in WRONG} == {field.name for field in fields(Answers)} - {"skipped"}
    assert {mend for _, _, mend in WRONG} == set(Mend)


def test_goal_may_wait_and_may_hold_emoji_and_lines() -> None:
    assert replace(KAREN, goal="").goal == ""
    assert replace(KAREN, goal="  gå\n en tur 👩‍🦽 ").goal == "gå en tur 👩‍🦽"
    assert len(replace(KAREN, goal="å" * MAX_GOAL).goal) == MAX_GOAL


def test_draft_keeps_answers_as_plain_values() -> None:
    kept = json.loads(json.dumps({**KAREN.as_mapping(), "other": "ignored"}))
    assert Answers.from_mapping(kept) == KAREN
    assert isinstance(Answers.from_mapping(kept).topic, Topic)


@pytest.mark.parametrize("missing", [field.name for field in fields(Answers) if field.name != "skipped"])
def test_draft_without_an_answer_names_it(missing: str) -> None:
    kept = KAREN.as_mapping()
    del kept[missing]
    with pytest.raises(AnswerError) as caught:
        Answers.from_mapping(kept)
    assert (caught.value.field, caught.value.value) == (missing, None)


# A short alphabet: building the table of all characters is slower than the whole test.
values = st.text("7620 kolå\n\x00\ud83d👩", max_size=8) | st.integers(-2, 12) | st.none()


@given(st.dictionaries(st.sampled_from([field.name for field in fields(Answers) if field.name != "skipped"]), values))
def test_any_draft_gives_answers_or_an_answer_error(changes: dict[str, object]) -> None:
    try:
        answers = Answers.from_mapping({**KAREN.as_mapping(), **changes})
    except AnswerError as error:
        assert error.field in changes
        assert error.value == changes[error.field] or error.field == "goal"
    else:
        assert Answers.from_mapping(answers.as_mapping()) == answers


def test_what_may_be_skipped_counts_as_the_answer_that_hides_nothing() -> None:
    answers = Answers.of_those_given({"postal_code": "7620", "topic": "kol", "money": "free_only"}, needed=())
    assert answers.skipped == NOT_ASKED.keys() - {"money"}
    assert {name: getattr(answers, name) for name in answers.skipped} == {
        name: value for name, value in NOT_ASKED.items() if name != "money"
    }
    assert answers.as_mapping() == {"postal_code": "7620", "topic": "kol", "money": "free_only"}


def test_a_needed_answer_cannot_be_skipped() -> None:
    with pytest.raises(AnswerError) as caught:
        Answers.of_those_given({"postal_code": "7620", "topic": "kol"}, needed={"week"})
    assert caught.value.field == "week"
