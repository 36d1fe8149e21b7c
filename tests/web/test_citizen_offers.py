"""The list of offers, the index from A to Å and the word list, through the test client."""

import re
from collections.abc import Callable

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client

from sundhedscenter.catalogue.models import Offer
from tests.people import AsOwner

SAVEPOINT = 2  # in a test, the request's own transaction

type Queries = Callable[..., object]


def names(html: str) -> list[str]:
    """The offers on the page, in order."""
    return re.findall(r'class="card-heading"[^>]*>\s*<a\s+href="[^"]*/tilbud/([a-z0-9-]+)/', html)


def test_list_answers_words_with_cards(client: Client, at: time_machine.Traveller) -> None:
    answer = client.get("/tilbud/", {"q": "sukkersyge"})
    assert answer.status_code == 200
    assert names(answer.text)[0] == "diabeteshold"
    assert "tilbud til “sukkersyge”" in answer.text
    assert answer["X-Robots-Tag"] == "noindex" and "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


def test_words_of_place_and_time_become_chips_that_can_be_taken_away(
    client: Client, at: time_machine.Traveller
) -> None:
    html = client.get("/tilbud/", {"q": "noget til min mor med KOL i Struer om aftenen"}).text
    chips = dict(re.findall(r'href="([^"]+)"[^>]*><span class="sr-only">Fjern filter:\s*</span>([^<]+)', html))
    assert sorted(chips.values()) == ["Efter kl. 16", "Struer"]
    assert names(html)[0] in {"lungehold", "lungecafe-struer"}
    without = next(address for address, label in chips.items() if label == "Struer")
    again = client.get(without.replace("&amp;", "&")).text
    assert "Efter kl. 16" in again and "</span>Struer" not in again


def test_near_a_postal_code_the_nearest_place_is_told(client: Client, at: time_machine.Traveller) -> None:
    html = client.get("/tilbud/", {"q": "gåtur", "postnr": "7600"}).text
    assert names(html)[0] == "gaa-tur-struer"
    assert re.search(r"cirka \d+ km i luftlinje", html) and "Nær 7600 Struer" in html


def test_postal_code_that_is_none_says_how_to_mend_it(client: Client, at: time_machine.Traveller) -> None:
    html = client.get("/tilbud/", {"postnr": "abc"}).text
    assert "Det er fire tal" in html and 'value="abc"' in html


def test_no_hit_is_no_dead_end(client: Client, at: time_machine.Traveller) -> None:
    html = client.get("/tilbud/", {"q": "vinterbad", "kommune": "0671"}).text
    assert names(html) == []
    assert re.search(r"Uden “Struer” er der 1", html)
    assert 'href="/klar/"' in html and "tel:" in html and 'href="/a-aa/"' in html


def test_nothing_at_all_still_leads_on(client: Client, at: time_machine.Traveller) -> None:
    html = client.get("/tilbud/", {"q": "xyzzyqwv"}).text
    assert names(html) == [] and "Se alle tilbud" in html and 'href="/klar/"' in html


def test_paging_keeps_the_filters(client: Client, at: time_machine.Traveller) -> None:
    first = client.get("/tilbud/", {"vilkaar": "gratis"}).text
    second = client.get("/tilbud/", {"vilkaar": "gratis", "side": "2"}).text
    assert "?vilkaar=gratis&amp;side=2" in first
    assert len(names(first)) == 20 and not set(names(first)) & set(names(second))
    assert names(client.get("/tilbud/", {"side": "9999"}).text) and names(client.get("/tilbud/", {"side": "-3"}).text)


def test_same_number_of_queries_for_few_and_for_many(
    client: Client, at: time_machine.Traveller, django_assert_num_queries: Queries, as_owner: AsOwner
) -> None:
    def ask(text: str) -> int:
        with django_assert_num_queries(4 + SAVEPOINT):  # words, offers, groups, cards
            return len(names(client.get("/tilbud/", {"q": text}).text))

    client.get("/tilbud/", {"q": "hold"})
    assert ask("hold") > 3
    with as_owner():
        Offer.objects.exclude(code="lungehold").update(stage="retired")
    assert ask("hold") == 1


@pytest.mark.parametrize("stage", ["draft", "review", "retired"])
def test_what_is_not_on_show_is_never_found(
    client: Client, at: time_machine.Traveller, as_owner: AsOwner, stage: str
) -> None:
    assert "stophold" in names(client.get("/tilbud/", {"q": "stophold"}).text)
    with as_owner():
        Offer.objects.filter(code="stophold").update(stage=stage)
    assert "stophold" not in names(client.get("/tilbud/", {"q": "stophold"}).text)
    assert "/tilbud/stophold/" not in client.get("/a-aa/?bogstav=alle").text


def test_nothing_typed_is_kept(
    client: Client, at: time_machine.Traveller, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = client.get("/tilbud/", {"q": "kvababbelse i Struer"})
    assert answer.status_code == 200 and set(answer.cookies) <= {"csrftoken"}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            cursor.execute(f"SELECT count(*) FROM {table} AS line WHERE line::text ILIKE '%kvababbelse%'")
            assert cursor.fetchone() == (0,), table
    assert "kvababbelse" not in caplog.text + "".join(capfd.readouterr())


def test_english_page_marks_what_is_danish(client: Client, at: time_machine.Traveller, as_owner: AsOwner) -> None:
    with as_owner():
        Offer.objects.filter(code="lungekor").update(name_en="", summary_en="")
    html = client.get("/en/tilbud/", {"q": "lungekor"}).text
    assert re.search(r'<article class="card"[^>]*lang="da"', html)
    assert "Find an offer" in html and "Hvad leder du" not in html


def test_what_a_word_means_stands_first(client: Client, at: time_machine.Traveller) -> None:
    html = client.get("/tilbud/", {"q": "hvad er en afklarende samtale"}).text
    assert html.index("I finder sammen ud af") < html.index('id="antal"')


def headings(html: str) -> list[str]:
    return re.findall(r"<h2 id=\"[a-z]+\">(.)</h2>", html)


def test_index_is_in_danish_order(
    client: Client, at: time_machine.Traveller, django_assert_num_queries: Queries
) -> None:
    client.get("/a-aa/")
    with django_assert_num_queries(2 + SAVEPOINT):  # offers, places
        html = client.get("/a-aa/?bogstav=alle").text
    letters = headings(html)
    assert letters == sorted(letters, key="#ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ".index)
    assert letters[-1] == "Å" and len(letters) > 20
    for said in ("Sukkersyge", "Diabeteshold", "Åndenød", "Afklarende samtale", "Type 2-diabetes"):
        assert f">{said}</a>" in html, said


@pytest.mark.parametrize(
    ("query", "letter"), [("", "A"), ("?bogstav=d", "D"), ("?bogstav=aa", "Å"), ("?bogstav=nej", "A")]
)
def test_index_shows_a_letter_at_a_time(client: Client, at: time_machine.Traveller, query: str, letter: str) -> None:
    html = client.get(f"/a-aa/{query}").text
    assert headings(html) == [letter]
    assert re.findall(r'aria-current="page"\s*>(.)</a>', html) == [letter]
    assert "Vis alt på én side" in html and 'href="/a-aa/?bogstav=d"' in html


def test_index_has_offers_before_what_people_say(client: Client, at: time_machine.Traveller) -> None:
    html = client.get("/a-aa/?bogstav=d").text
    assert html.index("<h3>Tilbud</h3>") < html.index(">Diabeteshold</a>") < html.index("<h3>Søg på det, folk siger")


def test_offers_of_the_same_name_are_told_apart(client: Client, at: time_machine.Traveller, as_owner: AsOwner) -> None:
    with as_owner():
        Offer.objects.filter(code="lungekor").update(name_da="Lungehold")
    html = client.get("/a-aa/?bogstav=l").text
    assert len(re.findall(r">Lungehold</a>\s*<span class=\"index-kind\">\([^)]+\)</span>", html)) == 2


def test_index_in_english_is_sorted_by_english_names(client: Client, at: time_machine.Traveller) -> None:
    html = client.get("/en/a-aa/?bogstav=alle").text
    listed = [name for name in re.findall(r"<li>\s*<a\s+href=\"[^\"]+\"\s*>([^<]+)</a>", html) if len(name) > 1]
    assert listed.index("Diabetes group") < listed.index("Exercise group for everyone") < listed.index("Lung group")
    assert "Tilbud, steder" not in html


def test_word_list_leads_to_where_it_matters(client: Client, at: time_machine.Traveller) -> None:
    html = client.get("/ordliste/").text
    assert html.count("<dt ") >= 45 and '<dt id="visitator">' in html
    told = html[html.index('<dl class="words">') : html.index("</dl>")]
    for address in sorted(set(re.findall(r'href="([^"]+)"', told))):
        assert client.get(address.replace("&amp;", "&")).status_code in {200, 302}, address


def test_every_public_page_leads_to_the_search(client: Client, at: time_machine.Traveller) -> None:
    front = client.get("/").text
    assert 'action="/tilbud/"' in front and 'name="q"' in front
    for page in ("/om/", "/hjaelp/", "/klar/", "/ordliste/"):
        assert 'href="/tilbud/"' in client.get(page, follow=True).text, page
