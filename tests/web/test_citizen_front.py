"""The front page and the pages about the centre."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests.web.citizen_walk import answer, begin, text_of

pytestmark = pytest.mark.django_db


def queries(client: Client, path: str) -> list[str]:
    """What the page asks of the database, transaction control left out."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return [q["sql"] for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]


def test_front_page_has_one_main_action_and_a_phone_number(content: None, client: Client) -> None:
    page = text_of(client.get("/"))
    assert page.count("button-primary") == 1
    assert "Jeg er klar nu" in page
    assert "Holstebro, Lemvig, Ringkøbing-Skjern, Skive eller Struer" in page
    assert "tel:+4570000000" in page


def test_front_page_costs_an_anonymous_visitor_two_queries(content: None, client: Client) -> None:
    """The names of the municipalities, and the public counter."""
    assert len(queries(client, "/")) == 2


def test_front_page_leads_on_who_has_begun(content: None, client: Client) -> None:
    begin(client)
    answer(client, "sted")
    page = text_of(client.get("/"))
    assert "Fortsæt, hvor du slap" in page
    assert reverse("web:question", args=["maal"]) in page


@pytest.mark.parametrize("name", ["about", "help", "about_data", "accessibility", "paper_conversation"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_pages_about_the_centre(content: None, client: Client, name: str, language: str) -> None:
    with translation.override(language):
        response = client.get(reverse(f"web:{name}"))
    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.content.decode()


def test_danish_is_never_guessed_away_by_the_browser(content: None, client: Client) -> None:
    assert '<html lang="da">' in client.get("/", headers={"accept-language": "en-US"}).content.decode()


def test_language_link_leads_to_the_same_page(content: None, client: Client) -> None:
    assert 'href="/en/hjaelp/"' in text_of(client.get("/hjaelp/"))
    assert 'href="/hjaelp/"' in text_of(client.get("/en/hjaelp/"))


def test_unknown_address_is_a_kind_page(content: None, client: Client) -> None:
    response = client.get("/findes-ikke/")
    assert response.status_code == 404
    assert "Vi kan ikke finde siden" in text_of(response)
