"""The conversation before log-in: kept for its holder alone, thirty days from the last answer."""

from datetime import date, timedelta

import pytest

from sundhedscenter.core.viewer import ANONYMOUS, acting_as, draft_hash, system
from sundhedscenter.intake.drafts import DraftUsed, choose, draft_of, forget_expired, new_draft, save_answers
from sundhedscenter.intake.models import Draft
from tests.people import AT

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def begin() -> tuple[Draft, str]:
    with acting_as(ANONYMOUS, on=date(2026, 3, 2)):
        return new_draft(viewer=ANONYMOUS, language="da", at=AT)


def test_only_the_hash_of_the_key_is_stored() -> None:
    draft, key = begin()
    assert len(key) >= 43  # 32 random bytes
    assert (draft.key_hash, draft.expires_at) == (draft_hash(key), AT + 30 * DAY)
    assert key not in str(vars(draft))


def test_only_the_holder_of_the_key_finds_it() -> None:
    (draft, key), (_, other) = begin(), begin()
    with acting_as(ANONYMOUS.with_draft(draft_hash(key))) as holder:
        assert draft_of(holder, AT) == draft
        assert list(Draft.objects.all()) == [draft]  # the database shows no other, whatever the code asks for
    with acting_as(ANONYMOUS.with_draft(draft_hash(other))) as holder:
        assert draft_of(holder, AT) != draft
    with acting_as(ANONYMOUS):
        assert draft_of(ANONYMOUS, AT) is None
        assert not Draft.objects.exists()


def test_each_answer_begins_the_thirty_days_again() -> None:
    draft, key = begin()
    with acting_as(ANONYMOUS.with_draft(draft_hash(key))) as holder:
        save_answers(draft=draft, answers={"postal_code": "7620", "goal": "gå tur"}, at=AT)
        save_answers(draft=draft, answers={"goal": "løbe"}, at=AT + 20 * DAY)
        choose(draft=draft, choice={"key": "talk:centre"}, at=AT + 21 * DAY)
        kept = draft_of(holder, AT + 49 * DAY)
        assert kept is not None
        assert kept.answers == {"postal_code": "7620", "goal": "løbe"}
        assert kept.chosen["key"] == "talk:centre"
        assert draft_of(holder, AT + 50 * DAY) is None


def test_a_conversation_that_has_its_yes_is_not_written_again() -> None:
    """Two tabs: this one read the draft before the other one gave the yes and emptied it."""
    draft, key = begin()
    with acting_as(ANONYMOUS.with_draft(draft_hash(key))):
        Draft.objects.filter(pk=draft.pk).update(used_at=AT, answers={}, chosen={"citizen": "1"})
        for write in (
            lambda: save_answers(draft=draft, answers={"goal": "løbe"}, at=AT),
            lambda: choose(draft=draft, choice={"key": "talk:centre"}, at=AT),
        ):
            with pytest.raises(DraftUsed):
                write()
        left = Draft.objects.get(pk=draft.pk)
        assert (left.answers, left.chosen, draft.chosen) == ({}, {"citizen": "1"}, {"citizen": "1"})


def test_two_tabs_keep_each_others_answers() -> None:
    draft, key = begin()
    with acting_as(ANONYMOUS.with_draft(draft_hash(key))):
        other = Draft.objects.get(pk=draft.pk)
        save_answers(draft=draft, answers={"postal_code": "7620"}, at=AT)
        assert save_answers(draft=other, answers={"goal": "løbe"}, at=AT).answers == {
            "postal_code": "7620",
            "goal": "løbe",
        }


def test_expired_conversations_are_deleted_and_no_other() -> None:
    (old, _), (kept, key) = begin(), begin()
    with acting_as(ANONYMOUS.with_draft(draft_hash(key))):
        save_answers(draft=kept, answers={"topic": "kol"}, at=AT + DAY)
    with acting_as(system("sweep")):
        assert forget_expired(at=AT + 30 * DAY) == 1
        assert list(Draft.objects.all()) == [kept]
        assert old not in Draft.objects.all()
