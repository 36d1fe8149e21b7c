"""The choice of text size and colours: kept in a cookie, on every page, and never a way out to another site."""

import re

import pytest
from django.test import Client

from sundhedscenter.web.display import COOKIE, SIZES, THEMES

pytestmark = pytest.mark.usefixtures("content")


def html_tag(client: Client, path: str = "/om/") -> str:
    return re.sub(r"\s+", " ", re.search(r"<html[^>]*>", client.get(path).text)[0])


def test_without_a_choice_the_device_decides(client: Client) -> None:
    page = client.get("/om/").text
    assert 'data-theme="' not in page
    assert '<meta name="color-scheme" content="light dark">' in page


@pytest.mark.parametrize("theme", [code for code in THEMES if code])
@pytest.mark.parametrize("text", [code for code in SIZES if code])
def test_choice_stands_on_the_next_page(client: Client, theme: str, text: str) -> None:
    client.post("/visning/", {"theme": theme})
    client.post("/visning/", {"text": text})
    assert f'data-theme="{theme}"' in html_tag(client)
    assert f'data-text="{text}"' in html_tag(client)


def test_cookie_holds_the_choice_alone_for_a_year(client: Client) -> None:
    cookie = client.post("/visning/", {"theme": "dark"}).cookies[COOKIE]
    assert (cookie.value, cookie["max-age"], cookie["samesite"]) == ("dark.", 31_536_000, "Lax")
    assert cookie["httponly"]


def test_back_to_none_takes_the_cookie_away(client: Client) -> None:
    client.post("/visning/", {"theme": "calm"})
    answer = client.post("/visning/", {"theme": ""})
    assert answer.cookies[COOKIE]["max-age"] == 0
    assert "data-theme" not in html_tag(client)


@pytest.mark.parametrize("value", ["blue.999", "dark<script>.1500", "", "....", "x" * 4000])
def test_what_is_not_in_the_lists_is_no_choice(client: Client, value: str) -> None:
    client.cookies[COOKIE] = value
    assert html_tag(client) == '<html lang="da">'


def test_unknown_choice_changes_nothing(client: Client) -> None:
    client.post("/visning/", {"theme": "dark"})
    client.post("/visning/", {"theme": "pink", "text": "999"})
    assert 'data-theme="dark"' in html_tag(client)


@pytest.mark.parametrize("page", ["/hjaelp/", "/en/tal/?q=a%20b"])
def test_one_comes_back_to_the_same_page(client: Client, page: str) -> None:
    assert client.post("/visning/", {"text": "150", "next": page}).url == page


@pytest.mark.parametrize("page", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)", ""])
def test_nobody_is_led_away(client: Client, page: str) -> None:
    assert client.post("/visning/", {"text": "150", "next": page}).url == "/visning/"


def test_page_shows_the_choice_that_stands(client: Client) -> None:
    client.post("/visning/", {"theme": "high"})
    page = client.get("/visning/").text
    chosen = re.findall(r'value="(\w*)"\s+aria-pressed="true"', page)
    assert chosen == ["", "high", "", "high"], "in the head, and on the page"


@pytest.mark.parametrize("path", ["/", "/log-ind/", "/findes-ikke/", "/papir/samtale/"])
def test_every_page_has_the_control(client: Client, path: str) -> None:
    page = client.get(path).text
    assert f'name="next" value="{path}"' in page
    assert "Tekst og farver" in page
