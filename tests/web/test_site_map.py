"""The site map for people and for search engines, the statement at /was, and the foot of every page."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sundhedscenter.catalogue.models import Offer
from sundhedscenter.catalogue.queries import shown_offers
from sundhedscenter.catalogue.vocabulary import Stage
from sundhedscenter.config import dates
from sundhedscenter.web.crumbs import CRUMBS
from sundhedscenter.web.site_map import SITEMAP, XHTML
from tests.people import AsOwner

pytestmark = pytest.mark.usefixtures("content")
LISTED = {reverse(f"web:{name}") for name, crumb in CRUMBS.items() if crumb.listed}


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def links(html: str) -> list[str]:
    return re.findall(r'<a href="([^"]+)"', main_of(html))


def urls(client: Client, path: str = "/sitemap.xml") -> list[ET.Element]:
    answer = client.get(path)
    assert answer["content-type"] == "application/xml"
    root = ET.fromstring(answer.content)
    assert root.tag == f"{{{SITEMAP}}}urlset"
    return list(root)


def test_site_map_has_every_listed_page_once(client: Client) -> None:
    found = links(client.get("/kort-over-siden/").text)
    assert LISTED - set(found) == set()
    assert len(found) == len(set(found))


def test_site_map_names_every_offer_that_is_shown_and_no_draft(client: Client, as_owner: AsOwner) -> None:
    with as_owner():
        Offer.objects.filter(code="lungehold").update(stage=Stage.DRAFT)
    shown = {reverse("web:offer", args=[code]) for code in shown_offers().values_list("code", flat=True)}
    for path in ("/kort-over-siden/", "/sitemap.xml"):
        page = client.get(path).text
        assert {href for href in shown if href not in page} == set()
        assert "/tilbud/lungehold/" not in page


def test_site_map_asks_as_often_for_one_offer_as_for_three(client: Client, as_owner: AsOwner) -> None:
    counts = []
    codes = list(shown_offers().values_list("code", flat=True))
    for kept in (1, 3):
        with as_owner():
            Offer.objects.exclude(code__in=codes[:kept]).update(stage=Stage.DRAFT)
            Offer.objects.filter(code__in=codes[:kept]).update(stage=Stage.OPERATION)
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/kort-over-siden/").text
        assert page.count('href="/tilbud/') == kept + 2, "search stands in the list and in the head"
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_every_page_of_the_xml_site_map_opens_for_a_stranger(client: Client) -> None:
    addresses = [url.findtext(f"{{{SITEMAP}}}loc") for url in urls(client)]
    paths = [str(address).removeprefix("http://testserver") for address in addresses]
    answers = {path: client.get(path, follow=True) for path in paths}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(paths, 200)
    assert [path for path, answer in answers.items() if "log-ind" in str(answer.redirect_chain)] == []
    assert {*LISTED, *(f"/en{path}" for path in LISTED)} - set(paths) == set()


def test_xml_site_map_has_the_shape_of_its_schema(client: Client) -> None:
    """sitemaps.org 0.9: loc first, absolute, once, at most 2,048 signs and 50,000 addresses; alternates both ways."""
    found = urls(client)
    addresses = [str(url[0].text) for url in found]
    assert {url[0].tag for url in found} == {f"{{{SITEMAP}}}loc"}
    assert len(addresses) == len(set(addresses)) <= 50_000
    assert [address for address in addresses if not address.startswith("http://testserver/")] == []
    assert max(map(len, addresses)) < 2048
    for url in found:
        alternates = {link.get("hreflang"): link.get("href") for link in url.findall(f"{{{XHTML}}}link")}
        assert alternates.keys() == {"da", "en"}
        assert url[0].text in alternates.values()
        assert set(alternates.values()) <= set(addresses)


def test_robots_names_the_site_map_and_keeps_to_the_open_pages(client: Client) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"
    assert "Disallow: /personale/" in lines


@pytest.mark.parametrize("path", ["/was", "/en/was"])
def test_statement_of_ours_says_all_that_the_law_asks_for(client: Client, path: str) -> None:
    page = client.get(path).text
    for part in ("WCAG", "tel:", "mailto:sundhedscenter@example.org", "2026", "digst.dk"):
        assert part in page
    assert set(re.findall(r'href="tel:([^"]+)"', main_of(page))) == {"+4570000000"}


def test_phone_of_those_who_hear_complaints_is_the_tenants_to_set(client: Client, settings: object) -> None:
    settings.WAS_AGENCY_PHONE = "12 34 56 78"  # type: ignore[attr-defined]
    page = client.get("/was").text
    assert re.search(r'Ring til styrelsen: <a href="tel:[^"]*12345678">12 34 56 78</a>', page)


def test_official_statement_is_sent_on_to(client: Client, settings: object) -> None:
    settings.WAS_URL = "https://was.digst.dk/sundhed-example-dk"  # type: ignore[attr-defined]
    assert client.get("/was").url == "https://was.digst.dk/sundhed-example-dk"


def test_wrong_day_in_the_settings_names_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUNDHEDSCENTER_WAS_MADE", "22.11.2026")
    with pytest.raises(ImproperlyConfigured, match="SUNDHEDSCENTER_WAS_MADE"):
        dates.from_environment("SUNDHEDSCENTER_WAS_MADE", date.min)
    monkeypatch.setenv("SUNDHEDSCENTER_WAS_MADE", "2027-02-01")
    assert dates.from_environment("SUNDHEDSCENTER_WAS_MADE", date.min) == date(2027, 2, 1)
    monkeypatch.delenv("SUNDHEDSCENTER_WAS_MADE")
    assert dates.from_environment("SUNDHEDSCENTER_WAS_MADE", date.min) == date.min


@pytest.mark.parametrize("path", ["/", "/log-ind/", "/findes-ikke/"])
def test_foot_of_every_page_leads_to_the_whole_site(client: Client, path: str) -> None:
    page = client.get(path).text
    foot = page[page.index('class="bottom"') :]
    for name in ("site_map", "index", "words", "ideas", "display", "was", "about_data"):
        assert f'href="{reverse(f"web:{name}")}"' in foot
    assert "data-print" in page
