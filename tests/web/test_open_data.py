"""The page about open data: addresses that answer, in both languages."""

import re

import pytest
from django.test import Client

from sundhedscenter.catalogue.lix import lix


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/data/aabne/", "/en/data/aabne/"])
def test_every_address_on_the_page_answers(content: None, client: Client, path: str) -> None:
    html = client.get(path).text
    addresses = re.findall(r'href="http://testserver([^"]+)"', html)
    assert len(addresses) == 8
    assert [client.get(address).status_code for address in addresses] == [200] * 8
    assert "CC BY 4.0" in html


@pytest.mark.django_db
def test_page_is_easy_to_read(client: Client) -> None:
    html = client.get("/data/aabne/").text
    main = re.sub(
        r"<[^>]+>", " ", re.sub(r"<dd>.*?</dd>", ".", html.split("<main")[1].split("</main>")[0], flags=re.DOTALL)
    )
    assert lix(main) <= 35
