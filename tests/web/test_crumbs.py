"""The table of where each page stands, against all addresses that the resolver knows."""

from django.test import Client
from django.urls import resolve
from django.utils.translation import override

from sundhedscenter.web import trail
from sundhedscenter.web.crumbs import CRUMBS, NO_PAGE


def test_every_url_name_of_the_pages_has_one_row() -> None:
    known = trail.parameters().keys()
    assert known - CRUMBS.keys() - NO_PAGE == set(), "add a row to web/crumbs.py"
    assert (CRUMBS.keys() | NO_PAGE) - known == set(), "a row in web/crumbs.py whose page is gone"
    assert CRUMBS.keys() & NO_PAGE == set()


def test_every_way_ends_at_the_front_page() -> None:
    for name in CRUMBS:
        seen = [name]
        while parent := CRUMBS[seen[-1]].parent:
            assert parent not in seen, f"{name} stands above itself"
            seen.append(parent)
        assert seen[-1] == "front", name


def test_a_parent_takes_no_parameter_that_its_child_lacks() -> None:
    takes = trail.parameters()
    lacking = {name: takes[crumb.parent] - takes[name] for name, crumb in CRUMBS.items() if crumb.parent}
    assert {name: found for name, found in lacking.items() if found} == {}


def test_what_the_site_map_lists_has_an_address_of_its_own() -> None:
    assert {name for name, crumb in CRUMBS.items() if crumb.listed and trail.parameters()[name]} == set()


def test_front_page_has_no_breadcrumb(client: Client, content: None) -> None:
    assert 'class="breadcrumbs"' not in client.get("/").text


def test_page_shows_the_way_to_it(client: Client, content: None) -> None:
    html = client.get("/tal/").text
    way = html[html.index('class="breadcrumbs"') : html.index("<main")]
    assert way.index("Til forsiden") < way.index('href="/om/"') < way.index('aria-current="page"')
    assert way.index('href="/"') < way.index("Til forsiden")


def test_english_page_leads_to_english_pages(client: Client, content: None) -> None:
    html = client.get("/en/tal/").text
    assert 'href="/en/om/"' in html
    assert "To the front page" in html


def test_address_that_leads_nowhere_leads_to_the_front_page(client: Client, content: None) -> None:
    answer = client.get("/findes-ikke/")
    assert answer.status_code == 404
    assert 'class="breadcrumbs__link" href="/"' in answer.text


def test_parents_take_over_the_parameters_of_the_address() -> None:
    item = "0198f0a4-0000-7000-8000-000000000001"
    with override("da"):
        steps = trail.steps_above(resolve(f"/min-vej/skridt/{item}/tjek/"))
    assert [href for _label, href in steps] == ["/", "/min-vej/", f"/min-vej/skridt/{item}/"]
