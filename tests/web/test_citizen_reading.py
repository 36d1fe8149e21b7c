"""Citizens' pages in plain words: LIX at most 35 for each, and never a word that blames."""

import re
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from sundhedscenter.catalogue.lix import lix
from tests.people import AsOwner
from tests.web.citizen_walk import REPLIES, answer, begin, logged_in, seated

pytestmark = pytest.mark.django_db
MOST = 35
BLAMING = ("ugyldig", "forkert svar", "du har glemt", "du skal udfylde", "du mangler", "påkrævet", "fejlagtig")
PUBLIC = ["front", "about", "help", "about_data", "accessibility", "paper_conversation"]
OWN = ["my_way", "welcome", "slip", "plan", "looked", "pause", "come_back", "change_time", "switch_format", "say_no"]
OWN += ["own_data", "holdings", "data_export", "data_paper", "data_correction", "data_erasure", "data_question"]


def words_of(html: str) -> str:
    """What a person reads in the page's main part; each piece of markup that ends a line ends a sentence."""
    main = re.search(r"<main.*?</main>", html, re.DOTALL)
    assert main is not None
    text = re.sub(r"<(script|style|svg).*?</\1>", " ", main.group(), flags=re.DOTALL)
    text = re.sub(r"</(p|li|h\d|dt|dd|td|th|label|legend|button|summary)>", ". ", text)
    text = unescape(re.sub(r"<[^>]+>", " ", text))
    return re.sub(r"([.?!:])(\s*\.)+", r"\1", re.sub(r"\s+", " ", text))


def is_plain(html: str, name: str) -> None:
    text = words_of(html)
    assert lix(text) <= MOST, (name, lix(text), text)
    assert not [word for word in BLAMING if word in text.lower()], name


@pytest.mark.parametrize("name", PUBLIC)
def test_pages_for_everybody(content: None, client: Client, name: str) -> None:
    is_plain(client.get(reverse(f"web:{name}")).content.decode(), name)


def test_every_question_answered_and_refused(at: time_machine.Traveller, client: Client) -> None:
    begin(client)
    for step in REPLIES:
        path = reverse("web:question", args=[step])
        is_plain(client.get(path).content.decode(), step)
        is_plain(client.post(path, {"goal": "Jeg vil gå. " * 100}).content.decode(), f"{step} refused")
        answer(client, step)
    is_plain(client.get(reverse("web:proposals")).content.decode(), "proposals")
    is_plain(client.get(reverse("web:kept")).content.decode(), "kept")


def test_own_pages(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, _ = seated(as_owner)
    client = logged_in(someone)
    for name in OWN:
        is_plain(client.get(reverse(f"web:{name}")).content.decode(), name)


def test_pages_after_each_no(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, _ = seated(as_owner)
    client = logged_in(someone)
    for form in ("group_site", "group_video", "alone_online"):
        is_plain(client.post(reverse("web:switch_format"), {"form": form}).content.decode(), form)
