"""A directory of others is brought in: its offers are on show, and the pages of those who work here stay as they were."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from sundhedscenter.catalogue.models import Offer, Track, Variant
from sundhedscenter.catalogue.queries import offer_of, run_here, shown_offers
from sundhedscenter.catalogue.search.index import renew_all
from sundhedscenter.evaluation.queries import offer_gaps
from sundhedscenter.journey.responsibility_checks import every_offer_has_four_roles
from sundhedscenter.partnership.models import Organisation
from tests.people import AT, LONG, AsOwner, staff

BROUGHT = 60


@pytest.fixture
def brought(catalogue: None, as_owner: AsOwner) -> None:
    """Sixty offers of an association elsewhere: no public task, no group and no step here; one more is a draft."""
    with as_owner():
        elsewhere = Organisation.objects.create(code="fjern", name="Fjern Forening", kind="association", valid=LONG)
        offers = Offer.objects.bulk_create(
            Offer(
                code=f"fjern-{number}",
                name_da=f"Gåtur {number}",
                summary_da="En tur.",
                join_da="Kom.",
                organisation=elsewhere,
                origin="import",
                stage="operation" if number else "draft",
            )
            for number in range(BROUGHT + 1)
        )
        Variant.objects.bulk_create(Variant(offer=offer, form="group_site", minutes=60) for offer in offers)
        renew_all()


def context(client: Client, name: str, **query: str) -> Any:
    with time_machine.travel(AT, tick=False):
        return client.get(reverse(name), query).context


def test_what_was_brought_is_shown_and_not_run_here(brought: None) -> None:
    assert [offer.code for offer in run_here()] == ["grundhold"]
    assert shown_offers().count() == BROUGHT + 1


def test_a_plan_comes_from_an_offer_of_the_house_that_is_published(brought: None, as_owner: AsOwner) -> None:
    with as_owner():
        Offer.objects.filter(code="fjern-0").update(track=Track.objects.get(), topics=["kol"], code="aaa")
        Offer.objects.filter(code="fjern-1").update(
            track=Track.objects.get(), topics=["kol"], code="bbb", stage="retired"
        )
    found = offer_of(topic="kol", track=Track.objects.get())
    assert found is not None
    assert found.code == "grundhold"


def test_gaps_and_checks_are_about_the_house(brought: None) -> None:
    assert [gap.offer.code for gap in offer_gaps(at=AT)] == []
    assert list(every_offer_has_four_roles(AT)) == []


@pytest.mark.parametrize(
    ("role", "name", "rows"),
    [
        ("coordinator", "web:staff_responsibilities", lambda told: [row["name"] for row in told["rows"]]),
        ("coordinator", "web:staff_partnership", lambda told: [row["name"] for row in told["offers"]]),
    ],
)
def test_pages_about_responsibility_hold_the_house_alone(
    brought: None, client: Client, as_owner: AsOwner, role: str, name: str, rows: Callable[[Any], list[str]]
) -> None:
    client.force_login(staff(as_owner, "lemvig", role=role))
    assert rows(context(client, name)) == ["Grundhold"]


def test_partners_are_those_with_a_part_in_it(brought: None, client: Client, as_owner: AsOwner) -> None:
    client.force_login(staff(as_owner, "lemvig", role="coordinator"))
    kinds = context(client, "web:staff_partnership")["kinds"]
    assert [body.name for kind in kinds for body in kind["organisations"]] == ["Lemvig Kommune"]


def test_what_is_not_run_here_has_no_responsibility_to_move(brought: None, client: Client, as_owner: AsOwner) -> None:
    client.force_login(staff(as_owner, "lemvig", role="coordinator"))
    with time_machine.travel(AT, tick=False):
        assert client.get(reverse("web:staff_responsibility", args=["grundhold"])).status_code == 200
        assert client.get(reverse("web:staff_responsibility", args=["fjern-1"])).status_code == 404


def test_the_list_of_offers_is_found_a_page_at_a_time(brought: None, client: Client, as_owner: AsOwner) -> None:
    client.force_login(staff(as_owner, "lemvig", role="practice"))
    told = context(client, "web:staff_offers")
    assert (told["count"], told["of"], len(told["offers"])) == (BROUGHT + 1, 4, 20)
    pages = [context(client, "web:staff_offers", side=str(number))["offers"] for number in range(1, 5)]
    assert len({offer["code"] for page in pages for offer in page}) == BROUGHT + 1
    (found,) = context(client, "web:staff_offers", q="grundhold")["offers"]
    assert (found["name"], found["href"]) == ("Grundhold", "/tilbud/grundhold/")
