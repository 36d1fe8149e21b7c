"""The pages of citizens' ideas: proposed, read through, voted for, answered; and nobody is ever named."""

import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sundhedscenter.catalogue.models import Offer
from sundhedscenter.core.models import AccessLine
from sundhedscenter.intake.models import Posting
from sundhedscenter.partnership.models import User
from tests.people import AsOwner, Person, person, staff
from tests.web.test_citizen_reading import is_plain

pytestmark = pytest.mark.django_db
NEW, MINE, LIST = reverse("web:idea_new"), reverse("web:my_ideas"), reverse("web:ideas")
WORDS = {"title": "Kor om aftenen i Lemvig", "text": "Vi er mange, der gerne vil synge."}


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def reader(at: time_machine.Traveller, as_owner: AsOwner) -> Client:
    """A moderator, logged in."""
    return logged_in(staff(as_owner, "diabetesforeningen", "moderator"))


@pytest.fixture
def writer(reader: Client, as_owner: AsOwner) -> Person:
    return person(as_owner, "Zenobia")


@pytest.fixture
def proposed(writer: Person, as_owner: AsOwner) -> Posting:
    assert logged_in(writer.user).post(NEW, WORDS).url == MINE
    with as_owner():
        return Posting.objects.get()


@pytest.fixture
def shown(proposed: Posting, reader: Client) -> Posting:
    answer = reader.post(reverse("web:staff_idea", args=[proposed.pk]), {"outcome": "new"})
    assert answer.url == reverse("web:staff_ideas")
    return proposed


def page_of(idea: Posting) -> str:
    return reverse("web:idea", args=[idea.pk])


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_from_proposal_to_offer(
    proposed: Posting, reader: Client, writer: Person, client: Client, as_owner: AsOwner
) -> None:
    assert WORDS["title"] not in text(client, LIST) and client.get(page_of(proposed)).status_code == 404
    queue = text(reader, reverse("web:staff_ideas"))
    assert WORDS["title"] in queue and "Zenobia" not in queue
    staff_page = reverse("web:staff_idea", args=[proposed.pk])
    reader.post(staff_page, {"outcome": "new"})
    assert WORDS["title"] in text(client, LIST)
    with as_owner():
        offer = Offer.objects.get(code="lungekor")
    tried = {"outcome": "trying:will_try", "offer": offer.code, "words": "Vi begynder til maj."}
    assert reader.post(staff_page, tried).status_code == 302
    idea = text(client, page_of(proposed))
    for said in ("Bliver prøvet", "Tak for din idé", "Vi begynder til maj.", offer.name_da, "Diabetesforeningen"):
        assert said in idea
    assert reverse("web:offer", args=[offer.code]) in idea and "Zenobia" not in idea
    mine = text(logged_in(writer.user), MINE)
    assert "Bliver prøvet" in mine and WORDS["text"] in mine


def test_a_no_comes_with_a_reason_that_the_writer_alone_reads(
    proposed: Posting, reader: Client, writer: Person, client: Client
) -> None:
    staff_page = reverse("web:staff_idea", args=[proposed.pk])
    assert reader.post(staff_page, {"outcome": "declined:own"}).status_code == 422
    reader.post(staff_page, {"outcome": "declined:tone"})
    assert WORDS["title"] not in text(client, LIST) and client.get(page_of(proposed)).status_code == 404
    assert "Nogen kan blive kede af det" in text(logged_in(writer.user), MINE)


def test_votes_and_comments(shown: Posting, reader: Client, client: Client, as_owner: AsOwner) -> None:
    other = logged_in(person(as_owner, "Birger").user)
    vote = {"idea": str(shown.pk)}
    for _twice in range(2):
        assert other.post(reverse("web:idea_vote"), vote).url == page_of(shown)
    assert "1 stemme." in text(client, page_of(shown)) and "Tag min stemme tilbage" in text(other, page_of(shown))
    other.post(reverse("web:idea_vote"), vote | {"back": "1"})
    assert "0 stemmer." in text(client, page_of(shown))
    assert other.post(reverse("web:idea_comment"), vote | {"text": ""}).status_code == 422
    assert other.post(reverse("web:idea_comment"), vote | {"text": "Jeg tager kage med."}).url == MINE
    assert "kage" not in text(client, page_of(shown))
    with as_owner():
        said = Posting.objects.get(about=shown)
    reader.post(reverse("web:staff_idea", args=[said.pk]), {"outcome": "new"})
    page = text(client, page_of(shown))
    assert "Jeg tager kage med." in page and "Birger" not in page


def test_what_was_typed_stays_when_something_is_missing(writer: Person) -> None:
    client = logged_in(writer.user)
    answer = client.post(NEW, WORDS | {"text": "Ring 22 33 44 55"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Ring 22 33 44 55" in html and WORDS["title"] in html and "Tag numre og mail ud" in html
    assert "Skriv din idé i én linje." in client.post(NEW, {}).content.decode()


def test_the_sixth_open_idea_is_met_with_kind_words(writer: Person, as_owner: AsOwner) -> None:
    client = logged_in(writer.user)
    answers = [client.post(NEW, WORDS) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [422]
    assert "Du har allerede fem idéer" in answers[-1].content.decode()


def test_the_writer_takes_the_words_away(shown: Posting, writer: Person, client: Client, as_owner: AsOwner) -> None:
    stranger = logged_in(person(as_owner).user)
    assert stranger.post(MINE, {"posting": str(shown.pk)}).status_code == 404
    mine = logged_in(writer.user)
    assert mine.post(MINE, {"posting": str(shown.pk)}).url == MINE
    assert WORDS["title"] not in text(client, LIST) and WORDS["text"] not in text(mine, MINE)
    assert mine.post(MINE, {"posting": "x"}).status_code == 404


@pytest.mark.parametrize("name", ["idea_new", "my_ideas", "idea_vote", "idea_comment"])
def test_who_is_not_logged_in_logs_in_and_comes_back(client: Client, content: None, name: str) -> None:
    path = reverse(f"web:{name}")
    assert client.get(path).url == f"/log-ind/?next={path.replace('/', '%2F')}"


@pytest.mark.parametrize("name", ["idea_vote", "idea_comment"])
def test_back_from_log_in_without_words_is_the_list(writer: Person, name: str) -> None:
    assert logged_in(writer.user).get(reverse(f"web:{name}")).url == LIST


def test_an_editor_answers_what_is_shown_and_never_sees_the_unread(
    proposed: Posting, reader: Client, as_owner: AsOwner
) -> None:
    editor = logged_in(staff(as_owner, "skive", "offer_editor"))
    staff_page = reverse("web:staff_idea", args=[proposed.pk])
    assert editor.get(staff_page).status_code == 404 and WORDS["title"] not in text(editor, reverse("web:staff_ideas"))
    reader.post(staff_page, {"outcome": "new"})
    assert "Vis den ikke" not in text(editor, staff_page)
    assert editor.post(staff_page, {"outcome": "declined:tone"}).status_code == 422
    assert editor.post(staff_page, {"outcome": "looking:thanks_look"}).status_code == 302
    assert editor.post(staff_page, {"outcome": "trying:will_try"}).status_code == 422, "which offer?"


def test_no_address_in_the_access_log_tells_what_was_written(shown: Posting, writer: Person, as_owner: AsOwner) -> None:
    client = logged_in(writer.user)
    client.post(reverse("web:idea_comment"), {"idea": str(shown.pk), "text": "Jeg er med."})
    with as_owner():
        paths = set(AccessLine.objects.filter(subject_id=writer.citizen.pk).values_list("path", flat=True))
    assert paths and not [path for path in paths if re.search(r"[0-9a-f]{8}-", path)]


def test_lists_ask_a_fixed_number_of_questions(
    shown: Posting, reader: Client, client: Client, as_owner: AsOwner
) -> None:
    def counted(who: Client, path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            text(who, path)
        return len(queries)

    pages = ((client, LIST), (client, page_of(shown)), (reader, reverse("web:staff_ideas")))
    once = [counted(who, path) for who, path in pages]
    for number in range(2):
        other = logged_in(person(as_owner).user)
        other.post(NEW, WORDS | {"title": f"Idé {number}"})
        other.post(reverse("web:idea_comment"), {"idea": str(shown.pk), "text": f"Ord {number}"})
    with as_owner():
        fresh = list(Posting.objects.filter(stage="waiting"))
    for row in fresh:
        reader.post(reverse("web:staff_idea", args=[row.pk]), {"outcome": "new"})
    assert [counted(who, path) for who, path in pages] == once


def test_pages_are_plain(shown: Posting, writer: Person, client: Client, reader: Client) -> None:
    mine = logged_in(writer.user)
    reader.post(reverse("web:staff_idea", args=[shown.pk]), {"outcome": "not_now:no_room"})
    for who, path in ((client, LIST), (client, page_of(shown)), (mine, page_of(shown)), (mine, NEW), (mine, MINE)):
        is_plain(text(who, path), path)
    is_plain(mine.post(NEW, {}).content.decode(), "refused")


def test_danish_words_on_an_english_page_say_so(shown: Posting, client: Client) -> None:
    html = text(client, f"/en{page_of(shown)}")
    assert re.search(rf'lang="da"[^>]*>\s*{WORDS["title"]}', html)
