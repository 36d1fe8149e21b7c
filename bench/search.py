"""Searching 1,000 offers of all municipalities: CPU per page, and how many times PostgreSQL's plain full text that is.

Each question of the tests is asked several times in this process, so that the kernel's ticks (10 ms) are divided by the
number of askings. CPU of the database is counted too.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment

from bench.offers import services
from bench.servers import cpu_seconds
from sundhedscenter.catalogue import publishing
from sundhedscenter.catalogue.models import Place
from sundhedscenter.catalogue.offer_schemas import Offer as Document
from sundhedscenter.catalogue.search.asking import Filters, ask
from sundhedscenter.catalogue.search.places import gazetteer
from sundhedscenter.catalogue.vocabulary import Stage
from sundhedscenter.groups.finding import find
from sundhedscenter.partnership.models import Organisation

COUNT = 1000
PAGE_LIMIT_MS = 100.0
INDEX_LIMIT = 10
QUESTIONS = Path(__file__).parent.parent / "tests" / "catalogue" / "search"

# What one writes who leaves the search to PostgreSQL: stems of Danish, all texts of the row, the best first.
PLAIN = """
SELECT o.id FROM catalogue_offer o, websearch_to_tsquery('danish', %s) AS asked,
     to_tsvector('danish', concat_ws(' ', o.name_da, o.name_en, o.summary_da, o.summary_en, o.for_whom_da, o.happens_da,
                                     array_to_string(o.keywords, ' '))) AS words
WHERE o.stage IN ('trial', 'operation') AND words @@ asked
ORDER BY ts_rank(words, asked) DESC, o.code LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """CPU milliseconds per asking, of this process and the database together."""

    offers: int
    questions: int
    page_median: float
    page_p95: float
    find_median: float
    plain_median: float
    ratio: float
    index_queries: int
    index_ms: float

    @property
    def within(self) -> bool:
        return self.page_p95 <= PAGE_LIMIT_MS and self.index_queries < INDEX_LIMIT


def fill(*, count: int, at: datetime) -> None:
    """The generated offers in operation, written as the files of the house are, by the tables' owner."""
    with transaction.atomic(using="owner"):
        for service in services(count):
            document = _document(service)
            version = publishing.add_version(
                document=document,
                organisation=Organisation.objects.using("owner").get(code=document.organisation),
                by=None,
                at=at,
                using="owner",
            )
            publishing.decide(version=version, stage=Stage.OPERATION, by=None, organisation=None, at=at, using="owner")


def _find(q: str, at: datetime) -> object:
    return find(question=ask(q), filters=Filters(), at=at)


def measure(*, database: int, rounds: int, at: datetime) -> Figures:
    """`database` is the process id of the server."""
    fill(count=COUNT, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalogue_offer WHERE stage IN ('trial', 'operation')")
        (offers,) = cursor.fetchone()
    questions = [row["q"] for name in ("queries.yaml", "unseen.yaml") for row in _questions(name)]
    setup_test_environment()
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    pages = [_cost(partial(_page, client, "/tilbud/", q), database, rounds) for q in questions]
    finds = [_cost(partial(_find, q, at), database, rounds) for q in questions]
    plain = [_cost(partial(_plain, q), database, rounds) for q in questions]
    with CaptureQueriesContext(connection) as asked:
        _page(client, "/a-aa/", "")
    return Figures(
        offers=offers,
        questions=len(questions),
        page_median=median(pages),
        page_p95=quantiles(pages, n=20)[-1],
        find_median=median(finds),
        plain_median=median(plain),
        ratio=median(finds) / median(plain),
        index_queries=len(asked),
        index_ms=_cost(lambda: _page(client, "/a-aa/", ""), database, rounds),
    )


def _cost(act: Callable[[], object], database: int, rounds: int) -> float:
    act()
    mine, below = time.process_time(), cpu_seconds(database)
    for _ in range(rounds):
        act()
    return (time.process_time() - mine + cpu_seconds(database) - below) * 1000 / rounds


def _page(client: Client, address: str, q: str) -> None:
    answer = client.get(address, {"q": q} if q else {})
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code} to '{q}'.")


def _plain(q: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, [q])
        cursor.fetchall()


def _questions(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((QUESTIONS / name).read_text(encoding="utf-8"))["queries"]
    return rows


def _document(service: dict[str, Any]) -> Document:
    """As much of the service as a search can find; the import has tests of its own."""
    code = f"bench-{service['id'][:8]}"
    organisation = _organisation(service["organization"]["name"])
    place = _place(service["service_at_locations"][0]["location"], organisation)
    terms = [attribute["taxonomy_term"] for attribute in service["attributes"]]
    named = {kind: [row["code"] for row in terms if row["taxonomy"] == kind] for kind in ("topic", "form", "area")}
    return Document.model_validate(
        {
            "code": code,
            "name": {"da": service["name"]},
            "summary": {"da": service["description"].split("\n")[0]},
            "for_whom": {"da": service["eligibility_description"]},
            "happens": {"da": service["description"]},
            "join": {"da": service["application_process"]},
            "organisation": organisation.code,
            "area": named["area"][0],
            "topics": named["topic"],
            "places": [place.code],
            "variants": [{"form": form, "minutes": 60} for form in named["form"]],
            "languages": [row["code"] for row in service["languages"]],
            "slot_mask": 1 << (int(service["id"][:4], 16) % 40),
            "source": "bench/offers.py",
        }
    )


def _organisation(name: str) -> Organisation:
    code = f"bench-{uuid5(NAMESPACE_URL, name)}"
    found, _made = Organisation.objects.using("owner").get_or_create(
        name=name,
        defaults={"code": code, "kind": "association", "valid": DateRange(date(2020, 1, 1), None), "is_test": True},
    )
    return found


def _place(location: dict[str, Any], organisation: Organisation) -> Place:
    postal_code = location["addresses"][0]["postal_code"]
    found, _made = Place.objects.using("owner").get_or_create(
        code=f"bench-{location['id'][:13]}",
        defaults={
            "name": location["name"],
            "organisation": organisation,
            "address": location["addresses"][0]["address_1"],
            "postal_code": postal_code,
            "municipality_code": gazetteer().spots[postal_code].municipality,
            "lat": location["latitude"],
            "lon": location["longitude"],
            "step_free": True,
            "travel_da": "-",
            "travel_en": "-",
            "is_demo": True,
        },
    )
    return found
