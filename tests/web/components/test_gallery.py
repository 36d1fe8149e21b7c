"""The page that shows every component."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from sundhedscenter.web import components
from sundhedscenter.web.components import gallery
from sundhedscenter.web.components.examples import EXAMPLES
from tests.web.components.test_components import Elements

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Client) -> str:
    return client.get(reverse("web:gallery")).content.decode()


def test_page_shows_every_component_in_every_theme(page: str) -> None:
    assert re.findall(r'id="del-([^"]+)"', page) == list(EXAMPLES)
    assert re.findall(r'class="gallery-copy" data-theme="([^"]+)"', page) == list(gallery.THEMES) * len(EXAMPLES)


def test_copies_are_not_taken_for_each_other(page: str) -> None:
    found = Elements(page)
    assert len(found.ids) == len(set(found.ids))
    assert set(found.references) <= set(found.ids)


def test_page_is_english_in_english(client: Client) -> None:
    page = client.get("/en" + reverse("web:gallery").removeprefix("/en")).content.decode()
    assert "Parts that the pages are built of" in page


def test_code_that_is_shown_is_what_a_page_would_write() -> None:
    source, values = gallery.code("card")
    assert source.startswith('{% componentblock "card" heading="Gåtur i Lemvig" href="#"')
    assert '{% slot "footer" %}<p>4 ledige pladser</p>{% endslot %}' in source
    assert values == {"facts": [("Næste start", "tirsdag den 1. december kl. 16")]}


def test_attributes_say_what_they_take() -> None:
    says = {attribute.name: attribute.says for attribute in gallery.attributes("button")}
    assert says["label"] == "!"
    assert says["variant"] == "primary | secondary | quiet, else primary"
    assert says["name"] == ""


def test_component_without_an_example_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(EXAMPLES, "button")
    with pytest.raises(KeyError, match="button"):
        gallery.entries()


def test_example_of_no_component_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EXAMPLES, "buton", {})
    with pytest.raises(KeyError, match="buton"):
        gallery.entries()
    assert "buton" not in components.names()
