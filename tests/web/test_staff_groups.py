"""The leader, in another municipality than the citizens: group page, attendance, the list on paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import AccessLine
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.groups.models import Attendance, Group, Seat, Session
from sundhedscenter.partnership.models import User
from sundhedscenter.pathways.models import Progress
from sundhedscenter.web.staff.words import short_day
from tests.journey.acts import does
from tests.people import AT, AsOwner, Person, accepts, leader, person, viewer_of
from tests.small_catalogue import WAIT_ON_VIDEO

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
NOW = AT + timedelta(days=20)
TOWNS = ("lemvig", "struer", "holstebro", "ringkoebing-skjern")
NAMES = ("Anna", "Bent", "Carl", "Dora")


@dataclass(frozen=True)
class Led:
    leader: User
    group: Group
    client: Client

    def url(self, name: str, *more: Any) -> str:
        return reverse(f"web:{name}", args=[self.group.pk, *more])


def fill(as_owner: AsOwner, names: tuple[str, ...], *, body: str = "gentle") -> None:
    """One more citizen for each name, each from another town, in the group or in line for it."""
    for name, town in zip(names, TOWNS, strict=False):
        group = Group.objects.first()
        key = f"group:{group.pk}" if group else WAIT_ON_VIDEO
        contact = {"full_name": f"{name} Efternavn", "phone": "20 11 22 33", "email": ""}
        accepts(person(as_owner, name), town, key, body=body, goal="noget hemmeligt", contact=contact)


@pytest.fixture
def led(as_owner: AsOwner, client: Client) -> Iterator[Led]:
    """A group of four, twenty days old: two meetings have been held."""
    skive = leader(as_owner, "skive", name="Skives holdleder")
    fill(as_owner, NAMES)
    client.force_login(skive)
    with time_machine.travel(NOW, tick=False):
        yield Led(skive, Group.objects.get(), client)


def states(led: Led, number: int) -> dict[str, str]:
    """Current attendance by name."""
    with acting_as(system("check")):
        rows = Attendance.objects.filter(session__group=led.group, session__number=number, superseded_at=None)
        return {row.citizen.display_name: row.state for row in rows.select_related("citizen")}


def seat_of(name: str) -> Seat:
    with acting_as(system("check")):
        return Seat.objects.get(citizen__display_name=name, released_at=None)


def test_group_page_shows_names_and_what_to_know_and_nothing_else(led: Led) -> None:
    page = led.client.get(led.url("staff_group"))
    assert [row["name"] for row in page.context["participants"]] == list(NAMES)
    assert {tuple(row["needs"]) for row in page.context["participants"]} == {("Siddende eller skånsomme øvelser",)}
    html = page.content.decode()
    assert all(secret not in html for secret in ("Efternavn", "20 11 22 33", "noget hemmeligt", "Lemvig Kommune"))
    held = Session.objects.filter(group=led.group, starts_at__lt=NOW).count()
    assert [row["number"] for row in page.context["missing"]] == [str(number) for number in range(1, held + 1)]


def test_group_page_of_somebody_else_is_not_found(led: Led, as_owner: AsOwner) -> None:
    led.client.force_login(leader(as_owner, "lemvig", name="En anden"))
    for url in (led.url("staff_group"), led.url("staff_attendance", 1), led.url("staff_roster")):
        assert led.client.get(url).status_code == 404
    assert led.client.post(led.url("staff_attendance", 1), {}).status_code == 404
    assert states(led, 1) == {}


def test_everyone_is_present_until_the_leader_says_otherwise(led: Led) -> None:
    form = led.client.get(led.url("staff_attendance", 1)).context["rows"]
    assert [(row["name"], row["value"]) for row in form] == [(name, "present") for name in NAMES]
    answer = led.client.post(led.url("staff_attendance", 1), {f"seat-{seat_of('Bent').pk}": "excused"}, follow=True)
    assert answer.redirect_chain == [(led.url("staff_group"), 302)]
    assert "3 af 4 mødte" in answer.content.decode()
    assert states(led, 1) == {"Anna": "present", "Bent": "excused", "Carl": "present", "Dora": "present"}
    with acting_as(system("check")):
        assert Progress.objects.filter(kind="session", withdrawn_at=None).count() == 3


def test_a_later_save_corrects_the_earlier(led: Led) -> None:
    url, bent, dora = led.url("staff_attendance", 1), seat_of("Bent").pk, seat_of("Dora").pk
    led.client.post(url, {f"seat-{bent}": "absent"})
    assert [row["value"] for row in led.client.get(url).context["rows"]] == ["present", "absent", "present", "present"]
    led.client.post(url, {f"seat-{bent}": "present", f"seat-{dora}": "excused"})
    led.client.post(url, {f"seat-{bent}": "present", f"seat-{dora}": "excused"})  # sent twice
    assert states(led, 1) == {"Anna": "present", "Bent": "present", "Carl": "present", "Dora": "excused"}
    with acting_as(system("check")):
        assert Attendance.objects.count() == 6  # four, and two corrections that stand beside what they correct
        assert Progress.objects.filter(kind="session", withdrawn_at=None).count() == 3


def test_an_unknown_state_is_asked_again_and_keeps_what_was_chosen(led: Led) -> None:
    data = {f"seat-{seat_of('Anna').pk}": "måske", f"seat-{seat_of('Carl').pk}": "absent"}
    answer = led.client.post(led.url("staff_attendance", 1), data)
    assert answer.status_code == 422
    assert "Anna: Vælg mødt, afbud eller udeblevet" in answer.content.decode()
    assert [row["value"] for row in answer.context["rows"]] == ["måske", "present", "absent", "present"]
    assert states(led, 1) == {}


def test_a_meeting_that_has_not_begun_takes_no_attendance(led: Led) -> None:
    url = led.url("staff_attendance", 8)
    assert "Mødet er ikke begyndt" in led.client.get(url).content.decode()
    led.client.post(url, {})
    assert states(led, 8) == {}
    assert led.client.get(led.url("staff_attendance", 99)).status_code == 404


def test_who_joined_later_is_not_asked_about_before(led: Led, as_owner: AsOwner) -> None:
    accepts(person(as_owner, "Eva", at=NOW), "lemvig", f"group:{led.group.pk}", at=NOW)
    assert "Eva" not in [row["name"] for row in led.client.get(led.url("staff_attendance", 1)).context["rows"]]
    eva = next(row for row in led.client.get(led.url("staff_group")).context["participants"] if row["name"] == "Eva")
    assert eva["begins"] == seat_of("Eva").from_session > 1


def test_the_list_on_paper_has_first_names_and_a_box_for_each_coming_meeting(led: Led, as_owner: AsOwner) -> None:
    fill(as_owner, ("Anna Lund",))
    page = led.client.get(led.url("staff_roster"))
    assert [row["name"] for row in page.context["people"]] == ["Anna", "Anna Lund", "Bent", "Carl", "Dora"]
    coming = Session.objects.filter(group=led.group, starts_at__gt=NOW).count()
    assert len(page.context["sessions"]) == coming
    html = page.content.decode()
    assert html.count('<span class="box">') == 5 * coming
    assert "Efternavn" not in html


def test_each_page_adds_one_insert_to_the_access_log(led: Led) -> None:
    for name, args, what in (
        ("staff_group", (), "group_roster"),
        ("staff_attendance", (1,), "attendance"),
        ("staff_roster", (), "printed_roster"),
    ):
        with CaptureQueriesContext(connection) as queries:
            led.client.get(led.url(name, *args))
        written = [query["sql"] for query in queries if "core_accessline" in query["sql"]]
        assert [sql.split()[0] for sql in written] == ["INSERT"]
        with acting_as(system("check")):
            assert AccessLine.objects.filter(what=what, viewer=f"user:{led.leader.pk}").count() == 4


def test_a_group_page_costs_the_same_for_four_and_for_seven(
    led: Led, as_owner: AsOwner, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    urls = [led.url("staff_group"), led.url("staff_attendance", 1), led.url("staff_roster")]
    costs = []
    for url in urls:
        with CaptureQueriesContext(connection) as queries:
            led.client.get(url)
        costs.append(len(queries))
    fill(as_owner, ("Eva", "Finn", "Gerd"))
    for url, cost in zip(urls, costs, strict=True):
        with django_assert_num_queries(cost):
            led.client.get(url)


def test_the_leaders_lists_cost_the_same_for_one_and_for_three_groups(
    led: Led, as_owner: AsOwner, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    urls = [reverse("web:staff_home"), reverse("web:staff_groups")]
    costs = []
    for url in urls:
        with CaptureQueriesContext(connection) as queries:
            assert led.client.get(url).status_code == 200
        costs.append(len(queries))
    with as_owner():
        for number in (2, 3):
            copy = Group.objects.get(pk=led.group.pk)
            copy.pk, copy.code, copy._state.adding = None, f"core-{number}", True
            copy.save()
            Session.objects.create(group=copy, number=1, starts_at=NOW + timedelta(days=number), minutes=60)
            Session.objects.create(group=copy, number=2, starts_at=NOW - timedelta(days=number), minutes=60)
    for url, cost in zip(urls, costs, strict=True):
        with django_assert_num_queries(cost):
            answer = led.client.get(url)
    assert len(answer.context["lines"]) == 3


def test_the_first_page_leads_to_what_waits(led: Led) -> None:
    home = led.client.get(reverse("web:staff_home"))
    assert home.context["next"].url == led.url("staff_group")
    assert home.context["missing"][0]["href"] == led.url("staff_attendance", 1)
    held = Session.objects.filter(group=led.group, starts_at__lt=NOW).count()
    for number in range(1, held + 1):
        led.client.post(led.url("staff_attendance", number), {})
    assert led.client.get(reverse("web:staff_home")).context["missing"] == []


def test_from_a_quarter_before_the_start_the_group_page_leads_to_attendance(led: Led) -> None:
    session = Session.objects.filter(group=led.group, starts_at__gt=NOW).order_by("starts_at").first()
    assert session is not None
    url = led.url("staff_attendance", session.number)
    for minutes, found, marked in ((60, "", {}), (15, url, dict.fromkeys(NAMES, "present"))):
        with time_machine.travel(session.starts_at - timedelta(minutes=minutes), tick=False):
            led.client.force_login(led.leader)
            page = led.client.get(led.url("staff_group"))
            assert page.context["now"] == found
            assert page.context["sessions"][session.number - 1]["href"] == found
            assert ("Mødet er ikke begyndt" in led.client.get(url).content.decode()) == (not found)
            led.client.post(url, {})
        assert states(led, session.number) == marked


def test_who_rests_is_shown_so_and_set_to_excused(led: Led) -> None:
    session = Session.objects.get(group=led.group, number=2)
    with acting_as(system("check")):
        bent = Citizen.objects.get(display_name="Bent")
    rests = Person(bent.user, bent, viewer_of(bent.user))
    until = day_of(NOW + timedelta(days=5))
    does(rests, "pause", session.starts_at - timedelta(days=1), reason="own_illness", until=until)
    page = led.client.get(led.url("staff_attendance", 2))
    assert [row["value"] for row in page.context["rows"]] == ["present", "excused", "present", "present"]
    for url in (led.url("staff_attendance", 2), led.url("staff_group"), led.url("staff_roster")):
        html = led.client.get(url).content.decode()
        assert html.count(f"pause til {short_day(until)}") == 1
        assert "sygdom" not in html
    answer = led.client.post(led.url("staff_attendance", 2), {}, follow=True)
    assert "3 af 4 mødte" in answer.content.decode()
    assert states(led, 2) == {"Anna": "present", "Bent": "excused", "Carl": "present", "Dora": "present"}
    led.client.post(led.url("staff_attendance", 2), {f"seat-{seat_of('Bent').pk}": "present"})
    assert states(led, 2)["Bent"] == "present"
