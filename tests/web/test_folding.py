"""Templates folded for a language say exactly what Django's own loader says."""

import copy
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.template import Context, Engine, Template
from django.template.backends.django import DjangoTemplates
from django.template.base import TextNode
from django.test import Client, override_settings
from django.utils import translation

from sundhedscenter.web.folding import fold
from sundhedscenter.web.templatetags.components import ComponentNode

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_danish() -> Iterator[None]:
    with translation.override("da"):
        yield


PAGES = ["/", "/hjaelp/", "/tilgaengelighed/", "/klar/paa-papir/", "/klar/forslag/", "/findes-ikke/", "/log-ind/"]


def as_django_does() -> list[dict[str, object]]:
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["loaders"] = ["django.template.loaders.filesystem.Loader"]
    return templates


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("page", PAGES)
def test_pages_are_the_same_unfolded(content: None, page: str, prefix: str) -> None:
    client = Client()
    client.get("/")  # one secret for both
    folded = client.get(prefix + page)
    with override_settings(TEMPLATES=as_django_does()):
        unfolded = client.get(prefix + page)
    assert folded.status_code == unfolded.status_code
    assert without_tokens(folded) == without_tokens(unfolded)


def without_tokens(response: object) -> str:
    """Each page masks the CSRF secret anew."""
    text = response.content.decode()  # type: ignore[attr-defined]
    token = response.context["csrf_token"]  # type: ignore[attr-defined]
    return text.replace(str(token), "")


def folded(source: str) -> Template:
    engine: Engine = DjangoTemplates({"NAME": "t", "DIRS": [], "APP_DIRS": False, "OPTIONS": {"libraries": {}}}).engine
    template = Template("{% load components i18n static %}" + source, engine=engine)
    fold(template)
    return template


def test_what_is_literal_becomes_one_text() -> None:
    template = folded('<p>{% translate "Tilbage" %} {% icon "check" %}{% static "site.css" %}{% url "web:front" %}</p>')
    (node,) = template.nodelist
    assert isinstance(node, TextNode)
    assert node.s.startswith("<p>Tilbage <svg")
    assert node.s.endswith("/static/site.css/</p>")


def test_component_block_of_words_becomes_one_text() -> None:
    template = folded(
        '{% componentblock "card" heading="Gåtur" level=3 %}<p>{% translate "Tilbage" %}</p>'
        '{% slot "footer" %}{% icon "check" %}{% endslot %}{% endcomponentblock %}'
    )
    (node,) = template.nodelist
    assert isinstance(node, TextNode)
    assert "<p>Tilbage</p>" in node.s
    assert "#check" in node.s


def test_component_block_with_a_variable_keeps_it_and_folds_the_rest() -> None:
    template = folded(
        '{% componentblock "card" heading="Gåtur" %}{% translate "Tilbage" %}'
        '{% slot "footer" %}{{ seats }}{% endslot %}{% endcomponentblock %}'
    )
    (node,) = template.nodelist
    assert isinstance(node, ComponentNode)
    assert isinstance(node.slots["content"][0], TextNode)
    assert "4 &lt;b&gt;" in template.render(Context({"seats": "4 <b>"}))


def test_what_names_a_variable_is_left() -> None:
    template = folded("{% translate word %}{% icon name %}{% blocktranslate %}Hej {{ who }}{% endblocktranslate %}")
    text = template.render(Context({"word": "Tilbage", "name": "check", "who": "<b>"}))
    assert text.startswith("Tilbage<svg")
    assert text.endswith("Hej &lt;b&gt;")


def test_a_name_is_given_its_value_where_it_stood() -> None:
    template = folded(
        '{% if yes %}{% translate "Ja" as word %}{% else %}{% translate "Nej" as word %}{% endif %}{{ word }}'
    )
    assert template.render(Context({"yes": True})) == "Ja"
    assert template.render(Context({"yes": False})) == "Nej"


def test_each_language_has_its_own_copy(content: None, client: Client) -> None:
    danish, english = client.get("/hjaelp/").content.decode(), client.get("/en/hjaelp/").content.decode()
    assert '<html lang="da">' in danish
    assert '<html lang="en">' in english
    assert client.get("/hjaelp/").content.decode().count("Tilgængelighed") == danish.count("Tilgængelighed")


def test_a_template_is_whole_for_everyone_who_asks_while_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    parameters = {key: value for key, value in settings.TEMPLATES[0].items() if key != "BACKEND"}
    engine: Engine = DjangoTemplates({"NAME": "t", "APP_DIRS": False, **copy.deepcopy(parameters)}).engine
    (loader,) = engine.template_loaders
    seen: list[object] = []

    def look_and_fold(template: Template) -> None:
        seen.append(loader.get_template_cache.get(loader.cache_key("404.html")))
        fold(template)

    monkeypatch.setattr("sundhedscenter.web.folding.fold", look_and_fold)
    made = engine.get_template("404.html")
    assert seen[0] is None
    assert engine.get_template("404.html") is made
