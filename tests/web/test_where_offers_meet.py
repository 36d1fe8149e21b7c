"""Cards and pages of offers name a place only where one can go: groups on video, open groups, and places elsewhere."""

import re

import pytest
import time_machine
from django.test import Client

from sundhedscenter.catalogue.models import Offer, Place
from sundhedscenter.groups.models import Group
from tests.people import AT, AsOwner
from tests.web.citizen_walk import seated, text_of

PAGE, PAPER = "/tilbud/grundhold/", "/tilbud/grundhold/papir/"


@pytest.fixture(autouse=True)
def at(catalogue: None) -> time_machine.Traveller:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


def on_site(group: Group, as_owner: AsOwner) -> None:
    with as_owner():
        place = Place.objects.get(code="lemvig-hus")
        Group.objects.filter(pk=group.pk).update(form="group_site", place=place)


def card(client: Client, **query: str) -> str:
    text = text_of(client.get("/tilbud/", query))
    return text[text.index('class="card"') : text.index("</article>")]


def where(client: Client, path: str = PAGE) -> str:
    text = text_of(client.get(path))
    found = re.search(r"<h2[^>]*>\s*Hvor\?\s*</h2>.*?</section>", text)
    assert found is not None
    return found.group()


def test_card_of_groups_on_video_names_no_place(client: Client, as_owner: AsOwner) -> None:
    seated(as_owner)
    told = card(client)
    assert re.search(r"kl\. \d\d\.\d\d på video\. 8 ledige pladser på 1 hold\.", told)
    assert "Sted" not in told and "Lemvig Hus" not in told


def test_card_of_a_group_that_meets_names_where(client: Client, as_owner: AsOwner) -> None:
    _, group = seated(as_owner)
    on_site(group, as_owner)
    told = card(client)
    assert re.search(r"kl\. \d\d\.\d\d, Lemvig Hus\. 8 ledige pladser", told)
    assert re.search(r"<dt>Sted</dt>\s*<dd>Lemvig Hus</dd>", told)


def test_card_names_no_place_where_nobody_meets_yet(client: Client) -> None:
    assert "Sted" not in card(client)


def test_card_says_when_the_place_is_in_another_municipality(client: Client, as_owner: AsOwner) -> None:
    with as_owner():
        Place.objects.exclude(municipality_code="0665").delete()
        Offer.objects.update(municipalities=[], slot_mask=1)
    assert "Lemvig Hus, uden for Struer. Du kan være med hjemmefra." in card(client, kommune="0671")
    assert "uden for" not in card(client, kommune="0665")


def test_page_puts_places_without_a_group_behind_a_fold(client: Client, as_owner: AsOwner) -> None:
    before, after = where(client).split("Her kan et nyt hold mødes")
    assert "Lemvig Hus" not in before and "Lemvig Hus" in after
    _, group = seated(as_owner)
    assert "De hold, der har plads nu, mødes på video." in where(client)
    on_site(group, as_owner)
    assert "Lemvig Hus" in where(client).split("Her kan et nyt hold mødes")[0]


def test_sheet_names_where_a_new_group_may_meet_in_one_line(client: Client, as_owner: AsOwner) -> None:
    told = where(client, PAPER)
    assert re.search(r"Her kan et nyt hold mødes: [^<]*Lemvig Hus", told) and "<li" not in told


def test_who_can_only_come_alone_reads_it_once(client: Client, as_owner: AsOwner) -> None:
    with as_owner():
        Offer.objects.update(ways_in=["self"])
    assert "Du kan selv melde dig." not in text_of(client.get(PAGE))
    with as_owner():
        Offer.objects.update(ways_in=["gp"])
    assert "<p>Du kan komme med gennem din læge.</p>" in text_of(client.get(PAGE))


def test_only_who_needs_nobody_can_begin_today(client: Client, as_owner: AsOwner) -> None:
    assert "Du kan begynde i dag, alene på nettet." in card(client, hvornaar="straks")
    with as_owner():
        Offer.objects.update(ways_in=["gp"])
    assert "Du kan begynde i dag" not in card(client)
    assert "0 tilbud" in text_of(client.get("/tilbud/", {"hvornaar": "straks"}))
