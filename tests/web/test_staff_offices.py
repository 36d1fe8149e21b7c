"""Pages without citizens: offers with real starts, groups across, programmes, partnership, operations."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from sundhedscenter.catalogue.loading import load_all
from sundhedscenter.catalogue.models import Offer, OfferResponsibility, Track
from sundhedscenter.core import outbox
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.core.week import slot_number
from sundhedscenter.groups.actions import create_group
from sundhedscenter.groups.models import Group
from sundhedscenter.partnership.models import Agreement, Duty, Organisation
from tests.people import AT, AsOwner, accepts, leader, person, staff
from tests.small_catalogue import WAIT_ON_VIDEO

pytestmark = pytest.mark.django_db


def open_group(as_owner: AsOwner, hour: int) -> Group:
    """A group on video led from Skive, on Tuesdays."""
    user = leader(as_owner, "skive", slot_mask=1 << slot_number(1, hour))
    with acting_as(system("pooling")) as viewer:
        return create_group(
            track=Track.objects.get(code="core"),
            form="group_video",
            place=None,
            slot_mask=1 << slot_number(1, hour),
            leader=user,
            organisation=Organisation.objects.get(code="skive"),
            earliest=AT,
            by=viewer,
            at=AT,
        )


@time_machine.travel(AT, tick=False)
def test_an_offer_without_groups_tells_its_own_times(client: Client, catalogue: None, as_owner: AsOwner) -> None:
    client.force_login(staff(as_owner, "lemvig", role="practice"))
    with as_owner():
        Offer.objects.update(times_da="Tirsdag kl. 19", times_en="")
    assert re.search(r"<strong>\s*Tirsdag kl\. 19\s*</strong>", client.get(reverse("web:staff_offers")).text)
    with override("da"):  # so that the English page leaves no language behind
        assert '<span lang="da">Tirsdag kl. 19</span>' in client.get("/en/personale/tilbud/").text


@time_machine.travel(AT, tick=False)
def test_a_doctor_sees_the_next_real_starts(client: Client, catalogue: None, as_owner: AsOwner) -> None:
    client.force_login(staff(as_owner, "lemvig", role="practice"))
    (offer,) = client.get(reverse("web:staff_offers")).context["offers"]
    assert offer["starts"] == []
    open_group(as_owner, 17)
    with CaptureQueriesContext(connection) as one:
        page = client.get(reverse("web:staff_offers"))
    (start,) = page.context["offers"][0]["starts"]
    assert (start["when"], start["left"]) == ("tirsdag den 3. marts kl. 17.00", 12)
    assert "ring til os på" in page.content.decode()
    open_group(as_owner, 13)
    open_group(as_owner, 19)
    with CaptureQueriesContext(connection) as three:
        page = client.get(reverse("web:staff_offers"))
    assert [start["when"][-5:] for start in page.context["offers"][0]["starts"]] == ["13.00", "17.00", "19.00"]
    assert len(one) == len(three)


@time_machine.travel(AT, tick=False)
def test_the_coordinator_sees_groups_and_seats_and_nobody(client: Client, catalogue: None, as_owner: AsOwner) -> None:
    leader(as_owner, "skive")
    for name, town in zip(("Anna", "Bent", "Carl", "Dora"), ("lemvig", "struer", "holstebro", "skive"), strict=True):
        accepts(person(as_owner, name), town, WAIT_ON_VIDEO)
    client.force_login(staff(as_owner, "holstebro", role="coordinator"))
    with CaptureQueriesContext(connection) as one:
        page = client.get(reverse("web:staff_pooled"))
    (row,) = page.context["rows"]
    assert (row["taken"], row["all"], row["left"], row["status"]) == (4, 12, 8, "open")
    assert all(name not in page.content.decode() for name in ("Anna", "Bent", "Carl", "Dora", "Holdleder"))
    open_group(as_owner, 13)
    open_group(as_owner, 19)
    with CaptureQueriesContext(connection) as three:
        assert len(client.get(reverse("web:staff_pooled")).context["rows"]) == 3
    assert len(one) == len(three)


def test_each_figure_of_each_programme_stands_with_status_and_source(
    client: Client, as_owner: Callable[..., AbstractContextManager[None]]
) -> None:
    with as_owner():
        load_all(using="default", at=AT)
    client.force_login(staff(as_owner, "lemvig"))
    rows = client.get(reverse("web:staff_programmes")).context["rows"]
    assert len(rows) >= 11
    for row in rows:
        page = client.get(row["href"])
        figures = [figure for part in page.context["parts"] for figure in part["figures"]]
        assert len(figures) == row["figures"]
        assert {figure["status"] for figure in figures} <= {"V", "K", "P"}
        assert all(figure["source"] and figure["value"] and figure["label"] for figure in figures)
        unnamed = [figure["name"] for figure in figures if figure["name"].islower() and figure["name"] != "mbsr"]
        assert unnamed == [], f"{row['name']}: give these figures a Danish name in web/staff/figure_words.py"
    assert client.get(reverse("web:staff_programme", args=["findes-ikke"])).status_code == 404


@time_machine.travel(AT, tick=False)
def test_the_partnership_page_says_who_answers_today_and_later(
    client: Client, catalogue: None, as_owner: AsOwner
) -> None:
    lemvig, skive = Organisation.objects.get(code="lemvig"), Organisation.objects.get(code="skive")
    turn = date(2027, 1, 1)
    with as_owner():
        offer = Offer.objects.get()
        OfferResponsibility.objects.filter(offer=offer, role="authority").update(
            during=DateRange(date(2020, 1, 1), turn)
        )
        OfferResponsibility.objects.create(
            offer=offer, role="authority", organisation=skive, during=DateRange(turn, None)
        )
        OfferResponsibility.objects.filter(offer=offer, role="payer").update(
            during=DateRange(date(2020, 1, 1), AT.date())
        )
        agreement = Agreement.objects.create(title="Fælles hold", during=DateRange(date(2026, 1, 1), None))
        agreement.partners.set([lemvig, skive])
        Duty.objects.create(
            agreement=agreement, what="Melde timer", owner=skive, deadline=AT.date() - timedelta(days=1)
        )
    client.force_login(staff(as_owner, "holstebro", role="coordinator"))
    page = client.get(reverse("web:staff_partnership"))
    (row,) = page.context["offers"]
    said = {cell["role"]: [(one["who"], one["when"]) for one in cell["rows"]] for cell in row["cells"]}
    assert said == {
        "Myndighed": [("Lemvig Kommune", "til 1. januar 2027"), ("Skive Kommune", "fra 1. januar 2027")],
        "Udfører": [("Lemvig Kommune", "")],
        "Betaler": [],
        "Dataansvarlig": [("Lemvig Kommune", "")],
    }
    (shown,) = page.context["agreements"]
    assert (shown["partners"], shown["duties"][0]["late"]) == (["Lemvig Kommune", "Skive Kommune"], True)
    assert [kind["kind"] for kind in page.context["kinds"]] == ["Kommune"]


@time_machine.travel(AT, tick=False)
def test_the_operator_sees_counts_of_messages_and_no_recipient(
    client: Client, catalogue: None, as_owner: AsOwner
) -> None:
    leader(as_owner, "skive")
    accepts(person(as_owner), "lemvig", WAIT_ON_VIDEO)
    with acting_as(system("outbox")) as viewer:
        waiting = outbox.OutboxMessage.objects.count()
        assert waiting > 0
        assert viewer.is_system
    client.force_login(staff(as_owner, "lemvig", role="operator", name="Ole Drift"))
    with time_machine.travel(AT + timedelta(hours=3), tick=False):
        page = client.get(reverse("web:staff_operations"))
    email, sms, letter = page.context["channels"]
    assert email["waiting"] + sms["waiting"] == waiting
    assert (email["waited"], email["slow"], letter["waiting"]) == ("3 timer", True, 0)
    html = page.content.decode()
    assert "borger@example.org" not in html
    assert "20 00 00 00" not in html
    assert "Ole Drift" in html
