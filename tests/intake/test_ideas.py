"""What citizens propose: who sees which words when, one vote each, and an end to everything."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sundhedscenter.catalogue.models import Offer
from sundhedscenter.core.checks import run_all
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import AuditEntry
from sundhedscenter.core.viewer import ANONYMOUS, Viewer, acting_as, system
from sundhedscenter.intake import idea_queries, ideas
from sundhedscenter.intake.models import Posting, PostingDecision, PostingVote, PostingWriter
from sundhedscenter.journey.idea_checks import COUNTED, FOLLOWS, OWNED
from sundhedscenter.partnership.models import Organisation
from tests.people import AT, AsOwner, Person, person, staff, viewer_of

pytestmark = pytest.mark.django_db
ON = day_of(AT)
OURS = {FOLLOWS, OWNED, COUNTED}


@pytest.fixture
def moderator(catalogue: None, as_owner: AsOwner) -> Viewer:
    return viewer_of(staff(as_owner, "skive", "moderator"), AT)


@pytest.fixture
def editor(catalogue: None, as_owner: AsOwner) -> Viewer:
    return viewer_of(staff(as_owner, "lemvig", "offer_editor"), AT)


@pytest.fixture
def writer(moderator: Viewer, as_owner: AsOwner) -> Person:
    return person(as_owner, "Zenobia")


@contextmanager
def seen_by(viewer: Viewer) -> Iterator[None]:
    with acting_as(viewer, on=ON):
        yield


def proposed(writer: Person, title: str = "Sang ved fjorden") -> Posting:
    with seen_by(writer.viewer):
        return ideas.propose(
            viewer=writer.viewer, citizen=writer.citizen, title=title, text="Vi synger.", language="da", at=AT
        )


def commented(writer: Person, idea: Posting, text: str = "Ja tak.") -> Posting:
    with seen_by(writer.viewer):
        return ideas.comment(
            viewer=writer.viewer, citizen=writer.citizen, idea_id=idea.pk, text=text, language="da", at=AT
        )


def decided(viewer: Viewer, posting: Posting, stage: str, **more: object) -> PostingDecision:
    with seen_by(viewer):
        return ideas.decide(viewer=viewer, posting_id=posting.pk, stage=stage, at=AT, **more)  # type: ignore[arg-type]


def voted(voter: Person, idea: Posting) -> None:
    with seen_by(voter.viewer):
        ideas.vote(viewer=voter.viewer, citizen=voter.citizen, idea_id=idea.pk, at=AT)


def reads(viewer: Viewer) -> set[str]:
    """Titles or texts the viewer gets from the table itself, no query of the room between."""
    with seen_by(viewer):
        return {title or text for title, text in Posting.objects.values_list("title", "text")}


def test_unread_words_are_for_the_writer_and_the_moderators_alone(
    writer: Person, moderator: Viewer, editor: Viewer, as_owner: AsOwner
) -> None:
    idea = proposed(writer)
    nurse, other = viewer_of(staff(as_owner, "lemvig"), AT), person(as_owner)
    for viewer in (ANONYMOUS, nurse, editor, other.viewer):
        assert reads(viewer) == set()
        with seen_by(viewer):
            assert not idea_queries.shown_ideas().exists() and idea_queries.posting_for(viewer, idea.pk) is None
    for viewer in (writer.viewer, moderator):
        assert reads(viewer) == {"Sang ved fjorden"}
    with seen_by(moderator):
        assert [row.pk for row in idea_queries.postings_to_answer(moderator)] == [idea.pk]


def test_words_let_through_are_for_everybody_and_name_nobody(
    writer: Person, moderator: Viewer, as_owner: AsOwner
) -> None:
    idea = proposed(writer)
    decided(moderator, idea, "new")
    other = person(as_owner)
    comment = commented(other, idea)
    nurse = viewer_of(staff(as_owner, "lemvig"), AT)
    voted(other, idea)
    for viewer in (ANONYMOUS, nurse, moderator):
        with seen_by(viewer):
            assert "Sang ved fjorden" in {row.title for row in idea_queries.shown_ideas()}
            assert not PostingWriter.objects.exists() and not PostingVote.objects.exists()
            assert not AuditEntry.objects.filter(target_id__in=[str(idea.pk), str(comment.pk)]).exists()
            assert not Posting.objects.filter(writer__citizen=writer.citizen).exists()
    for mine, posting in ((writer, idea), (other, comment)):
        with seen_by(mine.viewer):
            assert list(PostingWriter.objects.values_list("posting_id", flat=True)) == [posting.pk]
            assert [row.pk for row in idea_queries.own_postings(mine.citizen)] == [posting.pk]
    assert reads(ANONYMOUS) == {"Sang ved fjorden"}, "the comment is not read through yet"


@pytest.mark.parametrize("who", ["nurse", "editor", "writer", "nobody"])
def test_only_a_moderator_lets_through(
    writer: Person, moderator: Viewer, editor: Viewer, as_owner: AsOwner, who: str
) -> None:
    idea = proposed(writer)
    nurse = viewer_of(staff(as_owner, "skive"), AT)
    viewer = {"nurse": nurse, "editor": editor, "writer": writer.viewer, "nobody": ANONYMOUS}[who]
    with pytest.raises(ideas.NotYours):
        decided(viewer, idea, "new")
    with seen_by(viewer), pytest.raises(ProgrammingError), transaction.atomic():
        PostingDecision.objects.create(
            posting=idea, stage="new", by_id=viewer.user_id, organisation=idea.owner_organisation, due_on=ON, at=AT
        )


def test_no_row_is_changed_past_the_triggers(writer: Person, moderator: Viewer) -> None:
    idea = proposed(writer)
    decided(moderator, idea, "new")
    for viewer in (writer.viewer, moderator):
        with seen_by(viewer):
            for change in ({"stage": "trying", "due_on": None}, {"votes": 99}, {"text": "noget andet"}):
                with pytest.raises(ProgrammingError), transaction.atomic():
                    Posting.objects.filter(pk=idea.pk).update(**change)
            with pytest.raises(ProgrammingError), transaction.atomic():
                PostingDecision.objects.all().delete()


def test_what_became_of_it_in_order(writer: Person, moderator: Viewer, editor: Viewer, as_owner: AsOwner) -> None:
    idea = proposed(writer)
    with pytest.raises(ideas.OutOfOrder):
        decided(moderator, idea, "looking", ready="thanks_look")
    decided(moderator, idea, "new")
    decided(editor, idea, "looking", ready="thanks_look")
    with as_owner():
        idea.refresh_from_db()
        offer = Offer.objects.earliest("code")
    assert (idea.stage, idea.due_on) == ("looking", ON + timedelta(days=14))
    decided(editor, idea, "trying", ready="will_try", offer=offer)
    decided(moderator, idea, "not_now", words="Holdet stopper til sommer.")
    with seen_by(ANONYMOUS):
        shown = idea_queries.shown_ideas().get()
        assert [row.stage for row in shown.decisions.all()] == ["new", "looking", "trying", "not_now"]
        assert (shown.stage, shown.due_on) == ("not_now", None)
    with seen_by(moderator):
        assert not idea_queries.postings_to_answer(moderator).exists()


def test_a_no_says_why_and_a_yes_names_the_offer(writer: Person, moderator: Viewer) -> None:
    idea = proposed(writer)
    for stage in ("declined", "trying"):
        with pytest.raises((IntegrityError, ideas.OutOfOrder)), transaction.atomic():
            decided(moderator, idea, stage)


def test_the_writer_takes_the_words_away(writer: Person, moderator: Viewer, as_owner: AsOwner) -> None:
    idea = proposed(writer)
    decided(moderator, idea, "new")
    other = person(as_owner)
    with seen_by(other.viewer), pytest.raises(ideas.NotYours):
        ideas.withdraw(viewer=other.viewer, citizen=other.citizen, posting_id=idea.pk, at=AT)
    for _twice in range(2):
        with seen_by(writer.viewer):
            ideas.withdraw(viewer=writer.viewer, citizen=writer.citizen, posting_id=idea.pk, at=AT)
    assert reads(ANONYMOUS) == set() and reads(moderator) == {""}
    with as_owner():
        row = Posting.objects.get()
        assert (row.title, row.text, row.stage, row.due_on) == ("", "", "withdrawn", None)
        assert row.decisions.filter(stage="withdrawn").count() == 1
    with pytest.raises(ideas.NotYours):
        decided(moderator, idea, "new")


def test_one_vote_each_and_only_for_what_is_shown(writer: Person, moderator: Viewer, as_owner: AsOwner) -> None:
    idea = proposed(writer)
    with pytest.raises(ideas.NotShown):
        voted(writer, idea)
    with seen_by(writer.viewer), pytest.raises(IntegrityError, match="vote_for_a_shown_idea"), transaction.atomic():
        PostingVote.objects.create(posting=idea, citizen=writer.citizen, voted_on=ON)
    decided(moderator, idea, "new")
    other = person(as_owner)
    with seen_by(writer.viewer), pytest.raises(ProgrammingError), transaction.atomic():
        PostingVote.objects.create(posting=idea, citizen=other.citizen, voted_on=ON)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=12))
def test_votes_are_the_distinct_voters(
    voters: list[Person], shown: Posting, as_owner: AsOwner, acts: list[tuple[int, bool]]
) -> None:
    with transaction.atomic():
        has: set[int] = set()
        for number, gives in acts:
            voter = voters[number]
            act = ideas.vote if gives else ideas.take_vote_back
            with seen_by(voter.viewer):
                act(viewer=voter.viewer, citizen=voter.citizen, idea_id=shown.pk, at=AT)
            has = has | {number} if gives else has - {number}
            with seen_by(ANONYMOUS):
                assert idea_queries.shown_ideas().get().votes == len(has)
        transaction.set_rollback(True)


@pytest.fixture
def voters(moderator: Viewer, as_owner: AsOwner) -> list[Person]:
    return [person(as_owner) for _ in range(4)]


@pytest.fixture
def shown(writer: Person, moderator: Viewer) -> Posting:
    idea = proposed(writer)
    decided(moderator, idea, "new")
    return idea


def test_five_open_ideas_and_twenty_comments_a_day(writer: Person, moderator: Viewer) -> None:
    first = proposed(writer)
    for number in range(4):
        proposed(writer, f"Idé {number}")
    with pytest.raises(ideas.TooManyIdeas):
        proposed(writer, "Den sjette")
    decided(moderator, first, "new")
    with pytest.raises(ideas.TooManyIdeas):
        proposed(writer, "Den sjette")
    decided(moderator, first, "not_now", ready="no_room")
    proposed(writer, "Den sjette")
    for number in range(20):
        commented(writer, first, f"Ord {number}")
    with pytest.raises(ideas.TooManyComments):
        commented(writer, first, "Ord nummer 21")


@pytest.mark.parametrize(
    "words",
    ["ring 22 33 44 55", "ring +4522334455", "ring 0045 22334455", "22.33.44.55", "22-33-44-55", "2233 4455",
     "mit nummer er 010180-9999", "01.01.80-9999", "01 01 80 9999", "010180 – 9999", "skriv til mig@post.dk"],
)  # fmt: skip
def test_words_with_a_number_or_an_address_are_not_kept(writer: Person, words: str) -> None:
    with pytest.raises(ideas.HoldsNumber):
        proposed(writer, words)
    with seen_by(writer.viewer):
        assert not Posting.objects.exists()


@pytest.mark.parametrize("words", ["den 22-11-2026", "22.11.2026 kl. 16.00-17.30", "7620 Lemvig", "kl. 10-12 og 14-16"])
def test_days_and_hours_are_no_numbers_of_anybody(words: str) -> None:
    assert not ideas.PRIVATE.search(words)


def test_a_comment_on_what_is_not_shown_is_refused_in_the_database_too(writer: Person, moderator: Viewer) -> None:
    idea = proposed(writer)
    with pytest.raises(ideas.NotShown):
        commented(writer, idea)
    with seen_by(writer.viewer), pytest.raises(IntegrityError, match="comment_on_a_shown_idea"), transaction.atomic():
        Posting.objects.create(
            id=uuid.uuid4(),
            about=idea,
            text="Ord",
            written_on=ON,
            due_on=ON,
            owner_organisation=idea.owner_organisation,
        )


def test_without_a_moderator_nothing_is_taken_in(catalogue: None, as_owner: AsOwner) -> None:
    with pytest.raises(ideas.NobodyReads):
        proposed(person(as_owner))


def test_the_queue_says_nothing_of_the_writer(writer: Person, moderator: Viewer) -> None:
    idea = proposed(writer)
    with seen_by(moderator):
        row = idea_queries.postings_to_answer(moderator).get()
        assert row.owner_organisation.code == "skive" and row.due_on == ON + timedelta(days=14)
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'intake_posting'")
        columns = {name for (name,) in cursor.fetchall()}
    assert columns == {
        "id", "about_id", "title", "text", "language", "written_on", "owner_organisation_id", "due_on", "stage", "votes",
    }, idea  # fmt: skip


def test_check_finds_what_is_unowned_or_wrongly_counted(
    writer: Person, moderator: Viewer, shown: Posting, as_owner: AsOwner
) -> None:
    voted(writer, shown)
    waiting = proposed(writer, "Venter")
    with acting_as(system("check"), on=ON):
        assert [finding for finding in run_all(AT) if finding.check in OURS] == []
    with as_owner():
        Posting.objects.filter(pk=shown.pk).update(votes=7, stage="looking")
        struer = Organisation.objects.get(code="struer")
        Posting.objects.filter(pk=waiting.pk).update(owner_organisation=struer, due_on=ON)
    with acting_as(system("check"), on=ON):
        found = sorted((finding.check, finding.about) for finding in run_all(AT) if finding.check in OURS)
    assert found == sorted(
        [
            (FOLLOWS, f"posting {shown.pk}"),
            (COUNTED, f"posting {shown.pk}"),
            *((OWNED, f"posting {row.pk}") for row in (waiting, waiting)),
        ]
    )
