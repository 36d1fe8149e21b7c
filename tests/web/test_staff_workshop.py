"""The editor's pages: write, send, be read in another house, and see what became of it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sundhedscenter.catalogue.models import Offer, OfferCheck, OfferDecision, OfferVersion
from sundhedscenter.catalogue.vocabulary import Stage
from sundhedscenter.partnership.models import User
from tests.catalogue.offers import editor, in_review, shown, written
from tests.people import AT, AsOwner, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
LIST, NEW, OFFER = "/personale/vaerksted/", "/personale/vaerksted/nyt/", "/personale/vaerksted/gaahold/"
FORM: dict[str, Any] = {
    "organisation": "lemvig",
    "name_da": "Gåhold",
    "summary_da": "Vi går en tur.",
    "join_da": "Mød op.",
    "area": "health_centre",
    "form_group_site": "on",
    "minutes_group_site": "60",
    "languages": ["da"],
    "ways_in": ["self"],
    "source": "Skrevet til en prøve",
    "part": ["0-am"],
    "slot": [],
}


@pytest.fixture(autouse=True)
def clock_stands_still() -> Any:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def author(as_owner: AsOwner) -> User:
    return editor(as_owner, "lemvig", name="Anna Forfatter")


@pytest.fixture
def reader(as_owner: AsOwner) -> User:
    return editor(as_owner, "struer", name="Rikke Læser")


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_from_an_empty_form_to_what_citizens_see(author: User, reader: User) -> None:
    own, other = as_user(author), as_user(reader)
    assert own.get(NEW).status_code == 200
    saved = own.post(NEW, FORM | {"keywords": "gåtur, frisk luft", "min_age": "60", "form_phone": "on",
                                  "minutes_phone": "10", "cost_phone": "25"}, follow=True)  # fmt: skip
    assert saved.redirect_chain == [(f"{OFFER}1/", 302)]
    document = OfferVersion.objects.get().document
    assert (document["keywords"], document["min_age"], document["slot_mask"]) == (["gåtur", "frisk luft"], 60, 3)
    assert document["variants"] == [
        {"form": "group_site", "minutes": 60, "cost_dkk": 0},
        {"form": "phone", "minutes": 10, "cost_dkk": 25},
    ]
    assert other.get(f"{OFFER}1/").status_code == 404  # nobody reads another's draft
    assert "Sendt til gennemsyn" in own.post(OFFER, {"act": "send"}, follow=True).text
    assert "Gåhold" in other.get(LIST).text
    page = other.get(f"{OFFER}1/").text
    assert "Hvad siger du?" in page
    assert "“navn” mangler på engelsk" in page
    refused = other.post(f"{OFFER}1/", {"act": "operation", "checked": ["plain"], "why": "Godt"})
    assert refused.status_code == 422
    assert "Sæt alle fire krydser" in refused.text
    assert "Godt" in refused.text
    done = other.post(f"{OFFER}1/", {"act": "operation", "checked": ["plain", "fits", "join", "nobody"]}, follow=True)
    assert "Nu kan borgerne se det" in done.text
    assert Offer.objects.get(code="gaahold").stage == "operation"
    assert own.get("/tilbud/gaahold/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "field", "mend"),
    [
        ({"name_da": ""}, "name_da", "Skriv “navn” på dansk"),
        ({"name_da": "N" * 121}, "name_da", "Skriv højst 120 tegn"),
        ({"form_group_site": ""}, "form_group_site", "Sæt mindst ét kryds ved en form"),
        ({"minutes_group_site": ""}, "minutes_group_site", "Skriv, hvor mange minutter det varer"),
        ({"minutes_group_site": "en time"}, "minutes_group_site", "Skriv et helt tal fra 1 til 300"),
        ({"cost_group_site": "-5"}, "cost_group_site", "Skriv et helt tal fra 0 til 100000"),
        ({"min_age": "70", "max_age": "60"}, "max_age", "Den ældste alder skal være over den yngste"),
        ({"languages": []}, "languages", "Sæt mindst ét kryds ved sprog"),
        ({"phone": "ring til Kaj"}, "phone", "Skriv kun tal og mellemrum"),
        ({"website": "lemvig.dk"}, "website", "Skriv hele adressen, også https://"),
        ({"source": ""}, "source", "Skriv, hvor I ved det fra"),
        ({"organisation": "struer"}, "organisation", "struer"),
        ({"part": ["9-am"]}, "part", "Sæt krydserne i ugen igen"),
        ({"keywords": "k" * 61}, "keywords", "Sæt komma mellem ordene"),
    ],
)
def test_mistakes_are_told_beside_the_field_and_keep_what_was_typed(
    author: User, changes: dict[str, Any], field: str, mend: str
) -> None:
    answer = as_user(author).post(NEW, FORM | {"summary_da": "Det, jeg skrev."} | changes)
    assert answer.status_code == 422
    assert f"id_{field}" in [place for place, _text in answer.context["errors"]]
    assert mend in answer.text
    assert "Det, jeg skrev." in answer.text
    assert OfferVersion.objects.count() == 0


def test_second_offer_of_one_name_gets_an_address_of_its_own(author: User) -> None:
    client = as_user(author)
    client.post(NEW, FORM)
    client.post(NEW, FORM | {"summary_da": "Et andet."})
    client.post(NEW, FORM | {"name_da": "Nyt"})
    assert set(OfferVersion.objects.values_list("offer__code", flat=True)) == {"gaahold", "gaahold-2", "nyt-2"}


def test_what_the_form_does_not_ask_is_kept(author: User, reader: User) -> None:
    shown(author, reader, first_lesson="start", track="core", programme="common", checked_on="2026-02-01")
    client = as_user(author)
    page = client.get(f"{OFFER}skriv/").text
    assert 'value="Gåhold"' in page
    answer = client.post(f"{OFFER}skriv/", FORM | {"name_da": "Gåhold for alle", "note": "Nyt navn"})
    assert answer.status_code == 302
    version = OfferVersion.objects.get(number=2)
    kept = {name: version.document[name] for name in ("first_lesson", "track", "programme", "checked_on", "code")}
    assert kept == {
        "first_lesson": "start", "track": "core", "programme": "common", "checked_on": "2026-02-01", "code": "gaahold",
    }  # fmt: skip
    assert version.note == "Nyt navn"
    assert Offer.objects.get(code="gaahold").name_da == "Gåhold"  # what is shown stays


def test_nothing_changed_is_told(author: User) -> None:
    client = as_user(author)
    client.post(NEW, FORM)
    answer = client.post(f"{OFFER}skriv/", FORM)
    assert answer.status_code == 422
    assert "Der er ikke ændret noget" in answer.text


def test_differences_read_word_by_word(author: User, reader: User) -> None:
    shown(author, reader)
    version = in_review(author, AT + timedelta(hours=1), summary={"da": "Vi går en lang tur.", "en": "We take a walk."},
                        places=["lemvig-hus"])  # fmt: skip
    page = as_user(reader).get(f"{OFFER}{version.number}/")
    found = {
        change["field"]: [(p.kind, p.text.strip()) for p in change["pieces"]] for change in page.context["changes"]
    }
    assert found == {
        "Kort fortalt": [("same", "Vi går en"), ("added", "lang"), ("same", "tur.")],
        "Steder": [("added", "Lemvig Hus")],
    }
    assert "<ins>" in page.text
    assert "tilføjet:" in page.text


def test_sent_back_says_why_to_the_house(author: User, reader: User) -> None:
    in_review(author)
    other = as_user(reader)
    assert other.post(f"{OFFER}1/", {"act": "back"}).status_code == 422
    other.post(f"{OFFER}1/", {"act": "back", "why": "Tiden mangler."})
    assert "Sendt tilbage: Tiden mangler." in as_user(author).get(LIST).text
    assert OfferDecision.objects.order_by("-pk").first().stage == "draft"  # type: ignore[union-attr]


def test_colleague_sees_no_decision_and_may_not_post_one(author: User, as_owner: AsOwner) -> None:
    in_review(author)
    colleague = as_user(editor(as_owner, "lemvig"))
    page = colleague.get(f"{OFFER}1/").text
    assert "En redaktør i et andet hus skal læse det." in page
    assert "Sæt i drift" not in page
    tried = colleague.post(f"{OFFER}1/", {"act": "operation", "checked": ["plain", "fits", "join", "nobody"]})
    assert tried.status_code == 422
    assert "Bed en redaktør i et andet hus om at læse det" in tried.text
    assert Offer.objects.get(code="gaahold").stage == "review"


def test_reader_changes_nothing_of_another_house(author: User, reader: User) -> None:
    shown(author, reader)
    other = as_user(reader)
    assert other.get(f"{OFFER}skriv/").status_code == 403
    assert other.post(f"{OFFER}skriv/", FORM).status_code == 403
    for act in ("check", "retire", "give", "send", "take_back"):
        answer = other.post(OFFER, {"act": act, "why": "Fordi", "owner": str(reader.pk)})
        assert answer.status_code == 422, act
        assert "hører til i et andet hus" in answer.text
    assert "Skriv i tilbuddet" not in other.get(OFFER).text
    assert Offer.objects.get(code="gaahold").stage == "operation"


def test_acts_of_the_house(author: User, reader: User, clock_stands_still: Any) -> None:
    shown(author, reader)
    clock_stands_still.shift(timedelta(days=90))
    client = as_user(author)
    assert "Læs igennem" in client.get(LIST).text
    assert "Noteret: læst igennem i dag." in client.post(OFFER, {"act": "check"}, follow=True).text
    assert OfferCheck.objects.count() == 1
    assert "Ejeren er skiftet." in client.post(OFFER, {"act": "give", "owner": str(author.pk)}, follow=True).text
    missing = client.post(OFFER, {"act": "retire", "why": " "})
    assert (missing.status_code, "Skriv hvorfor." in missing.text) == (422, True)
    assert "udgået" in client.post(OFFER, {"act": "retire", "why": "Slut"}, follow=True).text
    assert "Sendt til gennemsyn" in client.post(OFFER, {"act": "bring_back"}, follow=True).text
    assert "Taget tilbage" in client.post(OFFER, {"act": "take_back"}, follow=True).text
    assert client.post(OFFER, {"act": "other"}).status_code == 404
    assert client.post(OFFER, {"act": "give", "owner": "x"}).status_code == 404


def test_lists_cost_the_same_for_one_and_three(author: User, reader: User, as_owner: AsOwner) -> None:
    other = editor(as_owner, "skive")
    counts = []
    for number in (1, 3):
        for extra in range(number):
            shown(author, reader, code=f"eget-{number}-{extra}")
            in_review(other, code=f"andet-{number}-{extra}", organisation="skive")
        client = as_user(author)
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(LIST)
        assert page.status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_coverage_says_gaps_in_words(as_owner: AsOwner, author: User) -> None:
    page = as_user(staff(as_owner, "struer", role="coordinator")).get("/personale/daekning/")
    assert page.status_code == 200
    assert "Struer Kommune: intet inden for ældre." in page.text
    assert "Mangler" in page.text


def test_other_roles_are_kept_out(as_owner: AsOwner, author: User) -> None:
    written(author)
    for role in ("professional", "coordinator", "manager", "operator", "moderator"):
        client = as_user(staff(as_owner, "lemvig", role=role))
        for path in (LIST, NEW, OFFER, f"{OFFER}skriv/", f"{OFFER}1/"):
            assert client.get(path).status_code == 403, (role, path)
            assert client.post(path, FORM).status_code == 403, (role, path)
    assert Offer.objects.get(code="gaahold").stage == Stage.DRAFT


def test_reader_meets_no_draft_that_was_never_sent(author: User, reader: User) -> None:
    written(author, summary={"da": "Kun til os selv."})
    in_review(author)
    assert "Kun til os selv." in as_user(author).get(f"{OFFER}2/").text
    page = as_user(reader).get(f"{OFFER}2/")
    assert page.status_code == 200
    assert "Kun til os selv." not in page.text
