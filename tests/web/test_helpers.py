"""A relative who helps: invited with chosen rights and an end, sees those and no more, and is seen."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session as WebSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sundhedscenter.citizens.helper_codes import LETTERS, code_hash
from sundhedscenter.citizens.models import Citizen, HelperAccess, HelperInvitation, HelperTry
from sundhedscenter.core.models import AccessLine, AuditEntry, OutboxMessage
from sundhedscenter.groups.models import Group
from sundhedscenter.partnership.models import User
from sundhedscenter.pathways.models import PlanItem
from tests.people import AT, AsOwner, Person, person, staff
from tests.walls.helping import helps, relative
from tests.web.citizen_walk import logged_in, text_of
from tests.web.helper_walk import (
    END,
    ON,
    SENT,
    client_of,
    code_on,
    helper_of,
    hidden,
    invited,
    person_page,
    rows,
)
from tests.web.test_citizen_reading import is_plain

pytestmark = pytest.mark.django_db


def test_slip_shows_the_code_once_and_nothing_but_its_hash_is_kept(citizen: Person) -> None:
    client = logged_in(citizen)
    slip = invited(client)
    code = code_on(slip)
    assert set(code.replace("-", "")) <= set(LETTERS)
    assert "mandag den 9. marts kl. 10.00" in text_of(slip)
    (invitation,) = rows(HelperInvitation)
    assert (invitation.code_hash, invitation.rights, invitation.last_day) == (code_hash(code), ["dates"], END)
    assert invitation.expires_at == AT + timedelta(days=7)
    bare = code.replace("-", "")
    everything = [
        *map(str, WebSession.objects.values_list("session_data", flat=True)),
        *(str(row.__dict__) for row in rows(AuditEntry, subject_id=citizen.citizen.pk)),
        str(invitation.__dict__),
    ]
    assert not [text for text in everything if bare in text or code in text]
    assert code not in text_of(client.get(reverse("web:helpers")))


def test_the_same_form_again_makes_no_second_slip(citizen: Person, sister: User) -> None:
    client = logged_in(citizen)
    sent = {"stamp": hidden(client.get(reverse("web:invite_helper"))), **SENT}
    code = code_on(client.post(reverse("web:invite_helper"), sent))
    assert client.post(reverse("web:invite_helper"), sent).status_code == 302
    client_of(sister).post(reverse("web:helping"), {"code": code})
    assert "Koden er vist én gang." in text_of(client.post(reverse("web:invite_helper"), sent, follow=True))
    assert len(rows(HelperInvitation)) == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": "  "}, "Skriv, hvem det er."),
        ({"rights": []}, "Sæt mindst ét kryds."),
        ({"rights": ["everything"]}, "Sæt mindst ét kryds."),
        ({"last_day": ""}, "Vælg den sidste dag."),
        ({"last_day": "i morgen"}, "Skriv dagen sådan: 24.12.2026."),
        ({"last_day": (ON - timedelta(days=1)).isoformat()}, "Vælg i dag eller en senere dag."),
        ({"last_day": (ON + timedelta(days=731)).isoformat()}, "Vælg en dag inden for to år."),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(
    citizen: Person, wrong: dict[str, Any], told: str
) -> None:
    response = invited(logged_in(citizen), **wrong)
    assert response.status_code == 422
    assert told in text_of(response)
    if "name" not in wrong:
        assert "Min søster Ida" in text_of(response)
    assert rows(HelperInvitation) == []


def test_five_slips_at_a_time(citizen: Person) -> None:
    client = logged_in(citizen)
    assert [invited(client).status_code for _ in range(6)] == [200] * 5 + [422]


def test_code_is_taken_once_and_the_citizen_is_told(citizen: Person, sister: User, as_owner: AsOwner) -> None:
    code = code_on(invited(logged_in(citizen)))
    client = client_of(sister)
    typed = f" {code.lower().replace('-', ' ')} "
    response = client.post(reverse("web:helping"), {"code": typed})
    assert response.url == reverse("web:helper_person", args=[citizen.citizen.pk])
    (access,) = rows(HelperAccess)
    assert (access.helper_id, access.scope, access.during.lower) == (sister.pk, ["dates"], ON)
    assert access.during.upper == END + timedelta(days=1)
    assert {m.channel for m in rows(OutboxMessage, kind="helper_began")} == {"email", "sms"}
    assert rows(AuditEntry, verb="helper_began", actor=f"user:{sister.pk}", subject_id=citizen.citizen.pk)
    with as_owner():
        other = relative("En anden")
    again = client_of(other).post(reverse("web:helping"), {"code": code})
    assert again.status_code == 422
    assert "Koden passer ikke." in text_of(again)
    assert len(rows(HelperAccess)) == 1


@pytest.mark.parametrize("how", ["expired", "withdrawn", "over", "dead"])
def test_code_that_is_not_good_any_more(
    citizen: Person, sister: User, at: time_machine.Traveller, as_owner: AsOwner, how: str
) -> None:
    last = ON + timedelta(days=2) if how == "over" else END
    owner = logged_in(citizen)
    code = code_on(invited(owner, last_day=last.isoformat()))
    if how == "withdrawn":
        (invitation,) = rows(HelperInvitation)
        owner.post(reverse("web:withdraw_invitation", args=[invitation.pk]))
    if how == "dead":
        with as_owner():
            Citizen.objects.filter(pk=citizen.citizen.pk).update(died_on=ON)
    at.shift({"expired": timedelta(days=7, minutes=1), "over": timedelta(days=3)}.get(how, timedelta(hours=1)))
    response = client_of(sister).post(reverse("web:helping"), {"code": code})
    assert "Koden passer ikke." in text_of(response)
    assert rows(HelperAccess) == []


def test_five_tries_an_hour_and_then_not_even_the_right_one(
    citizen: Person, sister: User, at: time_machine.Traveller
) -> None:
    code = code_on(invited(logged_in(citizen)))
    client, url = client_of(sister), reverse("web:helping")
    left = [text_of(client.post(url, {"code": "AAAA-AAAA"})) for _ in range(5)]
    assert [re.search(r"Du har (\d) forsøg", text).group(1) for text in left] == list("43210")  # type: ignore[union-attr]
    assert "Vent til kl. 11.00" in text_of(client.post(url, {"code": code}))
    assert rows(HelperAccess) == []
    at.shift(timedelta(hours=1, seconds=1))
    assert client_of(sister).post(url, {"code": code}).status_code == 302
    assert not HelperTry.objects.filter(user=sister).exists()


def test_nobody_helps_themselves_and_no_job_helps_privately(citizen: Person, as_owner: AsOwner) -> None:
    client, url = logged_in(citizen), reverse("web:helping")
    code = code_on(invited(client))
    assert "Det er din egen seddel." in text_of(client.post(url, {"code": code}))
    nurse = client_of(staff(as_owner, "lemvig"))
    assert nurse.get(url).status_code == 403
    assert "Du er logget ind med dit arbejde." in text_of(nurse.post(url, {"code": code}))
    assert nurse.get(reverse("web:helper_person", args=[citizen.citizen.pk])).status_code == 403
    assert rows(HelperAccess) == []


def test_list_costs_the_same_for_one_and_three(
    citizen: Person, sister: User, as_owner: AsOwner, django_assert_num_queries: Any
) -> None:
    client, url = helper_of(citizen, sister, "dates"), reverse("web:helping")
    with CaptureQueriesContext(connection) as one:
        assert client.get(url).context["people"][0]["label"] == "Deltager 0"
    with as_owner():
        for other in Citizen.objects.exclude(pk=citizen.citizen.pk).order_by("display_name")[:2]:
            helps(sister, other, "plan", begin=ON, end=END, at=AT)
    with django_assert_num_queries(len(one)):
        people = client.get(url).context["people"]
    assert [row["label"] for row in people] == ["Deltager 0", "Deltager 1", "Deltager 2"]


def test_nobody_without_log_in(at: time_machine.Traveller, citizen: Person) -> None:
    for url in (reverse("web:helping"), reverse("web:helper_person", args=[citizen.citizen.pk])):
        assert Client().get(url).url.startswith(reverse("web:log_in"))


def test_dates_alone_show_when_and_where_and_nothing_of_the_plan(citizen: Person, sister: User) -> None:
    client = helper_of(citizen, sister, "dates")
    page = text_of(person_page(client, citizen))
    assert "Du hjælper Deltager 0" in page
    assert "Mette Holm" in page
    assert "gå tur med hunden" not in page
    assert "Plan</h2>" not in page
    assert "Gør noget for" not in page
    slip = client.get(reverse("web:helper_slip", args=[citizen.citizen.pk]))
    assert "Mette Holm" in text_of(slip)
    track = Group.objects.select_related("track").get().track
    room = Group.objects.get().room_link
    assert all((track.name_da, track.bring_da, room))
    for shown in (page, text_of(slip)):
        assert not [told for told in (track.name_da, track.bring_da, room, "ysioterapeut") if told in shown]
    for name in ("helper_pause", "helper_come_back", "helper_change_time"):
        assert client.get(reverse(f"web:{name}", args=[citizen.citizen.pk])).status_code == 404


def test_plan_alone_shows_goal_and_plan_and_no_date(citizen: Person, sister: User) -> None:
    client = helper_of(citizen, sister, "plan")
    page = text_of(person_page(client, citizen))
    assert "gå tur med hunden igen" in page
    assert "Plan</h2>" in page
    assert "Mette Holm" not in page
    assert "Tider og steder" not in page
    assert client.get(reverse("web:helper_slip", args=[citizen.citizen.pk])).status_code == 404


def test_dates_and_plan_name_the_group_but_not_its_room(citizen: Person, sister: User) -> None:
    client = helper_of(citizen, sister, "dates", "plan")
    group = Group.objects.select_related("track").get()
    slip = text_of(client.get(reverse("web:helper_slip", args=[citizen.citizen.pk])))
    page = text_of(person_page(client, citizen))
    assert group.track.name_da in page
    assert group.track.bring_da in slip
    assert group.room_link not in page + slip


def test_each_look_stands_in_the_citizens_log(citizen: Person, sister: User) -> None:
    client = helper_of(citizen, sister, "dates", "plan")
    person_page(client, citizen)
    client.get(reverse("web:helping"))
    lines = rows(AccessLine, subject_id=citizen.citizen.pk, viewer=f"user:{sister.pk}")
    assert {line.what for line in lines} == {"helper_dates", "helper_plan", "helper_list"}
    shown = text_of(logged_in(citizen).get(reverse("web:looked")))
    assert "Min søster Ida" in shown
    assert "Så sidst på dig" in text_of(logged_in(citizen).get(reverse("web:helpers")))


def test_who_has_no_right_gets_the_same_answer_as_for_nobody(citizen: Person, sister: User, as_owner: AsOwner) -> None:
    helper_of(citizen, sister, "dates", "plan", "act")
    with as_owner():
        other = relative("En anden")
    names = ("helper_person", "helper_slip", "helper_pause", "helper_come_back", "helper_change_time")
    for client in (client_of(other), logged_in(person(as_owner))):
        for name in names:
            assert client.get(reverse(f"web:{name}", args=[citizen.citizen.pk])).status_code == 404
            assert client.post(reverse(f"web:{name}", args=[citizen.citizen.pk])).status_code in (404, 405)


def test_citizen_changes_rights_and_day(citizen: Person, sister: User, as_owner: AsOwner) -> None:
    client = helper_of(citizen, sister, "dates")
    (access,) = rows(HelperAccess)
    mine, url = logged_in(citizen), reverse("web:change_helper", args=[access.pk])
    assert mine.post(url, {"rights": [], "last_day": END.isoformat()}).status_code == 422
    response = mine.post(url, {"rights": ["plan", "act"], "last_day": "01.06.2026"})
    assert response.url == reverse("web:helpers")
    old, new = sorted(rows(HelperAccess), key=lambda row: row.pk)
    assert (old.withdrawn_at, old.withdrawn_by_id) == (AT, citizen.user.pk)
    assert (new.scope, new.during.upper) == (["plan", "act"], date(2026, 6, 2))
    page = text_of(person_page(client, citizen))
    assert "Tider og steder" not in page
    assert "Gør noget for Deltager 0" in page
    stranger = logged_in(person(as_owner))
    assert stranger.get(reverse("web:change_helper", args=[new.pk])).status_code == 404
    assert stranger.post(reverse("web:withdraw_helper", args=[new.pk])).status_code == 404


@pytest.mark.parametrize("how", ["withdrawn", "ended", "dead"])
def test_it_is_over_at_once(
    citizen: Person, sister: User, at: time_machine.Traveller, as_owner: AsOwner, how: str
) -> None:
    client = helper_of(citizen, sister, "dates", "plan", "act")
    assert person_page(client, citizen).status_code == 200
    (access,) = rows(HelperAccess)
    if how == "withdrawn":
        logged_in(citizen).post(reverse("web:withdraw_helper", args=[access.pk]))
    elif how == "dead":
        with as_owner():
            Citizen.objects.filter(pk=citizen.citizen.pk).update(died_on=ON)
    else:
        at.shift(timedelta(days=101))
        client = client_of(sister)
    assert person_page(client, citizen).status_code == 404
    page = text_of(client.get(reverse("web:helping")))
    assert "Du hjælper ingen lige nu." in page
    assert "Deltager" not in page


def test_municipality_sees_who_may_be_talked_with_and_closes_when_asked(
    citizen: Person, sister: User, as_owner: AsOwner
) -> None:
    client = helper_of(citizen, sister, "dates")
    nurse = client_of(staff(as_owner, "lemvig"))
    url = reverse("web:staff_case", args=[citizen.citizen.pk])
    page = text_of(nurse.get(url))
    assert "Min søster Ida" in page
    assert "tider og steder" in page
    (access,) = rows(HelperAccess)
    stranger = client_of(staff(as_owner, "skive"))
    close = reverse("web:staff_close_helper", args=[access.pk])
    assert stranger.post(close).status_code == 404
    assert nurse.post(close).url == url
    assert person_page(client, citizen).status_code == 404
    assert "Min søster Ida" not in text_of(nurse.get(url))
    assert rows(AuditEntry, verb="helper_withdrawn")


def test_every_page_is_in_plain_words(citizen: Person, sister: User) -> None:
    owner = logged_in(citizen)
    slip = invited(owner, rights=["dates", "plan", "act"])
    is_plain(slip.content.decode(), "slip")
    is_plain(owner.get(reverse("web:helpers")).content.decode(), "helpers with a slip")
    is_plain(invited(owner, name="", rights=[], last_day="2020-01-01").content.decode(), "refused")
    client = client_of(sister)
    is_plain(client.post(reverse("web:helping"), {"code": "X"}).content.decode(), "wrong code")
    client.post(reverse("web:helping"), {"code": code_on(slip)})
    (access,) = rows(HelperAccess)
    is_plain(owner.get(reverse("web:change_helper", args=[access.pk])).content.decode(), "change")
    (item,) = rows(PlanItem, citizen=citizen.citizen, kind="lesson")
    pk = citizen.citizen.pk
    is_plain(client.get(reverse("web:helper_first_step", args=[pk, item.pk])).content.decode(), "first step")
    for name in ("person", "slip", "pause", "come_back", "change_time"):
        is_plain(client.get(reverse(f"web:helper_{name}", args=[pk])).content.decode(), name)
